"""All routes of the API under one prefix."""

from fastapi import APIRouter

from detente.web.api import events, incidents, reports, search

router = APIRouter(prefix="/api/v1")
for part in (reports, events, incidents, search):
    router.include_router(part.router)
