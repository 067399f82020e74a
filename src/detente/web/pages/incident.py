"""Incident: what each source says of one happening, why its events are joined, and corrections by hand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from detente.error import DetenteError
from detente.event import Event
from detente.incidents.incident import Incident, Member, Part, Toll, Version
from detente.ledger import IncidentFilter, Ledger, incident_queries, paging
from detente.ledger.schema import events, incidents, readings, reports
from detente.ledger.told import by_first, parts_of
from detente.spans import trim
from detente.web import incident_words
from detente.web.authorship import MOST_AUTHOR, author_of, checked_author, remember_author
from detente.web.marking import LETTERS, Segment, marks_of, segments
from detente.web.pages.incident_history import ByHand, by_hand
from detente.web.rendering import done, page
from detente.web.state import AppState, state_of

MEMBERS = 60
"""Events a page: some incidents have thousands."""
BESIDE = 8
"""Other incidents that are offered to be joined."""
BESIDE_DAYS = 7
"""They begin at most so many days before or after."""
LOOKED_AT = 500
"""Of so many the nearest are taken."""
SHORT = 1_500
"""Characters of a sentence that are shown."""

router = APIRouter(include_in_schema=False)
State = Annotated[AppState, Depends(state_of)]


@dataclass(frozen=True, slots=True)
class TollBar:
    """A toll drawn between 0 and ``WIDTH``, the same scale for all versions."""

    word: str
    words: str
    start: float
    end: float
    best: float
    open: bool
    """Whether no upper bound is set."""


@dataclass(frozen=True, slots=True)
class VersionView:
    """One column: what one source says."""

    publisher: str | None
    source: str | None
    status: str
    blamed: tuple[str, ...]
    tolls: tuple[TollBar, ...]
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartBar:
    """One piece of evidence drawn to the left, against the join, or to the right, for it."""

    part: Part
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Why:
    """The parts of a join and what they sum to."""

    bars: tuple[PartBar, ...]
    middle: float
    """Where 0 lies."""
    total: float
    rest: float
    """Sum of the parts that are too small to be drawn; with the bars' weights it gives the total."""


@dataclass(frozen=True, slots=True)
class MemberView:
    """One event with its sentence."""

    member: Member
    sentence: tuple[Segment, ...]
    why: Why | None


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident, ready to be shown."""

    incident: Incident
    versions: tuple[VersionView, ...]
    tolls: tuple[TollBar, ...]
    members: tuple[MemberView, ...]
    page: int
    pages: int
    by_hand: ByHand
    names: Mapping[str, str]
    """Words of the trigger, by the id of an event of a correction that is of this incident."""
    beside: tuple[Incident, ...]


WIDTH = 200.0
_LEAST = 0.005
"""Weights below this are 0.00 as they are written."""


@router.get("/incidents/{incident_id}")
def incident(
    request: Request, incident_id: str, state: State, at: Annotated[int, Query(ge=1, le=10**6)] = 1
) -> Response:
    """One incident, or the one that holds in its place."""
    found = state.ledger.incident(incident_id)
    if found is None:
        raise HTTPException(404, f"no incident {incident_id} holds")
    view = incident_view(state.ledger, found, at, _beside(state.ledger, found))
    return page(
        request,
        "incident.html",
        view=view,
        asked=incident_id,
        tell=incident_words,
        letters=LETTERS,
        author=author_of(request),
        most_author=MOST_AUTHOR,
        width=WIDTH,
    )


@router.post("/incidents/{incident_id}/split")
async def split(
    request: Request,
    incident_id: str,
    state: State,
    author: Annotated[str, Form(max_length=MOST_AUTHOR)] = "",
    event: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Says that the chosen events are another happening than the rest. Raises DetenteError where that cannot be."""
    name = checked_author(author)
    if not event:
        raise DetenteError("event", "none is chosen", "go back and choose the events that are another happening")
    found = await state.change(lambda: state.ledger.split(incident_id, *event, author=name))
    rest = next((one for one in found if not _ids(one) & set(event)), found[0])
    others = len(found) - 1
    return _kept(request, rest, f"Split: its events are in {incident_words.counted(others + 1, 'incident')} now.", name)


@router.post("/incidents/{incident_id}/join")
async def join(
    request: Request,
    incident_id: str,
    state: State,
    author: Annotated[str, Form(max_length=MOST_AUTHOR)] = "",
    other: Annotated[list[str] | None, Form(max_length=200)] = None,
) -> Response:
    """Says that other incidents are the same happening. Raises DetenteError where that cannot be."""
    name = checked_author(author)
    ids = [one for given in other or () if (one := _id_of(given))]
    if not ids:
        raise DetenteError("other", "names no incident", "go back and give its id or its address")
    found = await state.change(lambda: state.ledger.join(incident_id, *ids, author=name))
    return _kept(request, found, f"Joined: {incident_words.counted(len(found.members), 'event')} now.", name)


