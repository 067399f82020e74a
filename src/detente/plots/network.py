"""Network: actors and how each two of them stand; friends near to each other, foes far apart."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from detente.plots.marks import BLACK, TIES
from detente.plots.page import (
    HEAD,
    LINE,
    MARGIN,
    SMALL,
    WIDTH,
    Key,
    axes_at,
    draw_key,
    draw_notes,
    head,
    key_height,
    line_key,
    note_lines,
    nothing,
)
from detente.plots.picture import Picture
from detente.plots.spread import spread
from detente.plots.words import wrapped
from detente.relations.balance import Network, Tie

TITLE = "Who stands how with whom"
MOST_ACTORS = 32
"""Actors that a page has room for: those with the strongest ties, summed."""
FAINTEST = 0.1
"""Weight below which a tie is not drawn: as good as even between friend and foe."""
HEIGHT = 6.6
"""Inches of the drawing."""
_ACROSS = WIDTH - 2 * MARGIN
_ROOM = 0.44
"""Inches around an actor that no other comes into: half the width of its name."""
_WIDEST = 5.0
"""Points of the line of a tie of weight 1."""


def network_of(network: Network, name_of: Callable[[str], str] = str, title: str = TITLE) -> Picture:
    """A picture of the ties of a day; ``name_of`` gives what stands beside a party."""
    strong = [tie for tie in network.ties if abs(tie.weight) >= FAINTEST]
    actors = _foremost(strong)
    drawn = [tie for tie in strong if tie.first in actors and tie.second in actors]
    subtitle = f"{len(actors):,} actors and {len(drawn):,} ties on the morning of {network.day}"
    if not drawn:
        return nothing(title, subtitle, "No two of the actors stand otherwise than neutral.")
    notes = note_lines(_notes(network.ties, strong, actors))
    keys = _keys(drawn)
    height = HEAD + HEIGHT + 0.1 + key_height(keys) + LINE * len(notes) + 0.25
    places = _places(actors, drawn)

    def draw(figure: Figure) -> None:
        head(figure, title, subtitle)
        axes = axes_at(figure, MARGIN, height - HEAD - HEIGHT, _ACROSS, HEIGHT)
        axes.set(xlim=(0, _ACROSS), ylim=(0, HEIGHT), xticks=[], yticks=[], frame_on=False)
        _draw_ties(axes, drawn, places)
        for actor in actors:
            _draw_actor(axes, places[actor], name_of(actor))
        draw_key(figure, keys, height - HEAD - HEIGHT - 0.1)
        draw_notes(figure, notes, height - HEAD - HEIGHT - 0.15 - key_height(keys))

    return Picture(title, WIDTH, height, draw)


def _foremost(ties: Sequence[Tie]) -> tuple[str, ...]:
    """Actors with the strongest ties, in the order of the alphabet; of equal ones the first by it."""
    sums: defaultdict[str, float] = defaultdict(float)
    for tie in ties:
        sums[tie.first] += abs(tie.weight)
        sums[tie.second] += abs(tie.weight)
    ranked = sorted(sums, key=lambda actor: (-round(sums[actor], 9), actor))
    return tuple(sorted(ranked[:MOST_ACTORS]))


def _notes(given: Sequence[Tie], strong: Sequence[Tie], actors: Sequence[str]) -> list[str]:
    notes = ["The stronger the line, the surer the tie; friends stand near to each other, foes far apart."]
    if len(strong) < len(given):
        notes.append(f"{len(given) - len(strong):,} ties that are as good as even are not drawn.")
    left_out = len({actor for tie in strong for actor in (tie.first, tie.second)}) - len(actors)
    if left_out:
        notes.append(f"{left_out:,} actors with weaker ties are left out.")
    return [" ".join(notes)]


def _keys(ties: Sequence[Tie]) -> list[Key]:
    keys = []
    if any(tie.weight > 0 for tie in ties):
        keys.append(line_key("allies or friendly", TIES["friendly"].colour, TIES["friendly"].line))
    if any(tie.weight < 0 for tie in ties):
        keys.append(line_key("strained or hostile", TIES["hostile"].colour, TIES["hostile"].line))
    return keys


def _places(actors: Sequence[str], ties: Sequence[Tie]) -> dict[str, tuple[float, float]]:
    """Where each actor goes, in inches: by Kamada & Kawai (1989), with a distance for each two that their tie gives."""
    import networkx as nx  # type: ignore[import-untyped]

    wanted = {one: {other: 1.5 if one != other else 0.0 for other in actors} for one in actors}
    for tie in ties:
        apart = 1.0 - 0.5 * tie.weight if tie.weight > 0 else 1.5 - 0.7 * tie.weight
        wanted[tie.first][tie.second] = wanted[tie.second][tie.first] = apart
    graph = nx.Graph()
    graph.add_nodes_from(actors)
    found = nx.kamada_kawai_layout(graph, dist=wanted)
    columns = [[float(found[actor][axis]) for actor in actors] for axis in (0, 1)]
    x, y = (_scaled(column, room) for column, room in zip(columns, (_ACROSS, HEIGHT), strict=True))
    moved = spread(list(zip(x, y, strict=True)), [_ROOM] * len(actors), (_ACROSS, HEIGHT))
    return dict(zip(actors, moved, strict=True))


def _scaled(values: Sequence[float], room: float) -> list[float]:
    """The values stretched to the room, with space for names at both ends, and rounded: see ``spread``."""
    low, high = min(values), max(values)
    width = max(high - low, 1e-9)
    return [round(_ROOM + (value - low) / width * (room - 2 * _ROOM), 3) for value in values]


def _draw_ties(axes: Axes, ties: Sequence[Tie], places: dict[str, tuple[float, float]]) -> None:
    for tie in sorted(ties, key=lambda tie: (abs(tie.weight), tie.first, tie.second)):
        (x1, y1), (x2, y2) = places[tie.first], places[tie.second]
        mark = TIES["friendly" if tie.weight > 0 else "hostile"]
        wide = round(0.6 + (_WIDEST - 0.6) * abs(tie.weight), 2)
        line = Line2D([x1, x2], [y1, y2], color=mark.colour, linewidth=wide, alpha=0.75)
        line.set_linestyle("-" if mark.line == "-" else (0, (6 / wide**0.5, 3 / wide**0.5)))
        line.set_solid_capstyle("butt")
        axes.add_line(line)


def _draw_actor(axes: Axes, at: tuple[float, float], name: str) -> None:
    x, y = at
    axes.plot([x], [y], marker="o", markersize=9, markerfacecolor="white", markeredgecolor=BLACK, zorder=4)
    for number, line in enumerate(wrapped(name, _ROOM * 2 * 72 - 4, SMALL, most=2)):
        low = y - 0.11 - number * 0.125
        drawn = axes.text(x, low, line, ha="center", va="top", fontsize=SMALL, zorder=5)
        drawn.set_path_effects([withStroke(linewidth=2.5, foreground="white")])
