"""Parquet: the nested columns of ``detente.exports.arrow``, written group by group."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet

from detente.event import CodedReport
from detente.exports.arrow import EVENT_SCHEMA

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

GROUP = 5_000
"""Rows a group, and about the most that are held in memory."""


class _Sink(io.RawIOBase):
    """What Arrow writes into. Its writer ends the file when it is thrown away, however that came: not into ours."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream: BinaryIO | None = stream

    def writable(self) -> bool:
        return True

    def write(self, data: "Buffer") -> int:
        return memoryview(data).nbytes if self._stream is None else self._stream.write(data)

    def drop(self) -> None:
        self._stream = None


class ParquetWriter:
    """Writes a row group whenever enough events have come together."""

    def __init__(self, stream: BinaryIO) -> None:
        self._groups = RowGroups(stream, EVENT_SCHEMA)

    def write(self, coded: CodedReport) -> None:
        """Takes the report's events."""
        self._groups.add([event.to_dict() for event in coded.events])

    def close(self) -> None:
        """Writes the last group and the foot of the file."""
        self._groups.close()

    def drop(self) -> None:
        """Writes neither the last group nor a foot: nobody shall take the file for whole."""
        self._groups.drop()


class RowGroups:
    """A Parquet file of any rows, written group by group."""

    def __init__(self, stream: BinaryIO, schema: pa.Schema) -> None:
        self._sink = _Sink(stream)
        self._schema = schema
        self._file = parquet.ParquetWriter(pa.PythonFile(self._sink, mode="w"), schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Takes rows, and writes those that make a group."""
        self._rows += rows
        while len(self._rows) >= GROUP:
            self._write_group(self._rows[:GROUP])
            del self._rows[:GROUP]

    def close(self) -> None:
        """Writes the last group and the foot of the file."""
        if self._rows:
            self._write_group(self._rows)
        self._file.close()

    def drop(self) -> None:
        """Writes neither the last group nor a foot: nobody shall take the file for whole."""
        self._sink.drop()

    def _write_group(self, rows: list[dict[str, Any]]) -> None:
        self._file.write_table(pa.Table.from_pylist(rows, schema=self._schema))
