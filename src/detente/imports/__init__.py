"""Imports: event tables of other coders, row by row, as reports without text.

A row becomes one report whose text is empty, with one event whose mentions have names and no words. So incidents and
relations work on what users already have; ``docs/imports.md`` tells column by column what becomes of each table.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from detente.event import CodedReport
from detente.reject import Reject

if TYPE_CHECKING:
    from detente.ledger import Ledger

__all__ = ["FORMATS", "import_tables", "read_table"]

FORMATS = ("icews", "gdelt", "polecat", "acled", "ucdp")
"""Whose tables are read: ICEWS of 20 columns, GDELT 2.0 of 61, POLECAT of 40, ACLED, and UCDP GED of version 20 on."""


def read_table(format_: str, path: str | Path) -> Iterator[CodedReport | Reject]:
    """The rows of one table, plain, gzip or zip, in their order; keeps nothing.

    A row that PLOVER has no type for is a report without events. A Reject with a field may stand beside the report of
    its row: the event is there without that field. Raises DetenteError if there is no such format.
    """
    return import_tables(format_, [path])


def import_tables(
    format_: str, paths: Iterable[str | Path], ledger: "Ledger | None" = None
) -> Iterator[CodedReport | Reject]:
    """The rows of all tables, in their order, as ``detente import``; an id that stood before is refused.

    With a ledger everything is kept before it is given out; rows that it holds as they are given are not kept again,
    and a row that its makers have revised supersedes the old one. Raises DetenteError if there is no such format.
    """
    from detente.imports.importing import import_rows

    return import_rows(format_, [Path(path) for path in paths], ledger)
