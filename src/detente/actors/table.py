"""Table of actors: who is known by which names, of which country and sector, and when.

The table ships as a file of rows and a prepared index from names to rows, so that loading it takes no time to speak
of; a row is read when a name leads to it. Users add rows of their own, which win over those that ship.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from detente.actors.country_names import load_names
from detente.actors.names import alike, edits, key_of, skeleton_of, surname_of
from detente.error import DetenteError
from detente.tables import Row, read_table

COLUMNS = ("actor_id", "name", "other_names", "country", "sector", "kind", "from", "to", "source")
SHIPPED_NAME = "actors.tsv"
USER_RANK = 2
ROLE_COLUMNS = ("role", "sector", "strength", "source")
PLACE_COLUMNS = ("place", "country", "kind")
SECTORS = frozenset(
    ("GOV", "MIL", "COP", "SPY", "LEG", "JUD", "PTY", "ELI", "REB", "PRM", "UAF", "CRM", "CVL", "REF", "AGR", "LAB",
     "BUS", "EDU", "MED", "JRN", "REL", "NGO", "SOC", "IGO", "PRE", "UNK")
)  # fmt: skip
"""PLOVER's list; UNK is somebody of whom nothing more is said."""
INTERNATIONAL = frozenset(("UNO", "EUR", "IGO", "IMG"))
"""Codes that stand where a country does: United Nations, European Union, other organisations, transnational groups."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Kind(StrEnum):
    """What an actor of the table is."""

    LEADER = "leader"
    """A person whom news name by surname alone."""
    PERSON = "person"
    GROUP = "group"
    """Armed or criminal."""
    STATE = "state"
    """Body of a state, a party, a medium, a school: all that has a country and a sector of its own."""
    ORGANISATION = "organisation"
    INTERNATIONAL = "international"
    COMPANY = "company"


class Strength(StrEnum):
    """How much a noun of a role says of the sector."""

    STRONG = "strong"
    WEAK = "weak"
    """Only if nothing stronger stands beside it: the spokesman of an army is of the army."""
    UNIT = "unit"
    """Nothing by itself: a team of police is police."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One row: an actor, or one spell of a person or body that has changed sides or office."""

    actor_id: str
    name: str
    other_names: tuple[str, ...]
    country: str
    """ISO 3166-1 alpha-3 or one of INTERNATIONAL; empty where there is none."""
    sector: str
    """Empty for an organisation that is no more than itself."""
    kind: Kind
    from_: str
    """ISO 8601 day, empty where not known or always."""
    to: str
    source: str
    rank: int
    """USER_RANK for rows of the user, 1 for rows by hand, 0 for rows of older dictionaries."""

    @property
    def person(self) -> bool:
        """Whether this is a human being."""
        return self.kind in (Kind.LEADER, Kind.PERSON)

    def holds(self, on: str) -> bool:
        """Whether the row is valid on an ISO 8601 day."""
        return (not self.from_ or self.from_ <= on) and (not self.to or on <= self.to)


@dataclass(frozen=True, slots=True)
class ActorTable:
    """All actors with their index."""

    lines: Sequence[str]
    index: dict[str, str]
    own: tuple[Actor, ...] = ()
    own_index: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def named(self, key: str) -> tuple[Actor, ...]:
        """Rows with a name of this key; a key begins with "^" for surnames and "~" for skeletons.

        Rows of the user that answer to the key hide those that ship.
        """
        own = self.own_index.get(key)
        if own:
            return tuple(self.own[number] for number in own)
        found = self.index.get(key)
        return tuple(_shipped(self.lines[int(number)]) for number in found.split(",")) if found else ()

    def spells(self, actor_id: str) -> tuple[Actor, ...]:
        """All rows of one actor; those of the user, where there are any."""
        own = tuple(row for row in self.own if row.actor_id == actor_id)
        return own or tuple(_shipped(line) for line in self.lines if line.startswith(f"{actor_id}\t"))

    def has(self, key: str) -> bool:
        """Whether any row answers to the key."""
        return key in self.index or key in self.own_index

    def spelled_like(self, name: str) -> tuple[Actor, ...]:
        """Rows with a name that differs by a few letters, an accent, an article or the order of words."""
        key, skeleton = key_of(name), skeleton_of(name)
        if len(key) < 5 or len(skeleton) < 3:
            return ()
        return tuple(row for row in self.named(f"~{skeleton}") if _spelled(key, row))


