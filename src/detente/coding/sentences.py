"""Sentences: the spans of a report's told parts that go to the coder one by one.

The boundaries are those of ``sentencex``, mended where news differs: ranks, lists, quotations. A quotation of
several sentences stays whole with the words that say who spoke, so that the coder sees the source, unless it is longer
than ``LONGEST_QUOTATION``.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from detente.lists import read_list
from detente.report import Report, Sentence, Span
from detente.spans import trim

MAX_SENTENCE = 1000
"""The most characters of one sentence: a longer one is cut where a clause ends."""
LONGEST_QUOTATION = 300
"""A longer piece that holds a quotation of several sentences is split within the quotation, in characters."""
LONGEST_BLOCK = 5_000
"""Text without an empty line is looked at in blocks of no more than this, in characters."""

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n|\r\n?[^\S\r\n]*\r|[\u2028\u2029]")
_MISSED = re.compile(
    r"(?:…|\.\.\.)[\"”’)\]]*(?P<ellipsis>\s+)(?=[\"“‘(\[]?[A-Z])"
    r"|[.!?][\"”’)\]]*(?P<bullet>\s+)(?=[-*•▪●◦‣–]\s+[\"“‘]?[A-Z0-9])"
    r"|\bno\.[\"”’]*(?P<no>\s+)(?=[\"“‘]?[A-Z](?![0-9.-]))"
    r"|[.!?][)\]](?P<bracket>\s+)(?=[(\[\"“‘]?[A-Z])"
    r"|(?P<line>[^\S\n]*\n\s*)(?=[*•▪●◦‣]\s+[\"“‘(]?\w)"
    r"|[.!?:;,][\"”’)\]]*(?P<item>[^\S\n]*\n\s*)(?=[-–—]\s+[\"“‘]?[A-Z0-9]|[(\[]?[0-9]{1,2}[.)](?:\s|\Z))"
)
"""Where a sentence ends that sentencex lets go on."""
_QUOTES = re.compile("[\"“”„«»‘’]|''|``")
_ENDS_IN_QUOTE_OR_CALL = re.compile(r"(?:[!?][\"”’»')\]]*|[.,…][\"”’»')\]]+|\.\.\.|…)\s*\Z")
_ENDS_IN_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:(?:[A-Za-z]\.){2,}|[A-Z][a-z]{0,3}\.)\s*\Z")
_PRIME_MINISTER = re.compile(r"(?<![0-9])(?<![0-9]\s)\bP\.M\.\s*\Z")
_TIME_OF_DAY = re.compile(r"\b[ap]\.m\.\s*\Z", re.IGNORECASE)
_AFTER_TIME = re.compile(r"\s*\(?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z]{2,4}\b|Eastern|Central|Pacific)")
_SINGLE_QUOTED = re.compile(r"(?<![\w'’])['‘](?=[A-Z0-9])(?:[^'‘’\"“”]|(?<=\w)['’]){1,300}?[.,!?…]['’](?!\w)")
"""A quotation in single quotes, which sentencex does not see: an apostrophe in or after a word does not end it."""
_WEEKDAY = re.compile(r"\b(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\.\s*\Z")
_AFTER_WEEKDAY = re.compile(r"\s*(?:[0-9]|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)\b)")
_ENDS_IN_MEASURE = re.compile(
    r"\b(?:kms?|lbs?|kgs?|mi|ft|yds?|hrs?|mins?|secs?|sq|cu|yrs?|govts?|depts?|incl|excl|max|min|avg|resp)\.\s*\Z",
    re.IGNORECASE,
)
"""Words cut short that a sentence in capitals and small letters goes on after, if the next word is small."""
_CALL_QUOTED = re.compile(r"\s*(?:[\"“][^\"“”]*[!?…][\"”]|['‘][^'‘’]*[!?…]['’])\s*\Z")
_SPEAKS = re.compile(
    r"\s*(?:[A-Z][\w'’.-]*\s+(?:(?:al|bin|de|of|van|the)\s+)?){1,6}"
    r"(?:said|says|asked|asks|told|added|shouted|cried|wrote|replied|answered|warned|tweeted|posted|declared|demanded"
    r"|urged|wondered|recalled|exclaimed|called out)\b"
)
"""Who speaks and how, after a quotation that is a call or a question."""
_NUMBER_ALONE = re.compile(r"\s*[(\[]?(?:[0-9]{1,3}|[a-z]|[ivx]{1,4})[.)]\s*\Z")
_LAST_WORD = re.compile(r"(?<![^\s(\"“‘])[^\s(\"“‘]++\s*\Z")
"""Tried where words begin, not from each letter on: a word may be as long as the text."""
_CLAUSE_END = (re.compile(r"[;:](?=\s)"), re.compile(r"\s[—–-](?=\s)|—"), re.compile(r",(?=\s)"), re.compile(r"\s"))
"""Where a sentence may be cut, best first."""
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def split_sentences(report: Report) -> tuple[Sentence, ...]:
    """The sentences of the report's told parts in order: disjoint, trimmed, each with a letter or digit.

    Offsets are characters of ``report.text``. A report without ``body`` was never laid out: its whole text is split.
    """
    text = report.text
    return tuple(
        Sentence(start, end)
        for span in report.body or ((0, len(text)),)
        for block in _blocks(text, *span)
        for piece in _pieces(text, block)
        for start, end in _cut(text, piece)
        if _LETTER_OR_DIGIT.search(text, start, end)
    )


def _blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """The parts of a span between empty lines, each no longer than LONGEST_BLOCK."""
    while start < end:
        empty = _EMPTY_LINE.search(text, start, min(start + LONGEST_BLOCK, end))
        if empty:
            yield start, empty.start()
            start = empty.end()
        else:
            stop = end if end - start <= LONGEST_BLOCK else _last_end(text, start, start + LONGEST_BLOCK)
            yield start, stop
            start = stop


def _last_end(text: str, start: int, limit: int) -> int:
    """Where a block that must end before ``limit`` ends best: after a sentence, else a word."""
    for sign in (". ", "\n", " "):
        at = text.rfind(sign, start + 1, limit)
        if at > 0:
            return at + 1
    return limit


def _pieces(text: str, block: Span) -> Iterator[Span]:
    words = text[block[0] : block[1]]
    lower = not any(letter.isupper() for letter in words)
    pieces = _mended(words, list(_with_single_quotes(words, _boundaries(words))), lower)
    for start, end in pieces:
        if end - start > LONGEST_QUOTATION and _QUOTES.search(words, start, end):
            yield from (
                (block[0] + first, block[0] + last) for first, last in _within_quotation(words, start, end, lower)
            )
        else:
            yield block[0] + start, block[0] + end


def _within_quotation(words: str, start: int, end: int, lower: bool) -> list[Span]:
    unquoted = _QUOTES.sub(lambda quote: " " * len(quote.group()), words[start:end])
    return _mended(words, [(start + first, start + last) for first, last in _boundaries(unquoted)], lower)


def _boundaries(words: str) -> list[Span]:
    """The pieces that sentencex sees; together they cover all words."""
    from sentencex import get_sentence_boundaries

    if not words.isascii():
        words = _SURROGATE.sub("\ufffd", words)
    return [(piece["start_index"], piece["end_index"]) for piece in get_sentence_boundaries("en", words)]


def _with_single_quotes(words: str, pieces: list[Span]) -> Iterator[Span]:
    """The pieces, those joined that lie within one quotation in single quotes."""
    quoted = [found.span() for found in _SINGLE_QUOTED.finditer(words)]
    begun = 0
    for _, end in pieces:
        while quoted and quoted[0][1] <= end:
            quoted.pop(0)
        if end == len(words) or not (quoted and quoted[0][0] < end):
            yield begun, end
            begun = end


def _mended(words: str, pieces: list[Span], lower: bool) -> list[Span]:
    merged: list[Span] = []
    for start, end in (part for piece in pieces for part in _split_missed(words, *piece)):
        if merged and _goes_on(words[merged[-1][0] : merged[-1][1]], words[start:end], lower):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _split_missed(words: str, start: int, end: int) -> Iterator[Span]:
    begun = start
    for found in _MISSED.finditer(words, start, end):
        if _is_quoted(words[begun : found.start(str(found.lastgroup))]):
            continue
        stop = found.end()
        yield begun, stop
        begun = stop
    if begun < end:
        yield begun, end


def _is_quoted(before: str) -> bool:
    """Whether a quotation, or a bracket, is open after these words."""
    return (
        before.count("“") > before.count("”")
        or before.count('"') % 2 == 1
        or before.count("(") > before.count(")") + 1
        or before.count("[") > before.count("]") + 1
    )


def _goes_on(piece: str, following: str, lower: bool) -> bool:
    """Whether the sentence of ``piece`` goes on in ``following``."""
    if _NUMBER_ALONE.match(piece) or not _LETTER_OR_DIGIT.search(following):
        return True
    if not _LETTER_OR_DIGIT.search(piece):
        return False
    first = following.lstrip()[:1]
    if first.islower():
        ends = (_ENDS_IN_QUOTE_OR_CALL, _ENDS_IN_ABBREVIATION, _ENDS_IN_MEASURE)
        return not lower and any(end.search(piece) for end in ends)
    last = _LAST_WORD.search(piece)
    if last and last.group().rstrip() in _abbreviations():
        return True
    if _TIME_OF_DAY.search(piece) and _AFTER_TIME.match(following):
        return True
    if _CALL_QUOTED.match(piece) and _SPEAKS.match(following):
        return True
    if _WEEKDAY.search(piece) and _AFTER_WEEKDAY.match(following):
        return True
    return first.isupper() and _PRIME_MINISTER.search(piece) is not None


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(entry for _, entry in read_list(Path(__file__).with_name("abbreviations.txt")))


def _cut(text: str, piece: Span) -> Iterator[Span]:
    """The piece, trimmed, in parts of no more than MAX_SENTENCE characters."""
    start, end = trim(text, *piece)
    while end - start > MAX_SENTENCE:
        stop = _clause_end(text, start, start + MAX_SENTENCE)
        yield trim(text, start, stop)
        start, end = trim(text, stop, end)
    if start < end:
        yield start, end


def _clause_end(text: str, start: int, limit: int) -> int:
    """The last good place to cut in the second half of what may be taken."""
    for sign in _CLAUSE_END:
        ends = [found.end() for found in sign.finditer(text, (start + limit) // 2, limit)]
        if ends:
            return ends[-1]
    return limit
