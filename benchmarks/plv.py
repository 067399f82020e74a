"""PLOVER root of marked pairs: macro F1 by cross-validation.

Each row has a sentence in which a source and a target are marked, and the root of what the source does to the target.
The encoder reads the sentence with both marked; it first learns from the pairs of the annotated corpora (each event's
actor and recipient), of which every sentence that stands in the rows is left out, and then from the other folds.

Usage: python -m benchmarks.plv ../shared/benchmarks/plv/train.jsonl [--corpus ../shared/corpus/train.jsonl]
       [--test OTHER.jsonl]  (train on all of the first file, score the second)

Needs detente[train]. Takes about half an hour on two cores.
"""

import argparse
import collections
import copy
import json
import math
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from detente.coding.words import Words, WordSplitter
from training.corpus import GoldSentence, from_blocks, read_corpus
from training.examples import words_of
from training.model import CoderModel, Sizes, added_mask, load_minilm
from training.open_corpus.read import read_open_corpus
from training.start import minilm_folder

MERGED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
FOLDS = 5
SEED = 7


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence with its marked source and target (characters; (0, 0) where unnamed), and the root between them."""

    text: str
    source: tuple[int, int]
    target: tuple[int, int]
    root: str


@dataclass(frozen=True, slots=True)
class Row:
    """A pair in word pieces; marks are 0, 1 in the source, 2 in the target."""

    words: Words
    marks: tuple[int, ...]
    root: int


class PairModel(nn.Module):
    """The coder's encoder, reading with the pair marked, and one head."""

    def __init__(self, roots: int) -> None:
        super().__init__()
        self.encoder = CoderModel(Sizes(split=6))
        width = self.encoder.sizes.width
        self.marks = nn.Embedding(3, width)
        nn.init.normal_(self.marks.weight, std=0.02)
        self.inner = nn.Linear(3 * width, width)
        self.head = nn.Linear(width, roots)

    def forward(self, pieces: Tensor, shapes: Tensor, marks: Tensor, present: Tensor) -> Tensor:
        """Logits of the roots, one row a sentence."""
        encoder, mask = self.encoder, added_mask(present)
        places = torch.arange(pieces.shape[1])
        hidden = encoder.pieces(pieces) + encoder.positions(places) + encoder.shapes(shapes) + self.marks(marks)
        hidden = encoder.dropout(encoder.norm(hidden))
        for layer in encoder.lower:
            hidden = layer(hidden, mask)
        pooled = [hidden[:, 0], *(_mean(hidden, marks == kind) for kind in (1, 2))]
        inner = functional.gelu(self.inner(encoder.dropout(torch.cat(pooled, dim=1))))
        return self.head(encoder.dropout(inner))


def _mean(hidden: Tensor, chosen: Tensor) -> Tensor:
    weights = chosen.to(hidden.dtype)
    return torch.einsum("bt,btw->bw", weights / weights.sum(1, keepdim=True).clamp(min=1), hidden)


