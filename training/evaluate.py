"""Code annotated sentences with a model in training, in the form that the scorer reads."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from detente.coding.coder import Coder
from detente.coding.decode import ArgumentLogits, Decision, Decoded, by_word, candidates, decode, present_words
from detente.coding.labels import ROLES
from detente.coding.words import Words, pieces_of
from training.corpus import GoldSentence
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
    with torch.autocast("cpu", torch.bfloat16):
        logits, shared = model.look(batch.pieces, batch.shapes, mask)
    words = [example.words for example in batch.examples]
    first_pieces = [item.first_pieces for item in words]
    lengths = np.array([len(item.spans) for item in words])
    scores = by_word(list(logits.float().numpy()), first_pieces)
    found = candidates(scores, present_words(lengths), decision.candidate_at)
    if not found:
        return []
    rows = [candidate.row for candidate in found]
    marked = torch.zeros((len(found), batch.pieces.shape[1]), dtype=torch.long)
    for index, candidate in enumerate(found):
        marked[index, pieces_of(candidate.words, words[candidate.row])] = 1
    with torch.autocast("cpu", torch.bfloat16):
        second = model.look_again(shared[rows], marked, mask[rows])
    roles = by_word(list(second.roles.float().flatten(2).numpy()), [first_pieces[row] for row in rows])
    others = (getattr(second, name).float().numpy() for name in ("type", "status", "time", "mode"))
    by_role = roles.reshape(len(found), -1, len(ROLES), 3)
    return decode(found, ArgumentLogits(by_role, *others), lengths[rows], decision)


def record(sentence: GoldSentence, words: Words, event: Decoded) -> dict[str, object]:
    """One event as the scorer reads it."""

    def span(first: int, last: int) -> dict[str, int]:
        return {"start": words.spans[first][0], "end": words.spans[last][1]}

    row: dict[str, object] = {"report_id": sentence.id, "type": event.type, "mode": event.mode}
    row |= {"status": event.status, "time": event.time, "confidence": event.score}
    row["trigger"] = span(event.words[0], event.words[-1])
    names = {"location": "places", "source": "sources"}
    for role, spans in event.roles.items():
        items = [span(*item) for item in spans]
        single = role in ("date", "killed", "injured", "detained")
        row[names.get(role, role)] = (items[0] if items else None) if single else items
    return row


def write_coded(path: Path, examples: Sequence[Example], events: Sequence[Sequence[Decoded]]) -> None:
    """Write what the scorer takes as CODED."""
    with path.open("w", encoding="utf-8") as out:
        for example, coded in zip(examples, events, strict=True):
            for event in coded:
                out.write(json.dumps(record(example.sentence, example.words, event)) + "\n")


def code_shipped(coder: Coder, examples: Sequence[Example], decision: Decision) -> list[list[Decoded]]:
    """The events of each example by the exported graphs."""
    coder = coder.deciding(decision)
    return [events for _, events in coder.code_sentences([example.sentence.text for example in examples])]
