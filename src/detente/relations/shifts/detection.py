"""Detection: which shifts were news, as they could have been known day by day."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from detente.relations.act import Act
from detente.relations.shifts.daily import KINDS, Daily, Numbers, count_stretches
from detente.relations.shifts.levels import WINDOW_DAYS, Levels, World, turned, windowed
from detente.relations.shifts.shift import Shift
from detente.relations.shifts.telling import tell
from detente.relations.standing import Stands, load_emissions

ALERTS_A_WEEK = 2.0
"""Alerts a week over all dyads: what one reader can look into."""
WEEK_DAYS = 7
LEAST_NEWS = 0.1
"""Share of what is heard in the window of a usual act from which a day counts as one of news. Argued: quiet seasons
have a tenth of it, days that are only looked back at have not."""


@dataclass(frozen=True, slots=True)
class News:
    """What was news for some dyads: each 2 kinds by dyads by days."""

    value: Numbers
    """Expected news value: probability times size times surprise, 0 on days without an act of the kind."""
    probability: Numbers
    """That the level has risen and the share turned; of days with acts."""
    risen: Numbers
    """Probability that the level has risen."""
    surprise: Numbers
    """-log of the probability of an act of the kind, by how the two stood before the window."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Evenings on which a dyad was news at all, by kind, dyad and day."""

    kind: NDArray[np.int64]
    dyad: NDArray[np.int64]
    day: NDArray[np.int64]
    value: Numbers
    over: NDArray[np.int64]
    """First later day on which the level was as likely as not back where it had been."""

    def above(self, threshold: float) -> "Cells":
        """Those whose value is at least so high."""
        return self._those(self.value >= threshold)

    def top(self, many: int) -> "Cells":
        """The most newsworthy; equal ones at the end come together."""
        if many >= len(self.value):
            return self
        return self.above(float(np.partition(self.value, -many)[-many]))

    def _those(self, wanted: NDArray[np.bool_]) -> "Cells":
        return Cells(self.kind[wanted], self.dyad[wanted], self.day[wanted], self.value[wanted], self.over[wanted])


Alert = tuple[int, int, int]
"""Places of kind, dyad and day."""


def find_shifts(
    acts: Sequence[Act], stands: Stands, per_week: float = ALERTS_A_WEEK, until: date | None = None
) -> tuple[Shift, ...]:
    """The shifts that were most newsworthy when they came, most newsworthy first.

    Each evening, all dyads are ranked by expected news value: the probability that acts of conflict (or cooperation)
    have become more frequent and a larger share, times how many more they are than expected, times how surprising
    such acts are between two that stand as these did. The value that an alert must reach is the one at which there
    have been ``per_week`` alerts a week, from the first act to ``until`` or the last act; days on which hardly
    anything is heard of anybody are not counted. Each alert itself is made from acts up to its day. A shift goes on
    until its level is as likely as not back where it had been: until then it raises no second alert. After a silence
    of SILENCE_DAYS (``detente.relations.shifts.daily``) all begins anew.
    """
    stretches = count_stretches(acts, until)
    if not stretches or per_week <= 0:
        return ()
    budget = int(per_week * _days_of_news(stretches) / WEEK_DAYS + 0.5)
    alerts = choose(_cells_of_all(stretches, stands), max(1, budget))
    shifts = _tell_all(stretches, stands, alerts)
    return tuple(sorted(shifts, key=lambda shift: (-shift.news, shift.alert, shift.dyad, shift.kind)))


def news_of(counts: Numbers, world: World, expected: Numbers) -> News:
    """News values on the evening of each day; a day without an act of the kind brings none.

    ``counts`` is 2 by dyads by days; ``expected`` the share of conflict by how the two stood before the window of each
    day, dyads by days, and counts on days with acts alone.
    """
    shares = np.stack([expected, 1 - expected])
    risen, size = Levels.of(counts, world).rise()
    turn = turned(counts, expected)
    surprise: Numbers = -np.log(shares)
    value: Numbers = np.where(counts > 0, size * turn * surprise, 0.0)
    return News(value, risen * turn, risen, surprise)


def choose(cells: Cells, budget: int) -> list[Alert]:
    """Alerts at the lowest threshold that lets no more than ``budget`` through, by kind, dyad and day.

    Equal values go in together or not at all.
    """
    many = 64 * budget
    while len(alerts_of(cells.top(many))) <= budget and many < len(cells.value):
        many *= 4
    cells = cells.top(many)
    thresholds = sorted(set(cells.value.tolist()), reverse=True)
    fit = bisect_right(thresholds, budget, key=lambda threshold: len(alerts_of(cells.above(threshold))))
    return alerts_of(cells.above(thresholds[fit - 1])) if fit else []


