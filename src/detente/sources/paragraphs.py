"""Paragraphs of a plain text, whether a paragraph is one line or many lines broken at a fixed width."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from detente.report import Span
from detente.spans import trim

WIDEST_WRAP = 120
"""Lines longer than this are not taken for text broken at a fixed width."""
NARROWEST_WRAP = 40
"""A text of no longer lines than this is not taken for text broken at a fixed width."""
LEAST_FULL = 0.6
"""Of the line ends within paragraphs of a wrapped text, at least this share stand where the next word did not fit."""

LEAST_FULL_LOWER = 0.9
LEAST_ENDS_LOWER = 5
"""In small letters alone a line that goes on looks like a line that begins: more line ends must say so."""

_BULLET = re.compile(r"(?:[-*•▪●◦‣·–—>]|\(?[0-9a-z]{1,2}[.)])\s")
_STOP = re.compile(r"[.!?…:;][\"'”’»)\]]*\Z")
_OPEN_END = re.compile(r"(?:,|\b(?:a|an|and|as|at|by|for|from|in|of|on|or|that|the|to|with))$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Characters [start, end) of a text, trimmed, and those characters."""

    start: int
    end: int
    text: str


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return _stops(text, (0, len(text)))


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of ``text`` in order, none of them empty.

    An empty line always ends a paragraph. A single line end does so too, unless the line was broken at the width of
    the text or in the middle of a sentence.
    """
    blocks = list(_blocks(text))
    wrap = _Wrap.of(text, blocks)
    spans = [span for block in blocks for span in _joined(text, block, wrap)]
    return [Paragraph(start, end, text[start:end]) for start, end in spans]


def _blocks(text: str) -> Iterator[list[Span]]:
    """The lines that stand together without an empty line between them, each trimmed."""
    block: list[Span] = []
    at = 0
    for line in text.splitlines(keepends=True):
        start, end = trim(text, at, at + len(line))
        at += len(line)
        if start < end:
            block.append((start, end))
        elif block:
            yield block
            block = []
    if block:
        yield block


@dataclass(frozen=True, slots=True)
class _Wrap:
    """How the lines of one text are broken: ``width`` in characters, 0 for a text of a line a paragraph."""

    width: int
    lower: bool
    """Whether the whole text is written in small letters, so that these say nothing on where sentences begin."""

    @classmethod
    def of(cls, text: str, blocks: Iterable[list[Span]]) -> "_Wrap":
        lower = not any(letter.isupper() for letter in text)
        ends = [pair for block in blocks for pair in pairwise(block)]
        width = max((end - start for pair in ends for start, end in pair), default=0)
        if not NARROWEST_WRAP <= width <= WIDEST_WRAP:
            return cls(0, lower)
        full = [(first, second) for first, second in ends if _is_full(text, first, second, width)]
        goes_on = any(text[second[0]].islower() and not _stops(text, first) for first, second in full)
        if lower:
            goes_on = len(ends) >= LEAST_ENDS_LOWER and len(full) >= LEAST_FULL_LOWER * len(ends)
        return cls(width if goes_on and len(full) >= LEAST_FULL * len(ends) else 0, lower)

    def joins(self, text: str, first: Span, second: Span) -> bool:
        """Whether the second line goes on with the paragraph of the first."""
        if _BULLET.match(text, *second):
            return False
        if self.width and _is_full(text, first, second, self.width):
            return True
        if _stops(text, first):
            return False
        return bool(_OPEN_END.search(text[first[0] : first[1]][-6:])) or (not self.lower and text[second[0]].islower())


def _stops(text: str, span: Span) -> bool:
    return _STOP.search(text, max(span[1] - 6, span[0]), span[1]) is not None


def _is_full(text: str, first: Span, second: Span, width: int) -> bool:
    """Whether the first word of the second line would not have fitted on the first."""
    word = text[second[0] : second[1]].split(None, 1)[0]
    return first[1] - first[0] + 1 + len(word) > width


def _joined(text: str, block: list[Span], wrap: _Wrap) -> Iterator[Span]:
    start, end = block[0]
    for first, second in pairwise(block):
        if not wrap.joins(text, first, second):
            yield start, end
            start = second[0]
        end = second[1]
    yield start, end
