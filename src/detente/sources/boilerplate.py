"""Boilerplate: what stands among the paragraphs of news pages and tells nothing, by the list in ``boilerplate.txt``."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detente.error import DetenteError
from detente.lists import read_list

LONGEST = 400
"""A longer paragraph is never boilerplate as a whole, in characters."""
LONGEST_TAIL = 700
"""No more than this is cut from a paragraph's end, in characters."""
LONGEST_CREDIT = 120
"""A picture's credit begins at most this many characters before the paragraph's end."""

_LIST = Path(__file__).with_name("boilerplate.txt")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The expressions of a list, one for each use."""

    whole: re.Pattern[str]
    start: re.Pattern[str]
    end: re.Pattern[str]
    tail: re.Pattern[str]

    def is_all_of(self, paragraph: str) -> bool:
        """Whether nothing of the paragraph is told."""
        if len(paragraph) > LONGEST:
            return False
        return bool(
            self.whole.fullmatch(paragraph)
            or self.start.match(paragraph)
            or self.end.search(paragraph, max(len(paragraph) - LONGEST_CREDIT, 0))
        )

    def told(self, paragraph: str) -> int:
        """Number of characters of the paragraph before its tail of boilerplate."""
        found = self.tail.search(paragraph, max(len(paragraph) - LONGEST_TAIL, 0))
        return found.start() if found else len(paragraph)


def load(path: Path = _LIST) -> Boilerplate:
    """Read a list of boilerplate. Raises DetenteError that names file and line of an entry that is not right."""
    kinds: dict[str, list[str]] = {"whole": [], "start": [], "end": [], "tail": []}
    for number, entry in read_list(path):
        kind, _, expression = entry.partition(": ")
        if kind not in kinds or not expression:
            raise DetenteError(f"{path}:{number}", f"no entry: {entry[:40]!r}", f"begin with {', '.join(kinds)}")
        try:
            re.compile(expression)
        except re.error as error:
            raise DetenteError(f"{path}:{number}", f"no regular expression: {error}") from error
        kinds[kind].append(expression)
    return Boilerplate(
        whole=_any(kinds["whole"]),
        start=_any(kinds["start"]),
        end=_any(kinds["end"], r"\W*\Z"),
        tail=_any(kinds["tail"], r"\W{0,10}\Z"),
    )


def _any(expressions: list[str], after: str = "") -> re.Pattern[str]:
    if not expressions:
        return _NEVER
    return re.compile(f"(?:{'|'.join(expressions)}){after}", re.IGNORECASE | re.DOTALL)


@cache
def boilerplate() -> Boilerplate:
    """The list that Detente brings, read once."""
    return load()
