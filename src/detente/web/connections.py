"""Connections: what one client may keep open, and for how long it may let the workspace wait.

Uvicorn waits for good for the head and the body of a request, and for whoever does not read an answer: some hundred
connections that do nothing would keep everybody else out.
"""

import asyncio
import socket
from typing import Any

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from detente.web.throttle import network_of

AWAIT_SECONDS = 15.0
"""How long the head of a request may take, counted from the connection or from the answer before; and how long a part
of a body of LEAST_BYTES, or some of an answer being read."""
LEAST_BYTES = 16 * 1024
SEND_BYTES = 128 * 1024
"""Of an answer that the system holds for a slow client. It would hold megabytes, and ask for more only when a good part
of them has gone, which may take a slow client longer than it has."""

Awaited = tuple[str, RequestResponseCycle | None] | None


class Connection(H11Protocol):
    """A connection that is closed if its client lets it wait or has too many of them; ``limited`` gives the class."""

    most: int
    """Connections that one client may have at one time."""
    proxy: str | None
    """Address of the client that speaks for all others."""

    flow: FlowControl
    transport: asyncio.Transport

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.peer = ""
        self._awaited: Awaited = None
        self._timer: asyncio.TimerHandle | None = None
        self._received = self._unsent = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for the first request; closes one connection too many."""
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BYTES)
        self.peer = network_of(self.client[0]) if self.client else ""
        others = (one.peer for one in self.connections if isinstance(one, Connection))
        if self.peer != self.proxy and sum(peer == self.peer for peer in others) > self.most:
            transport.abort()
        else:
            self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing more."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes a part of a request."""
        self._received += len(data)
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Begins to wait for the next request."""
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        """Begins to wait for the client to read."""
        super().pause_writing()
        self._look()

    def resume_writing(self) -> None:
        """The client has read."""
        super().resume_writing()
        self._look()

    def _look(self) -> None:
        """Times what the client is awaited to do, unless that has begun already."""
        awaited = self._awaited_now()
        if awaited != self._awaited:
            self._stop()
            self._awaited = awaited
            if awaited is not None:
                self._wait()

    def _awaited_now(self) -> Awaited:
        if self.cycle is None or self.cycle.response_complete:
            return "head", self.cycle
        if self.cycle.more_body:
            return "body", self.cycle
        return ("reading", self.cycle) if self.flow.write_paused else None

    def _wait(self) -> None:
        self._received, self._unsent = 0, self.transport.get_write_buffer_size()
        self._timer = self.loop.call_later(AWAIT_SECONDS, self._overdue)

    def _overdue(self) -> None:
        """Waits on for whoever reads, or sends a body fast enough or no faster than it is taken; closes any other."""
        reads = self.transport.get_write_buffer_size() < self._unsent
        sends = self._received >= LEAST_BYTES or self.flow.read_paused
        if reads or (sends and self._awaited == ("body", self.cycle)):
            self._wait()
        else:
            self.transport.abort()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def limited(most: int, proxy: str | None) -> type[Connection]:
    """Connections of which one client may have ``most`` at one time, a proxy as many as it likes."""
    return type("LimitedConnection", (Connection,), {"most": most, "proxy": proxy and network_of(proxy)})
