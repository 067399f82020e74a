"""Marks: colours, shapes, hatches and lines that mean the same in every picture.

Colours are those of Okabe and Ito, "Color Universal Design" (2008), which colour-blind readers can tell apart. No mark
hangs on its colour alone: what differs in colour differs in shape, hatch or line as well, for print in black and white.
"""

from dataclasses import dataclass

BLACK, GREY, PALE, LAND = "#000000", "#666666", "#BBBBBB", "#EEEEEE"
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"


@dataclass(frozen=True, slots=True)
class Mark:
    """How one kind of thing looks."""

    colour: str
    hatch: str = ""
    marker: str | tuple[int, int, int] = "o"
    """As matplotlib names markers; three numbers are sides, style (0 polygon, 1 star) and degrees of turn."""
    line: str = "-"
    ink: str = BLACK
    """Colour of letters upon it."""


QUADS: dict[str, Mark] = {
    "verbal cooperation": Mark(SKY, "", "o"),
    "material cooperation": Mark(BLUE, "////", "s", ink="#FFFFFF"),
    "verbal conflict": Mark(ORANGE, "----", "D"),
    "material conflict": Mark(VERMILLION, "xxxx", "^"),
}
"""By quad class, from cooperation to conflict."""

TYPES: dict[str, str | tuple[int, int, int]] = {
    "AGREE": "o",
    "CONSULT": (6, 0, 0),
    "SUPPORT": (5, 0, 0),
    "CONCEDE": (8, 0, 0),
    "COOPERATE": "s",
    "AID": "P",
    "RETREAT": "<",
    "REQUEST": ">",
    "ACCUSE": "v",
    "REJECT": "d",
    "THREATEN": "D",
    "PROTEST": (4, 1, 0),
    "SANCTION": (5, 1, 0),
    "MOBILIZE": (8, 1, 0),
    "COERCE": "X",
    "ASSAULT": "^",
}
"""Shapes by PLOVER type; the colour is that of the type's quad class."""

SHIFTS: dict[str, Mark] = {
    "rift": Mark(VERMILLION, "\\\\\\\\", "v", "--"),
    "thaw": Mark(BLUE, "////", "^", "-"),
}

STANDINGS: dict[str, Mark] = {
    "ally": Mark(BLUE, "////", ink="#FFFFFF"),
    "friendly": Mark(SKY, ""),
    "neutral": Mark("#F5F5F5", ""),
    "strained": Mark(ORANGE, "----"),
    "hostile": Mark(VERMILLION, "xxxx"),
}

TIES: dict[str, Mark] = {
    "friendly": Mark(BLUE, line="-"),
    "hostile": Mark(VERMILLION, line="--"),
}
"""Lines between actors by the sign of their tie."""


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` by WCAG 2, 0 black to 1 white: what is left of a colour in print."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
