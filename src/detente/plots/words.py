"""Words of a picture: made safe, measured, cut to the room there is, broken into lines.

Widths are those of the font that the letters are drawn with, in points (1/72 inch), so nothing runs over or out.
"""

from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

from detente.exports.visible import visible

_LONGEST = 2000
"""Characters beyond which no text is looked at: more than any page has room for."""


@lru_cache(maxsize=8)
def _font(size: float, bold: bool) -> FontProperties:
    return FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")


@lru_cache(maxsize=4096)
def _drawn(character: str) -> str:
    """The character, or the mark for one that the font has no shape for."""
    font = get_font(findfont(_font(9.0, False)))
    return character if font.get_char_index(ord(character)) else "\ufffd"


def safe(text: str) -> str:
    """The text on one line, with nothing in it that cannot be drawn."""
    return "".join(map(_drawn, visible(text[:_LONGEST])))


@lru_cache(maxsize=65536)
def width_of(text: str, size: float, bold: bool = False) -> float:
    """Points that the text takes."""
    return float(text_to_path.get_text_width_height_descent(text, _font(size, bold), ismath=False)[0])


def fitted(text: str, room: float, size: float, bold: bool = False) -> str:
    """The text made safe and, where it is wider than the room in points, cut with … at its end."""
    words = safe(text)
    if width_of(words, size, bold) <= room:
        return words
    least, most = 0, len(words)
    while least < most:
        middle = (least + most + 1) // 2
        if width_of(words[:middle].rstrip() + "…", size, bold) <= room:
            least = middle
        else:
            most = middle - 1
    return words[:least].rstrip() + "…"


def wrapped(text: str, room: float, size: float, most: int = 99) -> list[str]:
    """The text made safe and broken into lines of the room in points; at most so many, the last cut with …."""
    lines: list[str] = []
    rest = safe(text).split()
    while rest and len(lines) < most - 1:
        count = 1
        while count < len(rest) and width_of(" ".join(rest[: count + 1]), size) <= room:
            count += 1
        lines.append(fitted(" ".join(rest[:count]), room, size))
        rest = rest[count:]
    return [*lines, fitted(" ".join(rest), room, size)] if rest else lines
