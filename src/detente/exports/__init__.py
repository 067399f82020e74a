"""Exports: events written out, one module a format.

A format is a class that is made from a binary stream and does what Writer says; the built-in ones come in by the same
door. Heavy libraries are loaded by the format that needs them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from detente.error import DetenteError
from detente.event import CodedReport
from detente.exports.destination import Destination, open_destination

FORMATS = ("table", "jsonl", "csv", "parquet")
"""Formats of events."""
CODEBOOK_FORMATS = ("table", "jsonl", "csv")
"""Formats of the codebook."""


class Writer(Protocol):
    """What every format does."""

    def write(self, coded: CodedReport) -> None:
        """Writes the events of one report."""

    def close(self) -> None:
        """Writes what is still due; the stream below stays open."""

    def drop(self) -> None:
        """Writes no more, since the output will not be whole."""


@contextmanager
def open_writer(format: str, destination: str | Path) -> Iterator[Writer]:  # noqa: A002
    """A writer of this format to a file, or to standard output for ``-``.

    The file appears under its name when the block ends without an error, and not at all otherwise. Raises DetenteError
    for an unknown format, for binary output on a terminal, and for a file that cannot be written.
    """
    if format not in FORMATS:
        raise DetenteError("format", f"{format!r} is not known", f"one of {', '.join(FORMATS)}")
    with open_destination(destination) as opened:
        writer = _writer(format, opened)
        try:
            yield writer
            writer.close()
        except BaseException:
            writer.drop()
            raise


def _writer(format: str, opened: Destination) -> Writer:  # noqa: A002
    match format:
        case "jsonl":
            from detente.exports.jsonl import JsonLinesWriter

            return JsonLinesWriter(opened.stream)
        case "csv":
            from detente.exports.csv import CsvWriter

            return CsvWriter(opened.stream, terminal=opened.terminal)
        case "parquet":
            from detente.exports.parquet import ParquetWriter

            return ParquetWriter(opened.for_bytes("parquet"))
        case _:
            from detente.exports.table import TableWriter

            return TableWriter(opened.stream, terminal=opened.terminal)
