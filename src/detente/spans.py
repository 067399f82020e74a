"""Spans: trimming characters [start, end) of a text."""

from detente.report import Span

BLANK = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"  # all that str.isspace says yes to
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""White space and the marks that show nothing: zero width, direction of writing, byte order."""


def trim(text: str, start: int, end: int) -> Span:
    """The span without BLANK characters at its ends; (end, end) where nothing is left."""
    cut = text[start:end]
    left = len(cut) - len(cut.lstrip(BLANK))
    right = len(cut.rstrip(BLANK))
    return (start + left, start + right) if left < right else (end, end)
