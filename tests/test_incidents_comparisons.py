"""Comparisons: which level two events stand at, and what the evidence forbids."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from incidents_made import PARTIES, TOWNS, event, events

from detente.incidents.columns import columns_of
from detente.incidents.comparisons import SCALE, compare, forbidden
from detente.incidents.evidence import Evidence
from detente.incidents.incident import Party, Site

ALDA, BERIN, CORVO, BRIDGE, NORTH, LAND = TOWNS
ARMY, FRONT, COUNTRY, OTHER_ARMY, GUNMEN = PARTIES
ELSEWHERE = Site(9, "Dorn", "East", "XBB", 14.0, 21.0, "city")
NOWHERE = Site(None, "Somewhere", None, "XAA", None, None, "city")


def levels(one: Evidence, other: Evidence) -> dict[str, str]:
    """The level of every comparison."""
    numbers = compare(columns_of([one, other]), np.array([0]), np.array([1]))
    return {name: names[number[0]] for (name, names), number in zip(SCALE.items(), numbers, strict=True)}


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ((ALDA,), (ALDA,), "same town"),
        ((ALDA,), (replace(ALDA, geonames_id=None, name="Old Alda"),), "same town"),
        ((ALDA,), (BRIDGE,), "in the town"),
        ((BRIDGE,), (BRIDGE,), "same point"),
        ((BRIDGE,), (replace(BRIDGE, name="Old Bridge", lat=10.02),), "near point"),
        ((BRIDGE,), (replace(BRIDGE, name="South Bridge", lat=10.09),), "other point"),
        ((ALDA,), (replace(BERIN, lat=10.05, lon=20.05),), "near town"),
        ((ALDA,), (BERIN,), "near"),
        ((ALDA,), (replace(BERIN, lat=11.0),), "same province"),
        ((ALDA,), (CORVO,), "far"),
        ((ALDA,), (ELSEWHERE,), "other country"),
        ((ALDA,), (NORTH,), "in the province"),
        ((ALDA,), (LAND,), "in the country"),
        ((NORTH,), (NORTH,), "in the province"),
        ((ALDA,), (), "unknown"),
        ((), (), "unknown"),
        ((CORVO, ALDA), (ALDA,), "same town"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_place(one: tuple[Site, ...], other: tuple[Site, ...], level: str) -> None:
    assert levels(event("a", sites=one), event("b", sites=other))["place"] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ((100, 100, True), (100, 100, True), "same day"),
        ((100, 106, True), (100, 106, True), "same interval"),
        ((100, 100, True), (99, 101, True), "within days"),
        ((100, 100, True), (98, 104, True), "within a week"),
        ((100, 100, True), (90, 110, True), "within a month"),
        ((100, 100, True), (1, 3650, True), "within more"),
        ((100, 100, True), (101, 101, True), "next day"),
        ((100, 100, True), (103, 110, True), "near day"),
        ((100, 100, True), (150, 150, True), "other day"),
        ((100, 100, True), (99, 100, False), "report's day"),
        ((99, 100, False), (101, 102, False), "near report's day"),
        ((100, 100, True), (200, 201, False), "far from report's day"),
        ((100, 100, True), (None, None, False), "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_day(one: tuple[int, int, bool], other: tuple[int, int, bool], level: str) -> None:
    first, second = (
        event(name, first=first, last=last, dated=dated)
        for name, (first, last, dated) in zip("ab", (one, other), strict=True)
    )
    assert levels(first, second)["day"] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ((ARMY,), (ARMY,), "same"),
        ((ARMY, FRONT), (ARMY,), "shared"),
        ((ARMY,), (COUNTRY,), "part"),
        ((ARMY,), (replace(ARMY, actor_id="XAA:MIL-guard", name="Guard"),), "part"),
        ((FRONT,), (replace(FRONT, actor_id="XAA:REB-south", name="Southern Front"),), "same kind"),
        ((ARMY,), (FRONT,), "same country"),
        ((ARMY,), (OTHER_ARMY,), "other"),
        ((GUNMEN,), (GUNMEN,), "same words"),
        ((GUNMEN,), (ARMY,), "unknown"),
        ((ARMY,), (), "unknown"),
        ((Party("XAA:UNK", "Xaland", "XAA", "UNK"),), (ARMY,), "part"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_actors(one: tuple[Party, ...], other: tuple[Party, ...], level: str) -> None:
    first, second = (
        event(name, type="ACCUSE", actors=side, recipients=()) for name, side in zip("ab", (one, other), strict=True)
    )
    assert levels(first, second)["actors"] == level


def test_a_clash_told_from_the_other_side_has_the_same_parties() -> None:
    found = levels(event("a"), event("b", actors=(FRONT,), recipients=(ARMY,)))
    assert (found["actors"], found["recipients"]) == ("same", "same")


def test_sides_that_are_known_and_differ_are_not_taken_crosswise_for_unknown() -> None:
    one = event("a", type="AGREE", actors=(ARMY,), recipients=())
    other = event("b", type="AGREE", actors=(OTHER_ARMY,), recipients=())
    assert levels(one, other)["actors"] == "other"


BARE: dict[str, object] = {"actors": (), "recipients": (), "sites": (), "killed": None, "dated": False}


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ({}, {}, "nothing"),
        ({"words": ("denied",)}, {"words": ("denied",)}, "nothing"),
        ({"killed": (1, 1)}, {"killed": (1, 1)}, "nothing"),
        ({"actors": (ARMY,)}, {"actors": (OTHER_ARMY,)}, "nothing"),
        ({"sites": (ALDA,)}, {"sites": (ELSEWHERE,)}, "nothing"),
        ({"report_id": "r"}, {"report_id": "r"}, "something"),
        ({"actors": (ARMY,)}, {"actors": (COUNTRY,)}, "something"),
        ({"recipients": (GUNMEN,)}, {"recipients": (GUNMEN,)}, "something"),
        ({"sites": (ALDA,)}, {"sites": (NORTH,)}, "something"),
        ({"killed": (7, 7)}, {"killed": (7, 7)}, "something"),
        ({"title": ("army", "storms", "alda")}, {"title": ("army", "storms", "port")}, "something"),
    ],
)
def test_something_beside_the_act_and_the_day_is_in_common(
    one: dict[str, object], other: dict[str, object], level: str
) -> None:
    found = levels(event("a", **BARE | one), event("b", **BARE | other))
    assert found["in common"] == level


def test_an_accusation_told_the_other_way_round_is_another() -> None:
    found = levels(event("a", type="ACCUSE"), event("b", type="ACCUSE", actors=(FRONT,), recipients=(ARMY,)))
    assert (found["actors"], found["recipients"]) == ("same country", "same country")


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ((7, 7), (7, 7), "same many"),
        ((12, 12), (12, 12), "same tens"),
        ((2, 2), (2, 2), "same few"),
        ((1, 1), (1, 1), "same one"),
        ((0, 0), (0, 0), "both none"),
        ((5, 9), (7, 7), "overlap"),
        ((50, None), (70, 70), "overlap"),
        ((50, None), (40, 40), "near"),
        ((10, 10), (14, 14), "near"),
        ((10, 10), (25, 25), "other"),
        ((10, 10), (40, 40), "far"),
        ((0, 0), (3, 3), "far"),
        ((7, 7), None, "one only"),
        (None, None, "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_toll(one: tuple[int, int | None] | None, other: tuple[int, int | None] | None, level: str) -> None:
    for toll in ("killed", "injured", "detained"):
        assert levels(event("a", **{toll: one}), event("b", **{toll: other}))[toll] == level


@pytest.mark.parametrize(
    ("comparison", "one", "other", "level"),
    [
        ("type", {"type": "AGREE"}, {"type": "AGREE"}, "same"),
        ("type", {"type": "AGREE"}, {"type": "CONSULT"}, "compatible"),
        ("type", {"type": "ACCUSE"}, {"type": "THREATEN"}, "compatible"),
        ("type", {"type": "PROTEST"}, {"type": "ASSAULT"}, "same quad"),
        ("type", {"type": "REQUEST"}, {"type": "AID"}, "other"),
        ("type", {"type": "ACCUSE"}, {"type": "of no codebook"}, "other"),
        ("mode", {"mode": "firearms"}, {"mode": "aerial"}, "other"),
        ("mode", {"mode": "firearms"}, {"mode": None}, "unknown"),
        ("status", {"status": "actual"}, {"status": "alleged"}, "both told as done"),
        ("status", {"status": "actual"}, {"status": "negated"}, "one denied"),
        ("status", {"status": "actual"}, {"status": "planned"}, "one ahead"),
        ("words", {"words": ("killed",)}, {"words": ("killing",)}, "same"),
        ("words", {"words": ("killed",)}, {"words": ("met",)}, "other"),
        ("words", {"words": ("killed",)}, {"words": ()}, "unknown"),
        ("title", {"title": ("army", "storms", "alda")}, {"title": ("alda", "army", "storms", "port")}, "most"),
        ("title", {"title": ("army", "storms", "alda")}, {"title": ("talks", "open", "corvo")}, "none"),
        ("title", {"title": ("the", "of")}, {"title": ("army", "storms")}, "unknown"),
        ("report", {"report_id": "r"}, {"report_id": "r"}, "same sentence"),
        ("report", {"report_id": "r"}, {"report_id": "r", "sentence": (60, 90)}, "same report"),
        ("report", {"report_id": "r", "sentence": None}, {"report_id": "r", "sentence": None}, "same list"),
        ("report", {"told": 100}, {"told": 100}, "same day"),
        ("report", {"told": 100}, {"told": 101}, "next day"),
        ("report", {"told": 100}, {"told": 108}, "week"),
        ("report", {"told": 100}, {"told": 200}, "later"),
        ("report", {"told": 100}, {"told": None}, "unknown"),
        ("place and report", {"told": 100}, {"told": 101}, "at one place, within a day"),
        ("place and report", {"sites": ()}, {"report_id": "r-a"}, "somewhere, by one report"),
        ("trigger meaning", {"meaning": bytes([50] * 64)}, {"meaning": bytes([50] * 64)}, "very close"),
        ("trigger meaning", {"meaning": bytes([50] * 64)}, {"meaning": bytes([206] * 64)}, "unlike"),
        ("sentence meaning", {"meaning": bytes([50] * 64)}, {"meaning": None}, "unknown"),
    ],
)
def test_others(comparison: str, one: dict[str, object], other: dict[str, object], level: str) -> None:
    assert levels(event("a", **one), event("b", **other))[comparison] == level


@pytest.mark.parametrize(
    ("other", "forbids", "why"),
    [
        (event("b"), False, "the same"),
        (event("b", first=101, last=101), False, "another day"),
        (event("b", sites=(CORVO,)), False, "another town"),
        (event("b", first=101, last=101, sites=(CORVO,)), True, "another day and another town"),
        (event("b", first=101, last=101, sites=(BERIN,)), False, "another day and a town that is near"),
        (event("b", first=101, last=101, sites=(NORTH,)), False, "another day and no town"),
        (event("b", first=101, last=101, sites=(NOWHERE,)), False, "another day and a town that may lie anywhere"),
        (event("b", first=101, last=101, sites=(CORVO, ALDA)), False, "another day, one town of two is the same"),
        (event("b", first=101, last=103, sites=(CORVO,)), False, "another town and no day"),
        (event("b", first=101, last=101, dated=False, sites=(CORVO,)), False, "another town and the report's day"),
        (event("b", type="COERCE"), True, "a clash and its arrests"),
        (event("b", register="acled"), False, "a report and a row of a register"),
        (event("b", type="ACCUSE"), True, "a clash and what is said of it"),
    ],
)
def test_forbidden(other: Evidence, forbids: bool, why: str) -> None:
    columns = columns_of([event("a"), other])
    assert bool(forbidden(columns, np.array([0]), np.array([1]))[0]) == forbids, why


@settings(max_examples=60, deadline=None)
@given(events())
def test_a_pair_stands_the_same_either_way_round_and_beside_any_other(made: list[Evidence]) -> None:
    columns, backwards = columns_of(made), columns_of(made[::-1])
    left, right = np.triu_indices(len(made), 1)
    here = np.array(compare(columns, left, right))
    assert (here == np.array(compare(columns, right, left))).all()
    last = len(made) - 1
    assert (here == np.array(compare(backwards, last - left, last - right))).all()
    assert (forbidden(columns, left, right) == forbidden(backwards, last - right, last - left)).all()


@pytest.mark.parametrize(
    ("type_", "one", "other", "forbids", "why"),
    [
        ("CONSULT", "DEU LVA", "DEU CHN", True, "a capital receives two guests in a day"),
        ("CONSULT", "DEU", "FRA", True, "other parties"),
        ("CONSULT", "DEU FRA RUS UKR", "DEU RUS", False, "a report that names fewer of those who met"),
        ("CONSULT", "DEU LVA", "DEU ?", False, "a party whose country is not known"),
        ("CONSULT", "DEU LVA", "", False, "nobody named"),
        ("ASSAULT", "DEU LVA", "DEU CHN", False, "a clash, of which reports take sides for others"),
    ],
)
def test_dealings_between_other_states_are_two_happenings(
    type_: str, one: str, other: str, forbids: bool, why: str
) -> None:
    def parties(codes: str) -> tuple[Party, ...]:
        return tuple(Party(None, code, None if code == "?" else code, None) for code in codes.split())

    columns = columns_of([event(name, type=type_, actors=parties(codes)) for name, codes in (("a", one), ("b", other))])
    assert bool(forbidden(columns, np.array([0]), np.array([1]))[0]) == forbids, why


def test_two_rows_of_one_register_are_two_happenings() -> None:
    columns = columns_of([event("a", register="acled"), event("b", register="acled"), event("c", register="ucdp")])
    assert forbidden(columns, np.array([0, 0, 1]), np.array([1, 2, 2])).tolist() == [True, False, False]
