"""Reject: input that could not be read, as a value that says where, what, why and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why input was refused: the closed list that stands in the ledger's ``rejects``."""

    MISSING_FILE = "file not found"
    UNREADABLE = "file cannot be read"
    EMPTY = "empty"
    BINARY = "binary data"
    ENCODING = "encoding not certain"
    TOO_LARGE = "too large"
    NOT_JSON = "not a JSON object"
    TOO_DEEP = "nested too deeply"
    MISSING_FIELD = "field missing"
    DOUBLE_FIELD = "field given twice"
    WRONG_TYPE = "field of the wrong type"
    DOUBLE_ID = "id used before in this run"
    BAD_DATE = "not a date"
    LANGUAGE = "language"
    BROKEN_GZIP = "broken gzip data"
    BROKEN_ZIP = "broken zip data"
    COLUMNS = "wrong columns"
    CELLS = "wrong number of cells"
    QUOTES = "quotes that do not close"
    CODE = "code not known"
    NUMBER = "not a number"
    COORDINATES = "not coordinates"
    FAULT = "fault of the program"


LONGEST_DETAIL = 100
"""Characters of what others wrote that a detail has of it."""


def short_detail(words: str) -> str:
    """The first line, cut where it is long."""
    line = words.split("\n", 1)[0]
    return line if len(line) <= LONGEST_DETAIL else line[: LONGEST_DETAIL - 1] + "…"


@dataclass(frozen=True, slots=True)
class Reject:
    """One refused piece of input. ``detail`` completes the reason: ``language: ar``."""

    file: str
    line: int | None
    field: str | None
    reason: Reason
    detail: str = ""
    advice: str = ""

    def __str__(self) -> str:
        """One line for people: place, reason, advice."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        what = f"{self.reason}: {self.detail}" if self.detail else str(self.reason)
        named = f"{self.field}: " if self.field else ""
        return f"{where}: {named}{what}" + (f" ({self.advice})" if self.advice else "")
