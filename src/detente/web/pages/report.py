"""Report: the text with its events marked in place, and the card of each event beside the words that tell it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import Response

from detente.event import CodedReport, Event
from detente.ledger import Ledger, paging, queries
from detente.ledger.review_rows import corrections_of
from detente.ledger.schema import events, incident_members, incidents
from detente.ledger.told import by_first, parts_of
from detente.report import Report, Span
from detente.reviews import Correction
from detente.reviews.history import history_of
from detente.spans import trim
from detente.web.marking import LETTERS, Mark, Segment, cut_at, marks_of, segments
from detente.web.rendering import page
from detente.web.state import AppState, state_of

PART_CHARACTERS = 60_000
"""A text is shown in parts of about so many characters: a report may have millions."""
BLOCK_CHARACTERS = 3_000
"""A paragraph that is longer is cut after a sentence."""
MOST_BLOCKS = 20_000
"""Of a text of more lines several make a block, so that a text of nothing but ends of lines is shown in time too."""
_BLANK_LINES = re.compile(r"(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)\s*")
_LINES = re.compile(r"[\r\n]\s*")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Card:
    """One event as it stands beside its sentence."""

    number: int
    """In the order of the text, from 1."""
    event: Event
    incident_id: str | None
    """None where events are still to be put into incidents."""
    correction: Correction | None
    """The last correction that it follows from."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, without the blanks around it, with the cards of the events that it tells."""

    segments: tuple[Segment, ...]
    cards: tuple[Card, ...]
    told: bool
    """False for what is not read for events: title, byline, date line, subheadings."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """A part of one report, ready to be shown."""

    report: Report
    revision: int
    """How many revisions there are; the last one is shown."""
    blocks: tuple[Block, ...]
    events: int
    """In the whole text."""
    loose: tuple[Card, ...]
    """Events of a report without text, as tables of other coders give them."""
    rejected: tuple[Event, ...]
    """What was coded and somebody has rejected."""
    roles: tuple[str, ...]
    """Those that this part marks, in the order of LETTERS."""
    part: int
    parts: int


@router.get("/report")
def report(
    request: Request,
    state: Annotated[AppState, Depends(state_of)],
    id: Annotated[str, Query(max_length=5_000)],  # noqa: A002
    part: Annotated[int | None, Query(ge=1)] = None,
    event: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """The report of an id; ``event`` is the event that is looked for, whose part is shown if none is named."""
    view = report_view(state.ledger, id, part, event)
    if view is None:
        raise HTTPException(404, f"no report {id} is known")
    return page(request, "report.html", view=view, chosen=event, letters=LETTERS)


def report_view(ledger: Ledger, report_id: str, part: int | None = None, event_id: str = "") -> ReportView | None:
    """The report as it was read last; None if the id is not known. Of a part that is not there the last one."""
    with ledger.connection() as connection:
        revisions = queries.revisions(connection, report_id)
        if not revisions:
            return None
        reading = paging.current_reading(connection, report_id)
        if reading is None:
            coded = CodedReport(revisions[-1], (), ())
            as_coded: tuple[Event, ...] = ()
        else:
            coded = queries.coded_reading(connection, reading)
            as_coded = queries.coded_by_reading(connection, [reading], as_coded=True)[reading]
        cards = _cards(connection, coded.events, as_coded)
    held = {event.event_id for event in coded.events}
    rejected = tuple(event for event in as_coded if event.event_id not in held)
    return _view(coded, len(revisions), cards, rejected, part, event_id)


def blocks_of(coded: CodedReport) -> list[Span]:
    """The paragraphs of a text: joined, they are the text, and no sentence is in two of them.

    Where blank lines part the paragraphs, other ends of lines do not; a paragraph that is too long is cut after a
    sentence.
    """
    text = coded.report.text
    ends = [match.end() for match in _BLANK_LINES.finditer(text)] or [match.end() for match in _LINES.finditer(text)]
    ends = _apart(ends, len(text) // MOST_BLOCKS)
    spans = [(cut.start, cut.end) for cut in coded.sentences] + [event.sentence for event in coded.events]
    edges = sorted({0, len(text), *cut_at(_joined(spans), ends)})
    found: list[Span] = []
    for start, end in pairwise(edges):
        found += _shortened(start, end, [sentence.start for sentence in coded.sentences])
    return found


def parts_of_text(blocks: Sequence[Span]) -> list[list[Span]]:
    """The blocks in parts of about PART_CHARACTERS; at least one part, which may be empty."""
    found: list[list[Span]] = [[]]
    for block in blocks:
        if found[-1] and block[1] - found[-1][0][0] > PART_CHARACTERS:
            found.append([])
        found[-1].append(block)
    return found


def _view(
    coded: CodedReport,
    revision: int,
    cards: Sequence[Card],
    rejected: tuple[Event, ...],
    part: int | None,
    event_id: str,
) -> ReportView:
    parts = parts_of_text(blocks_of(coded))
    number = min(part or _part_of(event_id, cards, parts), len(parts))
    shown = parts[number - 1]
    marks = marks_of(card.event for card in cards)
    first, last = (shown[0][0], shown[-1][1]) if shown else (0, 0)
    roles = {mark.role for mark in marks if mark.start < last and mark.end > first}
    blocks = _blocks(coded.report, shown, cards, marks)
    known = {card.number for block in blocks for card in block.cards}
    loose = () if coded.report.text else tuple(card for card in cards if card.number not in known)
    in_order = tuple(role for role in LETTERS if role in roles)
    return ReportView(coded.report, revision, blocks, len(cards), loose, rejected, in_order, number, len(parts))


def _blocks(report: Report, spans: Sequence[Span], cards: Sequence[Card], marks: Sequence[Mark]) -> tuple[Block, ...]:
    starts = [start for start, _ in spans]
    body = _joined(report.body)
    ends = [end for _, end in body]
    beside: list[list[Card]] = [[] for _ in spans]
    within: list[list[Mark]] = [[] for _ in spans]
    for card in cards:
        place = _place(card.event.trigger.start, starts, spans)
        if place is not None:
            beside[place].append(card)
    for mark in marks:
        for place in range(max(0, bisect_left(starts, mark.start + 1) - 1), bisect_left(starts, mark.end)):
            within[place].append(mark)
    return tuple(
        Block(
            segments(report.text, within[place], trim(report.text, *span)),
            tuple(beside[place]),
            _is_told(span, body, ends),
        )
        for place, span in enumerate(spans)
    )


def _place(position: int, starts: Sequence[int], spans: Sequence[Span]) -> int | None:
    """Which of the spans holds a character."""
    place = bisect_left(starts, position + 1) - 1
    return place if place >= 0 and position < spans[place][1] else None


def _part_of(event_id: str, cards: Sequence[Card], parts: Sequence[Sequence[Span]]) -> int:
    position = next((card.event.trigger.start for card in cards if card.event.event_id == event_id), 0)
    return next((number for number, spans in enumerate(parts, 1) if spans and position < spans[-1][1]), 1)


def _is_told(span: Span, body: Sequence[Span], ends: Sequence[int]) -> bool:
    """Whether the body, whose spans end at ``ends``, has any of these characters."""
    place = bisect_right(ends, span[0])
    return place < len(body) and body[place][0] < span[1]


def _apart(places: Sequence[int], least: int) -> list[int]:
    """Those of the places, in order, that are so many characters from the one before."""
    found: list[int] = []
    for place in places:
        if place - (found[-1] if found else 0) >= least:
            found.append(place)
    return found


def _joined(spans: Sequence[Span]) -> list[Span]:
    """The spans with those that overlap made one."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _shortened(start: int, end: int, sentences: Sequence[int]) -> list[Span]:
    """The block, cut at sentences where it is longer than BLOCK_CHARACTERS."""
    if end - start <= BLOCK_CHARACTERS:
        return [(start, end)]
    edges = [start]
    for place in sentences[bisect_left(sentences, start + 1) : bisect_left(sentences, end)]:
        if place - edges[-1] > BLOCK_CHARACTERS:
            edges.append(place)
    return list(pairwise([*edges, end]))


