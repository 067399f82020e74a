"""Incidents written out: blocks for people, else one record or row each, in the formats that events have.

CSV is flat: what is listed is joined by "; ", the n-th id, country and sector belong to the n-th name, and versions and
members are counted; the exact forms are JSON Lines and Parquet.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import pyarrow as pa

from detente.exports.csv import Cell, csv_line
from detente.exports.destination import Destination
from detente.exports.jsonl import record_line
from detente.exports.parquet import RowGroups
from detente.incidents.incident import Incident, Member, Party, Toll

_TOLLS = ("killed", "injured", "detained")


def write_incidents(incidents: Iterable[Incident], format: str, destination: Destination) -> None:  # noqa: A002
    """Writes the incidents in one of ``detente.exports.FORMATS``. Raises DetenteError for Parquet on a terminal."""
    if format == "parquet":
        _write_parquet(incidents, destination)
        return
    for line in _lines(incidents, format, destination):
        destination.stream.write(line.encode("utf-8", "backslashreplace"))
    destination.stream.flush()


def _lines(incidents: Iterable[Incident], format: str, destination: Destination) -> Iterator[str]:  # noqa: A002
    match format:
        case "jsonl":
            yield from (record_line(record_of(incident)) for incident in incidents)
        case "csv":
            yield csv_line(COLUMNS)
            yield from (csv_line(row(incident), terminal=destination.terminal) for incident in incidents)
        case _:
            from detente.exports.incident_pages import Page, listed

            page = Page(destination.terminal)
            yield from (page.text(listed(incident)) for incident in incidents)


def record_of(incident: Incident) -> dict[str, Any]:
    """The incident as plain values, every field present; of the events their ids, reports and why they are there."""
    record = asdict(incident)
    record["first_day"], record["last_day"] = _iso(incident.first_day), _iso(incident.last_day)
    record["members"] = [_member_record(member) for member in incident.members]
    plain: dict[str, Any] = _with_lists(record)
    return plain


def _member_record(member: Member) -> dict[str, Any]:
    return {
        "event_id": member.event.event_id,
        "status": member.event.status,
        **asdict(member.telling),
        "rule": str(member.rule),
        "joined_to": member.joined_to,
        "probability": member.probability,
        "parts": [asdict(part) for part in member.parts],
    }


def _with_lists(value: Any) -> Any:
    """Lists in place of tuples, all the way down: what both JSON and Arrow take."""
    match value:
        case dict():
            return {key: _with_lists(one) for key, one in value.items()}
        case tuple() | list():
            return [_with_lists(one) for one in value]
        case _:
            return value


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# CSV


def row(incident: Incident) -> list[Cell]:
    """The cells of one incident in the order of COLUMNS."""
    return [cell(incident) for cell in COLUMNS.values()]


def _field(name: str) -> Callable[[Incident], Any]:
    return lambda incident: getattr(incident, name)


def _of_parties(side: str, field: str) -> Callable[[Incident], Cell]:
    def joined(incident: Incident) -> Cell:
        parties: tuple[Party, ...] = getattr(incident, side)
        values = [getattr(party, field) or "" for party in parties]
        return "; ".join(values) if any(values) else ""

    return joined


def _of_site(field: str) -> Callable[[Incident], Any]:
    return lambda incident: None if incident.site is None else getattr(incident.site, field)


def _of_toll(name: str, field: str) -> Callable[[Incident], Cell]:
    def number(incident: Incident) -> Cell:
        toll: Toll | None = getattr(incident, name)
        return None if toll is None else getattr(toll, field)

    return number


COLUMNS: dict[str, Callable[[Incident], Any]] = {
    **{name: _field(name) for name in ("incident_id", "type", "mode", "quad", "score", "status", "confidence")},
    **{
        f"{side}{suffix}": _of_parties(f"{side}s", field)
        for side in ("actor", "recipient")
        for suffix, field in (("s", "name"), ("_ids", "actor_id"), ("_countries", "country"), ("_sectors", "sector"))
    },
    "place": _of_site("name"),
    "place_id": _of_site("geonames_id"),
    **{f"place_{name}": _of_site(name) for name in ("admin1", "country", "lat", "lon", "precision")},
    "first_day": lambda incident: _iso(incident.first_day),
    "last_day": lambda incident: _iso(incident.last_day),
    "dated": lambda incident: "true" if incident.dated else "false",
    **{f"{name}_{field}": _of_toll(name, field) for name in _TOLLS for field in ("min", "best", "max")},
    "publishers": _field("publishers"),
    "reports": lambda incident: len({member.telling.report_id for member in incident.members}),
    "events": lambda incident: len(incident.members),
    "first_report": _field("first_report"),
    "last_report": _field("last_report"),
    "event_ids": lambda incident: "; ".join(member.event.event_id for member in incident.members),
}
"""The columns and what stands in them."""


# Parquet


def _named(kind: pa.DataType, *names: str) -> "list[pa.Field[Any]]":
    return [pa.field(name, kind) for name in names]


def _required(kind: pa.DataType, *names: str) -> "list[pa.Field[Any]]":
    return [pa.field(name, kind, nullable=False) for name in names]


_TEXT, _WHOLE, _REAL = pa.string(), pa.int64(), pa.float64()
_PARTY = pa.struct([*_named(_TEXT, "actor_id"), *_required(_TEXT, "name"), *_named(_TEXT, "country", "sector")])
_PARTIES = pa.list_(_PARTY)
_TOLL = pa.struct([*_required(_WHOLE, "min", "best"), *_named(_WHOLE, "max")])
_SITE = pa.struct(
    [
        *_named(_WHOLE, "geonames_id"),
        *_named(_TEXT, "name", "admin1", "country"),
        *_named(_REAL, "lat", "lon"),
        *_named(_TEXT, "precision"),
    ]
)
_VERSION = pa.struct(
    [
        *_named(_TEXT, "publisher", "source"),
        *_required(_TEXT, "status"),
        *_required(_PARTIES, "blamed"),
        *_named(_TOLL, *_TOLLS),
        *_required(pa.list_(_TEXT), "event_ids"),
    ]
)
_PART = pa.struct([*_required(_TEXT, "comparison", "level"), *_required(_REAL, "weight")])
_MEMBER = pa.struct(
    [
        *_required(_TEXT, "event_id", "status", "report_id"),
        *_named(_TEXT, "title", "publisher", "published", "url", "copy_of"),
        *_required(_TEXT, "rule"),
        *_named(_TEXT, "joined_to"),
        *_named(_REAL, "probability"),
        *_required(pa.list_(_PART), "parts"),
    ]
)
INCIDENT_SCHEMA = pa.schema(
    [
        *_required(_TEXT, "incident_id", "type"),
        *_named(_TEXT, "mode"),
        *_required(_TEXT, "quad"),
        *_required(_REAL, "score"),
        *_required(_TEXT, "status"),
        *_required(_REAL, "confidence"),
        *_required(_PARTIES, "actors", "recipients"),
        *_named(_SITE, "site"),
        *_named(_TEXT, "first_day", "last_day"),
        *_required(pa.bool_(), "dated"),
        *_named(_TOLL, *_TOLLS),
        *_required(_WHOLE, "publishers"),
        *_named(_TEXT, "first_report", "last_report"),
        *_required(pa.list_(_VERSION), "versions"),
        *_required(pa.list_(_MEMBER), "members"),
    ]
)
"""The columns of Parquet, the same fields as the record; days are texts, ISO 8601."""


def _write_parquet(incidents: Iterable[Incident], destination: Destination) -> None:
    groups = RowGroups(destination.for_bytes("parquet"), INCIDENT_SCHEMA)
    try:
        for incident in incidents:
            groups.add([record_of(incident)])
        groups.close()
    except BaseException:
        groups.drop()
        raise
