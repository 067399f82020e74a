"""Standing: how two parties stand on a day, by their prior and by what the ledger has seen between them.

What has been seen is the number of acts of each quad class before the day, old ones counting less. Given how two
parties stand, these counts are taken to follow a Dirichlet-multinomial distribution (a Pólya distribution; see Minka
2000, Estimating a Dirichlet distribution), whose parameters are in ``emissions.tsv``: its precision leaves room for
dyads of one stance to differ, so that a thousand acts do not say ten times as much as a hundred. Counts are forgotten
exponentially, as in power discounting (West & Harrison 1997, Bayesian Forecasting and Dynamic Models, chapter 6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import fsum, log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln  # type: ignore[import-untyped]

from detente.codebook import QUADS
from detente.relations.act import Act
from detente.relations.prior import Five, Prior, Priors, Stance, load_priors, softmax
from detente.tables import Row, read_table

Days = NDArray[np.int64]
Numbers = NDArray[np.float64]

COLUMNS = ("stance", *QUADS, "precision")
HALF_LIFE_DAYS = 90.0
"""Days after which an act counts half. Argued, not fitted: a season is longer than most crises, so that the standing is
still the old one while a shift is news, and a turn that lasts for some months is believed. After a year without acts
a sixteenth is left, and the prior speaks again."""
COUNTED = frozenset(("actual", "alleged"))
"""Statuses that say something was done. What is planned, possible or negated tells nothing of how two stand."""
SCALE: Five = (1.0, 0.5, 0.0, -0.5, -1.0)
"""Where each stance lies between hostile, -1, and ally, 1, for the mean."""


@dataclass(frozen=True, slots=True)
class Emissions:
    """How acts follow from a stance: one row of ``emissions.tsv`` for each."""

    shares: tuple[tuple[float, float, float, float], ...]
    """For each Stance, in its order, the expected share of each of QUADS, each above 0, in sum 1."""
    precisions: Five
    """Sum of the Dirichlet's parameters, above 0: the larger, the more alike dyads of one stance are."""

    @property
    def parameters(self) -> Numbers:
        """Parameters of the Dirichlet distributions, 5 by 4."""
        alphas: Numbers = np.array(self.shares) * np.array(self.precisions)[:, None]
        return alphas


@dataclass(frozen=True, slots=True)
class Part:
    """What one thing adds to the log weight of each stance."""

    name: str
    """A term of the prior, or one of QUADS for the acts seen of it."""
    weights: Five


