"""``/api/v1/reports``: what was read, with or without events."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from detente.event import CodedReport
from detente.ledger import EventFilter, Ledger, paging, queries
from detente.web.api import cursors
from detente.web.api.answering import SINGLE, Body, answer, as_json, page
from detente.web.api.media import Media
from detente.web.api.models import Page, ReportHead, ReportRecord
from detente.web.api.records import HEAD_COLUMNS, report_head, report_record
from detente.web.api.words import EventList, State, list_answers, single_answers
from detente.web.state import AppState

router = APIRouter(tags=["reports"])


@router.get("/reports", response_model=Page[ReportHead], responses=list_answers("One report"))
async def reports(request: Request, words: Annotated[EventList, Query()], state: State) -> Response:
    """List reports in the order of reading; with any word, those alone that have an event which it lets pass."""
    wanted = words.filter()
    listed = f"reports {wanted!r}"
    after = cursors.decode(listed, words.cursor, (int,)) if words.cursor else (0,)
    return await answer(request, state, partial(_page, state, wanted, listed, int(after[0]), words.limit))


@router.get(
    "/reports/{report_id:path}", response_model=ReportRecord, responses=single_answers("No such report is known.")
)
async def report(request: Request, report_id: str, state: State) -> Response:
    """Give one report with its text, sentences and events, as it was read last."""

    def make(_media: Media) -> Body | None:
        found = report_with_events(state.ledger, report_id)
        return None if found is None else Body(as_json(report_record(*found)))

    return await answer(request, state, make, SINGLE, f"no report {report_id} is known")


def report_with_events(ledger: Ledger, report_id: str) -> tuple[CodedReport, int] | None:
    """A report as it was read last, with all its events that hold, and the number of its revision."""
    with ledger.connection() as connection:
        revisions = queries.revisions(connection, report_id)
        if not revisions:
            return None
        reading = paging.current_reading(connection, report_id)
        if reading is None:
            return CodedReport(revisions[-1], (), ()), len(revisions)
        return queries.coded_reading(connection, reading), len(revisions)


def _page(state: AppState, wanted: EventFilter, listed: str, after: int, limit: int, media: Media) -> Body:
    with state.ledger.connection() as connection:
        found, counts, last = paging.reports_page(connection, wanted, after, limit)
    records = [report_head(report, events) for report, events in zip(found, counts, strict=True)]
    cursor = None if last is None else cursors.encode(listed, (last,))
    return page(media, lambda: records, HEAD_COLUMNS, lambda: (list(row.values()) for row in records), cursor)
