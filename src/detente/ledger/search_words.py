"""Words as they are searched: how texts are cut into them, how a search is read, and where in a text it is met."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.report import Span

MOST_TERMS = 32
"""Terms of one search; what is beyond is passed over."""
MOST_LETTERS = 64
"""Letters of one word; the rest of it is passed over, in texts and in searches alike."""

_WORD = re.compile(r"[^\W_]+")
_TERM = re.compile(r'"([^"]*)"?|(\S+)')
_MARKS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Term:
    """One or more words in a row, the last of which may be the beginning of a longer one."""

    words: tuple[str, ...]
    prefix: bool = False


def words_of(text: str) -> list[str]:
    """The words of a text: runs of letters and digits, without capitals and accents."""
    if text.isascii():
        return [word[:MOST_LETTERS] for word in _WORD.findall(text.casefold())]
    return [folded for word in _WORD.findall(_without_marks(text)[0]) if (folded := _folded(word))]


def terms_of(search: str) -> tuple[Term, ...]:
    """The terms that a search asks for, all of which must be met; none where it has no letter or digit.

    ``"words in a row"`` stand together, ``attack*`` is every word that begins so; everything else is words, whatever
    signs are in it. Never raises.
    """
    found: dict[Term, None] = {}
    for match in _TERM.finditer(search):
        said = match[1] if match[1] is not None else match[2]
        words = tuple(words_of(said))
        if words:
            found[Term(words, said.rstrip().endswith("*"))] = None
    return tuple(found)[:MOST_TERMS]


def spans_of(text: str, terms: Sequence[Term]) -> tuple[Span, ...]:
    """Where the terms are met in a text: characters [start, end), in their order; those that overlap are made one."""
    words = list(_words_with_spans(text))
    kept: list[Span] = []
    for start, end in sorted({span for term in terms for span in _met(words, term)}):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return tuple(kept)


def _met(words: Sequence[tuple[str, Span]], term: Term) -> Iterator[Span]:
    *firsts, last = term.words
    for place in range(len(words) - len(firsts)):
        said = words[place + len(firsts)][0]
        if said != last and not (term.prefix and said.startswith(last)):
            continue
        if all(words[place + number][0] == word for number, word in enumerate(firsts)):
            yield words[place][1][0], words[place + len(firsts)][1][1]


def _words_with_spans(text: str) -> Iterator[tuple[str, Span]]:
    """Each word with its characters in the text as it is; marks that stand on letters part no words."""
    plain, places = _without_marks(text)
    for match in _WORD.finditer(plain):
        word = _folded(match[0])
        if word:
            start, last = match.start(), match.end() - 1
            yield word, ((start, last + 1) if places is None else (places[start], places[last] + 1))


def _without_marks(text: str) -> tuple[str, Sequence[int] | None]:
    """The text without combining marks, and where each character of it stood; None where all stand as they did."""
    if text.isascii() or _MARKS.search(text) is None:
        return text, None
    places = [place for place, letter in enumerate(text) if not _MARKS.match(letter)]
    return "".join(text[place] for place in places), places


def _folded(word: str) -> str:
    if not word.isascii():
        word = "".join(_WORD.findall(_MARKS.sub("", unicodedata.normalize("NFKD", word))))
    return word.casefold()[:MOST_LETTERS]
