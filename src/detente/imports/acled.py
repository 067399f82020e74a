"""ACLED: exports of the Armed Conflict Location & Event Data project, with a header; columns changed over the years."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from detente.codebook import load_codebook
from detente.event import ActorMention, CodedReport, DateMention, PlaceMention
from detente.imports.cells import Layout, Refused, Row, around, month_of, shown
from detente.imports.codes import country_named, sector_of
from detente.imports.making import Act, Told, coded, days, killed, report_of
from detente.imports.party import Said, parties
from detente.imports.records import Dialect, Quoting
from detente.reject import Reason
from detente.tables import read_table

CONFIDENCE = 0.95
"""Rows are written and reviewed by people. Assumed: no published audit tells how often a row is wrong."""
LAYOUT = Layout(
    Dialect(",;\t", Quoting.FULL),
    ("event_id_cnty", "event_date", "event_type", "actor1", "country", "latitude", "longitude"),
    id="event_id_cnty",
    also=(
        *("time_precision", "sub_event_type", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"),
        *("admin1", "admin2", "location", "geo_precision", "source", "fatalities"),
    ),
    missing=frozenset(("",)),
)
TYPE_COLUMNS = ("event_type", "sub_event_type", "type", "mode", "sides")
SIDES = ("forward", "back", "both", "alone", "")
_PRECISIONS = {"1": "city", "2": "district", "3": "province"}
"""``geo_precision``: the town itself, a part of the district near it, a part of the province."""
_STATE_BODIES = {"Police": "COP", "Government": "GOV", "Military": "MIL"}
"""What the first word of a state's forces says of them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a type of ACLED becomes; ``type`` is None for what PLOVER has no type for."""

    type: str | None
    mode: str | None
    sides: str


def read_row(row: Row) -> CodedReport:
    """The report of a row. Raises Refused where it tells no event."""
    number, day = row.required("event_id_cnty"), row.day("event_date")
    kind = _kind(row)
    report = report_of("acled", number, row, Told(publisher=row.text("source")))
    if kind.type is None:
        return coded(report, None, CONFIDENCE)
    first, second = _side(row, "1", day), _side(row, "2", day)
    actors, recipients = {
        "forward": (first, second),
        "back": (second, first),
        "both": ((*first, *second), ()),
        "alone": (first, ()),
    }[kind.sides]
    dead = row.count("fatalities")
    act = Act(kind.type, kind.mode, actors, recipients, _date(row, day), _places(row), killed(dead, dead))
    return coded(report, act, CONFIDENCE)


def _kind(row: Row) -> Kind:
    said, sub = row.required("event_type"), row.text("sub_event_type") or ""
    kinds = _kinds()
    if (said.casefold(), "") not in kinds:
        raise Refused(Reason.CODE, "event_type", shown(said))
    found = kinds.get((said.casefold(), sub.casefold()))
    if found is None:
        row.fault(Refused(Reason.CODE, "sub_event_type", shown(sub)))
    return found or kinds[said.casefold(), ""]


@cache
def _kinds() -> dict[tuple[str, str], Kind]:
    codebook, found = load_codebook(), dict[tuple[str, str], Kind]()
    for row in read_table(Path(__file__).with_name("acled_events.tsv"), TYPE_COLUMNS):
        event_type, sub, type_, mode, sides = row.cells
        if sides not in SIDES or bool(type_) != bool(sides):
            raise row.fault(f"sides: {sides!r} does not fit", f"one of {', '.join(SIDES[:-1])}, none without a type")
        if type_:
            codebook.score(type_, mode or None)
        found[event_type.casefold(), sub.casefold()] = Kind(type_ or None, mode or None, sides)
    return found


def _side(row: Row, number: str, day: date) -> tuple[ActorMention, ...]:
    """The main actor of a side and those with it."""
    name = row.text(f"actor{number}")
    together = [one.strip() for one in (row.text(f"assoc_actor_{number}") or "").split(";")]
    main = parties(Said(name, None, _sector(row, number, name or "")), day) if name else ()
    others = (one for with_it in together if with_it and with_it != name for one in parties(Said(with_it), day))
    return (*main, *others)


def _sector(row: Row, number: str, name: str) -> str | None:
    said = row.text(f"inter{number}")
    sector = sector_of("acled", [said]) if said else None
    return _STATE_BODIES.get(name.split(" ")[0], sector) if sector == "MIL" else sector


def _date(row: Row, day: date) -> DateMention:
    match row.text("time_precision"):
        case "1" | None:
            return days(day, day)
        case "2":
            return days(*around(day, 3), "week")
        case "3":
            return days(*month_of(day), "month")
        case other:
            row.fault(Refused(Reason.CODE, "time_precision", shown(other)))
            return days(day, day)


def _places(row: Row) -> tuple[PlaceMention, ...]:
    country = row.text("country")
    code = country_named(country) if country else None
    point = row.point("latitude", "longitude", code)
    name, admin1 = row.text("location"), row.text("admin1")
    if name is None and country is None and point is None:
        return ()
    said = row.text("geo_precision")
    if said is not None and said not in _PRECISIONS:
        row.fault(Refused(Reason.CODE, "geo_precision", shown(said)))
    precision = _PRECISIONS.get(said or "1") if name or point else "country"
    lat, lon = point or (None, None)
    return (PlaceMention(0, 0, "", None, name or country, admin1, code, lat, lon, precision),)
