"""Reading: the loop that runs the stages, from sources by way of the coder to the ledger."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from detente import __version__
from detente.error import DetenteError
from detente.event import CodedReport
from detente.faults import or_reject
from detente.reject import Reject
from detente.report import Report

if TYPE_CHECKING:
    from detente.ledger import Ledger, RunIdentity
    from detente.ledger.run import Option

FIRST_CHUNK = 4
"""Items that go through the stages together at first, for early first rows; then twice as many each time."""
LARGEST_CHUNK = 256
"""The most items of a chunk: a chunk is one transaction of the ledger and is held in memory."""
CHUNK_CHARACTERS = 1_000_000
"""A chunk ends with the report that reaches this length, however few they are."""

MOST_FAULTS = 20
"""Reports in a row in which the coder may fail: beyond, it is no fault of theirs."""

Item = CodedReport | Reject


class Coder(Protocol):
    """The stage that finds events: lazily, a coded report for each report, in the same order."""

    @property
    def model(self) -> str:
        """Name with the digest of the weights."""

    def code(self, reports: Iterable[Report]) -> Iterator[CodedReport]:
        """Code the reports."""


class ReadError(DetenteError):
    """What was to be read is not one readable report; ``rejects`` has what was refused."""

    def __init__(self, subject: str, reason: str, advice: str = "", rejects: Sequence[Reject] = ()) -> None:
        super().__init__(subject, reason, advice)
        self.rejects = tuple(rejects)


class StageError(DetenteError):
    """A stage (``subject``) has broken its contract: a fault of the program or of the model, not of the input."""


def read(source: str | Path | Report, published: str | None = None) -> CodedReport:
    """One report with its events; keeps nothing.

    ``source`` is a text, the path of a file with one report, or a report; ``published`` is the date of publication
    where the text itself does not tell one, and is not for a Report. Raises ReadError if the source cannot be read as
    one report in English, and DetenteError if ``published`` is no date.
    """
    report = _one_report(source, published)
    return next(_code([report], resolving_coder()))


def read_all(
    paths: Iterable[str | Path],
    *,
    published: str | None = None,
    stdin: BinaryIO | None = None,
    ledger: "Ledger | None" = None,
    leave_out: Iterable[Path] = (),
    actors: Path | None = None,
    gazetteer: Path | None = None,
) -> Iterator[Item]:
    """Everything under the paths, coded or rejected, in the order of the input; as ``detente read`` does.

    A path is a file, a folder, or ``-`` for ``stdin``. With a ledger all is kept before it is given out, and reports
    that the ledger holds as this version and model have read them are taken from it instead of being coded again.
    Files to ``leave_out`` are passed over where they lie in a folder that is read: the ledger, the output. ``actors``
    is a table of the user's own, whose rows win over those that ship, and ``gazetteer`` a file that
    ``detente.places.dump`` made. Raises DetenteError if one of the two cannot be read.
    """
    from detente.sources import read_sources

    items = read_sources([str(path) for path in paths], published, stdin)
    told = _without(items, {os.path.realpath(path) for path in leave_out})
    given = {"actors": actors, "gazetteer": gazetteer}
    options = {name: digest_of_file(path) for name, path in given.items() if path}
    return run_stages(told, resolving_coder(actors, gazetteer), ledger, options)


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file in hexadecimal digits: what a table of the user's is known by in a run's identity."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_stages(
    items: Iterable[Report | Reject],
    coder: Coder,
    ledger: "Ledger | None" = None,
    options: "Mapping[str, Option] | None" = None,
) -> Iterator[Item]:
    """Each report coded, each reject as it is, in the same order; see ``read_all`` for the ledger.

    Memory does not grow with the input: it goes through chunk by chunk, and a chunk is one transaction. ``options`` are
    what, beside the coder, decides which events come out: part of the run's identity.
    """
    if ledger is None:
        for chunk in _chunks(items):
            yield from _coded_chunk(chunk, coder, {})
        return
    run = ledger.begin(_identity(coder, options or {}))
    for chunk in _chunks(items):
        known = ledger.read_before(run, [item for item in chunk if isinstance(item, Report)])
        coded = list(_coded_chunk(chunk, coder, known))
        ledger.keep(run, coded)
        yield from coded
    ledger.end(run)


@cache
def load_coder() -> Coder:
    """The coder that ships with Detente, loaded once a process."""
    from detente.coding.coder import Coder as ShippedCoder

    return ShippedCoder.load()


def resolving_coder(actors: Path | None = None, gazetteer: Path | None = None) -> Coder:
    """The coder that ships, its events with what their mentions stand for, by tables of the user's where given."""
    from detente.resolving import ResolvingCoder, Tables

    return ResolvingCoder(load_coder(), Tables.read(actors, gazetteer))


