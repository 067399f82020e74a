"""Grouping: copies, corrections by hand, and the same incidents in any order and any split into batches."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from unittest.mock import patch

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from incidents_made import TOWNS, Store, event, events

from detente.error import DetenteError
from detente.incidents.blocking import keys_of, order_of, sort_of
from detente.incidents.clustering import agglomerate
from detente.incidents.columns import columns_of
from detente.incidents.evidence import Evidence
from detente.incidents.grouping import Corrections, Group, Joined, group, regroup
from detente.incidents.incident import JoinRule
from detente.incidents.scoring import scores
from detente.incidents.weights import shipped_weights

WEIGHTS = shipped_weights()
NARROW = 2
"""A window so small that made worlds have blocks that are not compared whole."""
FEW = 4
"""A bound so small that made worlds have components that are cut."""


@contextmanager
def tight(window: int = NARROW, largest: int = FEW) -> Iterator[None]:
    """Limits that a million events reach, reached by a handful."""
    with (
        patch("detente.incidents.candidates.WINDOW", window),
        patch("detente.incidents.view.WINDOW", window),
        patch("detente.incidents.joining.LARGEST", largest),
    ):
        yield


def grouped(evidence: Sequence[Evidence], corrections: Corrections | None = None) -> list[Group]:
    return list(group(evidence, WEIGHTS, corrections or Corrections()))


def members(groups: Sequence[Group]) -> set[frozenset[str]]:
    return {frozenset(member.event_id for member in one.members) for one in groups}


def member(groups: Sequence[Group], event_id: str) -> Joined:
    return next(one for found in groups for one in found.members if one.event_id == event_id)


class TestGroup:
    def test_reports_of_one_clash_are_one_incident(self) -> None:
        found = grouped([event("a"), event("b", told=101), event("c", killed=(6, 8), told=102)])
        assert members(found) == {frozenset("abc")}

    def test_another_day_and_another_town_are_another_incident(self) -> None:
        found = grouped([event("a"), event("b", first=101, last=101, sites=(TOWNS[2],))])
        assert members(found) == {frozenset("a"), frozenset("b")}

    def test_a_chain_does_not_join_what_the_evidence_forbids(self) -> None:
        """Both ends are like the middle, which names no town and has a week for its date."""
        middle = event("m", sites=(), first=98, last=104)
        found = grouped([event("a"), middle, event("z", first=101, last=101, sites=(TOWNS[2],))])
        assert not any({"a", "z"} <= group for group in members(found))

    def test_a_clash_and_its_arrests_are_two(self) -> None:
        found = grouped([event("a"), event("b", type="COERCE", mode="arrest", words=("arrested",))])
        assert members(found) == {frozenset("a"), frozenset("b")}

    def test_the_first_told_founds_and_gives_the_group_its_id(self) -> None:
        (one,) = grouped([event("b", told=100), event("a", told=101)])
        assert one.members[0] == Joined("b", JoinRule.FOUNDS, None, None, ())
        (alone,) = grouped([event("b", told=100)])
        assert one.group_id == alone.group_id

    def test_a_join_has_a_partner_and_parts_that_sum_to_its_log_odds(self) -> None:
        found = grouped([event("a"), event("b")])
        joined = member(found, "b")
        assert (joined.rule, joined.joined_to) == (JoinRule.ALIKE, "a")
        assert joined.probability is not None
        assert joined.probability > 0.5
        total = sum(part.weight for part in joined.parts)
        assert joined.probability == pytest.approx(1 / (1 + np.exp(-total)), abs=1e-4)

    def test_no_events_have_no_groups(self) -> None:
        assert grouped([]) == []

    def test_two_events_of_one_id_are_refused(self) -> None:
        with pytest.raises(DetenteError, match="two events have this id"):
            grouped([event("a"), event("a")])


class TestCopies:
    def test_copies_join_by_their_text_and_are_not_scored(self) -> None:
        found = grouped([event("b", telling="t"), event("a", telling="t"), event("c", telling="t")])
        assert members(found) == {frozenset("abc")}
        assert member(found, "c") == Joined("c", JoinRule.COPY, "a", None, ())

    def test_a_thousand_copies_leave_room_for_an_own_report(self) -> None:
        copies = [event(f"c{number:04}", telling="wire") for number in range(1000)]
        found = grouped([*copies, event("own", told=101)])
        assert len(found) == 1

    def test_copies_that_say_nothing_else_alike_are_still_one(self) -> None:
        found = grouped([event("a", telling="t"), event("b", telling="t", first=None, last=None, sites=(), actors=())])
        assert members(found) == {frozenset("ab")}


class TestByHand:
    def test_a_join_holds_against_score_and_veto(self) -> None:
        apart = event("b", first=101, last=101, sites=(TOWNS[2],))
        found = grouped([event("a"), apart], Corrections(joins=frozenset({("a", "b")})))
        joined = member(found, "b")
        assert members(found) == {frozenset("ab")}
        assert (joined.rule, joined.joined_to) == (JoinRule.JOINED_BY_HAND, "a")

    def test_a_split_holds_against_the_score(self) -> None:
        found = grouped([event("a"), event("b")], Corrections(splits=frozenset({("a", "b")})))
        assert members(found) == {frozenset("a"), frozenset("b")}
        assert member(found, "b").rule == JoinRule.SPLIT_BY_HAND
        assert member(found, "a").rule == JoinRule.FOUNDS

    def test_a_split_wins_over_a_join(self) -> None:
        both = frozenset({("a", "b")})
        assert members(grouped([event("a"), event("b")], Corrections(both, both))) == {frozenset("a"), frozenset("b")}

    def test_a_split_takes_a_copy_from_its_text(self) -> None:
        copies = [event(name, telling="t") for name in "abc"]
        found = grouped(copies, Corrections(splits=frozenset({("a", "c"), ("b", "c")})))
        assert members(found) == {frozenset("ab"), frozenset("c")}

    def test_a_correction_of_events_that_are_not_there_changes_nothing(self) -> None:
        gone = Corrections(frozenset({("a", "x")}), frozenset({("x", "y")}))
        assert grouped([event("a"), event("b")], gone) == grouped([event("a"), event("b")])


class TestPoorEvidence:
    @pytest.mark.parametrize(
        "fields",
        [
            {"actors": (), "recipients": ()},
            {"sites": ()},
            {"first": None, "last": None, "dated": False, "told": None},
            {"first": 100, "last": 5000},
            {"actors": (), "recipients": (), "sites": (), "first": None, "last": None, "words": (), "told": None},
            {"type": "NO SUCH TYPE", "status": "no such status"},
            {"killed": (10**12, None), "injured": (0, 0)},
            {"words": ("\ud800", "💥"), "title": ("\udfff",)},
        ],
        ids=["no actor", "no place", "no date", "years", "nothing", "unknown words", "huge toll", "broken characters"],
    )  # fmt: skip
    def test_what_events_lack_keeps_nobody_from_grouping(self, fields: dict[str, object]) -> None:
        found = grouped([event("a", **fields), event("b", **fields), event("c")])
        assert {name for one in members(found) for name in one} == set("abc")

    def test_events_without_anything_in_common_but_silence_are_not_one(self) -> None:
        silent = {
            "actors": (),
            "recipients": (),
            "sites": (),
            "first": None,
            "last": None,
            "told": None,
            "killed": None,
        }
        found = grouped([event("a", **silent), event("b", **silent, words=("shot",))])
        assert members(found) == {frozenset("a"), frozenset("b")}

    def test_one_report_that_names_two_hundred_incidents(self) -> None:
        towns = [
            (TOWNS[0].__class__)(10 + n, f"Town {n}", "North", "XAA", n / 4, 2 * n / 3, "city") for n in range(200)
        ]
        listed = [
            event(f"e{n:03}", report_id="list", sentence=(n * 60, n * 60 + 50), sites=(town,), first=n, last=n)
            for n, town in enumerate(towns, start=1)
        ]
        assert len(grouped(listed)) == 200


def _slow(evidence: Sequence[Evidence], window: int) -> set[frozenset[str]]:
    """Grouping without copies and corrections, written plainly: every step over all pairs."""
    blocks: dict[int, list[tuple[str, str]]] = {}
    for one in evidence:
        for key in keys_of(one):
            blocks.setdefault(key, []).append((order_of(key, sort_of(one)), one.event_id))
    candidates = {
        tuple(sorted((first[1], second[1])))
        for block in blocks.values()
        for (at, first), (beside, second) in combinations(enumerate(sorted(block)), 2)
        if beside - at <= window
    }
    ordered = sorted(evidence, key=lambda one: one.event_id)
    columns, names = columns_of(ordered), [one.event_id for one in ordered]
    corner = np.triu_indices(len(names), 1)
    square = np.full((len(names), len(names)), -np.inf)
    square[corner] = scores(columns, *corner, WEIGHTS)
    square = np.maximum(square, square.T)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    graph.add_edges_from(
        (one, other)
        for one, other in zip(*corner, strict=True)
        if square[one, other] >= WEIGHTS.join and (names[one], names[other]) in candidates
    )
    groups = set()
    for component in nx.connected_components(graph):
        rows = sorted(component)
        labels = agglomerate(square[np.ix_(rows, rows)], WEIGHTS.join)
        groups |= {frozenset(names[rows[at]] for at in np.flatnonzero(labels == label)) for label in labels}
    return groups


@settings(max_examples=60, deadline=None)
@given(events())
def test_grouping_is_what_it_says(made: list[Evidence]) -> None:
    own = [event(one.event_id, **{name: getattr(one, name) for name in _FIELDS}, telling=None) for one in made]
    with tight(largest=1000):
        assert members(grouped(own)) == _slow(own, NARROW)


_FIELDS = ("report_id", "type", "status", "actors", "recipients", "sites", "first", "last", "dated", "killed", "words",
           "told")  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(events(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_groups(made: list[Evidence], chance: object) -> None:
    shuffled = list(made)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert grouped(shuffled) == grouped(made)
    with tight():
        assert grouped(shuffled) == grouped(made)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Evidence], list[list[Evidence]], list[set[str]]]:
    """Events, the batches in which they arrive, and which of those that are there leave with each batch."""
    made = draw(events())
    cuts = sorted(draw(st.lists(st.integers(0, len(made)), max_size=4)))
    batches = [made[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(made)], strict=True)]
    arrived: list[str] = []
    leaving = []
    for batch in batches:
        leaving.append(set(draw(st.lists(st.sampled_from(arrived), max_size=3))) if arrived else set())
        arrived += [one.event_id for one in batch]
    return made, batches, leaving


@settings(max_examples=150, deadline=None)
@given(histories(), st.booleans())
def test_any_split_into_batches_gives_the_same_groups(
    history: tuple[list[Evidence], list[list[Evidence]], list[set[str]]], crowded: bool
) -> None:
    _, batches, leaving = history
    store = Store()
    with tight() if crowded else tight(12, 1500):
        for batch, gone in zip(batches, leaving, strict=True):
            store.apply(regroup(batch, gone & store.held.keys(), store, WEIGHTS), batch)
            assert store.groups() == grouped(list(store.held.values()))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_corrections_that_come_and_go_leave_what_holds_in_the_end(data: st.DataObject) -> None:
    made = data.draw(events(most=14))
    before, after = (data.draw(_by_hand(made)) for _ in range(2))
    store = Store()
    with tight():
        store.apply(regroup(made, (), store, WEIGHTS, before), made)
        assert store.groups() == grouped(made, before)
        named = {name for pair in (*before.joins, *before.splits, *after.joins, *after.splits) for name in pair}
        store.apply(regroup((), (), store, WEIGHTS, after, touched=named), ())
        assert store.groups() == grouped(made, after)


def _by_hand(made: Sequence[Evidence]) -> st.SearchStrategy[Corrections]:
    pairs = list(combinations(sorted(one.event_id for one in made), 2))
    some = st.frozensets(st.sampled_from(pairs), max_size=3) if pairs else st.just(frozenset[tuple[str, str]]())
    return st.builds(Corrections, some, some)


@settings(max_examples=60, deadline=None)
@given(events(), st.data())
def test_changed_evidence_is_taken_up(made: list[Evidence], data: st.DataObject) -> None:
    store = Store()
    store.apply(regroup(made, (), store, WEIGHTS), made)
    changed = [
        event(one.event_id, telling=one.telling)
        for one in data.draw(st.lists(st.sampled_from(made), max_size=4, unique_by=lambda one: one.event_id))
    ]
    store.apply(regroup(changed, {one.event_id for one in changed}, store, WEIGHTS), changed)
    assert store.groups() == grouped(list(store.held.values()))


@settings(max_examples=60, deadline=None)
@given(events(), st.data())
def test_nothing_forbidden_is_in_one_group_and_every_event_is_in_one(made: list[Evidence], data: st.DataObject) -> None:
    own = [event(one.event_id, **{name: getattr(one, name) for name in _FIELDS}, telling=None) for one in made]
    with tight() if data.draw(st.booleans()) else tight(12, 1500):
        found = grouped(own)
    by_id = {one.event_id: one for one in own}
    assert sorted(name for one in members(found) for name in one) == sorted(by_id)
    for together in members(found):
        columns = columns_of([by_id[name] for name in sorted(together)])
        corner = np.triu_indices(len(together), 1)
        assert np.isfinite(scores(columns, *corner, WEIGHTS)).all()
