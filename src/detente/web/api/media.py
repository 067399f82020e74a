"""Media: in which form an answer is wanted, by the ``Accept`` header (RFC 9110, 12.5.1)."""

from collections.abc import Sequence
from enum import StrEnum


class Media(StrEnum):
    """Forms of a list."""

    JSON = "application/json"
    LINES = "application/x-ndjson"
    """One record a line."""
    CSV = "text/csv"

    @property
    def header(self) -> str:
        """Its ``Content-Type``."""
        return "text/csv; charset=utf-8; header=present" if self is Media.CSV else str(self)


def wanted_media(accept: str | None, offered: Sequence[Media]) -> Media | None:
    """The form that is wanted most of those offered, the first of them where several are; None if none is wanted."""
    ranges = [_range(one) for one in (accept or "*/*").split(",") if one.strip()]
    best, most = None, 0.0
    for media in offered:
        quality = _quality(media, ranges)
        if quality > most:
            best, most = media, quality
    return best


Range = tuple[str, float]


def _range(words: str) -> Range:
    kind, *parameters = (part.strip().casefold() for part in words.split(";"))
    quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    try:
        return kind, min(max(float(quality), 0.0), 1.0)
    except ValueError:
        return kind, 0.0


def _quality(media: Media, ranges: Sequence[Range]) -> float:
    """The quality of the range that names the form most exactly."""
    for name in (str(media), f"{media.partition('/')[0]}/*", "*/*"):
        found = [quality for kind, quality in ranges if kind == name]
        if found:
            return max(found)
    return 0.0
