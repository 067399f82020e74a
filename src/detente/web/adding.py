"""Adding: reports read in the background as ``detente read`` does, with what came of them told while it goes on.

One job at a time: the coder takes what processor there is, and the ledger has one writer. What a job has read stays
read, chunk by chunk, if the workspace ends before the job does.
"""

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from detente.error import DetenteError
from detente.event import CodedReport, Event
from detente.exports.visible import visible
from detente.ledger import Ledger, queries
from detente.ledger.rows import report_digest
from detente.reading import Coder, resolving_coder, run_stages
from detente.reject import Reject
from detente.report import Report
from detente.web.state import EVENTS_AT_ONCE

MOST_WAITING = 8
"""Jobs that wait; whoever comes later is asked to come back."""
MOST_KEPT = 50
"""Jobs that are remembered."""
MOST_SHOWN = 200
"""Reports, and rejects, that a job tells of one by one; the others are counted."""
EVENTS_SHOWN = 5

Value = TypeVar("Value")
Source = Callable[[], Iterable[Report | Reject]]
"""Gives what is to be read; called when the job begins, in its thread."""

_log = logging.getLogger("detente.web")


class Stage(StrEnum):
    """How far a job is."""

    WAITING = "waiting for its turn"
    READING = "reading"
    GROUPING = "putting events into incidents"
    DONE = "done"
    FAILED = "stopped by an error"
    ENDED = "stopped, since the workspace ended"


@dataclass(frozen=True, slots=True)
class Result:
    """What was read of one report."""

    report: Report
    """Without its text."""
    events: tuple[Event, ...]
    """The first few."""
    count: int
    before: Report | None = None
    """What the ledger had of this id until then, without its text; None where the report is new to it."""
    known: bool = False
    """Whether that was the same."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A job as it is at one moment."""

    job_id: str
    what: str
    """What is read, in words."""
    stage: Stage = Stage.WAITING
    share: float | None = None
    """How much of the stage is done, 0 to 1; None where nobody knows."""
    reports: int = 0
    events: int = 0
    rejected: int = 0
    known: int = 0
    """Reports that the ledger had already, as they are."""
    revised: int = 0
    """Reports in whose place it had an earlier revision."""
    results: tuple[Result, ...] = ()
    rejects: tuple[Reject, ...] = ()
    error: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.stage in (Stage.DONE, Stage.FAILED, Stage.ENDED)


@dataclass(slots=True)
class Job:
    """One job; its progress is replaced as it goes on."""

    progress: Progress
    source: Source
    read_share: Callable[[], float | None] = field(default=lambda: None)
    """How much of the source has been read."""
    before: dict[str, Report] = field(default_factory=dict)
    """What the ledger has of reports that are being read, by id."""

    def saw(self, item: CodedReport | Reject) -> None:
        """Counts one more item."""
        now = self.progress
        share = self.read_share()
        if isinstance(item, Reject):
            rejects = (*now.rejects, item) if len(now.rejects) < MOST_SHOWN else now.rejects
            self.progress = replace(now, rejected=now.rejected + 1, rejects=rejects, share=share)
            return
        shown = self._result(item)
        results = (*now.results, shown) if len(now.results) < MOST_SHOWN else now.results
        self.progress = replace(
            now,
            reports=now.reports + 1,
            events=now.events + shown.count,
            known=now.known + shown.known,
            revised=now.revised + (shown.before is not None and not shown.known),
            results=results,
            share=share,
        )

    def _result(self, item: CodedReport) -> Result:
        before = self.before.pop(item.report.id, None)
        known = before is not None and report_digest(before) == report_digest(item.report)
        return Result(
            report=replace(item.report, text="", body=()),
            events=item.events[:EVENTS_SHOWN],
            count=len(item.events),
            before=before and replace(before, text="", body=()),
            known=known,
        )


class _Ended(BaseException):  # no fault of a report: nothing on the way may take it for one
    pass


