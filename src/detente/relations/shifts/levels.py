"""Levels: how often two parties act, before and now, and how surely the level has risen.

A state-space model of counts: acts of a kind between two parties are Poisson with a level that drifts, which the past
tells less surely the older it is. With power discounting the level stays a gamma distribution, whose shape is the
discounted sum of acts and whose rate the discounted sum of exposure (Smith & Miller 1986, JRSS B 48; Harvey &
Fernandes 1989, JBES 7; West & Harrison 1997, Bayesian Forecasting and Dynamic Models, chapter 10). The level before is
what was known up to two weeks ago; the level now starts from it and learns from these two weeks.

Priors are empirical Bayes: a dyad is taken to be as the mean dyad seen so far until its own acts say otherwise, so
that intervals are wide where acts are few. Exposure is the world's common level: days on which all others act more,
or more is reported, count for more.
"""

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter  # type: ignore[import-untyped]
from scipy.special import betainc, ndtr  # type: ignore[import-untyped]

from detente.relations.shifts.daily import Daily, Numbers

WINDOW_DAYS = 14
"""Days that make "now". Argued: news of one turn comes within days, and two weeks hold two of each day of the week.
On ICEWS 2014 and the list of its turns in benchmarks/shifts, 7, 10 and 14 days did equally well, 21 worse."""
HALF_LIFE_DAYS = 180.0
"""Days after which the past counts half. Argued: the level of a dyad holds for seasons; 90 to 1,000 days gave equal
results there."""
PRIOR_DAYS = 20.0
"""Days of exposure that the mean dyad's level counts for as prior of a dyad's own. 5 to 20 days here, and in the next
two, gave equal results on that list."""
SAME_DAYS = 10.0
"""Days of exposure for which the past is taken to have been as now, before anything of it is known: a ledger's first
weeks show no change, since there is nothing that it could be a change from."""
START_DAYS = 3.0
"""Days of exposure that the level before counts for as prior of the level now."""
COMMON_ACTS = 100.0
"""Acts of others for which the common level is taken not to have changed: in a small ledger it is hardly known."""
SHARE_ACTS = 12.0
"""Acts that the standing counts for as prior of the share of conflict: the precision of ``emissions.tsv``,
in which this same uncertainty is argued."""
NOW_SHARE_ACTS = 1.0
"""Acts that the share before counts for as prior of the share now."""


@dataclass(frozen=True, slots=True)
class World:
    """What all dyads together tell, by day."""

    level: Numbers
    """Discounted acts of a kind per dyad seen and day: 2 by days."""
    now: Numbers
    """Acts of both kinds in the window that ends on each day: days."""
    past: Numbers
    """Discounted acts of both kinds up to the window: days."""
    exposure: Numbers
    """Discounted days up to the window: days."""
    length: Numbers
    """Days in the window, fewer at the beginning: days."""

    @classmethod
    def of(cls, daily: Daily) -> "World":
        """Sums over all dyads of some acts."""
        both = daily.totals.sum(axis=0)
        days = np.ones(daily.days)
        return cls(
            level=discounted(daily.totals) / discounted(daily.seen),
            now=windowed(both),
            past=delayed(discounted(both)),
            exposure=delayed(discounted(days)),
            length=windowed(days),
        )


