"""Copies: which reports carry the text of an earlier one, such as an agency's dispatch that others reprint.

Two texts are alike if the sets of their shingles, runs of four words, share enough: A. Broder, On the resemblance and
containment of documents, 1997. Candidates come from the MinHash signatures of the library datasketch, cut into bands
(J. Leskovec and others, Mining of Massive Datasets, chapter 3); each is verified on the texts themselves.

In the order of publication every report is the copy of the earliest report that it is alike and that is no copy
itself; so each copy is like its own original, and no chain of small changes leads to a text that shares nothing. The
outcome follows from the texts and dates alone, whatever order they arrive in.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from heapq import heapify, heappop, heappush
from typing import Protocol

import numpy as np
from datasketch import MinHash  # type: ignore[import-untyped]
from numpy.typing import NDArray

from detente.report import Report

SHINGLE = 4
"""Words in a shingle: unlike reports of one happening seldom share a run of four, reprints share most."""
ALIKE = 0.6
"""Least share of common shingles (Jaccard) of a copy: of a text in three paragraphs one can be missing."""
BANDS = 32
ROWS = 4
"""Rows of the signature in a band. Two texts with a share s of common shingles meet in a band with probability
1 - (1 - s^4)^32: 0.988 at 0.6, 0.99999 at 0.75, 0.0003 at 0.05."""
_SEED = 1
_SCHEME = "affine32"
"""How datasketch permutes; named, since signatures that are kept must be comparable with later ones."""
_SHINGLES_AT_ONCE = 4096
_NUMBERS_HELD = 1 << 22
"""Shingles that are held as numbers, 32 MiB; more are made anew."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Signature:
    """MinHash of a text: BANDS · ROWS numbers of 32 bits, the lowest byte first; empty for a text without words."""

    values: bytes


@dataclass(frozen=True, slots=True)
class Filed:
    """A report as a shelf holds it."""

    report_id: str
    published: str | None
    """ISO 8601."""
    bands: tuple[str, ...]
    """As :func:`bands` gives them."""
    copy_of: str | None = None
    """Id of its original; None for an original and for a report that is not settled yet."""


class Shelf(Protocol):
    """Where reports are kept; in memory here, in the ledger's tables elsewhere."""

    def filed(self, report_id: str) -> Filed:
        """The report of this id."""

    def text(self, report_id: str) -> str:
        """Its text."""

    def copies_of(self, report_id: str) -> Iterable[Filed]:
        """All whose original is this report; it may itself have left the shelf."""

    def sharing(self, keys: Sequence[str], originals: bool) -> Iterable[Filed]:
        """Every report that has one of these band keys, each once; of ``originals`` those alone that copy nothing.

        A report that is not settled yet may be among them.
        """

    def set_original(self, report_id: str, copy_of: str | None) -> None:
        """Keep what a report copies."""


def shingles(text: str) -> frozenset[str]:
    """All runs of SHINGLE words, without capitals and punctuation; a shorter text is one run, none has none."""
    words = _WORD.findall(text.casefold())
    if not words:
        return frozenset()
    count = max(1, len(words) - SHINGLE + 1)
    return frozenset(" ".join(words[start : start + SHINGLE]) for start in range(count))


def signature(text: str) -> Signature:
    """The text's signature: the same for the same text, today and later."""
    own = sorted(shingles(text))
    if not own:
        return Signature(b"")
    sketch = MinHash(num_perm=BANDS * ROWS, seed=_SEED, scheme=_SCHEME)
    for start in range(0, len(own), _SHINGLES_AT_ONCE):
        some = own[start : start + _SHINGLES_AT_ONCE]
        sketch.update_batch([_bytes(shingle) for shingle in some])
    return Signature(sketch.digest().astype("<u4").tobytes())


def bands(signed: Signature) -> tuple[str, ...]:
    """Keys of the bands, BANDS texts of 18 characters; texts that are alike share one. None for no words."""
    width = ROWS * np.dtype("<u4").itemsize
    starts = range(0, len(signed.values), width)
    parts = (signed.values[start : start + width] for start in starts)
    return tuple(f"{number:02d}{blake2b(part, digest_size=8).hexdigest()}" for number, part in enumerate(parts))


def alike(a: str, b: str) -> float:
    """Share of common shingles among all shingles of two texts (Jaccard), 0 to 1; 0 where one has no words."""
    first, second = shingles(a), shingles(b)
    common = len(first & second)
    return common / (len(first) + len(second) - common) if common else 0.0


def file_report(report: Report) -> Filed:
    """The report as a shelf takes it, not settled yet."""
    return Filed(report.id, report.published, bands(signature(report.text)))


def settle(shelf: Shelf, arrived: Iterable[str], gone: Iterable[str] = ()) -> dict[str, str | None]:
    """Settle what copies what after some reports came onto the shelf (``arrived``) and some left it (``gone``).

    Keeps every outcome on the shelf and returns it: by report id the id of its original, or None for an original; what
    arrived is always among them. What stands on the shelf afterwards is the same for any order and any parts in which
    reports arrive. A report whose text or date was changed is taken from the shelf, put back, and given as both.
    """
    new = set(arrived)
    waiting = {report_id: shelf.filed(report_id) for report_id in new}
    waiting |= {copy.report_id: copy for left in gone for copy in shelf.copies_of(left)}
    heap = [_order(report) for report in waiting.values()]
    heapify(heap)
    texts = _Texts(shelf)
    settled: dict[str, str | None] = {}
    while heap:
        report = waiting[heappop(heap)[-1]]
        original = _original(shelf, texts, report)
        settled[report.report_id] = original
        shelf.set_original(report.report_id, original)
        for other in _touched(shelf, report, original, report.report_id in new):
            if other.report_id not in waiting and not _is_before_original(shelf, other, report):
                waiting[other.report_id] = other
                heappush(heap, _order(other))
    return settled


