"""Pages are fetched from the open web alone, and no page can take more time or room than the limits."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from urllib.parse import SplitResult

import pytest

from detente.sources import fetching, limits
from detente.sources.fetching import FetchError, checked_address, checked_url, fetch, is_public

PRIVATE = """
127.0.0.1        this machine
127.1.2.3        this machine too
0.0.0.0          no address
10.1.2.3         a network of one's own
172.16.0.1       a network of one's own
192.168.1.1      a network of one's own
100.64.0.1       a provider's own network
169.254.169.254  link-local: where clouds keep their secrets
192.0.2.1        for examples
198.18.0.1       for measurements
224.0.0.1        multicast
240.0.0.1        reserved
255.255.255.255  all
::               no address
::1              this machine
fe80::1          link-local
fc00::1          a network of one's own
fec0::1          a network of one's own, old form
ff02::1          multicast
2001:db8::1      for examples
::ffff:127.0.0.1        an IPv4 address inside
::ffff:169.254.169.254  an IPv4 address inside
::127.0.0.1      an IPv4 address inside, old form
192.0.0.8        dummy address of protocols
192.0.0.9        for protocols, by anycast
192.88.99.1      relays of 6to4, given up
64:ff9b:1::808:808  NAT64 of one's own network
64:ff9b:1:ffff:ffff:ffff:ffff:ffff  the last of it
3fff::1          for examples
3fff:fff:ffff::1  for examples
2002:c058:6301:: 192.88.99.1 by way of 6to4
64:ff9b::a00:1   10.0.0.1 by way of NAT64
2002:7f00:1::    127.0.0.1 by way of 6to4
"""
PUBLIC = ("93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808", "::ffff:8.8.8.8")
NO_ADDRESS = """
file:///etc/passwd              neither http nor https
ftp://example.org/              neither http nor https
javascript:alert(1)             neither http nor https
data:text/html,x                neither http nor https
gopher://127.0.0.1:25/_HELO     neither http nor https
//example.org/                  neither http nor https
http:///path                    no address
http://user@example.org/        an address with a user name
http://u:p@example.org/         an address with a user name
http://example.org:22/          port 22
https://example.org:80/         port 80
http://example.org:99999/       no address
http://exa\\mple.org/           no address
http://[::1                     no address
"""


@pytest.mark.parametrize("line", PRIVATE.strip().splitlines())
def test_no_address_of_the_own_machine_or_network_is_public(line: str) -> None:
    assert not is_public(ip_address(line.split()[0]))


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_open_web_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("line", NO_ADDRESS.strip().splitlines())
def test_what_is_no_address_of_the_web_is_refused(line: str) -> None:
    url, reason = line.split(maxsplit=1)
    with pytest.raises(FetchError, match=reason):
        checked_url(url)


@pytest.mark.parametrize(
    "url", ["http://example.org/a b", "http://example.org/\r\nHost: x", "http://e.org/" + "a" * 3000]
)
def test_signs_and_lengths_that_no_address_has_are_refused(url: str) -> None:
    with pytest.raises(FetchError):
        checked_url(url)


@pytest.mark.parametrize(
    "url", ["http://2130706433/", "http://0x7f.1/", "http://017700000001/", "http://localhost/", "http://127.1/"]
)
def test_other_spellings_of_this_machine_are_seen_through(url: str) -> None:
    with pytest.raises(FetchError):
        fetch(url)


def test_a_name_with_one_private_address_among_others_is_not_asked() -> None:
    with pytest.raises(FetchError, match="no public address"):
        checked_address(checked_url("http://two.example/"), False, lambda _host, _port: ["8.8.8.8", "10.0.0.1"])


def test_the_name_is_looked_up_once_so_that_it_cannot_change_in_between() -> None:
    answers = iter([["203.0.113.1"]])
    with pytest.raises(FetchError, match=r"203\.0\.113\.1"):
        fetch("http://changing.example/", lookup=lambda _host, _port: next(answers))


def test_a_name_whose_look_up_takes_ever_so_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0.3)
    left, answered = threading.Event(), threading.Event()

    def slow(_host: str, _port: int) -> list[str]:
        left.wait(10)
        answered.set()
        return ["8.8.8.8"]

    with pytest.raises(FetchError, match="took more than"):
        fetch("http://slow.example/", lookup=slow)
    assert not answered.is_set()
    left.set()


@pytest.mark.parametrize("error", [OSError("Name or service not known"), UnicodeError("label too long")], ids=str)
def test_a_name_that_is_not_found_is_told_with_the_reason(error: Exception) -> None:
    def failing(_host: str, _port: int) -> list[str]:
        raise error

    with pytest.raises(FetchError, match="no such site") as caught:
        fetch("http://none.example/", lookup=failing)
    assert caught.value.advice == str(error)


Handler = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def site(answer: Handler) -> Iterator[str]:
    """A site on this machine; its address."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def says(body: bytes, status: int = 200, **headers: str) -> Handler:
    """An answer with this body."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in ({"content_type": "text/html; charset=utf-8"} | headers).items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("content-length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def cut_off(body: bytes, length: int | None, **headers: str) -> Handler:
    """An answer that ends after this body, though it said that it would have ``length`` bytes."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        for name, value in ({"content_type": "text/html"} | headers).items():
            request.send_header(name.replace("_", "-"), value)
        if length is not None:
            request.send_header("content-length", str(length))
        request.end_headers()
        request.wfile.write(body)
        request.close_connection = True

    return answer