@dataclass(frozen=True, slots=True)
class Levels:
    """Gamma posteriors of the level of each kind, in acts a day of common exposure: each 2 by dyads by days."""

    shape_before: Numbers
    rate_before: Numbers
    shape_now: Numbers
    rate_now: Numbers
    exposure: Numbers
    """Exposure of the window, in days: dyads by days."""

    @classmethod
    def of(cls, counts: Numbers, world: World) -> "Levels":
        """Levels on the evening of each day, from counts (2 by dyads by days) up to that day."""
        acts, past = windowed(counts), delayed(discounted(counts))
        exposure = _exposure(counts.sum(axis=0), world)
        shape = PRIOR_DAYS * world.level[:, None, :] + SAME_DAYS * acts / exposure + past
        rate = np.broadcast_to(PRIOR_DAYS + SAME_DAYS + world.exposure, shape.shape)
        return cls(
            shape_before=shape,
            rate_before=rate,
            shape_now=START_DAYS * shape / rate + acts,
            rate_now=np.broadcast_to(START_DAYS + exposure, shape.shape),
            exposure=exposure,
        )

    def rise(self) -> tuple[Numbers, Numbers]:
        """Probability that the level has risen, and the expected rise where it has, in acts over the window.

        The second is E[max(now - before, 0)], so that it already is probability times size. Both are 0 where the
        expected level has not risen at all. In closed form, for gamma variables are compared through a beta variable.
        """
        probability, size = np.zeros(self.shape_now.shape), np.zeros(self.shape_now.shape)
        up = self.shape_now / self.rate_now > self.shape_before / self.rate_before * (1 + 1e-9)
        shape, rate = self.shape_now[up], self.rate_now[up]
        shape_before, rate_before = self.shape_before[up], self.rate_before[up]
        cut = rate / (rate + rate_before)
        probability[up] = 1 - betainc(shape, shape_before, cut)
        gain = shape / rate * (1 - betainc(shape + 1, shape_before, cut))
        loss = shape_before / rate_before * (1 - betainc(shape, shape_before + 1, cut))
        size[up] = np.maximum(gain - loss, 0)
        return probability, size * self.exposure


def turned(counts: Numbers, expected: Numbers) -> Numbers:
    """Probability that acts of each kind have become a larger share of all: 2 by dyads by days.

    ``expected`` is the share of conflict by how the two stood before, dyads by days. The share is beta distributed;
    the difference of two is taken as normal. A dyad of which much is said both ways is in the news, but has not
    turned.
    """
    acts, past = windowed(counts), delayed(discounted(counts))
    one, other = SHARE_ACTS * expected + past[0], SHARE_ACTS * (1 - expected) + past[1]
    before, spread_before = _beta(one, other)
    now, spread = _beta(NOW_SHARE_ACTS * before + acts[0], NOW_SHARE_ACTS * (1 - before) + acts[1])
    rift: Numbers = ndtr((now - before) / np.sqrt(spread + spread_before))
    return np.stack([rift, 1 - rift])


def _beta(one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
    """Mean and variance of beta variables."""
    mean = one / (one + other)
    return mean, mean * (1 - mean) / (one + other + 1)


def _exposure(own: Numbers, world: World) -> Numbers:
    """Days of the window, each counted by how much more all others act than they did: dyads by days."""
    others_now = world.now - windowed(own)
    others_past = world.past - delayed(discounted(own))
    usual = others_past / np.maximum(world.exposure, 1e-9) * world.length
    ratio = np.where(world.exposure > 0, (others_now + COMMON_ACTS) / (usual + COMMON_ACTS), 1.0)
    exposure: Numbers = world.length * ratio
    return exposure


def discounted(values: Numbers) -> Numbers:
    """Sums up to and with each day, along the last axis, in which a day counts half after HALF_LIFE_DAYS."""
    keep = 0.5 ** (1 / HALF_LIFE_DAYS)
    sums: Numbers = lfilter([1.0], [1.0, -keep], values, axis=-1)
    return sums


def windowed(values: Numbers, days: int = WINDOW_DAYS) -> Numbers:
    """Sums of the last days up to and with each day, along the last axis; fewer at the beginning."""
    sums = np.cumsum(values, axis=-1)
    sums[..., days:] -= sums[..., :-days].copy()
    # Differences of cumulated fractions leave crumbs where there is nothing.
    clean: Numbers = np.where(np.abs(sums) > 1e-9, sums, 0.0)
    return clean


def delayed(values: Numbers, days: int = WINDOW_DAYS) -> Numbers:
    """The value so many days before each day, along the last axis; 0 at the beginning."""
    late = np.zeros_like(values)
    late[..., days:] = values[..., :-days]
    return late