def read_pairs(path: Path) -> list[Pair]:
    """Rows of the benchmark, marks taken out of the text again."""
    return [_pair(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _pair(record: dict[str, str]) -> Pair:
    text, spans = "", {}
    rest = record["marked"]
    while "<" in rest:
        before, _, rest = rest.partition("<")
        tag, _, rest = rest.partition(">")
        text += before
        if tag in ("s", "t", "/s", "/t"):
            spans[tag] = len(text)
        else:
            text += f"<{tag}>"
    source, target = ((spans.get(tag, 0), spans.get("/" + tag, 0)) for tag in "st")
    return Pair(text + rest, source, target, record["root"])


def corpus_pairs(sentences: Iterable[GoldSentence], without: set[str]) -> list[Pair]:
    """Every actor of every event with each recipient, or with none, of sentences that are not in ``without``."""
    return [
        Pair(sentence.text, actor, recipient, MERGED.get(event.type, event.type))
        for sentence in sentences
        if key_of(sentence.text) not in without
        for event in sentence.events
        for actor in event.roles["actors"]
        for recipient in event.roles["recipients"] or ((0, 0),)
    ]


def key_of(text: str) -> str:
    """What is compared to tell whether two sentences are the same: their letters and digits."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def make_rows(pairs: Sequence[Pair], splitter: WordSplitter, roots: Sequence[str]) -> list[Row]:
    """Pairs as numbers."""
    split = splitter.split([pair.text for pair in pairs])
    return [_row(pair, words, roots) for pair, words in zip(pairs, split, strict=True)]


def _row(pair: Pair, words: Words, roots: Sequence[str]) -> Row:
    marks = [0] * len(words.pieces)
    ends = (*words.first_pieces[1:], len(words.pieces) - 1)
    for kind, span in ((1, pair.source), (2, pair.target)):
        for word in words_of(span, words.spans):
            for piece in range(words.first_pieces[word], ends[word]):
                marks[piece] = kind
    return Row(words, tuple(marks), roots.index(pair.root))


def batch_of(rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Pieces, shapes, marks, presence and roots, padded."""
    length = max(len(row.words.pieces) for row in rows)
    arrays = np.zeros((4, len(rows), length), dtype=np.int64)
    for index, row in enumerate(rows):
        for place, values in enumerate((row.words.pieces, row.words.shapes, row.marks, (1,) * len(row.marks))):
            arrays[place, index, : len(values)] = values
    pieces, shapes, marks, present = (torch.from_numpy(array) for array in arrays)
    return pieces, shapes, marks, present, torch.tensor([row.root for row in rows])


def fit(model: PairModel, rows: Sequence[Row], epochs: int, rate: float, seed: int) -> None:
    """Train in place; the rate rises for a tenth of the steps and then falls to nothing."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    heads = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW([{"params": body, "lr": rate}, {"params": heads, "lr": 5 * rate}], weight_decay=0.01)
    steps = epochs * math.ceil(len(rows) / 24)
    shape = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min(10 * (s + 1) / steps, 1.02 - s / steps))
    model.train()
    for _ in range(epochs):
        order = sorted(rows, key=lambda row: len(row.marks) * chance.uniform(0.8, 1.2))
        groups = [order[start : start + 24] for start in range(0, len(order), 24)]
        chance.shuffle(groups)
        for group in groups:
            *inputs, roots = batch_of(group)
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(*inputs)
            loss = functional.cross_entropy(logits.float(), roots, label_smoothing=0.05)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            shape.step()


@torch.no_grad()
def tell(model: PairModel, rows: Sequence[Row]) -> Tensor:
    """Log probabilities of the roots, one row each."""
    model.eval()
    parts = [model(*batch_of(rows[start : start + 64])[:4]) for start in range(0, len(rows), 64)]
    return torch.cat(parts).log_softmax(1)


def macro_f1(gold: Sequence[int], told: Sequence[int]) -> tuple[float, dict[int, float]]:
    """Mean of the F1 of every root that occurs, and each root's own."""
    pairs = collections.Counter(zip(gold, told, strict=True))
    own = {}
    for root in sorted(set(gold)):
        right = pairs[root, root]
        own[root] = 2 * right / (sum(g == root for g in gold) + sum(t == root for t in told))
    return sum(own.values()) / len(own), own


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus/train.jsonl"))
    parser.add_argument("--test", type=Path)
    parser.add_argument("--members", type=int, default=1, help="models whose opinions are averaged (default 1)")
    options = parser.parse_args()
    say: Callable[[str], object] = sys.stdout.write
    pairs = read_pairs(options.rows)
    test = read_pairs(options.test) if options.test else []
    without = {key_of(pair.text) for pair in pairs + test}
    annotated = [*read_corpus(options.corpus), *from_blocks(read_open_corpus())]
    first = corpus_pairs((s for s in annotated if not s.id.startswith("plv-")), without)
    roots = sorted({pair.root for pair in pairs + test + first})
    splitter = WordSplitter(minilm_folder() / "tokenizer.json")
    rows, first_rows, test_rows = (make_rows(some, splitter, roots) for some in (pairs, first, test))
    say(f"{len(rows)} rows, {len(first_rows)} pairs from annotated corpora without those sentences\n")
    starts = [_start(first_rows, len(roots), SEED + member) for member in range(options.members)]
    if test_rows:
        told = _opinion(starts, rows, test_rows)
        gold = [row.root for row in test_rows]
    else:
        gold, told = _cross_validate(starts, rows, [key_of(pair.text) for pair in pairs], say)
    score, own = macro_f1(gold, told)
    for root, value in own.items():
        say(f"{roots[root]:10} {value:.3f}  n {sum(g == root for g in gold)}\n")
    say(f"macro F1 {score:.3f}, {len(gold)} rows\n")


def _start(rows: Sequence[Row], roots: int, seed: int) -> PairModel:
    torch.manual_seed(seed)
    model = PairModel(roots)
    load_minilm(model.encoder, minilm_folder() / "model.safetensors")
    model.encoder.pieces.weight.requires_grad_(False)
    fit(model, rows, epochs=3, rate=1e-4, seed=seed)
    return model


def _opinion(starts: Sequence[PairModel], learn: Sequence[Row], ask: Sequence[Row]) -> list[int]:
    total = torch.zeros(())
    for member, start in enumerate(starts):
        model = copy.deepcopy(start)
        fit(model, learn, epochs=6, rate=7e-5, seed=SEED + member)
        total = total + tell(model, ask)
    return [int(root) for root in total.argmax(1)]


def _cross_validate(
    starts: Sequence[PairModel], rows: Sequence[Row], keys: Sequence[str], say: Callable[[str], object]
) -> tuple[list[int], list[int]]:
    """Rows of one sentence always stand in one fold, so that no fold has seen the sentences it is asked about."""
    names = sorted(set(keys))
    random.Random(SEED).shuffle(names)
    fold_of = {name: index % FOLDS for index, name in enumerate(names)}
    gold: list[int] = []
    told: list[int] = []
    for fold in range(FOLDS):
        ask = [row for row, key in zip(rows, keys, strict=True) if fold_of[key] == fold]
        learn = [row for row, key in zip(rows, keys, strict=True) if fold_of[key] != fold]
        answers = _opinion(starts, learn, ask)
        own = [row.root for row in ask]
        gold, told = gold + own, told + answers
        say(f"fold {fold + 1}: {sum(g == t for g, t in zip(own, answers, strict=True))} of {len(own)} right\n")
    return gold, told


if __name__ == "__main__":
    main()
