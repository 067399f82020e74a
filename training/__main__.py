"""Train the coder that is shipped, from corpora to weights, with one command.

Usage: python -m training [--shared ../shared] [--out training/runs/coder] [--install] [--finish]

Needs detente[train]; about an hour on two cores. Writes the float weights, the two int8 graphs, the tokenizer and
the fitted numbers to the folder ``--out``; ``--install`` copies what is shipped into the package.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import torch

from detente.coding.calibration import Calibration
from detente.coding.coder import Coder
from detente.coding.decode import Decision
from detente.coding.weights import FILES, FIRST, FOLDER, NUMBERS, SECOND, TOKENIZER, Numbers, write_numbers
from detente.coding.words import WordSplitter
from training.choose import choose_decision, fit_calibration, right_events, role_f1, typed_f1
from training.corpus import GoldSentence, from_blocks, read_corpus
from training.evaluate import code, code_shipped
from training.examples import Example, make_examples
from training.export import export
from training.made.learnt import LEARNT
from training.model import CoderModel, load_minilm
from training.open_corpus.read import read_file, read_open_corpus
from training.schedule import MADE_WEIGHT, SCHEDULE
from training.start import minilm_folder
from training.train import train

NAME = "detente-coder-1"
WHOLE = "model.pt"
"""The float weights in the folder of a run."""
TOLERANCE = 0.005
"""The most that an F1 of the int8 graphs may differ from the float model's."""


def learning_sentences(shared: Path, splitter: WordSplitter) -> list[Example]:
    """Everything that is learnt from."""
    made = from_blocks(read_file(LEARNT).blocks, "made")
    return [*make_examples(_written(shared), splitter), *make_examples(made, splitter, MADE_WEIGHT)]


def _written(shared: Path) -> Iterator[GoldSentence]:
    yield from read_corpus(shared / "corpus" / "train.jsonl")
    yield from from_blocks(read_open_corpus())


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def build(shared: Path, out: Path, learnt_before: bool) -> None:
    """Train, unless float weights of an earlier run are to be taken; export, choose the numbers, compare."""
    start = minilm_folder()
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy(start / "tokenizer.json", out / TOKENIZER)
    splitter = WordSplitter(out / TOKENIZER)
    dev = make_examples(read_corpus(shared / "corpus" / "dev.jsonl"), splitter)
    torch.manual_seed(SCHEDULE.seed)
    model = CoderModel()
    if learnt_before:
        model.load_state_dict(torch.load(out / WHOLE, weights_only=True))
    else:
        model = taught(model, start, learning_sentences(shared, splitter), out / WHOLE)
    finish(model.eval(), dev, out)


def taught(model: CoderModel, start: Path, learnt: list[Example], kept: Path) -> CoderModel:
    """The model after training from the published encoder; the float weights are kept after every epoch."""
    load_minilm(model, start / "model.safetensors")
    model.pieces.weight.requires_grad_(False)
    say(f"{len(learnt)} sentences, {sum(len(example.events) for example in learnt)} events")
    return train(model, learnt, SCHEDULE, say, lambda _, now: torch.save(now.state_dict(), kept))


def finish(model: CoderModel, dev: list[Example], out: Path) -> None:
    """Write what is shipped; raises ValueError if the int8 graphs score otherwise than the float model."""
    export(model, out / FIRST, out / SECOND)
    write_numbers(out / NUMBERS, Numbers(NAME, "", Decision(), Calibration()))
    decision = choose_decision(dev, partial(code_shipped, Coder.load(out), dev))
    coded = code_shipped(Coder.load(out), dev, decision)
    pairs = [
        (event.score, right)
        for example, own in zip(dev, coded, strict=True)
        for event, right in zip(own, right_events(example, own), strict=True)
    ]
    fitted_on = f"{len(dev)} sentences of corpus/dev.jsonl, none of them trained on"
    write_numbers(out / NUMBERS, Numbers(NAME, fitted_on, decision, fit_calibration(pairs)))
    for name, score in (("typed", typed_f1), ("roles", role_f1)):
        whole, small = score(dev, code(model, dev, decision)), score(dev, coded)
        say(f"{name} F1: float {whole:.4f}, int8 {small:.4f}")
        if whole - small > TOLERANCE:
            raise ValueError(f"int8 loses more than {TOLERANCE} of {name} F1")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "runs" / "coder")
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--finish", action="store_true", help="take the float weights that lie in --out")
    options = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    build(options.shared, options.out, options.finish)
    if options.install:
        FOLDER.mkdir(exist_ok=True)
        for name in FILES:
            shutil.copy(options.out / name, FOLDER / name)


if __name__ == "__main__":
    main()