def _spelled(key: str, row: Actor) -> bool:
    """Older dictionaries have many names of private persons: for their rows spelling must be closer."""
    names = (key_of(name) for name in (row.name, *row.other_names))
    if row.rank:
        return any(alike(key, name) for name in names)
    return any(edits(key, name) <= max(1, len(key) // 10) for name in names)


@cache
def _shipped(line: str) -> Actor:
    actor_id, name, others, country, sector, kind, from_, to, source = line.split("\t")
    other_names = tuple(others.split("; ")) if others else ()
    rank = 1 if source.endswith(".txt") and source[0].islower() else 0
    return Actor(actor_id, name, other_names, country, sector, Kind(kind), from_, to, source, rank)


@cache
def load_actors(extra: Path | None = None) -> ActorTable:
    """The table that ships with Detente, with the rows of the user's file where one is given.

    The user's file has the same columns and head; its rows win. Raises DetenteError that names file, line and field
    of the first row that is not right.
    """
    lines, index = _shipped_rows()
    own = tuple(_checked(row) for row in read_table(extra, COLUMNS)) if extra else ()
    return ActorTable(lines, index, own, _index_of(own))


@cache
def _shipped_rows() -> tuple[list[str], dict[str, str]]:
    folder = Path(__file__).parent
    index = dict(line.split("\t") for line in (folder / "names.idx").read_text(encoding="utf-8").splitlines())
    return _body(folder / SHIPPED_NAME), index


def _index_of(rows: tuple[Actor, ...]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        names = (row.name, *row.other_names)
        keys = {key_of(name) for name in names} | {f"~{skeleton_of(name)}" for name in names}
        if row.kind is Kind.LEADER:
            keys |= {f"^{surname}" for name in names for surname in surname_of(name)}
        for key in keys - {"", "~", "^"}:
            found.setdefault(key, []).append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}


def _checked(row: Row) -> Actor:
    actor_id, name, others, country, sector, kind, from_, to, source = row.cells
    if not actor_id or " " in actor_id:
        raise _fault(row, "actor_id", "missing or with a space")
    if not key_of(name):
        raise _fault(row, "name", "missing")
    other_names = tuple(others.split("; ")) if others else ()
    if not all(map(key_of, other_names)):
        raise _fault(row, "other_names", "one is empty", "join them with '; '")
    if country and country not in INTERNATIONAL and country not in known_countries():
        raise _fault(row, "country", f"{country!r} is not an ISO 3166-1 alpha-3 code")
    if sector and sector not in SECTORS:
        raise _fault(row, "sector", f"{sector!r} is not one of PLOVER's", f"use one of {', '.join(sorted(SECTORS))}")
    if kind not in tuple(Kind):
        raise _fault(row, "kind", f"{kind!r} is not known", f"use one of {', '.join(Kind)}")
    _check_days(row, from_, to)
    if not source:
        raise _fault(row, "source", "missing", "say where the row is from")
    return Actor(actor_id, name, other_names, country, sector, Kind(kind), from_, to, source, USER_RANK)


def _check_days(row: Row, from_: str, to: str) -> None:
    for title, day in (("from", from_), ("to", to)):
        if day and not _is_day(day):
            raise _fault(row, title, f"{day!r} is not a day", "write it as 2024-03-31")
    if from_ and to and from_ > to:
        raise _fault(row, "to", "before from")


def _fault(row: Row, column: str, reason: str, advice: str = "") -> DetenteError:
    return row.fault(f"{column}: {reason}", advice)


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@cache
def known_countries() -> frozenset[str]:
    """Codes of the table of countries."""
    names = load_names().by_first.values()
    return frozenset(name.country for group in names for name in group if name.country)


@dataclass(frozen=True, slots=True)
class Role:
    """A noun of a role or body."""

    sector: str
    strength: Strength


@cache
def load_roles() -> dict[str, Role]:
    """Roles by the key of their noun."""
    kinds: dict[tuple[str, str], Role] = {}
    found: dict[str, Role] = {}
    for line in _body(Path(__file__).parent / "roles.tsv"):
        key, sector, strength, _ = line.split("\t")
        if (sector, strength) not in kinds:
            kinds[sector, strength] = Role(sector, Strength(strength))
        found[key] = kinds[sector, strength]
    return found


@cache
def load_places() -> dict[str, tuple[str, str]]:
    """Country, and city or region, by the key of a place's name."""
    cells = (line.split("\t") for line in _body(Path(__file__).parent / "places.tsv"))
    return {key: (country, kind) for key, country, kind in cells}


def _body(path: Path) -> list[str]:
    """Rows of a table that ships and that tests have looked through: nothing is checked, so that it loads fast."""
    text = path.read_text(encoding="utf-8")
    start = 0
    while text.startswith("#", start):
        start = text.index("\n", start) + 1
    return text[text.index("\n", start) + 1 :].rstrip("\n").split("\n")
