"""Words and word pieces of a sentence, as the encoder takes them.

The coder decides by whole words: a word is what the encoder's own tokenizer splits at white space and punctuation, and
it is represented by its first piece. The vocabulary knows no capitals, so the shape of each word goes in beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from tokenizers import Encoding, Tokenizer

MAX_PIECES = 256
"""Longest sentence in word pieces; what stands beyond it is not coded. Sentences are cut long before that."""


class Shape(IntEnum):
    """How a word is written."""

    SPECIAL = 0
    LOWER = 1
    CAPITALISED = 2
    UPPER = 3
    MIXED = 4
    DIGITS = 5
    SIGN = 6


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence ready for the encoder; ``pieces`` and ``shapes`` have one item a word piece."""

    pieces: tuple[int, ...]
    shapes: tuple[int, ...]
    first_pieces: tuple[int, ...]
    """For each word the index of its first piece."""
    spans: tuple[tuple[int, int], ...]
    """For each word its characters [start, end) in the sentence."""

    def reach(self, first: int, last: int) -> tuple[int, int]:
        """Characters [start, end) from the first word to the last."""
        return self.spans[first][0], self.spans[last][1]


def word_shape(word: str) -> Shape:
    """The shape of one word."""
    if word.isalpha():
        if word.islower():
            return Shape.LOWER
        if word.isupper():
            return Shape.UPPER if len(word) > 1 else Shape.CAPITALISED
        return Shape.CAPITALISED if word[0].isupper() and word[1:].islower() else Shape.MIXED
    return Shape.DIGITS if any(letter.isdigit() for letter in word) else Shape.SIGN


class WordSplitter:
    """Splits sentences into words and word pieces; made once from a tokenizer file."""

    def __init__(self, tokenizer_file: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_PIECES)

    def split(self, sentences: Sequence[str]) -> Iterator[Words]:
        """The words of each sentence, in order; offsets are characters of the sentence given."""
        for sentence, encoding in zip(sentences, self._tokenizer.encode_batch(list(sentences)), strict=True):
            yield _words(sentence, encoding)


def pieces_of(chosen: Sequence[int], words: Words) -> list[int]:
    """Indices of the word pieces that some words (by number) are made of."""
    ends = (*words.first_pieces[1:], len(words.pieces) - 1)
    return [piece for word in chosen for piece in range(words.first_pieces[word], ends[word])]


def _words(sentence: str, encoding: Encoding) -> Words:
    shapes, first_pieces, spans = [], [], []
    last, shape = None, Shape.SPECIAL
    word_ids, offsets = encoding.word_ids, encoding.offsets
    for index, word in enumerate(word_ids):
        if word is None:
            shape = Shape.SPECIAL
        elif word != last:
            end_index = index
            while end_index + 1 < len(word_ids) and word_ids[end_index + 1] == word:
                end_index += 1
            span = (offsets[index][0], offsets[end_index][1])
            first_pieces.append(index)
            spans.append(span)
            shape = word_shape(sentence[span[0] : span[1]])
        shapes.append(int(shape))
        last = word
    return Words(tuple(encoding.ids), tuple(shapes), tuple(first_pieces), tuple(spans))
