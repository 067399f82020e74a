"""Tense: whether the words around a time expression tell of what was or of what is to come."""

import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from detente.dates.frame import Tense
from detente.dates.words import MONTHS, WEEKDAYS
from detente.tables import read_table

KINDS = ("modal", "coming", "planning", "either", "calendar", "going", "past", "determiner")

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|[.!?;]")
REACH = 40
"""Words before and after the expression that are looked at."""
LONGEST_ABBREVIATION = 4
"""Letters of a word with a capital letter that a point may shorten."""
_ENDS = frozenset(".!?;")


@cache
def tense_words() -> Mapping[str, frozenset[str]]:
    """The words of ``tense_words.tsv`` by kind."""
    return read_tense_words(Path(__file__).with_name("tense_words.tsv"))


def read_tense_words(path: Path) -> Mapping[str, frozenset[str]]:
    """As ``tense_words``, of another file. Raises DetenteError that names file and line of a row that is not right."""
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for row in read_table(path, ("kind", "word")):
        kind, word = row.cells
        if kind not in found:
            raise row.fault(f"{kind!r} is no kind", f"choose one of {', '.join(KINDS)}")
        if word in found[kind] or word != word.lower():
            raise row.fault(f"{word!r} stands there twice or has capital letters", "write each once, in small letters")
        found[kind].add(word)
    return MappingProxyType({kind: frozenset(words) for kind, words in found.items()})


def _is(kind: str, word: str) -> bool:
    return word in tense_words()[kind]


def tense_of(context: str, text: str, at: int | None = None) -> Tense | None:
    """The tense of the words that ``text``, a time expression in the sentence ``context``, belongs to; None if unclear.

    ``at`` is where it begins. Without it the first occurrence is taken, and where there is none, with or without a
    first word such as "on", the end of the sentence. The verb that stands nearest before the
    expression decides, and where there is none, the first one after it.
    """
    if at is None:
        text, at = _found(context, text)
    before = _of_sentence(_WORD.findall(context[:at]))[-REACH:]
    rest = context[at + len(text) :]
    after = _WORD.findall(rest)[:REACH]
    if _FOR_DAY.match(" ".join([*before[-1:], text])) and not rest.startswith(("'", "’")):
        return Tense.PLANNED
    # "Extended until Friday" looks ahead, whether "until" is part of the expression or not.
    before += [word for word in text.lower().split()[:1] if word in _LOOKING_AHEAD]
    return _backwards(before) or _forwards(after) or _headline(before)


_LOOKING_AHEAD = frozenset({"to", "until", "till", "for"})


def _found(context: str, text: str) -> tuple[str, int]:
    """The words of the expression that the context has, and where they begin."""
    for words in (text, text.partition(" ")[2]):
        if words and (at := context.lower().find(words.lower())) >= 0:
            return words, at
    return "", len(context.rstrip(".!?;\"”' "))


_FOR_DAY = re.compile(
    r"for (?:the |next |early |late |mid-?|this )*"
    rf"(?:(?:{'|'.join((*WEEKDAYS, *MONTHS))})\b(?!['’])|[0-3]?[0-9] (?:{'|'.join(MONTHS)})\b)",
    re.IGNORECASE,
)
"""A day after "for" is one that something is planned for."""


def _of_sentence(words: list[str]) -> list[str]:
    """The words behind the last sign that ends a sentence; a point behind "Gen" or "U.S" does not."""
    for at in range(len(words) - 1, -1, -1):
        is_short = at > 0 and words[at - 1][0].isupper() and len(words[at - 1]) <= LONGEST_ABBREVIATION
        if words[at] in _ENDS and not (words[at] == "." and is_short):
            return words[at + 1 :]
    return words


def _backwards(words: list[str]) -> Tense | None:
    for at in range(len(words) - 1, -1, -1):
        word = words[at].lower()
        found = _infinitive(words, at) if word == "to" else _cue(words, at, word)
        if found is not None:
            return found
        if _is("calendar", word) and at >= len(words) - 3 and (at == 0 or words[at - 1].lower() not in _BASE_FORM):
            return Tense.PLANNED
        if _is("going", word) and at and words[at - 1].lower() in ("is", "are", "be", "not"):
            return Tense.PLANNED
        if _is_past(words[at]):
            return _of_past(words, at, word)
    return None


_BASE_FORM = frozenset({"to", "did", "not"})
"""Words with which a verb of the calendar is not in the present."""


def _cue(words: list[str], at: int, word: str) -> Tense | None:
    """Planned where a word says so: a modal verb, "due", "plans" with what is planned behind it."""
    if words[at] == "May":
        return None
    if _is("modal", word) or word.endswith(("'ll", "’ll")):
        following = words[at + 1].lower() if at + 1 < len(words) else ""
        return Tense.PAST if following == "have" else Tense.PLANNED
    if word in ("plan", "plans"):
        is_noun = at in (0, len(words) - 1) or _is("determiner", words[at - 1].lower()) or words[at - 1].endswith("ed")
        return None if is_noun else Tense.PLANNED
    if _is("coming", word) and not any(_is("past", one.lower()) for one in words[at + 1 :]):
        return Tense.PLANNED
    return None


def _infinitive(words: list[str], at: int) -> Tense | None:
    """Planned for "is to meet", "due to arrive", "agreed to meet"; None for "came to meet" and "to Paris"."""
    if at == 0 or at + 1 == len(words) or not words[at + 1].islower():
        return None
    before = [one.lower() for one in words[max(0, at - 4) : at]]
    if _is("planning", before[-1]) or any(_is("planning", one) and one not in _AUXILIARIES for one in before):
        return Tense.PLANNED
    return None


_AUXILIARIES = frozenset({"is", "are", "was", "were", "be", "have", "has"})
"""What makes an infinitive one of what is to come only right before it: "were to meet", not "were sent to meet"."""


def _is_past(word: str) -> bool:
    if _is("past", word.lower()):
        return True
    return word.endswith("ed") and len(word) > 4 and word.islower() and word not in ("hundred", "indeed", "speed")


def _of_past(words: list[str], at: int, word: str) -> Tense | None:
    """A form in "-ed" or an irregular one: past, unless a modal verb or "to be" makes it one of what is to come."""
    before = [one.lower() for one in words[max(0, at - 5) : at]]
    if "be" in before[-2:] or before[-1:] == ["get"]:
        return Tense.PLANNED if any(_is("modal", one) or one == "to" for one in before) else None
    if before and _is("modal", before[-1]):
        return Tense.PLANNED
    if not _is("either", word):
        return Tense.PAST
    is_passive = bool(before) and before[-1] in ("was", "were", "been", "had")
    return Tense.PAST if is_passive and words[-1].lower() not in _LOOKING_AHEAD else None


def _forwards(words: list[str]) -> Tense | None:
    for at, word in enumerate(words):
        lower = word.lower()
        if lower in ("is", "are") and [one.lower() for one in words[at + 1 : at + 2]] in (["to"], ["due"], ["set"]):
            return Tense.PLANNED
        if _is("modal", lower) and lower not in ("may", "might", "could", "can"):
            return Tense.PLANNED
        if word in _ENDS:
            return None
        if _is_past(word) and not _is("either", lower):
            return Tense.PAST
    return None


def _headline(words: list[str]) -> Tense | None:
    """Headlines leave "is" out: "Ministers to meet on Friday"."""
    to_verb = any(one.lower() == "to" and two.islower() for one, two in pairwise(words))
    return Tense.PLANNED if to_verb else None
