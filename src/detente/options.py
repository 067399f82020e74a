"""What several commands share: their options, and how their examples are laid out."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.error import DetenteError

if TYPE_CHECKING:
    from detente.ledger import Ledger

output = click.option("--output", default="-", show_default="standard output", metavar="FILE", help="Where to.")
kept_in = click.option(
    "--ledger", default="detente.db", show_default=True, metavar="FILE|URL", help="SQLite file or postgresql:// URL."
)


def examples(*lines: str) -> str:
    """The end of a command's help; the mark keeps the lines apart."""
    return "\b\nExample:\n" + "\n".join(f"  $ {line}" for line in lines)


def checked_day(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """The date given, in ISO 8601; refuses what is none."""
    from detente.dates import read_published

    if value is None:
        return None
    day = read_published(value)
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
