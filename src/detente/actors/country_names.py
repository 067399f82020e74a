"""Country names: the phrases that name a country, read from the data files and found in words."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from detente.lists import read_list
from detente.tables import Row, read_table

COUNTRY_COLUMNS = ("country", "name", "other_names", "demonyms", "capitals")
READING_COLUMNS = ("kind", "country", "phrase", "why")


class Kind(StrEnum):
    """What a phrase is."""

    NAME = "name"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    USAGE = "usage"
    PART = "part"
    NONE = "none"
    BODY = "body"


class Condition(StrEnum):
    """What must hold for a name to count."""

    CUE_LOWER = "cue-lower"
    CAPITALS = "capitals"
    PERSON = "person"
    US_STATE = "us-state"


@dataclass(frozen=True, slots=True)
class Name:
    """What a phrase names; ``country`` is empty for NONE and BODY."""

    words: tuple[str, ...]
    kind: Kind
    country: str
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: characters [start, end), and its plain form."""

    start: int
    end: int
    plain: str


@dataclass(frozen=True, slots=True)
class Names:
    """All names by their first word, the longest first, and the words that decide on conditions."""

    by_first: dict[str, tuple[Name, ...]]
    state_words: frozenset[str]
    us_state_words: frozenset[str]


# Letters with stops between them (U.S., D.R.) are one word.
_WORD = re.compile(r"[^\W\d_]\.(?:[^\W\d_]\.)*[^\W\d_]\b\.?|[^\W_]+")
_CODE = re.compile(r"[A-Z]{3}")
_NO_PLURAL = ("s", "sh", "ch", "se", "x", "z", "men", "lao")


def words_of(text: str) -> list[Word]:
    """Cut a text into its words; what stands between them belongs to none."""
    return [Word(match.start(), match.end(), _plain(match[0])) for match in _WORD.finditer(text)]


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    """Small letters without accents and stops: ``U.S.`` is ``us``, ``Türkiye`` is ``turkiye``."""
    if not word.isascii():
        word = "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
    return word.replace(".", "").lower()


@cache
def load_names() -> Names:
    """Read the data files that ship with Detente, once a process."""
    return read_names(Path(__file__).parent)


def country_called(words: str) -> str | None:
    """The country that has just this English name, whatever its capitals and accents; None where none has."""
    said = tuple(word.plain for word in words_of(words))
    said = said[1:] if said[:1] == ("the",) else said
    group = load_names().by_first.get(said[0], ()) if said else ()
    return next((one.country for one in group if one.words == said and one.kind in (Kind.NAME, Kind.USAGE)), None)


def read_names(folder: Path) -> Names:
    """Read the data files of a folder. Raises DetenteError that names file and line of the first fault."""
    found: dict[tuple[str, ...], Name] = {}
    countries: set[str] = set()
    for row in read_table(folder / "countries.tsv", COUNTRY_COLUMNS):
        _check_country(row, countries)
        for name in _names_of(row):
            known = found.setdefault(name.words, name)
            if known.country != name.country:
                raise row.fault(f"{' '.join(name.words)!r} names {known.country} too", "settle it in one row")
    for row in read_table(folder / "country_readings.tsv", READING_COLUMNS):
        reading = _reading(row, countries, found)
        found[reading.words] = reading
    return Names(
        by_first=_by_first(found),
        state_words=frozenset(word for _, word in read_list(folder / "state_words.txt")),
        us_state_words=frozenset(word for _, word in read_list(folder / "us_state_words.txt")),
    )


def _check_country(row: Row, countries: set[str]) -> None:
    code, name, *_ = row.cells
    if not _CODE.fullmatch(code):
        raise row.fault(f"country: {code!r} is not three capital letters")
    if code in countries:
        raise row.fault(f"country: {code} stands twice", "make one row of both")
    if not name:
        raise row.fault("name: missing")
    countries.add(code)


def _names_of(row: Row) -> Iterator[Name]:
    """Yield the row's names, then its capitals: a capital called like its country is the country."""
    code, name, other_names, demonyms, capitals = row.cells
    for phrase in (name, *_listed(other_names)):
        yield Name(_words(row, phrase), Kind.NAME, code)
    for phrase in _listed(demonyms):
        words = _words(row, phrase)
        yield Name(words, Kind.DEMONYM, code)
        if not words[-1].endswith(_NO_PLURAL):
            yield Name((*words[:-1], f"{words[-1]}s"), Kind.DEMONYM, code)
    for phrase in _listed(capitals):
        yield Name(_words(row, phrase), Kind.CAPITAL, code)


def _listed(cell: str) -> list[str]:
    return cell.split("; ") if cell else []


def _words(row: Row, phrase: str) -> tuple[str, ...]:
    words = tuple(word.plain for word in words_of(phrase))
    if not words:
        raise row.fault(f"{phrase!r} has no words")
    return words


def _reading(row: Row, countries: set[str], found: dict[tuple[str, ...], Name]) -> Name:
    kind, country, phrase, _ = row.cells
    words = _words(row, phrase)
    if kind in tuple(Condition):
        if words not in found:
            raise row.fault(f"{phrase!r} names no country of countries.tsv")
        return replace(found[words], condition=Condition(kind))
    if kind not in (Kind.USAGE, Kind.PART, Kind.NONE, Kind.BODY):
        raise row.fault(f"kind: {kind!r} is not known")
    if (kind in (Kind.USAGE, Kind.PART)) != bool(country):
        raise row.fault(f"country: {'missing' if not country else 'not for this kind'}")
    if country and country not in countries:
        raise row.fault(f"country: {country!r} does not stand in countries.tsv")
    return Name(words, Kind(kind), country)


def _by_first(found: dict[tuple[str, ...], Name]) -> dict[str, tuple[Name, ...]]:
    groups: dict[str, list[Name]] = {}
    for words, name in found.items():
        groups.setdefault(words[0], []).append(name)
    return {first: tuple(sorted(names, key=lambda name: -len(name.words))) for first, names in groups.items()}
