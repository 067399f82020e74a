"""Errors as answers: JSON values under ``/api``, a page anywhere else, each with what is wrong and what to do."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from detente.error import DetenteError
from detente.ledger import LedgerError
from detente.web.address import is_api, path_of
from detente.web.fault_words import HEADINGS, PLAIN, in_words, label_of, page_of, way_back
from detente.web.filters import FILTER


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request."""

    field: str | None
    """The parameter or field; None where it is none of them."""
    reason: str
    advice: str = ""


def refusal(request: Request, status: int, reason: str, advice: str = "") -> Response:
    """The answer to a request that is not done, for one reason."""
    return refusals(request, status, (Fault(None, reason, advice),))


def refusals(request: Request, status: int, faults: Sequence[Fault]) -> Response:
    """The answer to a request that is not done."""
    if is_api(request):
        return JSONResponse({"errors": [asdict(fault) for fault in faults]}, status)
    from detente.web.rendering import page

    told = [replace(one, field=label_of(one.field), reason=PLAIN.get(one.reason, one.reason)) for one in faults]
    names = [fault.field for fault in faults]
    words = {"heading": _heading(status), "faults": told, "names": names, "back": way_back(request)}
    return page(request, "error.html", status, **words)


def add_handlers(app: FastAPI) -> None:
    """Makes the application answer what its routes raise."""

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 405 and request.method == "GET" and not is_api(request):
            # The address of a form, which the browser shows when the form was refused, and opens again.
            return RedirectResponse(page_of(path_of(request)), 303)
        response = refusal(request, error.status_code, str(error.detail))
        response.headers.update(error.headers or {})
        return response

    async def on_words(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        tell = _fault if is_api(request) else _fault_in_words
        return refusals(request, 422, [tell(one) for one in error.errors()])

    async def on_detente(request: Request, error: Exception) -> Response:
        assert isinstance(error, DetenteError)
        status = 503 if isinstance(error, LedgerError) else 422
        # Whoever looks at a page is not helped by a command that lists things.
        for_page = status == 422 and not is_api(request) and error.advice.startswith("detente ")
        return refusals(request, status, (Fault(error.subject, error.reason, "" if for_page else error.advice),))

    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_words)
    app.add_exception_handler(DetenteError, on_detente)


def _fault(error: dict[str, Any]) -> Fault:
    """What pydantic says of a parameter, by the parameter's name."""
    names = [str(name) for name in error["loc"] if name not in ("query", "path", "body")]
    if error["type"] == FILTER:
        return Fault(error["ctx"]["field"], str(error["msg"]), error["ctx"]["advice"])
    return Fault(".".join(names) or None, str(error["msg"]))


def _fault_in_words(error: dict[str, Any]) -> Fault:
    """The same for a page: of one of several values the field alone is named."""
    fault = _fault(error)
    if error["type"] == FILTER:
        return fault
    field = fault.field.partition(".")[0] if fault.field else None
    return Fault(field, *in_words(error, field))


def _heading(status: int) -> str:
    try:
        return HEADINGS.get(status) or HTTPStatus(status).phrase
    except ValueError:
        return "Error"
