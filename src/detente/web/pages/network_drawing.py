"""Network drawing: where each actor and each tie stands on the page; the same ties give the same picture."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from detente.plots.spread import spread
from detente.relations.balance import Tie

WIDTH = 960
"""Units of the drawing from side to side."""
HEIGHT_OF = {24: 580, 36: 680, 60: 900}
"""Units from top to bottom for up to so many actors."""
FAINTEST = 0.1
"""Weight below which a tie is not drawn: as good as even between friend and foe."""
ROOM = 44.0
"""Units around an actor that no other comes into: nearly half the width of its name."""
SIDE, BELOW = 10.0, 18.0
"""Units more at both sides, and at the bottom for the second line of a name."""
NAME_LINE = 15
"""Characters of a line of a name."""
_THINNEST, _WIDEST = 0.8, 6.5


@dataclass(frozen=True, slots=True)
class Node:
    """An actor: a dot with its name below it."""

    key: str
    name: str
    lines: tuple[str, ...]
    """The name on one line or two."""
    x: float
    y: float
    friends: int
    foes: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie between two actors."""

    first: str
    second: str
    weight: float
    x1: float
    y1: float
    x2: float
    y2: float
    width: float

    @property
    def sign(self) -> str:
        """Friends or foes."""
        return "friends" if self.weight > 0 else "foes"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Actors and ties, thin ones first so that strong ones lie on top."""

    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def draw_network(ties: Sequence[Tie], name_of: Callable[[str], str] = str) -> Drawing:
    """The drawing of the ties that are not as good as even, friends near to each other, foes far apart."""
    drawn = [tie for tie in ties if abs(tie.weight) >= FAINTEST]
    actors = sorted({party for tie in drawn for party in (tie.first, tie.second)})
    height = next((high for most, high in HEIGHT_OF.items() if len(actors) <= most), max(HEIGHT_OF.values()))
    places = _places(actors, drawn, height)
    friends, foes = _counts(drawn)
    nodes = tuple(
        Node(key, name_of(key), _lines(name_of(key)), x, y, friends[key], foes[key])
        for key, (x, y) in sorted(places.items())
    )
    ordered = sorted(drawn, key=lambda tie: (abs(tie.weight), tie.first, tie.second))
    return Drawing(height, nodes, tuple(_edge(tie, places) for tie in ordered))


def _counts(ties: Sequence[Tie]) -> tuple[dict[str, int], dict[str, int]]:
    friends: defaultdict[str, int] = defaultdict(int)
    foes: defaultdict[str, int] = defaultdict(int)
    for tie in ties:
        for party in (tie.first, tie.second):
            (friends if tie.weight > 0 else foes)[party] += 1
    return friends, foes


def _edge(tie: Tie, places: dict[str, tuple[float, float]]) -> Edge:
    width = round(_THINNEST + (_WIDEST - _THINNEST) * abs(tie.weight), 2)
    return Edge(tie.first, tie.second, tie.weight, *places[tie.first], *places[tie.second], width)


def _places(actors: Sequence[str], ties: Sequence[Tie], height: int) -> dict[str, tuple[float, float]]:
    """Where each actor goes: by Kamada & Kawai (1989), with a distance for each two that their tie gives."""
    if not actors:
        return {}
    import networkx as nx  # type: ignore[import-untyped]

    wanted = {one: {other: 1.5 if one != other else 0.0 for other in actors} for one in actors}
    for tie in ties:
        apart = 1.0 - 0.5 * tie.weight if tie.weight > 0 else 1.5 - 0.7 * tie.weight
        wanted[tie.first][tie.second] = wanted[tie.second][tie.first] = apart
    graph = nx.Graph()
    graph.add_nodes_from(actors)
    found = nx.kamada_kawai_layout(graph, dist=wanted)
    columns = [[float(found[actor][axis]) for actor in actors] for axis in (0, 1)]
    box = (WIDTH - 2 * SIDE, height - BELOW)
    x, y = (_scaled(column, room) for column, room in zip(columns, box, strict=True))
    moved = spread(list(zip(x, y, strict=True)), [ROOM] * len(actors), box)
    return {actor: (round(x + SIDE, 1), round(y, 1)) for actor, (x, y) in zip(actors, moved, strict=True)}


def _scaled(values: Sequence[float], room: float) -> list[float]:
    """The values stretched to the room, with space for names at both ends, and rounded: see ``spread``."""
    low, high = min(values), max(values)
    width = max(high - low, 1e-9)
    return [round(ROOM + (value - low) / width * (room - 2 * ROOM), 3) for value in values]


def _lines(name: str) -> tuple[str, ...]:
    """The name on at most two lines, cut where it is longer."""
    lines = wrap(name, NAME_LINE) or [name]
    return tuple(lines) if len(lines) <= 2 else (lines[0], f"{lines[1][: NAME_LINE - 1]}…")
