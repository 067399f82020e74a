"""Joining: from links between rows to the group of each row, and the row of it that it is most like."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.incidents.clustering import agglomerate, components
from detente.incidents.columns import NONE, OPEN, Columns, Floats
from detente.incidents.comparisons import Rows, forbidden
from detente.incidents.groups import Corrections
from detente.incidents.scoring import scores
from detente.incidents.weights import Weights

LARGEST = 1500
"""Rows of a component that are all compared with one another; a larger one is first cut along its weaker links."""
PAIRS_AT_ONCE = 1 << 18
HAND = np.inf
"""Score of a link that a user has made."""

RowPair = tuple[int, int]
Members = dict[int, Rows]


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of rows that may be one happening, with their log odds."""

    left: Rows
    right: Rows
    score: Floats

    def within(self, chosen: npt.NDArray[np.bool_]) -> "Links":
        """Some of the links."""
        return Links(self.left[chosen], self.right[chosen], self.score[chosen])


@dataclass(frozen=True, slots=True)
class ByHand:
    """Corrections as pairs of rows."""

    joins: Sequence[RowPair] = ()
    splits: Sequence[RowPair] = ()


def by_rows(corrections: Corrections, rows: Mapping[str, int]) -> ByHand:
    """Corrections as pairs of the rows of events, smaller ids first; those of events without a row are passed over."""
    joins, splits = (
        tuple((rows[one], rows[other]) for one, other in sorted(pairs) if one in rows and other in rows)
        for pairs in (corrections.joins, corrections.splits)
    )
    return ByHand(tuple(pair for pair in joins if pair[0] != pair[1]), splits)


def hand_links(by_hand: ByHand) -> Links:
    """The links that users have made."""
    pairs = np.array(by_hand.joins, np.int64).reshape(-1, 2)
    return Links(pairs[:, 0], pairs[:, 1], np.full(len(pairs), HAND))


