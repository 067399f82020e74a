"""Fetching: one page of the web by its address, without being led anywhere that the address does not say.

1. Only http and https, to the usual ports, without user names; names are turned to addresses once.
2. Every address that a name stands for must be public: not this machine, its network, or any reserved range, also
   where it is written inside an IPv6 address.
3. The connection goes to the address that was checked, with the name in ``Host`` and TLS, so that a name which changes
   in between leads nowhere else. Every redirect starts again at 1.
4. Time, size (unpacked), redirects and kinds of content are limited; no cookies, no credentials, no proxies of the
   environment.
"""

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from detente.error import DetenteError
from detente.sources import limits

MAX_SECONDS = 20.0
"""From the first look-up of a name to the last byte, over all redirects."""
CONNECT_SECONDS = 8.0
MAX_REDIRECTS = 5
MAX_URL_CHARACTERS = 2_000
USER_AGENT = "Detente (reads one page at the request of its user)"
CONTENT_TYPES = frozenset(("text/html", "application/xhtml+xml", "text/plain"))
PORTS = {"http": 80, "https": 443}
REDIRECTS = frozenset((301, 302, 303, 307, 308))
_CHUNK = 65_536
_AS_IT_IS = "%/:=&?~#+!$,;'@()*[]"
"""Signs that an address may hold as they are; others are spelt with a per cent sign."""
_NAT64 = IPv6Network("64:ff9b::/96")
_NO_PUBLIC = (
    IPv4Network("192.0.0.0/24"),  # for protocols: PCP and TURN by anycast, dummies
    IPv4Network("192.88.99.0/24"),  # relays of 6to4, given up
    IPv6Network("64:ff9b:1::/48"),  # NAT64 of one's own network
    IPv6Network("3fff::/20"),  # for examples
)
"""What some releases of Python take for global, and no site has."""

Address = IPv4Address | IPv6Address
Lookup = Callable[[str, int], Iterable[str]]
"""The addresses that a name stands for."""


