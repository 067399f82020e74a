"""Frustration: how far a network is from balance, as the ties that would have to go.

The frustration index, or line index of balance, is the least number, or the least weight, of ties whose removal leaves
a network that falls into two camps with friends inside and enemies between (Harary 1959, On the measurement of
structural balance; Aref & Wilson 2018, Measuring partial balance in signed networks; Aref & Wilson 2019, Balance and
frustration in signed networks). Finding it is NP-hard. Parts that hang together by one party alone are solved apart,
which loses nothing. Small parts are solved exactly by trying all camps, larger ones by a local search, which may stay
above the index; a bound from below comes from strained triads that share no weight, and from the integer programme of
Aref, Mason & Wilson (2018, Computing the line index of balance using integer programming optimisation) with little
branching. Where both meet, the index is exact.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from random import Random

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]
from scipy.sparse import coo_array  # type: ignore[import-untyped]

from detente.relations.balance import Network, Numbers, Tie, Triad, networks, strained_triads
from detente.relations.standing import Stands

Camps = NDArray[np.float64]
"""1 for the parties of one camp and -1 for those of the other."""

EXACT_PARTIES = 16
"""Parts of at most this many parties are solved by trying all 32,768 divisions."""
STARTS = 24
"""Divisions by chance from which the local search begins anew, beside the one camp of all. On networks of up to 15
parties, by chance, the best of these has always been the index (tests/test_relations_balance.py)."""
PROVEN_TIES = 2500
"""Parts of more ties have a bound by strained triads alone, since the programme would take minutes."""
NODES = 3
"""Nodes of the programme's tree: two or three prove the index of the networks that the shipped tables give, and more
help little on networks by chance."""
_SEED = 20261126
_CLOSE = 1e-4
"""Weights of divisions that differ by less are the same: the programme's bound is no better."""


@dataclass(frozen=True, slots=True)
class Frustration:
    """How far the network of a day is from balance."""

    day: date
    ties: int
    total: float
    """Number of ties, or sum of their weights without sign."""
    at_least: float
    """Bounds of the frustration index, in ties or in weight."""
    at_most: float
    camps: tuple[tuple[str, ...], tuple[str, ...]]
    """The division that is frustrated by ``at_most``: the camp of the party first in the alphabet, and the other."""
    frustrated: tuple[Tie, ...]
    """Ties of enemies inside a camp and of friends between the camps, in the order of the alphabet."""

    @property
    def exact(self) -> bool:
        """Whether ``at_most`` is known to be the index."""
        return self.at_most - self.at_least < _CLOSE

    @property
    def balance(self) -> float | None:
        """Normalised frustration index of Aref & Wilson (2018), 1 - 2 x index / total, from ``at_most``; 1 is balanced.

        None without ties; 0 is what a network without any order could come down to.
        """
        return 1 - 2 * self.at_most / self.total if self.total else None

    @property
    def words(self) -> str:
        """The index as a reader should take it: ``12.5``, or ``at most 12.5 and at least 11``."""
        return f"{self.at_most:.4g}" if self.exact else f"at most {self.at_most:.4g} and at least {self.at_least:.4g}"


def frustration(network: Network, *, by_weight: bool = False) -> Frustration:
    """The frustration index of a network, in ties, or in their weight.

    Always the same for the same network. The search takes seconds for 200 parties with 10,000 ties; so does the bound
    for the ties that the shipped tables alone give between all countries, about 2,000.
    """
    graph = _graph(network, by_weight)
    side = dict.fromkeys(graph, 1)
    at_least = 0.0
    for part, joint in _parts(graph):
        weights = nx.to_numpy_array(graph, nodelist=part)
        camps = _camps(weights)
        least = _frustrated(weights, camps)
        at_least += least if len(part) <= EXACT_PARTIES else _bound(graph.subgraph(part), least)
        # A part is turned over as a whole where its joint party stands on the other side by an earlier part.
        turn = side[joint] * int(camps[part.index(joint)]) if joint is not None else int(camps[0])
        side.update((party, int(camp) * turn) for party, camp in zip(part, camps.tolist(), strict=True))
    return _told(network, graph, side, at_least)


