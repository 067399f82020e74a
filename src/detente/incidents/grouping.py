"""Grouping: from the evidence of events to groups that each tell of one happening, at once or as events come in.

1. Copies: events that tell the same words of one text count as one; the one of smallest id stands for them all.
2. Candidates: two events are compared only if they share a key and stand near one another in the order of those under
   it, so that the number of pairs grows with the number of events and not with its square (``blocking``).
3. Links: candidates whose learnt score reaches what a join asks for, and joins by hand.
4. Components: events that links connect. No group reaches beyond its component.
5. Groups: within a component the two groups that are most alike on average are joined first, and so on, never across
   what the evidence or a user forbids (``clustering``).

Each step is a function of the set of events alone, so any order of arrival ends in the same groups. An event that
arrives or leaves changes candidates only among those near it in the order of its keys; ``regroup`` works out their
components anew and no others.
"""

from collections.abc import Collection, Iterable, Iterator

from detente.incidents.evidence import Evidence
from detente.incidents.groups import NONE_BY_HAND, Change, Corrections, Entry, Group, Held, Joined, Pair, Standing
from detente.incidents.regrouping import Regrouping
from detente.incidents.shelf import Shelf
from detente.incidents.weights import Weights

__all__ = [
    "NONE_BY_HAND", "Change", "Corrections", "Entry", "Group", "Held", "Joined", "Pair", "Standing", "group", "regroup",
]  # fmt: skip


def group(evidence: Iterable[Evidence], weights: Weights, corrections: Corrections = NONE_BY_HAND) -> Iterator[Group]:
    """All groups of these events, by group id.

    Evidence is looked at once and not kept, so it may be made on the way. Raises DetenteError where two events have one
    id.
    """
    shelf = Shelf(weights, corrections)
    for one in evidence:
        shelf.add(one)
    yield from shelf.groups()


def regroup(
    added: Iterable[Evidence],
    removed: Collection[str],
    held: Held,
    weights: Weights,
    corrections: Corrections = NONE_BY_HAND,
    touched: Collection[str] = (),
) -> Change:
    """What changes when events arrive and leave; an event whose evidence has changed does both at once.

    ``corrections`` are all that hold now, ``touched`` the events that a new or undone one names. Applying the change
    leaves the store as if all that it holds had been grouped at once, in any order. ``held`` answers for the state
    before the change: among it are the removed and touched events, and of the added none but those that are removed as
    well. Other weights ask for a new start: all events added to a store that holds none.
    """
    return Regrouping(held, weights, corrections).change(list(added), set(removed), set(touched))
