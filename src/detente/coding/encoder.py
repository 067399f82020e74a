"""The encoder: two ONNX graphs, for the first look at a sentence and the second look at a trigger in it.

Each sentence is its own run, not part of a padded batch: the int8 graphs scale by what one run holds, so a sentence's
scores must not depend on its neighbours. It is also no slower, as nothing is padded; cores are used side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from detente.coding.decode import Floats
from detente.coding.words import Words

PIECES_AT_ONCE = 384
"""Word pieces in one run of the second graph, over all triggers of the sentence that are looked at together: buffers
grow with them and are kept, so one long sentence made of triggers must not decide how much memory the rest of the day
takes. No slower: what is gained by more at once is lost again in the caches of the processor."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Scores of one sentence: T word pieces × trigger labels, and the hidden states T × width to look again from."""

    triggers: Floats
    shared: Floats


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Scores of E triggers of one sentence: roles E × T × (roles · 3), the others E × labels."""

    roles: Floats
    type: Floats
    status: Floats
    time: Floats
    mode: Floats


class Encoder:
    """Runs the graphs; safe to use from several threads at once."""

    def __init__(self, first: Path, second: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        provider = ["CPUExecutionProvider"]
        self._first = onnxruntime.InferenceSession(str(first), options, providers=provider)
        self._second = onnxruntime.InferenceSession(str(second), options, providers=provider)

    def look(self, words: Words) -> FirstLook:
        """Read one sentence."""
        pieces = np.array([words.pieces], dtype=np.int32)
        shapes = np.array([words.shapes], dtype=np.int32)
        triggers, shared = self._first.run(None, {"pieces": pieces, "shapes": shapes, "mask": np.ones_like(pieces)})
        return FirstLook(triggers[0], shared[0])

    def look_again(self, shared: Floats, marks: Sequence[Sequence[int]]) -> SecondLook:
        """Read one sentence again for each trigger, given as the indices of its word pieces."""
        at_once = max(1, PIECES_AT_ONCE // len(shared))
        starts = range(0, len(marks), at_once)
        parts = [self._look_at_some(shared, marks[start : start + at_once]) for start in starts]
        return SecondLook(*(np.concatenate(own) for own in zip(*parts, strict=True)))

    def _look_at_some(self, shared: Floats, marks: Sequence[Sequence[int]]) -> list[Floats]:
        marked = np.zeros((len(marks), len(shared)), dtype=np.float32)
        for row, pieces in enumerate(marks):
            marked[row, list(pieces)] = 1.0
        hidden = np.repeat(shared[None], len(marks), axis=0)
        mask = np.ones(marked.shape, dtype=np.int32)
        return list(self._second.run(None, {"shared": hidden, "marked": marked, "mask": mask}))
