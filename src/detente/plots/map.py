"""Map: incidents where they happened, on the shapes of countries.

A symbol stands on the place where it is known to a town. What is known to a district, province or region is a broken
ring with its symbol on the rim, and what is known to a country alone is the country hatched: no point where none
is known.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, dist, radians, sqrt
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch
from matplotlib.patches import Rectangle as Box
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from detente.incidents.incident import Incident, Site
from detente.plots.marks import GREY, LAND, PALE, QUADS
from detente.plots.page import (
    HEAD,
    LINE,
    MARGIN,
    SMALL,
    WIDTH,
    Key,
    axes_at,
    counted,
    draw_key,
    draw_notes,
    head,
    key_height,
    note_lines,
    nothing,
    point,
    point_key,
)
from detente.plots.picture import Picture
from detente.plots.spread import spread
from detente.plots.words import fitted, width_of
from detente.plots.world import Polygon, Ring, load_world
from detente.relations.parties import name_of

TITLE = "Where the incidents were"
ACROSS = WIDTH - 2 * MARGIN
"""Inches of the map from west to east."""
LOWEST, HIGHEST = 3.6, 6.6
"""Inches of the map from south to north."""
NARROWEST = 8.0
"""Degrees that a map shows at least, so that there is something to know the place by."""
RADII_KM = {"district": 25.0, "province": 100.0, "region": 250.0}
"""Rings: about half the breadth of a middling area of the kind; what is of no known precision gets a province's."""
FARTHEST = 0.6
"""Inches that a symbol may be pushed from its place by others; where that is not enough, near ones are drawn as one."""
_MOST = 250
"""Symbols beyond which there is no room on any map, so none is looked for."""
_KM_PER_DEGREE = 111.2
_BOXES = 16
"""Countries, of those of which no more is known, whose counts are written where there is room: those with most."""
_LABELLED = 14
"""Places with most incidents, which get their name."""

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Incidents of one quad class at one place."""

    lon: float
    lat: float
    name: str
    precision: str
    quad: str
    count: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A spot as it is drawn."""

    spot: Spot
    home: Point
    """Where it belongs, in inches."""
    at: Point
    """Where there is room for it."""
    radius: float

    @property
    def room(self) -> Rectangle:
        """What it covers."""
        (x, y), size = self.at, self.radius * 1.05
        return x - size, y - size, x + size, y + size


@dataclass(frozen=True, slots=True)
class View:
    """The part of the world that is shown: a cylinder unrolled that is true to shape at its middle latitude."""

    west: float
    south: float
    degrees_up: float
    scale: float
    """Inches a degree of latitude."""
    narrow: float
    """How much shorter a degree of longitude is."""

    @property
    def height(self) -> float:
        """Inches."""
        return self.degrees_up * self.scale

    def at(self, lon: float, lat: float) -> Point:
        """Inches from the lower left corner."""
        return (lon - self.west) * self.narrow * self.scale, (lat - self.south) * self.scale

    def shows(self, polygon: Polygon) -> bool:
        """Whether some of it may be seen."""
        west, south, east, north = polygon.bounds()
        left, bottom = self.at(west, south)
        right, top = self.at(east, north)
        return left < ACROSS and right > 0 and bottom < self.height and top > 0

    def inches(self, kilometres: float) -> float:
        """Length on the page."""
        return kilometres / _KM_PER_DEGREE * self.scale


