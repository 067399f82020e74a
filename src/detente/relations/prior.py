"""Prior: how two parties stand by treaties, enmities and geography alone, before any report is read.

``prior.tsv`` gives, for each thing that may be known of a pair, how many of such pairs stand as allies, friendly,
neutral, strained or hostile. What is known is put together as if each term told of the pair anew (naive Bayes, for
example Hand & Yu 2001), but for terms of one side (an alliance and a union; a rivalry and a war), which tell much the
same thing: the weightiest counts in full, each further one half as much as the one before.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from math import exp, log
from pathlib import Path
from typing import TypeAlias

from detente.actors.table import load_actors
from detente.relations.acts import STATE_SECTORS
from detente.relations.alliances import (
    UNIONS_OF_STATES,
    Alliances,
    Relation,
    RelationKind,
    load_alliances,
    load_neighbours,
)
from detente.tables import Row, read_table

COLUMNS = ("term", "side", "ally", "friendly", "neutral", "strained", "hostile", "why")
SHARE_OF_NEXT = 0.5
"""What each further term of one side counts beside the one before it. Argued, not fitted: treaties come in bundles
(union and alliance, sanctions and broken relations), so that two say less than twice as much as one."""
ARMED_SECTORS = frozenset(("REB", "PRM", "UAF", "CRM"))
"""PLOVER sectors of those who fight without being a state."""


class Stance(StrEnum):
    """The five ways in which two parties may stand, from best to worst."""

    ALLY = "ally"
    FRIENDLY = "friendly"
    NEUTRAL = "neutral"
    STRAINED = "strained"
    HOSTILE = "hostile"


Five: TypeAlias = tuple[float, float, float, float, float]
"""One number for each Stance, in its order."""


class Side(StrEnum):
    """Which way a term speaks; terms of one side are not added in full."""

    COOPERATION = "cooperation"
    CONFLICT = "conflict"
    PEACE = "peace"
    SETTING = "setting"


class Setting(StrEnum):
    """Terms that need no row: what two parties are to each other by themselves. The first that fits is taken."""

    SAME_STATE = "same state"
    """Both act for one state."""
    OWN_ARMED_GROUP = "own armed group"
    """One fights without being a state, the other acts for the state of the same country, and no row is in force."""
    ARMED_GROUP = "armed group"
    """One fights without being a state, and no row is in force."""
    NEIGHBOURS = "neighbours"
    """Both act for states that share a land border."""
    BASE = "base"


@dataclass(frozen=True, slots=True)
class Term:
    """One line of ``prior.tsv``."""

    name: str
    side: Side
    shares: Five
    """Share of pairs in each stance, each above 0, in sum 1."""
    why: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One term that holds of a pair, the rows that say so, and what it adds to the log weight of each stance."""

    term: str
    rows: tuple[Relation, ...]
    """Rows in force, from the earliest; empty for a Setting."""
    weights: Five
    """For a setting the logarithms of its shares; else log(share / share of the base), lessened for further terms."""


@dataclass(frozen=True, slots=True)
class Prior:
    """How two parties stand before any report, with the reasons, whose weights sum to ``weights``."""

    first: str
    second: str
    reasons: tuple[Reason, ...]
    weights: Five
    """Log weight of each stance, up to one constant."""
    probabilities: Five
    """0 to 1, in sum 1."""


@dataclass(frozen=True, slots=True)
class Priors:
    """Priors of all pairs over all days by one table of relations.

    Between two days on which a row begins or ends a prior stays as it is, so each is worked out once and kept.
    """

    alliances: Alliances
    terms: dict[str, Term]
    _kept: dict[tuple[str, str], tuple[list[int], list[Prior]]] = field(default_factory=dict, repr=False)

    def prior(self, first: str, second: str, day: date) -> Prior:
        """The prior of two parties, in any order, on a day; see ``prior``."""
        starts, priors = self.spells(first, second)
        return priors[bisect_right(starts, day.toordinal()) - 1]

    def spells(self, first: str, second: str) -> tuple[list[int], list[Prior]]:
        """Ordinals of the days from which each prior of the pair holds, rising from 1, and these priors."""
        pair = (first, second) if first <= second else (second, first)
        if pair not in self._kept:
            self._kept[pair] = self._work_out(*pair)
        return self._kept[pair]

    def _work_out(self, first: str, second: str) -> tuple[list[int], list[Prior]]:
        rows = self.rows(first, second)
        changes = {row.from_.toordinal() for row in rows}
        changes |= {(row.to + timedelta(days=1)).toordinal() for row in rows if row.to is not None}
        starts = sorted({1} | changes)
        setting = _setting(first, second)
        priors = []
        for start in starts:
            in_force = [row for row in rows if row.holds(date.fromordinal(start))]
            priors.append(_prior(first, second, setting, in_force, self.terms))
        return starts, priors

    def rows(self, first: str, second: str) -> tuple[Relation, ...]:
        """All rows of two parties, of any day, or of the states they act for."""
        one, two = (_as_named(party, self.alliances.parties) for party in (first, second))
        return self.alliances.between(one, two) if one != two else ()


@cache
def load_priors() -> Priors:
    """Priors by the tables that ship with Detente."""
    return Priors(load_alliances(), load_terms())