def _cards(connection: Connection, held: Sequence[Event], as_coded: Sequence[Event]) -> tuple[Card, ...]:
    names = [event.event_id for event in held]
    coded = {event.event_id: event for event in as_coded}
    told = corrections_of(connection, names)
    within = _incidents(connection, names)
    ordered = sorted(held, key=lambda event: (event.trigger.start, event.event_id))
    return tuple(
        Card(number, event, within.get(event.event_id), _last(coded.get(event.event_id), told.get(event.event_id, ())))
        for number, event in enumerate(ordered, 1)
    )


def _last(coded: Event | None, corrections: Sequence[Correction]) -> Correction | None:
    if not corrections:
        return None
    found = history_of(coded, corrections)
    return next((one for one in found.corrections if one.number == found.review), None)


def _incidents(connection: Connection, event_ids: Sequence[str]) -> Mapping[str, str]:
    """By event the id of its incident."""
    query = select(events.c.event_id, incidents.c.incident_id)
    query = query.join(incident_members, incident_members.c.event == events.c.id)
    query = query.join(incidents, incidents.c.id == incident_members.c.incident)
    query = query.where(incidents.c.holds, events.c.superseded_by.is_(None))
    found: dict[str, str] = {}
    for asked in parts_of(event_ids):
        found |= by_first(connection, query.where(events.c.event_id.in_(asked)))
    return found
