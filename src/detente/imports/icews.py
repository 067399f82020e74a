"""ICEWS: the event tables of the Integrated Crisis Early Warning System, 20 columns, tab-separated with a header."""

from detente.codebook import load_codebook
from detente.event import CodedReport, PlaceMention
from detente.imports.cells import Layout, Refused, Row, shown
from detente.imports.codes import country_named, sector_of
from detente.imports.making import Act, Told, coded, days, report_of
from detente.imports.party import Said, parties
from detente.imports.records import Dialect, Quoting
from detente.reject import Reason

CONFIDENCE = 0.75
"""Share of events whose code was right, over all twenty CAMEO roots, in the evaluation that comes with the tables (BBN
ACCENT Event Coding Evaluation, 2015: about three in four)."""
STATEMENTS = "01"
"""CAMEO's root of mere statements, for which PLOVER has no type."""
LEVELS = ("city", "district", "province", "country")
"""Columns of the place, the most precise first; their names are Detente's words of precision."""
LAYOUT = Layout(
    Dialect("\t", Quoting.LINE),
    (
        *("event_id", "event_date", "source_name", "source_sectors", "source_country", "event_text", "cameo_code"),
        *("intensity", "target_name", "target_sectors", "target_country", "story_id", "sentence_number", "publisher"),
        *("city", "district", "province", "country", "latitude", "longitude"),
    ),
    id="event_id",
)


def read_row(row: Row) -> CodedReport:
    """The report of a row. Raises Refused where it tells no event."""
    number, day, code = row.required("event_id"), row.day("event_date"), row.required("cameo_code")
    report = report_of("icews", number, row, Told(day.isoformat(), row.text("publisher")))
    kind = plover(code, "cameo_code")
    if kind is None:
        return coded(report, None, CONFIDENCE)
    actor, target = (parties(_said(row, role), day) for role in ("source", "target"))
    act = Act(*kind, actor, target, days(day, day), _places(row), cameo=code)
    return coded(report, act, CONFIDENCE)


def plover(code: str, column: str) -> tuple[str, str | None] | None:
    """Type and mode of a CAMEO code, None for a statement. Raises Refused where it is no CAMEO code."""
    digits = code if len(code) > 1 else f"0{code}"
    if not digits.isascii() or not digits.isdigit() or len(digits) > 4:
        raise Refused(Reason.CODE, column, shown(code), "write a CAMEO code of two to four digits")
    kind = load_codebook().plover(digits)
    if kind is None and not digits.startswith(STATEMENTS):
        raise Refused(Reason.CODE, column, shown(code), "write a CAMEO code of two to four digits")
    return kind


def _said(row: Row, role: str) -> Said:
    name, country = row.text(f"{role}_name"), row.text(f"{role}_country")
    sectors = row.text(f"{role}_sectors") or ""
    return Said(name, country_named(country) if country else None, sector_of("icews", _split(sectors)))


def _split(sectors: str) -> list[str]:
    return [one.strip() for one in sectors.split(",")]


def _places(row: Row) -> tuple[PlaceMention, ...]:
    said = row.text("country")
    country = country_named(said) if said else None
    point = row.point("latitude", "longitude", country)
    lat, lon = point or (None, None)
    for level in LEVELS:
        name = row.text(level)
        if name is not None:
            return (PlaceMention(0, 0, "", None, name, row.text("province"), country, lat, lon, level),)
    return () if point is None else (PlaceMention(0, 0, "", None, None, None, None, lat, lon, "point"),)