def map_of(incidents: Iterable[Incident], title: str = TITLE) -> Picture:
    """A map of the incidents that have a place; the page says how many have none."""
    given = list(incidents)
    spots = _spots(given)
    countries = _of_countries(given)
    drawn = sum(spot.count for spot in spots) + sum(sum(counts.values()) for counts in countries.values())
    subtitle = f"{counted(drawn)} with a place, of {counted(len(given))}"
    if not drawn:
        why = "None of the incidents has a place." if given else "There are no incidents that meet the conditions."
        return nothing(title, subtitle, why)
    view = _view([(spot.lon, spot.lat) for spot in spots], countries)
    symbols = _symbols(spots, view)
    notes = note_lines([_notes(symbols, merged=len(symbols) < len(spots), hatched=bool(countries))])
    keys = _keys(spots, countries)
    below = key_height(keys) + len(notes) * LINE + 0.15
    height = HEAD + view.height + 0.1 + below + 0.15

    def draw(figure: Figure) -> None:
        head(figure, title, subtitle)
        axes = axes_at(figure, MARGIN, height - HEAD - view.height, ACROSS, view.height)
        axes.set(xlim=(0, ACROSS), ylim=(0, view.height), xticks=[], yticks=[])
        _draw_land(axes, view, countries)
        taken = _draw_incidents(axes, view, symbols, countries)
        _draw_scale(axes, view)
        _draw_country_names(axes, view, taken)
        draw_key(figure, keys, height - HEAD - view.height - 0.1)
        draw_notes(figure, notes, height - HEAD - view.height - 0.15 - key_height(keys))

    return Picture(title, WIDTH, height, draw)


def _is_country(site: Site) -> bool:
    return site.precision == "country" and site.country in load_world()


def _spots(incidents: Sequence[Incident]) -> list[Spot]:
    """Spots of all incidents with coordinates that stand for less than a whole country with a shape."""
    counts: Counter[tuple[float, float, str, str, str]] = Counter()
    for one in incidents:
        site = one.site
        if site is None or site.lat is None or site.lon is None or _is_country(site):
            continue
        where = (round(site.lon, 4), round(site.lat, 4), site.name or "", _precision(site))
        counts[(*where, one.quad)] += 1
    found = [Spot(*place, count) for place, count in counts.items()]
    return sorted(found, key=_rank)


def _precision(site: Site) -> str:
    """How the place is drawn: as a point, or as one of the rings."""
    if site.precision == "country":
        return "district" if site.country else "region"  # a country too small to have a shape
    return site.precision if site.precision in ("point", "city", *RADII_KM) else "province"


def _rank(spot: Spot) -> tuple[object, ...]:
    """Most incidents first; then conflict before cooperation, then from west to east."""
    return (-spot.count, -list(QUADS).index(spot.quad), spot.lon, spot.lat, spot.name)


