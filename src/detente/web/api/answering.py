"""Answering: from a request of the API to bytes that are made once, kept until the ledger changes, and not sent twice.

An answer's ``ETag`` follows from the generation of the ledger, the address and the form, so that whoever has it already
is told so (304) without a look at the ledger.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from detente.exports.csv import Cell, csv_line
from detente.exports.jsonl import record_line
from detente.web.address import link_to, path_of, query_of
from detente.web.api.media import Media, wanted_media
from detente.web.errors import refusal
from detente.web.state import AppState

Record = Mapping[str, object]
LISTS = (Media.JSON, Media.LINES, Media.CSV)
SINGLE = (Media.JSON,)
_OVERHEAD = 1000
"""Bytes that an answer takes besides its own, about."""


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent, and the cursor of the next page where there is one."""

    content: bytes
    next: str | None = None

    def __len__(self) -> int:
        """What it takes in memory, roughly."""
        return len(self.content) + _OVERHEAD


async def answer(
    request: Request,
    state: AppState,
    make: Callable[[Media], Body | None],
    offered: Sequence[Media] = LISTS,
    missing: str = "",
    *,
    keep: bool = True,
) -> Response:
    """The answer whose body ``make`` makes in one of the forms offered; None of it is answered with 404 ``missing``.

    ``keep`` False leaves it to ``make`` to keep what it is made of.
    """
    media = wanted_media(request.headers.get("accept"), offered)
    if media is None:
        return refusal(request, 406, "not to be had in this form", f"Accept one of {', '.join(offered)}")
    generation = await state.current_generation()
    address = f"{path_of(request)}?{query_of(request)}"
    tag = _tag(generation, address, media)
    headers = {"etag": tag, "vary": "Accept"}
    if _is_known(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    body: Body | None = state.bodies.kept(generation, (address, media)) if keep else None
    if body is None and keep:
        body = await run_in_threadpool(_kept, state, generation, address, media, make)
    elif body is None:
        body = await run_in_threadpool(make, media)
    if body is None:
        return refusal(request, 404, missing)
    if body.next is not None:
        headers["link"] = f'<{_following(request, body.next)}>; rel="next"'
    return Response(body.content, 200, headers | {"content-type": media.header})


def json_page(records: Iterable[bytes], cursor: str | None) -> Body:
    """Records that are JSON already, as a page."""
    following = b"null" if cursor is None else f'"{cursor}"'.encode()
    return Body(b"".join((b'{"items":[', b",".join(records), b'],"next":', following, b"}")), cursor)


def lines(records: Iterable[bytes], cursor: str | None = None) -> Body:
    """Records that are JSON already, one a line."""
    return Body(b"".join(record + b"\n" for record in records), cursor)


def table(columns: Iterable[str], rows: Iterable[Iterable[Cell]], cursor: str | None = None) -> Body:
    """Rows of CSV under the names of their columns."""
    return Body("".join((csv_line(columns), *map(csv_line, rows))).encode("utf-8", "backslashreplace"), cursor)


def page(
    media: Media,
    records: Callable[[], Iterable[Record]],
    columns: Iterable[str],
    rows: Callable[[], Iterable[Iterable[Cell]]],
    cursor: str | None,
) -> Body:
    """A page in the form wanted, from records or, for CSV, from rows; the other of the two is not made."""
    if media is Media.CSV:
        return table(columns, rows(), cursor)
    texts = map(as_json, records())
    return lines(texts, cursor) if media is Media.LINES else json_page(texts, cursor)


def as_json(record: Record) -> bytes:
    """A record as one line without its end."""
    return record_line(record)[:-1].encode()


def _kept(
    state: AppState, generation: str, address: str, media: Media, make: Callable[[Media], Body | None]
) -> Body | None:
    return state.bodies.of(generation, (address, media), lambda: make(media))


def _tag(generation: str, address: str, media: Media) -> str:
    words = f"{generation}\0{address}\0{media}".encode("utf-8", "surrogatepass")
    return f'"{hashlib.blake2b(words, digest_size=12).hexdigest()}"'


def _is_known(if_none_match: str | None, tag: str) -> bool:
    return tag in (one.strip().removeprefix("W/") for one in (if_none_match or "").split(","))


def _following(request: Request, cursor: str) -> str:
    words = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return link_to(path_of(request), urlencode([*words, ("cursor", cursor)]))
