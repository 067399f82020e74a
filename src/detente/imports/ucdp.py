"""UCDP GED: the Georeferenced Event Dataset of the Uppsala Conflict Data Program, version 20 on, with a header."""

import re
from datetime import date

from detente.actors.resolve import resolve_actor
from detente.event import ActorMention, CodedReport, DateMention, PlaceMention, TollMention
from detente.imports.cells import Layout, Refused, Row, read_day, shown
from detente.imports.codes import country_named
from detente.imports.making import Act, Told, coded, days, killed, report_of
from detente.imports.party import Said, parties
from detente.imports.records import Dialect, Quoting
from detente.reject import Reason

CONFIDENCE = 0.95
"""Rows are written by people and checked twice. Assumed: no published audit tells how often a row is wrong."""
LAYOUT = Layout(
    Dialect(",;\t", Quoting.FULL),
    (
        *("id", "type_of_violence", "side_a", "side_b", "where_prec", "latitude", "longitude", "country"),
        *("date_prec", "date_start", "date_end", "best", "high", "low"),
    ),
    id="id",
    also=("source_office", "source_date", "source_headline", "where_coordinates", "adm_1", "adm_2"),
    missing=frozenset(("", "NA")),
)
STATE, NON_STATE, ONE_SIDED = "1", "2", "3"
"""``type_of_violence``: a state against an organisation or a state, two organisations, one side against civilians."""
_PLACE_PRECISIONS = {
    "1": "city",
    "2": "district",
    "3": "district",
    "4": "province",
    "5": "region",
    "6": "country",
    "7": "region",
}
"""``where_prec``: the place itself, within 25 km of it, second division, first division, a line or an area, the
country, seas and air."""
_DATE_PRECISIONS = {"1": "day", "2": "day", "3": "week", "4": "month", "5": "year"}
"""``date_prec``: the day, two to six days, a week, a month, more than a month."""
_GOVERNMENTS = re.compile(r", (?=Government of )")


def read_row(row: Row) -> CodedReport:
    """The report of a row. Raises Refused where it tells no event."""
    number, kind = row.required("id"), row.required("type_of_violence")
    if kind not in (STATE, NON_STATE, ONE_SIDED):
        raise Refused(Reason.CODE, "type_of_violence", shown(kind), "1, 2 or 3")
    when = _date(row)
    report = report_of("ucdp", number, row, _told(row))
    # Of battles the order of the sides says nothing of who attacked; both must stand, or no dyad is seen.
    side_a, side_b = _sides(row, kind, date.fromisoformat(str(when.from_)))
    act = Act("ASSAULT", None, side_a, side_b, when, _places(row), _killed(row))
    return coded(report, act, CONFIDENCE)


def _told(row: Row) -> Told:
    """The report that the row names first; several dates are none."""
    day = read_day(row.text("source_date") or "")
    published = day.isoformat() if day else None
    return Told(published, row.text("source_office"), row.text("source_headline"))


def _date(row: Row) -> DateMention:
    first, last, said = row.day("date_start"), row.day("date_end"), row.text("date_prec")
    if last < first:
        raise Refused(Reason.BAD_DATE, "date_end", f"{last} is before {first}")
    if said is not None and said not in _DATE_PRECISIONS:
        row.fault(Refused(Reason.CODE, "date_prec", shown(said)))
    return days(first, last, _DATE_PRECISIONS.get(said or "", "day"))


def _sides(row: Row, kind: str, day: date) -> tuple[tuple[ActorMention, ...], tuple[ActorMention, ...]]:
    place = row.text("country")
    where = country_named(place) if place else None
    first = _parties([Said(name, *_state(name)) for name in _names(row, "side_a")], day)
    state = next((party.country for party in first), None) if kind == STATE else None
    if kind == ONE_SIDED:
        return first, _parties([Said(name, where, "CVL") for name in _names(row, "side_b")], day)
    armed = "REB" if kind == STATE else None
    return first, _parties([_opponent(name, state, armed, day) for name in _names(row, "side_b")], day)


def _names(row: Row, side: str) -> list[str]:
    """The parties of a side: several governments are listed, ``Government of X, Government of Y``."""
    return _GOVERNMENTS.split(row.text(side) or "") if row.text(side) else []


def _state(name: str) -> tuple[str | None, str | None]:
    """Country and sector of a government; None where the name is not one's."""
    if not name.startswith("Government of "):
        return None, None
    return country_named(name.removeprefix("Government of ")), "GOV"


def _opponent(name: str, state: str | None, armed: str | None, day: date) -> Said:
    """The other side: rebels are of the country whose government they fight, unless they are known otherwise."""
    country, sector = _state(name)
    if sector:
        return Said(name, country, sector)
    known = resolve_actor(name, None, day.isoformat())
    return Said(name, None if known and known.country else state, armed)


def _parties(said: list[Said], day: date) -> tuple[ActorMention, ...]:
    return tuple(one for party in said for one in parties(party, day))


def _places(row: Row) -> tuple[PlaceMention, ...]:
    country = row.text("country")
    code = country_named(country) if country else None
    point = row.point("latitude", "longitude", code)
    name, admin1, said = row.text("where_coordinates"), row.text("adm_1"), row.text("where_prec")
    if name is None and country is None and point is None:
        return ()
    if said is not None and said not in _PLACE_PRECISIONS:
        row.fault(Refused(Reason.CODE, "where_prec", shown(said)))
    precision = _PLACE_PRECISIONS.get(said or "") if name or point else "country"
    lat, lon = point or (None, None)
    return (PlaceMention(0, 0, "", None, name or country, admin1, code, lat, lon, precision),)


def _killed(row: Row) -> TollMention | None:
    """From the low to the high estimate; where they are not in order, the best one."""
    low, best, high = row.count("low"), row.count("best"), row.count("high")
    if low is not None and high is not None and low > high:
        row.fault(Refused(Reason.NUMBER, "low", f"{low} is more than high, {high}"), "the best estimate counts")
        low = high = best
    return killed(best if low is None else low, best if high is None else high)
