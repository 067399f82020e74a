"""Errors as answers: JSON values under ``/api``, a page anywhere else, each with what is wrong and what to do."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from detente.error import DetenteError
from detente.ledger import LedgerError
from detente.web.address import is_api


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

    return page(request, "error.html", status, heading=_phrase(status), faults=faults)


def add_handlers(app: FastAPI) -> None:
    """Makes the application answer what its routes raise."""

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = refusal(request, error.status_code, str(error.detail))
        response.headers.update(error.headers or {})
        return response

    async def on_words(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return refusals(request, 422, [_fault(one) for one in error.errors()])

    async def on_detente(request: Request, error: Exception) -> Response:
        assert isinstance(error, DetenteError)
        status = 503 if isinstance(error, LedgerError) else 422
        return refusals(request, status, (Fault(error.subject, error.reason, error.advice),))

    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_words)
    app.add_exception_handler(DetenteError, on_detente)


def _fault(error: dict[str, Any]) -> Fault:
    """What pydantic says of a parameter, by the parameter's name."""
    names = [str(name) for name in error["loc"] if name not in ("query", "path", "body")]
    return Fault(".".join(names) or None, str(error["msg"]))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
