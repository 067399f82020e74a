"""Tables: data files of tab-separated rows under a head that tells origin, licence and date.

The head is comment lines, the first row names the columns, then one row a line. An empty cell is an empty string.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.error import DetenteError
from detente.head import require_head


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the place it was read from; ``cells`` has one text for each of the columns asked for."""

    path: Path
    line: int
    cells: tuple[str, ...]

    def fault(self, reason: str, advice: str = "") -> DetenteError:
        """Make the error that names this row."""
        return DetenteError(f"{self.path}:{self.line}", reason, advice)


def read_table(path: Path, columns: Sequence[str]) -> tuple[Row, ...]:
    """All rows in order, with exactly these columns.

    Raises DetenteError that names file and line where it is not UTF-8, the head or a column is missing, a row has more
    or fewer cells than there are columns, or a cell has white space at an end.
    """
    comments: list[str] = []
    rows: list[Row] = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.startswith("#"):
            comments.append(line)
        elif line:
            rows.append(_row(path, number, line, len(columns)))
    require_head(path, comments)
    if not rows or rows[0].cells != tuple(columns):
        place = rows[0].line if rows else 1
        raise DetenteError(f"{path}:{place}", f"the columns are not {', '.join(columns)}", "name them in the first row")
    return tuple(rows[1:])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DetenteError(f"{path}:{line}", "not UTF-8", "save the file as UTF-8") from error


def _row(path: Path, number: int, line: str, width: int) -> Row:
    cells = tuple(line.split("\t"))
    row = Row(path, number, cells)
    if len(cells) != width:
        raise row.fault(f"{len(cells)} cells instead of {width}", "separate cells with one tab")
    if any(cell != cell.strip() for cell in cells):
        raise row.fault("white space at the start or end of a cell", "remove it")
    return row
