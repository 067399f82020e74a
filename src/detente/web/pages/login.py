"""Login: the page that asks for the token of a workspace that others can reach."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.web.rendering import done, local_path, page, set_cookie
from detente.web.security import SESSION_COOKIE, refused_token
from detente.web.state import AppState, state_of
from detente.web.tokens import SESSION_SECONDS, new_session

router = APIRouter(include_in_schema=False)


@router.get("/login")
async def form(request: Request, state: Annotated[AppState, Depends(state_of)], next: str = "/") -> Response:  # noqa: A002
    """Asks for the token; its script takes it from the part of the address after ``#``, which is never sent."""
    if state.settings.token is None:
        return RedirectResponse("/", 303)
    return page(request, "login.html", next=local_path(next))


@router.post("/login")
async def login(
    request: Request,
    state: Annotated[AppState, Depends(state_of)],
    token: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    """Lets the browser in that shows the right token."""
    refused = refused_token(request, token.strip(), state.settings, request.app.state.throttle)
    if refused is not None:
        return refused
    response = done(request, local_path(next))
    set_cookie(response, request, SESSION_COOKIE, new_session(request.app.state.signer), SESSION_SECONDS)
    return response


@router.post("/logout")
async def logout(request: Request) -> Response:
    """Forgets that this browser was let in."""
    response = done(request, "/login")
    response.delete_cookie(SESSION_COOKIE)
    return response
