"""``/api/v1/events``: the events that hold, in the order in which their reports were read."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from detente.exports import csv
from detente.ledger import EventFilter, paging
from detente.web.api import cursors
from detente.web.api.answering import SINGLE, Body, answer, as_json, json_page, lines, table
from detente.web.api.event_records import event_records
from detente.web.api.media import Media
from detente.web.api.models import EventRecord, Page
from detente.web.api.words import EventList, State, list_answers, single_answers
from detente.web.state import AppState

router = APIRouter(tags=["events"])


@router.get("/events", response_model=Page[EventRecord], responses=list_answers("One event"))
async def events(request: Request, words: Annotated[EventList, Query()], state: State) -> Response:
    """List events, in the order in which their reports were read, and within a report in the order of the text."""
    wanted = words.filter()
    listed = f"events {wanted!r}"
    after = cursors.decode(listed, words.cursor, (int,)) if words.cursor else (0,)
    return await answer(request, state, partial(_page, state, wanted, listed, int(after[0]), words.limit), keep=False)


@router.get("/events/{event_id}", response_model=EventRecord, responses=single_answers("No such event holds."))
async def event(request: Request, event_id: str, state: State) -> Response:
    """Give one event."""

    def make(_media: Media) -> Body | None:
        found = state.ledger.event(event_id)
        return None if found is None else Body(as_json(found.to_dict()))

    return await answer(request, state, make, SINGLE, f"no event {event_id} holds")


def _page(state: AppState, wanted: EventFilter, listed: str, after: int, limit: int, media: Media) -> Body:
    generation = state.generation

    def look() -> list[paging.Placed]:
        with state.ledger.connection() as connection:
            return paging.placed_events(connection, wanted, after, limit + 1)

    found = state.records.of(generation, (wanted, after, limit), look)
    rows = [one.row for one in found[:limit]]
    cursor = cursors.encode(listed, (found[limit - 1].turn,)) if len(found) > limit else None
    if media is Media.CSV:
        with state.ledger.connection() as connection:
            told = paging.events_with_reports(connection, rows)
        return table(csv.COLUMNS, (csv.row(event, report) for event, report in told), cursor)
    texts = state.records.several(generation, rows, partial(_texts, state))
    return lines(texts, cursor) if media is Media.LINES else json_page(texts, cursor)


def _texts(state: AppState, rows: Sequence[int]) -> dict[int, bytes]:
    with state.ledger.connection() as connection:
        return {row: as_json(record) for row, record in event_records(connection, rows).items()}
