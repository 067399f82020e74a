"""Annotated sentences as the numbers that the model learns from."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from detente.coding.labels import BEGIN, INSIDE, MODE_LABELS, NO_TRIGGER, ROLES, STATUSES, TIMES, TYPES
from detente.coding.words import Shape, Words, WordSplitter, pieces_of
from training.corpus import GoldEvent, GoldSentence, Span

IGNORE = -100
"""Label of what no loss is taken from."""


@dataclass(frozen=True, slots=True)
class EventTarget:
    """What the second look should say of one trigger."""

    words: tuple[int, ...]
    """Words of the trigger."""
    type: int
    status: int
    time: int
    mode: int
    roles: np.ndarray  # words × roles: OUTSIDE, BEGIN or INSIDE


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence ready for training."""

    sentence: GoldSentence
    words: Words
    triggers: tuple[int, ...]
    """One label a word."""
    events: tuple[EventTarget, ...]
    weight: float = 1.0
    """Share of the loss that this sentence has."""


def make_examples(sentences: Iterable[GoldSentence], splitter: WordSplitter, weight: float = 1.0) -> list[Example]:
    """One example a sentence, in order."""
    sentences = list(sentences)
    split = splitter.split([sentence.text for sentence in sentences])
    return [_example(sentence, words, weight) for sentence, words in zip(sentences, split, strict=True)]


def _example(sentence: GoldSentence, words: Words, weight: float) -> Example:
    labels = [NO_TRIGGER] * len(words.spans)
    events = []
    for event in sentence.events:
        inside = words_of(event.trigger, words.spans)
        if not inside or any(labels[word] for word in inside):
            continue
        kind = TYPES.index(event.type)
        for place, word in enumerate(inside):
            labels[word] = 1 + 2 * kind + (place > 0)
        events.append(_target(event, inside, words))
    return Example(sentence, words, tuple(labels), tuple(events), weight)


def _target(event: GoldEvent, inside: tuple[int, ...], words: Words) -> EventTarget:
    roles = np.zeros((len(words.spans), len(ROLES)), dtype=np.int64)
    for column, role in enumerate(ROLES):
        for span in event.roles.get(role, ()):
            covered = words_of(span, words.spans)
            if covered and not roles[list(covered), column].any():
                roles[covered[0], column] = BEGIN
                roles[list(covered[1:]), column] = INSIDE
    return EventTarget(
        inside,
        TYPES.index(event.type),
        STATUSES.index(event.status),
        TIMES.index(event.time),
        MODE_LABELS.index((event.type, event.mode)),
        roles,
    )


def words_of(span: Span, spans: Sequence[Span]) -> tuple[int, ...]:
    """Words that share a character with the span."""
    return tuple(i for i, (start, end) in enumerate(spans) if start < span[1] and end > span[0])


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences padded to one length (B × T), and the events in them (E, with the row of their sentence)."""

    examples: tuple[Example, ...]
    pieces: Tensor
    shapes: Tensor
    present: Tensor
    triggers: Tensor
    rows: Tensor
    marked: Tensor
    type: Tensor
    status: Tensor
    time: Tensor
    mode: Tensor
    roles: Tensor
    weights: Tensor
    """One a sentence."""


def collate(examples: Sequence[Example]) -> Batch:
    """One batch from some examples."""
    length = max(len(example.words.pieces) for example in examples)
    shape = (len(examples), length)
    pieces, shapes, present = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    triggers = np.full(shape, IGNORE, dtype=np.int64)
    events = [(row, target) for row, example in enumerate(examples) for target in example.events]
    marked = np.zeros((len(events), length), dtype=np.int64)
    roles = np.full((len(events), length, len(ROLES)), IGNORE, dtype=np.int64)
    for row, example in enumerate(examples):
        size = len(example.words.pieces)
        pieces[row, :size], shapes[row, :size], present[row, :size] = example.words.pieces, example.words.shapes, 1
        triggers[row, list(example.words.first_pieces)] = example.triggers
    for index, (row, target) in enumerate(events):
        words = examples[row].words
        marked[index, pieces_of(target.words, words)] = 1
        roles[index, list(words.first_pieces)] = target.roles
    targets = [target for _, target in events]
    return Batch(
        examples=tuple(examples),
        pieces=torch.from_numpy(pieces),
        shapes=torch.from_numpy(shapes),
        present=torch.from_numpy(present),
        triggers=torch.from_numpy(triggers),
        rows=_column(row for row, _ in events),
        marked=torch.from_numpy(marked),
        type=_column(target.type for target in targets),
        status=_column(target.status for target in targets),
        time=_column(target.time for target in targets),
        mode=_column(target.mode for target in targets),
        roles=torch.from_numpy(roles),
        weights=torch.tensor([example.weight for example in examples]),
    )


def _column(values: Iterable[int]) -> Tensor:
    return torch.tensor(list(values), dtype=torch.long)


LOWERED = 0.06
"""Share of the sentences that are shown without capitals, as some feeds have them."""
HIDDEN = 0.04
"""Share of the word pieces that are hidden, so that no single name or word is leaned on too much."""
MASK_PIECE = 103
CAPITALS = (Shape.CAPITALISED, Shape.UPPER, Shape.MIXED)


def disguise(words: Words, chance: random.Random) -> Words:
    """The words as a harder sentence would have them: now and then without capitals, some pieces hidden."""
    shapes = words.shapes
    if chance.random() < LOWERED:
        shapes = tuple(int(Shape.LOWER) if shape in CAPITALS else shape for shape in shapes)
    inner = range(1, len(words.pieces) - 1)
    hidden = {index for index in inner if chance.random() < HIDDEN}
    pieces = tuple(MASK_PIECE if index in hidden else piece for index, piece in enumerate(words.pieces))
    return replace(words, pieces=pieces, shapes=shapes)


def batches(examples: Sequence[Example], size: int, chance: random.Random | None) -> Iterator[Batch]:
    """Batches of sentences of like length; shuffled and disguised if ``chance`` is given."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].words.pieces))
    if chance is not None:
        noisy = {i: len(examples[i].words.pieces) * chance.uniform(0.85, 1.15) for i in order}
        order.sort(key=noisy.__getitem__)
    groups = [order[start : start + size] for start in range(0, len(order), size)]
    if chance is not None:
        chance.shuffle(groups)
    for group in groups:
        chosen = [examples[i] for i in group]
        if chance is not None:
            chosen = [replace(example, words=disguise(example.words, chance)) for example in chosen]
        yield collate(chosen)
