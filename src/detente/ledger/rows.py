"""Reports, events and rejects as rows of the ledger, and events and reports from such rows."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import RowMapping

from detente.event import (
    ActorMention,
    DateMention,
    Event,
    Mention,
    PlaceMention,
    SourceMention,
    TollMention,
)
from detente.ledger.schema import mentions as _mentions
from detente.reject import Reason, Reject
from detente.report import Report

Row = dict[str, Any]
"""A row to be written: column name to value."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HEAD = ("title", "byline", "dateline", "published", "publisher", "url", "language")
_EVENT_FIELDS = ("type", "mode", "quad", "score", "cameo", "status", "time", "confidence", "model", "codebook")
_ACTOR_FIELDS = ("name", "actor_id", "country", "sector", "rule")
_PLACE_FIELDS = ("name", "geonames_id", "admin1", "country", "lat", "lon", "precision")
_EMPTY_MENTION: Row = dict.fromkeys(column.name for column in _mentions.columns)


def report_digest(report: Report) -> str:
    """SHA-256 of all that a report says, 64 hexadecimal digits; where it was found is left out."""
    parts = [report.text, *(getattr(report, name) for name in _HEAD), report.body]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def report_row(report: Report) -> Row:
    """The columns of ``reports`` that the report itself gives."""
    head = {name: getattr(report, name) for name in _HEAD}
    where = {"file": report.file and _storable(report.file), "line": report.line}
    body = json.dumps(report.body, separators=(",", ":"))
    return {"report_id": report.id, "digest": report_digest(report), "text": report.text, "body": body} | head | where


def report_from_row(row: RowMapping) -> Report:
    """The report that ``report_row`` was made from."""
    head = {name: row[name] for name in _HEAD}
    body = tuple((start, end) for start, end in json.loads(row["body"]))
    return Report(id=row["report_id"], text=row["text"], body=body, file=row["file"], line=row["line"], **head)


def event_row(event: Event, published: str | None) -> Row:
    """The columns of ``events`` that the event and its report's date of publication give."""
    start, end = event.sentence
    first, last = _days(event.date, published)
    row: Row = {name: getattr(event, name) for name in _EVENT_FIELDS}
    row |= {"event_id": event.event_id, "sentence_start": start, "sentence_end": end}
    return row | {"first_day": first, "last_day": last}


def mention_rows(event: Event, row_id: int) -> Iterator[Row]:
    """One row for the trigger and one for each thing the event names."""
    for role, ordinal, mention in _roles(event):
        row = _EMPTY_MENTION.copy()
        row.update(event=row_id, role=role, ordinal=ordinal, start=mention.start, end=mention.end, text=mention.text)
        row.update(_resolved(mention))
        if role in ("actor", "recipient"):
            row["folded"] = folded(f"{mention.text}\n{row['name'] or ''}")
        yield row


def event_from_rows(row: RowMapping, report_id: str, mentions: Iterable[RowMapping]) -> Event:
    """The event that ``event_row`` and ``mention_rows`` were made from; mentions by role and ordinal."""
    by_role: dict[str, list[Any]] = {}
    for mention in mentions:
        by_role.setdefault(mention["role"], []).append(_mention_from_row(mention))
    several: Row = {name: tuple(by_role.get(role, ())) for name, role in _LISTS.items()}
    single: Row = {name: next(iter(by_role.get(name, ())), None) for name in _SINGLE}
    return Event(
        event_id=row["event_id"],
        report_id=report_id,
        sentence=(row["sentence_start"], row["sentence_end"]),
        trigger=by_role["trigger"][0],
        **several,
        **single,
        **{name: row[name] for name in _EVENT_FIELDS},
    )


def reject_row(reject: Reject) -> Row:
    """The columns of ``rejects`` that the reject itself gives; its digest tells whether a run has it already."""
    row: Row = {
        "file": _storable(reject.file),
        "line": reject.line,
        "field": reject.field and _storable(reject.field),
        "reason": str(reject.reason),
        "detail": _storable(reject.detail),
        "advice": _storable(reject.advice),
    }
    return row | {"digest": hashlib.sha256(json.dumps(list(row.values())).encode()).hexdigest()}


def reject_from_row(row: RowMapping) -> Reject:
    """The reject that ``reject_row`` was made from."""
    fields = ("file", "line", "field", "detail", "advice")
    return Reject(reason=Reason(row["reason"]), **{name: row[name] for name in fields})


def folded(words: str) -> str:
    """Words as they are searched: composed, without capitals, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())


_LISTS = {"actors": "actor", "recipients": "recipient", "places": "place", "sources": "source"}
_SINGLE = ("date", "killed", "injured", "detained")


def _roles(event: Event) -> Iterator[tuple[str, int, Mention]]:
    yield "trigger", 0, event.trigger
    for name, role in _LISTS.items():
        several: Sequence[Mention] = getattr(event, name)
        for ordinal, mention in enumerate(several):
            yield role, ordinal, mention
    for role in _SINGLE:
        single: Mention | None = getattr(event, role)
        if single is not None:
            yield role, 0, single


def _resolved(mention: Mention) -> Row:
    match mention:
        case ActorMention():
            return {name: getattr(mention, name) for name in _ACTOR_FIELDS}
        case PlaceMention():
            return {name: getattr(mention, name) for name in _PLACE_FIELDS}
        case DateMention():
            return {"date_from": mention.from_, "date_to": mention.to, "precision": mention.precision}
        case TollMention():
            return {"min": mention.min, "max": mention.max}
        case SourceMention():
            return {"kind": mention.kind}
        case _:
            return {}


def _mention_from_row(row: RowMapping) -> Mention:
    words = {"start": row["start"], "end": row["end"], "text": row["text"]}
    match row["role"]:
        case "actor" | "recipient":
            return ActorMention(**words, **{name: row[name] for name in _ACTOR_FIELDS})
        case "place":
            return PlaceMention(**words, **{name: row[name] for name in _PLACE_FIELDS})
        case "date":
            return DateMention(**words, from_=row["date_from"], to=row["date_to"], precision=row["precision"])
        case "killed" | "injured" | "detained":
            return TollMention(**words, min=row["min"], max=row["max"])
        case "source":
            return SourceMention(**words, kind=row["kind"])
        case _:
            return Mention(**words)


def _days(date: DateMention | None, published: str | None) -> tuple[str | None, str | None]:
    if date is not None and (date.from_ or date.to):
        return date.from_ or date.to, date.to or date.from_
    day = _DAY.match(published or "")
    return (day[0], day[0]) if day else (None, None)


def _storable(words: str) -> str:
    r"""Names of files need not be Unicode: what is not is written out, as ``\udcff``."""
    return words.encode("utf-8", "backslashreplace").decode()