@dataclass(frozen=True, slots=True)
class _Stoppable:
    """A coder that is stopped between two reports, so that nobody waits for the end of a chunk."""

    coder: Coder
    until_end: Callable[[Iterable[Report]], Iterator[Report]]

    @property
    def model(self) -> str:
        return self.coder.model

    def code(self, reports: Iterable[Report]) -> Iterator[CodedReport]:
        return self.coder.code(self.until_end(reports))


class Jobs:
    """The jobs of one workspace, done one after another in a thread of their own."""

    def __init__(
        self, ledger: Ledger, load: Callable[[], Coder] = resolving_coder, give_way: Callable[[], None] = lambda: None
    ) -> None:
        """``give_way`` is called between two transactions that put events into incidents."""
        self._ledger = ledger
        self._load = load
        self._give_way = give_way
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="detente-adding")
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._ending = threading.Event()

    def begin(self, what: str, source: Source, read_share: Callable[[], float | None] = lambda: None) -> str | None:
        """The id of a new job that reads the source; None where too many wait. A source of nothing only groups."""
        job = Job(Progress(secrets.token_urlsafe(9), what), source, read_share)
        with self._lock:
            waiting = sum(one.progress.stage is Stage.WAITING for one in self._jobs.values())
            if waiting >= MOST_WAITING or self._ending.is_set():
                return None
            self._jobs[job.progress.job_id] = job
            while len(self._jobs) > MOST_KEPT:
                self._jobs.popitem(last=False)
        self._worker.submit(self._work, job)
        return job.progress.job_id

    def progress(self, job_id: str) -> Progress | None:
        """How a job is getting on; None for one that is not known, or not any more."""
        with self._lock:
            job = self._jobs.get(job_id)
        return None if job is None else job.progress

    def recent(self) -> tuple[Progress, ...]:
        """All that are remembered, the last one first."""
        with self._lock:
            return tuple(job.progress for job in reversed(self._jobs.values()))

    def close(self) -> None:
        """Ends after the report that is being read; chunks that are whole are kept, what waits is not begun."""
        self._ending.set()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _work(self, job: Job) -> None:
        try:
            job.progress = replace(job.progress, stage=Stage.READING)
            coder = _Stoppable(self._load(), self._until_end)
            for item in run_stages(self._looked_up(job, self._until_end(job.source())), coder, self._ledger):
                job.saw(item)
            job.progress = replace(job.progress, stage=Stage.GROUPING, share=None)
            self._ledger.update_incidents(lambda done, due: self._grouped(job, done, due), at_once=EVENTS_AT_ONCE)
            job.progress = replace(job.progress, stage=Stage.DONE, share=1.0)
        except _Ended:
            job.progress = replace(job.progress, stage=Stage.ENDED)
        except DetenteError as error:
            job.progress = replace(job.progress, stage=Stage.FAILED, error=str(error))
        except Exception:  # noqa: BLE001  there is nobody to raise it to: it is told where the job is looked at
            _log.exception("adding %s", visible(job.progress.what))
            error_words = "something went wrong here; the terminal of detente serve tells it"
            job.progress = replace(job.progress, stage=Stage.FAILED, error=error_words)

    def _looked_up(self, job: Job, items: Iterable[Report | Reject]) -> Iterator[Report | Reject]:
        """The same items, once it is noted what the ledger has of each: nobody shall lose a report without a word."""
        for item in items:
            if isinstance(item, Report):
                with self._ledger.connection() as connection:
                    before = queries.last_revision(connection, item.id)
                if before is not None:
                    job.before[item.id] = before
            yield item

    def _until_end(self, items: Iterable[Value]) -> Iterator[Value]:
        for item in items:
            if self._ending.is_set():
                raise _Ended
            yield item

    def _grouped(self, job: Job, done: int, due: int) -> None:
        if self._ending.is_set():
            raise _Ended
        job.progress = replace(job.progress, share=min(1.0, done / due) if due else None)
        self._give_way()
