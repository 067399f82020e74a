"""Balance: whether the friends of friends are friends, over the network of all standings on a day.

A tie is positive where two parties are rather allies or friendly, negative where they are rather strained or hostile.
Three parties who all have ties are a triad; it is balanced where the product of its signs is positive (Heider 1946,
Attitudes and cognitive organization; Cartwright & Harary 1956, Structural balance). Two friends with one common enemy
are balanced, a friend of two enemies is not, nor are three enemies, of which Davis (1967, Clustering and structural
balance in graphs) holds that they may well last.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from detente.relations.prior import Stance
from detente.relations.standing import Standing, Stands

Numbers = NDArray[np.float64]

_NEUTRAL = tuple(Stance).index(Stance.NEUTRAL)


@dataclass(frozen=True, slots=True)
class Tie:
    """Two parties that are rather friends or rather enemies than neither."""

    first: str
    second: str
    """Later in the alphabet than ``first``."""
    weight: float
    """Probability that they are allies or friendly, less that they are strained or hostile; -1 to 1, never 0."""


@dataclass(frozen=True, slots=True)
class Network:
    """All ties on the morning of a day, in the order of the alphabet."""

    day: date
    ties: tuple[Tie, ...]

    @property
    def parties(self) -> tuple[str, ...]:
        """Parties with at least one tie, in the order of the alphabet."""
        return tuple(sorted({party for tie in self.ties for party in (tie.first, tie.second)}))

    def graph(self) -> nx.Graph:
        """The ties as a graph whose edges have a ``weight``; parties and ties in the order of the alphabet."""
        graph = nx.Graph()
        graph.add_nodes_from(self.parties)
        graph.add_weighted_edges_from((tie.first, tie.second, tie.weight) for tie in self.ties)
        return graph


@dataclass(frozen=True, slots=True)
class Triad:
    """Three parties with ties between all of them."""

    parties: tuple[str, str, str]
    """In the order of the alphabet."""
    weights: tuple[float, float, float]
    """Of the ties first-second, first-third and second-third."""

    @property
    def signs(self) -> str:
        """The signs, positive ones first: ``+++``, ``++-``, ``+--`` or ``---``."""
        return "".join(sorted("+" if weight > 0 else "-" for weight in self.weights))

    @property
    def balanced(self) -> bool:
        """Whether the product of the signs is positive."""
        return self.signs in ("+++", "+--")

    @property
    def strain(self) -> float:
        """0 to 1: the least weight that a tie would have to lose to balance the triad; 0 where it is balanced."""
        return 0.0 if self.balanced else min(map(abs, self.weights))


@dataclass(frozen=True, slots=True)
class Census:
    """How many triads have which signs."""

    counts: dict[str, int]
    """By ``Triad.signs``, all four."""

    @property
    def balance(self) -> float | None:
        """Share of balanced triads, 0 to 1 (Cartwright & Harary's degree of balance, of triads); None without any."""
        total = sum(self.counts.values())
        return (self.counts["+++"] + self.counts["+--"]) / total if total else None


def network(standings: Iterable[Standing]) -> Network:
    """The network of some standings, all of one day and each of another pair.

    Pairs that are neutral more probably than friends, and more probably than enemies, have no tie. Raises ValueError
    where there is no standing, or the days differ.
    """
    found = tuple(standings)
    days = {standing.day for standing in found}
    if len(days) != 1:
        raise ValueError("a network needs standings, all of one day")
    probabilities = np.array([standing.probabilities for standing in found])
    pairs = [(standing.first, standing.second) for standing in found]
    return Network(days.pop(), tuple(sorted(_ties(pairs, probabilities), key=_names)))


def networks(stands: Stands, parties: Iterable[str], days: Sequence[date]) -> tuple[Network, ...]:
    """The network between some parties on the morning of each day, whether or not they have dealt with each other.

    Two parties of which no act and no row of the table tells have no tie, unless they are of one country.
    """
    pairs = [pair for pair in combinations(sorted(set(parties)), 2) if stands.known(*pair)]
    ordinals = np.array([day.toordinal() for day in days], dtype=np.int64)
    found = np.empty((len(pairs), len(days), len(Stance)))
    for place, (first, second) in enumerate(pairs):
        found[place] = stands.probabilities(first, second, ordinals)
    return tuple(Network(day, tuple(_ties(pairs, found[:, place]))) for place, day in enumerate(days))


def _ties(pairs: Sequence[tuple[str, str]], probabilities: Numbers) -> Iterator[Tie]:
    positive = probabilities[:, :_NEUTRAL].sum(axis=1)
    negative = probabilities[:, _NEUTRAL + 1 :].sum(axis=1)
    tied = (probabilities[:, _NEUTRAL] < np.maximum(positive, negative)) & (positive != negative)
    weights = positive - negative
    for place in np.flatnonzero(tied).tolist():
        yield Tie(*pairs[place], float(weights[place]))


def _names(tie: Tie) -> tuple[str, str]:
    return tie.first, tie.second


def triads(network: Network) -> Iterator[Triad]:
    """All triads, in the order of the alphabet."""
    parties, weights = network.parties, weights_of(network)
    for one, two, thirds in _triangles(weights):
        for three in thirds.tolist():
            yield _triad(parties, weights, one, two, three)


def census(network: Network) -> Census:
    """Count the triads by their signs."""
    weights = weights_of(network)
    counts = np.zeros(4, dtype=np.int64)
    for one, two, thirds in _triangles(weights):
        negative = int(weights[one, two] < 0) + (weights[one, thirds] < 0) + (weights[two, thirds] < 0)
        counts += np.bincount(negative, minlength=4)
    return Census(dict(zip(("+++", "++-", "+--", "---"), counts.tolist(), strict=True)))


def strained_triads(network: Network, limit: int | None = None) -> tuple[Triad, ...]:
    """The unbalanced triads, the most strained first.

    Of equal strain the one with more weight on its three ties comes first, then the one earlier in the alphabet.
    """
    parties, weights = network.parties, weights_of(network)
    size = np.abs(weights)
    found: list[tuple[float, float, int, int, int]] = []
    for one, two, thirds in _triangles(weights):
        bad = thirds[weights[one, two] * weights[one, thirds] * weights[two, thirds] < 0]
        sides = np.stack((np.full(len(bad), size[one, two]), size[one, bad], size[two, bad]))
        ranks = zip((-sides.min(axis=0)).tolist(), (-sides.sum(axis=0)).tolist(), bad.tolist(), strict=True)
        found.extend((strain, total, one, two, three) for strain, total, three in ranks)
    found.sort()
    return tuple(_triad(parties, weights, *places) for _, _, *places in found[:limit])


def weights_of(network: Network) -> Numbers:
    """Weights of the ties between each two of the network's parties, symmetric, 0 where there is no tie."""
    parties = network.parties
    places = {party: place for place, party in enumerate(parties)}
    weights = np.zeros((len(parties), len(parties)))
    for tie in network.ties:
        one, two = places[tie.first], places[tie.second]
        weights[one, two] = weights[two, one] = tie.weight
    return weights


def _triangles(weights: Numbers) -> Iterator[tuple[int, int, NDArray[np.int64]]]:
    """First and second place, rising, with all third places after them that have ties to both."""
    tied = weights != 0
    for one in range(len(weights)):
        for two in (one + 1 + np.flatnonzero(tied[one, one + 1 :])).tolist():
            thirds = two + 1 + np.flatnonzero(tied[one, two + 1 :] & tied[two, two + 1 :])
            if thirds.size:
                yield one, two, thirds


def _triad(parties: Sequence[str], weights: Numbers, one: int, two: int, three: int) -> Triad:
    sides = float(weights[one, two]), float(weights[one, three]), float(weights[two, three])
    return Triad((parties[one], parties[two], parties[three]), sides)
