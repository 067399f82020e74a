"""Blocking: which events are compared, and that pairs grow as events do."""

from itertools import combinations
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from incidents_made import PARTIES, TOWNS, event, events

from detente.incidents.blocking import LONGEST_DAYS, WINDOW, keys_of, order_of, sort_of
from detente.incidents.candidates import Entries, candidates
from detente.incidents.evidence import Evidence
from detente.incidents.incident import Site

ALDA, BERIN, CORVO, BRIDGE, NORTH, LAND = TOWNS
ARMY, FRONT, COUNTRY, OTHER_ARMY, GUNMEN = PARTIES


def meet(one: Evidence, other: Evidence) -> bool:
    """Whether the two share a key."""
    return bool(set(keys_of(one)) & set(keys_of(other)))


@pytest.mark.parametrize(
    ("other", "met", "why"),
    [
        (event("b"), True, "the same"),
        (event("b", first=101, last=101), True, "the next day"),
        (event("b", first=103, last=103), False, "three days later"),
        (event("b", first=95, last=110), True, "an interval around it"),
        (event("b", first=1, last=3650), False, "an interval of years"),
        (event("b", sites=(BRIDGE,), actors=(), recipients=()), True, "a point of the town, by nobody"),
        (event("b", sites=(NORTH,), actors=(), recipients=()), True, "the province, by nobody"),
        (event("b", sites=(), actors=(FRONT,), recipients=(ARMY,)), True, "no place, the parties turned round"),
        (event("b", sites=(), actors=(COUNTRY,), recipients=(FRONT,)), True, "no place, the army named by its country"),
        (event("b", sites=(CORVO,), actors=(OTHER_ARMY,), recipients=()), False, "another town and other parties"),
        (event("b", first=None, last=None, dated=False), False, "no date at all"),
        (event("b", report_id="r-a", first=500, last=500, sites=(), actors=()), True, "the same report"),
    ],
)
def test_who_meets(other: Evidence, met: bool, why: str) -> None:
    assert meet(event("a"), other) == met, why


def test_long_intervals_meet_the_same_ones() -> None:
    years = {"first": 1, "last": 3650}
    assert meet(event("a", **years), event("b", **years))
    assert not meet(event("a", **years), event("b", first=1, last=3651))


def test_events_that_say_nothing_meet_by_their_words() -> None:
    silent = {"first": None, "last": None, "actors": (), "recipients": (), "sites": ()}
    assert meet(event("a", **silent), event("b", **silent))
    assert not meet(event("a", **silent), event("b", **silent, words=("shot",)))


@given(st.floats(-89, 89), st.floats(-0.24, 0.24))
def test_places_a_little_north_of_one_another_meet_in_one_of_two_grids(lat: float, step: float) -> None:
    one, other = (Site(None, "x", None, "XAA", at, 20.1, "city") for at in (lat, lat + step))
    nobody = {"actors": (), "recipients": ()}
    assert meet(event("a", sites=(one,), **nobody), event("b", sites=(other,), **nobody))


@settings(max_examples=50)
@given(events())
def test_keys_are_whole_numbers_of_64_bits_without_repeats(made: list[Evidence]) -> None:
    for one in made:
        keys = keys_of(one)
        assert len(set(keys)) == len(keys)
        assert all(-(2**63) <= key < 2**63 for key in keys)
        assert len(keys) <= 20 * (LONGEST_DAYS + 2)
        assert len(sort_of(one)) == len(sort_of(event("x")))


def _all_pairs(made: list[Evidence]) -> set[tuple[str, str]]:
    ids = [one.event_id for one in made]
    entries, rank = Entries.none(), np.argsort(np.argsort(ids))
    for row, one in enumerate(made):
        entries.add(row, one)
    found: set[tuple[str, str]] = set()
    for left, right in candidates(entries, np.ones(len(made), np.bool_), rank):
        chunk = [(ids[one], ids[other]) for one, other in zip(left, right, strict=True)]
        assert len(set(chunk)) == len(chunk)
        assert all(one < other for one, other in chunk)
        found.update(chunk)
    return found


@settings(max_examples=60, deadline=None)
@given(events(), st.integers(1, 3), st.sampled_from((1, 7, 1 << 19)))
def test_candidates_stand_near_under_some_key(made: list[Evidence], window: int, at_once: int) -> None:
    blocks: dict[int, list[tuple[str, str]]] = {}
    for one in made:
        for key in keys_of(one):
            blocks.setdefault(key, []).append((order_of(key, sort_of(one)), one.event_id))
    plain = {
        (min(first[1], second[1]), max(first[1], second[1]))
        for block in blocks.values()
        for (at, first), (beside, second) in combinations(enumerate(sorted(block)), 2)
        if beside - at <= window
    }
    with (
        patch("detente.incidents.candidates.WINDOW", window),
        patch("detente.incidents.candidates.ENTRIES_AT_ONCE", at_once),
    ):
        assert _all_pairs(made) == plain


@pytest.mark.parametrize("count", [100, 200, 400])
def test_a_crowd_at_one_place_on_one_day_has_pairs_as_it_has_events(count: int) -> None:
    crowd = [event(f"e{number:04}", killed=(number, number)) for number in range(count)]
    assert len(_all_pairs(crowd)) <= 2 * WINDOW * count


def test_in_a_crowd_the_like_are_neighbours() -> None:
    crowd = [event(f"e{number:04}", killed=(number, number)) for number in range(10, 300)]
    twins = [event("a", killed=(500, 500)), event("z", killed=(500, 500), told=101)]
    assert ("a", "z") in _all_pairs([*crowd, *twins])
