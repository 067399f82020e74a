"""Makes ``relations/emissions.tsv``: how acts follow from the way in which two states stand.

``python -m scripts.standing_fit icews_events_2018_sample.tab`` counts the acts of each pair of states in a table of
ICEWS by quad class, takes the prior of each pair on the last day of the table, and finds the shares (and a precision)
that make the counts most probable over all stances: a mixture of Dirichlet-multinomials with the weights of the prior,
fitted by L-BFGS-B. The shares are drawn towards ARGUED as if PSEUDO_ACTS acts of each stance had been seen, for a table
of some days has few of the rarer kinds. It prints what the prior and the fit gain on pairs held out, in five folds.
"""

import argparse
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.special import gammaln, log_softmax, logsumexp  # type: ignore[import-untyped]

from detente.codebook import QUADS
from detente.event import ActorMention, CodedReport
from detente.imports import read_table
from detente.relations.acts import STATE_SECTORS
from detente.relations.prior import Stance, prior
from detente.relations.standing import COLUMNS

Numbers = NDArray[np.float64]

TARGET = Path(__file__).parent.parent / "src" / "detente" / "relations" / "emissions.tsv"
ARGUED = np.array(
    [
        [0.76, 0.07, 0.14, 0.03],  # allies and friends talk, praise and help, and quarrel in words
        [0.72, 0.04, 0.19, 0.05],  # the neutral help less and quarrel more
        [0.52, 0.03, 0.34, 0.11],  # the strained accuse each other, and talk
        [0.33, 0.03, 0.36, 0.28],  # the hostile threaten, fight if they are armed groups, and talk
    ]
)
ROW_OF = (0, 0, 1, 2, 3)
"""Row of ARGUED for each Stance. Allies and friends share one: a treaty tells them apart, and what they do does not."""
ARGUED_PRECISION = 12.0
"""A pair of one stance differs from the next as two samples of twelve acts would. This stays as argued: the fit's own,
which is printed, tells how alike the acts of two days are, which often tell of one matter, and not those of half a
year, which is what the standing looks back on."""
PSEUDO_ACTS = 500.0
"""What was argued weighs as much as this many acts of each stance: more than the table has of any. Two days have few
subjects, and these are full of tariffs between allies and of a summit between enemies."""
FOLDS = 5

HEAD = """\
# Emissions: what share of the acts between two parties is of each quad class, by how the two stand.
# Origin: fitted by scripts/standing_fit.py on {acts} acts of {pairs} pairs of states in a sample of ICEWS,
#   {first} to {last} (andybega/icews, MIT), drawn towards shares that were argued beforehand
# Licence: Apache-2.0
# Date: 2026-11-26
# Known gaps: states alone, on two days of one year; armed groups are taken to act as states of the same stance do
# precision: sum of the Dirichlet's parameters, argued: the larger, the more alike pairs of one stance are.
"""


def acts_of(path: Path) -> Iterator[tuple[date, tuple[str, str], str]]:
    """Day, pair of states and quad class of each act; what a publisher tells of one pair, type and place counts once.

    ICEWS has talks once for each side that takes part.
    """
    seen = set()
    for item in read_table("icews", path):
        if not isinstance(item, CodedReport):
            continue
        for event in item.events:
            for one, two in product(states(event.actors), states(event.recipients)):
                pair = min(one, two), max(one, two)
                told = (event.date, pair, event.type, item.report.publisher, event.places)
                if one != two and event.date and event.date.from_ and told not in seen:
                    seen.add(told)
                    yield date.fromisoformat(event.date.from_), pair, event.quad


def states(mentions: tuple[ActorMention, ...]) -> set[str]:
    """Codes of the countries whose states are among the actors."""
    return {each.country for each in mentions if each.country and (each.sector or None) in STATE_SECTORS}


