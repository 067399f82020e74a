"""Forms of the review: what they offer to choose from, the change that their fields ask for, and changes in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from detente.actors.country_names import country_called
from detente.actors.table import INTERNATIONAL, SECTORS, known_countries, load_actors
from detente.codebook import load_codebook
from detente.event import Event, Mention
from detente.relations.parties import countries_like, name_of
from detente.report import Span
from detente.reviews import (
    Accept,
    Add,
    Change,
    Reject,
    Remove,
    ReviewError,
    SetActor,
    SetSpan,
    SetStatus,
    SetTime,
    SetType,
    Undo,
)
from detente.reviews.applying import mentions_of
from detente.reviews.change import LIST_ROLES, ROLES

MOST_FIELD = 300
"""Characters of a name or code that somebody types."""
NOBODY = "-"
"""What stands in the field of an actor's id for nobody who is known."""
_VERDICTS: dict[type[Change], str] = {
    Accept: "right as it stands",
    Reject: "no such event",
    Undo: "took back the last correction",
}
_WORD = re.compile(r"\w+(?:[’'.\-]\w+)*|[^\w\s]+")
_TARGET = re.compile(r"([a-z]+):([0-9]{1,9}):([0-9]{1,9})")
_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence, or signs between words: characters [start, end) of the report's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """What new words can be given to: the trigger, an argument, or an argument that is to be added."""

    value: str
    """``actor:10:17`` for what is there, ``actor`` for one to be added."""
    role: str
    mention: Mention | None


def words_of(text: str, span: Span) -> tuple[Word, ...]:
    """The words of a sentence in their order."""
    return tuple(Word(match.start(), match.end(), match[0]) for match in _WORD.finditer(text, *span))


def targets_of(event: Event) -> tuple[Target, ...]:
    """First what the event has in its text, then what it could have."""
    there = [
        Target(f"{role}:{one.start}:{one.end}", role, one)
        for role in ROLES
        for one in mentions_of(event, role)
        if one.start < one.end
    ]
    open_roles = [role for role in ROLES[1:] if role in LIST_ROLES or not mentions_of(event, role)]
    return (*there, *(Target(role, role, None) for role in open_roles))


def parties_of(event: Event) -> tuple[Target, ...]:
    """The actors and recipients that can be said to be somebody else.

    Those of an event without text have no words to be told apart by: there it is those that are the only one.
    """
    return tuple(
        Target(f"{role}:{one.start}:{one.end}", role, one)
        for role in ("actor", "recipient")
        for one in mentions_of(event, role)
        if one.start < one.end or len(mentions_of(event, role)) == 1
    )


def types_offered() -> dict[str, list[tuple[str, str]]]:
    """By type the values and names to choose from: the type without a mode, then with each."""
    return {
        kind.name: [(kind.name, kind.name)]
        + [(f"{kind.name}/{mode.name}", f"{kind.name} · {mode.name}") for mode in kind.modes]
        for kind in load_codebook().types.values()
    }


def change_of(event_id: str, fields: Mapping[str, str]) -> Change:
    """The change that a form asks for. Raises ReviewError where it asks for none that can be meant."""
    asked = fields.get("do", "")
    match asked:
        case "accept":
            return Accept()
        case "reject":
            return Reject()
        case "undo":
            return Undo()
        case "type":
            kind, _, mode = fields.get("type", "").partition("/")
            return SetType(kind, mode or None)
        case "status":
            return SetStatus(fields.get("status", ""))
        case "time":
            return SetTime(fields.get("time", ""))
        case "words":
            return _words(event_id, fields)
        case "remove":
            return Remove(*_target(event_id, fields))
        case "actor":
            return _actor(event_id, fields)
        case _:
            raise ReviewError(event_id, f"nobody knows how to {asked[:40]!r}")


def in_words(change: Change, text: str) -> str:
    """What a change says, in words; ``text`` is that of the report."""
    match change:
        case SetType(kind, mode):
            return f"type {kind}" + (f" · {mode}" if mode else "")
        case SetStatus(status):
            return f"status {status}"
        case SetTime(time):
            return f"time {time}"
        case SetSpan() | Add() | Remove() | SetActor():
            return _of_mention_in_words(change, text)
        case Accept() | Reject() | Undo():
            return _VERDICTS[type(change)]


