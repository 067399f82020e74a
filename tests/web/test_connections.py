"""Connections that are kept waiting, and clients that have too many of them, against the protocol that serves."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from test_app import PATIENCE, served
from uvicorn.server import ServerState
from workspace import TOKEN, told_ledger

from detente.web import connections
from detente.web.connections import LEAST_BYTES, limited
from detente.web.settings import Settings

HEAD = b"POST / HTTP/1.1\r\nhost: localhost\r\n"
LARGE = 30_000_000
"""Bytes of an answer that no buffer takes."""

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]


async def tell_length(scope: Scope, receive: Receive, send: Send) -> None:
    """Says how long the body was, or much if it was empty."""
    many = len(await Request(scope, receive).body())
    await Response(str(many).encode() if many else b"x" * LARGE)(scope, receive, send)


@asynccontextmanager
async def listening(most: int = 10, proxy: str | None = None) -> AsyncIterator[int]:
    """A server in this process, and its port."""
    config = uvicorn.Config(tell_length, ws="none", log_config=None)
    config.load()
    state = ServerState()
    kind = limited(most, proxy)
    server = await asyncio.get_running_loop().create_server(lambda: kind(config, state, {}), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def answered(talk: Talk, *, awaits: float, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """What comes of a talk, with another time that is waited."""
    monkeypatch.setattr(connections, "AWAIT_SECONDS", awaits)

    async def run() -> bytes:
        async with listening() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            found = await asyncio.wait_for(talk(reader, writer), PATIENCE)
            writer.close()
            return found

    return asyncio.run(run())


async def to_the_end(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the connection is closed."""
    found = b""
    try:
        while part := await reader.read(2**16):
            found += part
    except ConnectionError:
        pass
    return found


@pytest.mark.parametrize(
    "begun",
    [b"", b"POST / HTT", HEAD, HEAD + b"content-length: 9\r\n\r\n", HEAD + b"content-length: 9\r\n\r\nabc"],
    ids=["nothing", "line", "head", "no body", "body"],
)
def test_who_sends_no_whole_request_is_not_waited_for(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(begun)
        return await to_the_end(reader)

    assert answered(talk, awaits=0.1, monkeypatch=monkeypatch) == b""


def test_a_head_that_comes_letter_by_letter_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        async def drip() -> None:
            while True:
                writer.write(HEAD + b"x: " if not dripped else b"y")
                dripped.append(1)
                await asyncio.sleep(0.01)

        dripped: list[int] = []
        task = asyncio.create_task(drip())
        found = await to_the_end(reader)
        task.cancel()
        return found

    assert answered(talk, awaits=0.2, monkeypatch=monkeypatch) == b""


def test_the_next_request_is_waited_for_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD + b"content-length: 3\r\n\r\nabc" + HEAD)
        return await to_the_end(reader)

    found = answered(talk, awaits=0.1, monkeypatch=monkeypatch)
    assert found.startswith(b"HTTP/1.1 200 OK")
    assert found.endswith(b"\r\n\r\n3")


def test_a_large_body_is_waited_for_as_long_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = 8

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD + b"connection: close\r\ncontent-length: %d\r\n\r\n" % (parts * LEAST_BYTES))
        for _ in range(parts):
            writer.write(b"x" * LEAST_BYTES)
            await asyncio.sleep(0.1)
        return await to_the_end(reader)

    assert answered(talk, awaits=0.5, monkeypatch=monkeypatch).endswith(b"\r\n\r\n%d" % (parts * LEAST_BYTES))


def test_an_answer_is_waited_for_as_long_as_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD + b"connection: close\r\n\r\n")
        found = b""
        while part := await reader.read(2**20):
            found += part
            await asyncio.sleep(0.01)
        return found[-LARGE:]

    assert answered(talk, awaits=0.5, monkeypatch=monkeypatch) == b"x" * LARGE


def test_a_client_may_read_slowly_if_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "AWAIT_SECONDS", 1.0)

    async def run() -> int:
        async with listening() as port:
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
            client.connect(("127.0.0.1", port))
            reader, writer = await asyncio.open_connection(sock=client)
            writer.write(HEAD + b"connection: close\r\n\r\n")
            found = 0
            for _ in range(12):
                found += len(await reader.readexactly(100_000))
                await asyncio.sleep(0.25)
            found += len(await to_the_end(reader))
            writer.close()
            return found

    assert asyncio.run(run()) > LARGE


def test_an_answer_that_nobody_reads_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD + b"connection: close\r\n\r\n")
        await asyncio.sleep(1)
        return await to_the_end(reader)

    assert len(answered(talk, awaits=0.1, monkeypatch=monkeypatch)) < LARGE


@pytest.mark.parametrize(("proxy", "kept"), [(None, 3), ("192.0.2.1", 3), ("127.0.0.1", 5), ("::ffff:127.0.0.1", 5)])
def test_one_client_has_so_many_connections_but_for_the_proxy(proxy: str | None, kept: int) -> None:
    async def run() -> list[bytes]:
        async with listening(3, proxy) as port:
            pairs = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
            for _, writer in pairs:
                writer.write(HEAD + b"connection: close\r\ncontent-length: 3\r\n\r\nabc")
            return await asyncio.wait_for(asyncio.gather(*(to_the_end(reader) for reader, _ in pairs)), PATIENCE)

    assert sum(found.endswith(b"3") for found in asyncio.run(run())) == kept


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")
def test_a_stranger_who_opens_connections_and_says_nothing_keeps_nobody_out(tmp_path: Path) -> None:
    with served(told_ledger(tmp_path), "--token", TOKEN) as (address, _), ExitStack() as open_ones:
        url = httpx.URL(address)
        for _ in range(Settings().concurrency + 50):
            open_ones.enter_context(socket.create_connection((url.host, url.port or 80)))
        elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
        with httpx.Client(transport=elsewhere, timeout=PATIENCE) as browser:
            assert browser.get(url.join("/login")).status_code == 200
