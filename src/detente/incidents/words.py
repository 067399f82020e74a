"""Words: the head of a trigger, its lemma, and how two lemmas are kin: "die" and "death", "arrest" and "apprehend".

What is known of words stands in ``words.tsv``, which is drawn from WordNet (C. Fellbaum, WordNet: An Electronic Lexical
Database, 1998) and made by ``python -m training.incidents_words.table``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from detente.tables import Row, read_table

SHIPPED = Path(__file__).parent / "words.tsv"
COLUMNS = ("word", "class", "forms", "senses", "derived")
CLASSES = ("verb", "noun", "both", "adjective")

_ENDINGS = (
    ("ies", ("y",)),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ied", ("y",)),
    ("ed", ("e", "")),
    ("ing", ("e", "")),
)
"""Regular endings and what stands in their place in the lemma, in the order of trial."""
_PARTICLES = frozenset(
    (
        *("a", "about", "and", "around", "aside", "at", "away", "back", "behind", "by", "down", "for", "from"),
        *("herself", "himself", "in", "into", "it", "itself", "of", "off", "on", "out", "over", "the"),
        *("themselves", "through", "to", "under", "up", "with"),
    )
)
"""Words that follow the head of a phrase: "checked herself into", "go to the polls"."""
_LEADING = frozenset(
    (
        "a",
        "an",
        "am",
        "are",
        "be",
        "been",
        "being",
        "had",
        "has",
        "have",
        "is",
        "not",
        "the",
        "to",
        "was",
        "were",
        "will",
    )
)
"""Words before the head that say nothing of what happens."""


class Kinship(StrEnum):
    """How two lemmas stand, the nearest that holds."""

    SAME = "same"
    DERIVED = "derived"
    """One is made from the other: acquire, acquisition."""
    SYNONYM = "synonym"
    """They share a sense: arrest, apprehend."""
    RELATED = "related"
    """Something derived from one is, or shares a sense with, something derived from the other."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a lemma."""

    is_verb: bool
    is_noun: bool
    senses: frozenset[str]
    derived: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a table."""

    entries: Mapping[str, Entry]
    irregular: Mapping[str, str]
    """Lemma by irregular form."""


@lru_cache(maxsize=4)
def load_lexicon(path: Path = SHIPPED) -> Lexicon:
    """The words of a table of COLUMNS under a head.

    Raises DetenteError that names file and line where a word stands twice, a class is none of CLASSES, or a form is
    irregular of two words.
    """
    entries: dict[str, Entry] = {}
    irregular: dict[str, str] = {}
    for row in read_table(path, COLUMNS):
        word, _, forms, senses, derived = row.cells
        if word in entries:
            raise row.fault(f"{word!r} stands twice", "remove one")
        is_verb, is_noun = _class(row)
        entries[word] = Entry(is_verb, is_noun, frozenset(senses.split()), frozenset(derived.split()))
        for form in forms.split():
            if irregular.setdefault(form, word) != word:
                raise row.fault(f"{form!r} is a form of {irregular[form]!r} too", "leave it with one of them")
    return Lexicon(entries, irregular)


def _class(row: Row) -> tuple[bool, bool]:
    name = row.cells[1]
    if name not in CLASSES:
        raise row.fault(f"class {name!r}", f"write one of {', '.join(CLASSES)}")
    return name in ("verb", "both"), name in ("noun", "both")


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """The word as a dictionary lists it, in small letters; of what may be a verb or a noun, the verb."""
    lexicon = load_lexicon()
    plain = word.casefold()
    if plain in lexicon.irregular:
        return lexicon.irregular[plain]
    own = (plain, *_stems(plain))
    known = [(stem, lexicon.entries[stem]) for stem in own if stem in lexicon.entries]
    verbs = (stem for stem, entry in known if entry.is_verb)
    return next(verbs, next((stem for stem, _ in known), _without_plural(plain)))


def _stems(word: str) -> Sequence[str]:
    """What a regular form may be a form of, the likelier first."""
    stems: list[str] = []
    for ending, others in _ENDINGS:
        stem = word.removesuffix(ending)
        if len(stem) < 2 or stem == word or word.endswith("ss"):
            continue
        stems += (stem + other for other in others)
        if len(stem) > 3 and stem[-1] == stem[-2]:
            stems.append(stem[:-1])
    return stems


def _without_plural(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def head(words: Sequence[str]) -> str:
    """Of a trigger's words the one that tells what happens: "checked" of "checked into", "attack" of "heart attack".

    Without a parser, so by rule: articles and forms of "be" and "have" in front are passed over, and what follows the
    first particle is left out; of what remains the first, if it can only be a form of a verb, else the last. Empty for
    no words.
    """
    rest = [word for word in words if any(map(str.isalnum, word))] or list(words)
    while len(rest) > 1 and rest[0].casefold() in _LEADING:
        rest = rest[1:]
    end = next((place for place, word in enumerate(rest) if place and word.casefold() in _PARTICLES), len(rest))
    phrase = rest[:end]
    if not phrase:
        return ""
    has_particle = end < len(rest)
    return phrase[0] if _is_verb_form(phrase[0], or_lemma=has_particle) else phrase[-1]


def _is_verb_form(word: str, or_lemma: bool) -> bool:
    entries = load_lexicon().entries
    plain, base = word.casefold(), lemma(word)
    entry = entries.get(base)
    if entry is None or not entry.is_verb:
        return False
    return or_lemma or (plain != base and not plain.endswith("s") and plain not in entries)


def kinship(one: str, other: str) -> Kinship:
    """How two lemmas are kin; the same both ways."""
    if one == other:
        return Kinship.SAME
    entries = load_lexicon().entries
    first, second = entries.get(one), entries.get(other)
    if first is None or second is None:
        return Kinship.OTHER
    if other in first.derived or one in second.derived:
        return Kinship.DERIVED
    if first.senses & second.senses:
        return Kinship.SYNONYM
    families = {one} | first.derived, {other} | second.derived
    if families[0] & families[1] or _senses(families[0]) & _senses(families[1]):
        return Kinship.RELATED
    return Kinship.OTHER


def _senses(words: set[str] | frozenset[str]) -> set[str]:
    entries = load_lexicon().entries
    return {sense for word in words if word in entries for sense in entries[word].senses}
