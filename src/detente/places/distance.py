"""Distances on the Earth taken as a sphere."""

import math

EARTH_KM = 6371.0088
"""Mean radius."""


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres between two points in degrees."""
    a, b = math.radians(lat1), math.radians(lat2)
    lift = math.sin((b - a) / 2) ** 2
    turn = math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(lift + math.cos(a) * math.cos(b) * turn)))
