"""Clustering: from scores of pairs to groups, so that nothing is joined by a chain alone.

Average linkage (R. R. Sokal and C. D. Michener, A statistical method for evaluating systematic relationships, 1958):
the two groups whose events are most alike on average are joined first, as long as that average reaches a threshold.
Two groups are never joined if one pair between them is forbidden. Where two averages are equal, the groups of the
smallest positions go first, so that the outcome follows from the scores alone.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from detente.incidents.columns import Floats

Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Pair = tuple[int, int]

CEILING = 8.0
"""Log odds beyond this, for or against, count as this much in an average: one pair that is certain proves no more."""


def components(count: int, left: Positions, right: Positions) -> Positions:
    """For each of ``count`` points the number of the component that the links join it to."""
    links = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
    numbers: Positions = connected_components(links, directed=False)[1].astype(np.int64)
    return numbers


def agglomerate(scores: Floats, threshold: float, joins: Iterable[Pair] = (), splits: Iterable[Pair] = ()) -> Positions:
    """For each point the smallest point of its group.

    ``scores`` is symmetric, minus infinity for pairs that are forbidden; the diagonal does not count. ``splits`` are
    pairs that are not in one group whatever their score. ``joins`` are pairs whose groups, as the scores make them, are
    joined in the end; who is split from one of the two is split from both. Where joins contradict splits, splits win.
    """
    by_hand = sorted((min(pair), max(pair)) for pair in joins)
    linkage = _Linkage(scores, _shared_splits(len(scores), by_hand, splits))
    linkage.run(threshold)
    for one, other in by_hand:
        linkage.join_by_hand(one, other)
    return linkage.group


def _shared_splits(count: int, joins: Sequence[Pair], splits: Iterable[Pair]) -> Flags:
    """Which points are split by hand, or share a join by hand with one that is."""
    split = np.zeros((count, count), np.bool_)
    for one, other in splits:
        split[one, other] = split[other, one] = True
    unit = np.arange(count)
    for one, other in joins:
        first, second = unit[one], unit[other]
        if first != second and not split[first, second]:
            unit[unit == second] = first
            members = unit == first
            apart = split[members].any(axis=0)
            split[members] |= apart
            split[:, members] |= apart[:, None]
    return split


class _Linkage:
    """Groups in the making; each goes by the smallest of its points, whose row holds its sums."""

    def __init__(self, scores: Floats, split: Flags) -> None:
        count = len(scores)
        self.group: Positions = np.arange(count)
        self.sizes = np.ones(count)
        self.alive = np.ones(count, np.bool_)
        self.forbidden = np.isneginf(scores)
        self.split = split
        self.forbidden |= self.split
        np.fill_diagonal(self.forbidden, True)
        self.sums = np.clip(scores, -CEILING, CEILING)

    def join_by_hand(self, one: int, other: int) -> None:
        """Join the groups of two points unless a split lies between them."""
        first, second = sorted((int(self.group[one]), int(self.group[other])))
        if first != second and not self.split[first, second]:
            self._join(first, second)

    def run(self, threshold: float) -> None:
        """Join the nearest groups until none are near enough."""
        averages = self._averages()
        nearest = averages.argmax(axis=1)
        best = averages[np.arange(len(nearest)), nearest]
        while True:
            first = int(best.argmax())
            if not best[first] >= threshold:
                return
            second = int(nearest[first])
            self._join(first, second)
            averages[first] = averages[:, first] = self._average(first)
            averages[second] = averages[:, second] = -np.inf
            moved = (nearest == first) | (nearest == second) | (averages[:, first] >= best)
            stale = np.flatnonzero(moved & self.alive & (best > -np.inf))
            nearest[stale] = averages[stale].argmax(axis=1)
            nearest[first] = averages[first].argmax()
            best[stale] = averages[stale, nearest[stale]]
            best[first], best[second] = averages[first, nearest[first]], -np.inf

    def _join(self, first: int, second: int) -> None:
        """Take the second group into the first, whose points begin earlier."""
        self.group[self.group == second] = first
        self.sizes[first] += self.sizes[second]
        self.alive[second] = False
        self.sums[first] += self.sums[second]
        self.sums[:, first] = self.sums[first]
        for marks in (self.forbidden, self.split):
            marks[first] |= marks[second]
            marks[:, first] = marks[first]
        self.forbidden[first, first] = True

    def _averages(self) -> Floats:
        averages = self.sums / (self.sizes[:, None] * self.sizes)
        averages[self.forbidden | ~self.alive | ~self.alive[:, None]] = -np.inf
        return averages

    def _average(self, first: int) -> Floats:
        averages: Floats = self.sums[first] / (self.sizes[first] * self.sizes)
        averages[self.forbidden[first] | ~self.alive] = -np.inf
        return averages
