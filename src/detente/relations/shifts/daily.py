"""Daily counts: how many acts of conflict and of cooperation each dyad has on each day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from detente.codebook import QUADS
from detente.relations.act import Act
from detente.relations.series import DONE
from detente.relations.shifts.shift import ShiftKind

Numbers = NDArray[np.float64]

KINDS = tuple(ShiftKind)
"""Conflict counts for a rift, cooperation for a thaw: the first axis of all counts."""
SILENCE_DAYS = 365
"""Days without an act of anybody after which counting begins anew. Argued: the past counts for a quarter by then, and
what comes next shows where a record begins, not what changed; one mistyped year must not make a century of days."""
CONFLICT = frozenset(quad for quad in QUADS if quad.endswith("conflict"))


def kind_of(quad: str) -> ShiftKind:
    """Which kind of shift acts of a quad class speak for."""
    return ShiftKind.RIFT if quad in CONFLICT else ShiftKind.THAW


def takes_a_side(act: Act) -> bool:
    """Whether an act was done and is of conflict or of cooperation.

    What the codebook scores 0, asking, is neither: who asks the Security Council to meet has not fallen out with it.
    """
    return act.status in DONE and act.score != 0


@dataclass(frozen=True, slots=True)
class Daily:
    """Acts done, each counted by its confidence; days without acts are zeros."""

    first: date
    days: int
    dyads: tuple[tuple[str, str], ...]
    """In the order of the alphabet."""
    acts: tuple[tuple[Act, ...], ...]
    """Of each dyad, by day."""
    totals: Numbers
    """Acts of each of KINDS on each day, over all dyads: 2 by days."""
    seen: Numbers
    """Dyads that have had an act by the end of each day: days."""

    def block(self, first: int, last: int) -> tuple[Numbers, Numbers]:
        """Counts, 2 by dyads by days, and sums of scores, dyads by days, of the dyads [first, last)."""
        counts = np.zeros((len(KINDS), last - first, self.days))
        scores = np.zeros((last - first, self.days))
        for place, acts in enumerate(self.acts[first:last]):
            for act in acts:
                day = (act.day - self.first).days
                counts[KINDS.index(kind_of(act.quad)), place, day] += act.confidence
                scores[place, day] += act.confidence * act.score
        return counts, scores

    def blocks(self, cells: int = 400_000) -> Iterator[tuple[int, int]]:
        """Bounds of blocks of dyads, each of no more than so many numbers a kind where one dyad allows."""
        step = max(1, cells // max(1, self.days))
        for first in range(0, len(self.dyads), step):
            yield first, min(first + step, len(self.dyads))


def count_daily(acts: Iterable[Act], until: date | None = None) -> Daily | None:
    """Counts of all dyads from the first act to ``until`` or the last act, whatever the order of the acts.

    Acts after ``until``, acts that were not done and those that take no side are passed over. None without any act.
    """
    done = _done(acts, until)
    return _counted(done, until or done[-1].day) if done else None


def count_stretches(acts: Iterable[Act], until: date | None = None) -> tuple[Daily, ...]:
    """The same for each stretch of days that has no silence of more than SILENCE_DAYS, the first one first.

    The last one goes on to ``until``, but no further than such a silence.
    """
    done = _done(acts, until)
    if not done:
        return ()
    starts = [0, *(place for place, (one, next_one) in enumerate(pairwise(done), 1) if _is_silence(one, next_one))]
    stretches = [done[start:end] for start, end in zip(starts, [*starts[1:], len(done)], strict=True)]
    last = done[-1].day
    if until is not None:
        last = date.fromordinal(min(until.toordinal(), last.toordinal() + SILENCE_DAYS))
    return (*(_counted(own, own[-1].day) for own in stretches[:-1]), _counted(stretches[-1], last))


def _done(acts: Iterable[Act], until: date | None) -> list[Act]:
    return sorted((act for act in acts if _counts(act, until)), key=_order)


def _is_silence(one: Act, next_one: Act) -> bool:
    return (next_one.day - one.day).days > SILENCE_DAYS


def _counted(done: Sequence[Act], last: date) -> Daily:
    first = done[0].day
    days = (last - first).days + 1
    grouped: dict[tuple[str, str], list[Act]] = {}
    for act in done:
        grouped.setdefault(act.dyad, []).append(act)
    dyads = tuple(sorted(grouped))
    own = tuple(tuple(grouped[dyad]) for dyad in dyads)
    return Daily(first, days, dyads, own, _totals(done, first, days), _seen(own, first, days))


def _counts(act: Act, until: date | None) -> bool:
    return takes_a_side(act) and act.confidence > 0 and (until is None or act.day <= until)


def _order(act: Act) -> tuple[date, str, str, str, str, float, float]:
    return act.day, act.incident_id, act.actor, act.recipient, act.type, act.score, act.confidence


def _totals(acts: Sequence[Act], first: date, days: int) -> Numbers:
    totals = np.zeros((len(KINDS), days))
    for act in acts:
        totals[KINDS.index(kind_of(act.quad)), (act.day - first).days] += act.confidence
    return totals


def _seen(own: Sequence[Sequence[Act]], first: date, days: int) -> Numbers:
    arrivals = np.bincount([(acts[0].day - first).days for acts in own], minlength=days)
    return np.cumsum(arrivals).astype(np.float64)
