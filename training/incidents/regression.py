"""Logistic regression over levels: what each level of each comparison adds to the log odds of one happening."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped]

from detente.incidents.columns import Bytes, Floats

ZERO = 2
"""The sign of a weight that is to stay zero."""
_LIMITS = {1: (0.0, None), -1: (None, 0.0), 0: (None, None), ZERO: (0.0, 0.0)}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of events with the levels of their comparisons, and whether they are one happening."""

    levels: Bytes
    """[pairs, comparisons], numbers of levels."""
    same: npt.NDArray[np.bool_]
    weight: Floats
    """How much each pair counts."""
    corpus: npt.NDArray[np.int64]
    """Each corpus has a base of its own: how many of its candidates are one happening is chance of its making."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What was learnt."""

    bases: Floats
    """Log odds of each corpus before anything is compared."""
    levels: tuple[Floats, ...]
    """Of each comparison the log odds of each level."""


def fit(pairs: Pairs, sizes: Sequence[int], penalty: float, signs: Sequence[int] | None = None) -> Fit:
    """The weights of least penalised loss; ``sizes`` tells the levels of each comparison.

    ``signs`` tells of each level which sign its weight may have: 1 for levels that never speak against, -1 for those
    that never speak for, ZERO for those that say nothing, 0 for all others.

    The penalty, half the sum of squares of the weights but not of the bases, keeps levels that no pair has at zero.
    """
    starts = np.concatenate(([0], np.cumsum(sizes)))
    count = int(starts[-1])
    places = pairs.levels.astype(np.int64) + starts[:-1]
    bases = int(pairs.corpus.max()) + 1
    same = pairs.same.astype(np.float64)

    def loss(values: Floats) -> tuple[float, Floats]:
        score = values[count + pairs.corpus] + values[places].sum(axis=1)
        miss = pairs.weight * (np.logaddexp(0, score) - same * score)
        slope = pairs.weight * (1 / (1 + np.exp(-score)) - same)
        gradient: Floats = np.concatenate((penalty * values[:count], np.bincount(pairs.corpus, slope, bases)))
        for column in places.T:
            gradient[:count] += np.bincount(column, slope, count)
        return float(miss.sum() + penalty / 2 * (values[:count] ** 2).sum()), gradient

    limits = [*(_LIMITS[sign] for sign in signs or [0] * count), *[_LIMITS[0]] * bases]
    start, options = np.zeros(count + bases), {"maxiter": 500}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits, options=options).x
    return Fit(found[count:], tuple(found[start:stop] for start, stop in pairwise(starts)))
