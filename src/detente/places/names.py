"""Names of places in the plain form by which they are looked up, and what the words around a name ask for."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from detente.tables import read_table


class Asked(StrEnum):
    """Kind of place that a word beside a name asks for: "Aleppo province", "the town of Marea"."""

    PROVINCE = "province"
    DISTRICT = "district"
    CITY = "city"
    REGION = "region"
    WATER = "water"
    MOUNTAIN = "mountain"
    ISLAND = "island"
    COUNTRY = "country"


_FOLDED = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "ð": "d", "þ": "th"}
    | dict.fromkeys("'’‘ʼʻ`´ʿʾ′ʹ.\u200b\u200c\u200d\ufeff", "")
    | dict.fromkeys('-‐‑‒–—/,;:_()[]"“”', " ")
    | {"&": " and "}
)
_PLAIN = re.compile(r"[a-z ]+")
_SHORT = {
    "st": "saint",
    "ste": "sainte",
    "ft": "fort",
    "mt": "mount",
    "mtn": "mountain",
    "pt": "point",
    "twp": "township",
    "co": "county",
}
_HEADINGS = {"n": "north", "s": "south", "e": "east", "w": "west"}
_POSSESSIVE = re.compile(r"['’]s?$")
BASE = 0x9E3779B97F4A7C15
"""An odd number without a pattern (2**64 over the golden ratio)."""
MIXER = 0xD6E8FEB86659FD93
_WORD = 2**64 - 1
MAX_LENGTH = 120
"""Characters of a name that are looked at: no name of the gazetteer is longer, and text is hostile."""


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words of ``words.tsv`` by what they do; ``nouns`` holds all that name no place by themselves."""

    asked: dict[str, Asked]
    directions: frozenset[str]
    links: frozenset[str]
    fillers: frozenset[str]
    articles: frozenset[str]
    nouns: frozenset[str]


@cache
def place_words() -> PlaceWords:
    """Read the words at the first call; raises DetenteError that names file and line where they are broken."""
    asked: dict[str, Asked] = {}
    sets: dict[str, set[str]] = {kind: set() for kind in ("direction", "link", "filler", "article", "noun")}
    for row in read_table(Path(__file__).parent / "words.tsv", ("kind", "word")):
        kind, word = row.cells
        if kind in sets:
            sets[kind].add(word)
        elif kind in tuple(Asked):
            asked[word] = Asked(kind)
        else:
            raise row.fault(f"no kind {kind!r}")
    nouns = sets["noun"] | sets["direction"] | sets["filler"] | set(asked)
    frozen = {kind: frozenset(words) for kind, words in sets.items()}
    return PlaceWords(asked, frozen["direction"], frozen["link"], frozen["filler"], frozen["article"], frozenset(nouns))


def plain(name: str) -> str:
    """Small letters, without accents, marks, a leading article or a possessive; "St." and its like written out."""
    text = _POSSESSIVE.sub("", name[:MAX_LENGTH].strip()).lower().translate(_FOLDED)
    if not _PLAIN.fullmatch(text):
        text = unicodedata.normalize("NFKD", text).translate(_FOLDED)
        text = "".join(char for char in text if not unicodedata.combining(char))
    tokens = [_SHORT.get(token, token) for token in text.split()]
    if len(tokens) > 1:
        if tokens[0] == "the":
            del tokens[0]
        elif tokens[0] in _HEADINGS:
            tokens[0] = _HEADINGS[tokens[0]]
    return " ".join(tokens)


def skeleton(name: str) -> str:
    """Consonants of a plain name, articles left out: the same for most transliterations. "" if too short to tell."""
    tokens = name.split()
    articles = place_words().articles
    kept = [token for token in tokens if token not in articles] or tokens
    text = "".join(kept).replace("ph", "f").replace("ck", "k").replace("x", "ks").replace("q", "k").replace("c", "k")
    text = re.sub(r"([kgdtzs])h", r"\1", text).replace("j", "g").replace("v", "b")
    bones = re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouwyh ]", "", text))
    return bones if len(bones) >= 4 else ""


def key_of(word: str) -> int:
    """Give the number (48 bits) under which a plain name or, with a mark before it, a skeleton is looked up."""
    return mixed(number_of(word))


def number_of(word: str) -> int:
    """Read the letters of a word as digits, modulo 2**64: what differs by one letter can be reckoned from it."""
    number = 0
    for code in word.encode("utf-8", "replace"):
        number = number * BASE + code & _WORD
    return number


def mixed(number: int) -> int:
    """Spread a number of 64 bits over 48."""
    number ^= number >> 32
    number = number * MIXER & _WORD
    return number >> 16


def unclassed(name: str) -> str:
    """Plain name of a division without the word for its kind: "north kivu" of "north kivu province"."""
    words = place_words()
    kept = [token for token in name.split() if token not in words.asked]
    while len(kept) > 1 and kept[0] in words.links:
        del kept[0]
    return " ".join(kept) if kept and not words.directions.issuperset(kept) else name


_APART = frozenset(("in", "near", "at", "from", "outside", "around", "inside", "within", "on", "off"))
"""Words after which a kind is that of something else: "a camp in Lebanon" asks for no town of Lebanon."""


def bare(name: str) -> tuple[str, Asked | None, bool]:
    """Plain name without the words that tell its kind and direction, the kind asked for, whether a part was named.

    "aleppo province" is ("aleppo", PROVINCE, False), "northern syria" is ("syria", None, True). A name that has
    nothing else stays as it is.
    """
    words = place_words()
    tokens = name.split()
    asked: Asked | None = None
    part = False
    kept: list[str] = []
    for token in tokens:
        if token in words.asked:
            asked = asked or words.asked[token]
        elif token in words.directions:
            part = True
        else:
            if token in _APART and words.fillers.issuperset(kept):
                asked = None
            kept.append(token)
    while kept and kept[0] in words.fillers:
        del kept[0]
    while kept and kept[-1] in words.fillers:
        del kept[-1]
    return (" ".join(kept), asked, part) if kept else (name, None, False)
