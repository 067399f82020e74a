"""Assembling: from rows and the verdict on them to groups, with the reason why each event is there."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from detente.incidents.columns import NONE, Columns
from detente.incidents.comparisons import Rows
from detente.incidents.groups import Group, Joined
from detente.incidents.incident import JoinRule
from detente.incidents.joining import ByHand, Verdict
from detente.incidents.scoring import parts, probability
from detente.incidents.weights import Weights

GROUPS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Assembly:
    """Rows with the verdict on them; rows that others stand for may lie beyond the columns."""

    ids: Sequence[str]
    stand_in: Rows
    """The row that stands for each: itself, unless it is a copy."""
    columns: Columns
    verdict: Verdict
    by_hand: ByHand
    split_off: frozenset[int]
    """Rows that a user has split from an event that was told earlier."""
    weights: Weights

    def groups(self) -> Iterator[Group]:
        """All groups by group id."""
        founder = self.verdict.founder[self.stand_in]
        order = np.argsort(founder, kind="stable")
        founders, starts = np.unique(founder[order], return_index=True)
        stops = np.append(starts[1:], len(order))
        ids = [group_id(self.ids[row]) for row in founders]
        turns = iter(sorted(range(len(ids)), key=ids.__getitem__))
        joins = {frozenset(pair) for pair in self.by_hand.joins}
        while batch := list(islice(turns, GROUPS_AT_ONCE)):
            whole = [order[starts[turn] : stops[turn]] for turn in batch]
            reasons = self._reasons(np.concatenate(whole), joins)
            for turn, rows in zip(batch, whole, strict=True):
                members = sorted((reasons[row] for row in rows.tolist()), key=lambda one: one.event_id)
                members.sort(key=lambda one: one.event_id != self.ids[founders[turn]])
                yield Group(ids[turn], tuple(members))

    def _reasons(self, rows: Rows, joins: set[frozenset[int]]) -> dict[int, Joined]:
        reasons: dict[int, Joined] = {}
        own = rows[self.stand_in[rows] == rows]
        partner = self.verdict.partner[own]
        joined = own[partner != NONE]
        with_whom = partner[partner != NONE]
        weighed = parts(self.columns, joined, with_whom, self.weights)
        for row, other, pieces in zip(joined.tolist(), with_whom.tolist(), weighed, strict=True):
            rule = JoinRule.JOINED_BY_HAND if frozenset((row, other)) in joins else JoinRule.ALIKE
            score = sum(piece.weight for piece in pieces)
            reasons[row] = Joined(self.ids[row], rule, self.ids[other], probability(score), pieces)
        for row in own[partner == NONE].tolist():
            rule = JoinRule.SPLIT_BY_HAND if row in self.split_off else JoinRule.FOUNDS
            reasons[row] = Joined(self.ids[row], rule, None, None, ())
        for row in rows[self.stand_in[rows] != rows].tolist():
            reasons[row] = Joined(self.ids[row], JoinRule.COPY, self.ids[self.stand_in[row]], None, ())
        return reasons


def group_id(founder: str) -> str:
    """Sixteen hexadecimal digits, the same for the same founder."""
    return hashlib.sha256(f"incident\0{founder}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
