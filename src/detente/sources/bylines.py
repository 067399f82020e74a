"""Bylines: who signs a report, in the lines at its head."""

import re
from functools import cache
from pathlib import Path

from detente.lists import read_list

LONGEST = 150
"""A longer line is no byline, in characters."""
MOST_WORDS = 20

_BY = re.compile(r"(?:by|written by|reported by|report by|story by|text by|words by)\s*:?\s+", re.IGNORECASE)
_LABEL = re.compile(r"(?:author|writer|reporter|correspondent|byline)s?\s*:\s*", re.IGNORECASE)
_SIGNER = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|staff(?: writers?)?|bureau|desk|writers?|columnist|analyst|contributor"
    r"|agency|agencies|special to .+)\W*$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w'’.-]*")
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a al an and at bin bint de del der di dos du e editor el for from ibn in la le of our special staff the to "
        "van von with writer writers y correspondent correspondents reporter reporters",
    )
)
"""Words in small letters that may stand among names in a byline."""
_OWN = frozenset(("a", "our", "staff", "the"))
_WORKERS = frozenset(("correspondent", "correspondents", "reporter", "reporters", "staff", "writer", "writers"))
"""A byline without a name begins with one of _OWN, then one of these: "our correspondent in Antananarivo"."""
_NO_NAME = frozenset(
    re.findall(
        r"\w+",
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december the a an this that then all land air sea",
    )
)
"""Words that may follow "by" with a capital and begin no name."""
_PARTS = re.compile(r"\s*(?:,|;|/|\||\band\b|&)\s*")
_FULL_NAME = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]*\s+){1,3}(?:(?:al|bin|de|van|el)[ -])?[A-ZÀ-ÖØ-Þ][\w'’-]+\.?")

_AGENCIES = Path(__file__).with_name("agencies.txt")


@cache
def agencies() -> frozenset[str]:
    """Names of agencies and newsrooms, in small letters."""
    return frozenset(name.lower() for _, name in read_list(_AGENCIES))


def read_byline(line: str, *, bare_name: bool = False) -> str | None:
    """Who signs, if ``line`` is a byline: the line without "By"; else None.

    ``bare_name`` takes a line that is nothing but two to four capitalised words for a name: only right where a name
    is likely, between a title and a date.
    """
    if len(line) > LONGEST:
        return None
    by = _BY.match(line) or _LABEL.match(line)
    if by:
        name = line[by.end() :].strip(" ,.|")
        return name if _is_names(name) else None
    name = line.strip(" ,|-–—")
    return name if _is_signed(name) or (bare_name and _FULL_NAME.fullmatch(name)) else None


def _is_names(text: str) -> bool:
    words = _NAME.findall(text)
    if not words or len(words) > MOST_WORDS or any(sign.isdigit() for sign in text) or text.endswith((".", "!", "?")):
        return False
    if not all(word[0].isupper() or word in _SMALL for word in words):
        return False
    if words[0] in _OWN:
        return any(word in _WORKERS for word in words[1:3])
    return words[0][0].isupper() and words[0].lower() not in _NO_NAME


def _is_signed(text: str) -> bool:
    """Whether the line names people and where they work, or the latter alone: "Jane Doe, Reuters", "NEWS DESK"."""
    if text.lower() in agencies():
        return True
    if not _is_names(text):
        return False
    if _SIGNER.search(text) and len(text.split()) <= 8:
        return True
    *people, last = _PARTS.split(text.replace("(", ",").rstrip(")"))
    return (
        bool(people) and last.lower() in agencies() and all(_FULL_NAME.fullmatch(person) for person in people if person)
    )
