"""Cursors: the place after which the next page of a list begins, as a word that means nothing to whoever passes it on.

A cursor carries a check sum and the list that it is of, so that one cut short, or used with other words, is refused. It
is not secret and not signed: whoever makes one up starts a list somewhere else, which any filter can do as well.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Sequence

from detente.error import DetenteError

Key = str | int
MOST_CHARACTERS = 2000
_SUM = 8
"""Bytes."""
_HALVES = re.compile("[\ud800-\udfff]")
_LARGEST = 2**63 - 1
"""The largest row number that a database knows."""


class CursorError(DetenteError):
    """A cursor that was not given out for this list."""

    def __init__(self, reason: str) -> None:
        super().__init__("cursor", reason, "leave it out to start from the beginning")


def encode(listed: str, place: Sequence[Key]) -> str:
    """The cursor for a place in a list; ``listed`` names the list with all words of its filter."""
    words = json.dumps(place, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_sum(listed, words) + words).decode().rstrip("=")


def decode(listed: str, cursor: str, kinds: tuple[type[Key], ...]) -> tuple[Key, ...]:
    """The place, a value of each of these kinds. Raises CursorError if the cursor is none of this list."""
    if len(cursor) > MOST_CHARACTERS:
        raise CursorError("is too long")
    try:
        given = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise CursorError("is not one that was given out") from None
    words = given[_SUM:]
    if given[:_SUM] != _sum(listed, words):
        raise CursorError("is of another list, or was changed")
    place = _read(words)
    if tuple(map(type, place)) != kinds or not all(map(_can_be_kept, place)):
        raise CursorError("is of another version")
    return place


def _read(words: bytes) -> tuple[Key, ...]:
    """The values of a list in JSON; whoever made up the sum can have made up anything else."""
    try:
        place = json.loads(words)
    except (ValueError, RecursionError):
        place = None
    if not isinstance(place, list):
        raise CursorError("is not one that was given out")
    return tuple(place)


def _can_be_kept(key: Key) -> bool:
    """Whether a database could have this value: no number is too large there, no text has half a character."""
    return 0 <= key <= _LARGEST if isinstance(key, int) else not _HALVES.search(key)


def _sum(listed: str, words: bytes) -> bytes:
    return hashlib.blake2b(listed.encode("utf-8", "surrogatepass") + b"\0" + words, digest_size=_SUM).digest()
