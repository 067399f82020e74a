"""Tokens: what a workspace signs, and how it tells its own from what others made up.

All is signed with HMAC-SHA-256 under a key that follows from the workspace's token or, without one, is drawn at each
start; what is signed for one purpose does not pass for another.
"""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

from detente.web.settings import Settings

SESSION_SECONDS = 7 * 86_400
"""How long a browser stays logged in."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs words for a purpose, and checks them in a time that tells nothing of how wrong they are."""

    key: bytes

    def sign(self, purpose: str, words: str) -> str:
        """Words with their signature, ``words.signature``."""
        return f"{words}.{self._signature(purpose, words)}"

    def read(self, purpose: str, signed: str) -> str | None:
        """The words, None if they were not signed here for this purpose."""
        words, _, signature = signed.rpartition(".")
        return words if same(signature, self._signature(purpose, words)) else None

    def _signature(self, purpose: str, words: str) -> str:
        return hmac.digest(self.key, f"{purpose}\0{words}".encode("utf-8", "surrogatepass"), "sha256").hex()


def signer_of(settings: Settings) -> Signer:
    """The signer of a workspace; what it signs under a token is still good after the next start with this token."""
    if settings.token is None:
        return Signer(secrets.token_bytes(32))
    return Signer(hashlib.blake2b(settings.token.encode(), person=b"detente web key").digest())


def new_token() -> str:
    """A token that cannot be guessed: 192 bits."""
    return secrets.token_urlsafe(24)


def same(given: str, right: str) -> bool:
    """Whether two words are the same, in a time that does not hang on where they differ."""
    one, other = (hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest() for word in (given, right))
    return hmac.compare_digest(one, other)


def new_session(signer: Signer, now: float | None = None) -> str:
    """A session that begins now: what the cookie of a browser that is logged in holds."""
    began = int(time.time() if now is None else now)
    return signer.sign("session", f"{began}.{secrets.token_urlsafe(9)}")


def is_session(signer: Signer, cookie: str, now: float | None = None) -> bool:
    """Whether a cookie is a session of ours that has not run out."""
    words = signer.read("session", cookie)
    if words is None:
        return False
    began = int(words.partition(".")[0])
    return 0 <= (time.time() if now is None else now) - began < SESSION_SECONDS
