"""Score the shipped coder on annotated sentences, and write docs/accuracy.md.

Every sentence of the gold file goes through ``detente read`` as a report of its own; the scorer of the corpus counts.

Usage: python -m benchmarks.accuracy ../shared/corpus/dev.jsonl [--scorer ../shared/corpus/tools/score.py] [--write]
"""

import argparse
import collections
import datetime
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "accuracy.md"
SCORER = Path("../shared/corpus/tools/score.py")
BINS = 10
Coded = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What was measured: the scorer's rows, kinds of mistakes with their counts, calibration."""

    sentences: int
    rows: dict[str, dict[str, float]]
    mistakes: tuple[tuple[str, int], ...]
    calibration_error: float
    bins: tuple[tuple[float, float, int], ...]
    """Mean confidence, share that is right, and count of events, in bins of a tenth."""


def load_scorer(path: Path) -> ModuleType:
    """The corpus's own scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def code_file(gold: Path, output: Path) -> None:
    """Run the command over the gold file; every sentence must be read."""
    options = ["--format", "jsonl", "--output", str(output), "--no-ledger", "--quiet"]
    subprocess.run([sys.executable, "-m", "detente", "read", str(gold), *options], check=True)


def measure(gold_path: Path, scorer_path: Path = SCORER) -> Accuracy:
    """Code the gold file and score it."""
    with tempfile.TemporaryDirectory() as folder:
        coded_path, json_path = Path(folder) / "coded.jsonl", Path(folder) / "score.json"
        code_file(gold_path, coded_path)
        command = [sys.executable, str(scorer_path), str(gold_path), str(coded_path), "--json", str(json_path)]
        subprocess.run(command, check=True, capture_output=True)
        rows = json.loads(json_path.read_text(encoding="utf-8"))
        scorer = load_scorer(scorer_path)
        gold, coded = scorer.read_gold(gold_path), scorer.read_coded(coded_path)
        confidences = _confidences(coded_path)
    judged = [pair for key in coded for pair in _judge(scorer, gold[key]["events"], coded[key], confidences[key])]
    error, bins = calibration(judged)
    mistakes = count_mistakes(scorer, gold, coded)
    return Accuracy(len(gold), rows, tuple(mistakes.most_common(10)), error, bins)


def _confidences(path: Path) -> dict[str, list[float]]:
    found: dict[str, list[float]] = collections.defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found[record["report_id"]].append(record["confidence"])
    return found


def _judge(
    scorer: ModuleType, gold: list[Any], coded: list[Any], confidences: Sequence[float]
) -> list[tuple[float, bool]]:
    right = {j for _, j in scorer.pair(gold, coded, True)}
    return [(confidence, index in right) for index, confidence in enumerate(confidences)]


def calibration(judged: Sequence[tuple[float, bool]]) -> tuple[float, tuple[tuple[float, float, int], ...]]:
    """Expected calibration error over tenths (Naeini and others, 2015), and the tenths themselves."""
    bins: dict[int, list[tuple[float, bool]]] = collections.defaultdict(list)
    for confidence, right in judged:
        bins[min(BINS - 1, int(confidence * BINS))].append((confidence, right))
    rows = tuple(
        (sum(c for c, _ in own) / len(own), sum(r for _, r in own) / len(own), len(own))
        for _, own in sorted(bins.items())
    )
    error = sum(count * abs(mean - share) for mean, share, count in rows) / max(1, len(judged))
    return error, rows


def count_mistakes(scorer: ModuleType, gold: dict[str, Any], coded: Coded) -> collections.Counter[str]:
    """Kinds of mistakes, counted once an event and kind."""
    kinds: collections.Counter[str] = collections.Counter()
    for key, record in gold.items():
        wanted, made = record["events"], coded.get(key, [])
        found = scorer.pair(wanted, made, False)
        kinds["event missed"] += len(wanted) - len(found)
        kinds["event where there is none"] += len(made) - len(found)
        for i, j in found:
            kinds.update(_mistakes(scorer, wanted[i], made[j]))
    return kinds


def _mistakes(scorer: ModuleType, gold: dict[str, Any], coded: dict[str, Any]) -> list[str]:
    if gold["type"] != coded["type"]:
        return [f"{gold['type']} taken for {coded['type']}", "wrong type"]
    kinds = []
    if gold["status"] != coded["status"]:
        kinds.append(f"status {gold['status']} taken for {coded['status']}")
    if gold["time"] != coded["time"]:
        kinds.append(f"time {gold['time']} taken for {coded['time']}")
    if gold["mode"] != coded["mode"]:
        kinds.append("wrong mode")
    for role in scorer.ROLES:
        if not scorer.same_spans(gold[role], coded[role]):
            more = len(coded[role]) - len(gold[role])
            kinds.append(f"{role}: " + ("one too many" if more > 0 else "one missed" if more < 0 else "other words"))
    return kinds


def page(accuracy: Accuracy, gold: Path, model: str) -> str:
    """docs/accuracy.md."""
    digest = sha256(gold.read_bytes()).hexdigest()[:12]
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    lines = [
        "# Accuracy",
        "",
        f"Measured on {today} by `python -m benchmarks.accuracy ../shared/corpus/dev.jsonl --write`: model `{model}`,",
        f"{accuracy.sentences} annotated sentences that it was not trained on (`dev.jsonl`, sha256 {digest}…), each",
        "read by `detente read` as a report of its own. An event counts as *found* if its trigger overlaps an",
        "annotated one, as *typed* if the type is right too; *row* asks that type, status and all actors and",
        "recipients are right. Intervals are 95 % of 1,000 bootstrap samples of the sentences. Five numbers were",
        "chosen on the same sentences: three thresholds of the decision and the two of the calibration.",
        "",
        "| measure | precision | recall | F1 or accuracy | 95 % interval | n |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, row in accuracy.rows.items():
        numbers = " | ".join(f"{row[key]:.3f}" for key in ("precision", "recall", "f1"))
        lines.append(f"| {name} | {numbers} | {row['low']:.3f}–{row['high']:.3f} | {int(row['n'])} |")
    lines += ["", "## The ten most frequent kinds of mistakes", "", "| kind | count |", "| --- | --- |"]
    lines += [f"| {kind} | {count} |" for kind, count in accuracy.mistakes]
    lines += ["", "## Calibration", "", f"Expected calibration error {accuracy.calibration_error:.3f}, over tenths."]
    lines += ["", "| mean confidence | share right | events |", "| --- | --- | --- |"]
    lines += [f"| {mean:.2f} | {share:.2f} | {count} |" for mean, share, count in accuracy.bins]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scorer", type=Path, default=SCORER)
    parser.add_argument("--write", action="store_true", help="write docs/accuracy.md")
    options = parser.parse_args()
    from detente.coding.coder import Coder

    text = page(measure(options.gold, options.scorer), options.gold, Coder.load().model)
    if options.write:
        kept = PAGE.read_text(encoding="utf-8").partition("\n## Other measures")[1:] if PAGE.exists() else ("", "")
        PAGE.write_text(text + "".join(kept), encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
