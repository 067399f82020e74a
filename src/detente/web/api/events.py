"""``/api/v1/events``: the events that hold, in the order in which their reports were read."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from detente.exports import csv
from detente.ledger import EventFilter, paging
from detente.web.api import cursors
from detente.web.api.answering import SINGLE, Body, answer, as_json, json_page, lines, table
from detente.web.api.media import Media
from detente.web.api.models import EventRecord, Page
from detente.web.api.records import event_record
from detente.web.api.words import EventList, State, list_answers, single_answers
from detente.web.state import AppState

router = APIRouter(tags=["events"])


@router.get("/events", response_model=Page[EventRecord], responses=list_answers("One event"))
async def events(request: Request, words: Annotated[EventList, Query()], state: State) -> Response:
    """List events, in the order in which their reports were read, and within a report in the order of the text."""
    wanted = words.filter()
    listed = f"events {wanted!r}"
    after = cursors.decode(listed, words.cursor, (int,)) if words.cursor else (0,)
    return await answer(request, state, partial(_page, state, wanted, listed, int(after[0]), words.limit))


@router.get("/events/{event_id}", response_model=EventRecord, responses=single_answers("No such event holds."))
async def event(request: Request, event_id: str, state: State) -> Response:
    """Give one event."""

    def make(_media: Media) -> Body | None:
        found = state.ledger.event(event_id)
        return None if found is None else Body(as_json(event_record(found)).encode())

    return await answer(request, state, make, SINGLE, f"no event {event_id} holds")


def _page(state: AppState, wanted: EventFilter, listed: str, after: int, limit: int, media: Media) -> Body:
    with state.ledger.connection() as connection:
        numbers = paging.event_numbers(connection, wanted, after, limit + 1)
        shown = numbers[:limit]
        cursor = cursors.encode(listed, (shown[-1],)) if len(numbers) > limit else None
        if media is Media.CSV:
            rows = paging.events_with_reports(connection, shown)
            return table(csv.COLUMNS, (csv.row(event, report) for event, report in rows), cursor)
        found = paging.events_by_number(connection, shown)
    texts = (as_json(event_record(found[number])) for number in shown)
    return lines(texts, cursor) if media is Media.LINES else json_page(texts, cursor)