def alerts_of(cells: Cells) -> list[Alert]:
    """The first evening of each shift, if all these cells are above the threshold."""
    found: list[Alert] = []
    until: dict[tuple[int, int], int] = {}
    fields = (cells.kind, cells.dyad, cells.day, cells.over)
    for kind, dyad, day, over in zip(*(field.tolist() for field in fields), strict=True):
        if day >= until.get((kind, dyad), -1):
            found.append((kind, dyad, day))
            until[kind, dyad] = over
    return found


def cells_of(value: Numbers, over: NDArray[np.bool_], first_dyad: int = 0) -> Cells:
    """Cells of the values above 0 (2 by dyads by days); ``over`` tells the days on which a shift has ended."""
    kind, dyad, day = np.nonzero(value > 0)
    return Cells(kind, dyad + first_dyad, day, value[kind, dyad, day], _next_end(over)[kind, dyad, day])


def _cells_of_all(stretches: Sequence[Daily], stands: Stands) -> Cells:
    """Cells of all stretches; dyads count on from one stretch to the next, so that none is taken for another."""
    parts = []
    for daily, dyads_before in zip(stretches, _dyads_before(stretches), strict=True):
        world = World.of(daily)
        for first, last in daily.blocks():
            counts, _ = daily.block(first, last)
            news = news_of(counts, world, _expected(daily, stands, first, last))
            parts.append(cells_of(news.value, news.risen < 0.5, dyads_before + first))
    kind, dyad, day, value, over = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("kind", "dyad", "day", "value", "over")
    )
    order = np.lexsort((day, dyad, kind))
    return Cells(kind[order], dyad[order], day[order], value[order], over[order])


def _days_of_news(stretches: Sequence[Daily]) -> int:
    """Days in whose window there are acts enough, beside those in the window of a usual act, to be news of a time.

    Of the decades of which reports recall a day here and there, few or none are.
    """
    acts = np.concatenate([daily.totals.sum(axis=0) for daily in stretches])
    heard = np.concatenate([windowed(daily.totals.sum(axis=0)) for daily in stretches])
    return int(np.count_nonzero(heard >= LEAST_NEWS * (heard @ acts) / acts.sum()))


def _dyads_before(stretches: Sequence[Daily]) -> list[int]:
    """How many dyads the stretches before each have."""
    return list(accumulate((len(daily.dyads) for daily in stretches[:-1]), initial=0))


def _expected(daily: Daily, stands: Stands, first: int, last: int) -> Numbers:
    """Share of conflict by how the dyads [first, last) stood on the morning on which the window of a day began.

    Dyads by days; asked for on days with acts alone, and a half on all others, which bring no news.
    """
    expected = np.full((last - first, daily.days), 0.5)
    for place in range(first, last):
        days = np.unique([(act.day - daily.first).days for act in daily.acts[place]])
        mornings = daily.first.toordinal() + np.maximum(0, days - WINDOW_DAYS + 1)
        expected[place - first, days] = stands.probabilities(*daily.dyads[place], mornings) @ _conflict_shares()
    return expected


def _conflict_shares() -> Numbers:
    """Share of conflict among the acts of each stance: 5."""
    return np.array([verbal + material for _, _, verbal, material in load_emissions().shares])


def _next_end(over: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each day the first later day on which ``over`` is true, along the last axis; the number of days if none."""
    days = over.shape[-1]
    ends = np.where(over, np.arange(days), days)
    after = np.full(over.shape, days, dtype=np.int64)
    after[..., :-1] = np.minimum.accumulate(ends[..., ::-1], axis=-1)[..., ::-1][..., 1:]
    return after


def _tell_all(stretches: Sequence[Daily], stands: Stands, alerts: Sequence[Alert]) -> Iterator[Shift]:
    before = _dyads_before(stretches)
    worlds = [World.of(daily) for daily in stretches]
    for kind, dyad, day in alerts:
        place = bisect_right(before, dyad) - 1
        daily = stretches[place]
        alert = daily.first + timedelta(days=day)
        yield tell(daily, worlds[place], stands, dyad - before[place], KINDS[kind], alert)