def test_a_page_comes_with_its_address_kind_and_bytes() -> None:
    with site(says(b"<p>Talks began.</p>")) as url:
        page = fetch(url + "/news?id=1", allow_private=True)
    assert (page.url, page.content_type, page.charset) == (url + "/news?id=1", "text/html", "utf-8")
    assert page.data == b"<p>Talks began.</p>"


def test_packed_pages_are_unpacked() -> None:
    with site(says(gzip.compress(b"<p>Talks began.</p>"), content_encoding="gzip")) as url:
        assert fetch(url, allow_private=True).data == b"<p>Talks began.</p>"


@pytest.mark.parametrize(
    ("body", "packing"),
    [(b"", "identity"), (b"", "gzip"), (gzip.compress(b""), "gzip"), (zlib.compress(b""), "deflate")],
    ids=["empty", "empty as gzip", "packed empty", "packed empty as zlib"],
)
def test_an_empty_page_is_whole(body: bytes, packing: str) -> None:
    with site(says(body, content_encoding=packing)) as url:
        assert fetch(url, allow_private=True).data == b""


@pytest.mark.parametrize("length", [None, 22])
def test_a_page_whose_length_is_not_told_ends_where_it_ends(length: int | None) -> None:
    with site(cut_off(b"<p>Talks began.</p>" + b" " * 3, length)) as url:
        assert fetch(url, allow_private=True).data.strip() == b"<p>Talks began.</p>"


def test_what_comes_after_the_end_of_a_packed_page_is_passed_over() -> None:
    with site(says(gzip.compress(b"<p>Talks began.</p>") + b"\0" * 200_000, content_encoding="gzip")) as url:
        assert fetch(url, allow_private=True).data == b"<p>Talks began.</p>"


PACKED = gzip.compress(bytes(range(256)) * 40)


@pytest.mark.parametrize(
    "answer",
    [
        cut_off(b"<p>Talks beg", 5_000),
        cut_off(b"", 5_000),
        cut_off(b"c\r\n<p>Talks beg\r\n", None, transfer_encoding="chunked"),
        cut_off(b"ff\r\n<p>Talks beg", None, transfer_encoding="chunked"),
        cut_off(PACKED[:-20], None, content_encoding="gzip"),
        says(PACKED[:-20], content_encoding="gzip"),
        says(PACKED[:5], content_encoding="gzip"),
    ],
    ids=["length", "nothing", "chunks", "chunk", "gzip", "gzip of its length", "head of gzip"],
)
def test_a_page_that_breaks_off_is_not_taken_for_the_whole(answer: Handler) -> None:
    with site(answer) as url, pytest.raises(FetchError, match="broke off"):
        fetch(url, allow_private=True)


