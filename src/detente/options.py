"""What several commands share: their options, and how their examples are laid out."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.coding.labels import STATUSES, TYPES
from detente.error import DetenteError

if TYPE_CHECKING:
    from detente.ledger import Ledger

output = click.option("--output", default="-", show_default="standard output", metavar="FILE", help="Where to.")
kept_in = click.option(
    "--ledger", default="detente.db", show_default=True, metavar="FILE|URL", help="SQLite file or postgresql:// URL."
)


def _country_codes(_ctx: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of the countries given; the tables are loaded here and not before."""
    if not values:
        return ()
    from detente.actors.country_codes import NO_COUNTRY, country_code

    codes = [country_code(value) for value in values]
    if None in codes:
        raise click.BadParameter(f"{values[codes.index(None)]!r} {NO_COUNTRY}")
    return tuple(code for code in codes if code)


of_type = click.option("--type", multiple=True, type=click.Choice(TYPES, case_sensitive=False), help="Repeatable.")
of_actor = click.option(
    "--actor",
    metavar="WORDS",
    help="Part of an actor's or a recipient's words or name; or an id or code, whole: YEM:MIL.",
)
of_country = click.option(
    "--country",
    multiple=True,
    metavar="COUNTRY",
    callback=_country_codes,
    help="Name in English, or ISO alpha-3, or UNO, EUR, IGO, IMG; of an actor or a place. Repeatable.",
)
of_status = click.option("--status", multiple=True, type=click.Choice(STATUSES), help="Repeatable.")
with_confidence = click.option("--min-confidence", type=float, metavar="0…1", help="Least confidence.")
from_publishers = click.option("--min-publishers", type=int, metavar="NUMBER", help="Fewest independent publishers.")


def examples(*lines: str) -> str:
    """The end of a command's help; the mark keeps the lines apart."""
    return "\b\nExample:\n" + "\n".join(f"  $ {line}" for line in lines)


def checked_day(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """The date given, in ISO 8601; refuses what is none."""
    from detente.dates import read_day

    if value is None:
        return None
    day = read_day(value)
    if day is None:
        raise click.BadParameter(f"{value!r} is not a date, such as 2024-11-17")
    return day


def open_ledger(where: str, *, create: bool = True) -> "Ledger":
    """The ledger at a path or URL; the database is loaded here and not before."""
    from detente.ledger import Ledger

    return Ledger(where, create=create)


def files_of(ledger: str) -> tuple[str, ...]:
    """The files of a ledger that is one: SQLite keeps two beside it."""
    return (ledger, f"{ledger}-wal", f"{ledger}-shm")


def require_apart(output: str, used: Iterable[str]) -> None:
    """Refuses to replace what is being read or where it is kept, be it there yet or not."""
    if output == "-":
        return
    for path in used:
        if os.path.realpath(output) == os.path.realpath(path) or _is_same_file(output, path):
            raise DetenteError(output, "is read or kept by this same command", "name another output")


def _is_same_file(first: str, second: str) -> bool:
    return Path(first).is_file() and Path(second).is_file() and Path(first).samefile(second)