def suggested_actors(words: str, most: int = 12) -> list[dict[str, str]]:
    """Who may be meant by the words: countries that are called so or begin so, then rows of the table of actors.

    Of the rows, whose id or one of whose names holds the words, those that begin so come first.
    """
    if len("".join(words.split())) < 2:
        return []
    codes = countries_like(words)[: most // 2]
    countries = [{"actor_id": code, "name": name_of(code), "country": code, "sector": ""} for code in codes]
    return [*countries, *_suggested_rows(words, most)][:most]


def _suggested_rows(words: str, most: int) -> list[dict[str, str]]:
    wanted = " ".join(words.casefold().split())
    rows = (line.split("\t") for line in load_actors().lines if wanted in line.casefold())
    found: dict[str, tuple[bool, list[str]]] = {}
    for row in islice((row for row in rows if wanted in "\t".join(row[:3]).casefold()), 500):
        begins = row[0].casefold().startswith(wanted) or row[1].casefold().startswith(wanted)
        found.setdefault(row[0], (not begins, row))
    ranked = sorted(found.values(), key=lambda one: (one[0], one[1][1], one[1][0]))[:most]
    return [{"actor_id": row[0], "name": row[1], "country": row[3], "sector": row[4]} for _, row in ranked]


def _of_mention_in_words(change: SetSpan | Add | Remove | SetActor, text: str) -> str:
    said = f"“{text[change.start : change.end]}”"
    match change:
        case SetSpan(role, old_start, old_end):
            return f"{role} is {said}, not “{text[old_start:old_end]}”"
        case Add(role):
            return f"{role} {said} added"
        case Remove(role):
            return f"{role} {said} taken away"
        case SetActor(role, actor_id=actor_id):
            known = " ".join(filter(None, (change.name, f"({actor_id})" if actor_id else None)))
            return f"{role} {said} is {known or change.country or 'nobody known'}"


def _words(event_id: str, fields: Mapping[str, str]) -> Change:
    start, end = _number(event_id, fields, "first"), _number(event_id, fields, "last")
    if start >= end:
        raise ReviewError(event_id, "the last word stands before the first")
    if fields.get("target") in ROLES[1:]:
        return Add(fields["target"], start, end)
    role, old_start, old_end = _target(event_id, fields)
    return SetSpan(role, old_start, old_end, start, end)


def _actor(event_id: str, fields: Mapping[str, str]) -> Change:
    role, start, end = _target(event_id, fields)
    typed = {name: fields.get(name, "").strip()[:MOST_FIELD] for name in ("actor_id", "name", "country", "sector")}
    actor_id, name, country, sector = (typed[name] or None for name in ("actor_id", "name", "country", "sector"))
    if not any((actor_id, name, country, sector)):
        raise ReviewError(event_id, "nobody is named", f"give an id, or {NOBODY} for nobody who is known")
    country = country.upper() if country else None
    sector = sector.upper() if sector else None
    known = None if actor_id in (None, NOBODY) else _id_typed(actor_id)
    return SetActor(role, start, end, known, name, country, sector)


def _id_typed(words: str) -> str:
    """The id that is meant: codes may be typed in small letters, and a country by its name."""
    code, colon, rest = words.partition(":")
    if code.upper() in known_countries() | INTERNATIONAL:
        return code.upper() + colon + (rest.upper() if rest.upper() in SECTORS else rest)
    return country_called(words) or words


def _target(event_id: str, fields: Mapping[str, str]) -> tuple[str, int, int]:
    found = _TARGET.fullmatch(fields.get("target", ""))
    if found is None:
        raise ReviewError(event_id, "nothing that it has is chosen", "choose the trigger or one of its arguments")
    return found[1], int(found[2]), int(found[3])


def _number(event_id: str, fields: Mapping[str, str], name: str) -> int:
    value = fields.get(name, "")
    if not _NUMBER.fullmatch(value):
        raise ReviewError(event_id, f"the {name} word is not chosen")
    return int(value)
