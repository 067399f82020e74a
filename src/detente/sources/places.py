"""Places whose names are known: countries, capitals, and the cities of ``places.txt`` from which news are sent."""

from functools import cache
from pathlib import Path

from detente.actors.country_names import Kind, load_names, words_of
from detente.lists import read_list

_LIST = Path(__file__).with_name("places.txt")


@cache
def _cities() -> frozenset[tuple[str, ...]]:
    return frozenset(_plain(name) for _, name in read_list(_LIST))


def _plain(name: str) -> tuple[str, ...]:
    return tuple(word.plain for word in words_of(name))


def is_country(name: str) -> bool:
    """Whether ``name`` as a whole names a country or a part of one; accents and capitals do not matter."""
    return _is_of_kind(name, (Kind.NAME, Kind.USAGE, Kind.PART))


def is_city(name: str) -> bool:
    """Whether ``name`` as a whole is a capital or a city of the list."""
    return _plain(name) in _cities() or _is_of_kind(name, (Kind.CAPITAL,))


def is_known_place(name: str) -> bool:
    """Whether ``name`` as a whole is a city or a country."""
    return is_city(name) or is_country(name)


def _is_of_kind(name: str, kinds: tuple[Kind, ...]) -> bool:
    words = _plain(name)
    found = load_names().by_first.get(words[0], ()) if words else ()
    return any(one.words == words and one.kind in kinds for one in found)
