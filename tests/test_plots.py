"""Pictures: the same bytes for the same values, nothing cut off or hidden, read without colour, safe for any text."""

import io
import struct
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from math import dist
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch
from matplotlib.text import Text

from detente.codebook import QUADS, load_codebook
from detente.coding.labels import TYPES
from detente.error import DetenteError
from detente.incidents.incident import Incident, Party, Site, Toll
from detente.plots import marks
from detente.plots.days import MOST, ticks
from detente.plots.dyad import Turn, dyad_of
from detente.plots.dyad import per_cent as turn_per_cent
from detente.plots.map import map_of
from detente.plots.network import MOST_ACTORS, network_of
from detente.plots.picture import SETTINGS, Picture, format_of, write_picture
from detente.plots.spread import spread
from detente.plots.timeline import timeline_of
from detente.plots.words import fitted, safe, width_of, wrapped
from detente.plots.world import SHIPPED, load_world
from detente.relations.act import Act
from detente.relations.balance import Network, Tie
from detente.relations.series import Series, Step, series
from detente.relations.standing import Stands
from scripts import world_shapes

DAY = date(2024, 11, 10)
HOSTILE = "$\\frac{1}{0}$ <script>alert(1)</script> & \x1b[31m \u202e \ud800 --> ]]> 日本 _" + "x" * 300


def happening(
    number: int,
    kind: str = "ASSAULT",
    day: date | None = DAY,
    site: Site | None = None,
    killed: Toll | None = None,
    status: str = "actual",
) -> Incident:
    actor, recipient = Party("YEM:REB", "Yemen, rebels", "YEM", "REB"), Party("SAU:MIL", "Saudi army", "SAU", "MIL")
    book = load_codebook()
    return Incident(
        incident_id=f"i{number}",
        type=kind,
        mode=None,
        quad=book.quad(kind),
        score=book.type(kind).score,
        status=status,
        confidence=0.8,
        actors=(actor,),
        recipients=(recipient,),
        site=site,
        first_day=day,
        last_day=day,
        dated=True,
        killed=killed,
        injured=None,
        detained=None,
        publishers=1,
        first_report=None,
        last_report=None,
        versions=(),
        members=(),
    )


def site(name: str, lat: float, lon: float, precision: str = "city", country: str | None = "YEM") -> Site:
    return Site(None, name, None, country, lat, lon, precision)


MARIB, ADEN = site("Ma'rib", 15.46, 45.32), site("Aden", 12.78, 45.03)
HODEIDAH, YEMEN = site("Hodeidah", 15.0, 43.0, "province"), site("Yemen", 15.5, 47.5, "country")
FEW = (
    happening(1, site=MARIB, killed=Toll(3, 5, 9)),
    happening(2, site=MARIB, status="alleged"),
    happening(3, "CONSULT", site=MARIB),
    happening(4, "AID", DAY + timedelta(days=4), HODEIDAH),
    happening(5, "THREATEN", site=YEMEN, status="planned"),
    happening(6, "COERCE", site=ADEN, killed=Toll(1, 1, None)),
    happening(7, site=None, day=None),
)


def many(number: int, days: int) -> list[Incident]:
    chance = Random(number)
    towns = [(chance.uniform(-30, 55), chance.uniform(-20, 60)) for _ in range(120)]
    kinds = ("city", "point", "district", "province", "region", "country")
    found = []
    for place in range(number):
        lat, lon = chance.choice(towns)
        country = chance.choice(("SYR", "UKR", "NGA", "SDN", "SGP"))
        where = site(f"Town of the long name {place % 90}", lat, lon, chance.choice(kinds), country)
        day = date(2024, 1, 3) + timedelta(days=chance.randrange(days))
        toll = Toll(1, place % 40, chance.choice((None, place % 40 + 5))) if place % 3 == 0 else None
        status = chance.choice(("actual", "actual", "alleged", "planned", "negated"))
        found.append(happening(place, chance.choice(TYPES), day, where, toll, status))
    return found


def acts(number: int, days: int) -> list[Act]:
    chance, book = Random(number), load_codebook()
    found = []
    for place in range(number):
        kind, day = chance.choice(TYPES), DAY + timedelta(days=chance.randrange(days))
        status = chance.choice(("actual", "actual", "alleged", "planned", "negated"))
        score = book.type(kind).score
        found.append(Act(f"i{place}", day, "ARM", "AZE", kind, book.quad(kind), score, status, 0.9, 1))
    return found


