"""Authorship: the name that corrections of one browser carry, checked and remembered in a cookie."""

from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from detente.error import DetenteError
from detente.web.rendering import set_cookie

COOKIE = "detente_author"
COOKIE_SECONDS = 365 * 86_400
MOST_AUTHOR = 80
"""Characters of a name."""
_JOINERS = {0x200C: None, 0x200D: None}
"""Signs between letters of a name in Persian, Hindi or Nepali, which are not seen either, and shape the letters."""


def author_of(request: Request) -> str:
    """Who corrects in this browser, empty where nobody has said."""
    try:
        return checked_author(unquote(request.cookies.get(COOKIE, "")))
    except DetenteError:
        return ""


def remember_author(response: Response, request: Request, name: str) -> None:
    """Has the browser say the name of itself from now on."""
    set_cookie(response, request, COOKIE, quote(name, safe=""), COOKIE_SECONDS)


def checked_author(given: str) -> str:
    """The name that a correction carries, with single blanks. Raises DetenteError where it is none that can be read."""
    name = " ".join(given.split())
    if not name.translate(_JOINERS):
        reason = "is not given"
    elif len(name) > MOST_AUTHOR:
        reason = f"is longer than {MOST_AUTHOR} characters"
    elif not name.translate(_JOINERS).isprintable():
        reason = "has characters that cannot be seen"
    else:
        return name
    raise DetenteError("author", reason, "go back and say who you are: it is kept with the correction")
