"""Scoring: the log odds that two events tell of one happening, as a sum of parts."""

from collections.abc import Sequence
from math import exp

import numpy as np

from detente.incidents.columns import Columns, Floats
from detente.incidents.comparisons import SCALE, Rows, compare, forbidden
from detente.incidents.incident import Part
from detente.incidents.weights import BASE, Weights

AT_ONCE = 1 << 16
"""Pairs scored at a time: their levels and what leads to them stay in the processor's cache."""


def scores(columns: Columns, left: Rows, right: Rows, weights: Weights) -> Floats:
    """Log odds for pairs of rows; minus infinity for pairs that the evidence forbids."""
    result = np.empty(len(left), np.float64)
    for start in range(0, len(left), AT_ONCE):
        chunk = slice(start, start + AT_ONCE)
        result[chunk] = _scores(columns, left[chunk], right[chunk], weights)
    return result


def parts(columns: Columns, left: Rows, right: Rows, weights: Weights) -> list[tuple[Part, ...]]:
    """For each pair of rows what adds to its score: the base, then the comparisons in the order of SCALE."""
    base = Part(BASE, "", weights.base)
    named = [[Part(name, level, weights.levels[name, level]) for level in levels] for name, levels in SCALE.items()]
    rows = np.stack(compare(columns, left, right), axis=1).tolist()
    return [(base, *(choices[number] for choices, number in zip(named, row, strict=True))) for row in rows]


def probability(score: float) -> float:
    """The probability of log odds, rounded to four decimals; 0 for minus infinity."""
    return round(1 / (1 + exp(-score)), 4) if score > -700 else 0.0


def _scores(columns: Columns, left: Rows, right: Rows, weights: Weights) -> Floats:
    total = np.full(len(left), weights.base)
    for table, numbers in zip(tables(weights), compare(columns, left, right), strict=True):
        total += table[numbers]
    total[forbidden(columns, left, right)] = -np.inf
    return total


def tables(weights: Weights) -> Sequence[Floats]:
    """The weights as an array a comparison, by the number of the level."""
    return [np.array([weights.levels[name, level] for level in levels]) for name, levels in SCALE.items()]
