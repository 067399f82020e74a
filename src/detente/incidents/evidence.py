"""Evidence: what of one event counts when events are joined into incidents."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from detente.event import ActorMention, DateMention, Event, PlaceMention, TollMention
from detente.incidents.incident import Party, Site
from detente.report import Report

Number = tuple[int, int | None]
"""A toll: least and most, None where the words set no upper bound."""

UNDATED_DAYS = 1
"""An event without a date of its own is taken to lie between this many days before its report and the report."""

REGISTERS = frozenset(("acled", "ucdp"))
"""Formats of tables whose makers have sorted reports into happenings, a row each; two of their rows are two things."""

_WORD = re.compile(r"[^\W_]+")
_FINENESS = {"point": 0, "city": 1, "district": 2, "province": 3, "region": 4, "country": 5}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of one event counts for joining; comparisons look at nothing else."""

    event_id: str
    report_id: str
    type: str
    mode: str | None
    status: str
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    sites: tuple[Site, ...] = ()
    """Places of the event that are resolved, the most precise first."""
    first: int | None = None
    last: int | None = None
    """First and last day, as ``date.toordinal()`` counts them; both None where neither event nor report has a date."""
    dated: bool = False
    """False where the days are those of the report."""
    killed: Number | None = None
    injured: Number | None = None
    detained: Number | None = None
    words: tuple[str, ...] = ()
    """Words of the trigger, in small letters."""
    title: tuple[str, ...] = ()
    """Words of the report's title, in small letters."""
    meaning: bytes | None = None
    """Vectors of trigger and sentence as ``detente.incidents.meaning`` packs them, None where nobody made them."""
    sentence: tuple[int, int] | None = None
    """Characters of the report's text; two events of one report with the same ones stand in one sentence. None for an
    event without text: a row of a table."""
    told: int | None = None
    """Day of publication, as ``date.toordinal()`` counts it."""
    register: str | None = None
    """The table that the event is a row of, if its makers list each happening once."""
    telling: str | None = None
    """The same in copies of one text for the same words of it; None where the event is known not to be copied."""


def evidence_of(event: Event, report: Report, meaning: bytes | None = None, copy_of: str | None = None) -> Evidence:
    """What counts of an event; ``copy_of`` is the id of the report that its report copies, None for an original."""
    told = _day(report.published)
    first, last, dated = _days(event.date, told)
    return Evidence(
        event_id=event.event_id,
        report_id=event.report_id,
        type=event.type,
        mode=event.mode,
        status=event.status,
        actors=tuple(map(_party, event.actors)),
        recipients=tuple(map(_party, event.recipients)),
        sites=_sites(event.places),
        first=first,
        last=last,
        dated=dated,
        killed=_toll(event.killed),
        injured=_toll(event.injured),
        detained=_toll(event.detained),
        words=words_of(event.trigger.text),
        title=words_of(report.title or ""),
        meaning=meaning,
        sentence=event.sentence if _has_text(event) else None,
        told=told,
        register=_register(event),
        telling=_telling(event, report, copy_of) if _has_text(event) else None,
    )


def _has_text(event: Event) -> bool:
    """Whether a sentence tells it; a row of a table has none."""
    start, end = event.sentence
    return start < end


def _register(event: Event) -> str | None:
    """The ids of reports that are rows of a table begin with its format."""
    table, _, row = event.report_id.partition(":")
    return table if row and table in REGISTERS and not _has_text(event) else None


def words_of(text: str) -> tuple[str, ...]:
    """Words of letters and digits, in small letters, in their order."""
    return tuple(_WORD.findall(text.casefold()))


def _party(mention: ActorMention) -> Party:
    return Party(mention.actor_id, mention.name or mention.text, mention.country, mention.sector)


def _sites(places: Iterable[PlaceMention]) -> tuple[Site, ...]:
    sites = {
        Site(one.geonames_id, one.name, one.admin1, one.country, one.lat, one.lon, one.precision)
        for one in places
        if one.precision is not None
    }
    return tuple(sorted(sites, key=lambda site: (_FINENESS.get(site.precision or "", 9), repr(site))))


def _toll(mention: TollMention | None) -> Number | None:
    return None if mention is None or mention.min is None else (mention.min, mention.max)


def _days(when: DateMention | None, told: int | None) -> tuple[int | None, int | None, bool]:
    """First and last day, and whether they are the event's own."""
    first, last = (_day(when.from_), _day(when.to)) if when is not None else (None, None)
    if first is not None and last is not None:
        return min(first, last), max(first, last), True
    if first is not None or last is not None:
        return _half_open(first, last, told)
    return (None, None, False) if told is None else (max(1, told - UNDATED_DAYS), told, False)


def _half_open(first: int | None, last: int | None, told: int | None) -> tuple[int, int, bool]:
    """Of "since May" the report's day is the other end, where it lies on that side; else the known end stands alone."""
    if first is not None:
        return first, told if told is not None and told > first else first, True
    assert last is not None
    return told if told is not None and told < last else last, last, True


def _day(text: str | None) -> int | None:
    """The day of an ISO 8601 date or time as ``date.toordinal()`` counts it, None where there is none."""
    try:
        return date.fromisoformat((text or "")[:10]).toordinal()
    except ValueError:
        return None


def _telling(event: Event, report: Report, copy_of: str | None) -> str:
    start, end = event.sentence
    words = " ".join(report.text[start:end].split())
    offset = len(" ".join(report.text[start : event.trigger.start].split()))
    identity = "\0".join((copy_of or report.id, event.type, str(offset), words))
    return hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