def of_dyad(number: int, days: int, step: Step, turns: Sequence[Turn] = ()) -> Picture:
    known = acts(number, days)
    own, stands = series(known, ("ARM", "AZE"), step), Stands(known)
    standings = [stands.standing("ARM", "AZE", point.start) for point in own.points]
    return dyad_of(own, ("Armenia", "Azerbaijan"), standings, turns)


def turn(number: int, sentence: str = "A rift between Armenia and Azerbaijan, over 99 %. " * 4) -> Turn:
    start = DAY + timedelta(days=number * 37)
    return Turn("rift" if number % 3 else "thaw", start, start + timedelta(days=9), 0.4 + number / 40, sentence)


def of_network(number: int) -> Picture:
    names = [f"A{place:02d}" for place in range(number)]
    chance = Random(number)
    pairs = [pair for pair in combinations(names, 2) if chance.random() < 0.4]
    ties = tuple(Tie(one, other, chance.choice((-1, 1)) * chance.uniform(0.05, 1)) for one, other in pairs)
    return network_of(Network(DAY, ties), lambda key: f"Democratic Republic of {key}")


PICTURES: dict[str, Callable[[], Picture]] = {
    "map of nothing": lambda: map_of([]),
    "map without places": lambda: map_of([happening(1)]),
    "map of one": lambda: map_of(FEW[:1]),
    "map of few": lambda: map_of(FEW),
    "map of many": lambda: map_of(many(700, 90)),
    "timeline of nothing": lambda: timeline_of([]),
    "timeline without days": lambda: timeline_of([happening(1, day=None)]),
    "timeline of one": lambda: timeline_of(FEW[:1]),
    "timeline of few": lambda: timeline_of(FEW),
    "timeline of many": lambda: timeline_of(many(700, 3000)),
    "network of nothing": lambda: network_of(Network(DAY, ())),
    "network of two": lambda: network_of(Network(DAY, (Tie("ISR", "IRN", -0.9),))),
    "network of many": lambda: of_network(60),
    "dyad of nothing": lambda: dyad_of(Series(("ARM", "AZE"), Step.WEEK, ()), ("Armenia", "Azerbaijan")),
    "dyad of one": lambda: of_dyad(1, 1, Step.WEEK),
    "dyad of few": lambda: of_dyad(9, 40, Step.DAY, [turn(0)]),
    "dyad of many": lambda: of_dyad(900, 1500, Step.WEEK, [turn(number) for number in range(20)]),
    "dyad of hostile words": lambda: dyad_of(
        series(acts(20, 60), ("ARM", "AZE")), (HOSTILE, HOSTILE), (), [turn(0, HOSTILE)]
    ),
    "map of hostile words": lambda: map_of([happening(1, site=site(HOSTILE, 15.4, 45.3))], HOSTILE),
    "network of hostile words": lambda: network_of(
        Network(DAY, (Tie("ISR", "IRN", -0.9),)), lambda key: HOSTILE + key, HOSTILE
    ),
    "timeline of hostile words": lambda: timeline_of(FEW, HOSTILE),
}
each_picture = pytest.mark.parametrize("name", PICTURES)


def written(picture: Picture, form: str = "svg", dpi: int = 60) -> bytes:
    stream = io.BytesIO()
    write_picture(picture, form, stream, dpi)
    return stream.getvalue()


@contextmanager
def drawn(picture: Picture) -> Iterator[Figure]:
    """The figure as it is drawn, to be looked at."""
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        figure = Figure(figsize=(picture.width, picture.height))
        canvas = FigureCanvasAgg(figure)
        picture.draw(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        yield figure


def words_on(figure: Figure) -> list[Text]:
    """All words that are drawn: ticks beyond the ends of an axis have words that are not."""
    beyond = set()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        beyond |= {tick.label1 for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high}
    found = (one for one in figure.findobj(Text) if isinstance(one, Text) and one not in beyond)
    return [one for one in found if one.get_visible() and one.get_text()]


# What is written


@each_picture
def test_the_same_values_give_the_same_bytes(name: str) -> None:
    assert written(PICTURES[name]()) == written(PICTURES[name]())


def test_the_order_of_the_incidents_makes_no_difference() -> None:
    given = many(150, 60)
    for picture_of in (map_of, timeline_of):
        assert written(picture_of(given)) == written(picture_of(given[::-1]))


@each_picture
def test_svg_is_well_formed_and_has_no_date_and_no_script(name: str) -> None:
    text = written(PICTURES[name]()).decode()
    names = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()}
    assert not names & {"script", "date", "creator", "foreignObject", "a", "image"}
    assert "<script" not in text


