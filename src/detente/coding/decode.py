"""From the scores of the two looks to well-formed events: whole words, spans that begin before they go on.

Arrays are named by their axes: S sentences, W words (padded), E events.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.coding.labels import (
    BEGIN,
    INSIDE,
    MODE_LABELS,
    NO_EVENT,
    NO_TRIGGER,
    OUTSIDE,
    ROLES,
    SINGLE_ROLES,
    STATUSES,
    TIMES,
    TYPES,
)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Decision:
    """The numbers by which scores become events; fitted with the weights and kept beside them."""

    candidate_at: float = 0.12
    """A word this likely to be a trigger gets a second look; lower costs time."""
    first_look_share: float = 0.5
    """Weight of the first look's type against the second's, in log probabilities."""
    keep_at: float = 0.5
    """Least joint probability of an event that is kept."""
    outside_bias: float = 0.0
    """Added to the logit of OUTSIDE in roles: above 0 fewer spans, below 0 more."""
    one_within: int = 0
    """Events of one type with triggers no more than so many words apart are one: the likelier telling is kept."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible trigger: its sentence (row), its words, and the first look's probability of each type."""

    row: int
    words: tuple[int, ...]
    types: Floats
    """One a type; with the chance of no event they sum to one."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """One event of a sentence, by words."""

    row: int
    words: tuple[int, ...]
    type: str
    mode: str | None
    status: str
    time: str
    roles: dict[str, tuple[tuple[int, int], ...]]
    """For each role the spans of words [first, last]."""
    score: float
    """Joint probability of event and type, not yet calibrated."""


def softmax(logits: Floats) -> Floats:
    """Probabilities over the last axis."""
    spread = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(spread / spread.sum(axis=-1, keepdims=True), dtype=np.float32)


def triggers(scores: Sequence[Floats], first_pieces: Sequence[Sequence[int]], at: float) -> list[Candidate]:
    """Possible triggers from the first look's scores of the word pieces of each sentence (T × labels)."""
    lengths = np.array([len(pieces) for pieces in first_pieces])
    present = np.arange(max(1, int(lengths.max())))[None, :] < lengths[:, None]
    return candidates(by_word(scores, first_pieces), present, at)


def candidates(logits: Floats, present: NDArray[np.bool_], at: float) -> list[Candidate]:
    """Possible triggers of each sentence, in order. ``logits`` S × W × labels, ``present`` S × W."""
    chances = softmax(logits)
    begin, inside = chances[..., 1::2], chances[..., 2::2]
    event = np.where(present, 1.0 - chances[..., NO_TRIGGER], 0.0)
    best = (begin + inside).argmax(axis=-1)
    goes_on = np.take_along_axis(inside - begin, best[..., None], axis=-1)[..., 0] > 0
    found: list[Candidate] = []
    for row, word in np.argwhere(event > at).tolist():
        last = found[-1] if found else None
        joins = last is not None and last.row == row and last.words[-1] == word - 1 and goes_on[row, word]
        if joins and last is not None and best[row, word] == best[row, last.words[0]]:
            found[-1] = Candidate(row, (*last.words, word), last.types)
        else:
            found.append(Candidate(row, (word,), begin[row, word] + inside[row, word]))
    return found


def joint_types(first: Floats, second_logits: Floats, share: float) -> Floats:
    """Both looks' opinions of the type as one distribution, E × types + 1 (the last: no event)."""
    first = np.concatenate([first, 1.0 - first.sum(axis=-1, keepdims=True)], axis=-1).clip(1e-6, 1.0)
    second = softmax(second_logits).clip(1e-6, 1.0)
    return softmax(share * np.log(first) + (1.0 - share) * np.log(second))