@dataclass(frozen=True, slots=True)
class Standing:
    """How two parties stand on the morning of a day, and why."""

    first: str
    second: str
    day: date
    probabilities: Five
    """Of each Stance, in its order; 0 to 1, in sum 1."""
    prior: Prior
    seen: tuple[float, float, float, float]
    """Acts of each of QUADS before the day, each times its confidence and discounted by its age."""
    evidence: tuple[Five, Five, Five, Five]
    """What the acts of each of QUADS add to the log weight of each stance."""

    @property
    def likeliest(self) -> Stance:
        """The stance of the highest probability; of equal ones the one nearer to neutral, then the better one."""
        rank = sorted(
            zip(Stance, self.probabilities, SCALE, strict=True), key=lambda each: (-each[1], abs(each[2]), -each[2])
        )
        return rank[0][0]

    @property
    def mean(self) -> float:
        """Expected place between hostile, -1, and ally, 1, by SCALE."""
        return fsum(place * share for place, share in zip(SCALE, self.probabilities, strict=True))

    @property
    def positive(self) -> float:
        """Probability, 0 to 1, that they are allies or friendly."""
        return self.probabilities[0] + self.probabilities[1]

    @property
    def negative(self) -> float:
        """Probability, 0 to 1, that they are strained or hostile."""
        return self.probabilities[3] + self.probabilities[4]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything that made the probabilities: they are the softmax of the sum of these weights."""
        terms = tuple(Part(reason.term, reason.weights) for reason in self.prior.reasons)
        acts = zip(QUADS, self.seen, self.evidence, strict=True)
        return terms + tuple(Part(quad, weights) for quad, seen, weights in acts if seen > 0)

    def expected(self, quad: str, emissions: Emissions | None = None) -> float:
        """Probability, 0 to 1, that the next act between them is of a quad class, as they stand."""
        place = QUADS.index(quad)
        shares = (emissions or load_emissions()).shares
        return fsum(share * row[place] for share, row in zip(self.probabilities, shares, strict=True))

    def surprise(self, quad: str, emissions: Emissions | None = None) -> float:
        """How unexpected an act of this quad class would be: -log of ``expected``, in nats."""
        return -log(self.expected(quad, emissions))


@dataclass(frozen=True, slots=True)
class _Past:
    """What was seen of one dyad: days with acts, rising, and the discounted counts on the evening of each."""

    days: Days
    """Ordinals, n."""
    counts: Numbers
    """n by 4, in the order of QUADS."""


class Stands:
    """Standings of all dyads of some acts.

    Asked for a day, it uses the acts before that day alone, so that it may be built from all acts and still be asked
    about any morning as if the rest had not happened yet. The order of the acts does not matter.
    """

    def __init__(
        self,
        acts: Iterable[Act],
        *,
        priors: Priors | None = None,
        emissions: Emissions | None = None,
        half_life: float = HALF_LIFE_DAYS,
    ) -> None:
        self._priors = priors or load_priors()
        self._emissions = emissions or load_emissions()
        self._parameters = self._emissions.parameters
        self._fade = log(2) / half_life
        self._acts: dict[tuple[str, str], list[tuple[int, int, float]]] = {}
        self._pasts: dict[tuple[str, str], _Past] = {}
        for act in acts:
            if act.status in COUNTED and act.confidence > 0:
                told = (act.day.toordinal(), QUADS.index(act.quad), act.confidence)
                self._acts.setdefault(act.dyad, []).append(told)

    @property
    def dyads(self) -> tuple[tuple[str, str], ...]:
        """Pairs with at least one act that counts, in the order of the alphabet."""
        return tuple(sorted(self._acts))

    def known(self, first: str, second: str) -> bool:
        """Whether an act or a row of the table tells of two parties, or they are of one country."""
        pair = min(first, second), max(first, second)
        same_country = first.partition(":")[0] == second.partition(":")[0]
        return pair in self._acts or same_country or bool(self._priors.rows(*pair))

    def standing(self, first: str, second: str, day: date) -> Standing:
        """How two parties, in any order, stand on the morning of a day."""
        first, second = min(first, second), max(first, second)
        known = self._priors.prior(first, second, day)
        seen = self._seen(first, second, np.array([day.toordinal()]))
        evidence = _evidence(seen, self._parameters)[0]
        weights = np.array(known.weights) + evidence.sum(axis=0)
        one, two, three, four = (_five(row) for row in evidence.tolist())
        ally, friendly, neutral, strained = seen[0].tolist()
        return Standing(
            first,
            second,
            day,
            softmax(weights.tolist()),
            known,
            (ally, friendly, neutral, strained),
            (one, two, three, four),
        )

    def probabilities(self, first: str, second: str, days: Days) -> Numbers:
        """Probabilities of the five stances on the mornings of n days, given as ordinals: n by 5.

        The same numbers as ``standing`` gives, for many days at once.
        """
        first, second = min(first, second), max(first, second)
        starts, priors = self._priors.spells(first, second)
        known = np.array([each.weights for each in priors])[np.searchsorted(starts, days, side="right") - 1]
        weights = known + _evidence(self._seen(first, second, days), self._parameters).sum(axis=1)
        raised = np.exp(weights - weights.max(axis=1, keepdims=True))
        shares: Numbers = raised / raised.sum(axis=1, keepdims=True)
        return shares

    def _seen(self, first: str, second: str, days: Days) -> Numbers:
        """Discounted counts before each of n days: n by 4."""
        past = self._past((first, second))
        if not past.days.size:
            return np.zeros((len(days), len(QUADS)))
        last = np.searchsorted(past.days, days, side="left") - 1
        ages = np.where(last >= 0, days - past.days[last], 0)
        counts: Numbers = past.counts[last] * np.exp(-self._fade * ages)[:, None]
        counts[last < 0] = 0
        return counts

    def _past(self, dyad: tuple[str, str]) -> _Past:
        if dyad not in self._pasts:
            self._pasts[dyad] = _summed(self._acts.get(dyad, ()), self._fade)
        return self._pasts[dyad]


def standings(acts: Iterable[Act], dyads: Iterable[tuple[str, str]], day: date) -> tuple[Standing, ...]:
    """How each of some pairs stands on the morning of a day, in the order of the pairs."""
    stands = Stands(acts)
    return tuple(stands.standing(first, second, day) for first, second in dyads)


def _summed(acts: Sequence[tuple[int, int, float]], fade: float) -> _Past:
    """Counts on the evening of each day with acts; sums do not depend on the order of the acts."""
    by_day: dict[int, list[list[float]]] = {}
    for day, quad, weight in acts:
        by_day.setdefault(day, [[] for _ in QUADS])[quad].append(weight)
    days = np.array(sorted(by_day), dtype=np.int64)
    counts = np.zeros((len(days), len(QUADS)))
    kept = np.zeros(len(QUADS))
    for place, day in enumerate(days.tolist()):
        if place:
            kept = kept * np.exp(-fade * (day - days[place - 1]))
        kept = kept + [fsum(weights) for weights in by_day[day]]
        counts[place] = kept
    return _Past(days, counts)


def _evidence(seen: Numbers, parameters: Numbers) -> Numbers:
    """What n by 4 counts add to the log weight of each stance, by quad class: n by 4 by 5.

    Over the classes it sums to the logarithm of the Dirichlet-multinomial probability of the counts, up to a constant;
    the term of their total is laid on each class by its share of them.
    """
    counts, alphas = seen[:, :, None], parameters.T[None]
    each = gammaln(alphas + counts) - gammaln(alphas)
    total, precision = seen.sum(axis=1)[:, None, None], parameters.sum(axis=1)[None, None]
    whole = gammaln(precision + total) - gammaln(precision)
    shares = np.divide(counts, total, out=np.zeros_like(counts), where=total > 0)
    weights: Numbers = each - shares * whole
    return weights


def _five(values: Sequence[float]) -> Five:
    ally, friendly, neutral, strained, hostile = values
    return ally, friendly, neutral, strained, hostile


@cache
def load_emissions() -> Emissions:
    """The shipped emissions."""
    return read_emissions(Path(__file__).parent / "emissions.tsv")


def read_emissions(path: Path) -> Emissions:
    """Emissions of a table, with one row for each Stance in its order.

    Raises DetenteError that names file and line of a stance out of order, shares that are not each above 0 and in sum
    1, or a precision that is not above 0.
    """
    rows = read_table(path, COLUMNS)
    shares, precisions = [], []
    for place, row in enumerate(rows):
        if place >= len(Stance) or row.cells[0] != tuple(Stance)[place]:
            raise row.fault(f"stance: {row.cells[0]!r} is out of place", f"give {', '.join(Stance)} in this order")
        *four, precision = _numbers(row)
        if min(four) <= 0 or abs(sum(four) - 1) > 1e-6 or precision <= 0:
            raise row.fault("the shares are not each above 0 and in sum 1, or the precision is not above 0")
        shares.append((four[0], four[1], four[2], four[3]))
        precisions.append(precision)
    if len(rows) < len(Stance):
        raise Row(path, 1, ()).fault(f"{len(rows)} rows instead of {len(Stance)}", f"give {', '.join(Stance)}")
    return Emissions(tuple(shares), _five(precisions))


def _numbers(row: Row) -> list[float]:
    try:
        return [float(cell) for cell in row.cells[1:]]
    except ValueError:
        raise row.fault("a cell is not a number", "write it as 0.05") from None