def test_png_has_the_dots_that_were_asked_for() -> None:
    picture = map_of(FEW)
    data = written(picture, "png", 50)
    assert data.startswith(b"\x89PNG")
    width, height = (int.from_bytes(data[start : start + 4], "big") for start in (16, 20))
    assert (width, height) == (round(picture.width * 50), int(picture.height * 50))
    assert data == written(picture, "png", 50)


def test_settings_of_the_user_make_no_difference_and_stay() -> None:
    plain = written(timeline_of(FEW))
    with matplotlib.rc_context({"font.size": 30.0, "svg.hashsalt": None, "axes.facecolor": "red"}):
        assert written(timeline_of(FEW)) == plain
        assert matplotlib.rcParams["font.size"] == 30.0


def test_nothing_to_draw_is_said() -> None:
    for picture in (map_of([]), timeline_of([]), network_of(Network(DAY, ()))):
        with drawn(picture) as figure:
            assert "Nothing to draw" in [text.get_text() for text in words_on(figure)]


@pytest.mark.parametrize(("name", "form"), [("a.svg", "svg"), ("a.PNG", "png"), ("b/c.x.svg", "svg")])
def test_the_name_tells_the_format(name: str, form: str) -> None:
    assert format_of(name) == form


@pytest.mark.parametrize("name", ["a", "a.pdf", "svg", "-", ".png"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(DetenteError, match="does not say which format"):
        format_of(name)


def test_other_formats_and_dots_are_refused() -> None:
    with pytest.raises(DetenteError, match="'pdf' is not known"):
        written(map_of(FEW), "pdf")
    for dpi in (0, 29, 1201, -1):
        with pytest.raises(DetenteError, match="not between 30 and 1200"):
            written(map_of(FEW), "png", dpi)


# Nothing is cut off, no words hide others


@each_picture
def test_all_words_are_on_the_page_and_none_on_others(name: str) -> None:
    picture = PICTURES[name]()
    with drawn(picture) as figure:
        page = figure.bbox
        boxes = [(text.get_text(), text.get_window_extent()) for text in words_on(figure)]
        for text, box in boxes:
            assert page.x0 <= box.x0 <= box.x1 <= page.x1, text
            assert page.y0 <= box.y0 <= box.y1 <= page.y1, text
        for (one, first), (other, second) in combinations(boxes, 2):
            across = min(first.x1, second.x1) - max(first.x0, second.x0)
            up = min(first.y1, second.y1) - max(first.y0, second.y0)
            assert across <= 2 or up <= 3, (one, other)  # boxes have room for accents and descenders


def place_of(line: Line2D) -> tuple[float, float]:
    data: Any = line.get_xydata()
    return float(data[0][0]), float(data[0][1])


def markers(figure: Figure) -> list[Line2D]:
    on_axes = [line for axes in figure.axes for line in axes.lines]
    return [line for line in on_axes if line.get_marker() not in ("None", None, "") and line.get_markersize() > 3]


@pytest.mark.parametrize("number", [5, 60, 700])
def test_symbols_of_a_map_do_not_hide_each_other(number: int) -> None:
    with drawn(map_of([one for one in many(number, 9) if one.site and one.site.precision != "country"])) as figure:
        found = [(place_of(line), line.get_markersize() / 144) for line in markers(figure)]
    for (one, breadth), (other, other_breadth) in combinations(found, 2):
        assert dist(one, other) > 0.8 * (breadth + other_breadth)


def test_a_town_is_a_point_a_province_a_ring_a_country_an_area() -> None:
    with drawn(map_of([happening(1, site=MARIB), happening(2, site=ADEN)])) as figure:
        assert len(markers(figure)) == 2
        assert not figure.axes[0].findobj(Circle)
    with drawn(map_of([happening(1, site=HODEIDAH)])) as figure:
        rings = [one for one in figure.axes[0].findobj(Circle) if isinstance(one, Circle)]
        (symbol,) = markers(figure)
        centre: Any = rings[0].get_center()
        x, y = place_of(symbol)
        assert rings[0].get_linestyle() not in ("-", "solid")
        assert y - centre[1] == pytest.approx(rings[0].get_radius(), abs=0.01)
        assert x == pytest.approx(centre[0], abs=0.01)
    with drawn(map_of([happening(1, site=YEMEN)])) as figure:
        hatched = [one for one in figure.axes[0].findobj(PathPatch) if isinstance(one, PathPatch) and one.get_hatch()]
        assert len(hatched) == len(load_world()["YEM"])
        assert "Yemen" in [text.get_text() for text in words_on(figure)]


def test_a_country_without_a_shape_is_a_ring() -> None:
    with drawn(map_of([happening(1, site=site("Singapore", 1.35, 103.8, "country", "SGP"))])) as figure:
        assert figure.axes[0].findobj(Circle)


def test_a_full_network_keeps_the_strongest_and_says_so() -> None:
    with drawn(of_network(60)) as figure:
        said = " ".join(text.get_text() for text in words_on(figure))
    assert f"{MOST_ACTORS} actors" in said
    assert "28 actors with weaker ties are left out" in said


def test_shifts_are_numbered_and_told() -> None:
    with drawn(of_dyad(60, 400, Step.WEEK, [turn(2, "Second."), turn(1, "First.")])) as figure:
        said = [text.get_text() for text in words_on(figure)]
    assert "(1)  First." in said or "(1) First." in said
    assert any(text.startswith("(2)") and "Second." in text for text in said)


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.5, "50 %"), (0.99, "99 %"), (0.9999, "over 99 %"), (0.001, "under 1 %"), (1.0, "over 99 %")],
)
def test_a_probability_is_never_told_as_certain(probability: float, words: str) -> None:
    assert turn_per_cent(probability) == words


