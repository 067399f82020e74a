"""Corpora: events of which it is known whether they are one happening, as pairs with levels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.incidents.candidates import Entries, candidates
from detente.incidents.columns import Columns, columns_of
from detente.incidents.comparisons import Rows, compare, forbidden
from detente.incidents.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Corpus:
    """Events with the happening that each tells of."""

    name: str
    evidence: Sequence[Evidence]
    truth: Sequence[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """The candidates of a corpus, none of them forbidden."""

    columns: Columns
    left: Rows
    right: Rows
    levels: npt.NDArray[np.uint8]
    """[pairs, comparisons]."""
    same: npt.NDArray[np.bool_]


def compared(corpus: Corpus) -> Compared:
    """All candidates, as grouping would find them, with their levels."""
    columns = columns_of(corpus.evidence)
    left, right = candidates_of(corpus.evidence)
    allowed = ~forbidden(columns, left, right)
    left, right = left[allowed], right[allowed]
    truth = np.unique(np.array(corpus.truth), return_inverse=True)[1]
    levels = np.stack(compare(columns, left, right), axis=1)
    return Compared(columns, left, right, levels, truth[left] == truth[right])


def candidates_of(evidence: Sequence[Evidence]) -> tuple[Rows, Rows]:
    """Pairs of rows that blocking lets meet, each once."""
    entries = Entries.none()
    for row, one in enumerate(evidence):
        entries.add(row, one)
    ids = [one.event_id for one in evidence]
    rank = np.empty(len(ids), np.int64)
    rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    pairs = [np.stack(pair, axis=1) for pair in candidates(entries, np.ones(len(ids), np.bool_), rank)]
    both = np.unique(np.concatenate(pairs), axis=0) if pairs else np.empty((0, 2), np.int64)
    return both[:, 0], both[:, 1]
