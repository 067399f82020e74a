"""Tellings: which event stands for those that tell the same words of one text, so that copies count once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from detente.incidents.groups import Pair

Splits = Mapping[str, frozenset[str]]
"""For each event that users have split from others, the others."""


def splits_by_event(splits: Iterable[Pair]) -> Splits:
    """The pairs from both sides."""
    others: dict[str, set[str]] = defaultdict(set)
    for one, other in splits:
        others[one].add(other)
        others[other].add(one)
    return {event: frozenset(them) for event, them in others.items()}


def stand_ins(event_ids: Iterable[str], splits: Splits) -> dict[str, str]:
    """For events with one telling, which of them stands for each: the smallest that it is not split from by hand.

    Events that users have split from one another are stood for apart; each goes to the first that will have it.
    """
    units: list[list[str]] = []
    for event in sorted(event_ids):
        apart = splits.get(event, frozenset())
        unit = next((unit for unit in units if apart.isdisjoint(unit)), None)
        if unit is None:
            units.append([event])
        else:
            unit.append(event)
    return {event: unit[0] for unit in units for event in unit}


def told_later(splits: Iterable[Pair], told: Mapping[str, int | None]) -> set[str]:
    """Of each pair that users have split, the event told later, or of larger id; only of pairs that ``told`` has."""
    pairs = (pair for pair in splits if all(event in told for event in pair))
    return {max(pair, key=lambda event: (told[event] is None, told[event] or 0, event)) for pair in pairs}
