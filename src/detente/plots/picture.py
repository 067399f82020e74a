"""Picture: what is to be drawn, and how it is written as SVG or PNG.

Nothing of matplotlib's global state is used but its settings, which are set for the time of drawing and put back, one
picture at a time; the settings of the user's own ``matplotlibrc`` make no difference.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from detente.error import DetenteError
from detente.plots.words import safe

FORMATS = ("svg", "png")
DPI = 150
"""Dots per inch of a PNG unless another number is asked for."""
DPI_RANGE = (30, 1200)
SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "detente",  # ids follow from what is drawn and not from chance
    "svg.fonttype": "path",  # letters as shapes: the same with whatever fonts the reader has
    "text.hinting": "no_hinting",  # letters as wide as they are measured
    "text.parse_math": False,  # a dollar sign is a dollar sign
    "font.family": ["DejaVu Sans"],  # comes with matplotlib
    "font.size": 9.0,
    "hatch.linewidth": 0.6,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": True,
    "path.simplify": False,
}
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a given size and the function that draws it on an empty figure."""

    title: str
    width: float
    """Inches."""
    height: float
    """Inches."""
    draw: Callable[[Figure], None]


def format_of(path: str | Path) -> str:
    """The format that a file's name asks for. Raises DetenteError where it is none of FORMATS."""
    ending = Path(path).suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise DetenteError(str(path), "the name does not say which format", "end it with .svg or .png")
    return ending


def check_dpi(dpi: int) -> None:
    """Raise DetenteError for dots per inch outside DPI_RANGE."""
    if not DPI_RANGE[0] <= dpi <= DPI_RANGE[1]:
        raise DetenteError("dpi", f"{dpi} is not between {DPI_RANGE[0]} and {DPI_RANGE[1]}")


def write_picture(picture: Picture, format: str, stream: BinaryIO, dpi: int = DPI) -> None:  # noqa: A002
    """Write the picture as one of FORMATS; ``dpi`` matters to PNG alone.

    Raises DetenteError for an unknown format and for dots per inch outside DPI_RANGE.
    """
    if format not in FORMATS:
        raise DetenteError("format", f"{format!r} is not known", f"one of {', '.join(FORMATS)}")
    check_dpi(dpi)
    with _LOCK, matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of glyphs and layout: labels have been measured before
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        figure = Figure(figsize=(picture.width, picture.height), facecolor="white")
        if format == "svg":
            FigureCanvasSVG(figure)
            picture.draw(figure)
            # A date would make each run another file; the title is what readers for the blind say.
            figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Title": safe(picture.title)})
        else:
            FigureCanvasAgg(figure)
            picture.draw(figure)
            figure.savefig(stream, format="png", dpi=dpi, metadata={"Software": None})
