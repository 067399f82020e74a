"""Choose the decision's numbers and the calibration on sentences that were not trained on."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from detente.coding.calibration import Calibration, logit
from detente.coding.decode import Decision, Decoded
from detente.coding.words import Words
from training.corpus import GoldEvent

if TYPE_CHECKING:
    from training.examples import Example

SHARES = (0.3, 0.4, 0.5, 0.6)
KEEPS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
CANDIDATES = (0.12, 0.2, 0.3)
WITHIN = (0, 1, 2, 3, 4)
BIASES = (-0.6, -0.3, 0.0, 0.3)

Coding = Callable[[Decision], list[list[Decoded]]]


def right_events(example: "Example", events: Sequence[Decoded]) -> list[bool]:
    """For each event whether an annotated one of its type has an overlapping trigger (one to one, in order)."""
    left = list(example.sentence.events)
    verdicts = []
    for event in events:
        match = _annotated(event, example.words, left)
        verdicts.append(match is not None)
        if match is not None:
            left.remove(match)
    return verdicts


def typed_f1(examples: Sequence["Example"], events: Sequence[Sequence[Decoded]]) -> float:
    """F1 of events with the right type."""
    hits = sum(sum(right_events(example, own)) for example, own in zip(examples, events, strict=True))
    wanted = sum(len(example.sentence.events) for example in examples)
    return 2 * hits / max(1, wanted + sum(map(len, events)))


def role_f1(examples: Sequence["Example"], events: Sequence[Sequence[Decoded]]) -> float:
    """F1 of the spans of all roles of the events that are right, at half of their union or more."""
    hits = made = wanted = 0
    for example, own in zip(examples, events, strict=True):
        wanted += sum(len(spans) for event in example.sentence.events for spans in event.roles.values())
        made += sum(len(spans) for event in own for spans in event.roles.values())
        hits += _role_hits(example, own)
    return 2 * hits / max(1, made + wanted)


def _annotated(event: Decoded, words: Words, annotated: Sequence[GoldEvent]) -> GoldEvent | None:
    """The first annotated event of the same type whose trigger overlaps."""
    start, end = words.reach(event.words[0], event.words[-1])
    same = (g for g in annotated if g.type == event.type and g.trigger[0] < end and g.trigger[1] > start)
    return next(same, None)


def _role_hits(example: "Example", events: Sequence[Decoded]) -> int:
    hits = 0
    for event in events:
        gold = _annotated(event, example.words, example.sentence.events)
        if gold is None:
            continue
        for role, reaches in event.roles.items():
            cuts = [example.words.reach(*reach) for reach in reaches]
            hits += sum(any(_shared(cut, own) >= 0.5 for cut in cuts) for own in gold.roles[role])
    return hits


def _shared(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0.0, shared / (max(one[1], other[1]) - min(one[0], other[0])))


def choose_decision(examples: Sequence["Example"], code: Coding) -> Decision:
    """The decision with the best F1 of typed events, then the bias with the best F1 of roles.

    One number after another: the looks' shares with the threshold, how near two events are one, the candidates.
    """
    best = Decision()
    for steps in (
        [{"first_look_share": share, "keep_at": keep} for share, keep in product(SHARES, KEEPS)],
        [{"one_within": within} for within in WITHIN],
        [{"candidate_at": at} for at in CANDIDATES],
    ):
        tries = [replace(best, **step) for step in steps]
        best = max(tries, key=lambda decision: typed_f1(examples, code(decision)))
    biased = [replace(best, outside_bias=bias) for bias in BIASES]
    return max(biased, key=lambda decision: role_f1(examples, code(decision)))


def fit_calibration(judged: Sequence[tuple[float, bool]]) -> Calibration:
    """The curve by Newton's method on pairs of joint probability and whether the event is right."""
    points = [(logit(score), right) for score, right in judged]
    slope, shift = 0.0, 0.0  # steps from slope 1 overshoot where the scores tell nothing
    for _ in range(50):
        chances = [1 / (1 + math.exp(-(slope * x + shift))) for x, _ in points]
        gap = [chance - right for chance, (_, right) in zip(chances, points, strict=True)]
        spread = [chance * (1 - chance) for chance in chances]
        g0, g1 = sum(gap), sum(g * x for g, (x, _) in zip(gap, points, strict=True))
        h00 = sum(spread) + 1e-6
        h01 = sum(s * x for s, (x, _) in zip(spread, points, strict=True))
        h11 = sum(s * x * x for s, (x, _) in zip(spread, points, strict=True)) + 1e-6
        determinant = h00 * h11 - h01 * h01
        shift -= (h11 * g0 - h01 * g1) / determinant
        slope -= (h00 * g1 - h01 * g0) / determinant
    return Calibration(round(slope, 4), round(shift, 4))