def gathered(links: Sequence[Links]) -> Links:
    """All of them, in their order."""
    return Links(
        np.concatenate([one.left for one in links]),
        np.concatenate([one.right for one in links]),
        np.concatenate([one.score for one in links]),
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where each row belongs."""

    founder: Rows
    """The row that founds the group of each: the one told first, of several the one of lowest rank."""
    partner: Rows
    """The other row of the group that each is most like; NONE for founders."""


@dataclass(frozen=True, slots=True)
class Judge:
    """All that decides on groups beside the links."""

    columns: Columns
    rank: Rows
    """Place of each row in the order of event ids."""
    weights: Weights
    by_hand: ByHand

    def verdict(self, links: Links) -> Verdict:
        """The groups that the links lead to."""
        count = len(self.rank)
        verdict = Verdict(np.arange(count), np.full(count, NONE, np.int64))
        whole: list[Rows] = []
        pairs = 0
        for rows in self._components(links):
            if len(rows) > LARGEST:
                self._judge_large(rows, links, verdict)
                continue
            whole.append(rows)
            pairs += len(rows) ** 2
            if pairs >= PAIRS_AT_ONCE:
                self._judge(whole, verdict)
                whole, pairs = [], 0
        self._judge(whole, verdict)
        return verdict

    def _components(self, links: Links) -> Iterator[Rows]:
        """Rows of each component of two or more, by rank."""
        linked = np.unique(np.concatenate((links.left, links.right)))
        left, right = np.searchsorted(linked, links.left), np.searchsorted(linked, links.right)
        numbers = components(len(linked), left, right)
        order = np.lexsort((self.rank[linked], numbers))
        bounds = np.flatnonzero(np.diff(numbers[order])) + 1
        yield from (linked[part] for part in np.split(order, bounds) if len(part))

    def _judge(self, whole: Sequence[Rows], verdict: Verdict) -> None:
        """Settle some components by comparing all their rows."""
        if not whole:
            return
        corners = [np.triu_indices(len(rows), 1) for rows in whole]
        left = np.concatenate([rows[corner[0]] for rows, corner in zip(whole, corners, strict=True)])
        right = np.concatenate([rows[corner[1]] for rows, corner in zip(whole, corners, strict=True)])
        score = scores(self.columns, left, right, self.weights)
        start = 0
        for rows, corner in zip(whole, corners, strict=True):
            stop = start + len(corner[0])
            matrix = np.full((len(rows), len(rows)), -np.inf)
            matrix[corner] = matrix[corner[::-1]] = score[start:stop]
            start = stop
            self._settle(rows, matrix, verdict)

    def _settle(self, rows: Rows, matrix: Floats, verdict: Verdict) -> None:
        joins, splits = self._by_hand(rows)
        groups = agglomerate(matrix, self.weights.join, joins, splits)
        for number in np.unique(groups):
            members = np.flatnonzero(groups == number)
            if len(members) > 1:
                self._write(rows[members], matrix[np.ix_(members, members)], verdict)

    def _write(self, rows: Rows, matrix: Floats, verdict: Verdict) -> None:
        """Write one group down; the partner is the most alike, of several the one of lowest rank."""
        founder = rows[self._founding(rows)]
        verdict.founder[rows] = founder
        verdict.partner[rows] = rows[matrix.argmax(axis=1)]
        joins, _ = self._by_hand(rows)
        for one, other in reversed(joins):
            verdict.partner[rows[one]], verdict.partner[rows[other]] = rows[other], rows[one]
        verdict.partner[founder] = NONE

    def _founding(self, rows: Rows) -> int:
        told = self.columns.told[rows]
        return int(np.lexsort((self.rank[rows], np.where(told == NONE, OPEN, told)))[0])

    def _by_hand(self, rows: Rows) -> tuple[list[RowPair], list[RowPair]]:
        """Corrections between these rows, by their positions."""
        if not self.by_hand.joins and not self.by_hand.splits:
            return [], []
        at = {int(row): position for position, row in enumerate(rows)}
        return _placed(self.by_hand.joins, at), _placed(self.by_hand.splits, at)

    def _judge_large(self, rows: Rows, links: Links, verdict: Verdict) -> None:
        """Cut along weaker links, settle the pieces, then join groups of different pieces whose founders are alike."""
        inside = np.zeros(len(self.rank), np.bool_)
        inside[rows] = True
        mine = links.within(inside[links.left] & inside[links.right])
        for piece in self._pieces(rows, mine):
            self._judge([piece], verdict)
        self._mend(rows, mine, verdict)

    def _pieces(self, rows: Rows, links: Links) -> Iterator[Rows]:
        """Parts of no more than LARGEST rows, held together by links above the weakest quarter, and so on."""
        stronger = links.within(links.score > float(np.quantile(links.score, 0.25, method="lower")))
        if not len(stronger.left):
            yield from np.split(rows, range(LARGEST, len(rows), LARGEST))
            return
        inside = np.zeros(len(self.rank), np.bool_)
        for part in self._components(stronger):
            if len(part) <= LARGEST:
                yield part
                continue
            inside[part] = True
            yield from self._pieces(part, stronger.within(inside[stronger.left] & inside[stronger.right]))
            inside[part] = False

    def _mend(self, rows: Rows, links: Links, verdict: Verdict) -> None:
        """Join groups that links join: each speaks by its founder, and none joins where one of its rows forbids it."""
        left, right = verdict.founder[links.left], verdict.founder[links.right]
        between = np.unique(np.sort(np.stack((left, right), axis=1)[left != right], axis=1), axis=0)
        score = scores(self.columns, between[:, 0], between[:, 1], self.weights)
        near = score >= self.weights.join
        again = Links(between[near, 0], between[near, 1], score[near])
        members = _members(rows, verdict)
        for founders in self._components(again):
            for part in np.split(founders, range(LARGEST, len(founders), LARGEST)):
                self._join_founders(part, members, verdict)
        for one, other in self._joins_within(rows):
            self._join_by_hand(one, other, members, verdict)

    def _join_founders(self, founders: Rows, members: Members, verdict: Verdict) -> None:
        corner = np.triu_indices(len(founders), 1)
        left, right = founders[corner[0]], founders[corner[1]]
        score = scores(self.columns, left, right, self.weights)
        near = np.flatnonzero(score >= self.weights.join)
        apart = self._apart([(members[int(left[at])], members[int(right[at])]) for at in near])
        score[near[apart]] = -np.inf
        matrix = np.full((len(founders), len(founders)), -np.inf)
        matrix[corner] = matrix[corner[::-1]] = score
        groups = agglomerate(matrix, self.weights.join)
        for number in np.unique(groups):
            together = np.flatnonzero(groups == number)
            if len(together) > 1:
                self._unite(founders[together], matrix[np.ix_(together, together)], members, verdict)

    def _unite(self, founders: Rows, matrix: Floats, members: Members, verdict: Verdict) -> None:
        founder = founders[self._founding(founders)]
        rows = np.concatenate([members[int(one)] for one in founders])
        verdict.partner[founders] = founders[matrix.argmax(axis=1)]
        verdict.partner[founder] = NONE
        verdict.founder[rows] = founder
        members[int(founder)] = rows

    def _apart(self, groups: Sequence[tuple[Rows, Rows]]) -> npt.NDArray[np.bool_]:
        """For each two groups whether the evidence or a user forbids one of the pairs between them."""
        apart = np.zeros(len(groups), np.bool_)
        start = 0
        while start < len(groups):
            stop, pairs = start, 0
            while stop < len(groups) and pairs < PAIRS_AT_ONCE:
                pairs += len(groups[stop][0]) * len(groups[stop][1])
                stop += 1
            apart[start:stop] = self._some_forbidden(groups[start:stop])
            start = stop
        if self.by_hand.splits:
            apart |= np.array([self._split_between(*both) for both in groups], np.bool_)
        return apart

    def _some_forbidden(self, groups: Sequence[tuple[Rows, Rows]]) -> npt.NDArray[np.bool_]:
        left = np.concatenate([np.repeat(ones, len(others)) for ones, others in groups])
        right = np.concatenate([np.tile(others, len(ones)) for ones, others in groups])
        starts = np.cumsum([0, *(len(ones) * len(others) for ones, others in groups[:-1])])
        some: npt.NDArray[np.bool_] = np.logical_or.reduceat(forbidden(self.columns, left, right), starts)
        return some

    def _split_between(self, ones: Rows, others: Rows) -> bool:
        first, second = set(ones.tolist()), set(others.tolist())
        return any({one, other} & first and {one, other} & second for one, other in self.by_hand.splits)

    def _join_by_hand(self, one: int, other: int, members: Members, verdict: Verdict) -> None:
        first, second = int(verdict.founder[one]), int(verdict.founder[other])
        if first != second and not self._split_between(members[first], members[second]):
            pair = np.array(sorted((first, second)))
            self._unite(pair, np.array([[-np.inf, 0.0], [0.0, -np.inf]]), members, verdict)

    def _joins_within(self, rows: Rows) -> list[RowPair]:
        inside = set(rows.tolist())
        joins = [pair for pair in self.by_hand.joins if set(pair) <= inside]
        return sorted(joins, key=lambda pair: (self.rank[pair[0]], self.rank[pair[1]]))


def _members(rows: Rows, verdict: Verdict) -> Members:
    """The rows of each group by its founder."""
    order = np.argsort(verdict.founder[rows], kind="stable")
    founders, starts = np.unique(verdict.founder[rows][order], return_index=True)
    parts = np.split(rows[order], starts[1:])
    return {int(founder): part for founder, part in zip(founders, parts, strict=True)}


def _placed(pairs: Sequence[RowPair], at: dict[int, int]) -> list[RowPair]:
    return [(at[one], at[other]) for one, other in pairs if one in at and other in at]
