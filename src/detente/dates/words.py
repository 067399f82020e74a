"""Words of time expressions in one plain form: small letters, digits for numbers, no time of day."""

import re
import unicodedata
from dataclasses import dataclass

from detente.numbers import phrases, read_number

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug"),
            *("september sept sep", "october oct", "november nov", "december dec"),
        ],
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        [
            *("monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu"),
            *("friday fri", "saturday sat", "sunday sun"),
        ]
    )
    for name in names.split()
}
ORDINALS = {
    name: number
    for number, name in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        start=1,
    )
}


@dataclass(frozen=True, slots=True)
class Words:
    """An expression in plain form, and the hour of the day it names, if any."""

    plain: str
    hour: int | None


_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | dict.fromkeys(map(ord, "‘’ʼ`´"), "'")
_ISO_CLOCK = re.compile(
    r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})[t ][0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:\.[0-9]+)?)?(?:z|[+-][0-9:]+)?"
)
_ZONES = r"(?:gmt|utc|z|local time|local|bst|cet|cest|eet|eest|msk|est|edt|cst|cdt|pst|pdt|et|ist|jst|wat|eat|pkt)"
_NEAR = r"(?:(?:at|about|around|circa|shortly|just|soon|a little|before|after|precisely|exactly|approximately)\s)*"
_CLOCK = re.compile(
    rf"{_NEAR}(?<![0-9:./-])(?:(?P<hour>[0-2]?[0-9])(?::(?P<minute>[0-5][0-9])(?::[0-5][0-9])?(?:\s?(?P<half>[ap])m)?"
    rf"|(?:\.[0-5][0-9])?\s?(?P<late>[ap])m|\.[0-5][0-9](?=\s{_ZONES}\b)|h[0-5][0-9]|\so'clock)"
    rf"|(?P<four>[0-2][0-9][0-5][0-9])(?=(?:\shours|\shrs|h)?\s{_ZONES}\b|\shours\b|\shrs\b|hrs\b))"
    rf"(?![0-9:])(?:\s?hours|\s?hrs)?(?:\s?/?\s?{_ZONES}\b(?:\s?[+-][0-9:]+)?(?:\stime)?)*",
)
_ZONE_ALONE = re.compile(r"\b(?:local time|gmt|utc)\b")


def plain_words(text: str) -> Words:
    """``text`` in plain form: without possessive endings, brackets, points of abbreviations and the time of day."""
    words = unicodedata.normalize("NFKC", text).translate(_DASHES).lower()
    words = re.sub(r"[()\[\]{}\"“”*]", " ", words)
    words = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", words)
    words = re.sub(r"(?<=[a-z])\.(?=[\s,;-]|$)", "", words)
    words = re.sub(r"(?<=[a-z.,] )'([0-9]{2})(?![0-9s'])", _short_year, words)
    words = re.sub(r"(?<=[a-z])'s\b|(?<=s)'(?=\s|$)|(?<![a-z0-9])'(?=[0-9])", "", words)
    words = re.sub(r"\s+", " ", words).strip(" ,;:.'!?")
    words = _ISO_CLOCK.sub("", words)
    words, hour = _without_clock(words)
    words = re.sub(r"\s*,[\s,]*", ", ", _without_halves(_in_digits(words)))
    return Words(re.sub(r"\s+", " ", words).strip(" ,;:.'!?"), hour)


def _short_year(found: re.Match[str]) -> str:
    """A year of two digits: to 2040 of this century."""
    return ("20" if int(found[1]) <= LAST_SHORT_YEAR else "19") + found[1]


LAST_SHORT_YEAR = 40


def _without_clock(words: str) -> tuple[str, int | None]:
    hour = None
    for found in _CLOCK.finditer(words):
        stated = int(found["hour"] or (found["four"] or "0")[:2])
        half = found["half"] or found["late"]
        if half and 1 <= stated <= 12:
            stated = stated % 12 + (12 if half == "p" else 0)
        hour = stated if hour is None and stated < 24 else hour
    left = _ZONE_ALONE.sub(" ", _CLOCK.sub(" ", words)) if hour is not None or "local time" in words else words
    if hour is not None:
        left = re.sub(r"^\s*(?:and|to|-|between|from)*\s*(?:on\s)?(?=$)", "", left)
        left = re.sub(r"[ ,]+(?:by|at|around|about|before|after|on|from)\s*$", "", left)
        left = re.sub(r"^\s*(?:between|from)\s+(?:and|to|-)\s", " ", left)
    return left.strip(" ,"), hour


_HALVES = {
    "half an hour": "30 minutes",
    "half hour": "30 minutes",
    "half a day": "12 hours",
    "half a month": "2 weeks",
    "half a year": "6 months",
    "half a decade": "5 years",
    "half a century": "50 years",
    "half century": "50 years",
    "quarter of a century": "25 years",
    "quarter century": "25 years",
}
_HALF = re.compile(rf"\b(?:an? )?(?:{'|'.join(_HALVES)})\b")
_AND_A_HALF = re.compile(
    r"\b(?P<count>[0-9]{1,4}|an?)(?: (?P<one>year|decade))? and a half(?: (?P<more>year|decade)s?)?\b"
)
_IN_HALF = {"year": (12, "months"), "decade": (10, "years")}


def _without_halves(words: str) -> str:
    """As in "half a century" in years, "a year and a half" in months."""
    words = _HALF.sub(
        lambda found: _HALVES[found.group().removeprefix("a ")],
        words.replace("half-", "half ").replace("quarter-", "quarter "),
    )
    return _AND_A_HALF.sub(_one_and_a_half, words)


def _one_and_a_half(found: re.Match[str]) -> str:
    unit = found["one"] or found["more"]
    if unit is None:
        return found.group()
    size, smaller = _IN_HALF[unit]
    count = int(found["count"]) if found["count"].isdigit() else 1
    return f"{count * size + size // 2} {smaller}"


def _number_pattern() -> re.Pattern[str]:
    units = [words[0] for words in phrases()["number"]]
    more = [*units, "hundred", "thousand"]
    one = "|".join(sorted(units, key=len, reverse=True))
    rest = "|".join(sorted(more, key=len, reverse=True))
    return re.compile(rf"\b(?:(?:{one})(?:(?:[ -]|\sand\s)(?:{rest}))*|half a dozen|a dozen|a hundred|a thousand)\b")


_patterns: dict[str, re.Pattern[str]] = {}


def _in_digits(words: str) -> str:
    """Number words as digits; where two numbers stand side by side, each as its own."""
    if "number" not in _patterns:
        _patterns["number"] = _number_pattern()
    return _patterns["number"].sub(_replaced, words)


def _replaced(found: re.Match[str]) -> str:
    tokens = found.group().replace("-", " ").split()
    said: list[str] = []
    at = 0
    while at < len(tokens):
        number = read_number(tokens, at)
        said.append(str(number.value) if number else tokens[at])
        at = number.end if number else at + 1
    return " ".join(said)