def best_labels(logits: Floats, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Most likely well-formed labels (Viterbi) E × W × roles from logits E × W × roles × 3.

    INSIDE may follow BEGIN or INSIDE only; a label stands at each of an event's first ``lengths`` words.
    """
    free = logits.argmax(axis=-1)
    free[np.arange(free.shape[1])[None, :] >= lengths[:, None]] = OUTSIDE
    before = np.concatenate([np.full_like(free[:, :1], OUTSIDE), free[:, :-1]], axis=1)
    broken = ((free == INSIDE) & (before == OUTSIDE)).any(axis=(1, 2))
    if broken.any():  # where each word's own best label is well-formed already, it is the best path
        free[broken] = _viterbi(logits[broken], lengths[broken])
    return np.asarray(free, dtype=np.int64)


def _viterbi(logits: Floats, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    events, width, roles, _ = logits.shape
    log = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    allowed = np.zeros((3, 3), dtype=np.float32)
    allowed[OUTSIDE, INSIDE] = -np.inf
    state = log[:, 0].copy()
    state[..., INSIDE] = -np.inf
    back = np.zeros((width, events, roles, 3), dtype=np.int8)
    ends = np.empty((width, events, roles), dtype=np.int8)
    ends[0] = state.argmax(axis=-1)
    for word in range(1, width):
        paths = state[..., :, None] + allowed
        back[word] = paths.argmax(axis=-2)
        state = paths.max(axis=-2) + log[:, word]
        ends[word] = state.argmax(axis=-1)
    labels = np.zeros((events, width, roles), dtype=np.int64)
    last = np.zeros((events, roles), dtype=np.int64)
    for word in range(width - 1, -1, -1):
        starts_here = (lengths - 1 == word)[:, None]
        last = np.where(starts_here, ends[word], last)
        inside = (word < lengths)[:, None]
        labels[:, word] = np.where(inside, last, OUTSIDE)
        before = np.take_along_axis(back[word], last[..., None], axis=-1)[..., 0]
        last = np.where(inside, before, last)
    return labels


def label_spans(labels: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Spans of words [first, last] in the labels of one role of one event.

    A beginning right after a mention goes on with it: two mentions of one role have a word between them (all but one
    of 12,942 in the training sentences), and a name is cut in two more often than that.
    """
    found: list[tuple[int, int]] = []
    for word in np.flatnonzero(labels != OUTSIDE).tolist():
        if not found or found[-1][1] != word - 1:
            found.append((word, word))
        else:
            found[-1] = (found[-1][0], word)
    return found


def _roles(labels: NDArray[np.int64], logits: Floats) -> dict[str, tuple[tuple[int, int], ...]]:
    roles = {}
    for column, role in enumerate(ROLES):
        found = label_spans(labels[:, column])
        if role in SINGLE_ROLES and len(found) > 1:
            certainty = softmax(logits[:, column])
            found = [max(found, key=lambda span: float(certainty[span[0], BEGIN]))]
        roles[role] = tuple(found)
    return roles


MODES_OF_TYPE = {name: [index for index, (owner, _) in enumerate(MODE_LABELS) if owner == name] for name in TYPES}


@dataclass(frozen=True, slots=True)
class ArgumentLogits:
    """The second look's output for E candidates; roles by word, padded: E × W × roles × 3."""

    roles: Floats
    type: Floats
    status: Floats
    time: Floats
    mode: Floats

    @classmethod
    def of_pieces(
        cls, roles: Sequence[Floats], first_pieces: Sequence[Sequence[int]], *others: Floats
    ) -> "ArgumentLogits":
        """From roles by word piece, T × (roles · 3) a candidate; the others are E × labels already."""
        return cls(by_word(roles, first_pieces).reshape(len(roles), -1, len(ROLES), 3), *others)


def decode(
    found: Sequence[Candidate], logits: ArgumentLogits, lengths: NDArray[np.int64], decision: Decision
) -> list[Decoded]:
    """The events that are kept, in the order of the candidates. ``lengths``: words of each candidate's sentence."""
    if not found:
        return []
    first = np.stack([candidate.types for candidate in found])
    joint = joint_types(first, logits.type, decision.first_look_share)
    kept = np.flatnonzero(1.0 - joint[:, NO_EVENT] >= decision.keep_at)
    if not kept.size:
        return []
    biased = logits.roles[kept].copy()
    biased[..., OUTSIDE] += decision.outside_bias
    labels = best_labels(biased, lengths[kept])
    rows = zip(kept.tolist(), labels, strict=True)
    events = [_event(found[index], joint[index], own, logits, index) for index, own in rows]
    return [event for event in events if not _told_better(event, events, decision.one_within)]


def _told_better(event: Decoded, events: Sequence[Decoded], within: int) -> bool:
    """Whether a likelier event of the same type stands so near that both are one ("joint" and "exercises")."""
    return any(
        other.row == event.row
        and other.type == event.type
        and 0 < max(other.words[0] - event.words[-1], event.words[0] - other.words[-1]) <= within
        and (other.score, -other.words[0]) > (event.score, -event.words[0])
        for other in events
    )


def _event(
    candidate: Candidate, joint: Floats, labels: NDArray[np.int64], logits: ArgumentLogits, index: int
) -> Decoded:
    kind = int(joint[:NO_EVENT].argmax())
    own_modes = MODES_OF_TYPE[TYPES[kind]]
    return Decoded(
        row=candidate.row,
        words=candidate.words,
        type=TYPES[kind],
        mode=MODE_LABELS[own_modes[int(logits.mode[index, own_modes].argmax())]][1],
        status=STATUSES[int(logits.status[index].argmax())],
        time=TIMES[int(logits.time[index].argmax())],
        roles=_roles(labels, logits.roles[index]),
        score=float(joint[kind]),
    )


def by_word(scores: Sequence[Floats], first_pieces: Sequence[Sequence[int]]) -> Floats:
    """Scores of word pieces (each T × labels) as scores of words, padded with zeros: N × W × labels."""
    width = max(1, *(len(pieces) for pieces in first_pieces))
    padded = np.zeros((len(scores), width, scores[0].shape[-1]), dtype=np.float32)
    for row, (own, pieces) in enumerate(zip(scores, first_pieces, strict=True)):
        padded[row, : len(pieces)] = own[list(pieces)]
    return padded
