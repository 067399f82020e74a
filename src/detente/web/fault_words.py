"""Faults as pages tell them: fields by the labels of their forms, reasons in words, and a way back.

The API tells the same faults by the names of its parameters.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request

from detente.web.address import link_to, path_of, query_of

HEADINGS: Mapping[int, str] = {
    401: "A token is needed",
    403: "Not done",
    404: "Not found",
    405: "Nothing to see here",
    409: "Somebody else was faster",
    413: "Too large",
    415: "Not in a form that can be read",
    421: "Asked for under another name",
    422: "This cannot be done as it was asked for",
    429: "Please wait a little",
    500: "Something went wrong",
    503: "The ledger cannot be used now",
}
PLAIN: Mapping[str, str] = {
    "Not Found": "there is no page at this address",
    "Method Not Allowed": "this address takes what a form sends, and shows nothing itself",
}
"""What stands in place of what the framework says."""
LABELS: Mapping[str, str] = {
    "actor": "Actor",
    "author": "Your name",
    "a": "One party",
    "b": "The other party",
    "box": "Part of the map",
    "by": "By",
    "country": "Country",
    "event": "Events",
    "level": "Parties are",
    "min_confidence": "Confidence",
    "min_publishers": "Publishers",
    "month": "At the end of",
    "other": "Another incident",
    "page": "Page",
    "parties": "Most active",
    "place": "Place",
    "published": "Published on",
    "q": "Words",
    "since": "From",
    "source": "Source",
    "start": "Beginning of the list",
    "status": "Status",
    "title": "Title",
    "type": "Type",
    "until": "to",
}
"""What a form calls a field."""
_REASONS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "is not filled in",
    "extra_forbidden": lambda _: "is no word that this page knows",
    "string_too_long": lambda limits: f"is longer than {limits['max_length']:,} characters",
    "too_long": lambda limits: f"more than {limits['max_length']:,} are given",
    "string_pattern_mismatch": lambda _: "is not written as it must be",
    "enum": lambda limits: f"can be {limits['expected']}".replace("'", ""),
    "greater_than_equal": lambda limits: f"is less than {limits['ge']:,}",
    "less_than_equal": lambda limits: f"is more than {limits['le']:,}",
    "int_parsing": lambda _: "is not a whole number",
    "int_from_float": lambda _: "is not a whole number",
    "int_parsing_size": lambda _: "is too large a number",
    "float_parsing": lambda _: "is not a number",
    "finite_number": lambda _: "is not a number",
}
"""By the kind of a fault that pydantic tells, what is wrong in words."""
_ADVICE: Mapping[str, str] = {
    "month": "write it as 2024-11",
}
"""What to do where a value has not the form that the field asks for."""


def label_of(field: str | None) -> str | None:
    """What the form calls a field; what is none of a form stays as it is."""
    return LABELS.get(field, field) if field else field


def in_words(error: Mapping[str, Any], field: str | None) -> tuple[str, str]:
    """What is wrong by pydantic's account of it, and what to do."""
    tell = _REASONS.get(error["type"])
    reason = tell(error.get("ctx", {})) if tell else str(error["msg"])
    return reason, _ADVICE.get(field or "", "") if error["type"] == "string_pattern_mismatch" else ""


def way_back(request: Request) -> str:
    """The page that a refused request came from, if it was one of ours; else the one that its address belongs to."""
    from detente.web.rendering import PLACES

    here, there = link_to(path_of(request), query_of(request)), _came_from(request)
    if there is not None and there != here:
        return there
    path = path_of(request)
    return path if query_of(request) and path in dict(PLACES) else page_of(path)


def page_of(path: str) -> str:
    """The page that the address of a form, or of a page that there is not, belongs to."""
    return link_to(path.rstrip("/").rpartition("/")[0] or "/")


def _came_from(request: Request) -> str | None:
    """The path and query of the page of ours that led here."""
    try:
        parts = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return None
    if not parts.netloc or parts.netloc != request.headers.get("host"):
        return None
    # Escaped already; two slashes at the beginning would lead to another server.
    return "/" + parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
