"""Head: the comment lines of a data file that tell its origin, licence and date."""

from collections.abc import Sequence
from pathlib import Path

from detente.error import DetenteError

FIELDS = ("Origin", "Licence", "Date")


def require_head(path: Path, comments: Sequence[str]) -> None:
    """Refuse the file, with a DetenteError, unless its comment lines tell all of FIELDS."""
    missing = [field for field in FIELDS if not any(line.startswith(f"# {field}: ") for line in comments)]
    if missing:
        advice = f"begin with '# {FIELDS[0]}: …'"
        raise DetenteError(f"{path}:1", f"the head does not tell {', '.join(missing)}", advice)
