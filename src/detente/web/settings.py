"""Settings: how one workspace is served."""

import ipaddress
from dataclasses import dataclass, field

from detente.error import DetenteError

MIB = 2**20
PORT = 8642
LEAST_TOKEN = 16
"""Characters. Sixteen of the token's 64 signs are 96 bits if they were drawn by chance, as ours are."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the workspace listens, who may use it, and its limits.

    Raises DetenteError for an address that others can reach without a token, for a token that could be guessed, and for
    a proxy that is no address.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    """0 to 65535; 0 takes a free one."""
    token: str | None = field(default=None, repr=False)
    """What has to be shown before anything else is; None asks for nothing, on this machine alone."""
    max_body: int = 64 * MIB
    """Bytes of one request."""
    cache_bytes: int = 128 * MIB
    """Answers of the API that are kept until the ledger changes."""
    keeps_incidents: bool = True
    """Whether what other processes read meanwhile is put into incidents, and the acts of all incidents are read."""
    threads: int = 8
    """Requests that read the ledger at one time; fewer than the connections that the database gives, 15."""
    proxy: str | None = None
    """IP address of a proxy through which others come: it is believed whom it speaks for, and whether in HTTPS."""
    concurrency: int = 256
    """Connections at one time, half of them of one client; those above are told to come back later."""

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise DetenteError("port", f"{self.port} is not between 0 and 65535")
        if self.token is None and not is_loopback(self.host):
            raise DetenteError("host", f"{self.host} can be reached by others", "set a token as well")
        if self.proxy is not None and not _is_address(self.proxy):
            raise DetenteError("proxy", f"{self.proxy} is no IP address", "give that of its machine, such as 127.0.0.1")
        if self.token is None and self.proxy is not None:
            raise DetenteError("proxy", "lets others reach the workspace", "set a token as well")
        if self.token is not None and len(self.token) < LEAST_TOKEN:
            raise DetenteError("token", f"is shorter than {LEAST_TOKEN} characters", "leave it out to have one made")
        if self.token is not None and not (self.token.isascii() and self.token.isprintable() and " " not in self.token):
            raise DetenteError("token", "has characters other than ASCII letters, digits and signs")


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own, which no other machine reaches."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_address(words: str) -> bool:
    try:
        ipaddress.ip_address(words)
    except ValueError:
        return False
    return True
