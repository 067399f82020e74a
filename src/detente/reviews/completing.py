"""Completing: what a change leaves open, filled in once from the tables that ship, so that it is said for good."""

from dataclasses import replace

from detente.actors.resolve import ActorRule, generic_actor
from detente.actors.table import INTERNATIONAL, SECTORS, known_countries, load_actors
from detente.event import CodedReport, Event, Mention, TollMention
from detente.report import Span
from detente.resolving import resolve
from detente.reviews.applying import mention_of, mentions_of, unresolved, with_mentions
from detente.reviews.change import ROLES, Add, Change, SetActor, SetSpan
from detente.reviews.correction import ReviewError
from detente.spans import trim


def completed(change: Change, event: Event, coded: CodedReport) -> Change:
    """The change with what new words stand for, and with name, country and sector of an actor.

    ``event`` is the event as it stands, ``coded`` its report with all its events. Raises ReviewError for words outside
    the event's sentence, for a toll that tells no number and for an actor that no table knows and nobody has named.
    """
    match change:
        case SetSpan(role, old_start, old_end, start, end):
            old = mention_of(event, role, (old_start, old_end))
            said = _said(event, coded, role, (start, end), old)
            return SetSpan(role, old_start, old_end, said.start, said.end, said)
        case Add(role, start, end):
            said = _said(event, coded, role, (start, end), None)
            return Add(role, said.start, said.end, said)
        case SetActor():
            return _named(change, event, (coded.report.published or "")[:10])
        case _:
            return change


def _said(event: Event, coded: CodedReport, role: str, span: Span, old: Mention | None) -> Mention:
    """What these words are and stand for, read with all other words of the report."""
    if role not in ROLES:
        raise ReviewError(event.event_id, f"an event has no {role!r}", f"one of {', '.join(ROLES)}")
    new = _cut(event, coded.report.text, role, span)
    if role == "trigger":
        return new
    others = [one for one in mentions_of(event, role) if one is not old]
    again = with_mentions(event, role, [new, *others])
    events = tuple(again if one.event_id == event.event_id else one for one in coded.events)
    if again not in events:
        events = (*events, again)
    found = next(one for one in resolve(replace(coded, events=events)).events if one.event_id == event.event_id)
    said = mention_of(found, role, (new.start, new.end))
    if isinstance(said, TollMention) and said.min is None and said.max is None:
        advice = "choose the words that tell how many, such as “at least 12”"
        raise ReviewError(event.event_id, f"“{said.text}” tells no number of people {role}", advice)
    return said


def _cut(event: Event, text: str, role: str, span: Span) -> Mention:
    first, last = event.sentence
    if not first <= span[0] < span[1] <= last:
        raise ReviewError(event.event_id, f"characters {span[0]} to {span[1]} are not in its sentence")
    start, end = trim(text, *span)
    if start == end:
        raise ReviewError(event.event_id, f"characters {span[0]} to {span[1]} hold no word")
    return unresolved(role, start, end, text[start:end])


def _named(change: SetActor, event: Event, on: str) -> SetActor:
    if change.actor_id is None or change.name is not None:
        _require_codes(change, event)
        return change
    rows = load_actors().spells(change.actor_id)
    if rows:
        row = next((row for row in rows if on and row.holds(on)), rows[-1])
        return replace(change, name=row.name, country=row.country or None, sector=row.sector or None)
    country, _, sector = change.actor_id.partition(":")
    coded = replace(change, country=country, sector=sector or None)
    _require_codes(coded, event)
    return replace(coded, name=generic_actor(country, sector or None, ActorRule.BY_HAND).name)


def _require_codes(change: SetActor, event: Event) -> None:
    if change.country and change.country not in INTERNATIONAL and change.country not in known_countries():
        advice = "name an actor of the table, such as YEM:houthis, or country and sector, such as YEM:MIL"
        raise ReviewError(event.event_id, f"no actor {change.actor_id!r} is known", advice)
    if change.sector and change.sector not in SECTORS:
        raise ReviewError(event.event_id, f"{change.sector!r} is no sector", f"one of {', '.join(sorted(SECTORS))}")
