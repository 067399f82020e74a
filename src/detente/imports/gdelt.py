"""GDELT: event tables of GDELT 2.0, 61 columns, tab-separated without a header, mostly one zip file each 15 minutes."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from detente.event import CodedReport, PlaceMention
from detente.imports.cells import Layout, Refused, Row, shown
from detente.imports.codes import country_of_cameo, country_of_fips, sector_of
from detente.imports.icews import plover
from detente.imports.making import Act, Told, coded, days, report_of
from detente.imports.party import Said, parties
from detente.imports.records import Dialect, Quoting
from detente.reject import Reason

CONFIDENCE = 0.21
"""Share of protest events that were protests, by human readers (Wang, Kennedy, Lazer and Ramakrishnan, "Growing pains
for global monitoring of societal events", Science 353, 2016). Other types have no published audit of this size."""
_ACTOR = (
    *("code", "name", "country_code", "known_group_code", "ethnic_code", "religion1_code", "religion2_code"),
    *("type1_code", "type2_code", "type3_code"),
)
_GEO = ("type", "full_name", "country_code", "adm1_code", "adm2_code", "lat", "long", "feature_id")
LAYOUT = Layout(
    Dialect("\t", Quoting.NONE),
    (
        *("global_event_id", "sql_date", "month_year", "year", "fraction_date"),
        *(f"actor{number}_{name}" for number in (1, 2) for name in _ACTOR),
        *("is_root_event", "event_code", "event_base_code", "event_root_code", "quad_class", "goldstein_scale"),
        *("num_mentions", "num_sources", "num_articles", "avg_tone"),
        *(f"{place}_geo_{name}" for place in ("actor1", "actor2", "action") for name in _GEO),
        *("date_added", "source_url"),
    ),
    id="global_event_id",
    header=False,
    missing=frozenset(("",)),
)
_ADDED = re.compile(r"[12]\d{13}")
_PRECISIONS = {"1": "country", "2": "province", "3": "city", "4": "city", "5": "province"}
"""What ``ActionGeo_Type`` says: country, state of the USA, city there, city elsewhere, first division elsewhere."""
_NO_PLACE = ("0", None)
_GROUPS = {"UNO": "UNO", "EEC": "EUR"}
"""Known groups that stand where a country does."""


def read_row(row: Row) -> CodedReport:
    """The report of a row. Raises Refused where it tells no event."""
    number, day, code = row.required("global_event_id"), row.day("sql_date"), row.required("event_code")
    report = report_of("gdelt", number, row, _told(row))
    kind = plover(code, "event_code")
    if kind is None:
        return coded(report, None, CONFIDENCE)
    actor, recipient = (parties(_said(row, role), day) for role in ("actor1", "actor2"))
    act = Act(*kind, actor, recipient, days(day, day), _places(row), cameo=code)
    return coded(report, act, CONFIDENCE)


def _told(row: Row) -> Told:
    added, source = row.text("date_added"), row.text("source_url")
    address = source if source and source.lower().startswith(("http://", "https://")) else None
    return Told(_moment(row, added) if added else None, _publisher(address) or source, None, address)


def _moment(row: Row, said: str) -> str | None:
    """``20240131084500`` as ISO 8601, in UTC; the first tables of GDELT 2.0 give the day alone."""
    try:
        if not _ADDED.fullmatch(said):
            return row.day("date_added").isoformat()
        return datetime.strptime(said, "%Y%m%d%H%M%S").replace(tzinfo=UTC).isoformat()
    except (Refused, ValueError):
        row.fault(Refused(Reason.BAD_DATE, "date_added", shown(said)))
        return None


def _publisher(address: str | None) -> str | None:
    """The host of an address, without www."""
    try:
        host = urlsplit(address).hostname if address else None
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _said(row: Row, role: str) -> Said:
    group = row.text(f"{role}_known_group_code")
    types = [one for number in (1, 2, 3) if (one := row.text(f"{role}_type{number}_code"))]
    return Said(row.text(f"{role}_name"), _GROUPS.get(group or "") or _country(row, role), sector_of("gdelt", types))


def _country(row: Row, role: str) -> str | None:
    column = f"{role}_country_code"
    code = row.text(column)
    try:
        return country_of_cameo(code) if code else None
    except KeyError:
        row.fault(Refused(Reason.CODE, column, shown(code or "")))
        return None


def _places(row: Row) -> tuple[PlaceMention, ...]:
    kind = row.text("action_geo_type")
    if kind in _NO_PLACE:
        return ()
    if kind not in _PRECISIONS:
        row.fault(Refused(Reason.CODE, "action_geo_type", shown(kind or "")))
        return ()
    precision = _PRECISIONS[kind or ""]
    names = [part.strip() for part in (row.text("action_geo_full_name") or "").split(",")]
    code = row.text("action_geo_country_code")
    country = country_of_fips(code) if code else None
    lat, lon = row.point("action_geo_lat", "action_geo_long", country) or (None, None)
    admin1 = names[1] if precision == "city" and len(names) > 2 else None
    return (PlaceMention(0, 0, "", None, names[0] or None, admin1, country, lat, lon, precision),)