def _of_countries(incidents: Sequence[Incident]) -> dict[str, Counter[str]]:
    """Incidents by country and quad class, of which no more than the country is known."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in incidents:
        if one.site is not None and one.site.country is not None and _is_country(one.site):
            found[one.site.country][one.quad] += 1
    return dict(sorted(found.items()))


def _view(points: Sequence[Point], countries: Iterable[str]) -> View:
    """All points and the largest pieces of the countries, with a margin around them."""
    bounds = [load_world()[code][0].bounds() for code in countries]
    bounds += [(lon, lat, lon, lat) for lon, lat in points]
    west, south, east, north = (
        choose(corner) for choose, corner in zip((min, min, max, max), zip(*bounds, strict=True), strict=True)
    )
    narrow = max(cos(radians((south + north) / 2)), 0.35)
    wide = max((east - west) * 1.16, NARROWEST / narrow)
    high = max((north - south) * 1.16, wide * narrow * LOWEST / ACROSS)
    wide = max(wide, high * ACROSS / HIGHEST / narrow)
    scale = ACROSS / (wide * narrow)
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    return View(middle_lon - wide / 2, middle_lat - high / 2, high, scale, narrow)


def _symbols(spots: Sequence[Spot], view: View) -> list[Symbol]:
    """Symbols that do not hide each other, of fewer spots where there are too many for the room."""
    square, kept = 0.1, list(spots)
    while square < ACROSS:
        if len(kept) <= _MOST:
            found = _placed(kept, view)
            if max((dist(symbol.home, symbol.at) for symbol in found), default=0.0) <= FARTHEST:
                return found
        kept, square = _merged(spots, view, square), square * 1.25
    return _placed(kept, view)


def _placed(spots: Sequence[Spot], view: View) -> list[Symbol]:
    most = max((spot.count for spot in spots), default=1)
    # The area, not the breadth, grows with the count.
    radii = [0.06 + 0.09 * sqrt((spot.count - 1) / max(most, 25)) for spot in spots]
    homes = [_home(spot, view) for spot in spots]
    places = spread(homes, radii, (ACROSS, view.height))
    return [Symbol(*parts) for parts in zip(spots, homes, places, radii, strict=True)]


def _home(spot: Spot, view: View) -> Point:
    """Where the symbol wants to be: on the place, or on the upper rim of its ring."""
    x, y = view.at(spot.lon, spot.lat)
    return (x, y + view.inches(RADII_KM[spot.precision])) if spot.precision in RADII_KM else (x, y)


def _merged(spots: Sequence[Spot], view: View, square: float) -> list[Spot]:
    """Spots of one kind within a square of so many inches as one, at the place of the one with most incidents."""
    groups: dict[tuple[int, int, bool, str], Spot] = {}
    for spot in spots:
        x, y = view.at(spot.lon, spot.lat)
        cell = (int(x // square), int(y // square), spot.precision in RADII_KM, spot.quad)
        first = groups.get(cell)
        groups[cell] = spot if first is None else replace(first, count=first.count + spot.count)
    return sorted(groups.values(), key=_rank)


def _notes(symbols: Sequence[Symbol], *, merged: bool, hatched: bool) -> str:
    notes = []
    if merged:
        notes.append("Places near to each other are drawn as one, where most of their incidents were.")
    if any(symbol.spot.precision in RADII_KM for symbol in symbols):
        notes.append("A broken ring is about an area: somewhere in it the incident was, where is not known.")
    if hatched:
        notes.append(
            "A hatched country: somewhere in it the incident was, and no more is known; counts where there is room."
        )
    notes.append("Shapes: Natural Earth. Borders are drawn as a map of this scale has them and decide nothing.")
    return " ".join(notes)


def _keys(spots: Sequence[Spot], countries: dict[str, Counter[str]]) -> list[Key]:
    seen = {spot.quad for spot in spots} | {quad for counts in countries.values() for quad in counts}
    return [point_key(quad, mark) for quad, mark in QUADS.items() if quad in seen]


# Drawing, in inches of the axes


def _draw_land(axes: Axes, view: View, countries: dict[str, Counter[str]]) -> None:
    for code, polygons in sorted(load_world().items()):
        for polygon in (one for one in polygons if view.shows(one)):
            path = _path(polygon, view)
            axes.add_patch(PathPatch(path, facecolor=LAND, edgecolor=GREY, linewidth=0.4))
            if code in countries:
                mark = QUADS[_foremost(countries[code])]
                patch = PathPatch(path, facecolor="none", edgecolor=mark.colour, hatch=(mark.hatch or "|")[:1])
                patch.set(linewidth=1.2, alpha=0.7)
                axes.add_patch(patch)


def _foremost(counts: Counter[str]) -> str:
    """The quad class with most incidents; of two, the one nearer to conflict."""
    return max(counts, key=lambda quad: (counts[quad], list(QUADS).index(quad)))


def _path(polygon: Polygon, view: View) -> Path:
    corners: list[Point] = []
    codes: list[int] = []
    for ring in (polygon.outer, *polygon.holes):
        corners += [view.at(*corner) for corner in (*ring, ring[0])]
        codes += [int(Path.MOVETO), *[int(Path.LINETO)] * (len(ring) - 1), int(Path.CLOSEPOLY)]
    return Path([(round(x, 3), round(y, 3)) for x, y in corners], codes)


def _draw_incidents(
    axes: Axes, view: View, symbols: Sequence[Symbol], countries: dict[str, Counter[str]]
) -> list[Rectangle]:
    """Symbols, names of places, and boxes of countries; what they cover."""
    taken = [symbol.room for symbol in symbols]
    for symbol in symbols:
        _draw_ring(axes, view, symbol.spot)
        _draw_leader(axes, symbol.home, symbol.at)
    for symbol in symbols:
        _draw_symbol(axes, symbol)
    for code in sorted(countries, key=lambda code: (-countries[code].total(), code))[:_BOXES]:
        box = _draw_box(axes, view, code, countries[code], taken)
        if box is not None:
            taken.append(box)
    _draw_place_names(axes, view, symbols, taken)
    return taken


def _draw_leader(axes: Axes, home: Point, at: Point) -> None:
    """The line from a symbol that had to give way to the place that it stands for."""
    if dist(home, at) > 0.02:
        axes.add_line(Line2D([home[0], at[0]], [home[1], at[1]], color="#333333", linewidth=0.6, zorder=3))
        axes.add_patch(Circle(home, 0.015, color="#333333", zorder=3))


def _draw_ring(axes: Axes, view: View, spot: Spot) -> None:
    if spot.precision not in RADII_KM:
        return
    radius = max(view.inches(RADII_KM[spot.precision]), 0.03)
    colour = QUADS[spot.quad].colour
    ring = Circle(view.at(spot.lon, spot.lat), radius, fill=False, edgecolor="#333333", linewidth=1.0, zorder=2)
    ring.set_linestyle((0, (4, 2)))
    axes.add_patch(ring)
    axes.add_patch(Circle(view.at(spot.lon, spot.lat), radius, facecolor=colour, alpha=0.15, zorder=1.5))


def _draw_symbol(axes: Axes, symbol: Symbol) -> None:
    mark, count, (x, y) = QUADS[symbol.spot.quad], symbol.spot.count, symbol.at
    size = symbol.radius * 2 * 72 * (0.86 if mark.marker in ("s", "D") else 1.0)
    axes.add_line(Line2D([x], [y], linestyle="none", markersize=size, zorder=4, **point(mark)))
    if count > 1:
        text = str(count) if count < 10_000 else f"{count // 1000}k"
        room = symbol.radius * 72 * (1.0 if mark.marker == "^" else 1.3)
        letters = min(8.0, 8.0 * room / width_of(text, 8.0))
        low = 0.25 * symbol.radius if mark.marker == "^" else 0.0
        axes.text(x, y - low, text, ha="center", va="center", fontsize=letters, color=mark.ink, zorder=5)


def _draw_box(axes: Axes, view: View, code: str, counts: Counter[str], taken: Sequence[Rectangle]) -> Rectangle | None:
    """The country's name and counts near its middle; the rectangle that they cover, None where there is no room."""
    name = fitted(name_of(code), 110.0, SMALL)
    entries = [(mark, f"{counts[quad]:,}") for quad, mark in QUADS.items() if counts[quad]]
    wide = sum(0.26 + width_of(text, SMALL) / 72 for _, text in entries) + width_of(name, SMALL) / 72 + 0.14
    home = view.at(*_middle(load_world()[code][0].outer))
    found = _free_place(home, wide, 0.2, view, taken)
    if found is None:
        return None
    x, y = found
    _draw_leader(axes, home, (x + wide / 2, y + 0.1))
    box = FancyBboxPatch((x, y), wide, 0.2, boxstyle="round,pad=0,rounding_size=0.05", zorder=4)
    box.set(facecolor="white", edgecolor="#333333", linewidth=0.7)
    axes.add_patch(box)
    axes.text(x + 0.06, y + 0.1, name, fontsize=SMALL, va="center_baseline", zorder=5)
    left = x + 0.1 + width_of(name, SMALL) / 72
    for mark, text in entries:
        axes.add_line(Line2D([left + 0.08], [y + 0.1], linestyle="none", markersize=8.0, zorder=5, **point(mark)))
        axes.text(left + 0.18, y + 0.1, text, fontsize=SMALL, va="center_baseline", zorder=5)
        left += 0.26 + width_of(text, SMALL) / 72
    return x, y, x + wide, y + 0.2


