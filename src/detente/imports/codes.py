"""Codes: other coders' names and codes of countries and sectors as Detente's."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from detente.actors.resolve import country_of
from detente.actors.table import INTERNATIONAL, SECTORS
from detente.error import DetenteError
from detente.tables import Row, read_table

SECTOR_COLUMNS = ("table", "said", "sector", "rank")
FIPS_COLUMNS = ("fips", "country", "name", "by")
CAMEO_COUNTRY_COLUMNS = ("cameo", "country", "name")
NAME_COLUMNS = ("name", "country", "by")
_FOLDER = Path(__file__).parent
_COUNTRIES = _FOLDER.parent / "actors" / "countries.tsv"
_COUNTRY_COLUMNS = ("country", "name", "other_names", "demonyms", "capitals")


@lru_cache(maxsize=2048)
def country_named(name: str) -> str | None:
    """The country of this name, as tables write it; None where it is none or not one. ISO 3166-1 alpha-3."""
    own = _names().get(name.casefold())
    if own is not None:
        return own
    found = country_of(name)
    return found.country if found else None


def country_of_fips(code: str) -> str | None:
    """The country of a FIPS 10-4 code; None where it is none of one country."""
    return _fips().get(code.upper())


def country_of_cameo(code: str) -> str | None:
    """The country of a CAMEO code, None for a region. Raises KeyError where the code is not known."""
    regions = _cameo_countries()
    if code in regions:
        return regions[code] or None
    if code in countries():
        return code
    raise KeyError(code)


def country_of_plover(code: str) -> str | None:
    """The country of a PLOVER code, international bodies included. Raises KeyError where the code is not known."""
    if code in INTERNATIONAL or code in countries():
        return code
    return country_of_cameo(code)


def sector_of(table: str, said: Iterable[str]) -> str | None:
    """The PLOVER sector of an actor by all that a table says of what it does: the one of the lowest rank."""
    ranks = _sectors()
    found = [rank for one in said if (rank := _rank(ranks, table, one)) is not None]
    return min(found)[1] if found else None


def _rank(ranks: Mapping[tuple[str, str], tuple[int, str]], table: str, said: str) -> tuple[int, str] | None:
    exact = ranks.get((table, said))
    if exact is not None:
        return exact
    words = said.split()
    ends = ranks.get((table, f"* {words[-1]}")) if words else None
    return ends or (ranks.get((table, f"{words[0]} *")) if words else None)


@cache
def countries() -> frozenset[str]:
    """All codes of countries that Detente knows."""
    return frozenset(row.cells[0] for row in read_table(_COUNTRIES, _COUNTRY_COLUMNS))


@cache
def _names() -> dict[str, str]:
    return {row.cells[0].casefold(): _country(row, 1) for row in read_table(_FOLDER / "names.tsv", NAME_COLUMNS)}


@cache
def _fips() -> dict[str, str]:
    return {row.cells[0]: _country(row, 1) for row in read_table(_FOLDER / "fips.tsv", FIPS_COLUMNS)}


@cache
def _cameo_countries() -> dict[str, str]:
    rows = read_table(_FOLDER / "cameo_countries.tsv", CAMEO_COUNTRY_COLUMNS)
    return {row.cells[0]: _country(row, 1) for row in rows}


@cache
def _sectors() -> dict[tuple[str, str], tuple[int, str]]:
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for row in read_table(_FOLDER / "sectors.tsv", SECTOR_COLUMNS):
        table, said, sector, rank = row.cells
        if sector not in SECTORS:
            raise row.fault(f"sector: {sector!r} is none", f"one of {', '.join(sorted(SECTORS))}")
        if not rank.isdecimal():
            raise row.fault(f"rank: {rank!r} is not a number")
        if (table, said) in found:
            raise row.fault(f"said: {said!r} stands twice", "remove one")
        found[table, said] = (int(rank), sector)
    return found


def _country(row: Row, cell: int) -> str:
    code = row.cells[cell]
    if code and code not in countries():
        raise _unknown(row, code)
    return code


def _unknown(row: Row, code: str) -> DetenteError:
    return row.fault(f"country: {code!r} is no ISO 3166-1 alpha-3 code")