def incident_view(ledger: Ledger, incident: Incident, at: int = 1, beside: Sequence[Incident] = ()) -> IncidentView:
    """The incident with a page of its events; of a page that is not there the last one."""
    pages = max(1, -(-len(incident.members) // MEMBERS))
    at = min(at, pages)
    shown = incident.members[(at - 1) * MEMBERS : at * MEMBERS]
    sentences = _sentences(ledger, [member.event for member in shown])
    most = _most(incident)
    return IncidentView(
        incident=incident,
        versions=tuple(
            VersionView(
                one.publisher,
                one.source,
                one.status,
                tuple(incident_words.called(party) or party.name for party in one.blamed),
                _toll_bars(one, most),
                one.event_ids,
            )
            for one in incident.versions
        ),
        tolls=_toll_bars(incident, most),
        members=tuple(MemberView(member, sentences[member.event.event_id], _why(member.parts)) for member in shown),
        page=at,
        pages=pages,
        by_hand=by_hand(ledger, incident),
        names={member.event.event_id: member.event.trigger.text for member in incident.members},
        beside=tuple(beside),
    )


def _kept(request: Request, found: Incident, words: str, author: str) -> Response:
    response = done(request, f"/incidents/{quote(found.incident_id, safe='')}", words)
    remember_author(response, request, author)
    return response


def _id_of(given: str) -> str:
    """The id in what was typed: an id, or the address of an incident's page."""
    return given.strip().partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]


def _ids(incident: Incident) -> set[str]:
    return {member.event.event_id for member in incident.members}


def _sentences(ledger: Ledger, found: Sequence[Event]) -> dict[str, tuple[Segment, ...]]:
    """By event its sentence with its words marked; empty where its report has no text."""
    texts: dict[str, str] = {}
    query = select(events.c.event_id, reports.c.text).join(readings, readings.c.id == events.c.reading)
    query = query.join(reports, reports.c.id == readings.c.report).where(events.c.superseded_by.is_(None))
    with ledger.connection() as connection:
        for asked in parts_of([event.event_id for event in found]):
            texts |= by_first(connection, query.where(events.c.event_id.in_(asked)))
    return {event.event_id: _marked(event, texts.get(event.event_id, "")) for event in found}


def _marked(event: Event, text: str) -> tuple[Segment, ...]:
    start, end = trim(text, *event.sentence)
    if end - start > SHORT:
        start = max(start, min(event.trigger.start - SHORT // 2, end - SHORT))
        end = start + SHORT
    return segments(text, marks_of([event]), (start, end)) if start < end else ()


def _beside(ledger: Ledger, incident: Incident) -> list[Incident]:
    """Incidents that could be the same: of its type and country, in some days before and after, the nearest first."""
    day = incident.first_day
    if day is None:
        return []
    first, last = (day + timedelta(days=days) for days in (-BESIDE_DAYS, BESIDE_DAYS))
    country = _country(incident)
    wanted = IncidentFilter(
        type=(incident.type,),
        country=(country,) if country else (),
        since=first.isoformat(),
        until=last.isoformat(),
    )
    known = incidents.c
    query = select(known.id, known.incident_id, known.first_day).where(known.holds, known.first_day.is_not(None))
    query = query.where(*incident_queries.incident_conditions(wanted), known.incident_id != incident.incident_id)
    with ledger.connection() as connection:
        near = [
            (abs((date.fromisoformat(row.first_day) - day).days), row.incident_id, row.id)
            for row in connection.execute(query.order_by(known.first_day, known.incident_id).limit(LOOKED_AT))
        ]
        return paging.incidents_by_row(connection, [row for _, _, row in sorted(near)[:BESIDE]])


def _country(incident: Incident) -> str | None:
    """The country where it was, else that of the first party with one."""
    if incident.site is not None and incident.site.country:
        return incident.site.country
    return next((party.country for party in (*incident.actors, *incident.recipients) if party.country), None)


def _most(incident: Incident) -> dict[str, float]:
    """By kind of toll the number at the right end of its scale."""
    found: defaultdict[str, float] = defaultdict(float)
    for one in (incident, *incident.versions):
        for name, _ in incident_words.TOLLS:
            toll: Toll | None = getattr(one, name)
            if toll is not None:
                found[name] = max(found[name], toll.best * 1.0, toll.min * 1.15, toll.max or 0)
    return found


def _toll_bars(told: Incident | Version, most: Mapping[str, float]) -> tuple[TollBar, ...]:
    """The tolls that one side gives, each on the scale of its kind."""
    found = []
    for name, word in incident_words.TOLLS:
        toll: Toll | None = getattr(told, name)
        if toll is not None:
            scale = WIDTH / max(most[name], 1.0)
            end = WIDTH if toll.max is None else toll.max * scale
            start, end, best = (round(number, 1) for number in (toll.min * scale, end, toll.best * scale))
            found.append(TollBar(word, incident_words.toll_words(toll), start, end, best, toll.max is None))
    return tuple(found)


def _why(parts: Sequence[Part]) -> Why | None:
    """The parts that are not 0.00, on one scale with 0 between those against and those for."""
    if not parts:
        return None
    shown = [part for part in parts if abs(part.weight) >= _LEAST]
    against = -min((part.weight for part in shown), default=0.0)
    reach = [max(0.0, against), max(0.0, max((part.weight for part in shown), default=0.0))]
    scale = WIDTH / (sum(reach) or 1.0)
    middle = reach[0] * scale
    bars = tuple(
        PartBar(part, round(middle + min(0.0, part.weight) * scale, 1), round(max(abs(part.weight) * scale, 1.0), 1))
        for part in shown
    )
    total = fsum(part.weight for part in parts)
    return Why(bars, round(middle, 1), total, fsum(part.weight for part in parts if abs(part.weight) < _LEAST))
