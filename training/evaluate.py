"""Code annotated sentences with a model in training, or with the graphs made from it."""

from collections.abc import Sequence

import numpy as np
import torch

from detente.coding.coder import Coder
from detente.coding.decode import ArgumentLogits, Decision, Decoded, decode, triggers
from detente.coding.words import pieces_of
from training.examples import Batch, Example, collate
from training.model import CoderModel, added_mask

DEFAULT = Decision()


@torch.no_grad()
def code(
    model: CoderModel, examples: Sequence[Example], decision: Decision = DEFAULT, size: int = 64
) -> list[list[Decoded]]:
    """The events of each example, in order."""
    model.eval()
    events: list[list[Decoded]] = [[] for _ in examples]
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].words.pieces))
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        for event in _code_batch(model, collate([examples[i] for i in chosen]), decision):
            events[chosen[event.row]].append(event)
    return events


def _code_batch(model: CoderModel, batch: Batch, decision: Decision) -> list[Decoded]:
    mask = added_mask(batch.present)
    logits, shared = model.look(batch.pieces, batch.shapes, mask)
    words = [example.words for example in batch.examples]
    first_pieces = [item.first_pieces for item in words]
    found = triggers(list(logits.float().numpy()), first_pieces, decision.candidate_at)
    if not found:
        return []
    rows = [candidate.row for candidate in found]
    marked = torch.zeros((len(found), batch.pieces.shape[1]), dtype=torch.long)
    for index, candidate in enumerate(found):
        marked[index, pieces_of(candidate.words, words[candidate.row])] = 1
    second = model.look_again(shared[rows], marked, mask[rows])
    pieces = [first_pieces[row] for row in rows]
    roles = list(second.roles.float().flatten(2).numpy())
    others = (getattr(second, name).float().numpy() for name in ("type", "status", "time", "mode"))
    scores = ArgumentLogits.of_pieces(roles, pieces, *others)
    return decode(found, scores, np.array([len(own) for own in pieces]), decision)


def code_shipped(coder: Coder, examples: Sequence[Example], decision: Decision) -> list[list[Decoded]]:
    """The events of each example by the exported graphs."""
    coder = coder.deciding(decision)
    return [events for _, events in coder.code_sentences([example.sentence.text for example in examples])]