def _free_place(home: Point, wide: float, high: float, view: View, taken: Sequence[Rectangle]) -> Point | None:
    """Lower left corner of a rectangle on a point or no farther from it than need be, where nothing else is."""
    steps = [(0.2 * across, 0.11 * up) for across in range(-8, 9) for up in range(-12, 13)]
    for across, up in sorted(steps, key=lambda step: (step[0] ** 2 + step[1] ** 2, step)):
        left, bottom = home[0] - wide / 2 + across, home[1] - high / 2 + up
        if _free((left, bottom, left + wide, bottom + high), taken, view):
            return left, bottom
    return None


def _draw_place_names(axes: Axes, view: View, symbols: Sequence[Symbol], taken: list[Rectangle]) -> None:
    """Names of the places with most incidents, each beside its symbol where nothing else stands; else left out."""
    named: set[str] = set()
    for symbol in symbols:
        name, (x, y) = symbol.spot.name, symbol.at
        if len(named) >= _LABELLED or not name or name in named:
            continue
        text = fitted(name, 110.0, SMALL)
        wide, away = width_of(text, SMALL) / 72, symbol.radius + 0.04
        beside = ((x + away, y - 0.06), (x - away - wide, y - 0.06), (x - wide / 2, y - away - 0.12))
        for left, bottom in (*beside, (x - wide / 2, y + away)):
            room = (left, bottom, left + wide, bottom + 0.12)
            if _free(room, taken, view):
                _draw_name(axes, (left, bottom + 0.06), text, ha="left", va="center_baseline", zorder=6)
                taken.append(room)
                named.add(name)
                break


