"""Parties: from what a user calls a party to its key, and from the key to its name."""

from difflib import get_close_matches
from functools import cache
from pathlib import Path

from detente.actors import resolve as resolving
from detente.actors.country_names import COUNTRY_COLUMNS
from detente.actors.table import INTERNATIONAL, SECTORS, load_actors
from detente.error import DetenteError
from detente.incidents.incident import Party
from detente.relations.act import Level
from detente.relations.acts import party_key
from detente.tables import read_table

_NEAR = 3
"""Names that are offered in place of one that is not known."""


def party_of(words: str, level: Level = Level.COUNTRY) -> str:
    """The key of a party at a level.

    It is called by a country's name or code (``RUS``), country and sector (``RUS:MIL``), ``actor_id``, or any words
    that name an actor. Raises DetenteError, with near names as advice, where the words name nobody, or nobody of this
    level.
    """
    found = _by_key(words.strip()) or _by_words(words.strip())
    if found is None:
        raise DetenteError(words, "names no actor", _advice(words))
    key = party_key(found, level)
    if key is None:
        finer = level is not Level.ORGANISATION
        advice = "ask for the level of organisations" if finer else "name one with a country"
        reason = "acts for no state" if found.country else "is of no one country"
        raise DetenteError(words, reason, advice)
    return key


def level_asked(*words: str) -> Level:
    """The coarsest level at which each of these parties is told apart as finely as its words do.

    Raises DetenteError as ``party_of`` does.
    """
    keys = [party_of(one, Level.ORGANISATION) for one in words]
    levels = tuple(Level)
    return max((level_of(key) for key in keys), key=levels.index, default=Level.COUNTRY)


def level_of(key: str) -> Level:
    """The level at which a key names a party."""
    _, _, rest = key.partition(":")
    if rest in SECTORS:
        return Level.SECTOR
    return Level.COUNTRY if not rest and key in _country_names() else Level.ORGANISATION


def name_of(key: str) -> str:
    """The name of a party by its key: of a country, a country and sector, or an actor of the table; else the key."""
    country, _, rest = key.partition(":")
    if not rest:
        return _country_names().get(country, key)
    if rest in SECTORS:
        return f"{_country_names().get(country, country)}, {resolving.NAMES_OF_SECTORS[rest]}"
    spells = load_actors().spells(key)
    return spells[-1].name if spells else key


def countries_like(words: str) -> list[str]:
    """Codes of countries: first those whose code or one of whose names is the words, then those where one begins so."""
    wanted = " ".join(words.casefold().split())
    names = _all_country_names() | {code: (_country_names()[code],) for code in INTERNATIONAL}
    found: list[tuple[bool, str, str]] = []
    for code, several in names.items():
        known = [one.casefold() for one in (code, *several)]
        if any(one.startswith(wanted) for one in known):
            found.append((wanted not in known, several[0], code))
    return [code for _, _, code in sorted(found)]


def _by_key(words: str) -> Party | None:
    code, _, rest = words.partition(":")
    country = code.upper() if code.upper() in _country_names() else None
    if not rest:
        return Party(country, name_of(country), country, None) if country and len(words) == len("RUS") else None
    if country and rest.upper() in SECTORS:
        key = f"{country}:{rest.upper()}"
        return Party(key, name_of(key), country, rest.upper())
    spells = load_actors().spells(words)
    last = spells[-1] if spells else None
    return Party(words, last.name, last.country or None, last.sector or None) if last else None


def _by_words(words: str) -> Party | None:
    answer = resolving.resolve_actor(words)
    if answer is None or (answer.country is None and answer.actor_id is None):
        return None
    return Party(answer.actor_id, answer.name or words, answer.country, answer.sector)


def _advice(words: str) -> str:
    """Names that are spelt much the same, of countries and of actors."""
    by_plain = {name.casefold(): name for names in _all_country_names().values() for name in names}
    close = get_close_matches(words.casefold(), by_plain, n=_NEAR, cutoff=0.7)
    near = [by_plain[plain] for plain in close]
    near += [row.name for row in load_actors().spelled_like(words)]
    found = list(dict.fromkeys(near))[:_NEAR]
    return f"near: {', '.join(found)}" if found else "give a country's name or code, such as RUS, or an actor_id"


@cache
def _all_country_names() -> dict[str, tuple[str, ...]]:
    """Names of each country in English, the usual one first."""
    path = Path(resolving.__file__).with_name("countries.tsv")
    cells = (row.cells for row in read_table(path, COUNTRY_COLUMNS))
    return {code: (name, *filter(None, others.split("; "))) for code, name, others, _, _ in cells}


@cache
def _country_names() -> dict[str, str]:
    """The usual name by code, of bodies that stand where a country does too."""
    usual = {code: names[0] for code, names in _all_country_names().items()}
    return usual | {code: resolving.country_name(code) for code in INTERNATIONAL}
