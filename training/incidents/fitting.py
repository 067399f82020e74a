"""Fitting: weights of incidents from corpora whose happenings are known."""

import hashlib
from collections.abc import Sequence

import numpy as np

from detente.incidents.comparisons import SCALE
from detente.incidents.weights import Weights
from training.incidents.corpora import Compared
from training.incidents.regression import Fit, Pairs, fit

PENALTY = 1.0
"""Strength of the prior that holds weights near zero: half the sum of their squares, as a normal prior of variance 1.
Chosen before looking at scores; between 0.3 and 3 the five-fold scores on MAVERICK hardly differ."""
JOIN = -0.5
"""Log odds that two groups must reach on average to be joined; below zero, since of a large happening each report
tells a part, and pairs of parts that agree in little pull the average down."""
DECIMALS = 3


def fit_weights(name: str, corpora: Sequence[Compared], join: float = JOIN, penalty: float = PENALTY) -> Weights:
    """Weights of these corpora; the base is that of the first."""
    pairs = Pairs(
        levels=np.concatenate([one.levels for one in corpora]),
        same=np.concatenate([one.same for one in corpora]),
        weight=np.concatenate([np.ones(len(one.left)) for one in corpora]),
        corpus=np.concatenate([np.full(len(one.left), number) for number, one in enumerate(corpora)]),
    )
    return weights_of(name, fit(pairs, [len(levels) for levels in SCALE.values()], penalty), join)


def weights_of(name: str, found: Fit, join: float) -> Weights:
    """Rounded weights, so that the parts shown sum to the score."""
    levels = {
        (comparison, level): round(float(weight), DECIMALS)
        for (comparison, names), weights in zip(SCALE.items(), found.levels, strict=True)
        for level, weight in zip(names, weights, strict=True)
    }
    digest = hashlib.sha256(repr(sorted(levels.items())).encode()).hexdigest()[:12]
    return Weights(f"{name}-{digest}", round(float(found.bases[0]), DECIMALS), join, levels)