def test_no_page_of_this_machine_is_fetched_unless_asked() -> None:
    with site(says(b"secret")) as url, pytest.raises(FetchError):
        fetch(url)


def test_a_redirect_to_a_private_address_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    with site(says(b"", 302, location="http://169.254.169.254/latest/meta-data/")) as url:
        port = int(url.rsplit(":", 1)[1])
        monkeypatch.setattr(fetching, "PORTS", {"http": port, "https": 443})
        monkeypatch.setattr(fetching, "is_public", lambda address: str(address) == "127.0.0.1")
        with pytest.raises(FetchError, match="169"):
            fetch(
                f"http://public.example:{port}/", lookup=lambda host, _port: ["127.0.0.1" if "public" in host else host]
            )


@pytest.mark.parametrize("onward", ["http://[", "//[::1", "http://[x]/", "http://e.org:x/"])
def test_a_redirect_to_what_is_no_address_is_refused(onward: str) -> None:
    with site(says(b"", 302, location=onward)) as url, pytest.raises(FetchError, match="no address"):
        fetch(url, allow_private=True)


def test_redirects_that_never_end_are_left() -> None:
    def onward(request: BaseHTTPRequestHandler) -> None:
        says(b"", 302, location=request.path + "a")(request)

    with site(onward) as url, pytest.raises(FetchError, match="redirects"):
        fetch(url + "/a", allow_private=True)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (says(b"x", 404), "answers 404"),
        (says(b"x", content_type="application/zip"), "application/zip content"),
        (says(b"x", content_encoding="br"), "packed as br"),
        (says(b"no gzip", content_encoding="gzip"), "broke off"),
        (says(b"a" * (limits.MAX_TEXT_BYTES + 1)), "more than"),
        (says(gzip.compress(b"a" * 50_000_000), content_encoding="gzip"), "more than"),
        (says(gzip.compress(b"a") + b"a" * limits.MAX_TEXT_BYTES, content_encoding="gzip"), "more than"),
    ],
    ids=["status", "kind", "packing", "broken", "large", "bomb", "large after its end"],
)
def test_what_is_no_page_or_too_large_is_refused(answer: Handler, reason: str) -> None:
    with site(answer) as url, pytest.raises(FetchError, match=reason):
        fetch(url, allow_private=True)


@contextmanager
def dripping(begun: bytes, more: bytes) -> Iterator[str]:
    """A site on this machine that sends ``begun`` and then ``more`` of it now and then; its address."""
    ended = threading.Event()

    def drip(listener: socket.socket) -> None:
        peer, _ = listener.accept()
        with peer:
            peer.sendall(begun)
            while not ended.wait(0.1):
                try:
                    peer.sendall(more)
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            ended.set()
            thread.join(5)


@pytest.mark.parametrize(
    ("begun", "more"),
    [(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n"), (b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n", b"x")],
    ids=["head", "body"],
)
def test_a_site_that_sends_a_little_now_and_then_is_cut_off(
    begun: bytes, more: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0.6)
    with dripping(begun, more) as url, pytest.raises(FetchError, match="took more than"):
        fetch(url, allow_private=True)


def test_time_that_is_over_before_the_connection_stands_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0.3)
    connected = fetching._connected

    def slowly(target: SplitResult, address: str, seconds: float) -> socket.socket:
        time.sleep(0.6)
        return connected(target, address, 8.0)

    monkeypatch.setattr(fetching, "_connected", slowly)
    with dripping(b"HTTP/1.1 200 ", b"x") as url, pytest.raises(FetchError, match="took more than"):
        fetch(url, allow_private=True)


def test_a_site_that_is_not_there_is_told_with_the_reason() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(FetchError, match="cannot be fetched"):
        fetch(f"http://127.0.0.1:{port}/", allow_private=True)
