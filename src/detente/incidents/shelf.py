"""Shelf: events held as numbers in memory while they are grouped all at once."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from detente.error import DetenteError
from detente.incidents.assembling import Assembly
from detente.incidents.candidates import Entries, candidates
from detente.incidents.columns import NONE, Columns, ColumnsBuilder
from detente.incidents.comparisons import Rows
from detente.incidents.evidence import Evidence
from detente.incidents.groups import Corrections, Group
from detente.incidents.joining import ByHand, Judge, Links, by_rows, gathered, hand_links
from detente.incidents.scoring import scores
from detente.incidents.tellings import splits_by_event, stand_ins, told_later
from detente.incidents.weights import Weights


class Shelf:
    """Takes evidence in and gives groups; of the evidence it keeps some 300 bytes an event."""

    def __init__(self, weights: Weights, corrections: Corrections) -> None:
        self._weights = weights
        self._corrections = corrections
        self._builder = ColumnsBuilder()
        self._entries = Entries.none()
        self._ids: list[str] = []
        self._tellings: list[str | None] = []

    def add(self, evidence: Evidence) -> None:
        """Put one event on the shelf."""
        self._entries.add(len(self._ids), evidence)
        self._builder.add(evidence)
        self._ids.append(evidence.event_id)
        self._tellings.append(evidence.telling)

    def groups(self) -> Iterator[Group]:
        """The groups of all that is on the shelf, by group id, once: what has been used is let go on the way.

        Raises DetenteError where two events have one id.
        """
        rank = self._rank()
        columns = self._builder.columns()
        self._builder = ColumnsBuilder()
        stand_in = self._stand_in()
        self._tellings.clear()
        by_hand = self._by_hand(stand_in)
        links = self._links(columns, rank, stand_in, by_hand)
        self._entries = Entries.none()
        verdict = Judge(columns, rank, self._weights, by_hand).verdict(links)
        split_off = self._split_off(columns, stand_in)
        yield from Assembly(self._ids, stand_in, columns, verdict, by_hand, split_off, self._weights).groups()

    def _rank(self) -> Rows:
        """The place of each row in the order of event ids."""
        ids = self._ids
        order = sorted(range(len(ids)), key=ids.__getitem__)
        for one, other in pairwise(order):
            if ids[one] == ids[other]:
                raise DetenteError(ids[one], "two events have this id", "group each event once")
        rank = np.empty(len(ids), np.int64)
        rank[order] = np.arange(len(ids))
        return rank

    def _stand_in(self) -> Rows:
        """The row that stands for each row."""
        first: dict[str, int] = {}
        shared: dict[str, list[int]] = defaultdict(list)
        for row, telling in enumerate(self._tellings):
            if telling is not None and first.setdefault(telling, row) != row:
                shared[telling].append(row)
        stand_in = np.arange(len(self._ids))
        splits = splits_by_event(self._corrections.splits)
        for telling, rows in shared.items():
            by_id = {self._ids[row]: row for row in (first[telling], *rows)}
            for event, other in stand_ins(by_id, splits).items():
                stand_in[by_id[event]] = by_id[other]
        return stand_in

    def _by_hand(self, stand_in: Rows) -> ByHand:
        """The corrections as pairs of rows; those that name an event that is not here are passed over."""
        return by_rows(self._corrections, {event: int(stand_in[row]) for event, row in self._named().items()})

    def _named(self) -> dict[str, int]:
        """The rows of the events that corrections name."""
        named = {event for pair in (*self._corrections.joins, *self._corrections.splits) for event in pair}
        return {event: row for row, event in enumerate(self._ids) if event in named} if named else {}

    def _split_off(self, columns: Columns, stand_in: Rows) -> frozenset[int]:
        rows = self._named()
        told = {event: None if columns.told[row] == NONE else int(columns.told[row]) for event, row in rows.items()}
        return frozenset(int(stand_in[rows[event]]) for event in told_later(self._corrections.splits, told))

    def _links(self, columns: Columns, rank: Rows, stand_in: Rows, by_hand: ByHand) -> Links:
        chosen = stand_in == np.arange(len(stand_in))
        found: list[Links] = []
        for left, right in candidates(self._entries, chosen, rank):
            score = scores(columns, left, right, self._weights)
            found.append(Links(left, right, score).within(score >= self._weights.join))
        return gathered([*found, hand_links(by_hand)])
