"""Forms: patterns of time expressions in plain words, each with its rule and what it means."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from detente.dates.frame import Frame
from detente.dates.interval import DateRule
from detente.dates.units import Days, Unit
from detente.dates.words import MONTHS, ORDINALS, WEEKDAYS

Reader = Callable[[str, Frame], Days | None]
"""Reads the words that a form holds."""
Meaning = Callable[[re.Match[str], Frame, Reader], Days | None]
"""What a form means in a frame; None, UnknownError or ValueError where it means nothing there."""


@dataclass(frozen=True, slots=True)
class Form:
    """One pattern, matched against all of the words."""

    pattern: re.Pattern[str]
    rule: DateRule
    meaning: Meaning


def form(pattern: str, rule: DateRule, meaning: Meaning) -> Form:
    """``pattern`` in which <names> in angle brackets stand for the parts of ``PARTS``."""
    for name, part in PARTS.items():
        pattern = pattern.replace(f"<{name}>", part)
    return Form(re.compile(pattern), rule, meaning)


def _either(names: object) -> str:
    assert isinstance(names, (dict, list, tuple))
    return "(?:" + "|".join(sorted(names, key=len, reverse=True)) + ")"


UNITS = {
    "day": (Unit.DAY, 1),
    "night": (Unit.DAY, 1),
    "week": (Unit.WEEK, 1),
    "fortnight": (Unit.WEEK, 2),
    "month": (Unit.MONTH, 1),
    "quarter": (Unit.QUARTER, 1),
    "year": (Unit.YEAR, 1),
    "decade": (Unit.DECADE, 1),
    "century": (Unit.CENTURY, 1),
    "centurie": (Unit.CENTURY, 1),
}
SEASONS = ("spring", "summer", "autumn", "fall", "winter")
PARTS = {
    "MONTH": rf"(?P<month>{_either(MONTHS)})",
    "DAY": r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?",
    "YEAR": r"(?P<year>1[5-9][0-9]{2}|2[01][0-9]{2})",
    "WEEKDAY": rf"(?P<weekday>{_either(WEEKDAYS)})",
    "SEASON": rf"(?P<season>{_either(SEASONS)})",
    "UNIT": r"(?P<unit>minute|hour|day|night|week|fortnight|month|quarter|year|decade|century|centurie)s?",
    "ONE": r"(?P<unit>day|week|month|quarter|year|decade|century)",
    "COUNT": r"(?P<count>[0-9]{1,5}|an?|(?:a )?couple(?: of)?)",
    "NOCOUNT": r"(?P<count>(?!))?",
    "ROUGHLY": r"(?:(?:about|around|nearly|almost|roughly|some|just|only|approximately|exactly|barely|the) )*",
    "VAGUE": r"(?:(?:a )?few|(?:a )?handful of|several|many|some|recent)",
    "ORDINAL": rf"(?P<nth>{_either(ORDINALS)}|[0-9]{{1,3}}(?:st|nd|rd|th)|last|final|closing|opening)",
}


def count_of(words: str | None) -> int:
    """The number that COUNT matched; 1 for an article or nothing."""
    if words is None or words in ("a", "an"):
        return 1
    return 2 if "couple" in words else int(words)


def ordinal_of(words: str) -> int:
    """The number that ORDINAL matched; -1 for the last."""
    if words in ("last", "final", "closing"):
        return -1
    if words == "opening":
        return 1
    return ORDINALS[words] if words in ORDINALS else int(words[:-2])
