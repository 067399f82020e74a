"""Baselines: three simple statistics of the same counts, to hold shifts against and to stand beside them.

Each is an array of the shape of its counts, with one number for the evening of each day from acts up to that day, and
points towards the kind of its counts where it is above 0.
"""

import numpy as np

from detente.relations.shifts.daily import Numbers
from detente.relations.shifts.levels import windowed

WEEK = 7


def persistence(counts: Numbers, days: int = WEEK) -> Numbers:
    """Acts of the last days less those of as many days before: how wrong it was to expect the same again."""
    now = windowed(counts, days)
    before = np.zeros_like(now)
    before[..., days:] = now[..., :-days]
    fall: Numbers = now - before
    return fall


def score_drop(scores: Numbers, acts: Numbers, days: int = WEEK, least: float = 1.0, prior: float = 0.0) -> Numbers:
    """Mean score of the days before the last ones less that of the last days, for each dyad (dyads by days).

    A rise, towards cooperation, is below 0. It is 0 where the last days have fewer acts than ``least``, or nothing is
    known of the days before. ``prior`` acts with the mean score of the world, up to the day, are added to the past.
    """
    now, many = windowed(scores, days), windowed(acts, days)
    past, known = np.cumsum(scores, axis=-1) - now, np.cumsum(acts, axis=-1) - many
    world = np.cumsum(scores.sum(axis=0)) / np.maximum(np.cumsum(acts.sum(axis=0)), 1e-9)
    mean = (past + prior * world) / np.maximum(known + prior, 1e-9)
    counted = (many >= max(least, 1e-9)) & (known + prior > 1e-9)
    drop: Numbers = np.where(counted, mean - now / np.maximum(many, 1e-9), 0.0)
    return drop


def z_score(counts: Numbers, days: int = WEEK, floor: float = 1.0) -> Numbers:
    """Acts of the last days, less the mean of all such spans before, by their standard deviation plus ``floor`` acts.

    0 until there is a past of one whole span.
    """
    acts = windowed(counts, days)
    spans = np.arange(counts.shape[-1]) + 1 - 2 * days + 1
    mean = _before(acts, days) / np.maximum(spans, 1)
    variance = _before(acts**2, days) / np.maximum(spans, 1) - mean**2
    score: Numbers = np.where(spans > 0, (acts - mean) / (np.sqrt(np.maximum(variance, 0)) + floor), 0.0)
    return score


def _before(acts: Numbers, days: int) -> Numbers:
    """Sum over the whole spans that end before the last days."""
    whole = acts.copy()
    whole[..., : days - 1] = 0
    sums = np.zeros_like(acts)
    sums[..., days:] = np.cumsum(whole, axis=-1)[..., :-days]
    return sums