def frustration_by_month(
    stands: Stands, parties: Iterable[str], first: date, last: date, *, by_weight: bool = False
) -> tuple[Frustration, ...]:
    """The index of the network between some parties on the first morning of each month from one day to another."""
    return tuple(frustration(each, by_weight=by_weight) for each in networks(stands, parties, _months(first, last)))


def _months(first: date, last: date) -> list[date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    days = (date(number // 12, number % 12 + 1, 1) for number in numbers)
    return [day for day in days if first <= day <= last]


def _graph(network: Network, by_weight: bool) -> nx.Graph:
    graph = network.graph()
    if not by_weight:
        for _, _, data in graph.edges(data=True):
            data["weight"] = 1.0 if data["weight"] > 0 else -1.0
    return graph


def _told(network: Network, graph: nx.Graph, side: dict[str, int], at_least: float) -> Frustration:
    parties = network.parties
    camps = tuple(tuple(party for party in parties if side[party] == camp) for camp in (1, -1))
    if parties and side[parties[0]] == -1:
        camps = camps[::-1]
    frustrated = tuple(tie for tie in network.ties if tie.weight * side[tie.first] * side[tie.second] < 0)
    at_most = sum(abs(graph[tie.first][tie.second]["weight"]) for tie in frustrated)
    total = sum(abs(weight) for _, _, weight in graph.edges(data="weight"))
    at_least = at_most if at_most - at_least < _CLOSE else at_least
    return Frustration(network.day, len(network.ties), total, at_least, at_most, (camps[0], camps[1]), frustrated)


def _parts(graph: nx.Graph) -> Iterator[tuple[list[str], str | None]]:
    """Parties of each biconnected part, with the one that it shares with the parts before it, None for a first part.

    A cycle never leaves its part, so that each part may be balanced by itself.
    """
    by_party: dict[str, list[int]] = {}
    parts = sorted(sorted(part) for part in nx.biconnected_components(graph))
    for number, part in enumerate(parts):
        for party in part:
            by_party.setdefault(party, []).append(number)
    done: set[int] = set()
    for start in range(len(parts)):
        waiting: list[tuple[int, str | None]] = [(start, None)]
        while waiting:
            number, joint = waiting.pop()
            if number not in done:
                done.add(number)
                yield parts[number], joint
                waiting.extend((other, party) for party in parts[number] for other in by_party[party])


def _camps(weights: Numbers) -> Camps:
    """A division of n parties that frustrates little: n values of 1 and -1; least of all up to EXACT_PARTIES."""
    if len(weights) <= EXACT_PARTIES:
        return _best_of_all(weights)
    chance = Random(_SEED)  # noqa: S311 - starts of a search, not secrets
    starts = [np.ones(len(weights))]
    starts += [np.array([chance.choice((-1.0, 1.0)) for _ in weights]) for _ in range(STARTS)]
    found = [_improved(weights, start) for start in starts]
    return min(found, key=lambda camps: round(_frustrated(weights, camps), 9))


def _best_of_all(weights: Numbers) -> Camps:
    """Try all divisions; the first party's camp may be taken as given. Of equal ones the first in binary order."""
    numbers = np.arange(2 ** (len(weights) - 1))[:, None]
    bits = (numbers >> np.arange(len(weights))[None]) & 1
    camps = 1.0 - 2.0 * bits
    agreement = ((camps @ weights) * camps).sum(axis=1).round(9)
    best: Camps = camps[int(np.argmax(agreement))]
    return best


def _improved(weights: Numbers, camps: Camps) -> Camps:
    """Local search with passes as of Kernighan & Lin (1970), for single parties as of Fiduccia & Mattheyses (1982).

    Each pass moves every party once, always the one that helps most or hurts least, and keeps the best division met.
    """
    while True:
        better = _pass(weights, camps)
        if _frustrated(weights, better) > _frustrated(weights, camps) - _CLOSE:
            return camps
        camps = better


def _pass(weights: Numbers, camps: Camps) -> Camps:
    current, best = camps.copy(), camps
    gain = best_gain = 0.0
    free = np.ones(len(camps), dtype=bool)
    helped = -current * (weights @ current)
    for _ in range(len(camps)):
        mover = int(np.argmax(np.where(free, helped, -np.inf)))
        gain += float(helped[mover])
        helped += 2 * current * weights[mover] * current[mover]
        helped[mover] = -helped[mover]
        current[mover] = -current[mover]
        free[mover] = False
        if gain > best_gain + _CLOSE:
            best, best_gain = current.copy(), gain
    return best


def _frustrated(weights: Numbers, camps: Camps) -> float:
    """Weight of the ties that a division frustrates."""
    return float((np.abs(weights).sum() - camps @ weights @ camps) / 4)


def _bound(graph: nx.Graph, most: float) -> float:
    """A bound from below on the index of a part of which ``most`` is one from above; ``most`` itself where near."""
    ties = (Tie(min(one, two), max(one, two), weight) for one, two, weight in graph.edges(data="weight"))
    part = Network(date.min, tuple(sorted(ties, key=lambda tie: (tie.first, tie.second))))
    strained = strained_triads(part)
    bound = _packed(part, strained)
    if bound < most - _CLOSE and len(part.ties) <= PROVEN_TIES:
        bound = max(bound, _programmed(part, strained))
    if all(abs(tie.weight) == 1 for tie in part.ties):
        bound = ceil(bound - _CLOSE)
    return most if bound > most - _CLOSE else bound


def _packed(part: Network, strained: Sequence[Triad]) -> float:
    """Each strained triad costs its lightest tie, and what one has cost no other may count."""
    left = {(tie.first, tie.second): abs(tie.weight) for tie in part.ties}
    bound = 0.0
    for triad in strained:
        sides = _sides(triad)
        cost = min(left[side] for side in sides)
        if cost > 0:
            bound += cost
            for side in sides:
                left[side] -= cost
    return bound


def _programmed(part: Network, strained: Sequence[Triad]) -> float:
    """Bound of the integer programme of Aref, Mason & Wilson (2018), by HiGHS, after NODES nodes of its tree.

    Each tie has a share f that is frustrated, each party a camp x of 0 or 1: a positive tie has f >= |x - y|, a
    negative one f >= |x + y - 1|, and the three ties of a strained triad have in sum f >= 1.
    """
    ties, places = len(part.ties), {party: place for place, party in enumerate(part.parties)}
    number = {(tie.first, tie.second): place for place, tie in enumerate(part.ties)}
    rows: list[tuple[tuple[int, ...], tuple[int, ...], int]] = []
    for place, tie in enumerate(part.ties):
        sign, both = (-1, 0) if tie.weight > 0 else (1, 1)
        columns = (place, ties + places[tie.first], ties + places[tie.second])
        rows += [(columns, (1, 1, sign), both), (columns, (1, -1, -sign), -both)]
    rows += [(tuple(number[side] for side in _sides(triad)), (1, 1, 1), 1) for triad in strained]
    table = coo_array(
        (
            [value for _, values, _ in rows for value in values],
            (
                [place for place in range(len(rows)) for _ in range(3)],
                [column for columns, _, _ in rows for column in columns],
            ),
        ),
        shape=(len(rows), ties + len(places)),
    )
    weights = [abs(tie.weight) for tie in part.ties] + [0.0] * len(places)
    found = milp(
        weights,
        integrality=[0] * ties + [1] * len(places),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(table.tocsr(), [least for _, _, least in rows], np.inf),
        options={"node_limit": NODES, "mip_rel_gap": 0.0},
    )
    return float(found.mip_dual_bound or 0.0)


def _sides(triad: Triad) -> tuple[tuple[str, str], ...]:
    one, two, three = triad.parties
    return (one, two), (one, three), (two, three)
