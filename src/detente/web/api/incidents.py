"""``/api/v1/incidents``: the incidents that hold, each with every source's own version."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from detente.exports import incidents as exported
from detente.ledger import IncidentFilter, paging
from detente.web.api import cursors
from detente.web.api.answering import SINGLE, Body, answer, as_json, page
from detente.web.api.media import Media
from detente.web.api.models import IncidentRecord, Page
from detente.web.api.words import IncidentList, State, list_answers, single_answers
from detente.web.state import AppState

router = APIRouter(tags=["incidents"])


@router.get("/incidents", response_model=Page[IncidentRecord], responses=list_answers("One incident"))
async def incidents(request: Request, words: Annotated[IncidentList, Query()], state: State) -> Response:
    """List incidents by their first day, those without any last."""
    wanted = words.filter()
    listed = f"incidents {wanted!r}"
    place = cursors.decode(listed, words.cursor, (str, str)) if words.cursor else None
    after = (str(place[0]), str(place[1])) if place else None
    return await answer(request, state, partial(_page, state, wanted, listed, after, words.limit))


@router.get(
    "/incidents/{incident_id}", response_model=IncidentRecord, responses=single_answers("No such incident is known.")
)
async def incident(request: Request, incident_id: str, state: State) -> Response:
    """Give one incident, or the one that holds in its place."""

    def make(_media: Media) -> Body | None:
        found = state.ledger.incident(incident_id)
        return None if found is None else Body(as_json(exported.record_of(found)))

    return await answer(request, state, make, SINGLE, f"no incident {incident_id} holds")


def _page(
    state: AppState, wanted: IncidentFilter, listed: str, after: tuple[str, str] | None, limit: int, media: Media
) -> Body:
    with state.ledger.connection() as connection:
        found, place = paging.incidents_page(connection, wanted, after, limit)
    cursor = cursors.encode(listed, place) if place else None
    return page(
        media,
        lambda: map(exported.record_of, found),
        exported.COLUMNS,
        lambda: map(exported.row, found),
        cursor,
    )
