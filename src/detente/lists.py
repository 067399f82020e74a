"""Lists: data files of one entry a line under a head that tells origin, licence and date."""

from pathlib import Path

from detente.error import DetenteError
from detente.head import require_head


def read_list(path: Path) -> tuple[tuple[int, str], ...]:
    """Line number (from 1) and words of every entry, in order.

    A line that begins with ``#`` is the head or a comment, and empty lines are passed over. Raises DetenteError that
    names file and line where a line of the head is missing, an entry has white space at an end, or stands twice.
    """
    entries: dict[str, int] = {}
    comments: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.startswith("#"):
            comments.append(line)
        elif line != line.strip():
            raise DetenteError(f"{path}:{number}", "white space at the start or end of an entry", "remove it")
        elif line in entries:
            raise DetenteError(f"{path}:{number}", f"{line!r} stands in line {entries[line]} too", "remove one")
        elif line:
            entries[line] = number
    require_head(path, comments)
    return tuple((number, entry) for entry, number in entries.items())
