"""Axes: the directions of hidden states along which mentions of one happening lie close and others far apart.

Fisher's linear discriminant, with each chain of mentions as a class. A chain counts by its mentions up to ``MOST``, so
that one happening told forty times does not decide alone; the scatter within chains is drawn towards that of white
noise, since there are few mentions for so many directions.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh  # type: ignore[import-untyped]

from detente.incidents.meaning import SENTENCE_SIZE, TRIGGER_SIZE, Axes, Meaning

COMPONENTS = 200
"""Principal components that are kept before: what lies beyond is noise."""
NOISE = 0.3
"""Share of white noise in the scatter within chains."""
MOST = 10

Matrix = npt.NDArray[np.float64]


def fit_meaning(triggers: Matrix, sentences: Matrix, chains: Sequence[str]) -> Meaning:
    """Axes for mentions × width hidden states of triggers and of sentences."""
    return Meaning(fit_axes(triggers, chains, TRIGGER_SIZE), fit_axes(sentences, chains, SENTENCE_SIZE))


def fit_axes(vectors: Matrix, chains: Sequence[str], size: int) -> Axes:
    """The axes that tell chains apart best, each with the sign that makes its largest number positive."""
    mean = vectors.mean(axis=0)
    _, _, components = np.linalg.svd(vectors - mean, full_matrices=False)
    basis = components[:COMPONENTS].T
    placed = (vectors - mean) @ basis
    within = _within(placed, chains)
    count = len(within)
    within = (1 - NOISE) * within + NOISE * np.trace(within) / count * np.eye(count)
    values, directions = eigh(placed.T @ placed / len(placed), within)
    best = directions[:, np.argsort(-values)[:size]]
    axes = basis @ best
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(size)])
    return Axes(mean.astype(np.float32), axes.astype(np.float32))


def _within(vectors: Matrix, chains: Sequence[str]) -> Matrix:
    """Mean scatter about the mean of the own chain, over chains of more than one mention."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, chain in enumerate(chains):
        rows[chain].append(row)
    total, weight = np.zeros((vectors.shape[1], vectors.shape[1])), 0.0
    for own in rows.values():
        if len(own) > 1:
            apart = vectors[own] - vectors[own].mean(axis=0)
            counted = min(len(own), MOST)
            total += apart.T @ apart * (counted / len(own))
            weight += counted * (len(own) - 1) / len(own)
    return total / weight


def write_meaning(path: Path, meaning: Meaning, head: str) -> None:
    """Write axes as ``detente.incidents.meaning.load_meaning`` reads them; ``head`` tells origin, licence and date."""
    np.savez_compressed(
        path,
        head=np.array(head),
        trigger_mean=meaning.trigger.mean,
        trigger_axes=meaning.trigger.directions,
        sentence_mean=meaning.sentence.mean,
        sentence_axes=meaning.sentence.directions,
    )
