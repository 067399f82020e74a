"""The codebook written out: a row a type, and below each type a row a mode."""

import csv
import io
import json
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from detente.codebook import COLUMNS, Codebook
from detente.exports.destination import Destination
from detente.exports.visible import visible

Rows = Sequence[Mapping[str, object]]


def write_codebook(codebook: Codebook, format: str, destination: Destination) -> None:  # noqa: A002
    """Writes the rows in one of CODEBOOK_FORMATS."""
    rows = list(codebook.rows())
    match format:
        case "jsonl":
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        case "csv":
            text = _csv(rows)
        case _:
            text = _table(codebook.name, rows, destination.terminal)
    destination.stream.write(text.encode())
    destination.stream.flush()


def _csv(rows: Rows) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _table(name: str, rows: Rows, terminal: bool) -> str:
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
