"""POLECAT: tables of the Political Event Classification, Attributes, and Types data set, 40 columns, with a header."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from detente.actors.table import SECTORS
from detente.codebook import load_codebook
from detente.event import ActorMention, CodedReport, PlaceMention
from detente.imports.cells import Layout, Refused, Row, shown
from detente.imports.codes import countries, country_named, country_of_plover
from detente.imports.icews import LEVELS
from detente.imports.making import Act, Told, coded, days, report_of
from detente.imports.party import Said, parties
from detente.imports.records import Dialect, Quoting
from detente.reject import Reason
from detente.tables import read_table

CONFIDENCE = 0.7
"""Assumed, not measured: between what audits give ICEWS and what its makers report for single types."""
_PARTY = (
    *("{0}_name", "{0}_country", "{0}_cow", "primary_{0}_sector", "{0}_sectors", "{0}_title", "{0}_name_raw"),
    "wikipedia_{0}_id",
)
LAYOUT = Layout(
    Dialect("\t", Quoting.FULL),
    (
        *("event_id", "event_date", "event_type", "event_mode", "intensity", "quad_code", "contexts"),
        *(column.format(role) for role in ("actor", "recipient") for column in _PARTY),
        *("placename", "city", "district", "province", "country", "latitude", "longitude", "geonames_id"),
        *("raw_placename", "feature_type", "source", "publication_date", "story_people", "story_organizations"),
        *("story_locations", "language", "version"),
    ),
    id="event_id",
    missing=frozenset(("", "NA", "None", "nan", "NULL")),
)
MODE_COLUMNS = ("type", "said", "mode")


def read_row(row: Row) -> CodedReport:
    """The report of a row. Raises Refused where it tells no event."""
    number, day, kind = row.required("event_id"), row.day("event_date"), row.required("event_type").upper()
    if kind not in load_codebook().types:
        raise Refused(Reason.CODE, "event_type", shown(kind))
    published = row.day("publication_date").isoformat() if row.text("publication_date") else None
    report = report_of("polecat", number, row, Told(published, row.text("source")))
    actors, recipients = (_parties(row, role, day) for role in ("actor", "recipient"))
    act = Act(kind, _mode(row, kind), actors, recipients, days(day, day), _places(row))
    return coded(report, act, CONFIDENCE)


def _mode(row: Row, kind: str) -> str | None:
    said = row.text("event_mode")
    if said is None:
        return None
    name = said.lower().replace("_", "-").replace(" ", "-")
    if any(mode.name == name for mode in load_codebook().type(kind).modes):
        return name
    if (kind, name) in _modes():
        return _modes()[kind, name]
    row.fault(Refused(Reason.CODE, "event_mode", shown(said)))
    return None


@cache
def _modes() -> dict[tuple[str, str], str | None]:
    found: dict[tuple[str, str], str | None] = {}
    for row in read_table(Path(__file__).with_name("plover_modes.tsv"), MODE_COLUMNS):
        kind, said, mode = row.cells
        load_codebook().score(kind, mode or None)
        found[kind, said] = mode or None
    return found


def _parties(row: Row, role: str, day: date) -> tuple[ActorMention, ...]:
    """The actors of a role: cells hold one each, or lists of one length joined by semicolons."""
    names = _list(row, f"{role}_name")
    known = _list(row, f"wikipedia_{role}_id")
    lands, sectors = _list(row, f"{role}_country"), _list(row, f"primary_{role}_sector")
    count = max(len(names), 1)
    said = [
        Said(
            _one(names, count, at) or _one(known, count, at),
            _country(row, role, _one(lands, count, at)),
            _sector(row, role, _one(sectors, count, at)),
        )
        for at in range(count)
    ]
    return tuple(one for party in dict.fromkeys(said) for one in parties(party, day))


def _list(row: Row, column: str) -> list[str]:
    return [one.strip() for one in (row.text(column) or "").split(";")]


def _one(values: Sequence[str], count: int, at: int) -> str | None:
    """The value of one of several actors; a single value is of all, and lists of another length are of none."""
    found = values[at] if len(values) == count else values[0] if len(values) == 1 else ""
    return None if found in LAYOUT.missing else found


def _country(row: Row, role: str, code: str | None) -> str | None:
    try:
        return country_of_plover(code) if code and code not in SECTORS - {"IGO"} else None
    except KeyError:
        row.fault(Refused(Reason.CODE, f"{role}_country", shown(code or "")))
        return None


def _sector(row: Row, role: str, code: str | None) -> str | None:
    if code is None or code in SECTORS:
        return code
    row.fault(Refused(Reason.CODE, f"primary_{role}_sector", shown(code)))
    return None


def _places(row: Row) -> tuple[PlaceMention, ...]:
    said, number, stated = row.text("country"), row.count("geonames_id"), row.text("placename")
    country = (said if said in countries() else country_named(said)) if said else None
    point = row.point("latitude", "longitude", country)
    lat, lon = point or (None, None)
    for level in LEVELS:
        name = row.text(level)
        if name is not None:
            return (PlaceMention(0, 0, "", number, stated or name, row.text("province"), country, lat, lon, level),)
    return () if point is None else (PlaceMention(0, 0, "", number, stated, None, None, lat, lon, "point"),)
