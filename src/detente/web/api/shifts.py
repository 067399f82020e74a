"""``/api/v1/shifts``: rifts and thaws, those that were most newsworthy when they came first."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from detente.ledger import EventFilter
from detente.relations.act import Level
from detente.relations.shifts import Shift, ShiftKind
from detente.web.api import cursors
from detente.web.api.answering import Body, answer, page
from detente.web.api.dyads import parties_pass
from detente.web.api.media import Media
from detente.web.api.models import Page, ShiftRecord
from detente.web.api.relation_records import SHIFT_COLUMNS, shift_record, shift_row
from detente.web.api.words import LEVEL, Paging, State, list_answers
from detente.web.filters import PartyWords
from detente.web.relating import shifts_at
from detente.web.state import AppState

router = APIRouter(tags=["relations"])


class ShiftList(PartyWords, Paging):
    """Words of a list of shifts; their day is that of the alert."""

    level: Level = LEVEL
    kind: ShiftKind | None = Field(None, description="rift, towards conflict, or thaw, towards cooperation.")
    min_probability: float | None = Field(None, ge=0, le=1, description="Least probability, 0 to 1.")


@router.get("/shifts", response_model=Page[ShiftRecord], responses=list_answers("One shift"))
async def shifts(request: Request, words: Annotated[ShiftList, Query()], state: State) -> Response:
    """List shifts, the most newsworthy first."""
    wanted = EventFilter(**words.words())
    listed = f"shifts {words.level} {words.kind} {words.min_probability} {wanted!r}"
    place = cursors.decode(listed, words.cursor, (str, str, str, str, str)) if words.cursor else None
    return await answer(request, state, partial(_page, state, words, wanted, listed, place))


Place = tuple[float, str, str, str, str]


def _page(
    state: AppState,
    words: ShiftList,
    wanted: EventFilter,
    listed: str,
    place: tuple[cursors.Key, ...] | None,
    media: Media,
) -> Body:
    found = [shift for shift in shifts_at(state, words.level) if _passes(shift, words, wanted)]
    if place is not None:
        after = _read(place)
        found = [shift for shift in found if _place(shift) > after]
    shown = found[: words.limit]
    cursor = None
    if len(found) > words.limit:
        news, *rest = _place(shown[-1])
        cursor = cursors.encode(listed, (news.hex(), *rest))
    records = [shift_record(shift) for shift in shown]
    return page(media, lambda: records, SHIFT_COLUMNS, lambda: map(shift_row, records), cursor)


def _passes(shift: Shift, words: ShiftList, wanted: EventFilter) -> bool:
    day = shift.alert.isoformat()
    return (
        (words.kind is None or shift.kind is words.kind)
        and shift.probability >= (words.min_probability or 0)
        and (wanted.since is None or day >= wanted.since)
        and (wanted.until is None or day <= wanted.until)
        and parties_pass(shift.dyad, wanted)
    )


def _place(shift: Shift) -> Place:
    """What the list is ordered by; no two shifts share it."""
    return (-shift.news, shift.alert.isoformat(), *shift.dyad, str(shift.kind))


def _read(place: tuple[cursors.Key, ...]) -> Place:
    news, alert, first, second, kind = map(str, place)
    try:
        return float.fromhex(news), alert, first, second, kind
    except (ValueError, OverflowError):
        raise cursors.CursorError("is not one that was given out") from None
