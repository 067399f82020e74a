"""Marking: a text cut into segments, each with the roles that its words play in the events told there.

Templates write the segments one after another, each escaped; together they are the text, sign for sign.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from detente.event import Event
from detente.report import Span

LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "trigger": "E",
        "actor": "A",
        "recipient": "R",
        "place": "P",
        "date": "D",
        "source": "S",
        "killed": "K",
        "injured": "I",
        "detained": "H",
    }
)
"""By role the letter that stands before its words, beside colour and line: E for event, H for held."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters [start, end) of a text that play a role in an event."""

    start: int
    end: int
    role: str
    """One of LETTERS."""
    event_id: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that all play the same roles, up to where a role begins or ends."""

    start: int
    text: str
    roles: tuple[str, ...] = ()
    """In the order of LETTERS, each once."""
    opens: tuple[str, ...] = ()
    """Those of the roles whose words begin here."""
    events: tuple[str, ...] = ()
    """Ids of the events in which they do, in the order of the marks."""
    triggers: tuple[str, ...] = ()
    """Ids of the events whose trigger begins here."""


def marks_of(events: Iterable[Event]) -> tuple[Mark, ...]:
    """A mark for the trigger and for each argument of the events."""
    return tuple(mark for event in events for mark in _marks(event))


def segments(text: str, marks: Iterable[Mark], span: Span | None = None) -> tuple[Segment, ...]:
    """The characters ``span`` of a text, all of it if None, in segments: joined, they are those characters.

    Marks may overlap in any way, and reach beyond the span; marks of no character are left out.
    """
    first, last = (0, len(text)) if span is None else span
    inside = _inside(marks, first, last)
    edges = sorted({first, last, *(edge for mark in inside for edge in (mark.start, mark.end))})
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for number, mark in enumerate(inside):
        begins.setdefault(mark.start, []).append(number)
        ends.setdefault(mark.end, []).append(number)
    held: dict[int, None] = {}
    found: list[Segment] = []
    for start, end in pairwise(edges):
        for number in ends.get(start, ()):
            del held[number]
        held |= dict.fromkeys(begins.get(start, ()))
        found.append(_segment(text, start, end, [inside[number] for number in sorted(held)]))
    return tuple(found)


def cut_at(spans: Iterable[Span], places: Iterable[int]) -> list[int]:
    """Those of the places, in order, that lie inside none of the spans; the spans do not overlap."""
    ordered = sorted(spans)
    starts = [start for start, _ in ordered]
    found = []
    for place in sorted(set(places)):
        before = bisect_right(starts, place - 1) - 1
        if before < 0 or ordered[before][1] <= place:
            found.append(place)
    return found


def _inside(marks: Iterable[Mark], first: int, last: int) -> list[Mark]:
    """The marks cut to the span."""
    cut = (Mark(max(mark.start, first), min(mark.end, last), mark.role, mark.event_id) for mark in marks)
    return [mark for mark in cut if mark.start < mark.end]


def _segment(text: str, start: int, end: int, marks: list[Mark]) -> Segment:
    roles = {mark.role for mark in marks}
    opens = {mark.role for mark in marks if mark.start == start}
    events = dict.fromkeys(mark.event_id for mark in marks)
    triggers = dict.fromkeys(mark.event_id for mark in marks if mark.role == "trigger" and mark.start == start)
    in_order = tuple(role for role in LETTERS if role in roles)
    opening = tuple(role for role in LETTERS if role in opens)
    return Segment(start, text[start:end], in_order, opening, tuple(events), tuple(triggers))


def _marks(event: Event) -> Iterator[Mark]:
    several = {
        "trigger": (event.trigger,),
        "actor": event.actors,
        "recipient": event.recipients,
        "place": event.places,
        "date": (event.date,),
        "source": event.sources,
        "killed": (event.killed,),
        "injured": (event.injured,),
        "detained": (event.detained,),
    }
    for role, mentions in several.items():
        for one in mentions:
            if one is not None:
                yield Mark(one.start, one.end, role, event.event_id)
