"""Guard: what every request passes before anything else of the workspace sees it, and what every answer carries.

In this order: names that this machine goes by, against DNS rebinding, where no token guards it; the size of the body
and the form that it has; the token; where a change comes from. ``csrf_checked`` then holds every change against the
form that it came from.
"""

import logging
import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from fastapi import HTTPException
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.exports.visible import visible
from detente.web.address import is_api, link_to, path_of, query_of
from detente.web.errors import refusal
from detente.web.settings import Settings, is_loopback
from detente.web.throttle import Throttle
from detente.web.tokens import Signer, is_session, same

SESSION_COOKIE = "detente_session"
BROWSER_COOKIE = "detente_browser"
"""Tells one browser from another, so that a form made for one is good for no other."""
OPEN_PATHS = frozenset(("/login",))
OPEN_FOLDER = "/static/"
"""What is shown without the token: where it is asked for, and what every page looks like."""
OPEN_BODY = 16 * 1024
"""Bytes of a request for these: strangers send them as well."""
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_UNLESS_SAID = {"cache-control": "private, no-cache"}

_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
"""A name or address with its port: what else a ``Host`` header may hold could be taken for a path."""

_CHARSETS = frozenset((b"utf-8", b"utf8"))

_log = logging.getLogger("detente.web")


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, settings: Settings, signer: Signer, throttle: Throttle) -> None:
        self._app = app
        self._settings = settings
        self._signer = signer
        self._throttle = throttle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request; its body is counted as it comes, and what fails inside is told without its words."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        answer = _Answer(send)
        refused = self._refused(Request(scope))
        if refused is not None:
            await refused(scope, receive, answer.send)
            return
        try:
            await self._app(scope, _counted(receive, self._most(Request(scope))), answer.send)
        except Exception:
            _log.exception("%s %s", scope["method"], visible(scope["path"]))
            if answer.begun:
                raise
            failed = refusal(Request(scope), 500, "something went wrong here", "the terminal of detente serve tells it")
            await failed(scope, receive, answer.send)

    def _most(self, request: Request) -> int:
        """Bytes that a request may have."""
        return min(self._settings.max_body, OPEN_BODY) if _is_open(request) else self._settings.max_body

    def _refused(self, request: Request) -> Response | None:
        return (
            self._wrong_host(request)
            or _too_large(request, self._most(request))
            or _unread_form(request)
            or self._no_token(request)
        )

    def _wrong_host(self, request: Request) -> Response | None:
        """A page of another site whose name is made to point here would come with that name."""
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
            return refusal(request, 421, "this is no name of a machine", "ask for localhost or 127.0.0.1")
        if self._settings.token is not None or is_loopback(_name_of(hosts[0])):
            return None
        return refusal(request, 421, "this is not the name of this machine", "ask for localhost or 127.0.0.1")

    def _no_token(self, request: Request) -> Response | None:
        if self._settings.token is None or _is_open(request):
            return None
        shown = bearer(request)
        if shown is None:
            if is_session(self._signer, request.cookies.get(SESSION_COOKIE, "")):
                return None
            return _ask_for_token(request)
        return refused_token(request, shown, self._settings, self._throttle)


def refused_token(request: Request, shown: str, settings: Settings, throttle: Throttle) -> Response | None:
    """None if the token is right; else what to answer.

    The right token passes however often others were wrong: behind a proxy, or in one house, all have one address, and a
    stranger there must not lock them out. Guessing is no danger to a token of ours, see ``new_token``.
    """
    if settings.token is not None and same(shown, settings.token):
        return None
    address = request.client.host if request.client else ""
    wait = throttle.wait(address)
    if wait > 0:
        response = refusal(request, 429, "too many wrong tokens", f"try again in {wait:.0f} seconds")
        response.headers["retry-after"] = f"{max(wait, 1):.0f}"
        return response
    throttle.failed(address)
    response = refusal(request, 401, "wrong token", "detente serve prints it when it starts")
    response.headers["www-authenticate"] = "Bearer"
    return response


def bearer(request: HTTPConnection) -> str | None:
    """The token of an ``Authorization: Bearer`` header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else None


def csrf_token(signer: Signer, browser: str) -> str:
    """What the forms made for a browser carry, by its BROWSER_COOKIE."""
    return signer.sign("csrf", browser).rpartition(".")[2]


async def csrf_checked(request: Request) -> None:
    """Lets a change pass if it carries the token of this browser's forms; for ``Depends``, on every router of pages.

    The token stands in the field ``csrf`` or, for ``fetch``, in the header ``x-csrf-token``.
    """
    if request.method in SAFE_METHODS:
        return
    if not _same_origin(request.headers):
        raise HTTPException(403, "this came from another site")
    signer: Signer = request.app.state.signer
    browser = request.cookies.get(BROWSER_COOKIE, "")
    given = request.headers.get("x-csrf-token") or await _field(request, "csrf")
    if not browser or not same(given, csrf_token(signer, browser)):
        raise HTTPException(403, "this form is not from here, or too old: load the page again")


async def _field(request: Request, name: str) -> str:
    settings: Settings = request.app.state.detente.settings
    value = (await request.form(max_part_size=settings.max_body)).get(name)
    return value if isinstance(value, str) else ""


def _same_origin(headers: Headers) -> bool:
    """Whether the browser says that the change came from a page of ours; other clients say nothing."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get("host")
    except ValueError:  # no browser names a page so
        return False


def _ask_for_token(request: Request) -> Response:
    if is_api(request) or request.method not in SAFE_METHODS:
        response = refusal(request, 401, "a token is needed", "send it as Authorization: Bearer …")
        response.headers["www-authenticate"] = "Bearer"
        return response
    there = link_to(path_of(request), query_of(request))
    return RedirectResponse(f"/login?next={quote(there, safe='')}", 303)


def _is_open(request: Request) -> bool:
    path = path_of(request)
    return path in OPEN_PATHS or path.startswith(OPEN_FOLDER)


def _too_large(request: Request, most: int) -> Response | None:
    length = request.headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length) <= most:
        return None
    return refusal(request, 413, "too large", f"at most {most:,} bytes")


def _unread_form(request: Request) -> Response | None:
    """Refuses a form in another charset, and one in parts, which may be files, from whoever has shown no token.

    Another charset would be read by whichever decoder of Python has that name: some fail, some give text that cannot be
    kept. Browsers send the charset that pages are written in.
    """
    if request.method in SAFE_METHODS:
        return None
    kind, parameters = parse_options_header(request.headers.get("content-type"))
    if parameters.get(b"charset", b"utf-8").lower() not in _CHARSETS:
        return refusal(request, 415, "this is in a charset that is not read here", "send it in UTF-8")
    if kind == b"multipart/form-data" and _is_open(request):
        return refusal(request, 415, "this form takes no files", "send it as application/x-www-form-urlencoded")
    return None


def _counted(receive: Receive, most: int) -> Receive:
    """``receive`` that stops when more comes than may."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413, f"too large: at most {most:,} bytes")
        return message

    return counted


def _name_of(host: str) -> str:
    """The name without its port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


class _Answer:
    """Passes an answer on with the headers that all have, and knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            for name, value in _UNLESS_SAID.items():
                headers.setdefault(name, value)
        await self._send(message)
