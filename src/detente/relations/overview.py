"""Overview: what the ledger tells of one dyad, and of which dyads moved most."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from detente.relations.act import Act, Level
from detente.relations.series import DONE, Series, Step, series
from detente.relations.shifts import Shift
from detente.relations.standing import HALF_LIFE_DAYS, SCALE, Standing, Stands

LIKELY = 0.5
"""Probability from which a shift is shown unless another is asked for: more likely than not. In a ledger of few dyads
less likely ones are within the budget of alerts, and are not worth it."""


@dataclass(frozen=True, slots=True)
class Move:
    """How a dyad's standing changed between the mornings of two days."""

    before: Standing
    now: Standing
    acts: int
    """Acts done between the two."""

    @property
    def change(self) -> float:
        """Difference of the mean standing, -2 to 2; above 0 towards alliance."""
        return self.now.mean - self.before.mean


def last_day(acts: Iterable[Act]) -> date | None:
    """The last day with an act that was done; None without any."""
    return max((act.day for act in acts if act.status in DONE), default=None)


def moves(acts: Sequence[Act], stands: Stands, since: date | None, until: date, limit: int) -> tuple[Move, ...]:
    """The dyads whose mean standing changed most from the morning of ``since`` to the evening of ``until``.

    Without ``since`` as long before as it takes an act to count half. Only dyads with acts done in this time are
    looked at. Of equal changes the dyad with more acts comes first, then the one earlier in the alphabet.
    """
    first = since or until - timedelta(days=int(HALF_LIFE_DAYS))
    evening = until + timedelta(days=1)
    counts = Counter(act.dyad for act in acts if act.status in DONE and first <= act.day <= until)
    days = np.array([first.toordinal(), evening.toordinal()], dtype=np.int64)
    scale = np.array(SCALE)
    changes = {}
    for dyad in sorted(counts):
        before, now = (stands.probabilities(*dyad, days) @ scale).tolist()
        changes[dyad] = round(abs(now - before), 9)
    ranked = sorted(changes, key=lambda dyad: (-changes[dyad], -counts[dyad], dyad))[:limit]
    return tuple(Move(stands.standing(*dyad, first), stands.standing(*dyad, evening), counts[dyad]) for dyad in ranked)


def most_active(acts: Iterable[Act], limit: int) -> tuple[str, ...]:
    """The parties with the most acts done, in the order of the alphabet; of equal ones the first by it."""
    counts = Counter(party for act in acts if act.status in DONE for party in act.dyad)
    return tuple(sorted(sorted(counts, key=lambda party: (-counts[party], party))[:limit]))


def within(acts: Iterable[Act], since: date | None, until: date | None) -> list[Act]:
    """The acts of these days; None leaves an end open."""
    return [act for act in acts if (since is None or act.day >= since) and (until is None or act.day <= until)]


def likely(shifts: Iterable[Shift], since: date | None, least: float = LIKELY) -> list[Shift]:
    """Those of at least this probability that were known on a day or later, in their order."""
    return [one for one in shifts if one.probability >= least and (since is None or one.alert >= since)]


@dataclass(frozen=True, slots=True)
class Between:
    """All that is told of one dyad."""

    level: Level
    series: Series
    standing: Standing


def between(
    acts: Sequence[Act],
    stands: Stands,
    dyad: tuple[str, str],
    level: Level,
    step: Step,
    since: date | None,
    until: date,
) -> Between:
    """Series of the days from ``since`` to ``until``, and the standing on the evening of ``until``."""
    own = [act for act in within(acts, since, until) if act.dyad == (min(dyad), max(dyad))]
    found = series(own, dyad, step, since, until if since else None)
    return Between(level, found, stands.standing(*dyad, until + timedelta(days=1)))
