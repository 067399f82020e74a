"""Series: the acts of a dyad by day, week or month."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from detente.codebook import QUADS
from detente.relations.act import Act

DONE = ("actual", "alleged")
"""Statuses that count as done."""
NOT_DONE = ("planned", "possible", "negated")
"""Statuses that are kept apart."""
STATUSES = DONE + NOT_DONE

LEFT_OUT = 0.01
"""Share of what is told that may lie before what a time line shows, and after it: what happened long ago is told in the
news as well, and would leave no room for all else."""
_SLACK = 0.2
"""Longer by this share a time line may be to show all."""

_Numbers = NDArray[np.intp]


class Step(StrEnum):
    """How long one point of a series is."""

    DAY = "day"
    WEEK = "week"
    """ISO 8601 week, from Monday."""
    MONTH = "month"

    def start(self, day: date) -> date:
        """First day of the step that a day lies in."""
        if self is Step.WEEK:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self is Step.MONTH else day

    def after(self, start: date) -> date:
        """First day of the next step."""
        if self is Step.MONTH:
            return (start + timedelta(days=31)).replace(day=1)
        return start + timedelta(days=7 if self is Step.WEEK else 1)


@dataclass(frozen=True, slots=True)
class Point:
    """What passed between two parties in one step; only acts that are actual or alleged are counted as done."""

    start: date
    counts: tuple[int, int, int, int]
    """Acts done by quad class, in the order of ``detente.codebook.QUADS``."""
    score_sum: float
    """Sum of the scores, each -10 to 10, of acts done."""
    score_mean: float | None
    """-10 to 10; None without acts."""
    by_status: tuple[int, int, int, int, int]
    """Acts by status, in the order of STATUSES."""

    @property
    def done(self) -> int:
        """Acts done."""
        return sum(self.counts)

    @property
    def status_shares(self) -> tuple[float, ...] | None:
        """Share of acts by status, 0 to 1, in the order of STATUSES; None where there are no acts of any status."""
        total = sum(self.by_status)
        return tuple(count / total for count in self.by_status) if total else None


@dataclass(frozen=True, slots=True)
class Series:
    """A dyad's points without a gap from the step of the first to that of the last day."""

    dyad: tuple[str, str]
    step: Step
    points: tuple[Point, ...]


def series(
    acts: Iterable[Act],
    dyad: tuple[str, str],
    step: Step = Step.WEEK,
    first: date | None = None,
    last: date | None = None,
    actor: str | None = None,
) -> Series:
    """The series of one dyad, from the step of ``first`` to that of ``last`` or, where none, of its own acts.

    ``actor`` keeps the acts of this one side only. Acts of other dyads and of days outside are passed over. Without
    any days at all the series is empty.
    """
    key = _ordered(dyad)
    own = (act for act in acts if act.dyad == key and actor in (None, act.actor))
    return all_series(own, step, first, last).get(key, Series(key, step, _empty(step, first, last)))


def all_series(
    acts: Iterable[Act], step: Step = Step.WEEK, first: date | None = None, last: date | None = None
) -> Mapping[tuple[str, str], Series]:
    """The series of every dyad that has acts, in the order of the alphabet, each over its own days or those given."""
    grouped: defaultdict[tuple[str, str], list[Act]] = defaultdict(list)
    for act in acts:
        if (first is None or act.day >= first) and (last is None or act.day <= last):
            grouped[act.dyad].append(act)
    return {
        dyad: Series(dyad, step, _points(own, steps_between(step, *_span(own, first, last)), step))
        for dyad, own in sorted(grouped.items())
    }


def steps_between(step: Step, first: date, last: date) -> tuple[date, ...]:
    """First days of all steps from that of ``first`` to that of ``last``."""
    starts: list[date] = []
    start = step.start(first)
    while start <= last:
        starts.append(start)
        start = step.after(start)
    return tuple(starts)


def reach(days: Sequence[int]) -> tuple[int, int]:
    """First and last day that a time line of these is made for: ordinals that rise, at least one."""
    out = int(len(days) * LEFT_OUT)
    first, last = int(days[out]), int(days[len(days) - 1 - out])
    slack = int((last - first + 1) * _SLACK)
    return max(int(days[0]), first - slack), min(int(days[-1]), last + slack)


def _ordered(dyad: tuple[str, str]) -> tuple[str, str]:
    one, other = sorted(dyad)
    return one, other


def _span(acts: Sequence[Act], first: date | None, last: date | None) -> tuple[date, date]:
    days = [act.day for act in acts]
    return first or min(days), last or max(days)


def _empty(step: Step, first: date | None, last: date | None) -> tuple[Point, ...]:
    return _points((), steps_between(step, first, last), step) if first and last else ()


def _points(acts: Sequence[Act], starts: Sequence[date], step: Step) -> tuple[Point, ...]:
    place = {start: number for number, start in enumerate(starts)}
    # Sums of binary fractions hang on their order: this one is that of the acts, not that of reading.
    acts = sorted(acts, key=lambda act: (act.day, act.score, act.incident_id, act.actor))
    at = np.array([place[step.start(act.day)] for act in acts], dtype=np.intp)
    done = np.array([act.status in DONE for act in acts], dtype=bool)
    quads = np.array([QUADS.index(act.quad) for act in acts], dtype=np.intp)
    statuses = np.array([STATUSES.index(act.status) for act in acts], dtype=np.intp)
    scores = np.array([act.score for act in acts], dtype=np.float64)
    counts = _table(at[done], quads[done], len(starts), len(QUADS))
    by_status = _table(at, statuses, len(starts), len(STATUSES))
    sums = np.bincount(at[done], weights=scores[done], minlength=len(starts))
    return tuple(
        _point(start, row, float(total), states)
        for start, row, total, states in zip(starts, counts.tolist(), sums, by_status.tolist(), strict=True)
    )


def _table(rows: _Numbers, columns: _Numbers, height: int, width: int) -> _Numbers:
    return np.bincount(rows * width + columns, minlength=height * width).reshape(height, width)


def _point(start: date, counts: Sequence[int], total: float, states: Sequence[int]) -> Point:
    a, b, c, d = counts
    e, f, g, h, i = states
    done = sum(counts)
    return Point(start, (a, b, c, d), total, total / done if done else None, (e, f, g, h, i))
