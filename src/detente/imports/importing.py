"""Importing: the loop from files by way of a format's rows to the ledger."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from detente import __version__
from detente.codebook import load_codebook
from detente.error import DetenteError
from detente.event import CodedReport
from detente.imports import FORMATS
from detente.imports.cells import Layout, Refused, Row
from detente.imports.files import BrokenZipError, Opened, Reach, open_tables
from detente.imports.making import model_of
from detente.imports.records import Fault, Record, records
from detente.reject import Reason, Reject
from detente.sources.identity import SeenIds
from detente.sources.streams import BROKEN_GZIP, TooLargeError

if TYPE_CHECKING:
    from detente.ledger import Ledger

Item = CodedReport | Reject
CHUNK = 500
"""Rows of one transaction of the ledger, which is all that memory holds of a table."""


@dataclass(frozen=True, slots=True)
class Format:
    """How the tables of one coder are read."""

    name: str
    layout: Layout
    read_row: Callable[[Row], CodedReport]


def format_of(name: str) -> Format:
    """The format of this name. Raises DetenteError if there is none."""
    if name not in FORMATS:
        raise DetenteError(name, "no such format of tables", f"one of {', '.join(FORMATS)}")
    module = import_module(f"detente.imports.{name}")
    return Format(name, module.LAYOUT, module.read_row)


def import_rows(
    format_: str, paths: Iterable[Path], ledger: "Ledger | None", reach: Reach | None = None
) -> Iterator[Item]:
    """See ``detente.imports.import_tables``. The format is checked at once, the rows are read as they are asked for.

    ``reach`` is kept up with how far the reading has come.
    """
    read_as = format_of(format_)
    items = _items(read_as, paths, reach or Reach())
    return items if ledger is None else _kept(items, read_as, ledger)


def _kept(items: Iterator[Item], format_: Format, ledger: "Ledger") -> Iterator[Item]:
    """The items, each after the transaction that keeps it: what is killed in between goes on where it was."""
    from detente.ledger import RunIdentity

    run = ledger.begin(RunIdentity(__version__, model_of(format_.name), load_codebook().name))
    while chunk := list(islice(items, CHUNK)):
        ledger.keep(run, chunk)
        yield from chunk
    ledger.end(run)


def _items(format_: Format, paths: Iterable[Path], reach: Reach) -> Iterator[Item]:
    seen = SeenIds()
    for opened in open_tables(paths, sys.stdin.buffer, reach):
        if isinstance(opened, Reject):
            yield opened
        else:
            yield from _table(format_, opened, seen)


def _table(format_: Format, opened: Opened, seen: SeenIds) -> Iterator[Item]:
    """The rows of one table; whatever stops the reading is its last item."""
    line: int | None = None
    try:
        for item in _rows(format_, opened, seen):
            line = item.line if isinstance(item, Reject) else item.report.line
            yield item
    except BROKEN_GZIP as error:
        yield _stopped(opened, line, Reason.BROKEN_GZIP, str(error).split("\n", 1)[0])
    except BrokenZipError as error:
        yield _stopped(opened, line, Reason.BROKEN_ZIP, str(error).split("\n", 1)[0])
    except TooLargeError as error:
        yield _stopped(opened, line, Reason.TOO_LARGE, str(error))
    except UnicodeDecodeError as error:
        yield _stopped(opened, line, Reason.ENCODING, f"{error.encoding.upper()} with bytes that are not")
    except OSError as error:
        yield _stopped(opened, line, Reason.UNREADABLE, error.strerror or str(error))


def _stopped(opened: Opened, line: int | None, reason: Reason, detail: str) -> Reject:
    return Reject(opened.name, line, None, reason, detail, "the lines up to this one were read" if line else "")


def _rows(format_: Format, opened: Opened, seen: SeenIds) -> Iterator[Item]:
    read = records(opened.stream, format_.layout.dialect)
    first = next(read, None)
    if first is None:
        yield Reject(opened.name, None, None, Reason.EMPTY)
        return
    try:
        places, width = _columns(format_.layout, first)
    except Refused as refused:
        yield refused.reject(opened.name, first.line)
        return
    if not format_.layout.header:
        yield from _row(format_, opened.name, first, places, width, seen)
    empty = format_.layout.header
    for record in read:
        empty = False
        yield from _row(format_, opened.name, record, places, width, seen)
    if empty:
        yield Reject(opened.name, None, None, Reason.EMPTY, "no rows below the names of the columns")


def _columns(layout: Layout, first: Record | Fault) -> tuple[dict[str, int], int]:
    """Which cell each column is, and how many there are. Raises Refused where the first row does not fit."""
    if isinstance(first, Fault):
        raise Refused(first.reason, None, first.detail, first.advice)
    if layout.header:
        return layout.places(first.cells), len(first.cells)
    width = len(layout.columns)
    if len(first.cells) != width:
        advice = "give the table as its makers publish it"
        raise Refused(Reason.COLUMNS, None, f"{len(first.cells)} instead of {width}", advice)
    return {name: place for place, name in enumerate(layout.columns)}, width


def _row(
    format_: Format, file: str, record: Record | Fault, places: dict[str, int], width: int, seen: SeenIds
) -> Iterator[Item]:
    """The report of a row and what of it could not be read, or why it is refused."""
    if isinstance(record, Fault):
        yield Reject(file, record.line, None, record.reason, record.detail, record.advice)
        return
    try:
        row = Row.of(file, record, places, format_.layout.missing, width)
        coded = format_.read_row(row)
    except Refused as refused:
        yield refused.reject(file, record.line)
        return
    if not seen.add(coded.report.id):
        yield Reject(file, record.line, format_.layout.id, Reason.DOUBLE_ID, coded.report.id[:80])
        return
    yield coded
    yield from row.faults
