"""Choose what to learn from by sources that were held out: news of publishers that training never saw.

For each group of sources, models learn from the annotated news of the others alone, with the open corpus, and with
the made sentences as well; each is scored on the news held out. Fewer epochs than the shipped training has: the choice
is between choices, not how good the last one is.

Usage: python -m training.held_out [--shared ../shared] [--epochs 2] [--threads 2]

Needs detente[train]; about 40 minutes an epoch on two cores.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from detente.coding.words import WordSplitter
from training.choose import role_f1, typed_f1
from training.corpus import GoldSentence, from_blocks, read_corpus
from training.evaluate import code
from training.examples import Example, make_examples
from training.made.learnt import LEARNT
from training.model import CoderModel, load_minilm
from training.open_corpus.read import read_file, read_open_corpus
from training.schedule import MADE_WEIGHT, SCHEDULE
from training.start import minilm_folder
from training.train import train

HELD_OUT = (("india", "insight", "lgl", "satp"), ("polnear", "re3d"), ("syn",))
"""Sources that are held out together, since they are of one kind; the others are always learnt from."""
CHOICES = ("news", "news, open corpus", "news, open corpus, made")


@dataclass(frozen=True, slots=True)
class Trial:
    """What one choice gives on one group of sources: F1 of typed events and of role spans."""

    choice: str
    held_out: tuple[str, ...]
    learnt: int
    scored: int
    typed: float
    roles: float


def source_of(sentence: GoldSentence) -> str:
    """Who published an annotated sentence: the first part of its id."""
    return sentence.id.split("-", 1)[0]


def learning(news: list[GoldSentence], choice: str, splitter: WordSplitter) -> list[Example]:
    """The sentences that a choice learns from."""
    learnt = make_examples(news, splitter)
    if "open corpus" in choice:
        learnt += make_examples(from_blocks(read_open_corpus()), splitter)
    if "made" in choice:
        learnt += make_examples(from_blocks(read_file(LEARNT).blocks, "made"), splitter, MADE_WEIGHT)
    return learnt


def attempt(
    news: list[GoldSentence], held_out: tuple[str, ...], choice: str, epochs: int, say: Callable[[str], None]
) -> Trial:
    """Learn by one choice without the held-out sources, and score on them."""
    start = minilm_folder()
    splitter = WordSplitter(start / "tokenizer.json")
    learnt = learning([one for one in news if source_of(one) not in held_out], choice, splitter)
    scored = make_examples([one for one in news if source_of(one) in held_out], splitter)
    torch.manual_seed(SCHEDULE.seed)
    model = CoderModel()
    load_minilm(model, start / "model.safetensors")
    model.pieces.weight.requires_grad_(False)
    model = train(model, learnt, replace(SCHEDULE, epochs=epochs), say).eval()
    coded = code(model, scored)
    return Trial(choice, held_out, len(learnt), len(scored), typed_f1(scored, coded), role_f1(scored, coded))


def line_of(trial: Trial) -> str:
    """One row of the table that is printed."""
    counts = f"{trial.learnt} learnt, {trial.scored} scored"
    return f"{'+'.join(trial.held_out)} | {trial.choice} | {counts} | typed {trial.typed:.3f} | roles {trial.roles:.3f}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    news = list(read_corpus(options.shared / "corpus" / "train.jsonl"))
    for held_out in HELD_OUT:
        for choice in CHOICES:
            trial = attempt(news, held_out, choice, options.epochs, lambda line: _say(f"  {line}"))
            _say(line_of(trial))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
