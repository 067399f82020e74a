"""Alliances: the shipped table of who was bound, opposed or at war with whom, when, and by which source.

``alliances.tsv`` has one row a relation; a party is a country, an actor of the table of actors, or a bloc, whose
members and their dates are in ``blocs.tsv``. The rows are spread over pairs once, when the table is loaded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from detente.actors.table import SHIPPED_NAME, known_countries
from detente.tables import Row, read_table

COLUMNS = ("first", "second", "kind", "from", "to", "source")
BLOC_COLUMNS = ("bloc", "members", "from", "to", "source")
NEIGHBOUR_COLUMNS = ("country", "neighbours")
UNIONS_OF_STATES = frozenset(("EUR", "UNO"))
"""Codes of actors that are no country and stand in the table as one: the European Union and the United Nations."""


class RelationKind(StrEnum):
    """What a row says of its two parties."""

    ALLIANCE = "alliance"
    """A duty to fight for each other."""
    UNION = "union"
    """Shared law, market or parliament."""
    BLOC = "bloc"
    """One regional organisation, or a treaty of defence that nobody counts on."""
    PARTNERSHIP = "partnership"
    """Declared friendship or a common cause, without a duty to fight."""
    PATRONAGE = "patronage"
    """The first arms, pays, protects or keeps the second."""
    NON_AGGRESSION = "non-aggression"
    """A peace, truce or agreement not to fight between parties that are not friends."""
    RIVALRY = "rivalry"
    """Enemies of long standing, in war or out of it; with armed groups, the years of fighting."""
    DISPUTE = "dispute"
    """A quarrel that stays short of enmity."""
    NO_RELATIONS = "no relations"
    """No embassies, or no recognition."""
    SANCTIONS = "sanctions"
    """The first restricts the second."""
    WAR = "war"
    """They fight."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One row, as it holds for one pair: a bloc is replaced by its member, and the days are those both allow."""

    first: str
    """Country (ISO 3166-1 alpha-3, XKX, EUR or UNO) or ``actor_id``."""
    second: str
    kind: RelationKind
    from_: date
    """First day in force."""
    to: date | None
    """Last day in force; None while it lasts."""
    source: str
    """Treaty, resolution, judgment or name of the war."""
    line: int
    """Line of the file."""

    def holds(self, day: date) -> bool:
        """Whether the row is in force on a day."""
        return self.from_ <= day and (self.to is None or day <= self.to)


@dataclass(frozen=True, slots=True)
class Alliances:
    """All rows by pair; a pair is two parties in the order of the alphabet."""

    by_pair: dict[tuple[str, str], tuple[Relation, ...]]
    parties: frozenset[str]
    """Every party that some row names."""

    def between(self, first: str, second: str) -> tuple[Relation, ...]:
        """All rows of two parties, of any day, from the earliest; none for a party with itself."""
        return self.by_pair.get((first, second) if first < second else (second, first), ())

    def known_on(self, day: date) -> "Alliances":
        """The table as it would have read on a day: rows that begin later are gone, and no end after it is known."""
        kept = {
            pair: tuple(_still_open(row, day) for row in rows if row.from_ <= day)
            for pair, rows in self.by_pair.items()
        }
        return Alliances({pair: rows for pair, rows in kept.items() if rows}, self.parties)


def _still_open(row: Relation, day: date) -> Relation:
    return replace(row, to=None) if row.to is not None and row.to >= day else row


@cache
def load_alliances() -> Alliances:
    """The table that ships with Detente; read once."""
    folder = Path(__file__).parent
    return read_alliances(folder / "alliances.tsv", folder / "blocs.tsv")


@dataclass(frozen=True, slots=True)
class _Spell:
    """One party and the days on which it is meant."""

    party: str
    from_: date
    to: date | None


def read_alliances(path: Path, blocs_path: Path) -> Alliances:
    """Rows of a table of relations with its table of blocs, spread over pairs.

    Raises DetenteError that names file and line of the first row that has an unknown party or kind, a day that is
    none, an end before its beginning, no source, or that stands twice.
    """
    blocs = _read_blocs(blocs_path)
    found: dict[tuple[str, str], set[Relation]] = {}
    seen: dict[tuple[str, ...], int] = {}
    for row in read_table(path, COLUMNS):
        if (before := seen.setdefault(row.cells[:4], row.line)) != row.line:
            raise row.fault(f"stands in line {before} too", "remove one")
        for relation in _spread(row, blocs):
            pair = min(relation.first, relation.second), max(relation.first, relation.second)
            found.setdefault(pair, set()).add(relation)
    by_pair = {pair: tuple(sorted(rows, key=_order)) for pair, rows in sorted(found.items())}
    return Alliances(by_pair, frozenset(party for pair in by_pair for party in pair))


