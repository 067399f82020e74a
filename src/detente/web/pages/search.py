"""Search: reports by their words, with the place where they stand."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from detente.ledger import Ledger
from detente.ledger.searching import Hit
from detente.report import Report, Span
from detente.web.rendering import page
from detente.web.state import AppState, state_of

HITS = 20
"""Reports a page."""
MOST_WORDS = 500
"""Characters."""

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that were searched for, or that were not."""

    text: str
    met: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A report that has the words, with a part of its text around them."""

    report: Report
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    cut_before: bool
    """Whether there is more text before the snippet."""
    cut_after: bool
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """A page of hits, and the place of the next one."""

    found: tuple[Found, ...]
    following: int | None


@router.get("/search")
def search(
    request: Request,
    state: Annotated[AppState, Depends(state_of)],
    q: Annotated[str, Query(max_length=MOST_WORDS)] = "",
    evidence: bool = False,
    after: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> Response:
    """Reports that have all the words, the one read last first."""
    view = search_view(state.ledger, q, after, evidence=evidence)
    return page(request, "search.html", view=view, q=q, evidence=evidence, most=MOST_WORDS)


def search_view(ledger: Ledger, words: str, after: int | None = None, *, evidence: bool = False) -> SearchView:
    """The hits behind ``after``, the number of the last one seen."""
    hits = ledger.search(words, HITS + 1, after, evidence=evidence)
    shown = hits[:HITS]
    return SearchView(tuple(map(_found, shown)), shown[-1].number if len(hits) > HITS else None)


def pieces(text: str, met: tuple[Span, ...], span: Span | None = None) -> tuple[Piece, ...]:
    """The characters ``span`` of a text cut where what was searched for begins and ends; joined, they are those."""
    first, last = (0, len(text)) if span is None else span
    found: list[Piece] = []
    place = first
    for start, end in met:
        start, end = max(start, place), min(end, last)
        if start < end:
            found += [Piece(text[place:start], False), Piece(text[start:end], True)]
            place = end
    return tuple(piece for piece in (*found, Piece(text[place:last], False)) if piece.text)


def _found(hit: Hit) -> Found:
    report = hit.report
    start, end = hit.snippet
    return Found(
        report=report,
        title=pieces(report.title or report.id, hit.title if report.title else ()),
        snippet=pieces(report.text, hit.text, hit.snippet),
        cut_before=bool(report.text[:start].strip()),
        cut_after=bool(report.text[end:].strip()),
        event_ids=hit.event_ids,
    )
