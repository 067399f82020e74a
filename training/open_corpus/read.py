"""Read the open corpus from its text form.

The text form is made to be written and reviewed by people. A block is one sentence, its events, and a blank line::

    Army patrols clashed with tribal militiamen near Marib on Sunday, officials said.
    - ASSAULT: clashed | actors: Army patrols; tribal militiamen | location: Marib | date: on Sunday | source: officials

    The striker attacked from the left for most of the evening.

An event line is ``- TYPE[/mode] [status] [time]: trigger`` and then ``| field: value`` parts. Status is ``actual`` and
time ``current`` where they are not said. ``actors``, ``recipients``, ``location`` and ``source`` take several values,
separated by ``; ``. Every value is an exact substring of the sentence; ``#2`` at its end means the second occurrence.
Lines that begin with ``#`` are comments: the head of each file says origin, licence and date.

Usage: python -m training.open_corpus.read [FILE ...] [--tsv SENTENCES.tsv --annotations ANNOTATIONS.jsonl]

Prints one line per fault (file, line, reason) and a count; exits 1 if there is any fault. The two options write what
the corpus validator takes.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from detente.coding import labels

FOLDER = Path(__file__).parent
LIST_FIELDS, SINGLE_FIELDS = labels.LIST_ROLES, labels.SINGLE_ROLES
STATUSES, TIMES = labels.STATUSES, labels.TIMES
MODES = {kind: labels.MODES.get(kind, ()) for kind in labels.TYPES}
"""The modes of every type, those without any among them."""
EVENT_LINE = re.compile(r"- (?P<type>[A-Z]+)(?:/(?P<mode>[a-z-]+))?(?P<words>(?: [a-z]+)*): (?P<trigger>.+)")


@dataclass(frozen=True, slots=True)
class Block:
    """One sentence of the open corpus: its text and its events as quotes, with the line it stands on."""

    file: Path
    line: int
    text: str
    events: tuple[dict[str, object], ...]

    @property
    def id(self) -> str:
        """Name of the sentence: the file's stem and a digest of the text, so that edits elsewhere do not move it."""
        return f"{self.file.stem}-{hashlib.sha256(self.text.encode()).hexdigest()[:10]}"


@dataclass(slots=True)
class Reading:
    """What one file gave: blocks, and faults as ``file:line: reason``."""

    blocks: list[Block] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def occurrence(quote: str, text: str) -> tuple[int, int] | None:
    """Span of a quote in the text; ``#2`` at the quote's end asks for the second occurrence, and so on."""
    match = re.fullmatch(r"(.+)#(\d+)", quote, re.DOTALL)
    nth = 1
    if match and match.group(1) in text:
        quote, nth = match.group(1), int(match.group(2))
    start = -1
    for _ in range(nth):
        start = text.find(quote, start + 1)
        if start < 0:
            return None
    return start, start + len(quote)


def paragraphs(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Blocks of neighbouring lines that are neither blank nor comments, with the number of their first line."""
    first, lines = 0, []
    for number, raw in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        line = raw.rstrip()
        if line.startswith("#"):
            continue
        if line:
            first = first or number
            lines.append(line)
        elif lines:
            yield first, lines
            first, lines = 0, []


def parse_event(line: str, text: str) -> tuple[dict[str, object], list[str]]:
    """One event line as a record of quotes, and its faults."""
    head, *parts = (part.strip() for part in line.split(" | "))
    match = EVENT_LINE.fullmatch(head)
    if not match:
        return {}, [f"not an event line: {line[:60]!r}"]
    event: dict[str, object] = {"type": match["type"], "mode": match["mode"], "status": "actual", "time": "current"}
    event["trigger"] = match["trigger"].strip()
    faults = [f"unknown type {match['type']}"] if match["type"] not in MODES else []
    if match["mode"] and match["mode"] not in MODES.get(match["type"], ()):
        faults.append(f"{match['type']} has no mode {match['mode']}")
    for word in match["words"].split():
        name = "status" if word in STATUSES else "time" if word in TIMES else None
        if name is None:
            faults.append(f"unknown word {word!r} (statuses: {', '.join(STATUSES)}; times: {', '.join(TIMES)})")
        else:
            event[name] = word
    faults += _add_fields(event, parts)
    quotes = [event["trigger"], *_quotes(event)]
    faults += [f"not in the sentence: {quote!r}" for quote in quotes if occurrence(str(quote), text) is None]
    return event, faults


def _add_fields(event: dict[str, object], parts: Sequence[str]) -> list[str]:
    faults = []
    for part in parts:
        name, _, value = (piece.strip() for piece in part.partition(":"))
        if name in event or name not in LIST_FIELDS + SINGLE_FIELDS or not value:
            faults.append(f"unknown, repeated or empty field {name!r}")
        elif name in LIST_FIELDS:
            event[name] = [item.strip() for item in value.split("; ")]
        else:
            event[name] = value
    return faults


def _quotes(event: dict[str, object]) -> Iterator[str]:
    for name in LIST_FIELDS:
        items = event.get(name, [])
        assert isinstance(items, list)
        yield from items
    for name in SINGLE_FIELDS:
        if name in event:
            yield str(event[name])


def read_file(path: Path) -> Reading:
    """All blocks of one file, and every fault in it."""
    reading = Reading()
    seen: dict[str, int] = {}
    for number, lines in paragraphs(path):
        text, events = lines[0], []
        where = f"{path}:{number}"
        if text.startswith("- ") or text != " ".join(text.split()):
            reading.faults.append(f"{where}: a block begins with its sentence, single spaces only")
        if text in seen:
            reading.faults.append(f"{where}: the sentence of line {seen[text]} again")
        seen[text] = number
        for offset, line in enumerate(lines[1:], 1):
            event, faults = parse_event(line, text)
            events.append(event)
            reading.faults += [f"{path}:{number + offset}: {fault}" for fault in faults]
        reading.blocks.append(Block(path, number, text, tuple(events)))
    return reading


def read_open_corpus(folder: Path = FOLDER) -> list[Block]:
    """Every block of the open corpus; raises ValueError with all faults if there is one."""
    readings = [read_file(path) for path in sorted(folder.glob("*.txt"))]
    faults = [fault for reading in readings for fault in reading.faults]
    if faults:
        raise ValueError("\n".join(faults))
    return [block for reading in readings for block in reading.blocks]


def main() -> None:
    """Command line: check files and, if asked, write the two files that the corpus validator takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--tsv", type=Path)
    parser.add_argument("--annotations", type=Path)
    options = parser.parse_args()
    readings = [read_file(path) for path in options.files or sorted(FOLDER.glob("*.txt"))]
    blocks = [block for reading in readings for block in reading.blocks]
    faults = [fault for reading in readings for fault in reading.faults]
    if options.tsv:
        options.tsv.write_text("".join(f"{b.id}\t{b.text}\n" for b in blocks), encoding="utf-8")
    if options.annotations:
        rows = (json.dumps({"id": b.id, "events": b.events}, ensure_ascii=False) + "\n" for b in blocks)
        options.annotations.write_text("".join(rows), encoding="utf-8")
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    empty = sum(not block.events for block in blocks)
    events = sum(len(block.events) for block in blocks)
    sys.stdout.write(f"{len(blocks)} sentences ({empty} without events), {events} events, {len(faults)} faults\n")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
