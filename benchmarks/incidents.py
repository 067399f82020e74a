"""Reports to events on MAVERICK: which rows of the file tell of one event, pairwise F1 and B-cubed F1.

Every row becomes evidence (``benchmarks.maverick``) and goes through the product's own grouping. Three ways:

- baseline: rows of the same country, first day, town and place are one event;
- five-fold: the events of the file are dealt into five folds, so that no event straddles folds; for each fold the
  weights are fitted on pairs of rows of the other four, then *all* rows are grouped with them, and of the outcome only
  the rows of the fold are scored: a row's own group, and its pairs with any other row;
- shipped: the weights that the package ships, fitted on MAVERICK's Ivory Coast and on news. On Ivory Coast itself
  these have seen the answers.

With ``--calibration`` it prints instead, for pairs of rows at most three days apart, how many of those that weights of
the other folds give some probability are one event.

Usage: python -m benchmarks.incidents ../shared/benchmarks/maverick/ivory_coast.tsv [--only five-fold] [--calibration]
"""

import argparse
import hashlib
import random
import sys
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.maverick import Row, read_maverick
from detente.incidents.grouping import group
from detente.incidents.scoring import scores
from detente.incidents.weights import Weights, shipped_weights
from training.incidents.corpora import Corpus, compared
from training.incidents.fitting import fit_weights, learnt_from_rows

FOLDS = 5
SEED = 1
WAYS = ("baseline", "five-fold", "shipped")

Labels = Sequence[Hashable]
"""The group of each row."""


@dataclass(slots=True)
class Tally:
    """Sums over the rows that are scored; each pair of rows counts once from either side."""

    rows: int = 0
    precision: float = 0.0
    recall: float = 0.0
    right: int = 0
    found: int = 0
    true: int = 0

    def add(self, truth: Labels, labels: Labels, scored: Sequence[int]) -> None:
        """Add the rows that are scored, each held against all rows."""
        both = Counter(zip(truth, labels, strict=True))
        true, found = Counter(truth), Counter(labels)
        for row in scored:
            shared, in_truth, in_found = both[truth[row], labels[row]], true[truth[row]], found[labels[row]]
            self.rows += 1
            self.precision += shared / in_found
            self.recall += shared / in_truth
            self.right += shared - 1
            self.found += in_found - 1
            self.true += in_truth - 1

    def pairwise(self) -> tuple[float, float, float]:
        """Precision, recall and F1 of pairs."""
        return _f1(self.right / max(1, self.found), self.right / max(1, self.true))

    def b_cubed(self) -> tuple[float, float, float]:
        """Precision, recall and F1 of rows."""
        return _f1(self.precision / max(1, self.rows), self.recall / max(1, self.rows))


def _f1(precision: float, recall: float) -> tuple[float, float, float]:
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def grouped(rows: Sequence[Row], weights: Weights) -> Labels:
    """The group of each row."""
    groups = group((row.evidence for row in rows), weights)
    label = {member.event_id: one.group_id for one in groups for member in one.members}
    return [label[row.evidence.event_id] for row in rows]


def folds_of(rows: Sequence[Row]) -> list[int]:
    """The fold of each row; rows of one event share it."""
    events = sorted({row.truth for row in rows})
    random.Random(SEED).shuffle(events)
    fold = {event: number % FOLDS for number, event in enumerate(events)}
    return [fold[row.truth] for row in rows]


def five_fold(rows: Sequence[Row]) -> Tally:
    """Every row scored once, with weights that have not seen its event."""
    fold, tally = folds_of(rows), Tally()
    for number in range(FOLDS):
        seen = [row for row, mine in zip(rows, fold, strict=True) if mine != number]
        labels = grouped(rows, fit_weights("fold", learnt_from_rows(_corpus(seen))))
        tally.add([row.truth for row in rows], labels, [at for at, mine in enumerate(fold) if mine == number])
    return tally


def calibration(rows: Sequence[Row]) -> list[tuple[float, float, float]]:
    """For each tenth of probability that some pair is given: mean probability, share of one event, number of pairs.

    A pair of rows of two folds counts a half with either fold's weights, so that all pairs count once.
    """
    fold, pairs = np.array(folds_of(rows)), compared(_corpus(rows))
    given: list[npt.NDArray[np.float64]] = []
    for number in range(FOLDS):
        seen = [row for row, mine in zip(rows, fold, strict=True) if mine != number]
        new = (fold[pairs.left] == number).astype(np.float64) + (fold[pairs.right] == number)
        at = np.flatnonzero(new)
        weights = fit_weights("fold", learnt_from_rows(_corpus(seen)))
        log_odds = scores(pairs.columns, pairs.left[at], pairs.right[at], weights)
        given.append(np.stack((1 / (1 + np.exp(-log_odds)), pairs.same[at], new[at] / 2), axis=1))
    chance, same, count = np.concatenate(given).T
    tenths = [np.flatnonzero(np.minimum(9, (chance * 10).astype(int)) == tenth) for tenth in range(10)]
    return [
        (
            float(np.average(chance[at], weights=count[at])),
            float(np.average(same[at], weights=count[at])),
            count[at].sum(),
        )
        for at in tenths
        if len(at)
    ]


def _corpus(rows: Sequence[Row]) -> Corpus:
    return Corpus("maverick", [row.evidence for row in rows], [row.truth for row in rows])


def measured(way: str, rows: Sequence[Row]) -> Tally:
    """The score of one of WAYS."""
    if way == "five-fold":
        return five_fold(rows)
    tally = Tally()
    labels: Labels = [row.stated for row in rows] if way == "baseline" else grouped(rows, shipped_weights())
    tally.add([row.truth for row in rows], labels, range(len(rows)))
    return tally


def main() -> None:
    """Print the table for the file named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--only", choices=WAYS, help="measure one way alone")
    parser.add_argument("--calibration", action="store_true", help="hold probabilities against what is so")
    options = parser.parse_args()
    rows = read_maverick(options.path)
    digest = hashlib.sha256(options.path.read_bytes()).hexdigest()[:12]
    events = len({row.truth for row in rows})
    sys.stdout.write(f"{options.path.name} (sha256 {digest}), {datetime.now(UTC).date()}: {len(rows)} rows, ")
    sys.stdout.write(f"{events} events\n\n")
    if options.calibration:
        _print_calibration(calibration(rows))
        return
    sys.stdout.write(f"| way | pairwise P | R | F1 | B-cubed P | R | F1 |\n{'| --- ' * 7}|\n")
    for way in (options.only,) if options.only else WAYS:
        tally = measured(way, rows)
        cells = [f"{value:.3f}" for value in (*tally.pairwise(), *tally.b_cubed())]
        sys.stdout.write(f"| {way} | {' | '.join(cells)} |\n")
        sys.stdout.flush()


def _print_calibration(tenths: Sequence[tuple[float, float, float]]) -> None:
    sys.stdout.write("| given | one event | pairs |\n| --- | --- | --- |\n")
    sys.stdout.writelines(f"| {given:.3f} | {same:.3f} | {count:.0f} |\n" for given, same, count in tenths)
    pairs = sum(count for *_, count in tenths)
    error = sum(abs(given - same) * count for given, same, count in tenths) / max(1, pairs)
    sys.stdout.write(f"\nexpected calibration error over tenths: {error:.4f}\n")


if __name__ == "__main__":
    main()
