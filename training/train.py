"""Teaching the coder: the losses of both looks, and the loop that lowers them."""

import copy
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from detente.coding.labels import NO_EVENT, NO_TRIGGER
from detente.coding.words import pieces_of
from training.examples import IGNORE, Batch, Example, batches
from training.model import ArgumentScores, CoderModel, added_mask
from training.schedule import Schedule

HARD_AT = 0.05
"""A word that is no trigger but seems one with this probability is shown to the second look as a trap."""
TRAPS = 1
"""At most so many traps a sentence."""


@dataclass(frozen=True, slots=True)
class Traps:
    """Words that look like triggers and are none: the row of their sentence and their marks (N × T)."""

    rows: Tensor
    marked: Tensor


def find_traps(batch: Batch, logits: Tensor, chance: random.Random) -> Traps:
    """Words the model is about to take for triggers, by its own first look."""
    seeming = 1.0 - torch.softmax(logits.detach().float(), -1)[..., NO_TRIGGER]
    seeming[batch.triggers != NO_TRIGGER] = 0.0
    rows, marks = [], []
    for row, example in enumerate(batch.examples):
        scores = seeming[row, list(example.words.first_pieces)]
        words = [int(word) for word in torch.nonzero(scores > HARD_AT).flatten()]
        if not words and example.words.spans and chance.random() < 0.2:
            word = chance.randrange(len(example.words.spans))
            words = [word] if example.triggers[word] == NO_TRIGGER else []
        words.sort(key=lambda word: -float(scores[word]))
        for word in words[:TRAPS]:
            mark = torch.zeros(batch.pieces.shape[1], dtype=torch.long)
            mark[pieces_of([word], example.words)] = 1
            rows.append(row)
            marks.append(mark)
    marked = torch.stack(marks) if marks else torch.zeros((0, batch.pieces.shape[1]), dtype=torch.long)
    return Traps(torch.tensor(rows, dtype=torch.long), marked)


def batch_loss(model: CoderModel, batch: Batch, chance: random.Random) -> Tensor:
    """Sum of the losses of both looks, each a mean over what it decides."""
    mask = added_mask(batch.present)
    logits, shared = model.look(batch.pieces, batch.shapes, mask)
    weights = batch.weights
    per_piece = functional.cross_entropy(
        logits.flatten(0, 1).float(), batch.triggers.flatten(), ignore_index=IGNORE, reduction="none"
    )
    loss = (per_piece.view_as(batch.triggers) * weights[:, None]).sum() / len(batch.examples) / 6.0
    traps = find_traps(batch, logits, chance)
    rows, marked = torch.cat([batch.rows, traps.rows]), torch.cat([batch.marked, traps.marked])
    if not len(rows):
        return loss
    scores = model.look_again(shared[rows], marked, mask[rows])
    types = torch.cat([batch.type, torch.full((len(traps.rows),), NO_EVENT)])
    own = weights[rows]
    loss = loss + (functional.cross_entropy(scores.type.float(), types, reduction="none") * own).mean()
    return loss + _event_loss(scores, batch, own[: len(batch.rows)])


def _event_loss(scores: ArgumentScores, batch: Batch, weights: Tensor) -> Tensor:
    count = len(batch.rows)
    if not count:
        return torch.zeros(())
    loss = torch.zeros(())
    for name, share in (("status", 0.5), ("time", 0.4), ("mode", 0.6)):
        each = functional.cross_entropy(getattr(scores, name)[:count].float(), getattr(batch, name), reduction="none")
        loss = loss + share * (each * weights).mean()
    roles = scores.roles[:count].float()
    each = functional.cross_entropy(roles.flatten(0, 2), batch.roles.flatten(), ignore_index=IGNORE, reduction="none")
    return loss + (each.view(count, -1).sum(1) * weights).mean() / 8.0


def parameter_groups(model: CoderModel, schedule: Schedule) -> list[dict[str, object]]:
    """Heads learn faster than the encoder; norms and biases do not decay."""
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, parameter in model.named_parameters():
        head = "head" in name or "event_inner" in name or "marker" in name or name.startswith("shapes")
        groups.setdefault((head, parameter.ndim > 1), []).append(parameter)
    return [
        {
            "params": parameters,
            "lr": schedule.head_rate if head else schedule.rate,
            "weight_decay": schedule.decay if matrix else 0.0,
        }
        for (head, matrix), parameters in groups.items()
    ]


def train(
    model: CoderModel,
    examples: Sequence[Example],
    schedule: Schedule,
    report: Callable[[str], None],
    after_epoch: Callable[[int, CoderModel], None] | None = None,
    loss_of: Callable[[CoderModel, Batch, random.Random], Tensor] = batch_loss,
) -> CoderModel:
    """Train in place and return the running average of the weights, which generalises better than the last ones."""
    chance = random.Random(schedule.seed)
    torch.manual_seed(schedule.seed)
    steps = math.ceil(len(examples) / schedule.batch) * schedule.epochs
    optimiser = torch.optim.AdamW(parameter_groups(model, schedule))
    warm = max(1, int(steps * schedule.warm_up))
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.02, (steps - step) / max(1, steps - warm)))
    )
    average = copy.deepcopy(model)
    step = 0
    for epoch in range(schedule.epochs):
        model.train()
        started, losses = time.monotonic(), []
        for batch in batches(examples, schedule.batch, chance):
            with torch.autocast("cpu", torch.bfloat16):
                loss = loss_of(model, batch, chance)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            rates.step()
            step += 1
            _average(average, model, min(schedule.average, (1 + step) / (10 + step)))
            losses.append(loss.item())
        seconds = time.monotonic() - started
        report(f"epoch {epoch + 1}/{schedule.epochs}: loss {np.mean(losses):.4f}, {seconds:.0f} s")
        if after_epoch is not None:
            after_epoch(epoch, average)
    average.eval()
    return average


@torch.no_grad()
def _average(average: CoderModel, model: CoderModel, keep: float) -> None:
    old, new = list(average.parameters()), list(model.parameters())
    torch._foreach_lerp_(old, new, 1.0 - keep)
