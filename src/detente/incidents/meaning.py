"""Meaning: what a trigger and its sentence say, as two short vectors that can be kept with every event.

The encoder's hidden states after the layers that both looks share are there whenever a sentence is read. Their mean
over the trigger's word pieces, and over the sentence, is laid along the axes that tell happenings apart best: those of
Fisher's linear discriminant (R. A. Fisher, The use of multiple measurements in taxonomic problems, 1936), along which
mentions of one happening lie close and those of all happenings lie far apart. What is kept is the direction, in whole
numbers of eight bits. The axes are those of one encoder: another one needs others, and a test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from detente.error import DetenteError
from detente.head import require_head

SHIPPED = Path(__file__).parent / "meaning.npz"
TRIGGER_SIZE = 32
SENTENCE_SIZE = 32
SIZE = TRIGGER_SIZE + SENTENCE_SIZE
"""Bytes of one meaning: first those of the trigger, then those of the sentence."""
_TRIGGER, _SENTENCE = slice(0, TRIGGER_SIZE), slice(TRIGGER_SIZE, SIZE)
_ONE = 127
"""What a length of one is written as."""
_ARRAYS = ("head", "trigger_mean", "trigger_axes", "sentence_mean", "sentence_axes")
_SIDE_BY_SIDE = 1 << 16
"""Pairs that are compared together: more saves no time and holds more memory."""

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Axes:
    """The directions of one vector: the mean of what was fitted on, width, and the axes, width × size."""

    mean: Floats
    directions: Floats

    def place(self, hidden: Floats) -> bytes:
        """The direction of a hidden state of that width along these axes, a byte an axis; zeros where it has none."""
        along = (hidden - self.mean) @ self.directions
        length = float(np.linalg.norm(along))
        scaled = along * (_ONE / length) if length > 0 else np.zeros_like(along)
        return np.rint(scaled).astype(np.int8).tobytes()


@dataclass(frozen=True, slots=True)
class Meaning:
    """Axes for triggers and for sentences."""

    trigger: Axes
    sentence: Axes

    def of(self, shared: Floats, trigger_pieces: Sequence[int]) -> bytes:
        """As :func:`meaning_of`, by these axes."""
        inner = shared[1:-1]
        sentence = inner.mean(axis=0) if len(inner) else self.sentence.mean
        trigger = shared[list(trigger_pieces)].mean(axis=0) if len(trigger_pieces) else self.trigger.mean
        return self.trigger.place(trigger) + self.sentence.place(sentence)


@lru_cache(maxsize=4)
def load_meaning(path: Path = SHIPPED) -> Meaning:
    """The axes of a file; raises DetenteError where it is not whole, has no head or holds other shapes."""
    try:
        with np.load(path, allow_pickle=False) as held:
            arrays = {name: held[name] for name in _ARRAYS}
    except (KeyError, ValueError, OSError, EOFError, BadZipFile) as error:
        raise DetenteError(str(path), f"no file of axes: {error}", "install detente again") from error
    require_head(path, str(arrays["head"]).split("\n"))
    width = len(arrays["trigger_mean"])
    shapes = [arrays[name].shape for name in _ARRAYS[1:]]
    if shapes != [(width,), (width, TRIGGER_SIZE), (width,), (width, SENTENCE_SIZE)]:
        raise DetenteError(str(path), f"arrays of shapes {shapes}", "fit the axes anew")
    mean, directions, sentence_mean, sentence_directions = (arrays[name].astype(np.float32) for name in _ARRAYS[1:])
    return Meaning(Axes(mean, directions), Axes(sentence_mean, sentence_directions))


def meaning_of(shared: Floats, trigger_pieces: Sequence[int]) -> bytes:
    """SIZE bytes that tell what a trigger and its sentence say, by the axes that ship with the package.

    ``shared``: hidden states of one sentence, T word pieces × width, as ``FirstLook.shared`` has them; its first and
    last piece are the marks of beginning and end. ``trigger_pieces``: indices of the trigger's word pieces.
    """
    return load_meaning().of(shared, trigger_pieces)


def closeness(one: bytes, other: bytes) -> tuple[float, float]:
    """Cosine, -1 to 1, of the triggers and of the sentences of two meanings; 0 where one of the two says nothing."""
    trigger, sentence = compare(unpack((one, other)), np.array([0]), np.array([1]))
    return float(trigger[0]), float(sentence[0])


def unpack(meanings: Sequence[bytes | None]) -> Vectors:
    """N × SIZE numbers, one row a meaning, of zeros for None. Raises ValueError where one is not of SIZE bytes."""
    if any(meaning is not None and len(meaning) != SIZE for meaning in meanings):
        raise ValueError(f"a meaning has {SIZE} bytes")
    nothing = bytes(SIZE)
    joined = b"".join(nothing if meaning is None else meaning for meaning in meanings)
    return np.frombuffer(joined, dtype=np.int8).reshape(-1, SIZE)


def compare(vectors: Vectors, left: Rows, right: Rows) -> tuple[Floats, Floats]:
    """Cosines of the triggers and of the sentences of pairs of rows, as :func:`closeness` gives them.

    The sums are of whole numbers, so a pair has the same cosine whatever other pairs are compared with it.
    """
    both = (np.zeros(len(left), np.float32), np.zeros(len(left), np.float32))
    for start in range(0, len(left), _SIDE_BY_SIDE):
        some = slice(start, start + _SIDE_BY_SIDE)
        one, other = vectors[left[some]].astype(np.int32), vectors[right[some]].astype(np.int32)
        for cosines, part in zip(both, (_TRIGGER, _SENTENCE), strict=True):
            cosines[some] = _cosines(one[:, part], other[:, part])
    return both


def _cosines(one: npt.NDArray[np.int32], other: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    inner = (one * other).sum(axis=1).astype(np.float64)
    lengths = (one * one).sum(axis=1).astype(np.float64) * (other * other).sum(axis=1)
    cosines: npt.NDArray[np.float64] = inner / np.sqrt(np.maximum(lengths, 1.0))
    return cosines