# Colour


@pytest.mark.parametrize("quads", list(combinations(QUADS, 2)))
def test_no_two_quad_classes_hang_on_colour_alone(quads: tuple[str, str]) -> None:
    one, other = (marks.QUADS[quad] for quad in quads)
    assert one.marker != other.marker
    assert one.hatch != other.hatch


def test_types_shifts_ties_and_stances_differ_in_shape_line_hatch_or_grey() -> None:
    assert set(marks.TYPES) == set(TYPES)
    assert len(set(marks.TYPES.values())) == len(TYPES)
    rift, thaw = marks.SHIFTS["rift"], marks.SHIFTS["thaw"]
    assert rift.marker != thaw.marker
    assert rift.line != thaw.line
    assert marks.TIES["friendly"].line != marks.TIES["hostile"].line
    for one, other in combinations(marks.STANDINGS.values(), 2):
        far = abs(marks.luminance(one.colour) - marks.luminance(other.colour)) > 0.2
        assert far or one.hatch != other.hatch


@pytest.mark.parametrize("mark", marks.QUADS.values())
def test_numbers_are_read_on_their_symbols(mark: marks.Mark) -> None:
    low, high = sorted((marks.luminance(mark.colour), marks.luminance(mark.ink)))
    assert (high + 0.05) / (low + 0.05) >= 4.5  # WCAG 2, level AA


# Words


@given(st.text(max_size=200), st.floats(20, 400))
@settings(max_examples=60, deadline=None)
def test_words_fit_the_room(text: str, room: float) -> None:
    short = fitted(text, room, 8.0)
    assert width_of(short, 8.0) <= room or short == "…"
    assert all(width_of(line, 8.0) <= room or line == "…" for line in wrapped(text, room, 8.0))


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_safe_words_can_stand_in_xml(text: str) -> None:
    ElementTree.fromstring(f"<a>{safe(text).replace('&', '&amp;').replace('<', '&lt;')}</a>")


def test_long_words_end_in_dots_and_short_ones_stay() -> None:
    assert fitted("Yemen", 100, 8.0) == "Yemen"
    assert fitted("Yemen " * 40, 100, 8.0).endswith("…")
    assert wrapped("one two three four", 30, 8.0, most=2)[-1].endswith("…")
    assert wrapped("", 100, 8.0) == []


# Days


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 40_000))
@settings(max_examples=200, deadline=None)
def test_an_axis_has_few_different_labels_in_order(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    found = ticks(first, last)
    assert len(found) <= MOST
    assert all(first <= day <= last for day, _ in found)
    assert [day for day, _ in found] == sorted({day for day, _ in found})
    assert len({label for _, label in found}) == len(found)
    assert len(found) >= (2 if days >= 2 else 1)


# Room


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0, 6)), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_circles_with_room_do_not_overlap_and_stay_in_the_box(places: list[tuple[float, float]]) -> None:
    found = spread(places, [0.15] * len(places), (9, 6))
    assert found == spread(places, [0.15] * len(places), (9, 6))
    assert all(0.149 <= x <= 8.851 and 0.149 <= y <= 5.851 for x, y in found)
    assert all(dist(one, other) > 0.27 for one, other in combinations(found, 2))


def test_circles_that_touch_nothing_stay() -> None:
    places = [(1.0, 1.0), (3.0, 3.0), (5.0, 1.0)]
    assert spread(places, [0.2] * 3, (9, 6)) == places
    assert spread([], [], (9, 6)) == []


# World