class FetchError(DetenteError):
    """An address (``subject``) that is not fetched, or whose page cannot be had."""


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: the address after all redirects, the kind of content, and its bytes."""

    url: str
    content_type: str
    """Without parameters, in small letters."""
    charset: str | None
    """As the server states it."""
    data: bytes


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's resolver, each once, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]).split("%")[0] for *_, address in found))


def fetch(
    url: str, *, allow_private: bool = False, lookup: Lookup = look_up, clock: Callable[[], float] = time.monotonic
) -> Page:
    """The page at ``url``. Raises FetchError with the reason where it must not or cannot be fetched.

    ``allow_private`` lets addresses of the own machine and network, and other ports, be fetched: for those who ask.
    """
    deadline = clock() + MAX_SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        target = checked_url(url, any_port=allow_private)
        address = checked_address(target, allow_private, lookup, deadline - clock())
        answer = _ask(target, address, deadline - clock())
        try:
            onward = answer.response.headers.get("location")
            if answer.response.status in REDIRECTS and onward:
                url = _redirected(url, onward)
                continue
            return _page(url, answer)
        finally:
            answer.close()
    raise FetchError(_shown(url), f"more than {MAX_REDIRECTS} redirects")


def _redirected(url: str, onward: str) -> str:
    try:
        return urljoin(url, onward)
    except ValueError as error:
        raise FetchError(_shown(url), "leads to no address", _short(error)) from error


def checked_url(url: str, *, any_port: bool = False) -> SplitResult:
    """The parts of an address that may be fetched, as far as can be told without asking anybody."""
    shown = _shown(url)
    if len(url) > MAX_URL_CHARACTERS:
        raise FetchError(shown, f"an address of more than {MAX_URL_CHARACTERS} characters")
    if any(not sign.isprintable() or sign.isspace() or sign == "\\" for sign in url):
        raise FetchError(shown, "no address", "signs that no address may hold")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError(shown, "no address", str(error)) from error
    if parts.scheme.lower() not in PORTS:
        raise FetchError(shown, "neither http nor https")
    if not parts.hostname:
        raise FetchError(shown, "no address", "the name of the site is missing")
    if parts.username is not None or parts.password is not None:
        raise FetchError(shown, "an address with a user name or password")
    if port is not None and port != PORTS[parts.scheme] and not any_port:
        raise FetchError(shown, f"port {port}", "only the usual ports, 80 and 443, are asked")
    return parts


def checked_address(target: SplitResult, allow_private: bool, lookup: Lookup, seconds: float = MAX_SECONDS) -> str:
    """The address to connect to. All that the name stands for must be public, or none of them is asked.

    The name is looked up within ``seconds``. Raises FetchError.
    """
    host = target.hostname or ""
    try:
        found = _looked_up(lookup, _ascii(host), _port(target), seconds)
        addresses = [ip_address(one) for one in found]
    except TimeoutError as error:
        raise _too_slow(target.geturl()) from error
    except (OSError, UnicodeError, ValueError) as error:
        raise FetchError(host, "no such site", str(error)) from error
    if not addresses:
        raise FetchError(host, "no such site")
    for address in addresses:
        if not allow_private and not is_public(address):
            raise FetchError(host, f"{address} is no public address", "the own machine and network are not asked")
    return str(addresses[0])


def _looked_up(lookup: Lookup, host: str, port: int, seconds: float) -> list[str]:
    """What ``lookup`` finds, asked in a thread of its own: the system's resolver cannot be told to stop.

    Raises TimeoutError, and what ``lookup`` raises.
    """
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            answer.set_result(list(lookup(host, port)))
        except BaseException as error:  # noqa: BLE001  it is raised where the answer is waited for
            answer.set_exception(error)

    threading.Thread(target=ask, name="detente-look-up", daemon=True).start()
    return answer.result(max(seconds, 0.0))


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, looking through IPv6 addresses that carry one of IPv4."""
    if isinstance(address, IPv6Address):
        carried = _carried(address)
        if carried is not None:
            return is_public(carried)
        if address.is_site_local:
            return False
    if any(address in network for network in _NO_PUBLIC):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    if address.ipv4_mapped is None and address.sixtofour is None and int(address) < 1 << 32 and int(address) > 1:
        return IPv4Address(int(address))  # the old form ::a.b.c.d
    return address.ipv4_mapped or address.sixtofour


def _port(target: SplitResult) -> int:
    return target.port or PORTS[target.scheme]


