"""The language of a report: English, another one for certain, or not to be told.

A text is turned away only where its language is certain. Common English words decide first and cost microseconds; the
detector is loaded for texts with few of them alone (about 100 MB and 0.8 s, once).
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from detente.lists import read_list

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LOOKED_AT = 2000
"""Characters at the head of a text that decide its language."""
ENGLISH_SHARE = 0.08
"""At least this share of words that are common in English alone, and two of them, make a text English."""
SHARED_SHARE = 0.15
"""So does at least this share of common English words, three of them different, of which none or some are shared with
other languages. With both rules 97 of 100 English news sentences of eight words or more need no detector."""
TRACE_SHARE = 0.03
"""A text with at least this share of words that are common in English alone is never turned away."""
CERTAIN = 0.92
"""Probability of another language from which a text is turned away. The highest that was seen on 100,000 English news
sentences (whole, their first six words, in small letters, in capitals, their names alone) is 0.85."""
LEAST_LETTERS = 20
LEAST_PLAIN_WORDS = 3
"""A text of the Latin alphabet with fewer letters, or fewer words that begin with a small letter, is never certain:
the rest may be names."""
OTHER_SCRIPT = 0.5
"""Share of letters of other alphabets from which a text is not English."""
UNKNOWN = "und"

_READ = frozenset({"en", "zxx"})
_LEFT_OUT = frozenset({"la", "eo", "vo", "an", "oc", "wa", "br"})
"""Languages without a press of their own, for which short texts in other languages are often taken."""
_KIN = (
    frozenset({"id", "ms", "jv"}),
    frozenset({"bs", "hr", "sr", "sl"}),
    frozenset({"no", "nb", "nn", "da", "sv"}),
    frozenset({"cs", "sk"}),
    frozenset({"gl", "pt", "es"}),
)
"""Languages so near to each other that the detector divides its certainty among them: what counts is their sum. With
it the highest that was seen on 29,000 pieces of English news sentences is 0.72."""
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zªºÀ-ÖØ-öø-ʸḀ-ỿꜢ-ꟿＡ-Ｚａ-ｚ]")
_NOT_LATIN = re.compile(r"[^\W\d_A-Za-zªºÀ-ÖØ-öø-ʸḀ-ỿꜢ-ꟿＡ-Ｚａ-ｚ]+")
_HERE = Path(__file__).parent


@cache
def english_words() -> frozenset[str]:
    """Words common in English alone, in small letters."""
    return frozenset(word for _, word in read_list(_HERE / "english_words.txt"))


@cache
def shared_words() -> frozenset[str]:
    """Words common in English and a few other languages, in small letters."""
    return frozenset(word for _, word in read_list(_HERE / "shared_words.txt"))


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the language of ``text``: "en", another one where that is certain, else None.

    "und" is a text in another alphabet whose language cannot be told.
    """
    head = text[:LOOKED_AT]
    words = head.lower().split()
    own = [word for word in words if word in english_words()]
    shared = [word for word in words if word in shared_words()]
    english = (len(own) >= 2 and len(own) >= ENGLISH_SHARE * len(words)) or (
        len({*own, *shared}) >= 3 and len(own) + len(shared) >= SHARED_SHARE * len(words)
    )
    if english and head.isascii():
        return "en"
    return _look_closer(head, english, bool(own) and len(own) >= TRACE_SHARE * len(words))


def _look_closer(head: str, english: bool, trace: bool) -> str | None:
    latin = len(_LATIN.findall(head))
    other = sum(map(len, _NOT_LATIN.findall(head)))
    if other > OTHER_SCRIPT * (latin + other) and not (english and other < 2 * latin):
        language, _ = _classify(_LATIN.sub("", head))
        return UNKNOWN if language in _READ else language
    if english or (trace and latin):
        return "en"
    return _other_latin(_NOT_LATIN.sub(" ", head)) if latin >= LEAST_LETTERS else None


def _other_latin(text: str) -> str | None:
    """Another language of the Latin alphabet where the text as a whole and its words that are no names agree."""
    plain = [word for word in _WORD.findall(text) if word[0].islower()]
    if len(plain) < LEAST_PLAIN_WORDS and not text.isupper():
        return None
    language, certainty = _classify(text)
    if language == "en":
        return "en"
    if certainty < CERTAIN or language in _READ:
        return None
    return None if plain and _classify(" ".join(plain))[0] in _READ else language


def _classify(text: str) -> tuple[str, float]:
    """The likeliest language, and how certain it is that the text is in it or in one of its kin."""
    ranked: dict[str, float] = dict(_detector().rank(text))
    best = max(ranked, key=lambda language: ranked[language])
    kin = next((several for several in _KIN if best in several), frozenset({best}))
    return best, sum(float(ranked.get(language, 0.0)) for language in sorted(kin))


@cache
def _detector() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    detector = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    two_letters = {label for label in detector.labels if len(label) == 2 and label not in _LEFT_OUT}
    detector.set_languages(two_letters | {"zxx"})
    return detector
