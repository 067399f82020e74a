"""Event records straight from the rows of the ledger, for pages of hundreds: the same as ``Event.to_dict`` gives.

Events as values would be made for each and thrown away at once; without them a page takes half the time.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Select, select

from detente.ledger.schema import events, mentions, readings, reports

Record = dict[str, Any]

_LISTS = {"actor": "actors", "recipient": "recipients", "place": "places", "source": "sources"}
_ACTOR = ("actor_id", "name", "country", "sector", "rule")
_FIELDS = {
    "trigger": (),
    "actor": _ACTOR,
    "recipient": _ACTOR,
    "place": ("geonames_id", "name", "admin1", "country", "lat", "lon", "precision"),
    "date": ("date_from", "date_to", "precision"),
    **dict.fromkeys(("killed", "injured", "detained"), ("min", "max")),
    "source": ("kind",),
}
"""By role the columns of ``mentions`` that follow after the span and its words, in the order of the record."""
_RENAMED = {"date_from": "from", "date_to": "to"}
_BEFORE = ("type", "mode", "quad", "score", "cameo", "status", "time")
"""Columns of ``events`` that a record has as they are, before what the event names and after it."""
_AFTER = ("confidence", "model", "codebook")


def event_records(connection: Connection, rows: Sequence[int]) -> dict[int, Record]:
    """The records of these rows of ``events``, at most some hundred, by row."""
    found = {row[0]: _event(row) for row in connection.execute(_EVENTS.where(events.c.id.in_(rows))).all()}
    for event, role, *values in connection.execute(_MENTIONS.where(mentions.c.event.in_(rows))).all():
        names, places = _LAYOUTS[role]
        mention = dict(zip(names, [values[place] for place in places], strict=True))
        if role in _LISTS:
            found[event][_LISTS[role]].append(mention)
        else:
            found[event][role] = mention
    return found


def _event(row: Sequence[Any]) -> Record:
    _, event_id, report_id, start, end, *values = row
    return {
        "event_id": event_id,
        "report_id": report_id,
        "sentence": {"start": start, "end": end},
        **dict(zip(_BEFORE, values[: len(_BEFORE)], strict=True)),
        "trigger": None,
        "actors": [],
        "recipients": [],
        "places": [],
        "date": None,
        "killed": None,
        "injured": None,
        "detained": None,
        "sources": [],
        **dict(zip(_AFTER, values[len(_BEFORE) :], strict=True)),
    }


def _of_events(names: Iterable[str]) -> list[Column[Any]]:
    return [events.c[name] for name in names]


_EVENTS: Select[Any] = (
    select(
        *(events.c.id, events.c.event_id, reports.c.report_id, events.c.sentence_start, events.c.sentence_end),
        *_of_events((*_BEFORE, *_AFTER)),
    )
    .join(readings, readings.c.id == events.c.reading)
    .join(reports, reports.c.id == readings.c.report)
)
_VALUES = ("start", "end", "text", *dict.fromkeys(name for names in _FIELDS.values() for name in names))
_MENTIONS: Select[Any] = select(mentions.c.event, mentions.c.role, *(mentions.c[name] for name in _VALUES)).order_by(
    mentions.c.event, mentions.c.role, mentions.c.ordinal
)
_LAYOUTS = {
    role: (
        ("start", "end", "text", *(_RENAMED.get(name, name) for name in names)),
        tuple(_VALUES.index(name) for name in ("start", "end", "text", *names)),
    )
    for role, names in _FIELDS.items()
}
"""By role the names of a mention's fields and where their values stand among _VALUES."""
