"""Clustering: components and average linkage, held against other libraries and a plain version."""

from collections.abc import Sequence
from itertools import combinations

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage  # type: ignore[import-untyped]
from scipy.spatial.distance import squareform  # type: ignore[import-untyped]

from detente.incidents.clustering import CEILING, Pair, agglomerate, components

Square = npt.NDArray[np.float64]


def square(count: int, scores: dict[Pair, float], otherwise: float = -3.0) -> Square:
    """A symmetric matrix of these scores."""
    made = np.full((count, count), otherwise)
    for (one, other), score in scores.items():
        made[one, other] = made[other, one] = score
    return made


@pytest.mark.parametrize(
    ("scores", "groups", "why"),
    [
        ({}, [0, 1, 2], "nothing is alike"),
        ({(0, 1): 2}, [0, 0, 2], "two are alike"),
        ({(0, 1): 2, (1, 2): 2, (0, 2): 2}, [0, 0, 0], "all are alike"),
        ({(0, 1): 2, (1, 2): 1.5}, [0, 0, 2], "a chain: the ends are unlike"),
        ({(0, 1): 2, (1, 2): 3.5, (0, 2): -1.5}, [0, 0, 0], "a chain whose ends are little unlike: the mean decides"),
        ({(0, 1): 2, (1, 2): 8, (0, 2): -np.inf}, [0, 1, 1], "a chain whose ends are forbidden: the nearer pair"),
        ({(0, 1): 2, (1, 2): 2, (0, 2): -np.inf}, [0, 0, 2], "the same with a tie: the smaller positions"),
        ({(0, 1): 0.0}, [0, 0, 2], "the threshold itself is enough"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_agglomerate(scores: dict[Pair, float], groups: list[int], why: str) -> None:
    assert agglomerate(square(3, scores), 0.0).tolist() == groups, why


@pytest.mark.parametrize(
    ("joins", "splits", "groups", "why"),
    [
        ([(0, 2)], [], [0, 0, 0], "a join brings its group along"),
        ([], [(0, 1)], [0, 1, 2], "a split holds against likeness"),
        ([(0, 2)], [(1, 2)], [0, 1, 0], "a split from one that is joined by hand keeps the like one out"),
        ([(0, 1)], [(0, 1)], [0, 1, 2], "a split wins over a join"),
        ([(0, 2), (1, 2)], [(0, 1)], [0, 1, 0], "of joins that a split contradicts together the first holds"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_corrections(joins: list[Pair], splits: list[Pair], groups: list[int], why: str) -> None:
    assert agglomerate(square(3, {(0, 1): 2}), 0.0, joins, splits).tolist() == groups, why


def test_a_join_by_hand_holds_against_what_is_forbidden() -> None:
    assert agglomerate(square(2, {(0, 1): -np.inf}), 0.0, [(0, 1)]).tolist() == [0, 0]


def test_one_certain_pair_counts_no_more_than_the_ceiling() -> None:
    # The mean over both pairs of the pair {0, 1} with 2 is (50 - 9) / 2 as given, (8 - 9) / 2 with the ceiling.
    scores = square(3, {(0, 1): 60, (0, 2): 50, (1, 2): -9})
    assert CEILING == 8
    assert agglomerate(scores, 0.5).tolist() == [0, 0, 2]


def _slow(scores: Square, threshold: float) -> list[int]:
    """Average linkage, written plainly: all means of all pairs of groups, anew for every join."""
    groups = [[point] for point in range(len(scores))]
    while True:
        best: tuple[float, int, int] | None = None
        for first, second in combinations(range(len(groups)), 2):
            between = [scores[one, other] for one in groups[first] for other in groups[second]]
            if np.isneginf(between).any():
                continue
            mean = sum(np.clip(between, -CEILING, CEILING)) / len(between)
            if mean >= threshold and (best is None or mean > best[0] + 1e-9):
                best = mean, first, second
        if best is None:
            label = {point: group[0] for group in groups for point in group}
            return [label[point] for point in range(len(scores))]
        _, first, second = best
        groups[first] = sorted(groups[first] + groups.pop(second))
        groups.sort()


@st.composite
def squares(draw: st.DrawFn, values: Sequence[float]) -> Square:
    count = draw(st.integers(1, 9))
    pairs = list(combinations(range(count), 2))
    drawn = draw(st.lists(st.sampled_from(values), min_size=len(pairs), max_size=len(pairs)))
    return square(count, dict(zip(pairs, drawn, strict=True)))


@settings(deadline=None)
@given(squares((-np.inf, -4.0, -1.0, 0.5, 1.0, 2.0, 9.0)))
def test_agglomerate_is_average_linkage_with_vetoes(scores: Square) -> None:
    assert agglomerate(scores, 0.0).tolist() == _slow(scores, 0.0)


@settings(deadline=None)
@given(st.integers(2, 30), st.integers(0, 2**32 - 1))
def test_agglomerate_is_scipys_average_linkage_where_nothing_is_forbidden(count: int, seed: int) -> None:
    upper = np.triu(np.random.default_rng(seed).uniform(-CEILING, CEILING, (count, count)), 1)
    scores = upper + upper.T
    distances = CEILING - scores
    np.fill_diagonal(distances, 0)
    theirs = fcluster(linkage(squareform(distances), "average"), CEILING, "distance")
    ours = agglomerate(scores, 0.0)
    assert {frozenset(np.flatnonzero(ours == one)) for one in ours} == {
        frozenset(np.flatnonzero(theirs == one)) for one in theirs
    }


@given(st.integers(1, 40), st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=60))
def test_components_are_those_of_networkx(count: int, links: list[Pair]) -> None:
    known = [(one, other) for one, other in links if one < count and other < count]
    graph = nx.Graph(known)
    graph.add_nodes_from(range(count))
    pairs = np.array(known, np.int64).reshape(-1, 2)
    ours = components(count, pairs[:, 0], pairs[:, 1])
    assert {frozenset(np.flatnonzero(ours == one).tolist()) for one in ours} == {
        frozenset(one) for one in nx.connected_components(graph)
    }
