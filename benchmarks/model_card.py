"""Write the model card that ships beside the weights.

Usage: python -m benchmarks.model_card [--shared ../shared]

Counts what was learnt from, reads sizes off the weights, and scores them as benchmarks.accuracy does.
"""

import argparse
import datetime
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.accuracy import measure
from detente.coding.weights import FILES, FOLDER, NUMBERS, digest, read_numbers
from training.corpus import GoldSentence, from_blocks, read_corpus
from training.made.learnt import LEARNT
from training.open_corpus.read import read_file, read_open_corpus
from training.schedule import MADE_WEIGHT, SCHEDULE

CARD = FOLDER / "model-card.md"
MEASURES = (
    *("found", "typed", "row", "role actors", "role recipients", "role location", "role source", "role date"),
    *("role killed", "mode accuracy", "status accuracy", "status accuracy, not actual", "time accuracy"),
)


def counted(name: str, sentences: Sequence[GoldSentence], share: float, licence: str) -> str:
    """One row of the table of training data."""
    events = sum(len(sentence.events) for sentence in sentences)
    return f"| {name} | {len(sentences):,} | {events:,} | {share:g} | {licence} |"


def data_rows(shared: Path) -> list[str]:
    """The table of training data."""
    annotated = list(read_corpus(shared / "corpus" / "train.jsonl"))
    written = list(from_blocks(read_open_corpus()))
    made = list(from_blocks(read_file(LEARNT).blocks, "made"))
    return [
        "| data | sentences | events | share of the loss | licence |",
        "| --- | --- | --- | --- | --- |",
        counted("annotated news sentences of ten public sets (not shipped)", annotated, 1, "training only"),
        counted("the open corpus, `training/open_corpus`", written, 1, "Apache-2.0"),
        counted("sentences made from frames, `training/made`", made, MADE_WEIGHT, "Apache-2.0"),
    ]


def score_rows(rows: dict[str, dict[str, float]]) -> list[str]:
    """The table of scores."""
    lines = ["| measure | F1 or accuracy | 95 % interval |", "| --- | --- | --- |"]
    present = [(name, rows[name]) for name in MEASURES if name in rows]
    return lines + [f"| {name} | {row['f1']:.3f} | {row['low']:.3f}–{row['high']:.3f} |" for name, row in present]


def card(shared: Path) -> str:
    """The whole card."""
    accuracy = measure(shared / "corpus" / "dev.jsonl", shared / "corpus" / "tools" / "score.py")
    numbers = read_numbers(FOLDER / NUMBERS)
    size = sum((FOLDER / name).stat().st_size for name in FILES) / 1e6
    day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    decision, calibration = numbers.decision, numbers.calibration
    parts = [
        f"# Model card: {numbers.name}-{digest(FOLDER)}",
        f"Written on {day} by `python -m benchmarks.model_card`.",
        "## What it is",
        "An encoder that finds political events in English news sentences and codes them in PLOVER: type, mode,\n"
        "status, time, and the words of every role. It starts from all-MiniLM-L6-v2 (sentence-transformers,\n"
        "Apache-2.0; six layers, width 384). A sentence is read once for its triggers; for each trigger copies of the\n"
        "three upper layers read it again with the trigger marked. Two int8 ONNX graphs with a tokenizer,\n"
        f"{size:.1f} MB in all.",
        "## What it is for",
        "Research and reporting on published text. Not for choosing targets, not for tracking persons, and not for\n"
        "any decision about a person without somebody reading the words behind it.",
        "## What it learnt from",
        "\n".join(data_rows(shared)),
        f"Seed {SCHEDULE.seed}, {SCHEDULE.epochs} epochs, batches of {SCHEDULE.batch}, rate {SCHEDULE.rate:g} "
        f"(heads {SCHEDULE.head_rate:g}), weights averaged\nover the run; word embeddings stay as they were. "
        "`python -m training` repeats it.",
        "## Scores",
        f"On {accuracy.sentences} annotated sentences that were not learnt from; all rows in docs/accuracy.md.",
        "\n".join(score_rows(accuracy.rows)),
        "## Fitted numbers and calibration",
        f"Fitted on {numbers.fitted_on}: keep an event at {decision.keep_at:g}, first look's share "
        f"{decision.first_look_share:g},\noutside bias {decision.outside_bias:g}; confidence by a logistic curve of "
        f"slope {calibration.slope:g} and shift {calibration.shift:g}.\nExpected calibration error over tenths: "
        f"{accuracy.calibration_error:.3f}, on the same sentences.",
        "## Known limits",
        "English alone, one sentence at a time. Rare modes rest on few examples. The annotated sets are heavy in the\n"
        "Middle East, South Asia and Latin America and in the years 2005 to 2020. Confidence is calibrated on news.",
    ]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    text = card(parser.parse_args().shared)
    CARD.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
