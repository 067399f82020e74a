"""Applying: the event that corrections make of the one that was coded."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from detente.actors.resolve import ActorRule
from detente.codebook import load_codebook
from detente.codebook.model import CodebookError
from detente.coding.labels import STATUSES, TIMES
from detente.event import ActorMention, DateMention, Event, Mention, PlaceMention, SourceMention, TollMention
from detente.report import Span
from detente.reviews.change import (
    LIST_ROLES,
    ROLES,
    Accept,
    Add,
    Change,
    Reject,
    Remove,
    SetActor,
    SetSpan,
    SetStatus,
    SetTime,
    SetType,
    Undo,
)
from detente.reviews.correction import ReviewError

SURE = 1.0
"""Confidence of an event that somebody has looked at and not rejected."""
_MENTIONS: dict[str, type[Mention]] = {
    "trigger": Mention,
    "actor": ActorMention,
    "recipient": ActorMention,
    "place": PlaceMention,
    "source": SourceMention,
    "date": DateMention,
    "killed": TollMention,
    "injured": TollMention,
    "detained": TollMention,
}


def corrected(event: Event, changes: Iterable[Change]) -> Event | None:
    """The event after these changes, in their order; None if it is rejected.

    Raises ReviewError where a change cannot be made: an argument that is not there, a type that is not known.
    """
    holds = True
    for change in changes:
        holds = not isinstance(change, Reject)
        event = replace(_changed(event, change), confidence=SURE)
    return event if holds else None


def mention_of(event: Event, role: str, span: Span) -> Mention:
    """The trigger or argument of this role at these characters; of several alike the first.

    Raises ReviewError if there is none.
    """
    for mention in mentions_of(event, role):
        if (mention.start, mention.end) == span:
            return mention
    raise ReviewError(event.event_id, f"has no {role} at characters {span[0]} to {span[1]}")


def mentions_of(event: Event, role: str) -> Sequence[Mention]:
    """The mentions of one role, in their order. Raises ReviewError for a role that there is not."""
    if role not in ROLES:
        raise ReviewError(event.event_id, f"an event has no {role!r}", f"one of {', '.join(ROLES)}")
    found: Any = getattr(event, LIST_ROLES.get(role, role))
    if role in LIST_ROLES:
        several: tuple[Mention, ...] = found
        return several
    return () if found is None else (found,)


def unresolved(role: str, start: int, end: int, text: str) -> Mention:
    """The mention of this role that these words are, before anybody knows what they stand for."""
    return _MENTIONS[role](start, end, text)


def _changed(event: Event, change: Change) -> Event:
    match change:
        case SetType():
            return _with_type(event, change)
        case SetStatus(status):
            return replace(event, status=_one_of(event, "status", status, STATUSES))
        case SetTime(time):
            return replace(event, time=_one_of(event, "time", time, TIMES))
        case SetSpan():
            return _with_span(event, change)
        case SetActor():
            return _with_actor(event, change)
        case Add():
            return _with_added(event, change)
        case Remove(role, start, end):
            gone = mention_of(event, _argument(event, role), (start, end))
            return with_mentions(event, role, [one for one in mentions_of(event, role) if one is not gone])
        case Accept() | Reject():
            return event
        case Undo():
            raise ReviewError(event.event_id, "an undo takes back a change and is none itself")


def _with_type(event: Event, change: SetType) -> Event:
    codebook = load_codebook()
    try:
        return replace(
            event,
            type=change.type,
            mode=change.mode,
            quad=codebook.quad(change.type),
            score=codebook.score(change.type, change.mode),
            cameo=codebook.cameo(change.type, change.mode),
            codebook=codebook.name,
        )
    except CodebookError as error:
        raise ReviewError(event.event_id, f"{error.subject}: {error.reason}", error.advice) from error


def _with_span(event: Event, change: SetSpan) -> Event:
    old = mention_of(event, change.role, (change.old_start, change.old_end))
    others = [one for one in mentions_of(event, change.role) if one is not old]
    _require_new(event, change, others)
    return with_mentions(event, change.role, sorted((*others, _said(event, change)), key=lambda one: one.start))


def _with_actor(event: Event, change: SetActor) -> Event:
    if change.role not in ("actor", "recipient"):
        raise ReviewError(event.event_id, f"a {change.role} stands for no party", "name an actor or a recipient")
    old = mention_of(event, change.role, (change.start, change.end))
    known = (change.actor_id, change.name, change.country, change.sector, str(ActorRule.BY_HAND))
    new = ActorMention(old.start, old.end, old.text, *known)
    return with_mentions(event, change.role, [new if one is old else one for one in mentions_of(event, change.role)])


def _with_added(event: Event, change: Add) -> Event:
    before = mentions_of(event, _argument(event, change.role))
    _require_new(event, change, before)
    if before and change.role not in LIST_ROLES:
        raise ReviewError(event.event_id, f"has a {change.role} already", "change its span, or remove it first")
    return with_mentions(event, change.role, sorted((*before, _said(event, change)), key=lambda one: one.start))


def with_mentions(event: Event, role: str, mentions: Sequence[Mention]) -> Event:
    """The event with these mentions of one role in place of those it has; of a role that it has once, the first."""
    values: dict[str, Any] = (
        {LIST_ROLES[role]: tuple(mentions)} if role in LIST_ROLES else {role: next(iter(mentions), None)}
    )
    return replace(event, **values)


def _require_new(event: Event, change: SetSpan | Add, others: Iterable[Mention]) -> None:
    if any((one.start, one.end) == (change.start, change.end) for one in others):
        raise ReviewError(event.event_id, f"has these words as {change.role} already")


def _said(event: Event, change: SetSpan | Add) -> Mention:
    if change.said is None:
        raise ReviewError(event.event_id, "nobody has said which words these are")
    return change.said


def _argument(event: Event, role: str) -> str:
    if role == "trigger":
        raise ReviewError(event.event_id, "an event has one trigger", "change its span, or reject the event")
    return role


def _one_of(event: Event, name: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise ReviewError(event.event_id, f"{value!r} is no {name}", f"one of {', '.join(known)}")
    return value
