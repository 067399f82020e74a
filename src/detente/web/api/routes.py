"""All routes of the API under one prefix."""

from fastapi import APIRouter

from detente.web.api import dyads, events, incidents, reports, search, shifts

router = APIRouter(prefix="/api/v1")
for part in (reports, events, incidents, dyads, shifts, search):
    router.include_router(part.router)
