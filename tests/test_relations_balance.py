import random
from datetime import date
from itertools import combinations, product
from math import fsum

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.relations import frustration as search
from detente.relations.act import Act
from detente.relations.alliances import load_alliances
from detente.relations.balance import (
    Network,
    Tie,
    Triad,
    census,
    network,
    networks,
    strained_triads,
    triads,
    weights_of,
)
from detente.relations.frustration import EXACT_PARTIES, frustration, frustration_by_month
from detente.relations.standing import Stands

DAY = date(2014, 1, 1)


def net(ties: str) -> Network:
    """``"A+B A-C B-C:0.3"``: ties with their sign, and weight where it is not 1."""
    found = []
    for word in ties.split():
        pair, _, weight = word.partition(":")
        sign = "+" if "+" in pair else "-"
        first, second = sorted(pair.split(sign))
        found.append(Tie(first, second, float(f"{sign}{weight or 1}")))
    return Network(DAY, tuple(sorted(found, key=lambda tie: (tie.first, tie.second))))


# Ties from standings.


def test_friends_and_enemies_have_ties_and_the_neutral_have_none() -> None:
    stands = Stands([])
    pairs = [("USA", "GBR"), ("IND", "PAK"), ("BOL", "FJI")]
    found = network(stands.standing(*pair, DAY) for pair in pairs)
    assert [(tie.first, tie.second, tie.weight > 0) for tie in found.ties] == [
        ("GBR", "USA", True),
        ("IND", "PAK", False),
    ]


def test_a_tie_weighs_the_odds_of_friendship_over_enmity() -> None:
    standing = Stands([]).standing("USA", "GBR", DAY)
    [tie] = network([standing]).ties
    assert tie.weight == pytest.approx(standing.positive - standing.negative)


def test_acts_turn_a_tie() -> None:
    fights = [Act("i", date(2014, 1, day), "CUB", "VEN", "ASSAULT", quad, -9.0, "actual", 1.0, 1)
              for day in range(1, 31) for quad in ("material conflict", "verbal conflict")]  # fmt: skip
    before, after = networks(Stands(fights), ["CUB", "VEN"], [DAY, date(2014, 3, 1)])
    assert before.ties[0].weight > 0 > after.ties[0].weight


def test_networks_of_many_days_are_those_of_single_standings() -> None:
    stands, parties = Stands([]), ["RUS", "UKR", "USA", "CHN", "FRA", "BOL"]
    days = [date(2013, 1, 1), date(2020, 1, 1)]
    for day, many in zip(days, networks(stands, parties, days), strict=True):
        one = network(stands.standing(*pair, day) for pair in combinations(parties, 2))
        assert [(tie.first, tie.second) for tie in many.ties] == [(tie.first, tie.second) for tie in one.ties]
        assert [tie.weight for tie in many.ties] == pytest.approx([tie.weight for tie in one.ties])


def test_a_network_is_of_one_day() -> None:
    stands = Stands([])
    with pytest.raises(ValueError, match="one day"):
        network([stands.standing("USA", "GBR", DAY), stands.standing("IND", "PAK", date(2015, 1, 1))])
    with pytest.raises(ValueError, match="one day"):
        network([])


# Triads: signs, balance and strain.
TRIADS = [
    ("A+B A+C B+C", "+++", True, 0.0),
    ("A+B A-C B-C", "+--", True, 0.0),
    ("A+B A+C B-C", "++-", False, 1.0),
    ("A-B A-C B-C", "---", False, 1.0),
    ("A+B:0.9 A+C:0.2 B-C:0.7", "++-", False, 0.2),
]


@pytest.mark.parametrize(("ties", "signs", "balanced", "strain"), TRIADS)
def test_a_triad_is_balanced_when_the_product_of_its_signs_is_positive(
    ties: str, signs: str, balanced: bool, strain: float
) -> None:
    [triad] = triads(net(ties))
    assert (triad.signs, triad.balanced, triad.strain) == (signs, balanced, strain)
    assert census(net(ties)).counts[signs] == 1
    assert census(net(ties)).balance == float(balanced)


