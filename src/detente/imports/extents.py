"""Extents: how far each country reaches, to tell coordinates that were swapped."""

from functools import cache

import numpy as np

from detente.places.resolver import resolver_of

MARGIN = 2.0
"""Degrees beyond the outermost place of a country that still count as it: seas, borders, points about the middle."""


def is_swapped(country: str, lat: float, lon: float) -> bool:
    """Whether a point lies outside of the country that it is said to be in, and inside the other way round.

    Countries that reach across the 180th meridian span the globe here, so that of them it is seldom told.
    """
    found = _extents().get(country)
    return found is not None and not _inside(found, lat, lon) and _inside(found, lon, lat)


def _inside(extent: tuple[float, float, float, float], lat: float, lon: float) -> bool:
    south, north, west, east = extent
    return south - MARGIN <= lat <= north + MARGIN and west - MARGIN <= lon <= east + MARGIN


@cache
def _extents() -> dict[str, tuple[float, float, float, float]]:
    """South, north, west and east of the places of each country that the gazetteer has."""
    places = resolver_of(None).gazetteer
    ends = []
    for degrees in (places.lat, places.lon):
        least, most = np.full(len(places.codes), np.inf), np.full(len(places.codes), -np.inf)
        np.minimum.at(least, places.country, degrees)
        np.maximum.at(most, places.country, degrees)
        ends += [least, most]
    return {
        code: (float(ends[0][at]), float(ends[1][at]), float(ends[2][at]), float(ends[3][at]))
        for at, code in enumerate(places.codes)
        if at and np.isfinite(ends[0][at])
    }
