"""Add: reports from a pasted text, from files or from an address, read in the background while a page tells how far."""

import json
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Annotated, BinaryIO, cast

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from detente.error import DetenteError
from detente.reject import Reason, Reject
from detente.report import Report
from detente.sources import jsonl
from detente.sources.encoding import clean
from detente.sources.fetching import FetchError, checked_url, fetch
from detente.sources.files import read_stream
from detente.sources.html import read_html
from detente.sources.identity import SeenIds
from detente.sources.text import checked_date, digest_id, read_bytes
from detente.web import clock
from detente.web.adding import Jobs, Progress, Source
from detente.web.rendering import done, page
from detente.web.state import AppState, state_of

MOST_FILES = 500
"""Files of one form."""
MOST_NAME = 200
"""Characters kept of a file's name: its last ones."""
TELLING_BYTES = 1_000_000
"""Of fewer bytes all are read before the first report is coded, so that their share tells nothing."""
AHEAD = timedelta(days=1)
"""How far after today a report may be dated: elsewhere it is tomorrow already."""
PASTED = "pasted text"
FIELDS = ("text", "title", "publisher", "published", "url")


@asynccontextmanager
async def _closing(app: FastAPI) -> AsyncIterator[None]:
    try:
        yield
    finally:
        jobs: Jobs | None = getattr(app.state, "jobs", None)
        if jobs is not None:
            await run_in_threadpool(jobs.close)


