"""``/api/v1/search``: the words of reports, and of the sentences that tell events."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from detente.ledger.searching import Hit
from detente.web.api import cursors
from detente.web.api.answering import Body, answer, page
from detente.web.api.media import Media
from detente.web.api.models import HitRecord, Page
from detente.web.api.records import HEAD, hit_record
from detente.web.api.words import Paging, State, list_answers
from detente.web.state import AppState

MOST_WORDS = 500
"""Characters."""
COLUMNS = ("report_id", *HEAD, "snippet", "event_ids")

router = APIRouter(tags=["search"])


class SearchWords(Paging):
    """What is searched."""

    q: str = Field(
        max_length=MOST_WORDS,
        description='All of these words; "words in a row" stand together, attack* is every word that begins so.',
    )
    evidence: bool = Field(False, description="Only where one sentence that tells an event has all words.")


@router.get("/search", response_model=Page[HitRecord], responses=list_answers("One report"))
async def search(request: Request, words: Annotated[SearchWords, Query()], state: State) -> Response:
    """Search reports as they were read last; the one read last comes first."""
    listed = f"search {words.evidence} {words.q}"
    place = cursors.decode(listed, words.cursor, (int,)) if words.cursor else None
    after = int(place[0]) if place else None
    return await answer(request, state, partial(_page, state, words, listed, after))


def _page(state: AppState, words: SearchWords, listed: str, after: int | None, media: Media) -> Body:
    hits = state.ledger.search(words.q, words.limit + 1, after, evidence=words.evidence)
    shown = hits[: words.limit]
    cursor = cursors.encode(listed, (shown[-1].number,)) if len(hits) > words.limit else None
    return page(media, lambda: map(hit_record, shown), COLUMNS, lambda: map(_row, shown), cursor)


def _row(hit: Hit) -> list[str | None]:
    report = hit.report
    snippet = report.text[slice(*hit.snippet)]
    return [report.id, *(getattr(report, name) for name in HEAD), snippet, "; ".join(hit.event_ids)]
