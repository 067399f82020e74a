"""Serving: the workspace run by uvicorn on a socket of its own, until it is told to stop."""

import errno
import logging
import signal
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

import uvicorn

from detente.error import DetenteError
from detente.web.app import create_app
from detente.web.connections import limited
from detente.web.settings import Settings, is_loopback

GRACE_SECONDS = 10
"""How long requests that have begun may take after the word to stop."""
IDLE_SECONDS = 15
"""How long a connection may stay open unused."""
BACKLOG = 512
_STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name))


def serve(ledger: str, settings: Settings, ready: Callable[[str], None]) -> None:
    """Serves the ledger until SIGINT or SIGTERM; requests that have begun are answered before it returns.

    ``ready`` is told the address once requests are answered. Raises DetenteError if the port cannot be had, and
    LedgerError if the ledger cannot.
    """
    with _listening(settings) as listener:
        app = create_app(ledger, settings)
        config = uvicorn.Config(
            app,
            http=limited(settings.concurrency // 2, settings.proxy),
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=settings.proxy is not None,
            forwarded_allow_ips=_names_of(settings.proxy),
            limit_concurrency=settings.concurrency,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        _tell_errors()
        _Server(config, lambda: ready(address_of(settings.host, listener.getsockname()[1]))).run([listener])


def address_of(host: str, port: int) -> str:
    """The address to open in a browser."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104  not listened on here: every address there is has this one too
        host = socket.gethostname()
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _names_of(proxy: str | None) -> list[str]:
    """How the address of the proxy is written: on a socket that takes both kinds, an IPv4 address is an IPv6 one."""
    if proxy is None:
        return []
    return [proxy] if ":" in proxy else [proxy, f"::ffff:{proxy}"]


class _Server(uvicorn.Server):
    """Tells when it is ready, and returns after a signal instead of raising it anew."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        before = {number: signal.signal(number, self.handle_exit) for number in _STOPPING}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _listening(settings: Settings) -> Generator[socket.socket, None, None]:
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        # localhost has two addresses; the older one is the one that every program on the machine can reach.
        family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        if is_loopback(settings.host) and not is_loopback(str(address[0])):
            raise DetenteError("host", f"{settings.host} is not this machine's own here", "give 127.0.0.1")
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise DetenteError("host", f"{settings.host}: {error.strerror or error}") from error
    with listener:
        try:
            if sys.platform != "win32":  # there it would let two programs have one port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "is taken" if taken else f"cannot be had: {error.strerror or error}"
            raise DetenteError(f"port {settings.port}", reason, "--port 0 takes a free one") from error
        yield listener


def _tell_errors() -> None:
    """Errors of requests go to standard error, with the time and nothing of what was asked but its address."""
    logger = logging.getLogger("detente.web")
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        logger.addHandler(handler)
        logger.propagate = False
