"""What people say of events by hand: these are one happening, those are not. The last word holds, the others stay.

Of what holds nothing contradicts anything: what a new word contradicts, also by way of several joins, is undone by it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from detente.incidents.groups import Corrections, Pair
from detente.ledger.schema import corrections

JOIN, SPLIT = "join", "split"


@dataclass(frozen=True, slots=True)
class Said:
    """One correction that holds."""

    number: int
    """Row of ``corrections``."""
    kind: str
    pair: Pair


@dataclass(slots=True)
class Word:
    """What a new word adds and what it undoes."""

    added: dict[Pair, str] = field(default_factory=dict)
    """By pair its kind."""
    undone: list[Said] = field(default_factory=list)

    def names(self) -> set[str]:
        """All events that it says something of."""
        return {name for pair in (*self.added, *(said.pair for said in self.undone)) for name in pair}


def said_now(connection: Connection) -> list[Said]:
    """All corrections that hold, in the order in which they were made."""
    query = select(corrections).where(corrections.c.superseded_by.is_(None)).order_by(corrections.c.id)
    return [Said(row.id, row.kind, (row.first_event, row.second_event)) for row in connection.execute(query)]


def corrections_now(connection: Connection) -> Corrections:
    """The same, as grouping takes them."""
    said = said_now(connection)
    return Corrections(
        joins=frozenset(one.pair for one in said if one.kind == JOIN),
        splits=frozenset(one.pair for one in said if one.kind == SPLIT),
    )


def joined(said: Iterable[Said], event_ids: Sequence[str]) -> Word:
    """These events are one happening: the first is joined to each of the others."""
    before = list(said)
    joins, splits = _of_kind(before, JOIN), _of_kind(before, SPLIT)
    word = Word()
    for name in event_ids[1:]:
        if name != event_ids[0] and pair_of(event_ids[0], name) not in joins:
            word.added[pair_of(event_ids[0], name)] = JOIN
    graph = _graph(joins)
    graph.add_nodes_from(event_ids)
    one = set().union(*(part for part in _parts(graph) if not part.isdisjoint(event_ids)))
    word.undone += [splits[pair] for pair in splits if one.issuperset(pair)]
    return word


def split(said: Iterable[Said], event_ids: Collection[str], others: Collection[str]) -> Word:
    """None of these events is one happening with any of the others.

    Joins across are undone. Events that were joined by way of the other side stay joined: to one another.
    """
    before = list(said)
    joins, splits = _of_kind(before, JOIN), _of_kind(before, SPLIT)
    word = Word()
    for one, other in product(sorted(event_ids), sorted(others)):
        if pair_of(one, other) not in splits:
            word.added[pair_of(one, other)] = SPLIT
    apart = set(event_ids)
    graph = _graph(joins)
    for whole in _parts(graph):
        crossing = [joins[pair] for pair in joins if pair[0] in whole and (pair[0] in apart) != (pair[1] in apart)]
        if crossing:
            word.undone += crossing
            rest = graph.subgraph(whole).copy()
            rest.remove_edges_from(one.pair for one in crossing)
            for side in (apart & whole, whole - apart):
                word.added |= dict.fromkeys(_reconnected(rest.subgraph(side)), JOIN)
    return word


def keep(connection: Connection, word: Word, author: str, made: str) -> None:
    """Writes the word; what it undoes stays and says by which correction it was undone."""
    number = int(connection.execute(select(func.coalesce(func.max(corrections.c.id), 0))).scalar_one())
    numbers = {pair: number + place for place, pair in enumerate(word.added, 1)}
    rows = [
        {"id": numbers[pair], "kind": kind, "first_event": pair[0], "second_event": pair[1]}
        for pair, kind in word.added.items()
    ]
    if rows:
        connection.execute(insert(corrections), [row | {"author": author, "made": made} for row in rows])
    for undone in word.undone:
        by = numbers.get(undone.pair, number + 1)
        connection.execute(update(corrections).where(corrections.c.id == undone.number).values(superseded_by=by))


def pair_of(one: str, other: str) -> Pair:
    """The two, the smaller first."""
    return (one, other) if one < other else (other, one)


def _of_kind(said: Iterable[Said], kind: str) -> dict[Pair, Said]:
    return {one.pair: one for one in said if one.kind == kind}


def _graph(pairs: Iterable[Pair]) -> Any:
    # Only who corrects something pays for loading the library.
    import networkx as nx  # type: ignore[import-untyped]

    graph = nx.Graph()
    graph.add_edges_from(pairs)
    return graph


def _parts(graph: Any) -> list[set[str]]:
    """The events of each connected part of a graph, by the smallest of them."""
    from networkx import connected_components

    return sorted(connected_components(graph), key=min)


def _reconnected(graph: Any) -> list[Pair]:
    """Pairs that make one of the parts into which the graph has fallen."""
    firsts = [min(part) for part in _parts(graph)]
    return [pair_of(firsts[0], other) for other in firsts[1:]]
