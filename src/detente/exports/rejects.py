"""Rejects written out: for people one a line, else one record each, in the formats that events have."""

import dataclasses
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from detente.exports.csv import Cell, csv_line
from detente.exports.destination import Destination
from detente.exports.jsonl import record_line
from detente.exports.visible import visible
from detente.reject import Reject

COLUMNS = ("file", "line", "field", "reason", "detail", "advice")
"""Fields of a record and columns of a row: ``line`` a number from 1, it and ``field`` null where there is none."""


def write_rejects(rejects: Iterable[Reject], format: str, destination: Destination) -> None:  # noqa: A002
    """Writes the rejects in one of ``detente.exports.FORMATS``. Raises DetenteError for Parquet on a terminal."""
    if format == "parquet":
        _write_parquet(rejects, destination)
        return
    for line in _lines(rejects, format, terminal=destination.terminal):
        destination.stream.write(line.encode("utf-8", "backslashreplace"))
    destination.stream.flush()


def _lines(rejects: Iterable[Reject], format: str, *, terminal: bool) -> Iterator[str]:  # noqa: A002
    match format:
        case "jsonl":
            yield from (record_line(_record(reject)) for reject in rejects)
        case "csv":
            yield csv_line(COLUMNS)
            yield from (csv_line(_cells(reject), terminal=terminal) for reject in rejects)
        case _:
            yield from (f"{visible(str(reject))}\n" for reject in rejects)


def _record(reject: Reject) -> dict[str, Any]:
    return dataclasses.asdict(reject) | {"reason": str(reject.reason)}


def _cells(reject: Reject) -> list[Cell]:
    return [_record(reject)[name] for name in COLUMNS]


def _write_parquet(rejects: Iterable[Reject], destination: Destination) -> None:
    import pyarrow as pa

    from detente.exports.parquet import RowGroups

    required = partial(pa.field, type=pa.string(), nullable=False)
    line, field = pa.field("line", pa.int64()), pa.field("field", pa.string())
    schema = pa.schema([required("file"), line, field, *(required(name) for name in COLUMNS[3:])])
    groups = RowGroups(destination.for_bytes("parquet"), schema)
    try:
        for reject in rejects:
            groups.add([_record(reject)])
        groups.close()
    except BaseException:
        groups.drop()
        raise