def _ask(target: SplitResult, address: str, seconds: float) -> "_Answer":
    """Sends the request and reads the head of the answer; a site that is slow at either is cut off in time."""
    if seconds <= 0:
        raise _too_slow(target.geturl())
    connection = HTTPConnection(address, _port(target))
    headers = {
        "Host": _host_header(target),
        "User-Agent": USER_AGENT,
        "Accept": ", ".join(sorted(CONTENT_TYPES)),
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    path = quote(target.path or "/", safe=_AS_IT_IS) + (
        f"?{quote(target.query, safe=_AS_IT_IS)}" if target.query else ""
    )
    cut = _Cut(seconds)
    try:
        connection.sock = cut.guard(_connected(target, address, min(CONNECT_SECONDS, seconds)))
        connection.request("GET", path, headers=headers)
        answer = _Answer(connection.getresponse(), cut)
    except (OSError, HTTPException, ValueError) as error:
        cut.close()
        if cut.happened:
            raise _too_slow(target.geturl()) from error
        raise FetchError(_shown(target.geturl()), "cannot be fetched", _short(error)) from error
    if cut.happened:  # a head that was cut off can look like one that came to its end
        answer.close()
        raise _too_slow(target.geturl())
    return answer


def _connected(target: SplitResult, address: str, seconds: float) -> socket.socket:
    bare = socket.create_connection((address, _port(target)), timeout=seconds)
    if target.scheme == "http":
        return bare
    try:
        return ssl.create_default_context().wrap_socket(bare, server_hostname=_ascii(target.hostname or ""))
    except BaseException:
        bare.close()
        raise


class _Cut:
    """Shuts a connection down when its time is over, whatever it is waiting for."""

    def __init__(self, seconds: float) -> None:
        self._socket: socket.socket | None = None
        self.happened = False
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def guard(self, connected: socket.socket) -> socket.socket:
        """The same connection, shut down when the time is over, or now where it is over already."""
        self._socket = connected
        if self.happened:
            self._shut()
        return connected

    def _end(self) -> None:
        self.happened = True
        self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._timer.cancel()
        if self._socket is not None:
            self._socket.close()


@dataclass(frozen=True, slots=True)
class _Answer:
    """The answer whose head has been read."""

    response: HTTPResponse
    cut: _Cut

    def close(self) -> None:
        self.response.close()
        self.cut.close()


def _page(url: str, answer: _Answer) -> Page:
    response = answer.response
    if response.status != 200:
        raise FetchError(_shown(url), f"the site answers {response.status}")
    stated = response.headers.get("content-type", "")
    kind, _, rest = stated.partition(";")
    kind = kind.strip().lower()
    if kind not in CONTENT_TYPES:
        raise FetchError(_shown(url), f"{kind[:40] or 'unknown'} content", "only pages and plain text are read")
    charset = rest.partition("charset=")[2].split(";")[0].strip(" \"'") or None
    return Page(url, kind, charset, _body(url, answer))


def _body(url: str, answer: _Answer) -> bytes:
    """All bytes, unpacked as they come, so that no more of a page made to burst is held than the limit."""
    response = answer.response
    body = _unpacking(url, response.headers.get("content-encoding", "identity"))
    parts: list[bytes] = []
    sent = length = 0
    try:
        while part := response.read1(_CHUNK):
            parts.append(body.unpack(part))
            sent += len(part)
            length += len(parts[-1])
            if max(sent, length) > limits.MAX_TEXT_BYTES:
                raise FetchError(_shown(url), f"more than {limits.MAX_TEXT_BYTES} bytes")
    except (OSError, HTTPException, zlib.error) as error:
        raise FetchError(_shown(url), "broke off", _short(error)) from error
    if answer.cut.happened:
        raise _too_slow(url)
    if response.length or (sent and not body.ended):
        raise FetchError(_shown(url), "broke off", f"{sent} bytes came, and not the rest")
    return b"".join(parts)


class _Unpacking:
    """A body unpacked as it comes: ``packed`` as gzip or zlib, told apart by the head, or not at all."""

    def __init__(self, packed: bool) -> None:
        self._inflating = zlib.decompressobj(32 + zlib.MAX_WBITS) if packed else None

    @property
    def ended(self) -> bool:
        """Whether what was unpacked may be the whole."""
        return self._inflating is None or self._inflating.eof

    def unpack(self, part: bytes) -> bytes:
        """The next bytes of the page. Raises zlib.error where they are not packed so."""
        if self._inflating is None:
            return part
        if self._inflating.eof:  # what comes after the end is no part of the page, and would be held
            return b""
        # More than the limit at once is more than the limit in all.
        return self._inflating.decompress(part, limits.MAX_TEXT_BYTES + 1)


def _unpacking(url: str, encoding: str) -> _Unpacking:
    match encoding.strip().lower():
        case "identity" | "":
            return _Unpacking(packed=False)
        case "gzip" | "x-gzip" | "deflate":
            return _Unpacking(packed=True)
        case other:
            raise FetchError(_shown(url), f"packed as {other[:40]}")


def _too_slow(url: str) -> FetchError:
    return FetchError(_shown(url), f"took more than {MAX_SECONDS:.0f} seconds")


def _host_header(target: SplitResult) -> str:
    host = _ascii(target.hostname or "")
    host = f"[{host}]" if ":" in host else host
    return host if target.port in (None, PORTS[target.scheme]) else f"{host}:{target.port}"


def _ascii(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode()


def _shown(url: str) -> str:
    return url if len(url) <= 100 else url[:99] + "…"


def _short(error: Exception) -> str:
    return (str(error).split("\n", 1)[0] or type(error).__name__)[:200]
