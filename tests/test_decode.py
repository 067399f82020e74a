"""Decoding: from scores to well-formed events."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.coding.decode import (
    ArgumentLogits,
    Candidate,
    Decision,
    Decoded,
    Floats,
    best_labels,
    candidates,
    decode,
    joint_types,
    label_spans,
)
from detente.coding.labels import (
    BEGIN,
    INSIDE,
    MODE_LABELS,
    NO_EVENT,
    NO_TRIGGER,
    OUTSIDE,
    ROLES,
    STATUSES,
    TIMES,
    TRIGGER_LABELS,
    TYPES,
)


def well_formed(labels: Sequence[int]) -> bool:
    return all(label != INSIDE or (place > 0 and labels[place - 1] != OUTSIDE) for place, label in enumerate(labels))


def best_by_trying_all(logits: Floats) -> float:
    """Oracle: the best of all well-formed sequences of one role."""
    tries = (labels for labels in product((OUTSIDE, BEGIN, INSIDE), repeat=len(logits)) if well_formed(labels))
    return max(sum(float(logits[i, label]) for i, label in enumerate(labels)) for labels in tries)


@given(st.integers(1, 6), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_role_labels_are_the_best_of_all_well_formed_ones(words: int, seed: int) -> None:
    logits = np.random.default_rng(seed).normal(size=(2, words + 2, len(ROLES), 3)).astype(np.float32)
    logits -= np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    labels = best_labels(logits, np.array([words, words + 2]))
    for event, length in enumerate((words, words + 2)):
        for role in range(len(ROLES)):
            own = labels[event, :length, role].tolist()
            assert well_formed(own)
            told = sum(float(logits[event, i, role, label]) for i, label in enumerate(own))
            assert told == pytest.approx(best_by_trying_all(logits[event, :length, role]), abs=1e-4)
        assert (labels[event, length:] == OUTSIDE).all()


SPANS = {
    "nothing": ("OOO", []),
    "one word": ("OBO", [(1, 1)]),
    "to the end": ("OBI", [(1, 2)]),
    "two side by side are one": ("BIBI", [(0, 3)]),
    "two apart": ("BOOB", [(0, 0), (3, 3)]),
}


@pytest.mark.parametrize(("labels", "spans"), SPANS.values(), ids=SPANS)
def test_labels_become_spans(labels: str, spans: list[tuple[int, int]]) -> None:
    codes = {"O": OUTSIDE, "B": BEGIN, "I": INSIDE}
    assert label_spans(np.array([codes[label] for label in labels])) == spans


def trigger_logits(*words: tuple[str, int] | None) -> Floats:
    """Logits of one sentence; each word is None or (type, going on)."""
    logits = np.zeros((1, len(words), TRIGGER_LABELS), dtype=np.float32)
    for place, word in enumerate(words):
        label = NO_TRIGGER if word is None else 1 + 2 * TYPES.index(word[0]) + word[1]
        logits[0, place, label] = 9.0
    return logits


CANDIDATES = {
    "no trigger": ([None, None], []),
    "one word": ([None, ("ASSAULT", 0)], [("ASSAULT", (1,))]),
    "two words of one trigger": ([("RETREAT", 0), ("RETREAT", 1), None], [("RETREAT", (0, 1))]),
    "two triggers side by side": ([("REQUEST", 0), ("CONSULT", 0)], [("REQUEST", (0,)), ("CONSULT", (1,))]),
    "a going-on word of another type stands alone": ([("AID", 0), ("REJECT", 1)], [("AID", (0,)), ("REJECT", (1,))]),
}


@pytest.mark.parametrize(("words", "expected"), CANDIDATES.values(), ids=CANDIDATES)
def test_words_become_triggers(words: list[tuple[str, int] | None], expected: object) -> None:
    found = candidates(trigger_logits(*words), np.ones((1, len(words)), dtype=bool), 0.12)
    assert [(TYPES[int(item.types.argmax())], item.words) for item in found] == expected


def test_padding_is_never_a_trigger() -> None:
    assert candidates(trigger_logits(("AID", 0), ("AID", 0)), np.array([[True, False]]), 0.12)[0].words == (0,)


def test_both_looks_have_their_say() -> None:
    first = np.zeros((1, len(TYPES)), dtype=np.float32)
    first[0, TYPES.index("AID")] = 0.9
    second = np.zeros((1, NO_EVENT + 1), dtype=np.float32)
    second[0, NO_EVENT] = 12.0
    assert joint_types(first, second, 1.0)[0].argmax() == TYPES.index("AID")
    assert joint_types(first, second, 0.0)[0].argmax() == NO_EVENT
    assert joint_types(first, second, 0.5).sum() == pytest.approx(1.0, abs=1e-5)


def decoded_from(rng: np.random.Generator, keep_at: float) -> list[Decoded]:
    found = [Candidate(0, (1,), np.full(len(TYPES), 0.9 / len(TYPES), dtype=np.float32))] * 3
    sizes = (NO_EVENT + 1, len(STATUSES), len(TIMES), len(MODE_LABELS))
    others = (rng.normal(size=(3, size)).astype(np.float32) for size in sizes)
    roles = rng.normal(size=(3, 5, len(ROLES), 3)).astype(np.float32)
    return decode(found, ArgumentLogits(roles, *others), np.array([5, 5, 5]), Decision(keep_at=keep_at))


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_events_are_well_formed_whatever_the_scores(seed: int) -> None:
    for event in decoded_from(np.random.default_rng(seed), 0.0):
        assert (event.type, event.mode) in MODE_LABELS
        assert event.status in STATUSES
        assert event.time in TIMES
        assert 0.0 <= event.score <= 1.0
        assert all(len(event.roles[role]) <= 1 for role in ("date", "killed", "injured", "detained"))
        assert all(0 <= first <= last < 5 for spans in event.roles.values() for first, last in spans)


@pytest.mark.parametrize(("within", "kept"), [(0, [1, 3, 9]), (1, [1, 3, 9]), (2, [3, 9]), (6, [3])])
def test_two_events_of_one_type_side_by_side_are_one(within: int, kept: list[int]) -> None:
    first = np.full(len(TYPES), 1e-4, dtype=np.float32)
    found = []
    for word, chance in ((1, 0.6), (3, 0.9), (9, 0.7)):
        types = first.copy()
        types[TYPES.index("COOPERATE")] = chance
        found.append(Candidate(0, (word,), types))
    sizes = (NO_EVENT + 1, len(STATUSES), len(TIMES), len(MODE_LABELS))
    others = (np.zeros((3, size), dtype=np.float32) for size in sizes)
    logits = ArgumentLogits(np.zeros((3, 12, len(ROLES), 3), dtype=np.float32), *others)
    decision = Decision(first_look_share=1.0, one_within=within)
    assert [event.words[0] for event in decode(found, logits, np.array([12, 12, 12]), decision)] == kept


def test_a_threshold_above_one_keeps_nothing() -> None:
    assert decoded_from(np.random.default_rng(0), 1.01) == []
