"""Candidates: pairs of rows that stand near one another under some key, from millions of entries at once."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.incidents.blocking import WINDOW, WORDS_FIRST, keys_of, sort_of
from detente.incidents.columns import Ints
from detente.incidents.comparisons import Rows
from detente.incidents.evidence import Evidence

ENTRIES_AT_ONCE = 1 << 19
"""So many entries give at most WINDOW times as many pairs at a time; pairs that come twice mostly do so within."""

Keys = npt.NDArray[np.int64]


@dataclass(slots=True)
class Entries:
    """Keys and sort of events, a row an event."""

    keys: "array[int]"
    rows: "array[int]"
    """The row that each key is of."""
    sorts: bytearray
    """One after another; all are equally long."""

    @classmethod
    def none(cls) -> "Entries":
        """No entries yet."""
        return cls(array("q"), array("i"), bytearray())

    def add(self, row: int, evidence: Evidence) -> None:
        """Append the next row."""
        keys = keys_of(evidence)
        self.keys.extend(keys)
        self.rows.extend([row] * len(keys))
        self.sorts += sort_of(evidence).encode("ascii")


def candidates(entries: Entries, chosen: npt.NDArray[np.bool_], rank: Rows) -> Iterator[tuple[Rows, Rows]]:
    """Pairs of rows, the one of lower rank left, in chunks; within a chunk each once.

    ``chosen`` are the rows that take part, ``rank`` the place of each in the order of event ids.
    """
    keys, rows = _in_order(entries, chosen, rank)
    # A chunk ends where a key ends, so that no block is cut.
    for start, stop in _chunks(keys):
        yield _pairs(keys[start:stop], rows[start:stop], rank)


def _in_order(entries: Entries, chosen: npt.NDArray[np.bool_], rank: Rows) -> tuple[Keys, Ints]:
    """Keys and rows by key, under a key by its order, ties by rank; keys that stand alone are left out."""
    rows = np.frombuffer(entries.rows, dtype=np.int32) if entries.rows else np.empty(0, np.int32)
    keys = np.frombuffer(entries.keys, dtype=np.int64) if entries.keys else np.empty(0, np.int64)
    parties_first, words_first = _places(entries.sorts, rank)
    mine = chosen[rows]
    keys, rows = keys[mine], rows[mine]
    place = np.where(keys & WORDS_FIRST, words_first[rows], parties_first[rows])
    order = np.lexsort((place, keys))
    del place
    keys = keys[order]
    rows = rows[order]
    del order
    shared = np.zeros(len(keys), np.bool_)
    same = keys[1:] == keys[:-1]
    shared[1:] |= same
    shared[:-1] |= same
    return keys[shared], rows[shared]


def _places(sorts: bytearray, rank: Rows) -> Sequence[npt.NDArray[np.int32]]:
    """For each row its place in either order of all rows."""
    if not len(rank):
        return np.empty(0, np.int32), np.empty(0, np.int32)
    wide = len(sorts) // len(rank)
    half = wide // 2
    table = np.frombuffer(bytes(sorts), dtype=f"S{wide}").view(np.uint8).reshape(len(rank), wide)
    return [_place(np.ascontiguousarray(table[:, part]), rank) for part in (slice(0, half), slice(half + 1, wide))]


def _place(texts: npt.NDArray[np.uint8], rank: Rows) -> npt.NDArray[np.int32]:
    names = texts.view(f"S{texts.shape[1]}").ravel()
    place = np.empty(len(rank), np.int32)
    place[np.lexsort((rank, names))] = np.arange(len(rank), dtype=np.int32)
    return place


def _chunks(keys: Keys) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(keys):
        stop = min(start + ENTRIES_AT_ONCE, len(keys))
        stop = int(np.searchsorted(keys, keys[stop - 1], side="right"))
        yield start, stop
        start = stop


def _pairs(keys: Keys, rows: Ints, rank: Rows) -> tuple[Rows, Rows]:
    count = len(rank)
    codes = []
    for step in range(1, WINDOW + 1):
        at = np.flatnonzero(keys[step:] == keys[:-step])
        one, other = rows[at], rows[at + step]
        first = rank[one] < rank[other]
        codes.append(np.where(first, one, other).astype(np.int64) * count + np.where(first, other, one))
    code = np.unique(np.concatenate(codes)) if codes else np.empty(0, np.int64)
    return code // count, code % count
