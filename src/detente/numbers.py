"""Numbers: whole numbers in digits and words, read from tokens.

Digits may be grouped as in English ("1,200"), European ("1.200", "1 200", "1'200") or Indian style ("1,50,000"), words
may be hyphenated, and both may be mixed ("2.3 million", "2 lakh"). Number words are in ``number_words.tsv``.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType

from detente.tables import Row, read_table

LARGEST = 2**63 - 1
"""The largest number that a database column and every reader of our output can hold."""
COLUMNS = ("kind", "phrase", "min", "max")
VALUED = ("number", "times", "vague", "heap", "none")
KINDS = (*VALUED, "least", "over", "most", "under", "near", "about", "adding", "group", "part", "measure")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase of the table stands for; ``max`` is None where the phrase sets no upper bound."""

    kind: str
    min: int
    max: int | None


@dataclass(frozen=True, slots=True)
class Number:
    """A number that begins at some token: its value, the factor its last word gave, and the token after it."""

    value: int
    factor: int
    end: int


Phrases = Mapping[str, Mapping[tuple[str, ...], Phrase]]


@cache
def phrases() -> Phrases:
    """Every phrase of ``number_words.tsv`` as tokens, by kind."""
    return read_phrases(Path(__file__).with_name("number_words.tsv"))


def read_phrases(path: Path) -> Phrases:
    """As ``phrases``, of another file. Raises DetenteError that names file and line of a row that cannot be right."""
    found: dict[str, dict[tuple[str, ...], Phrase]] = {kind: {} for kind in KINDS}
    for row in read_table(path, COLUMNS):
        kind, phrase, _, _ = row.cells
        if kind not in found:
            raise row.fault(f"{kind!r} is no kind", f"choose one of {', '.join(KINDS)}")
        words = tuple(phrase.split())
        if not words or words in found[kind]:
            raise row.fault(f"{phrase!r} stands there twice or is empty", "remove it")
        found[kind][words] = _phrase(row)
    return MappingProxyType(found)


def _phrase(row: Row) -> Phrase:
    kind, _, least, most = row.cells
    if kind not in VALUED:
        if least or most:
            raise row.fault(f"{kind} has no value", "leave min and max empty")
        return Phrase(kind, 0, None)
    if not least.isdecimal() or (most and not most.isdecimal()) or (most and int(most) < int(least)):
        raise row.fault(f"{least!r} to {most!r} is no range", "write whole numbers, the smaller first")
    return Phrase(kind, int(least), int(most) if most else None)


_AGE = re.compile(r"\b[0-9]{1,3}[- ]years?[- ]old(?:s\b)?")
_HYPHEN = re.compile(r"(?<=[a-z0-9])-(?=[a-z])|(?<=[a-z])-(?=[0-9])")
_TOKEN = re.compile(
    r"[0-9]{1,3}(?:(?P<mark>[,.' ])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?![0-9])(?![.,'][0-9])"
    r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?![0-9])"
    r"|[0-9]+(?:[.,][0-9]+)*"
    r"|[a-z]+(?:'[a-z]+)?|[^\sa-z0-9]"
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | dict.fromkeys(map(ord, "‘’ʼ`"), "'")
_HALF_SIGN = re.compile(r"([0-9]+)?(?:½|(?<![0-9/])\s?1/2(?![0-9/]))")
AGED = "aged"
"""The token that an age ("15-year-old") becomes: no number of people."""


def tokens_of(text: str) -> list[str]:
    """Words, numbers and signs in small letters; hyphens within words are taken out."""
    plain = _HALF_SIGN.sub(lambda found: f"{found[1]} and a half " if found[1] else "half ", text)
    plain = unicodedata.normalize("NFKC", plain).translate(_DASHES).lower()
    if not plain.isascii():
        plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain)
    plain = _HYPHEN.sub(" ", _AGE.sub(f" {AGED} ", " ".join(plain.split())))
    return [found.group() for found in _TOKEN.finditer(plain)]


def read_number(tokens: Sequence[str], start: int = 0) -> Number | None:
    """The longest whole number that begins at ``start``; None where there is none up to ``LARGEST``."""
    half = _half(tokens, start)
    found = half or (_in_digits(tokens, start) if tokens[start : start + 1] != [] else None) or _in_words(tokens, start)
    return found if found is not None and found.value <= LARGEST else None


def times(tokens: Sequence[str], at: int) -> int | None:
    """What the token multiplies by: 12 for "dozen", 1000 for "thousand"."""
    phrase = phrases()["times"].get(tuple(tokens[at : at + 1]))
    return phrase.min if phrase else None


