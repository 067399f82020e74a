"""Corpora: events of which it is known whether they are one happening, as pairs with levels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.incidents.columns import NONE, Columns, columns_of
from detente.incidents.comparisons import Rows, compare, days_between, forbidden
from detente.incidents.evidence import Evidence

NEAR_DAYS = 3
"""Pairs of events further apart are not learnt from: no key of blocking brings them together."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Events with the happening that each tells of."""

    name: str
    evidence: Sequence[Evidence]
    truth: Sequence[str]
    topics: Sequence[str] = ()
    """Only events of one topic are compared; without any, all."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The pairs of a corpus that weights are learnt from."""

    columns: Columns
    left: Rows
    right: Rows
    levels: npt.NDArray[np.uint8]
    """[pairs, comparisons]."""
    same: npt.NDArray[np.bool_]


def compared(corpus: Corpus) -> Compared:
    """All pairs that are neither forbidden nor more than NEAR_DAYS apart, with their levels."""
    columns = columns_of(corpus.evidence)
    truth = np.unique(np.array(corpus.truth), return_inverse=True)[1]
    left, right = np.triu_indices(len(columns), 1)
    undated = (columns.first[left] == NONE) | (columns.first[right] == NONE)
    near = undated | (days_between(columns, left, right) <= NEAR_DAYS)
    if corpus.topics:
        topic = np.unique(np.array(corpus.topics), return_inverse=True)[1]
        near &= topic[left] == topic[right]
    left, right = left[near], right[near]
    allowed = ~forbidden(columns, left, right)
    left, right = left[allowed], right[allowed]
    levels = np.stack(compare(columns, left, right), axis=1)
    return Compared(columns, left, right, levels, truth[left] == truth[right])
