"""Incidents: a table with filters, a map and a time line; choosing on one of them narrows all."""

import hashlib
import json
from functools import cache, partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from detente.actors.table import known_countries
from detente.codebook import QUADS, load_codebook
from detente.coding.labels import STATUSES
from detente.incidents.incident import Incident
from detente.ledger import paging
from detente.plots.world import Polygon, load_world
from detente.relations.parties import name_of
from detente.web import incident_words
from detente.web.browsing import Box, Browse, Shown, TimeLine, browse
from detente.web.filters import IncidentWords
from detente.web.rendering import page
from detente.web.state import AppState, state_of

PATH = "/incidents"
SIZE = 50
"""Incidents a page."""
MOST_WORDS = 200
"""Characters of a word of the filter."""
BEST_PLACES = 8
"""Places with most incidents that are listed beside the map."""
MOST_SPOTS = 4000
"""Places that are sent to be drawn; those with fewest incidents are left out, and the page says so."""

router = APIRouter(include_in_schema=False)
State = Annotated[AppState, Depends(state_of)]


class BrowseWords(IncidentWords):
    """Words of the page's address: all that incidents are looked for by, and what is chosen on the map."""

    place: str | None = Field(None, max_length=MOST_WORDS)
    source: str | None = Field(None, max_length=MOST_WORDS)
    box: str | None = Field(None, max_length=MOST_WORDS)
    page: int = Field(1, ge=1, le=10**6)

    def browse(self) -> Browse:
        """What is wanted. Raises FilterError, which answers with status 422."""
        return Browse(self.filter(), self.place, self.source, Box.read(self.box) if self.box else None)


@router.get(PATH)
def incidents(request: Request, words: Annotated[BrowseWords, Query()], state: State) -> Response:
    """The whole page."""
    return page(request, "incidents.html", **_values(request, state, words))


@router.get("/incidents/shown")
def incidents_shown(request: Request, words: Annotated[BrowseWords, Query()], state: State) -> Response:
    """What changes of the page when the filter does: the list as markup, and what the drawings are made of."""
    values = _values(request, state, words)
    parts = {"list": "parts/incident_list.html", "places": "parts/incident_places.html"}
    markup = {name: bytes(page(request, part, **values).body).decode() for name, part in parts.items()}
    return JSONResponse(markup | drawing(values["shown"]))


@router.get("/map/world.json")
def world(request: Request) -> Response:
    """The shapes of countries as GeoJSON, for the map."""
    body, tag = _world()
    asked = f"v={tag}" == request.url.query
    headers = {"cache-control": "public, max-age=31536000, immutable" if asked else "no-cache"}
    return Response(body, media_type="application/geo+json", headers=headers)


def drawing(shown: Shown) -> dict[str, Any]:
    """What map and time line are drawn from, in JSON; counts by quad class stand in the order of QUADS."""
    spots = [
        [one.spot.lon, one.spot.lat, one.spot.precision, one.spot.country, one.spot.name, *one.counts]
        for one in shown.places[:MOST_SPOTS]
    ]
    left_out = sum(one.total for one in shown.places[MOST_SPOTS:])
    return {
        "total": shown.total,
        "spots": spots,
        "left_out": left_out,
        "placeless": shown.placeless,
        "undated": shown.undated,
        "line": shown.time_line and _line(shown.time_line),
    }


def _line(line: TimeLine) -> dict[str, Any]:
    bars = [[bar.start.isoformat(), bar.end.isoformat(), *bar.counts] for bar in line.bars]
    ends = {"first": line.first.isoformat(), "last": line.last.isoformat()}
    return {"step": str(line.step), **ends, "before": line.before, "after": line.after, "bars": bars}


def _values(request: Request, state: AppState, words: BrowseWords) -> dict[str, Any]:
    asked = words.browse()
    shown = browse(state, asked, words.page, SIZE)
    with state.ledger.connection() as connection:
        found: list[Incident] = paging.incidents_by_row(connection, shown.rows)
    return {
        "words": words,
        "shown": shown,
        "found": found,
        "best": shown.listed_places[:BEST_PLACES],
        "tell": incident_words,
        "types": _types_by_quad(),
        "statuses": STATUSES,
        "countries": _countries(),
        "address": partial(_address, request),
        "world": f"/map/world.json?v={_world()[1]}",
    }


def _address(request: Request, **changes: str | int | None) -> str:
    """The address of the page with other words; None takes a word away, and another filter starts at its first page."""
    kept = [
        (name, value) for name, value in request.query_params.multi_items() if value and name not in {*changes, "page"}
    ]
    kept += [(name, str(value)) for name, value in changes.items() if value is not None]
    return f"{PATH}?{urlencode(kept)}" if kept else PATH


@cache
def _types_by_quad() -> dict[str, list[str]]:
    types = load_codebook().types.values()
    return {quad: [one.name for one in types if one.quad == quad] for quad in QUADS}


@cache
def _countries() -> list[tuple[str, str]]:
    """Codes that a filter may name, with their names, by name."""
    return sorted(((code, name_of(code)) for code in known_countries()), key=lambda pair: (pair[1], pair[0]))


@cache
def _world() -> tuple[bytes, str]:
    """The shapes in GeoJSON, and a word that changes with them."""
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"name": name_of(code)},
            "geometry": {"type": "MultiPolygon", "coordinates": [_rings(polygon) for polygon in polygons]},
        }
        for code, polygons in load_world().items()
    ]
    body = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()
    return body, hashlib.sha256(body).hexdigest()[:12]


def _rings(polygon: Polygon) -> list[list[tuple[float, float]]]:
    """The outer ring and the holes; GeoJSON wants the first corner told again at the end."""
    return [[*ring, ring[0]] for ring in (polygon.outer, *polygon.holes)]