def _factor(tokens: Sequence[str], at: int) -> tuple[int, int]:
    """The product of the multiplying words that begin at a token, and the token after them."""
    product = 1
    while (factor := times(tokens, at)) is not None and product <= LARGEST:
        product, at = product * factor, at + 1
    return product, at


def _in_digits(tokens: Sequence[str], start: int) -> Number | None:
    if not tokens[start][0].isdigit():
        return None
    factor, end = _factor(tokens, start + 1)
    value = _digits(tokens[start], scaled=factor > 1)
    if value is None or (value * factor).denominator != 1:
        return None
    return Number(int(value * factor), factor, end)


def _digits(token: str, *, scaled: bool) -> Fraction | None:
    """The value of a numeral; a single point or comma before other than three digits is a decimal one."""
    if len(token) > len("9,223,372,036,854,775,807") + 2:
        return None
    if token.isdigit():
        return Fraction(int(token))
    groups = re.split(r"[,.' ]", token)
    decimal = "." in token and len(groups) == 2 and (scaled or len(groups[1]) != 3)
    if decimal or (len(groups) == 2 and len(groups[1]) != 3):
        return Fraction(".".join(groups)) if scaled else None
    if len(groups[-1]) != 3 or any(len(group) not in (2, 3) for group in groups[1:-1]):
        return None
    return Fraction(int("".join(groups)))


def _in_words(tokens: Sequence[str], start: int) -> Number | None:
    """Number words in their order: tens and units, then what they multiply, then smaller ones."""
    total = current = 0
    factor, at, seen = 1, start, False
    limit: int | None = None
    while at < len(tokens):
        skip = 1 if seen and factor > 1 and tokens[at] == "and" else 0
        unit = phrases()["number"].get(tuple(tokens[at + skip : at + skip + 1]))
        times_by = times(tokens, at)
        if unit is not None and _fits(current, unit.min):
            current, seen, at, factor = current + unit.min, True, at + skip + 1, 1
        elif times_by is not None and current and (limit is None or times_by < limit or times_by == 100):
            if times_by in (12, 20, 100):
                current *= times_by
            else:
                total, current, limit = total + current * times_by, 0, times_by
            factor, at = times_by if factor == 1 else factor * times_by, at + 1
        elif not seen and tokens[at] in ("a", "an") and times(tokens, at + 1) is not None:
            current, seen, at = 1, True, at + 1
        elif not seen and at == start and times_by is not None and tokens[at] not in ("k", "m", "mn", "bn"):
            current, seen = 1, True
        else:
            break
    if not seen or total + current > LARGEST:
        return None
    return Number(total + current, factor, at)


def _fits(current: int, unit: int) -> bool:
    """Whether a number word can follow: "twenty" "five", "hundred" "five", but not "five" "six"."""
    if current == 0:
        return True
    last = current % 100
    return (last == 0 and unit > 0) or (last % 10 == 0 and last >= 20 and 0 < unit < 10)


def _half(tokens: Sequence[str], start: int) -> Number | None:
    """The numbers with halves and quarters: "half a dozen", "one and a half million", "a million and a half"."""
    words = tuple(tokens[start : start + 4])
    for lead, share in _PARTS:
        if words[: len(lead)] == lead:
            factor, end = _factor(tokens, start + len(lead))
            return _whole(share * factor, factor, end) if factor > 1 else None
    number = _in_words(tokens, start) or (_in_digits(tokens, start) if words else None)
    ending = tuple(tokens[number.end : number.end + 3]) if number is not None else ()
    if number is None or (ending != ("and", "a", "half") and ending[:2] != ("and", "half")):
        return None
    after = number.end + (3 if ending[1] == "a" else 2)
    factor, end = _factor(tokens, after)
    if factor > 1:
        return _whole((number.value + Fraction(1, 2)) * factor, factor, end)
    return _whole(number.value + Fraction(number.factor, 2), number.factor, after) if number.factor > 1 else None


def _whole(value: Fraction, factor: int, end: int) -> Number | None:
    return Number(int(value), factor, end) if value.denominator == 1 else None


_PARTS = (
    (("half", "a"), Fraction(1, 2)),
    (("a", "half"), Fraction(1, 2)),
    (("half",), Fraction(1, 2)),
    (("a", "quarter", "of", "a"), Fraction(1, 4)),
    (("quarter", "of", "a"), Fraction(1, 4)),
    (("a", "quarter"), Fraction(1, 4)),
    (("three", "quarters", "of", "a"), Fraction(3, 4)),
)
