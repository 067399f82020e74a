"""Fit the weights of incidents and write the file that ships.

Usage: python -m training.incidents [--shared ../shared] [--date 2026-11-26]
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.maverick import read_maverick
from detente.incidents.comparisons import SCALE
from detente.incidents.weights import BASE, COLUMNS, JOIN, Weights
from training.incidents.corpora import Corpus, compared
from training.incidents.fitting import Part, fit_weights, learnt_from_rows
from training.incidents.news import news

PATH = Path("src/detente/incidents/weights.tsv")
NEWS_WEIGHT = 0.3
"""What a pair of events from news counts beside a pair of rows: pairs of one topic hang together more."""
HEAD = """\
# What each level of each comparison of two events adds to the log odds that they tell of one happening.
# Origin: fitted by training/incidents (logistic regression) on {origin}
# Licence: Apache-2.0
# Date: {date}
# Known gaps: {gaps}
"""


def maverick(shared: Path) -> Corpus:
    """Structured rows of MAVERICK's Ivory Coast."""
    rows = read_maverick(shared / "benchmarks" / "maverick" / "ivory_coast.tsv")
    return Corpus("MAVERICK, Ivory Coast (CC BY 4.0)", [row.evidence for row in rows], [row.truth for row in rows])


def written(weights: Weights, head: str) -> str:
    """The text of the file."""
    lines = ["\t".join(COLUMNS), f"{BASE}\t\t{weights.base}", f"{JOIN}\t\t{weights.join}"]
    for comparison, levels in SCALE.items():
        lines += [f"{comparison}\t{level}\t{weights.levels[comparison, level]}" for level in levels]
    return head + "\n".join(lines) + "\n"


def main() -> None:
    """Fit, write, and say on how much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--date", default=datetime.now(UTC).date().isoformat(), help="stands in the head of the file")
    options = parser.parse_args()
    rows, texts = maverick(options.shared), news(options.shared)
    learnt = [*learnt_from_rows(rows), Part(compared(texts), NEWS_WEIGHT, base=1)]
    for name, part in zip((rows.name, f"{rows.name}, fields hidden", texts.name), learnt, strict=True):
        sys.stdout.write(f"{name}: {len(part.pairs.left)} pairs, {part.pairs.same.sum()} of one happening\n")
    head = HEAD.format(
        origin=f"{rows.name} and {texts.name}",
        date=options.date,
        gaps="levels that no pair of these has are zero",
    )
    PATH.write_text(written(fit_weights("weights", learnt), head), encoding="utf-8")


if __name__ == "__main__":
    main()
