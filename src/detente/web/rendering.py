"""Rendering: a template and its values to a page. Whatever is not markup of a template is escaped."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from detente.web import incident_words
from detente.web.address import link_to, path_of
from detente.web.security import BROWSER_COOKIE, SESSION_COOKIE, csrf_token
from detente.web.tokens import Signer, is_session

FOLDER = Path(__file__).parent
FLASH_COOKIE = "detente_flash"
PLACES = (
    ("/", "Today"),
    ("/incidents", "Incidents"),
    ("/relations", "Relations"),
    ("/actors", "Actors"),
    ("/review", "Review"),
    ("/add", "Add"),
)
"""Pages that every page leads to, as far as they are there."""
SEARCH = "/search"


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """The page of a template in ``templates``.

    Besides its values a template knows ``request``, ``csrf``, ``places``, ``here``, ``flash``, ``searchable``,
    ``let_in``, whether this browser has shown the token of the workspace, and the functions ``static`` and
    ``with_query``; the filter ``web_link`` lets links of http and https alone pass, the filter ``moment`` writes a day
    or a time as all pages do, ``called`` names a party as its own page does.
    """
    signer: Signer = request.app.state.signer
    browser = request.cookies.get(BROWSER_COOKIE) or secrets.token_urlsafe(18)
    flash_words = _read_flash(signer, request.cookies.get(FLASH_COOKIE, ""))
    shared = {
        "request": request,
        "csrf": csrf_token(signer, browser),
        "places": [place for place in PLACES if place[0] in request.app.state.paths],
        "searchable": SEARCH in request.app.state.paths,
        "here": path_of(request),
        "let_in": is_session(signer, request.cookies.get(SESSION_COOKIE, "")),
        "flash": flash_words,
    }
    response = HTMLResponse(_templates().get_template(template).render(shared | values), status)
    if request.cookies.get(BROWSER_COOKIE) != browser:
        set_cookie(response, request, BROWSER_COOKIE, browser)
    if FLASH_COOKIE in request.cookies:
        response.delete_cookie(FLASH_COOKIE)
    return response


def done(request: Request, url: str, words: str = "") -> Response:
    """The answer to a form that was carried out: go to ``url``, a path of ours, where the words are shown once."""
    response = RedirectResponse(url, 303)
    if words:
        signer: Signer = request.app.state.signer
        coded = base64.urlsafe_b64encode(words.encode("utf-8", "replace")[:2000]).decode()
        set_cookie(response, request, FLASH_COOKIE, signer.sign("flash", coded), max_age=60)
    return response


def set_cookie(response: Response, request: Request, name: str, value: str, max_age: int | None = None) -> None:
    """A cookie that scripts cannot read and that other sites' requests do not carry."""
    secure = request.scope["scheme"] == "https"
    response.set_cookie(name, value, max_age=max_age, httponly=True, samesite="strict", secure=secure)


def local_path(url: str) -> str:
    """The URL if it is a path here, else ``/``: what a form says to go to afterwards may come from anywhere."""
    try:
        parts = urlsplit(url.replace("\\", "/"))
    except ValueError:
        return "/"
    plain = url.startswith("/") and not url.startswith(("//", "/\\")) and url.isprintable()
    return url if plain and not parts.scheme and not parts.netloc else "/"


def web_link(url: str | None) -> str | None:
    """A link that may be followed: of http or https, without the name of a user; None for any other."""
    try:
        parts = urlsplit(url or "")
        allowed = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return None
    return url if allowed and url and url.isprintable() and " " not in url else None


def with_query(request: Request, **changes: Any) -> str:
    """The address of this page with other values in its query; None takes a word away, a list gives it several times.

    Words that the state of a page is in stay, so that a link keeps the view; ``cursor`` goes unless it is given.
    """
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in {*changes, "cursor"}]
    for name, value in changes.items():
        several = value if isinstance(value, list | tuple) else [value]
        kept += [(name, str(one)) for one in several if one is not None]
    return link_to(path_of(request), urlencode(kept))


@cache
def static(name: str) -> str:
    """The address of a file in ``static``; it changes when the file does, so browsers may keep it for good."""
    digest = hashlib.sha256((FOLDER / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions: Mapping[str, Any] = {"static": static, "with_query": with_query}
    environment.globals.update(functions)
    environment.filters["web_link"] = web_link
    environment.filters["moment"] = incident_words.moment
    environment.filters["called"] = incident_words.called
    return environment


def _read_flash(signer: Signer, cookie: str) -> str:
    words = signer.read("flash", cookie) if cookie else None
    return base64.urlsafe_b64decode(words).decode("utf-8", "replace") if words else ""