def prior(first: str, second: str, day: date, priors: Priors | None = None) -> Prior:
    """How two parties stand on a day by treaties, enmities and geography alone.

    A party is a country (``RUS``), a country and sector (``RUS:MIL``) or an ``actor_id``. Who acts for a state stands
    as the state does; any other party has the rows that name it, and else no more than its setting.
    """
    return (priors or load_priors()).prior(first, second, day)


def _prior(first: str, second: str, setting: Setting, rows: Sequence[Relation], terms: dict[str, Term]) -> Prior:
    by_kind: dict[RelationKind, list[Relation]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    if rows and setting in (Setting.OWN_ARMED_GROUP, Setting.ARMED_GROUP):
        setting = Setting.BASE
    start = terms[setting]
    reasons = [Reason(start.name, (), _five([log(share) for share in start.shares]))]
    base = terms[Setting.BASE].shares
    for side in (Side.COOPERATION, Side.PEACE, Side.CONFLICT):
        held = [terms[kind] for kind in by_kind if terms[kind].side is side]
        for place, term in enumerate(sorted(held, key=lambda term: (-_force(term, base), term.name))):
            less = SHARE_OF_NEXT**place
            weights = [less * log(share / common) for share, common in zip(term.shares, base, strict=True)]
            reasons.append(Reason(term.name, tuple(by_kind[RelationKind(term.name)]), _five(weights)))
    total = _five([sum(column) for column in zip(*(reason.weights for reason in reasons), strict=True)])
    return Prior(first, second, tuple(reasons), total, softmax(total))


def _force(term: Term, base: Five) -> float:
    """How far a term moves a pair from the base: relative entropy, in nats."""
    return sum(share * log(share / common) for share, common in zip(term.shares, base, strict=True))


def softmax(weights: Sequence[float]) -> Five:
    """Probabilities in proportion to the exponentials of five log weights."""
    top = max(weights)
    raised = [exp(weight - top) for weight in weights]
    total = sum(raised)
    return _five([value / total for value in raised])


def _five(values: Sequence[float]) -> Five:
    ally, friendly, neutral, strained, hostile = values
    return ally, friendly, neutral, strained, hostile


def _setting(first: str, second: str) -> Setting:
    (one, one_state, one_armed), (two, two_state, two_armed) = _nature(first), _nature(second)
    if one_state and two_state:
        if one == two:
            return Setting.SAME_STATE
        return Setting.NEIGHBOURS if (min(one, two), max(one, two)) in load_neighbours() else Setting.BASE
    if one == two and ((one_armed and two_state) or (two_armed and one_state)):
        return Setting.OWN_ARMED_GROUP
    return Setting.ARMED_GROUP if one_armed or two_armed else Setting.BASE


def _as_named(party: str, named: frozenset[str]) -> str:
    """The name under which rows speak of a party: its own, or that of the state it acts for."""
    if party in named:
        return party
    country, state, _ = _nature(party)
    return country if state else party


@cache
def _nature(party: str) -> tuple[str, bool, bool]:
    """Country of a party, whether it acts for that state, and whether it fights without being a state."""
    country, _, rest = party.partition(":")
    if not rest or country in UNIONS_OF_STATES:
        return country, True, False
    sectors = {rest} if rest.isupper() and len(rest) == len("GOV") else _sectors().get(party, set())
    armed = bool(sectors & ARMED_SECTORS)
    return country, not armed and bool(sectors & STATE_SECTORS), armed


@cache
def _sectors() -> dict[str, set[str]]:
    """Sectors of every actor of the shipped table over all its spells; its rows are trusted, and cut no further."""
    found: dict[str, set[str]] = {}
    for line in load_actors().lines:
        actor_id, _, _, _, sector, _ = line.split("\t", 5)
        found.setdefault(actor_id, set()).update({sector} - {""})
    return found


@cache
def load_terms() -> dict[str, Term]:
    """The shipped terms by name."""
    return read_terms(Path(__file__).parent / "prior.tsv")


def read_terms(path: Path) -> dict[str, Term]:
    """Terms of a table of priors by name, one for every RelationKind and Setting.

    Raises DetenteError that names file and line of a term or side that is not known, that stands twice or is missing,
    and of shares that are no numbers above 0 or do not sum to 1.
    """
    names = (*RelationKind, *Setting)
    terms: dict[str, Term] = {}
    rows = read_table(path, COLUMNS)
    for row in rows:
        name, side, *_, why = row.cells
        if name not in names or name in terms:
            raise row.fault(f"term: {name!r} is not known or stands twice", f"use each of {', '.join(names)} once")
        if side not in tuple(Side) or (side == Side.SETTING) != (name in tuple(Setting)):
            raise row.fault(f"side: {side!r} does not fit", f"use one of {', '.join(Side)}")
        terms[name] = Term(name, Side(side), _shares(row, row.cells[2:7]), why)
    missing = [name for name in names if name not in terms]
    if missing:
        raise rows[-1].fault(f"no line for {', '.join(missing)}", "add one")
    return terms


def _shares(row: Row, cells: Sequence[str]) -> Five:
    try:
        shares = [float(cell) for cell in cells]
    except ValueError:
        raise row.fault("a share is not a number", "write it as 0.05") from None
    if not all(0 < share < 1 for share in shares) or abs(sum(shares) - 1) > 1e-9:
        raise row.fault("the shares are not each above 0 and in sum 1")
    return _five(shares)