def test_the_shapes_ship_and_are_small() -> None:
    assert SHIPPED.stat().st_size < 300_000
    world = load_world()
    assert len(world) > 170
    assert {"UKR", "XKX", "ESH", "FRA", "NOR", "SSD"} <= set(world)
    west, south, east, north = world["ITA"][0].bounds()
    assert 5 < west < 8 < 18 < east < 20
    assert 36 < south < 39 < 46 < north < 48
    assert len(world["ZAF"][0].holes) == 1


HEAD = "# Origin: me\n# Licence: mine\n# Date: 2026-01-01\ncountry\tpolygon\tring\tpoints\n"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("XXX\t1\touter\t0 0,1 0,1 1", "country: 'XXX'"),
        ("ITA\t2\touter\t0 0,1 0,1 1", "not what comes next"),
        ("ITA\t1\thole\t0 0,1 0,1 1", "not what comes next"),
        ("ITA\t1\tinner\t0 0,1 0,1 1", "not what comes next"),
        ("ITA\t1\touter\t0 0,1 0", "fewer than three"),
        ("ITA\t1\touter\t0 0,1,1 1", "not pairs of numbers"),
        ("ITA\t1\touter\t0 0,200 0,1 1", "outside the world"),
        ("ITA\t1\touter", "3 cells instead of 4"),
    ],
)
def test_bad_shapes_are_refused_with_their_line(tmp_path: Path, row: str, fault: str) -> None:
    path = tmp_path / "world.tsv"
    path.write_text(f"{HEAD}{row}\n", encoding="utf-8")
    with pytest.raises(DetenteError, match=fault) as refused:
        load_world(path)
    assert f"{path}:5" in str(refused.value)


def shapefile(*records: Sequence[world_shapes.Ring]) -> bytes:
    """A shapefile of polygons, as ESRI's description of 1998 lays it out."""
    body = b""
    for number, rings in enumerate(records, start=1):
        starts = [sum(map(len, rings[:place])) for place in range(len(rings))]
        points = [point for ring in rings for point in ring]
        content = struct.pack("<i4d2i", 5, 0, 0, 0, 0, len(rings), len(points)) + struct.pack(
            f"<{len(rings)}i", *starts
        )
        content += b"".join(struct.pack("<2d", *point) for point in points)
        body += struct.pack(">2i", number, len(content) // 2) + content
    return bytes(100) + body


SQUARE = [(0.0, 0.0), (0.0, 9.0), (9.0, 9.0), (9.0, 0.0), (0.0, 0.0)]  # clockwise
HOLE = [(2.0, 2.0), (3.123456, 2.0), (3.0, 3.0), (2.0, 2.0)]  # the other way
SLIP = [(0.0, 0.0), (0.0, 0.001), (0.001, 0.0), (0.0, 0.0)]


def test_shapes_are_read_with_their_holes_and_without_slips() -> None:
    found = list(world_shapes._shapes(shapefile([SQUARE, HOLE], [SLIP])))
    assert found == [[SQUARE, HOLE], [SLIP]]
    assert list(world_shapes._numbered(list(world_shapes._lines("ITA", found[0])))) == [
        "ITA\t1\touter\t0 0,0 9,9 9,9 0",
        "ITA\t1\thole\t2 2,3.12 2,3 3",
    ]
    assert list(world_shapes._lines("ITA", found[1])) == []


def test_another_wheel_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.whl"
    path.write_bytes(b"PK")
    with pytest.raises(DetenteError, match="not the wheel that the shapes are made of"):
        world_shapes.main(path)


def test_what_happened_long_ago_leaves_room_for_the_rest_and_is_counted() -> None:
    told = [*many(150, 60), replace(happening(999), first_day=date(1984, 1, 1))]
    with drawn(timeline_of(told)) as figure:
        words = " ".join(one.get_text() for one in words_on(figure))
    assert "1 before" in words
    assert "1984" not in words


def test_series_are_drawn_as_they_are() -> None:
    point = series(acts(30, 20), ("ARM", "AZE"), Step.MONTH).points[0]
    own = Series(("ARM", "AZE"), Step.MONTH, (replace(point, counts=(3, 1, 2, 4)),))
    with drawn(dyad_of(own, ("Armenia", "Azerbaijan"))) as figure:
        bars = [one for one in figure.axes[0].patches if isinstance(one, PathPatch)]
        heights = sorted((one.get_path().get_extents().y0, one.get_path().get_extents().y1) for one in bars)
    assert heights == [(-6.0, -2.0), (-2.0, 0.0), (0.0, 3.0), (3.0, 4.0)]
