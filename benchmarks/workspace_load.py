"""The REST API under load: how many requests a second over the list of events, and whether memory stays level.

``python -m benchmarks.workspace_load`` makes a ledger of 100,000 events (or takes ``--ledger``), serves it in a process
of its own, and asks from this one over 50 connections that each wait for an answer: 10,000 requests, each of the next
page of a list that some filter leaves. The list of events needs no incidents: none are made, and the server is told so.
``--json`` writes the figures. Ends with status 1 if a bar is missed.
"""

import argparse
import asyncio
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path

from benchmarks import workspace_ledger

REQUESTS = 10_000
AT_ONCE = 50
PAGES = 20
"""Pages that a reader turns before it goes to another list."""
LEAST_A_SECOND = 300.0
MOST_GROWTH = 1.1
"""Memory at the end against that after a fifth of the requests, when the answers that are kept have come in."""
SAMPLES = 10
COUNTRIES = (None, "YEM", "SYR", "SDN", "UKR", "TUR")
TYPES = (None, "ASSAULT", "CONSULT", "PROTEST")
REST = ("", "status=actual", "since=2023-01-01&until=2023-06-30", "min_confidence=0.7", "actor=rebels")


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured."""

    events: int
    requests: int
    at_once: int
    a_second: float
    errors: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    server_cpu_ms: float
    """Processor time of the server a request: what does not hang on what else the machine has to do."""
    megabytes: float
    """Of answers, in all."""
    memory_mb: tuple[float, ...]
    """Of the server, at even distances."""

    @property
    def growth(self) -> float:
        """Memory at the end against that after a fifth of the requests."""
        return self.memory_mb[-1] / self.memory_mb[len(self.memory_mb) // 5]


def views() -> list[str]:
    """Addresses of the first pages of lists that readers would look at."""
    found = []
    for country, kind, rest in product(COUNTRIES, TYPES, REST):
        words = [f"country={country}" if country else "", f"type={kind}" if kind else "", rest]
        query = "&".join(filter(None, words))
        found.append(f"/api/v1/events?{query}" if query else "/api/v1/events")
    return found


async def load(port: int, pid: int, requests: int, at_once: int, events: int, seed: int = 1) -> Load:
    """Ask for so many pages, and measure."""
    took: list[float] = []
    memory = [_memory(pid)]
    tally = {"errors": 0, "bytes": 0, "left": requests}
    cpu = _cpu(pid)
    started = time.perf_counter()

    async def reader(number: int) -> None:
        own = random.Random(f"{seed}/{number}")
        connection = await Connection.open(port)
        address, turned = own.choice(views()), 0
        while tally["left"] > 0:
            tally["left"] -= 1
            asked = time.perf_counter()
            try:
                status, body = await connection.get(address)
            except (OSError, EOFError, ValueError):
                status, body, connection = 0, b"", await Connection.open(port)
            took.append(time.perf_counter() - asked)
            tally["bytes"] += len(body)
            tally["errors"] += status != 200
            following = json.loads(body)["next"] if status == 200 else None
            turned += 1
            if following is None or turned == PAGES:
                address, turned = own.choice(views()), 0
            else:
                address = re.sub(r"[?&]cursor=.*", "", address)
                address += ("&" if "?" in address else "?") + f"cursor={following}"
            if len(took) % (requests // SAMPLES) == 0:
                memory.append(_memory(pid))
        connection.close()

    await asyncio.gather(*(reader(number) for number in range(at_once)))
    spent = time.perf_counter() - started
    took.sort()
    p50, p95, p99 = (1000 * took[int(len(took) * share)] for share in (0.5, 0.95, 0.99))
    return Load(
        events=events,
        requests=requests,
        at_once=at_once,
        a_second=requests / spent,
        errors=tally["errors"],
        p50_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
        server_cpu_ms=(_cpu(pid) - cpu) / requests * 1000,
        megabytes=tally["bytes"] / 1e6,
        memory_mb=tuple(memory),
    )


class Connection:
    """One connection that is kept open, with as little work for each request as there can be."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> "Connection":
        """Connect to this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=2**20))

    async def get(self, address: str) -> tuple[int, bytes]:
        """Status and body. Raises OSError or EOFError if the connection breaks."""
        self._writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").casefold()
        length = re.search(r"\r\ncontent-length: (\d+)", head)
        if length is None:
            raise ValueError("no length")
        return int(head.split(" ", 2)[1]), await self._reader.readexactly(int(length[1]))

    def close(self) -> None:
        """Close it."""
        self._writer.close()


@contextmanager
def served(ledger: Path) -> Iterator[tuple[int, int]]:
    """Serve a ledger in a process of its own: its port and its number."""
    program = "from detente.web.serving import serve; from detente.web.settings import Settings; import sys; "
    program += "serve(sys.argv[1], Settings(port=0, keeps_incidents=False), lambda address: print(address, flush=True))"
    with subprocess.Popen([sys.executable, "-c", program, str(ledger)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline()
            yield int(address.strip().rstrip("/").rpartition(":")[2]), process.pid
        finally:
            process.terminate()


def _memory(pid: int) -> float:
    """Megabytes that a process has in memory (Linux)."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _cpu(pid: int) -> float:
    """Seconds of processor time that a process has taken (Linux)."""
    cells = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(cells[11]) + int(cells[12])) / 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say with the status whether the bars are held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledger", type=Path, help="One that is here, instead of a made one.")
    parser.add_argument("--events", type=int, default=workspace_ledger.EVENTS)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        ledger = given.ledger or Path(folder) / "made.db"
        if given.ledger is None:
            workspace_ledger.main(ledger, given.events, incidents=False)
        with served(ledger) as (port, pid):
            found = asyncio.run(load(port, pid, given.requests, given.at_once, given.events))
    tell(found)
    if given.json:
        given.json.write_text(json.dumps(asdict(found), indent=1) + "\n")
    return int(found.errors > 0 or found.a_second < LEAST_A_SECOND or found.growth > MOST_GROWTH)


def tell(found: Load) -> None:
    """Print the figures."""
    levels = " ".join(f"{level:.0f}" for level in found.memory_mb)
    print(  # noqa: T201
        f"{found.requests:,} requests, {found.at_once} at once, over {found.events:,} events\n"
        f"{found.a_second:.0f} requests a second (bar {LEAST_A_SECOND:.0f}), {found.errors} errors\n"
        f"answered in {found.p50_ms:.0f} ms, {found.p95_ms:.0f} ms at the 95th percentile, {found.p99_ms:.0f} ms at "
        f"the 99th; {found.server_cpu_ms:.2f} ms of the server's processor time a request\n"
        f"{found.megabytes:.0f} MB of answers; server's memory {levels} MB, grown {found.growth:.2f} times\n"
    )


if __name__ == "__main__":
    sys.exit(main())
