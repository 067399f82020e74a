"""Network drawing: where each actor and each tie stands on the page; the same ties give the same picture."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap

import numpy as np
from numpy.typing import NDArray

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
NO_TIE = 1.5
"""Distance of two without a tie; the best friends stand at 0.5, the worst foes at 2.2."""
ROUNDS, SETTLED = 300, 1e-5
"""Rounds at most, and the gain of one, as a share of the stress, at which it has settled."""
FEW_TIES = 60
"""Ties up to which the strongest is drawn at its widest; of more of them each is thinner, so that they can be told."""
_THINNEST, _WIDEST = 0.5, 6.5

Numbers = NDArray[np.float64]


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
    widest = _WIDEST * min(1.0, (FEW_TIES / max(len(ordered), 1)) ** 0.5)
    return Drawing(height, nodes, tuple(_edge(tie, places, widest) for tie in ordered))


def _counts(ties: Sequence[Tie]) -> tuple[dict[str, int], dict[str, int]]:
    friends: defaultdict[str, int] = defaultdict(int)
    foes: defaultdict[str, int] = defaultdict(int)
    for tie in ties:
        for party in (tie.first, tie.second):
            (friends if tie.weight > 0 else foes)[party] += 1
    return friends, foes


def _edge(tie: Tie, places: dict[str, tuple[float, float]], widest: float) -> Edge:
    width = round(_THINNEST + (widest - _THINNEST) * abs(tie.weight), 2)
    return Edge(tie.first, tie.second, tie.weight, *places[tie.first], *places[tie.second], width)


def _places(actors: Sequence[str], ties: Sequence[Tie], height: int) -> dict[str, tuple[float, float]]:
    """Where each actor goes: apart as their ties ask for, and far enough from all others to be read."""
    if not actors:
        return {}
    place = {actor: number for number, actor in enumerate(actors)}
    wanted = np.full((len(actors), len(actors)), NO_TIE)
    for tie in ties:
        apart = 1.0 - 0.5 * tie.weight if tie.weight > 0 else NO_TIE - 0.7 * tie.weight
        wanted[place[tie.first], place[tie.second]] = wanted[place[tie.second], place[tie.first]] = apart
    found = stressed(wanted)
    box = (WIDTH - 2 * SIDE, height - BELOW)
    x, y = (_scaled(column, room) for column, room in zip(found.T.tolist(), box, strict=True))
    moved = spread(list(zip(x, y, strict=True)), [ROOM] * len(actors), box)
    return {actor: (round(x + SIDE, 1), round(y, 1)) for actor, (x, y) in zip(actors, moved, strict=True)}


def stressed(wanted: Numbers) -> Numbers:
    """Places, n by 2, whose distances are as near as may be to those wanted, n by n, symmetric and above 0.

    Each pair counts by the inverse square of the distance wanted, as for Kamada & Kawai (1989, An algorithm for drawing
    general undirected graphs), found by majorization (Gansner, Koren & North 2005, Graph drawing by stress
    majorization), from a circle on, so that the same distances give the same places.
    """
    many = len(wanted)
    turns = 2 * np.pi * np.arange(many) / many
    places = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    weights = wanted**-2.0
    np.fill_diagonal(weights, 0.0)
    solved = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    before = stress(places, wanted)
    for _ in range(ROUNDS):
        apart = _distances(places)
        pull = np.divide(weights * wanted, apart, out=np.zeros_like(apart), where=apart > 1e-9)
        places = solved @ ((np.diag(pull.sum(axis=1)) - pull) @ places)
        now = stress(places, wanted)
        if before - now <= SETTLED * before:
            break
        before = now
    return places


def stress(places: Numbers, wanted: Numbers) -> float:
    """How far distances are from those wanted: the sum over pairs of the square of the relative error."""
    error = _distances(places) / wanted - 1.0
    return float((error[np.triu_indices(len(wanted), 1)] ** 2).sum())


def _distances(places: Numbers) -> Numbers:
    away = places[:, None, :] - places[None, :, :]
    found: Numbers = np.hypot(away[..., 0], away[..., 1])
    return found


def _scaled(values: Sequence[float], room: float) -> list[float]:
    """The values stretched to the room, with space for names at both ends, and rounded: see ``spread``."""
    low, high = min(values), max(values)
    width = max(high - low, 1e-9)
    return [round(ROOM + (value - low) / width * (room - 2 * ROOM), 3) for value in values]


def _lines(name: str) -> tuple[str, ...]:
    """The name on at most two lines; one that is longer loses its middle, since many begin alike and end apart."""
    lines = wrap(name, NAME_LINE) or [name]
    if len(lines) <= 2:
        return tuple(lines)
    return f"{name[: NAME_LINE - 1].rstrip(' ,')}…", _ending(name.split())


def _ending(words: Sequence[str]) -> str:
    """The last words that fit on a line, or the last letters of a word that is longer."""
    found = words[-1][-NAME_LINE:]
    for word in reversed(words[:-1]):
        if len(word) + 1 + len(found) > NAME_LINE:
            break
        found = f"{word} {found}"
    return found
