"""Text from anywhere made safe to show: what a terminal would obey, or would show in another order, is spelt out."""

import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, the escape among them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # those that turn the direction of writing
    "\u2028\u2029\ufff9-\ufffb\ufeff"  # line separators, annotation anchors, byte order mark
    "\ud800-\udfff\U000e0000-\U000e007f]"  # lone surrogates, tags
)


def visible(text: str) -> str:
    r"""The text on one line: white space as single spaces, other unseen characters as ``\x1b`` or ``\u202e``."""
    return _UNSEEN.sub(_spelt, _WHITE.sub(" ", text))


_WHITE = re.compile(r"[ \t\n\r]+")


def _spelt(match: re.Match[str]) -> str:
    number = ord(match[0])
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