def test_strained_triads_come_by_strain_then_by_weight_then_by_the_alphabet() -> None:
    ties = "A+B:0.5 A+C:0.5 B-C:0.5 D+E:0.9 D+F:0.9 E-F:0.5 G+H:0.6 G+I:0.6 H-I:0.6 J+K:0.5 J+L:0.5 K-L:0.5 M+N M+O N+O"
    order = [triad.parties for triad in strained_triads(net(ties))]
    assert order == [("G", "H", "I"), ("D", "E", "F"), ("A", "B", "C"), ("J", "K", "L")]
    assert [triad.parties for triad in strained_triads(net(ties), 2)] == order[:2]


def test_a_network_without_triads_has_no_balance() -> None:
    assert census(net("A+B B-C")).balance is None
    assert strained_triads(net("A+B B-C")) == ()


weights = st.floats(0.05, 1).flatmap(lambda size: st.sampled_from((size, -size)))


@st.composite
def small_networks(draw: st.DrawFn, most: int = 7) -> Network:
    parties = "ABCDEFGHIJ"[: draw(st.integers(2, most))]
    pairs = [pair for pair in combinations(parties, 2) if draw(st.integers(0, 3))]
    return Network(DAY, tuple(Tie(*pair, draw(weights)) for pair in pairs))


@given(small_networks())
def test_triads_are_the_triangles_of_the_graph(some: Network) -> None:
    cliques = {tuple(sorted(clique)) for clique in nx.enumerate_all_cliques(some.graph()) if len(clique) == 3}
    found = list(triads(some))
    assert [triad.parties for triad in found] == sorted(cliques)
    assert sum(census(some).counts.values()) == len(found)
    strained = [triad for triad in found if not triad.balanced]
    ranked = sorted(strained, key=lambda each: (-each.strain, -_total(each), each.parties))
    assert [triad.parties for triad in strained_triads(some)] == [triad.parties for triad in ranked]


def _total(triad: Triad) -> float:
    one, two, three = triad.weights
    # In the order in which numpy adds three numbers.
    return abs(one) + abs(two) + abs(three)


# Frustration.
INDICES = [
    ("A+B", 0),
    ("A-B", 0),
    ("A+B A+C B-C", 1),
    ("A-B A-C B-C", 1),
    ("A+B B-C A-C C+D", 0),
    ("A+B B+C C+D A-D", 1),
    ("A-B A-C A-D B-C B-D C-D", 2),
    ("A-B A-C B-C C-D C-E D-E", 2),
    ("A+B A+C B-C X+Y X+Z Y-Z", 2),
]


@pytest.mark.parametrize(("ties", "index"), INDICES)
def test_the_index_counts_the_ties_that_must_go(ties: str, index: int) -> None:
    found = frustration(net(ties))
    assert (found.at_least, found.at_most, found.exact) == (index, index, True)
    assert len(found.frustrated) == index
    assert found.words == str(index)


def test_by_weight_the_lightest_tie_goes() -> None:
    found = frustration(net("A+B:0.9 A+C:0.2 B-C:0.7"), by_weight=True)
    assert found.at_most == pytest.approx(0.2)
    assert [(tie.first, tie.second) for tie in found.frustrated] == [("A", "C")]
    assert found.camps == (("A", "B"), ("C",))
    assert found.balance == pytest.approx(1 - 2 * 0.2 / 1.8)


def test_two_camps_are_found() -> None:
    found = frustration(net("A+B A-C A-D B-C B-D C+D D+E F+A"))
    assert found.camps == (("A", "B", "F"), ("C", "D", "E"))
    assert found.balance == 1


def test_a_network_without_ties_has_nothing_to_balance() -> None:
    found = frustration(Network(DAY, ()))
    assert (found.ties, found.at_most, found.balance, found.camps) == (0, 0, None, ((), ()))


@given(small_networks(), st.booleans())
@settings(max_examples=60)
def test_the_index_of_small_networks_is_the_least_over_all_divisions(some: Network, by_weight: bool) -> None:
    found = frustration(some, by_weight=by_weight)
    costs = []
    for camps in product((1, -1), repeat=len(some.parties)):
        side = dict(zip(some.parties, camps, strict=True))
        bad = [tie for tie in some.ties if tie.weight * side[tie.first] * side[tie.second] < 0]
        costs.append(fsum(abs(tie.weight) for tie in bad) if by_weight else float(len(bad)))
    assert found.exact
    assert found.at_most == pytest.approx(min(costs))