def _draw_name(axes: Axes, at: Point, text: str, **how: Any) -> None:
    """Letters with a white rim, to be read on hatches."""
    drawn = axes.text(*at, text, fontsize=SMALL, **how)
    drawn.set_path_effects([withStroke(linewidth=2.0, foreground="white")])


def _draw_country_names(axes: Axes, view: View, taken: list[Rectangle]) -> None:
    """Names of the countries that have room for them inside."""
    for code, polygons in sorted(load_world().items()):
        west, south, east, north = polygons[0].bounds()
        x, y = view.at(*_middle(polygons[0].outer))
        text = fitted(name_of(code), 120.0, SMALL)
        wide = width_of(text, SMALL) / 72
        inside = (east - west) * view.narrow * view.scale * 0.9 > wide and (north - south) * view.scale > 0.2
        room = (x - wide / 2, y - 0.06, x + wide / 2, y + 0.06)
        if inside and _free(room, taken, view):
            _draw_name(axes, (x, y), text, ha="center", va="center", color=GREY, zorder=2)
            taken.append(room)


def _middle(ring: Ring) -> Point:
    """Centre of gravity of the land inside, in degrees."""
    sides = list(zip(ring, (*ring[1:], ring[0]), strict=True))
    parts = [x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in sides]
    x = sum((x1 + x2) * part for ((x1, _), (x2, _)), part in zip(sides, parts, strict=True))
    y = sum((y1 + y2) * part for ((_, y1), (_, y2)), part in zip(sides, parts, strict=True))
    return x / (3 * sum(parts)), y / (3 * sum(parts))


def _free(room: Rectangle, taken: Iterable[Rectangle], view: View) -> bool:
    left, bottom, right, top = room
    if left < 0.03 or bottom < 0.03 or right > ACROSS - 0.03 or top > view.height - 0.03:
        return False
    return all(right < west or east < left or top < south or north < bottom for west, south, east, north in taken)


def _draw_scale(axes: Axes, view: View) -> None:
    """A bar of a round number of kilometres at the middle latitude, in the lower left corner."""
    length = next(km for km in (5000, 2000, 1000, 500, 200, 100, 50, 20) if view.inches(km) <= ACROSS / 5 or km == 20)
    wide = view.inches(length)
    text = f"{length:,} km"
    back = max(wide, width_of(text, SMALL) / 72) + 0.2
    axes.add_patch(Box((0, 0), back, 0.34, facecolor="white", edgecolor=PALE, linewidth=0.5, zorder=7))
    axes.add_line(Line2D([0.1, 0.1 + wide], [0.1, 0.1], color="#333333", linewidth=2.0, zorder=8))
    axes.text(0.1, 0.16, text, fontsize=SMALL, va="bottom", zorder=8)