router = APIRouter(include_in_schema=False, lifespan=_closing)
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that was sent, in a file of our own that goes when it is closed."""

    name: str
    size: int
    file: BinaryIO


async def jobs_of(request: Request, state: Annotated[AppState, Depends(state_of)]) -> Jobs:
    """The jobs of the workspace, made when the first is begun or asked for."""
    with _lock:
        if not hasattr(request.app.state, "jobs"):
            request.app.state.jobs = Jobs(state.patient_ledger, give_way=state.give_way)
    jobs: Jobs = request.app.state.jobs
    return jobs


_Jobs = Annotated[Jobs, Depends(jobs_of)]


@router.get("/add")
async def add(request: Request, jobs: _Jobs) -> Response:
    """The three forms, and what was added lately."""
    return _forms(request, jobs)


@router.post("/add/text")
async def add_text(request: Request, jobs: _Jobs, state: Annotated[AppState, Depends(state_of)]) -> Response:
    """Reads a pasted text, with what the form says of it."""
    form = await request.form(max_part_size=state.settings.max_body)
    fields = {name: value for name in FIELDS if isinstance(value := form.get(name), str) and value.strip()}
    read = await run_in_threadpool(pasted, fields)
    fault = _why(read) if isinstance(read, Reject) else early(read, clock.today())
    if isinstance(read, Reject) or fault:
        at_day = isinstance(read, Report) or read.field == "published"
        return _forms(request, jobs, 422, "published" if at_day else "text", fault, fields)
    return _begun(request, jobs, read.title or PASTED, lambda: [read])


@router.post("/add/files")
async def add_files(request: Request, jobs: _Jobs, state: Annotated[AppState, Depends(state_of)]) -> Response:
    """Reads files: texts, pages, JSON Lines, plain or gzip."""
    form = await request.form(max_part_size=state.settings.max_body)
    sent = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    if not 0 < len(sent) <= MOST_FILES:
        return _forms(request, jobs, 422, "files", f"choose 1 to {MOST_FILES} files")
    try:
        published = checked_date(str(form.get("published", "")).strip() or None)
    except DetenteError as error:
        return _forms(request, jobs, 422, "files", str(error))
    dropped = await run_in_threadpool(lambda: [_kept(one) for one in sent])
    what = dropped[0].name if len(dropped) == 1 else f"{len(dropped)} files"
    return _begun(request, jobs, what, partial(read_dropped, dropped, published), partial(_read_share, dropped))


@router.post("/add/url")
async def add_url(request: Request, jobs: _Jobs) -> Response:
    """Fetches a page and reads its article."""
    url = str((await request.form()).get("url", "")).strip()
    try:
        checked_url(url)
    except FetchError as error:
        return _forms(request, jobs, 422, "url", f"{error.reason}. {error.advice}".strip(), {"address": url[:2_000]})
    return _begun(request, jobs, url, partial(fetched, url))


@router.post("/add/incidents")
async def add_incidents(request: Request, jobs: _Jobs) -> Response:
    """Puts into incidents what was read by other means."""
    return _begun(request, jobs, "incidents of what was read before", list)


@router.get("/add/jobs/{job_id}")
async def job(request: Request, job_id: str, jobs: _Jobs) -> Response:
    """How a job is getting on, and what came of it."""
    return page(request, "add_job.html", job=_known(jobs, job_id))


@router.get("/add/jobs/{job_id}/progress")
async def job_progress(job_id: str, jobs: _Jobs) -> Response:
    """The same in numbers."""
    job = _known(jobs, job_id)
    names = ("stage", "share", "reports", "events", "rejected", "over")
    return JSONResponse({name: getattr(job, name) for name in names})


def pasted(fields: Mapping[str, str]) -> Report | Reject:
    """The report of a pasted text; ``fields`` as those of JSON Lines, its id is a digest of what they say it is."""
    text = fields.get("text", "").replace("\r\n", "\n")
    told = dict(fields) | {"text": text, "id": PASTED}
    read = jsonl.read_line(json.dumps(told).encode(), PASTED, 1)
    if isinstance(read, Reject):
        return replace(read, line=None)
    return replace(read, line=None, id=digest_id(read.text, read.publisher, read.url))


def early(report: Report, today: date) -> str:
    """What is wrong with a report that is dated later than today, mostly by a mistyped year; empty if nothing is."""
    if report.published is None or date.fromisoformat(report.published[:10]) <= today + AHEAD:
        return ""
    return f"published: {report.published[:10]} is still to come: today is {today}. Write the day on which it came out"


def read_dropped(dropped: Sequence[Dropped], published: str | None) -> Iterator[Report | Reject]:
    """The reports of files, in their order; one that has no id gets a digest of what it is for its id."""
    seen = SeenIds()
    for one in dropped:
        with one.file:
            yield from read_stream(one.file, one.name, None, published, seen)


def fetched(url: str) -> Iterator[Report | Reject]:
    """The report of an address, which is its id: a page that has changed is another revision of the report."""
    try:
        got = fetch(url)
    except FetchError as error:
        yield Reject(url, None, None, Reason.UNREADABLE, f"{error.subject}: {error.reason}", error.advice)
        return
    if got.content_type == "text/plain":
        read = read_bytes(got.data, got.url, got.url)
        yield replace(read, url=got.url) if isinstance(read, Report) else read
    else:
        yield read_html(got.data, got.url, got.url, url=got.url, charset=got.charset)


def _begun(
    request: Request,
    jobs: Jobs,
    what: str,
    source: Source,
    read_share: Callable[[], float | None] = lambda: None,
) -> Response:
    job_id = jobs.begin(what, source, read_share)
    if job_id is None:
        raise HTTPException(429, "too many additions wait for their turn: try again when some of them are done")
    return done(request, f"/add/jobs/{job_id}")


def _forms(
    request: Request,
    jobs: Jobs,
    status: int = 200,
    failed: str = "",
    error: str = "",
    fields: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """The page with its forms; ``failed`` names the one that ``error`` is about, ``fields`` what was filled in."""
    values = {name: fields.get(name, "") for name in (*FIELDS, "address")}
    return page(request, "add.html", status, jobs=jobs.recent(), failed=failed, error=error, values=values)


def _known(jobs: Jobs, job_id: str) -> Progress:
    progress = jobs.progress(job_id)
    if progress is None:
        raise HTTPException(404, "this addition is not known any more; what it has read is in the ledger")
    return progress


def _kept(sent: UploadFile) -> Dropped:
    """The file, kept until it has been read: what the request brought goes when it is answered."""
    file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115  closed when it has been read
    shutil.copyfileobj(sent.file, file)
    size = file.tell()
    file.seek(0)
    name = PurePosixPath(clean(sent.filename or "").replace("\\", "/")).name
    return Dropped(name[-MOST_NAME:] or "file", size, file)


def _read_share(dropped: Sequence[Dropped]) -> float | None:
    """How much of the files has been read, 0 to 1; None for files so small that this tells nothing."""
    total = sum(one.size for one in dropped)
    read = sum(one.size if one.file.closed else one.file.tell() for one in dropped)
    return read / total if total > TELLING_BYTES else None


def _why(reject: Reject) -> str:
    named = f"{reject.field}: " if reject.field else ""
    return named + ": ".join(filter(None, (str(reject.reason), reject.detail))) + f". {reject.advice}".rstrip(". ")
