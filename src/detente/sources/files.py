"""Files: from paths to streams of bytes, and each stream to its reports."""

import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from detente.reject import Reason, Reject
from detente.report import Report
from detente.sources import html, jsonl, limits
from detente.sources.encoding import clean, mark_of, unmarked_utf16
from detente.sources.identity import SeenIds
from detente.sources.streams import BROKEN_GZIP, TooLargeError, lines, peek, recode, unpack, whole
from detente.sources.text import read_bytes

STDIN = "-"
STDIN_NAME = "<stdin>"


@dataclass(frozen=True, slots=True)
class _File:
    """A file to be read: its path, its name for people, and the id of the report if it is a plain text."""

    path: Path
    name: str
    report_id: str

    @classmethod
    def of(cls, path: Path) -> "_File":
        """The path as given is the id: one file has one id, however much or little is read with it."""
        return cls(path, _shown(path), _shown(path.as_posix()))


def read_files(paths: Iterable[str | Path], published: str | None, stdin: BinaryIO | None) -> Iterator[Report | Reject]:
    """The reports and rejects of all paths in order, each report id once."""
    seen = SeenIds()
    for path in paths:
        if str(path) == STDIN:
            yield from read_stream(stdin or sys.stdin.buffer, STDIN_NAME, None, published, seen)
            continue
        for found in _walk(Path(path)):
            yield from [found] if isinstance(found, Reject) else _read_file(found, published, seen)


def _walk(path: Path) -> Iterator[_File | Reject]:
    """The files that a path names: itself, or all below it, sorted; hidden files of a folder are passed over."""
    name = _shown(path)
    try:
        if path.is_dir():
            yield from _walk_folder(path)
        elif path.exists():
            yield _File.of(path)
        else:
            yield Reject(name, None, None, Reason.MISSING_FILE, advice="check the path")
    except OSError as error:
        yield Reject(name, None, None, Reason.UNREADABLE, _why(error))


def _walk_folder(root: Path) -> Iterator[_File | Reject]:
    waiting: list[tuple[Path, frozenset[Path]]] = [(root, frozenset())]
    while waiting:
        path, above = waiting.pop()
        name = _shown(path)
        try:
            if not path.is_dir():
                yield _File.of(path)
                continue
            real = path.resolve()
            entries = sorted((entry for entry in path.iterdir() if not entry.name.startswith(".")), reverse=True)
        except (OSError, RuntimeError) as error:  # RuntimeError: links that lead round in a circle
            yield Reject(name, None, None, Reason.UNREADABLE, _why(error))
            continue
        if real in above:
            yield Reject(name, None, None, Reason.UNREADABLE, "a link to a folder above it")
        elif not entries and path == root:
            yield Reject(name, None, None, Reason.EMPTY, "no files in the folder")
        else:
            waiting.extend((entry, above | {real}) for entry in entries)


def _read_file(file: _File, published: str | None, seen: SeenIds) -> Iterator[Report | Reject]:
    try:
        if not file.path.is_file():
            found = file.path.exists()
            reason, detail = (Reason.UNREADABLE, "no regular file") if found else (Reason.MISSING_FILE, "a broken link")
            yield Reject(file.name, None, None, reason, detail)
            return
        stream = file.path.open("rb")
    except OSError as error:
        yield Reject(file.name, None, None, Reason.UNREADABLE, _why(error), "check its permissions")
        return
    with stream:
        yield from read_stream(stream, file.name, file.report_id, published, seen)


def _shown(path: Path | str) -> str:
    """The path as text that any file or terminal can hold: names need not be UTF-8."""
    return clean(str(path))


def read_stream(
    stream: BinaryIO, name: str, report_id: str | None, published: str | None, seen: SeenIds
) -> Iterator[Report | Reject]:
    """The reports of one stream; whatever stops the reading is its last item."""
    position = _Position()
    try:
        for item in _items(unpack(stream), name, report_id, published, position):
            yield _once(item, seen)
    except BROKEN_GZIP as error:
        yield _stopped(name, position, Reason.BROKEN_GZIP, _why(error))
    except TooLargeError as error:
        yield _stopped(name, position, Reason.TOO_LARGE, str(error))
    except UnicodeDecodeError as error:
        yield _stopped(name, position, Reason.ENCODING, f"{error.encoding.upper()} with bytes that are not")
    except OSError as error:
        yield _stopped(name, position, Reason.UNREADABLE, _why(error))


@dataclass(slots=True)
class _Position:
    """The last line that was read, for what goes wrong after it."""

    line: int | None = None


def _stopped(name: str, position: _Position, reason: Reason, detail: str) -> Reject:
    advice = "the lines up to this one were read" if position.line else ""
    return Reject(name, position.line, None, reason, detail, advice)


def _items(
    stream: io.BufferedReader, name: str, report_id: str | None, published: str | None, position: _Position
) -> Iterator[Report | Reject]:
    stream, head = _as_utf8(stream, peek(stream, limits.SNIFFED_BYTES))
    if not head:
        yield Reject(name, None, None, Reason.EMPTY)
    elif jsonl.is_json_over_lines(head):
        detail = "one value over several lines"
        yield Reject(name, None, None, Reason.NOT_JSON, detail, "write one JSON object a line")
    elif _suffix(name) in jsonl.SUFFIXES or jsonl.is_jsonl(head):
        yield from _json_lines(stream, name, published, position)
    else:
        data = whole(stream)
        if data is None:
            detail = f"more than {limits.MAX_TEXT_BYTES} bytes"
            yield Reject(name, None, None, Reason.TOO_LARGE, detail, "split it into one file a report")
        elif _suffix(name) in html.SUFFIXES or html.is_html(head):
            yield html.read_html(data, report_id, name, published)
        else:
            yield read_bytes(data, report_id, name, published)


def _as_utf8(stream: io.BufferedReader, head: bytes) -> tuple[io.BufferedReader, bytes]:
    """The stream and its head with UTF-16 and UTF-32 turned to UTF-8 and without byte order mark."""
    mark = mark_of(head)
    encoding = mark[0] if mark else unmarked_utf16(head)
    if mark:
        stream.read(mark[1])
    if encoding not in (None, "utf-8"):
        stream = recode(stream, str(encoding))
    return stream, peek(stream, limits.SNIFFED_BYTES) if mark or encoding else head


def _json_lines(
    stream: io.BufferedReader, name: str, published: str | None, position: _Position
) -> Iterator[Report | Reject]:
    blank = True
    for line in lines(stream):
        position.line = line.number
        if line.data is None:
            blank = False
            detail = f"a line of more than {limits.MAX_LINE_BYTES} bytes"
            yield Reject(name, line.number, None, Reason.TOO_LARGE, detail)
        elif line.data.strip():
            blank = False
            yield jsonl.read_line(line.data, name, line.number, published)
    if blank:
        yield Reject(name, None, None, Reason.EMPTY, "only white space")


def _once(item: Report | Reject, seen: SeenIds) -> Report | Reject:
    """The item, or a Reject where its id was used before."""
    if isinstance(item, Reject) or seen.add(item.id):
        return item
    advice = "give each report an id of its own" if item.line else "give each file once"
    return Reject(item.file or "", item.line, "id", Reason.DOUBLE_ID, item.id[:80], advice)


def _suffix(name: str) -> str:
    lowered = name.lower().removesuffix(".gz")
    return Path(lowered).suffix


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).split("\n", 1)[0]