def _order(row: Relation) -> tuple[date, date, int, str, str]:
    return row.from_, row.to or date.max, row.line, row.first, row.second


def _spread(row: Row, blocs: dict[str, tuple[_Spell, ...]]) -> Iterator[Relation]:
    """One relation for each pair that the row means, over the days on which both parties are meant."""
    first, second, kind, from_, to, source = row.cells
    if kind not in tuple(RelationKind):
        raise row.fault(f"kind: {kind!r} is not known", f"use one of {', '.join(RelationKind)}")
    if not source:
        raise row.fault("source: missing", "name the treaty, resolution or war")
    spell = _spell(row, "", from_, to)
    if first == second and first not in blocs:
        raise row.fault("second: the same party as first")
    for one in _meant(row, "first", first, blocs):
        for two in _meant(row, "second", second, blocs):
            # A bloc with itself would give each pair in both directions.
            if one.party == two.party or (first == second and one.party > two.party):
                continue
            begin = max(spell.from_, one.from_, two.from_)
            end = min((day for day in (spell.to, one.to, two.to) if day), default=None)
            if end is None or begin <= end:
                yield Relation(one.party, two.party, RelationKind(kind), begin, end, source, row.line)


def _meant(row: Row, column: str, party: str, blocs: dict[str, tuple[_Spell, ...]]) -> Sequence[_Spell]:
    if party in blocs:
        return blocs[party]
    _check_party(row, column, party)
    return (_Spell(party, date.min, None),)


def _read_blocs(path: Path) -> dict[str, tuple[_Spell, ...]]:
    blocs: dict[str, list[_Spell]] = {}
    for row in read_table(path, BLOC_COLUMNS):
        bloc, members, from_, to, source = row.cells
        if not bloc or bloc in known_countries():
            raise row.fault("bloc: missing, or the code of a country")
        if not source:
            raise row.fault("source: missing", "name the treaty")
        for member in members.split("; "):
            _check_party(row, "members", member)
            blocs.setdefault(bloc, []).append(_spell(row, member, from_, to))
    return {bloc: tuple(spells) for bloc, spells in blocs.items()}


def _spell(row: Row, party: str, from_: str, to: str) -> _Spell:
    first, last = _day(row, "from", from_), _day(row, "to", to) if to else None
    if last is not None and last < first:
        raise row.fault("to: before from")
    return _Spell(party, first, last)


def _day(row: Row, column: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise row.fault(f"{column}: {text!r} is not a day", "write it as 2014-03-31")
    return day


def _check_party(row: Row, column: str, party: str) -> None:
    known = party in _known_actors() if ":" in party else party in known_countries() or party in UNIONS_OF_STATES
    if not known:
        advice = "use an ISO 3166-1 alpha-3 code, an actor_id of the table of actors, or a bloc of the table of blocs"
        raise row.fault(f"{column}: {party!r} is not known", advice)


@cache
def _known_actors() -> frozenset[str]:
    """Ids of the shipped table of actors, whose body is trusted: only the first cell is read."""
    path = Path(__file__).parent.parent / "actors" / SHIPPED_NAME
    with path.open(encoding="utf-8") as lines:
        return frozenset(line.split("\t", 1)[0] for line in lines if not line.startswith("#"))


@cache
def load_neighbours() -> frozenset[tuple[str, str]]:
    """Pairs of countries, in the order of the alphabet, that share a land border."""
    return read_neighbours(Path(__file__).parent / "neighbours.tsv")


def read_neighbours(path: Path) -> frozenset[tuple[str, str]]:
    """Pairs of countries of a table of neighbours.

    Raises DetenteError that names file and line of a code that is no country or a country beside itself.
    """
    pairs = set()
    for row in read_table(path, NEIGHBOUR_COLUMNS):
        country, others = row.cells
        for other in others.split("; "):
            if other == country or not {country, other} <= known_countries():
                raise row.fault(f"neighbours: {country!r} and {other!r} are no two countries")
            pairs.add((min(country, other), max(country, other)))
    return frozenset(pairs)
