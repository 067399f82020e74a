"""Marking: segments that are the text again when joined, each with the roles that its characters have."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workspace import REPORTS

from detente.web.marking import LETTERS, Mark, Segment, cut_at, marks_of, segments

TEXT = "Gunmen from the hills attacked two villages"


def told(text: str, *marks: tuple[str, str, str]) -> list[tuple[str, str]]:
    """Segments as (words, roles), of marks given as (words, role, event)."""
    placed = [Mark(text.index(words), text.index(words) + len(words), role, name) for words, role, name in marks]
    return [(one.text, " ".join(one.roles)) for one in segments(text, placed)]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ((), [(TEXT, "")]),
        (
            (("attacked", "trigger", "e1"),),
            [("Gunmen from the hills ", ""), ("attacked", "trigger"), (" two villages", "")],
        ),
        (
            (("Gunmen from the hills", "actor", "e1"), ("the hills", "place", "e1")),
            [("Gunmen from ", "actor"), ("the hills", "actor place"), (" attacked two villages", "")],
        ),
        (
            (("Gunmen from the", "actor", "e1"), ("from the hills", "source", "e2")),
            [("Gunmen ", "actor"), ("from the", "actor source"), (" hills", "source"), (" attacked two villages", "")],
        ),
        (
            (("two", "killed", "e1"), ("two", "killed", "e2"), ("two villages", "recipient", "e1")),
            [("Gunmen from the hills attacked ", ""), ("two", "recipient killed"), (" villages", "recipient")],
        ),
    ],
    ids=["no marks", "one", "one in another", "two that cross", "the same twice"],
)
def test_words_have_the_roles_of_all_marks_on_them(
    marks: tuple[tuple[str, str, str], ...], expected: list[tuple[str, str]]
) -> None:
    assert told(TEXT, *marks) == expected


def test_a_letter_stands_where_a_role_begins_and_nowhere_else() -> None:
    found = segments("abc", [Mark(0, 3, "actor", "e1"), Mark(1, 2, "place", "e1")])
    assert [one.opens for one in found] == [("actor",), ("place",), ()]


def test_a_segment_names_the_events_that_it_is_told_in_and_the_trigger_that_begins_there() -> None:
    found = segments("abc", [Mark(0, 2, "trigger", "e1"), Mark(1, 3, "actor", "e2")])
    assert [one.events for one in found] == [("e1",), ("e1", "e2"), ("e2",)]
    assert [one.triggers for one in found] == [("e1",), (), ()]


def test_marks_are_cut_to_the_part_that_is_shown() -> None:
    found = segments("abcdef", [Mark(0, 3, "actor", "e1"), Mark(4, 6, "place", "e1")], (2, 5))
    assert [(one.start, one.text, one.roles) for one in found] == [
        (2, "c", ("actor",)),
        (3, "d", ()),
        (4, "e", ("place",)),
    ]


def test_every_mention_of_an_event_is_marked() -> None:
    for coded in REPORTS:
        for event in coded.events:
            marked = {(one.start, one.end) for one in marks_of([event])}
            assert marked == {(one.start, one.end) for one in event.mentions()}


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(st.text(max_size=30))
    place = st.integers(-2, len(text) + 2)
    marks = st.builds(Mark, place, place, st.sampled_from(list(LETTERS)), st.sampled_from(["e1", "e2", "e3"]))
    return text, draw(st.lists(marks, max_size=8))


@settings(deadline=None)
@given(marked_texts())
def test_joined_segments_are_the_text(given: tuple[str, list[Mark]]) -> None:
    text, marks = given
    found = segments(text, marks)
    assert "".join(one.text for one in found) == text
    assert [one.start for one in found] == [sum(len(before.text) for before in found[:n]) for n in range(len(found))]


@settings(deadline=None)
@given(marked_texts())
def test_every_character_has_the_roles_of_the_marks_that_cover_it(given: tuple[str, list[Mark]]) -> None:
    text, marks = given
    for one in segments(text, marks):
        for position in range(one.start, one.start + len(one.text)):
            over = [mark for mark in marks if mark.start <= position < mark.end]
            assert set(one.roles) == {mark.role for mark in over}
            assert set(one.events) == {mark.event_id for mark in over}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5))), st.lists(st.integers(0, 40)))
def test_no_place_to_cut_lies_inside_a_span(given: list[tuple[int, int]], places: list[int]) -> None:
    spans: list[tuple[int, int]] = []
    for gap, length in given:
        start = gap + (spans[-1][1] if spans else 0)
        spans.append((start, start + length))
    inside = {place for place in places for start, end in spans if start < place < end}
    assert cut_at(spans, places) == sorted(set(places) - inside)


def test_a_segment_without_marks_says_so() -> None:
    assert segments("abc", []) == (Segment(0, "abc"),)
    assert segments("", []) == ()
