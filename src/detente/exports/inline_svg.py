"""Inline SVG: a picture as markup to stand inside a page of HTML, beside other pictures.

What HTML does not need goes: declarations, comments, metadata, names that nothing refers to. Names that are referred to
get a prefix, so that those of two pictures on one page do not meet.
"""

import io
import re
from xml.etree import ElementTree

from detente.plots.picture import Picture, write_picture

_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_SPACE = re.compile(r"\s+")
_DROPPED = frozenset(("metadata", "style"))

Element = ElementTree.Element
"""Parsed from what ``write_picture`` wrote, never from what others did."""


def inline_svg(picture: Picture, prefix: str, label: str) -> str:
    """The picture as an ``svg`` element of class ``picture``; ``label`` is what is read out in its place.

    The style sheet of the page must have ``.picture * { stroke-linejoin: round; stroke-linecap: butt }``.
    """
    stream = io.BytesIO()
    write_picture(picture, "svg", stream)
    root = ElementTree.fromstring(stream.getvalue())  # noqa: S314
    _strip(root)
    referred = set(_references(root))
    for element in root.iter():
        _rename(element, referred, prefix)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.attrib |= {"class": "picture", "role": "img", "aria-label": label}
    return ElementTree.tostring(root, encoding="unicode")


def _strip(root: Element) -> None:
    """Takes away namespaces, which HTML knows by itself, and elements that say nothing to it."""
    for element in root.iter():
        element.tag = _local(element.tag)
        element.attrib = {_local(name): value for name, value in element.attrib.items()}
        element.text = (element.text or "").strip() or None
        element.tail = None
        for child in [child for child in element if _local(child.tag) in _DROPPED]:
            element.remove(child)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _references(root: Element) -> list[str]:
    found = [name for element in root.iter() for value in element.attrib.values() for name in _REFERENCE.findall(value)]
    return found + [element.attrib["href"].removeprefix("#") for element in root.iter() if "href" in element.attrib]


def _rename(element: Element, referred: set[str], prefix: str) -> None:
    """Prefixes names and references, and takes away names that nothing refers to, and white space of paths."""
    for name, value in list(element.attrib.items()):
        if name == "id" and value not in referred:
            del element.attrib[name]
        elif name == "id":
            element.attrib[name] = f"{prefix}{value}"
        elif name == "href":
            element.attrib[name] = f"#{prefix}{value.removeprefix('#')}"
        elif name == "d":
            element.attrib[name] = _SPACE.sub(" ", value).strip()
        else:
            element.attrib[name] = _REFERENCE.sub(rf"url(#{prefix}\1)", value)
