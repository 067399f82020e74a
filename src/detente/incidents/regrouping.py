"""Regrouping: which groups change when events arrive, leave or are corrected, worked out from what a store holds."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from detente.incidents.assembling import Assembly
from detente.incidents.columns import ColumnsBuilder, columns_of
from detente.incidents.evidence import Evidence
from detente.incidents.groups import Change, Corrections, Group, Held, Pair
from detente.incidents.joining import Judge, Links, by_rows
from detente.incidents.scoring import scores
from detente.incidents.view import View
from detente.incidents.weights import Weights


class Regrouping:
    """One change of a store: what it holds, seen as it will be afterwards."""

    def __init__(self, held: Held, weights: Weights, corrections: Corrections) -> None:
        self._weights = weights
        self._corrections = corrections
        self._view = View(held, corrections)

    def change(self, added: Sequence[Evidence], removed: set[str], touched: set[str]) -> Change:
        """What the store has to write."""
        view = self._view
        view.apply(added, removed, touched)
        visited, links = self._explore(view.seeds())
        return Change(tuple(self._groups(visited, links)), view.changed_standings(), tuple(sorted(view.gone)))

    def _explore(self, seeds: set[str]) -> tuple[set[str], dict[Pair, float]]:
        """Every event that links join to the seeds, and those links."""
        scorer = _Scorer(self._view, self._weights)
        visited: set[str] = set()
        links: dict[Pair, float] = {}
        frontier = seeds
        while frontier:
            visited |= frontier
            found = scorer.links(self._view.candidates(frontier))
            found.update(dict.fromkeys(self._view.joins_of(frontier), np.inf))
            links.update(found)
            frontier = set(chain.from_iterable(found)) - visited
        return visited, links

    def _groups(self, visited: set[str], links: dict[Pair, float]) -> Iterator[Group]:
        """The groups of some whole components, by group id."""
        events = sorted(visited)
        copies = self._view.copies(events)
        ids = [*events, *copies]
        row = {event: place for place, event in enumerate(ids)}
        stand_in = np.array([row[copies.get(event, event)] for event in ids], np.int64)
        columns = columns_of(self._view.evidence(events))
        by_hand = by_rows(self._corrections, {event: int(stand_in[place]) for event, place in row.items()})
        pairs = np.array([(row[one], row[other]) for one, other in links], np.int64).reshape(-1, 2)
        found = Links(pairs[:, 0], pairs[:, 1], np.array(list(links.values()), np.float64))
        rank = np.arange(len(events))
        verdict = Judge(columns, rank, self._weights, by_hand).verdict(found)
        split_off = frozenset(int(stand_in[row[event]]) for event in self._view.split_off(ids))
        yield from Assembly(ids, stand_in, columns, verdict, by_hand, split_off, self._weights).groups()


class _Scorer:
    """Scores pairs of events as they come up, each once."""

    def __init__(self, view: View, weights: Weights) -> None:
        self._view = view
        self._weights = weights
        self._builder = ColumnsBuilder()
        self._rows: dict[str, int] = {}
        self._seen: set[Pair] = set()

    def links(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        """Of the pairs not asked of before those whose log odds reach what a join asks for, with these."""
        new = sorted(set(pairs) - self._seen)
        self._seen.update(new)
        self._add(sorted(set(chain.from_iterable(new)) - self._rows.keys()))
        left, right = (np.array([self._rows[pair[side]] for pair in new], np.int64) for side in (0, 1))
        score = scores(self._builder.columns(), left, right, self._weights)
        return {pair: value for pair, value in zip(new, score.tolist(), strict=True) if value >= self._weights.join}

    def _add(self, events: Sequence[str]) -> None:
        for event, one in zip(events, self._view.evidence(events), strict=True):
            self._rows[event] = len(self._rows)
            self._builder.add(one)
