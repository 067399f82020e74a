"""Telling: everything that is known of one shift on the evening of its alert."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from scipy.optimize import brentq  # type: ignore[import-untyped]
from scipy.special import gammainc, gammaincinv, gammaln  # type: ignore[import-untyped]

from detente.codebook import QUADS
from detente.relations.act import Act
from detente.relations.shifts.baselines import persistence, score_drop, z_score
from detente.relations.shifts.daily import KINDS, Daily, Numbers, kind_of
from detente.relations.shifts.levels import WINDOW_DAYS, Levels, World, turned
from detente.relations.shifts.shift import Baselines, Interval, Shift, ShiftKind
from detente.relations.standing import Standing, Stands, load_emissions

WEEK_DAYS = 7
START_REACH_DAYS = 2 * WINDOW_DAYS
"""Days before the alert in which the new level can have begun: the window, and as much for a slow beginning."""
NEW_SHAPE, NEW_RATE = 0.5, 0.5
"""Gamma prior of the level after a start, in acts a day: wide, with mean 1."""
TAIL = 0.05
"""Probability left out at each end of an interval."""
_QUANTILES = 400


def tell(daily: Daily, world: World, stands: Stands, dyad: int, kind: ShiftKind, alert: date) -> Shift:
    """The shift of a dyad (by its place in ``daily``) as known on the evening of ``alert``."""
    day, place = (alert - daily.first).days, KINDS.index(kind)
    counts, scores = daily.block(dyad, dyad + 1)
    parties = daily.dyads[dyad]
    morning = daily.first + timedelta(days=max(0, day - WINDOW_DAYS + 1))
    standing = stands.standing(*parties, morning)
    conflict = _conflict_share(standing)
    surprise = -float(np.log(conflict if kind is ShiftKind.RIFT else 1 - conflict))
    levels = Levels.of(counts, world)
    risen, size = (float(each[place, 0, day]) for each in levels.rise())
    turn = float(turned(counts, np.full(counts.shape[1:], conflict))[place, 0, day])
    before, now = _gammas(levels, place, day, float(world.length[day]))
    start = daily.first + timedelta(days=_start(counts[place, 0, : day + 1], before[0] / before[1] / WEEK_DAYS))
    made = [act for act in daily.acts[dyad] if start <= act.day <= alert and kind_of(act.quad) is kind]
    return Shift(
        dyad=parties,
        kind=kind,
        probability=risen * turn,
        start=start,
        alert=alert,
        size=_change(before, now),
        before=before[0] / before[1],
        now=now[0] / now[1],
        surprise=surprise,
        news=size * turn * surprise,
        standing=standing,
        incidents=tuple(act.incident_id for act in made),
        incident_days=tuple(act.day for act in made),
        types=_types(made),
        baselines=_baselines(counts, scores, place, day),
    )


def _conflict_share(standing: Standing) -> float:
    """Expected share of conflict between two that stand so."""
    emissions = load_emissions()
    return sum(standing.expected(quad, emissions) for quad in QUADS if kind_of(quad) is ShiftKind.RIFT)


def _gammas(levels: Levels, place: int, day: int, length: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Shape and rate of the levels before and now, in acts a week as common as the weeks of the window."""
    weeks = length / (WEEK_DAYS * float(levels.exposure[0, day]))
    before = float(levels.shape_before[place, 0, day]), weeks * float(levels.rate_before[place, 0, day])
    now = float(levels.shape_now[place, 0, day]), weeks * float(levels.rate_now[place, 0, day])
    return before, now


def _change(before: tuple[float, float], now: tuple[float, float]) -> Interval:
    """Now less before, two gamma variables of these shapes and rates."""
    best = now[0] / now[1] - before[0] / before[1]
    # The distribution of the difference, by the value of the one before at equally probable places.
    places = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    earlier = gammaincinv(before[0], places) / before[1]

    def missing(change: float, probability: float) -> float:
        below = gammainc(now[0], now[1] * np.maximum(earlier + change, 0))
        return float(below.mean()) - probability

    least = -float(earlier[-1]) - 1.0
    most = float(gammaincinv(now[0], 1 - 1e-9) / now[1]) + 1.0
    low, high = (float(brentq(missing, least, most, args=(tail,))) for tail in (TAIL, 1 - TAIL))
    return Interval(low, best, high)


def _start(counts: Numbers, before: float) -> int:
    """Place of the day from which a new level most probably holds, of ``counts`` that end with the alert.

    The posterior mode of one change point with equal prior for each day (Adams & MacKay 2007, Bayesian online
    changepoint detection, without further changes): the days before are Poisson with the level ``before`` in acts a
    day, the days since with one that is not known. Of equal days the latest.
    """
    reach = min(len(counts), START_REACH_DAYS)
    since = np.cumsum(counts[::-1][:reach])
    days = np.arange(1, reach + 1)
    new = gammaln(NEW_SHAPE + since) - gammaln(NEW_SHAPE) + NEW_SHAPE * np.log(NEW_RATE)
    new -= (NEW_SHAPE + since) * np.log(NEW_RATE + days)
    old = since * np.log(max(before, 1e-12)) - before * days
    return len(counts) - 1 - int(np.argmax(new - old))


def _types(acts: Sequence[Act]) -> tuple[tuple[str, int], ...]:
    counted = Counter(act.type for act in acts)
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _baselines(counts: Numbers, scores: Numbers, place: int, day: int) -> Baselines:
    """Statistics of the one dyad, with no help from others."""
    own, both = counts[place, :, : day + 1], counts[:, :, : day + 1].sum(axis=0)
    known = float(both[0, : max(0, day - WEEK_DAYS + 1)].sum()) > 0 and float(both[0, -WEEK_DAYS:].sum()) > 0
    drop = float(score_drop(scores[:, : day + 1], both, least=0.0)[0, day])
    return Baselines(
        persistence=float(persistence(own)[0, day]),
        score_drop=(drop if place == 0 else -drop) if known else None,
        z_score=float(z_score(own)[0, day]) if day + 1 >= 2 * WEEK_DAYS else None,
    )
