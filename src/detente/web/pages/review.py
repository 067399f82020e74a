"""Review: events in the order of doubt, one at a time, each with its sentence and what can be said of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from detente.coding.labels import STATUSES, TIMES
from detente.event import Event
from detente.incidents.incident import Telling
from detente.ledger import Ledger, incident_queries
from detente.report import Report
from detente.reviews import (
    Accept,
    Add,
    Change,
    Conflict,
    Correction,
    History,
    Reject,
    ReviewError,
    SetSpan,
    State,
    Undo,
)
from detente.web.authorship import MOST_AUTHOR, author_of, checked_author, remember_author
from detente.web.marking import LETTERS, Segment, marks_of, segments
from detente.web.pages.review_form import (
    MOST_FIELD,
    NOBODY,
    Target,
    Word,
    change_of,
    in_words,
    parties_of,
    suggested_actors,
    targets_of,
    types_offered,
    words_of,
)
from detente.web.pages.review_queue import Queue, begin_effects, queue_of
from detente.web.rendering import done, page
from detente.web.state import AppState, state_of

VERSIONS = 8
"""Other tellings of the same incident that are shown."""
CONTEXT = 600
"""Characters before and after the sentence."""
_VERDICTS: dict[type[Change], str] = {Accept: "Accepted", Reject: "Rejected"}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Said:
    """One correction in words."""

    correction: Correction
    words: str


@dataclass(frozen=True, slots=True)
class Version:
    """Another text's telling of the same incident."""

    event: Event
    telling: Telling


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One event, ready to be reviewed."""

    event: Event
    """As it stands; as it was coded where it is rejected."""
    history: History
    report: Report
    before: str
    sentence: tuple[Segment, ...]
    after: str
    words: tuple[Word, ...]
    targets: tuple[Target, ...]
    parties: tuple[Target, ...]
    said: tuple[Said, ...]
    """The corrections, last one first."""
    incident_id: str | None
    versions: tuple[Version, ...]

    @property
    def undoable(self) -> bool:
        """Whether a correction holds that can be taken back."""
        return self.history.review is not None

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles that the sentence has marks of, in the order of LETTERS."""
        marked = {role for one in self.sentence for role in one.roles}
        return tuple(role for role in LETTERS if role in marked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a form of the review sends."""

    event_id: str
    seen: int
    fields: Mapping[str, str]

    def link(self, **changes: str) -> str:
        """The page to show afterwards: of this event, or of another with ``event`` and ``at``."""
        return review_link(**{"event": self.event_id, "at": self.fields.get("at", "")} | changes)


@router.get("/review")
def review(
    request: Request,
    state: Annotated[AppState, Depends(state_of)],
    event: Annotated[str, Query(max_length=200)] = "",
    at: Annotated[str, Query(max_length=60)] = "",
    last: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """The event asked for, or the one that is doubted most; ``last`` is the one reviewed before, for undo."""
    queue = queue_of(state)
    if not event:
        begin_effects(state)
        first = queue.after(at)
        event, at = (first.event_id, first.at) if first else ("", at)
    return _shown(request, state, queue, event, at, last)


@router.post("/review")
async def correct(request: Request, state: Annotated[AppState, Depends(state_of)]) -> Response:
    """Keeps a correction and goes on to the next event; to the same one where more can be said of it."""
    fields = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return await state.change(lambda: _correct(request, state, fields))


@router.post("/review/author")
async def author(request: Request) -> Response:
    """Keeps the name that corrections of this browser carry."""
    form = await request.form()
    name, back = checked_author(str(form.get("author", ""))), str(form.get("back", ""))
    response = done(request, back if back.startswith("/review?") else "/review")
    remember_author(response, request, name)
    return response


@router.get("/review/actors")
def actors(q: Annotated[str, Query(max_length=MOST_FIELD)] = "") -> Response:
    """Actors of the table whose names hold the words, for the field that names one."""
    return JSONResponse(suggested_actors(q))


def review_view(ledger: Ledger, event_id: str) -> ReviewView | None:
    """The event with all that is needed to review it; None if it is not known or its report is read otherwise now."""
    history, coded = ledger.history(event_id), ledger.report_of(event_id)
    if history is None or coded is None:
        return None
    event = history.event or history.coded
    if event is None:
        return None
    text, (start, end) = coded.report.text, event.sentence
    incident_id, versions = _versions(ledger, event_id)
    said = tuple(Said(one, in_words(one.change, text)) for one in reversed(history.corrections))
    return ReviewView(
        event=event,
        history=history,
        report=coded.report,
        before=text[max(0, start - CONTEXT) : start].rpartition("\n\n")[2],
        sentence=segments(text, marks_of([event]), event.sentence),
        after=text[end : end + CONTEXT].partition("\n\n")[0],
        words=words_of(text, event.sentence),
        targets=targets_of(event),
        parties=parties_of(event),
        said=said,
        incident_id=incident_id,
        versions=versions,
    )


def review_link(**words: str) -> str:
    """The address of the review with these words, those that are not empty."""
    told = {name: value for name, value in words.items() if value}
    return f"/review?{urlencode(told)}" if told else "/review"


def _shown(
    request: Request,
    state: AppState,
    queue: Queue,
    event_id: str,
    at: str,
    last: str,
    status: int = 200,
    error: ReviewError | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    view = review_view(state.ledger, event_id) if event_id else None
    if event_id and view is None:
        raise HTTPException(404, f"no event {event_id} holds")
    queued = queue.named(event_id)
    at = queued.at if queued else at
    before = state.ledger.history(last) if last and last != event_id else None
    return page(
        request,
        "review.html",
        status,
        view=view,
        queue=queue,
        at=at,
        doubted=queued,
        previous=queue.before(at),
        following=queue.after(at),
        last=last if before and before.review is not None else "",
        last_seen=before.last if before else 0,
        author=author_of(request),
        error=error,
        typed=typed or {},
        types=types_offered(),
        statuses=STATUSES,
        times=TIMES,
        letters=LETTERS,
        nobody=NOBODY,
        most_author=MOST_AUTHOR,
        State=State,
    )


def _correct(request: Request, state: AppState, fields: Mapping[str, str]) -> Response:
    asked = _Asked(fields.get("event", ""), _number(fields.get("seen", "")), fields)
    try:
        change = change_of(asked.event_id, fields)
        if not author_of(request):
            raise ReviewError(asked.event_id, "nobody is named", "say who you are first")
        kept = state.ledger.correct(asked.event_id, change, author_of(request), asked.seen)
    except Conflict as conflict:
        return _conflict(request, state, asked, conflict)
    except ReviewError as error:
        queue = queue_of(state)
        return _shown(request, state, queue, asked.event_id, fields.get("at", ""), "", 422, error, fields)
    return _onward(request, state, asked, kept)


def _onward(request: Request, state: AppState, asked: _Asked, kept: Correction, *, already: bool = False) -> Response:
    """To the next event after a verdict, else to the same one; ``already`` where it had been said before."""
    by = "you" if kept.author == author_of(request) else kept.author
    words = _kept_words(state.ledger, kept, f" already, by {by}" if already else "")
    if not isinstance(kept.change, Accept | Reject):
        return done(request, asked.link(), f"{words}.")
    following = queue_of(state).after(asked.fields.get("at", ""))
    if following is None:
        return done(request, asked.link(), f"{words}. That was the last one.")
    return done(request, review_link(event=following.event_id, at=following.at, last=asked.event_id), f"{words}.")


def _kept_words(ledger: Ledger, kept: Correction, when: str) -> str:
    """What was kept in words: "Accepted", "Kept: status alleged", "Taken back already, by Ben: status alleged"."""
    coded = ledger.report_of(kept.event_id)
    text = coded.report.text if coded is not None else ""
    if verdict := _VERDICTS.get(type(kept.change)):
        return verdict + when
    if not isinstance(kept.change, Undo):
        return f"Kept{when}: {in_words(kept.change, text)}"
    gone = _taken_back(ledger.history(kept.event_id), kept)
    if gone is None:
        return f"Taken back{when}"
    return f"Taken back{when}: {_VERDICTS.get(type(gone), '').lower() or in_words(gone, text)}"


def _taken_back(history: History | None, undo: Correction) -> Change | None:
    """What an undo took back: the last correction of its coding that was left."""
    left: list[Change] = []
    gone: Change | None = None
    for one in history.corrections if history is not None else ():
        if one.number > undo.number or one.coding != undo.coding:
            continue
        if not isinstance(one.change, Undo):
            left.append(one.change)
        else:
            gone = left.pop() if left else None
    return gone


def _conflict(request: Request, state: AppState, asked: _Asked, conflict: Conflict) -> Response:
    """Both corrections; where the one said since is the same, of somebody else or of a double click, all agree."""
    name = author_of(request)
    if [_plain(one.change) for one in conflict.others] == [conflict.change]:
        return _onward(request, state, asked, conflict.others[0], already=True)
    view = review_view(state.ledger, asked.event_id)
    if view is None:
        raise HTTPException(404, f"no event {asked.event_id} holds")
    text = view.report.text
    return page(
        request,
        "review_conflict.html",
        409,
        view=view,
        mine=in_words(conflict.change, text),
        others=[Said(one, in_words(one.change, text)) for one in conflict.others],
        fields={name: value for name, value in asked.fields.items() if name not in ("csrf", "seen")},
        back=asked.link(),
        author=name,
        alone=bool(conflict.others) and all(one.author == name for one in conflict.others),
    )


def _plain(change: Change) -> Change:
    """The change as a form asks for it, before the ledger has filled in what its words stand for."""
    return replace(change, said=None) if isinstance(change, Add | SetSpan) else change


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0


def _versions(ledger: Ledger, event_id: str) -> tuple[str | None, tuple[Version, ...]]:
    """The incident of an event, and how other texts tell it."""
    with ledger.connection() as connection:
        incident = next(incident_queries.incidents_of_events(connection, [event_id]), None)
    if incident is None:
        return None, ()
    others = [Version(one.event, one.telling) for one in incident.members if one.event.event_id != event_id]
    return incident.incident_id, tuple(others[:VERSIONS])