def loss(values: Numbers, counts: Numbers, known: Numbers) -> float:
    """Negative log probability of the counts (pairs by 4), with the pull towards ARGUED, up to a constant."""
    shares, precision = unpacked(values)
    fit = logsumexp(known + likelihood(counts, shares[list(ROW_OF)], precision), axis=1).sum()
    pull = PSEUDO_ACTS * (ARGUED * np.log(shares)).sum() - 0.5 * (np.log(precision / ARGUED_PRECISION) ** 2)
    return -float(fit + pull)


def likelihood(counts: Numbers, shares: Numbers, precision: float) -> Numbers:
    """Log Dirichlet-multinomial probability of the counts in each stance, pairs by 5, up to a constant of the pair."""
    alphas, total = (shares * precision)[None], counts.sum(axis=1)[:, None]
    each = (gammaln(alphas + counts[:, None]) - gammaln(alphas)).sum(axis=2)
    found: Numbers = each - gammaln(precision + total) + gammaln(precision)
    return found


def unpacked(values: Numbers) -> tuple[Numbers, float]:
    """Shares (4 by 4, rows as in ARGUED) and precision of the free values."""
    shares: Numbers = np.exp(log_softmax(values[:-1].reshape(ARGUED.shape), axis=1))
    return shares, float(np.exp(values[-1]))


def fitted(counts: Numbers, known: Numbers) -> tuple[Numbers, float]:
    """Shares and precision that fit the counts best."""
    start = np.append(np.log(ARGUED).ravel(), np.log(ARGUED_PRECISION))
    return unpacked(minimize(loss, start, args=(counts, known), method="L-BFGS-B").x)


def held_out(counts: Numbers, known: Numbers) -> tuple[float, float, float]:
    """Mean log probability of an act's quad class on pairs that a fit has not seen; each pair counts once.

    By the shares over all pairs, by ARGUED with the prior of the pair, and by the fitted shares with that prior.
    """
    scores, mixes = np.zeros(3), counts / counts.sum(axis=1, keepdims=True)
    for fold in range(FOLDS):
        out = np.arange(len(counts)) % FOLDS == fold
        shares, _ = fitted(counts[~out], known[~out])
        alike = mixes[~out].mean(axis=0)
        argued, learnt = (np.exp(known[out]) @ rows[list(ROW_OF)] for rows in (ARGUED, shares))
        for place, expected in enumerate((alike[None], argued, learnt)):
            scores[place] += (mixes[out] * np.log(expected)).sum()
    one, two, three = (scores / len(counts)).tolist()
    return one, two, three


def main() -> None:
    """Read the table named on the command line, print what the fit gains, and write the data file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="a table of ICEWS")
    acts = list(acts_of(parser.parse_args().source))
    days, pairs = sorted({day for day, _, _ in acts}), sorted({pair for _, pair, _ in acts})
    places = {pair: place for place, pair in enumerate(pairs)}
    counts = np.zeros((len(pairs), len(QUADS)))
    for _, pair, quad in acts:
        counts[places[pair], QUADS.index(quad)] += 1
    known = np.log([prior(*pair, days[-1]).probabilities for pair in pairs])
    alike, argued, learnt = held_out(counts, known)
    shares, precision = fitted(counts, known)
    print(  # noqa: T201
        f"log probability of an act's quad class on pairs held out: {alike:.3f} with all pairs alike, "
        f"{argued:.3f} by the prior with the argued shares, {learnt:.3f} by the prior with the fitted shares"
    )
    print(f"precision over {(days[-1] - days[0]).days + 1} days: {precision:.1f}")  # noqa: T201
    head = HEAD.format(acts=len(acts), pairs=len(pairs), first=days[0], last=days[-1])
    TARGET.write_text(head + "".join("\t".join(cells) + "\n" for cells in _rows(shares)), encoding="utf-8")


def _rows(shares: Numbers) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for stance, row in zip(Stance, shares[list(ROW_OF)], strict=True):
        three = [round(share, 3) for share in row[1:].tolist()]
        yield stance, *(f"{share:.3f}" for share in (1 - sum(three), *three)), f"{ARGUED_PRECISION:.1f}"


if __name__ == "__main__":
    main()
