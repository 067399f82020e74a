"""Sources: readers that yield Reports from files, folders and standard input, and a Reject for what cannot be read.

A source is read as a stream: memory does not grow with the number of reports, but for about 16 bytes a report by which
an id used twice is found.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from detente.reject import Reject
from detente.report import Report
from detente.sources.files import read_files
from detente.sources.text import checked_date, read_text

__all__ = ["read_sources", "read_text"]


def read_sources(
    paths: Iterable[str | Path], published: str | None = None, stdin: BinaryIO | None = None
) -> Iterator[Report | Reject]:
    """Every report of ``paths``, in order, and a Reject for each piece of input that is none.

    A path is a file, a folder (all files below it in sorted order, hidden ones left out) or ``-`` for ``stdin``
    (standard input by default). Files whose names end in ``.jsonl``, ``.ndjson`` or ``.json``, or whose lines begin as
    JSON objects, hold one report a line; pages (``.html``, ``.htm``, ``.xhtml``, or begun as a page is) are one report
    each, the text of their article; any other file is one plain text. Gzip is known by its first bytes.

    The id of a plain text is the path that leads to it from the current folder, as given and without ``./`` at its
    start: ``day1/report.txt``, whether the file or the folder ``day1`` was given. That of a text from standard input
    is a digest of the text.

    ``published`` is the date, or date and time, of reports that give none themselves; DetenteError if it is none.
    """
    return read_files(paths, checked_date(published), stdin)
