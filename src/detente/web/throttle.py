"""Throttle: whoever gives too many wrong tokens is told to wait; the right one is taken at any time."""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

FAILURES = 10
"""Failures that are let pass within WINDOW_SECONDS."""
WINDOW_SECONDS = 300.0
MOST_ADDRESSES = 10_000
"""Addresses kept in mind; the one that failed the longest ago is forgotten first."""


class Throttle:
    """Failures of each address of late. An IPv6 network of 64 bits, which one customer is given, is one address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, list[float]] = OrderedDict()

    def wait(self, address: str) -> float:
        """Seconds that this address has to wait before it may try again; 0 if it may now."""
        with self._lock:
            recent = self._recent(network_of(address))
            return recent[0] + WINDOW_SECONDS - self._clock() if len(recent) >= FAILURES else 0.0

    def failed(self, address: str) -> None:
        """Notes a failure."""
        key = network_of(address)
        with self._lock:
            self._failures[key] = [*self._recent(key), self._clock()][-FAILURES:]
            self._failures.move_to_end(key)
            if len(self._failures) > MOST_ADDRESSES:
                self._failures.popitem(last=False)

    def _recent(self, key: str) -> list[float]:
        since = self._clock() - WINDOW_SECONDS
        return [moment for moment in self._failures.get(key, ()) if moment > since]


def network_of(address: str) -> str:
    """The address, or the network, that is counted as one client; an IPv4 address always written the same way."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv6Address):
        if read.ipv4_mapped is not None:
            return str(read.ipv4_mapped)
        return str(ipaddress.ip_network((read, 64), strict=False))
    return str(read)
