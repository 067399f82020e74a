"""Fitting: weights of incidents from corpora whose happenings are known."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.incidents.comparisons import SCALE
from detente.incidents.weights import Weights
from training.incidents.corpora import Compared, Corpus, compared
from training.incidents.hiding import hidden
from training.incidents.regression import ZERO, Fit, Pairs, fit

PENALTY = 1.0
"""Strength of the prior that holds weights near zero: half the sum of their squares, as a normal prior of variance 1.
On MAVERICK's Ivory Coast, five-fold, the mean over three ways to deal the folds is the same at 0.5 and 2."""
JOIN = -0.75
"""Log odds that two groups must reach on average to be joined; below zero, since of a large happening each report
tells a part, and pairs of parts that agree in little pull the average down. On MAVERICK's Ivory Coast, five-fold over
three ways to deal the folds, pairwise F1 is 0.729 at -1, 0.741 here, 0.734 at -0.5, 0.725 at -0.25."""
DECIMALS = 3
_NEVER_AGAINST = frozenset(
    (
        "same",
        "shared",
        "same point",
        "same town",
        "same day",
        "same interval",
        "same one",
        "same few",
        "same many",
        "same tens",
    )
)
_NEVER_FOR = frozenset(
    ("other", "other country", "far", "other day", "near day", "far from report's day", "one denied")
)
"""Levels whose sign is known beforehand: where few pairs have them, chance would turn it."""

_KNOWN = {("in common", "something"): 0.0, ("in common", "nothing"): -2.0}
"""Weights that no corpus here can teach, and that stay out of the fit: each of them has reports of one country's war or
of one topic alone, in which tellings that share nothing but the day are often of one happening. In a day of the world's
news they hardly ever are. Chosen by hand so that, with what such pairs have otherwise, they do not reach JOIN."""

_NO_BETTER_THAN = {("day", "other day"): "near day"}
"""Levels that lie farther along the same line than another: they speak against at least as much. Pairs are learnt from
within three days alone, so that of days farther apart nothing else is known."""


@dataclass(frozen=True, slots=True)
class Part:
    """Pairs to learn from, with what each counts and which base they share."""

    pairs: Compared
    weight: float = 1.0
    base: int = 0
    """Corpora whose pairs come about in the same way share a base; base 0 is the one that ships."""


def fit_weights(name: str, learnt: Sequence[Part], join: float = JOIN, penalty: float = PENALTY) -> Weights:
    """Weights of these pairs."""
    pairs = Pairs(
        levels=np.concatenate([part.pairs.levels for part in learnt]),
        same=np.concatenate([part.pairs.same for part in learnt]),
        weight=np.concatenate([np.full(len(part.pairs.left), part.weight) for part in learnt]),
        corpus=np.concatenate([np.full(len(part.pairs.left), part.base) for part in learnt]),
    )
    signs = [_sign(name, level) for name, levels in SCALE.items() for level in levels]
    return weights_of(name, fit(pairs, [len(levels) for levels in SCALE.values()], penalty, signs), join)


def learnt_from_rows(rows: Corpus) -> list[Part]:
    """Structured rows, as they are and with fields hidden; together they count as one corpus."""
    return [Part(compared(rows), 0.5), Part(compared(hidden(rows)), 0.5)]


def weights_of(name: str, found: Fit, join: float) -> Weights:
    """Rounded weights, so that the parts shown sum to the score."""
    levels = {
        (comparison, level): round(float(weight), DECIMALS)
        for (comparison, names), weights in zip(SCALE.items(), found.levels, strict=True)
        for level, weight in zip(names, weights, strict=True)
    }
    levels |= _KNOWN
    for (comparison, level), nearer in _NO_BETTER_THAN.items():
        levels[comparison, level] = min(levels[comparison, level], levels[comparison, nearer])
    digest = hashlib.sha256(repr(sorted(levels.items())).encode()).hexdigest()[:12]
    return Weights(f"{name}-{digest}", round(float(found.bases[0]), DECIMALS), join, levels)


def _sign(comparison: str, level: str) -> int:
    if (comparison, level) in _KNOWN:
        return ZERO
    return 1 if level in _NEVER_AGAINST else -1 if level in _NEVER_FOR else 0
