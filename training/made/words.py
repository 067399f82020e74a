"""Word lists, countries and names: what fills the slots of frames."""

import random
from dataclasses import dataclass
from pathlib import Path

from training.made.files import Faults, entries, lines_of
from training.made.notation import PRONOUNS, Node, NotationError, Slot, Verb, parse, walk
from training.made.verbs import VerbForms, read_verbs

FOLDER = Path(__file__).parent / "lists"
COUNTRY_WORDS = ("country", "adj", "capital", "city", "region", "village", "man", "woman", "surname")
"""Slots that the countries of the sentence fill."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to fill a slot."""

    nodes: tuple[Node, ...]
    pronoun: str
    """One of the keys of PRONOUNS."""
    weight: int


@dataclass(frozen=True, slots=True)
class Names:
    """Names of people and villages of one part of the world."""

    men: tuple[str, ...]
    women: tuple[str, ...]
    surnames: tuple[str, ...]
    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """One country and what its name, people and places are called."""

    name: str
    adjective: str
    capital: str
    names: Names
    part: str
    cities: tuple[str, ...]
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that fills slots."""

    lists: dict[str, tuple[Entry, ...]]
    countries: tuple[Country, ...]
    verbs: dict[str, VerbForms]

    def choose(self, name: str, chance: random.Random) -> Entry:
        """An entry of a list, by weight."""
        members = self.lists[name]
        return chance.choices(members, [entry.weight for entry in members])[0]


def read_words(folder: Path, faults: Faults) -> Words:
    """All word lists of a folder: three files of their own form, any other one is a list by its name."""
    special = {"names.txt", "countries.txt", "verbs.txt"}
    lists = {path.stem: _read_list(path, faults) for path in sorted(folder.glob("*.txt")) if path.name not in special}
    names = _read_names(folder / "names.txt", faults)
    countries = _read_countries(folder / "countries.txt", names, faults)
    _check_slots(folder, lists, faults)
    return Words(lists, countries, read_verbs(folder / "verbs.txt", faults))


def _read_list(path: Path, faults: Faults) -> tuple[Entry, ...]:
    """Lines ``text | pronoun | weight``, where the last two may be missing: it, 1."""
    found = []
    for number, line in entries(path, faults):
        text, *tags = line.split(" | ")
        pronoun = next((tag for tag in tags if tag in PRONOUNS), "it")
        weight = next((int(tag) for tag in tags if tag.isdecimal()), 1)
        for tag in tags:
            if tag not in PRONOUNS and not (tag.isdecimal() and int(tag)):
                faults.add(path, number, f"{tag!r} is neither a weight nor one of {', '.join(PRONOUNS)}")
        try:
            nodes = parse(text.strip())
        except NotationError as error:
            faults.add(path, number, str(error))
            continue
        if any(isinstance(node, Verb) for node in walk(nodes)):
            faults.add(path, number, "a word list has no verbs")
        found.append(Entry(nodes, pronoun, weight))
    if not found:
        faults.add(path, 1, "the list is empty")
    return tuple(found)


def _read_names(path: Path, faults: Faults) -> dict[str, Names]:
    """Lines ``part: men | women | surnames | villages``, each a list with commas."""
    names = {}
    for number, line in entries(path, faults):
        part, _, rest = line.partition(":")
        columns = [_split(column, ",") for column in rest.split("|")]
        if len(columns) != 4 or not all(columns):
            faults.add(path, number, "wanted: part: men | women | surnames | villages")
            continue
        names[part] = Names(*columns)
    return names


def _read_countries(path: Path, names: dict[str, Names], faults: Faults) -> tuple[Country, ...]:
    """Lines ``name | adjective | capital | part of the world | cities | regions``."""
    countries = []
    for number, line in entries(path, faults):
        columns = [column.strip() for column in line.split("|")]
        if len(columns) != 6 or not all(columns):
            faults.add(path, number, "wanted: name | adjective | capital | part | cities | regions")
        elif columns[3] not in names:
            faults.add(path, number, f"no names for the part {columns[3]!r}")
        else:
            name, adjective, capital, part, cities, regions = columns
            places = (_split(cities, ","), _split(regions, ","))
            countries.append(Country(name, adjective, capital, names[part], part, *places))
    if len(countries) < 2:
        faults.add(path, 1, "at least two countries are needed")
    return tuple(countries)


def _split(text: str, sign: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(sign) if part.strip())


def _check_slots(folder: Path, lists: dict[str, tuple[Entry, ...]], faults: Faults) -> None:
    for name, members in lists.items():
        path = folder / f"{name}.txt"
        lines = lines_of(path, Faults())
        unknown = {missing for entry in members for missing in missing_lists(entry.nodes, lists)}
        for missing in sorted(unknown):
            where = next(number for number, line in enumerate(lines, 1) if missing in line and not line.startswith("#"))
            faults.add(path, where, f"no list {missing!r}")


def missing_lists(nodes: tuple[Node, ...], lists: dict[str, tuple[Entry, ...]]) -> list[str]:
    """Lists that slots ask for and that do not exist."""
    wanted = (name for node in walk(nodes) if isinstance(node, Slot) and not node.literal for name, _ in lists_of(node))
    return [name for name in wanted if name not in lists and name not in COUNTRY_WORDS]


USUAL = {"place": "in", "location": "in", "killed": "number", "injured": "number", "detained": "number"}
"""List of a slot that names none, where it is not the one of its own name."""


def lists_of(slot: Slot) -> tuple[tuple[str, bool], ...]:
    """The lists that fill a slot, each with whether it is seen from the other country."""
    if not slot.lists:
        return ((USUAL.get(slot.kind, slot.kind), slot.foreign),)
    return tuple((name.rstrip("!"), name.endswith("!")) for name in slot.lists)
