"""Names: the forms under which an actor's name is looked up, so that spelling, order and accents matter little."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]\.(?:[^\W\d_]\.)*[^\W\d_]\b\.?|[^\W_]+")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a"}
)
_ARTICLES = frozenset(("al", "el", "ul", "ad", "as", "ash", "an", "ar", "az", "at", "ud", "ur", "de", "da", "di", "du",
                       "la", "le", "the", "of", "and", "for", "in", "bin", "ibn", "i", "e"))  # fmt: skip
_PARTICLES = frozenset(("al", "el", "van", "von", "der", "den", "de", "la", "le", "di", "da", "dos", "ben", "bin",
                        "abu", "ould", "ag"))  # fmt: skip
_SOUNDS = (("ph", "f"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("sch", "sh"), ("tch", "ch"), ("dj", "j"),
           ("ck", "k"), ("q", "k"), ("x", "ks"), ("w", "v"), ("z", "s"), ("c", "k"))  # fmt: skip
_MUTE = re.compile(r"[aeiouyh]")
_SMALL = frozenset(
    ("of", "the", "and", "for", "in", "de", "to", "i", "e", "y", "o", "al", "ul", "la", "le", "et", "du", "do")
)
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "vi", "viii", "md", "phd"))


@lru_cache(maxsize=8192)
def key_of(name: str) -> str:
    """Plain words of a name: small letters without accents, stops, articles before and possessive endings.

    ``The U.S. Treasury`` is ``us treasury``, ``People's Army`` is ``people army``.
    """
    words = plain_words(name)
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)


def plain_words(text: str) -> list[str]:
    """Words of a text in plain form, without lone possessive endings."""
    words = [plain(match[0]) for match in _WORD.finditer(text)]
    return [word for place, word in enumerate(words) if word and (word != "s" or not place)]


@lru_cache(maxsize=8192)
def plain(word: str) -> str:
    """One word in small letters without accents and stops."""
    word = word.lower()
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_LETTERS)
    return word.replace(".", "")


@lru_cache(maxsize=8192)
def skeleton_of(name: str) -> str:
    """What spellings of one name share: consonants of each word by sound and in order of the alphabet, words likewise.

    Vowels, doubled letters, Arabic articles and the order of words and of neighbouring letters drop out, so that
    ``Dehli`` meets ``Delhi`` and ``Kaddafi`` ``Qaddafi``. Different names may share a skeleton: compare with
    ``alike`` before believing it.
    """
    words = [word for word in key_of(name).split() if word not in _ARTICLES]
    return " ".join(sorted("".join(sorted(set(_sounds(word)))) for word in words))


def _sounds(word: str) -> str:
    for theirs, ours in _SOUNDS:
        word = word.replace(theirs, ours)
    return word[:1] + _MUTE.sub("", word[1:]) if word[:1] in "aeiou" else _MUTE.sub("", word)


def alike(one: str, two: str) -> bool:
    """Whether two keys are spellings of one name: an edit for every five letters at most, words in any order."""
    words_one, words_two = one.split(), two.split()
    limit = max(len(one), len(two)) // 5
    if abs(len(one) - len(two)) > limit + 1:
        return False
    distances = [edits(one, two)]
    if len(words_one) == len(words_two) > 1:
        distances.append(edits(" ".join(sorted(words_one)), " ".join(sorted(words_two))))
    return min(distances) <= limit


def edits(one: str, two: str) -> int:
    """Letters to add, drop, change or swap with their neighbour to make one text of the other."""
    before: list[int] = []
    last = list(range(len(two) + 1))
    for row, left in enumerate(one, start=1):
        here = [row]
        for column, right in enumerate(two, start=1):
            cost = min(last[column] + 1, here[-1] + 1, last[column - 1] + (left != right))
            if row > 1 and column > 1 and left == two[column - 2] and one[row - 2] == right:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        before, last = last, here
    return last[-1]


def surname_of(name: str) -> tuple[str, ...]:
    """Keys under which news name a person alone: the last word, with the particles before it too."""
    words = [word for word in key_of(name).split() if word not in _SUFFIXES]
    if not words:
        return ()
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return tuple(dict.fromkeys((" ".join(words[start:]), words[-1]))) if len(words[-1]) > 1 else ()


def is_acronym(short: str) -> bool:
    """Whether a name is two to eight letters of which all but one at most are capitals."""
    letters = [letter for letter in short if letter.isalpha()]
    return 2 <= len(letters) <= 8 and sum(letter.isupper() for letter in letters) >= len(letters) - 1


def is_acronym_of(short: str, long: str) -> bool:
    """Whether a short name in capitals is made of the first letters of the long one's words."""
    if not is_acronym(short):
        return False
    wanted = plain("".join(letter for letter in short if letter.isalpha()))
    words = plain_words(long.replace("-", " "))
    if len(words) < 2:
        return False
    initials = "".join(word[0] for word in words)
    content = "".join(word[0] for word in words if word not in _SMALL)
    return wanted in (initials, content)
