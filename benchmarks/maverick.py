"""Rows of MAVERICK, events of electoral violence as single reports tell them, as evidence for incidents.

MAVERICK has one row a report and event; ``event_id`` says which rows are one event. A row is structured,
not text: what it codes goes into the fields of the same meaning, what has no such field is left out.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from detente.incidents.evidence import Evidence, Number, words_of
from detente.incidents.incident import Party, Site

Cells = Mapping[str, str]

_PUBLISHED = re.compile(r"\((\d{4}-\d\d-\d\d)\)\s*(.*)", re.DOTALL)
_IN_COUNTRY = re.compile(r"\s*\([^()]*\)$")
_COUNTRIES = {"Ivory Coast": "CIV", "Kenya": "KEN", "Zambia": "ZMB"}
_SECTORS = {
    "Security forces": "MIL",
    "Political actor": "PTY",
    "Non-state armed actor": "REB",
    "Citizens": "CVL",
    "Other state actor": "GOV",
}
_TARGETS = {
    "Citizens": "CVL",
    "Election-related activists or protesters": "CVL",
    "Other ethnic group": "CVL",
    "Voters or party supporters": "PTY",
    "Political candidate or politician": "PTY",
    "Party offices": "PTY",
    "Security forces": "MIL",
    "Non-state armed group members": "REB",
    "Electoral infrastructure or material": "GOV",
    "Election workers": "GOV",
    "Peacekeepers": "IGO",
    "Journalists": "JRN",
}
_PRECISIONS = {1: "country", 2: "district", 3: "city", 4: "point", 5: "point", 6: "point"}
"""Of the column geo_precision: 1 country, 2 near a place, 3 town, 4 to 6 a part of a town, ever smaller."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as evidence, and the event that it tells of."""

    evidence: Evidence
    truth: str
    stated: tuple[str, str, str, str]
    """Country, first day, town and place within it, as the row has them."""


def read_maverick(path: Path) -> list[Row]:
    """All rows in order; raises ValueError or KeyError where a row is not as the data set describes it."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [_row(cells) for cells in csv.DictReader(lines, delimiter="\t")]


def _row(cells: Cells) -> Row:
    stated = cells["country"], cells["date_start"], cells["city"], cells["location"]
    return Row(_evidence(cells), cells["event_id"], stated)


def _evidence(cells: Cells) -> Evidence:
    published = _PUBLISHED.search(cells["source"])
    country = _COUNTRIES.get(cells["country"], cells["country"])
    return Evidence(
        event_id=cells["id"],
        report_id=cells["source"],
        type="ASSAULT",
        mode=_known(cells["event_context"]),
        status="actual",
        actors=tuple(_actors(cells, country)),
        recipients=tuple(_recipients(cells, country)),
        sites=(_site(cells, country),),
        first=_day(cells["date_start"]),
        last=_day(cells["date_end"]),
        dated=bool(cells["date_start"]),
        killed=_toll(cells, "deaths"),
        injured=_toll(cells, "injuries"),
        title=words_of(published.group(2)) if published else (),
        told=_day(published.group(1)) if published else None,
    )


def _known(cell: str) -> str | None:
    return None if cell in ("", "Unknown") else cell


def _actors(cells: Cells, country: str) -> Iterator[Party]:
    for number in range(1, 7):
        name = _IN_COUNTRY.sub("", cells[f"actor{number}"])
        sector = _SECTORS.get(cells[f"actor{number}_type"])
        if name.startswith("Unknown") and sector:
            yield Party(f"{country}:{sector}", name, country, sector)
        elif name and not name.startswith("Unknown"):
            yield Party(f"{country}:{name}", name, country, sector)


def _recipients(cells: Cells, country: str) -> Iterator[Party]:
    name = _known(cells["target"])
    if name:
        yield Party(f"{country}:{name}", name, country, _TARGETS.get(name))


def _site(cells: Cells, country: str) -> Site:
    lat, lon = (float(cells[name]) if cells[name] else None for name in ("latitude", "longitude"))
    precision = _PRECISIONS[int(float(cells["geo_precision"]))]
    name = ", ".join(cells[part] for part in ("location", "city") if cells[part])
    return Site(None, name or None, None, country, lat, lon, "country" if lat is None else precision)


def _day(cell: str) -> int | None:
    return date.fromisoformat(cell).toordinal() if cell else None


def _toll(cells: Cells, kind: str) -> Number | None:
    """A row that codes none says only that the report gives no number."""
    least, most = (int(float(cells[f"{kind}_{bound}"] or 0)) for bound in ("low", "high"))
    return (least, most) if least or most else None
