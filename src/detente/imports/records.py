"""Records: from the bytes of a table to its rows of cells, each with the number of the line that it begins on.

Only one row is held at a time, and none longer than MAX_ROW_BYTES. A row that cannot be cut into cells is a Fault in
its place, and reading goes on with the line after the one that is at fault.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedReader

from detente.reject import Reason
from detente.sources import limits
from detente.sources.encoding import mark_of, unmarked_utf16
from detente.sources.streams import lines, peek, recode

MAX_ROW_BYTES = 120_000
"""Longest row. Rows of the tables that are read here stay below 20,000; the csv module takes 131,072 a cell."""
MAX_ROW_LINES = 100
"""Most lines of one row: notes in quotes may hold line ends. A quote that is never closed ends here."""


class Quoting(StrEnum):
    """What a quotation mark means in a table."""

    NONE = "none"
    """Nothing: it is a character like others."""
    LINE = "line"
    """Cells may stand in quotes, but a row is always one line."""
    FULL = "full"
    """Cells may stand in quotes and hold line ends."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are set apart."""

    delimiters: str
    """One character, or several of which the first line shows which is used."""
    quoting: Quoting


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one row; ``line`` is the line that it begins on and counts from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that is no row: why, and what to do."""

    line: int
    reason: Reason
    detail: str = ""
    advice: str = ""


def records(stream: BufferedReader, dialect: Dialect) -> Iterator[Record | Fault]:
    """The rows of a table in their order; empty lines are passed over.

    Raises what ``detente.sources.streams`` raises on damaged data.
    """
    texts = _Lines(_as_utf8(stream))
    delimiter = ""
    while (line := texts.next()) is not None:
        if isinstance(line, Fault):
            yield line
            continue
        number, text = line
        if not text.strip("\r\n \t\f\v"):
            continue
        delimiter = delimiter or max(dialect.delimiters, key=text.count)
        if dialect.quoting is Quoting.NONE:
            yield Record(number, tuple(text.split(delimiter)))
        else:
            yield _quoted(texts, number, text, delimiter, dialect.quoting)


class _Lines:
    """Decoded lines, of which some may be given back."""

    def __init__(self, stream: BufferedReader) -> None:
        self._lines = lines(stream)
        self._again: deque[tuple[int, str] | Fault] = deque()

    def next(self) -> "tuple[int, str] | Fault | None":
        if self._again:
            return self._again.popleft()
        line = next(self._lines, None)
        return None if line is None else _decoded(line.number, line.data)

    def give_back(self, taken: "list[tuple[int, str] | Fault]") -> None:
        self._again.extendleft(reversed(taken))


def _decoded(number: int, data: bytes | None) -> tuple[int, str] | Fault:
    if data is None or len(data) > MAX_ROW_BYTES:
        return Fault(number, Reason.TOO_LARGE, f"a line of more than {MAX_ROW_BYTES} bytes")
    if b"\0" in data:
        return Fault(number, Reason.BINARY, "NUL", "remove it")
    try:
        return number, data.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"byte {error.start} (0x{data[error.start]:02X}) is not UTF-8"
        return Fault(number, Reason.ENCODING, where, "save the table as UTF-8")


def _as_utf8(stream: BufferedReader) -> BufferedReader:
    """The stream with UTF-16 and UTF-32 turned to UTF-8, and without byte order mark."""
    head = peek(stream, limits.SNIFFED_BYTES)
    mark = mark_of(head)
    encoding = mark[0] if mark else unmarked_utf16(head)
    if mark:
        stream.read(mark[1])
    return stream if encoding in (None, "utf-8") else recode(stream, str(encoding))


def _quoted(texts: _Lines, number: int, text: str, delimiter: str, quoting: Quoting) -> Record | Fault:
    parts, taken, size = [text], list[tuple[int, str] | Fault](), len(text)
    cells = _cells(parts, delimiter)
    while cells is None and quoting is Quoting.FULL and len(parts) < MAX_ROW_LINES:
        line = texts.next()
        if line is None:
            break
        taken.append(line)
        if isinstance(line, Fault) or size + len(line[1]) > MAX_ROW_BYTES:
            break
        parts.append(line[1])
        size += len(line[1])
        cells = _cells(parts, delimiter) if '"' in line[1] else None
    if cells is not None:
        return Record(number, cells)
    # What stood after the line at fault is read as rows of its own, so that one bad quote costs one row.
    texts.give_back(taken)
    return Fault(number, Reason.QUOTES, advice='write "" for a quotation mark inside quotes')


def _cells(parts: list[str], delimiter: str) -> tuple[str, ...] | None:
    """The cells of the one row that the lines hold; None where a quote is not closed or they hold several rows."""
    reader = csv.reader((f"{part}\n" for part in parts), delimiter=delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        return None
    return tuple(rows[0]) if len(rows) == 1 else None