def _original(shelf: Shelf, texts: "_Texts", report: Filed) -> str | None:
    """Id of the earliest original before this report that it is alike: all before it are settled."""
    own = _order(report)
    before = sorted(order for order in map(_order, shelf.sharing(report.bands, True)) if order < own)
    return next((other for *_, other in before if texts.are_alike(report.report_id, other)), None)


class _Texts:
    """Texts of a shelf as they are compared: each shingle a number of 64 bits, made once while there is room.

    That two of all shingles of two long texts share a number by chance has odds of one in millions of millions.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._held: dict[str, NDArray[np.uint64]] = {}
        self._room = _NUMBERS_HELD

    def are_alike(self, one: str, other: str) -> bool:
        """Whether the texts of two ids share enough, as :func:`alike` has it."""
        first, second = self._numbers(one), self._numbers(other)
        few, many = sorted((len(first), len(second)))
        if few < ALIKE * many or not few:
            return False
        common = len(np.intersect1d(first, second, assume_unique=True))
        return common / (few + many - common) >= ALIKE

    def _numbers(self, report_id: str) -> NDArray[np.uint64]:
        if report_id not in self._held:
            own = (
                blake2b(_bytes(shingle), digest_size=8).digest() for shingle in shingles(self._shelf.text(report_id))
            )
            numbers = np.unique(np.frombuffer(b"".join(own), "<u8"))
            if len(numbers) > self._room:
                self._held.clear()
                self._room = _NUMBERS_HELD
            self._held[report_id] = numbers
            self._room -= len(numbers)
        return self._held[report_id]


def _bytes(shingle: str) -> bytes:
    return shingle.encode("utf-8", "surrogatepass")


def _touched(shelf: Shelf, report: Filed, original: str | None, is_new: bool) -> Iterable[Filed]:
    """Later reports whose original may change because this one has become an original, or is one no longer."""
    was_original = not is_new and report.copy_of is None
    if was_original and original is not None:
        return shelf.copies_of(report.report_id)
    if original is None and not was_original:
        own = _order(report)
        return [other for other in shelf.sharing(report.bands, False) if _order(other) > own]
    return ()


def _is_before_original(shelf: Shelf, other: Filed, report: Filed) -> bool:
    """Whether ``other`` copies a report that stands before this one, which therefore is nothing to it."""
    return other.copy_of is not None and _order(shelf.filed(other.copy_of)) < _order(report)


def _order(report: Filed) -> tuple[bool, float, str]:
    """Moment of publication, a day alone as its first moment; then id. Reports without date come last."""
    try:
        moment = datetime.fromisoformat(report.published or "")
    except ValueError:
        return True, 0.0, report.report_id
    return False, moment.replace(tzinfo=moment.tzinfo or UTC).timestamp(), report.report_id


def find_copies(reports: Iterable[Report]) -> dict[str, str]:
    """By id of each report that is a copy the id of its original, in the order of publication.

    Of reports that give one id twice the last counts.
    """
    shelf = MemoryShelf()
    held = {report.id: report for report in reports}
    for report in held.values():
        shelf.put(file_report(report), report.text)
    found = settle(shelf, held)
    return {report_id: original for report_id, original in found.items() if original is not None}


class MemoryShelf:
    """A shelf in memory."""

    def __init__(self) -> None:
        self._filed: dict[str, Filed] = {}
        self._texts: dict[str, str] = {}
        self._by_band: dict[str, dict[str, None]] = defaultdict(dict)
        self._originals: dict[str, dict[str, None]] = defaultdict(dict)
        self._copies: dict[str, dict[str, None]] = defaultdict(dict)

    def put(self, report: Filed, text: str) -> None:
        """Put a report on the shelf; :func:`settle` must follow."""
        self._filed[report.report_id] = report
        self._texts[report.report_id] = text
        for key in report.bands:
            self._by_band[key][report.report_id] = None
            self._originals[key][report.report_id] = None

    def take(self, report_id: str) -> None:
        """Take a report from the shelf; :func:`settle` must follow."""
        for key in self._filed[report_id].bands:
            self._by_band[key].pop(report_id)
            self._originals[key].pop(report_id, None)
        old = self._filed.pop(report_id)
        if old.copy_of is not None:
            self._copies[old.copy_of].pop(report_id)
        del self._texts[report_id]

    def filed(self, report_id: str) -> Filed:
        """The report of this id."""
        return self._filed[report_id]

    def text(self, report_id: str) -> str:
        """Its text."""
        return self._texts[report_id]

    def copies_of(self, report_id: str) -> Iterable[Filed]:
        """All that copy this report."""
        return [self._filed[copy] for copy in self._copies.get(report_id, ())]

    def sharing(self, keys: Sequence[str], originals: bool) -> Iterable[Filed]:
        """Every report that has one of these band keys, each once; of ``originals`` those alone that copy nothing."""
        index = self._originals if originals else self._by_band
        found = {report_id: None for key in keys for report_id in index.get(key, ())}
        return [self._filed[report_id] for report_id in found]

    def set_original(self, report_id: str, copy_of: str | None) -> None:
        """Keep what a report copies."""
        old = self._filed[report_id]
        if old.copy_of is not None:
            self._copies[old.copy_of].pop(report_id)
        self._filed[report_id] = replace(old, copy_of=copy_of)
        if copy_of is not None:
            self._copies[copy_of][report_id] = None
        for key in old.bands:
            if copy_of is None:
                self._originals[key][report_id] = None
            else:
                self._originals[key].pop(report_id, None)