@given(small_networks(), st.booleans())
@settings(max_examples=60)
def test_what_is_frustrated_is_what_the_camps_say_and_the_rest_is_balanced(some: Network, by_weight: bool) -> None:
    found = frustration(some, by_weight=by_weight)
    assert sorted((*found.camps[0], *found.camps[1])) == list(some.parties)
    rest = Network(DAY, tuple(tie for tie in some.ties if tie not in found.frustrated))
    assert frustration(rest).at_most == 0
    assert all(triad.balanced for triad in triads(rest))


def _by_chance(number: int, seed: int) -> Network:
    chance = random.Random(seed)
    names = [f"{place:03}" for place in range(number)]
    pairs = [pair for pair in combinations(names, 2) if chance.random() < 0.6]
    return Network(DAY, tuple(Tie(*pair, chance.choice((-1, 1)) * (0.1 + 0.9 * chance.random())) for pair in pairs))


@pytest.mark.parametrize("seed", range(40))
def test_the_local_search_finds_the_index_of_networks_of_fifteen(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    some = _by_chance(9 + seed % 7, seed)
    exact = frustration(some, by_weight=bool(seed % 2))
    monkeypatch.setattr(search, "EXACT_PARTIES", 2)
    searched = frustration(some, by_weight=bool(seed % 2))
    assert searched.at_most == pytest.approx(exact.at_most)
    assert searched.at_least <= exact.at_most + 1e-9


def test_large_networks_get_bounds_that_say_so() -> None:
    some = _by_chance(EXACT_PARTIES + 14, 1)
    found = frustration(some)
    assert 0 < found.at_least < found.at_most
    assert found.words == f"at most {found.at_most:.4g} and at least {found.at_least:.4g}"
    assert found == frustration(Network(DAY, some.ties))


def test_a_large_network_of_two_camps_is_seen_to_be_balanced() -> None:
    names = [f"{place:02}" for place in range(40)]
    ties = tuple(Tie(*pair, 1.0 if int(pair[0]) % 2 == int(pair[1]) % 2 else -1.0) for pair in combinations(names, 2))
    found = frustration(Network(DAY, ties))
    assert (found.at_most, found.exact) == (0, True)
    assert found.camps == (tuple(names[::2]), tuple(names[1::2]))


def test_months_begin_on_their_first_days() -> None:
    found = frustration_by_month(Stands([]), ["RUS", "UKR", "USA", "POL"], date(2013, 11, 5), date(2014, 2, 1))
    assert [each.day for each in found] == [date(2013, 12, 1), date(2014, 1, 1), date(2014, 2, 1)]


def test_the_network_of_all_countries_has_the_camps_that_history_had() -> None:
    parties = ["USA", "GBR", "FRA", "DEU", "POL", "UKR", "JPN", "RUS", "BLR", "PRK", "IRN", "CHN"]
    [found] = [frustration(each) for each in networks(Stands([]), parties, [date(2024, 12, 1)])]
    west, east = sorted(found.camps, key=lambda camp: "RUS" in camp)
    assert {"USA", "GBR", "FRA", "DEU", "POL", "UKR", "JPN"} == set(west)
    assert {"RUS", "BLR", "PRK", "IRN", "CHN"} == set(east)


def test_the_index_of_networks_of_history_is_proven() -> None:
    parties = [party for party in sorted(load_alliances().parties) if ":" not in party][::3]
    [some] = networks(Stands([]), parties, [date(2008, 1, 1)])
    assert len(some.ties) > 100
    for by_weight in (False, True):
        found = frustration(some, by_weight=by_weight)
        assert found.exact
        assert found.at_most > 0


def test_weights_are_symmetric() -> None:
    table = weights_of(net("A+B:0.5 B-C:0.25"))
    assert np.array_equal(table, table.T)
    assert table[0].tolist() == [0, 0.5, 0]
