"""Page: what all pictures share: head, key, notes, and axes placed in inches from the lower left corner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from detente.plots.marks import BLACK, GREY, Mark
from detente.plots.picture import Picture
from detente.plots.words import fitted, width_of, wrapped

WIDTH = 10.0
"""Inches across, of every picture."""
MARGIN = 0.3
HEAD = 0.75
"""Inches that title and subtitle take."""
TITLE, SUBTITLE, SMALL = 13.0, 9.0, 8.0
"""Sizes of letters, points."""
LINE = 0.16
"""Inches from one line of small letters to the next."""
_SYMBOL, _GAP = 0.3, 0.25
"""Inches of a symbol of the key, and between one entry and the next."""


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the key: a symbol, drawn around a point in inches, and what it means."""

    label: str
    symbol: Callable[[float, float], Artist]


def area_key(label: str, mark: Mark) -> Key:
    """A patch of colour and hatch."""
    return Key(label, lambda x, y: Rectangle((x - 0.12, y - 0.05), 0.24, 0.1, **area(mark)))


def point_key(label: str, mark: Mark, *, filled: bool = True, size: float = 8.0) -> Key:
    """A marker, ``size`` points across; an empty one has the colour on its edge."""
    return Key(label, lambda x, y: Line2D([x], [y], linestyle="none", markersize=size, **point(mark, filled)))


def line_key(label: str, colour: str, style: Any, width: float = 2.0) -> Key:
    """A line, ``width`` points strong."""
    return Key(label, lambda x, y: Line2D([x - 0.14, x + 0.14], [y, y], color=colour, linestyle=style, lw=width))


def area(mark: Mark) -> dict[str, Any]:
    """How matplotlib draws a patch of a mark."""
    return {"facecolor": mark.colour, "edgecolor": "#333333", "hatch": mark.hatch, "linewidth": 0.5}


def point(mark: Mark, filled: bool = True) -> dict[str, Any]:
    """How matplotlib draws a marker."""
    face = mark.colour if filled else "white"
    edge = BLACK if filled else mark.colour
    width = 0.5 if filled else 1.4
    return {"marker": mark.marker, "markerfacecolor": face, "markeredgecolor": edge, "markeredgewidth": width}


def write(figure: Figure, x: float, y: float, text: str, **how: Any) -> None:
    """Words at a place in inches; they must be safe already."""
    style = {"fontsize": SMALL, "va": "top", **how}
    figure.text(x, y, text, transform=figure.dpi_scale_trans, **style)


def head(figure: Figure, title: str, subtitle: str) -> None:
    """Title and subtitle at the top, each on one line."""
    width, height = figure.get_size_inches()
    room = (width - 2 * MARGIN) * 72
    write(figure, MARGIN, height - 0.2, fitted(title, room, TITLE, bold=True), fontsize=TITLE, fontweight="bold")
    write(figure, MARGIN, height - 0.48, fitted(subtitle, room, SUBTITLE), fontsize=SUBTITLE, color=GREY)


def axes_at(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes in a rectangle of inches."""
    across, up = figure.get_size_inches()
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def key_rows(keys: Sequence[Key], width: float) -> list[list[Key]]:
    """The entries in rows that fit the width in inches."""
    rows: list[list[Key]] = []
    used = width
    for key in keys:
        needed = _width(key)
        if used + needed > width or not rows:
            rows.append([])
            used = 0.0
        rows[-1].append(key)
        used += needed
    return rows


def draw_key(figure: Figure, keys: Sequence[Key], top: float) -> None:
    """The key below a height in inches, from the left margin on, in rows of LINE inches and half of one."""
    for number, row in enumerate(key_rows(keys, WIDTH - 2 * MARGIN)):
        x, y = MARGIN, top - (number + 0.5) * 1.5 * LINE
        for key in row:
            symbol = key.symbol(x + _SYMBOL / 2, y)
            symbol.set_transform(figure.dpi_scale_trans)
            figure.add_artist(symbol)
            write(figure, x + _SYMBOL + 0.07, y, key.label, va="center_baseline")
            x += _width(key)


def key_height(keys: Sequence[Key]) -> float:
    """Inches that the key takes."""
    return len(key_rows(keys, WIDTH - 2 * MARGIN)) * 1.5 * LINE


def _width(key: Key) -> float:
    return _SYMBOL + 0.07 + width_of(key.label, SMALL) / 72 + _GAP


def note_lines(notes: Sequence[str], most: int = 3) -> list[str]:
    """Notes broken into lines of the page, each of at most so many."""
    room = (WIDTH - 2 * MARGIN) * 72
    return [line for note in notes for line in wrapped(note, room, SMALL, most)]


def draw_notes(figure: Figure, lines: Sequence[str], top: float) -> None:
    """Lines of small letters below a height in inches."""
    for number, line in enumerate(lines):
        write(figure, MARGIN, top - number * LINE, line, color="#333333")


def counted(incidents: int) -> str:
    """A number of incidents in words."""
    return f"{incidents:,} incident" + ("" if incidents == 1 else "s")


def nothing(title: str, subtitle: str, why: str) -> Picture:
    """The page that says that there is nothing to draw, and why."""

    def draw(figure: Figure) -> None:
        head(figure, title, subtitle)
        lines = wrapped(why, (WIDTH - 2) * 72, 11.0, 4)
        write(figure, WIDTH / 2, 1.7, "Nothing to draw", ha="center", fontsize=14.0, fontweight="bold")
        for number, line in enumerate(lines):
            write(figure, WIDTH / 2, 1.3 - number * 0.22, line, ha="center", fontsize=11.0, color=GREY)

    return Picture(title, WIDTH, 3.0, draw)
