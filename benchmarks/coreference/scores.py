"""Scores of coreference: MUC, B-cubed, CEAF-e and their mean, the CoNLL F1.

A partition is a sequence of sets of mentions; gold and found ones hold the same mentions here, each once, and those
that stand alone count like all others. The definitions: M. Vilain and others, A model-theoretic coreference scoring
scheme, 1995; A. Bagga and B. Baldwin, Entity-based cross-document coreferencing using the vector space model, 1998;
X. Luo, On coreference resolution performance metrics, 2005 (entities with φ4); S. Pradhan and others, Scoring
coreference partitions of predicted mentions, 2014, whose worked example the tests repeat.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

Mention = Hashable
Partition = Sequence[AbstractSet[Any]]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean, 0 if both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """The three and their mean."""

    muc: Score
    b_cubed: Score
    ceaf_e: Score

    @property
    def conll(self) -> float:
        """Mean of the three F1, 0 to 1."""
        return (self.muc.f1 + self.b_cubed.f1 + self.ceaf_e.f1) / 3


def score(gold: Partition, found: Partition) -> Scores:
    """All scores of one partition against another."""
    return Scores(muc(gold, found), b_cubed(gold, found), ceaf_e(gold, found))


def muc(gold: Partition, found: Partition) -> Score:
    """Links: how few more it takes to join what belongs together, as a share of all it takes."""
    return Score(_links(found, gold), _links(gold, found))


def b_cubed(gold: Partition, found: Partition) -> Score:
    """Mentions: the share of a mention's set that is in both its sets, averaged over mentions."""
    return Score(_overlaps(found, gold), _overlaps(gold, found))


def ceaf_e(gold: Partition, found: Partition) -> Score:
    """Sets: the best pairing of gold and found sets, each pair alike by φ4 = 2 · common / (size + size)."""
    alike = np.zeros((len(gold), len(found)))
    place = _place(found)
    for row, own in enumerate(gold):
        for column, common in Counter(place[mention] for mention in own if mention in place).items():
            alike[row, column] = 2 * common / (len(own) + len(found[column]))
    rows, columns = linear_sum_assignment(alike, maximize=True)
    total = float(alike[rows, columns].sum())
    return Score(total / len(found) if found else 0.0, total / len(gold) if gold else 0.0)


def _place(partition: Partition) -> dict[Mention, int]:
    return {mention: number for number, own in enumerate(partition) for mention in own}


def _links(partition: Partition, other: Partition) -> float:
    """Share of the links in the sets of ``partition`` that the sets of ``other`` leave whole."""
    place = _place(other)
    needed = sum(len(own) - 1 for own in partition)
    kept = 0
    for own in partition:
        placed = [place[mention] for mention in own if mention in place]
        parts = len(set(placed)) + len(own) - len(placed)
        kept += len(own) - parts
    return kept / needed if needed else 0.0


def _overlaps(partition: Partition, other: Partition) -> float:
    """Mean over the mentions of ``partition`` of the share of its set that its set of ``other`` holds too."""
    place = _place(other)
    total = 0.0
    for own in partition:
        counts = Counter(place[mention] for mention in own if mention in place)
        total += sum(count * count for count in counts.values()) / len(own)
    mentions = sum(len(own) for own in partition)
    return total / mentions if mentions else 0.0
