"""The application: state, guard, API, pages and static files put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente import __version__
from detente.ledger import Ledger
from detente.web import browsing, errors, relating
from detente.web.api import routes
from detente.web.keeping import IncidentKeeper
from detente.web.pages import actors, add, dyad, incident, incidents, login, relations, report, review, search, today
from detente.web.rendering import FOLDER, static
from detente.web.security import Guard, csrf_checked
from detente.web.settings import Settings
from detente.web.state import AppState
from detente.web.throttle import Throttle
from detente.web.tokens import signer_of

PAGES: tuple[APIRouter, ...] = (
    today.router,
    login.router,
    report.router,
    review.router,
    search.router,
    incidents.router,
    add.router,
    relations.router,
    dyad.router,
    actors.router,
    incident.router,
)
"""The router of each page; whoever adds a page adds its line."""


def create_app(ledger: str, settings: Settings | None = None) -> FastAPI:
    """The workspace of the ledger at a path or URL, which is made if it is not there.

    Raises LedgerError as ``Ledger`` does.
    """
    settings = settings or Settings()
    state = AppState(Ledger(ledger), settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        keeper = IncidentKeeper(state)
        if settings.keeps_incidents:
            keeper.start()
            browsing.warm(state)
            relating.warm(state)
            relations.warm(state)
        try:
            yield
        finally:
            keeper.stop()
            state.close()

    app = FastAPI(
        title="Detente",
        version=__version__,
        docs_url=None,  # both load scripts from other sites
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=lifespan,
    )
    app.state.detente = state
    app.state.signer = signer_of(settings)
    app.state.throttle = Throttle()
    app.add_middleware(Guard, settings=settings, signer=app.state.signer, throttle=app.state.throttle)
    app.add_middleware(_HeadAsGet)
    errors.add_handlers(app)
    app.mount("/static", _Static(directory=FOLDER / "static"), name="static")
    app.include_router(routes.router)
    for router in PAGES:
        app.include_router(router, dependencies=[Depends(csrf_checked)])
    app.state.paths = {path for router in PAGES for route in router.routes if (path := getattr(route, "path", None))}
    return app


class _HeadAsGet:
    """Answers HEAD as GET is answered, with the same status and headers, but for the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what is no HEAD as it is."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)


class _Static(StaticFiles):
    """Files that a browser may keep for good if it asked for this very version, else has to ask after again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200 and static(path).endswith(f"?{scope['query_string'].decode('latin-1')}"):
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response