def _identity(coder: Coder, options: "Mapping[str, Option]") -> "RunIdentity":
    from detente.codebook import load_codebook
    from detente.ledger import RunIdentity

    return RunIdentity(__version__, coder.model, load_codebook().name, options)


def _one_report(source: str | Path | Report, published: str | None) -> Report:
    if isinstance(source, Report):
        return _held(source)
    from detente import sources

    found: list[Report | Reject]
    if isinstance(source, Path):
        name, found = str(source), list(sources.read_sources([str(source)], published))
    else:
        name, found = "text", [sources.read_text(source, published=published)]
    reports = [item for item in found if isinstance(item, Report)]
    rejects = [item for item in found if isinstance(item, Reject)]
    if rejects:
        raise ReadError(name, "; ".join(map(str, rejects)), rejects=rejects)
    if len(reports) != 1:
        raise ReadError(name, f"holds {len(reports)} reports", "detente.reading.read_all reads several")
    return reports[0]


def _held(report: Report) -> Report:
    """The report with NUL and lone surrogates replaced one for one, as every source does: no encoder takes them."""
    from detente.sources.encoding import clean

    words = {name: value for name in Report.__slots__ if isinstance(value := getattr(report, name), str)}
    cleaned: dict[str, Any] = {name: clean(value) for name, value in words.items()}
    return replace(report, **cleaned)


def _without(items: Iterable[Report | Reject], files: set[str]) -> Iterator[Report | Reject]:
    for file, several in groupby(items, key=lambda item: item.file):
        if file is None or os.path.realpath(file) not in files:
            yield from several


def _chunks(items: Iterable[Report | Reject]) -> Iterator[list[Report | Reject]]:
    size, characters = FIRST_CHUNK, 0
    chunk: list[Report | Reject] = []
    for item in items:
        chunk.append(item)
        characters += len(item.text) if isinstance(item, Report) else 0
        if len(chunk) >= size or characters >= CHUNK_CHARACTERS:
            yield chunk
            size, characters, chunk = min(2 * size, LARGEST_CHUNK), 0, []
    if chunk:
        yield chunk


def _coded_chunk(chunk: Sequence[Report | Reject], coder: Coder, known: dict[str, CodedReport]) -> Iterator[Item]:
    new = _code_each([item for item in chunk if isinstance(item, Report) and item.id not in known], coder)
    for item in chunk:
        if isinstance(item, Reject):
            yield item
        else:
            yield known[item.id] if item.id in known else next(new)


def _code_each(reports: Sequence[Report], coder: Coder) -> Iterator[Item]:
    """Codes the reports; one in which the coder fails is a Reject, and those after it are coded all the same.

    The coder works ahead: which report it failed in shows when each is coded alone. Raises what the coder raised where
    it fails in more than MOST_FAULTS in a row.
    """
    left = list(reports)
    faults = 0
    while left:
        done = 0
        try:
            for coded in _code(left, coder):
                done += 1
                faults = 0
                yield coded
            return
        except DetenteError:
            raise
        except Exception:
            item = _code_alone(left[done], coder)
            faults = faults + 1 if isinstance(item, Reject) else 0
            if faults > MOST_FAULTS:
                raise
            yield item
            left = left[done + 1 :]


def _code_alone(report: Report, coder: Coder) -> Item:
    return or_reject(lambda: next(_code([report], coder)), report.file or report.id, report.line)


def _code(reports: Sequence[Report], coder: Coder) -> Iterator[CodedReport]:
    """Codes the reports and checks what comes back."""
    count = 0
    for count, coded in enumerate(coder.code(reports), 1):
        if count > len(reports) or coded.report != reports[count - 1]:
            raise StageError("coder", f"gave {coded.report.id!r} out of its turn")
        _check(coded)
        yield coded
    if count != len(reports):
        raise StageError("coder", f"gave {count} reports for {len(reports)}")


def _check(coded: CodedReport) -> None:
    report = coded.report
    if len({event.event_id for event in coded.events}) != len(coded.events):
        raise StageError("coder", f"gave two events of {report.id!r} the same id")
    for event in coded.events:
        if event.report_id != report.id:
            raise StageError("coder", f"gave an event of {event.report_id!r} to {report.id!r}")
        for mention in event.mentions():
            if report.text[mention.start : mention.end] != mention.text or mention.start < 0:
                raise StageError("coder", f"misquotes {report.id!r} at [{mention.start}, {mention.end})")
