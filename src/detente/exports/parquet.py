"""Parquet: the nested columns of ``detente.exports.arrow``, written group by group."""

from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet

from detente.event import CodedReport
from detente.exports.arrow import EVENT_SCHEMA

GROUP = 5_000
"""Events a row group, and the most that are held in memory."""


class ParquetWriter:
    """Writes a row group whenever enough events have come together."""

    def __init__(self, stream: BinaryIO) -> None:
        self._file = parquet.ParquetWriter(stream, EVENT_SCHEMA, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def write(self, coded: CodedReport) -> None:
        """Takes the report's events."""
        self._rows += [event.to_dict() for event in coded.events]
        while len(self._rows) >= GROUP:
            self._write_group(self._rows[:GROUP])
            del self._rows[:GROUP]

    def close(self) -> None:
        """Writes the last group and the foot of the file."""
        if self._rows:
            self._write_group(self._rows)
        self._file.close()

    def _write_group(self, rows: list[dict[str, Any]]) -> None:
        self._file.write_table(pa.Table.from_pylist(rows, schema=EVENT_SCHEMA))
