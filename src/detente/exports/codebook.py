"""The codebook written out: a row a type, and below each type a row a mode."""

import csv
import io
import json
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from detente.codebook import Codebook
from detente.exports.destination import Destination
from detente.exports.visible import visible

CODEBOOK_FORMATS = ("table", "jsonl", "csv")
COLUMNS = ("type", "mode", "quad", "score", "cameo", "description")

Row = dict[str, str | float | None]


def codebook_rows(codebook: Codebook) -> Iterator[Row]:
    """One row a type with ``mode`` None, then one for each of its modes; keys are COLUMNS."""
    for kind in codebook.types.values():
        yield _row(kind.name, None, kind.quad, kind.score, kind.cameo, kind.description)
        for mode in kind.modes:
            yield _row(kind.name, mode.name, kind.quad, mode.score, mode.cameo, mode.description)


def _row(*cells: str | float | None) -> Row:
    return dict(zip(COLUMNS, cells, strict=True))


def write_codebook(codebook: Codebook, format: str, destination: Destination) -> None:  # noqa: A002
    """Writes the rows in one of CODEBOOK_FORMATS."""
    rows = list(codebook_rows(codebook))
    match format:
        case "jsonl":
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        case "csv":
            text = _csv(rows)
        case _:
            text = _table(codebook.name, rows, destination.terminal)
    destination.stream.write(text.encode())
    destination.stream.flush()


def _csv(rows: list[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _table(name: str, rows: list[Row], terminal: bool) -> str:
    text = io.StringIO()
    console = Console(
        file=text, force_terminal=terminal, width=None if terminal else 100, highlight=False, markup=False
    )
    table = Table(title=visible(name), box=None, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, justify="right" if column == "score" else "left", no_wrap=column != "description")
    for row in rows:
        cells = ["" if cell is None else visible(str(cell)) for cell in row.values()]
        table.add_row(*(cells if row["mode"] is None else ["", *cells[1:2], "", *cells[3:]]))
    console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())
