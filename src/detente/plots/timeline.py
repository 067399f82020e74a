"""Timeline: incidents day by day, a lane for each type, and the people killed and injured below."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from detente.codebook import load_codebook
from detente.incidents.incident import Incident, Toll
from detente.plots.days import set_days
from detente.plots.marks import BLACK, GREY, PALE, QUADS, TYPES, Mark
from detente.plots.page import (
    HEAD,
    LINE,
    MARGIN,
    SMALL,
    WIDTH,
    Key,
    area_key,
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
from detente.plots.words import width_of
from detente.relations.series import DONE, Step, reach, steps_between

TITLE = "What happened when"
MOST_COLUMNS = 60
"""Columns that a page has room for; a column is as many days, weeks or months as it takes."""
LANE = 0.3
"""Inches from one lane to the next."""
TOLLS = 1.2
"""Inches of the lower part."""
_ROOMY: dict[object, float] = {
    **dict.fromkeys(("o", "s", (6, 0, 0), (5, 0, 0), (8, 0, 0)), 0.75),
    "D": 0.6,
    **dict.fromkeys(("^", "v", "<", ">"), 0.45),
}
"""How much of its breadth a mark has for a number; the others have none."""
_LEFT = 1.25
_ACROSS = WIDTH - MARGIN - _LEFT
_KILLED = Mark("#333333", "")
_INJURED = Mark("#FFFFFF", "////")


@dataclass(frozen=True, slots=True)
class Columns:
    """Stretches of time of one length, without a gap."""

    starts: tuple[date, ...]
    last: date
    """The last day of the last one."""
    length: str
    """One of them in words."""

    def of(self, day: date) -> int:
        """Number of the column that a day lies in."""
        return max(number for number, start in enumerate(self.starts) if start <= day)

    def middle(self, number: int) -> float:
        """Ordinal of the middle of a column."""
        ends = (*self.starts[1:], self.last + timedelta(days=1))
        return (self.starts[number].toordinal() + ends[number].toordinal()) / 2


@dataclass(frozen=True, slots=True)
class Cell:
    """The incidents of one type in one column."""

    done: int
    """Actual or alleged."""
    actual: int
    others: int
    """Planned, possible or negated."""


def timeline_of(incidents: Iterable[Incident], title: str = TITLE) -> Picture:
    """A timeline of the incidents that have a day; the page says how many have none."""
    given = list(incidents)
    dated = [(one.first_day, one) for one in given if one.first_day is not None]
    if not dated:
        why = "None of the incidents has a day." if given else "There are no incidents that meet the conditions."
        return nothing(title, counted(len(given)), why)
    first, last = (date.fromordinal(day) for day in reach(sorted(day.toordinal() for day, _ in dated)))
    early, late = (sum(day < first for day, _ in dated), sum(day > last for day, _ in dated))
    dated = [(day, one) for day, one in dated if first <= day <= last]
    columns = _columns(first, last)
    cells = _cells(dated, columns)
    tolls = {name: _tolls(dated, columns, name) for name in ("killed", "injured")}
    lanes = [name for name in TYPES if any(lane == name for lane, _ in cells)]
    keys = _keys(cells, tolls)
    notes = note_lines(_notes(dated, len(given) - len(dated) - early - late, _outside(first, last, early, late)))
    tall = LANE * len(lanes)
    below = TOLLS + 0.25 if any(tolls.values()) else 0.0
    height = HEAD + tall + below + 0.4 + key_height(keys) + LINE * len(notes) + 0.25

    def draw(figure: Figure) -> None:
        head(figure, title, f"{counted(len(dated))} from {first} to {last}; {columns.length} a column")
        top = height - HEAD - tall
        axes = axes_at(figure, _LEFT, top, _ACROSS, tall)
        _draw_lanes(axes, lanes, cells, columns, labelled=not below)
        if below:
            top -= below
            _draw_tolls(axes_at(figure, _LEFT, top, _ACROSS, TOLLS), tolls, columns)
        draw_key(figure, keys, top - 0.35)
        draw_notes(figure, notes, top - 0.4 - key_height(keys))

    return Picture(title, WIDTH, height, draw)


def _columns(first: date, last: date) -> Columns:
    """The finest columns that fit: days, weeks, months, or several months."""
    last = max(last, first + timedelta(days=13))
    for step in Step:
        starts = steps_between(step, first, last)
        many = ceil(len(starts) / MOST_COLUMNS) if step is Step.MONTH else 1
        if len(starts) <= MOST_COLUMNS or step is Step.MONTH:
            break
    starts = starts[::many]
    end = starts[-1]
    for _ in range(many):
        end = step.after(end)
    return Columns(starts, end - timedelta(days=1), f"one {step}" if many == 1 else f"{many} {step}s")


def _cells(dated: Sequence[tuple[date, Incident]], columns: Columns) -> dict[tuple[str, int], Cell]:
    statuses: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for day, one in dated:
        statuses[one.type, columns.of(day)].append(one.status)
    return {place: _cell(several) for place, several in sorted(statuses.items())}


def _cell(statuses: Sequence[str]) -> Cell:
    done = sum(status in DONE for status in statuses)
    return Cell(done, statuses.count("actual"), len(statuses) - done)


def _tolls(dated: Sequence[tuple[date, Incident]], columns: Columns, name: str) -> dict[int, Toll]:
    """People by column over the incidents that were done."""
    found: dict[int, Toll] = {}
    for day, one in dated:
        toll: Toll | None = getattr(one, name)
        if toll is not None and one.status in DONE and (toll.best or toll.max):
            number = columns.of(day)
            found[number] = _sum(found[number], toll) if number in found else toll
    return found


def _sum(one: Toll, other: Toll) -> Toll:
    most = None if one.max is None or other.max is None else one.max + other.max
    return Toll(one.min + other.min, one.best + other.best, most)


def _outside(first: date, last: date, early: int, late: int) -> list[str]:
    parts = [f"{early:,} before {first}"] if early else []
    return [*parts, f"{late:,} after {last}"] if late else parts


def _notes(dated: Sequence[tuple[date, Incident]], undated: int, outside: Sequence[str]) -> list[str]:
    notes = ["The form of a mark tells its type, as its lane does; the bigger it is, the more incidents."]
    by_report = sum(not one.dated for _, one in dated)
    if by_report:
        notes.append(f"{by_report:,} stand on the day of their report, since no day is told.")
    left_out = [*outside, *([f"{undated:,} without any day"] if undated else [])]
    if left_out:
        notes.append(f"Left out: {', '.join(left_out)}.")
    return [" ".join(notes)]


def _keys(cells: dict[tuple[str, int], Cell], tolls: dict[str, dict[int, Toll]]) -> list[Key]:
    kinds = {load_codebook().quad(name) for name, _ in cells}
    keys = [area_key(quad, Mark(mark.colour)) for quad, mark in QUADS.items() if quad in kinds]
    if any(cell.actual for cell in cells.values()):
        keys.append(point_key("happened", Mark(PALE)))
    if any(cell.done and not cell.actual for cell in cells.values()):
        keys.append(point_key("alleged only", Mark(GREY), filled=False))
    if any(not cell.done for cell in cells.values()):
        keys.append(point_key("planned, possible or denied", Mark(PALE), filled=False, size=5.0))
    keys += [area_key(name, mark) for name, mark in (("killed", _KILLED), ("injured", _INJURED)) if tolls[name]]
    if any(toll.min < toll.best or toll.max != toll.best for part in tolls.values() for toll in part.values()):
        keys.append(Key("least to most told", lambda x, y: Line2D([x, x], [y - 0.05, y + 0.05], color=GREY, lw=1.5)))
    return keys


def _draw_lanes(
    axes: Axes, lanes: Sequence[str], cells: dict[tuple[str, int], Cell], columns: Columns, *, labelled: bool
) -> None:
    set_days(axes, columns.starts[0], columns.last, labelled=labelled)
    axes.set_ylim(len(lanes) - 0.5, -0.5)
    axes.set_yticks(range(len(lanes)), lanes)
    axes.tick_params(axis="y", labelsize=SMALL, length=0)
    for place in range(len(lanes)):
        axes.axhline(place, color="#DDDDDD", linewidth=0.6, zorder=0)
    most = max(cell.done for cell in cells.values())
    column = _ACROSS / len(columns.starts) * 72
    for (name, number), cell in cells.items():
        colour = QUADS[load_codebook().quad(name)]
        mark = Mark(colour.colour, "", TYPES[name], ink=colour.ink)
        at = (columns.middle(number), float(lanes.index(name)))
        _draw_cell(axes, at, cell, mark, column, most)


def _draw_cell(axes: Axes, at: tuple[float, float], cell: Cell, mark: Mark, column: float, most: int) -> None:
    widest = min(column, LANE * 72) * 0.95
    if not cell.done:
        how = point(Mark(PALE, "", mark.marker), filled=False)
        axes.add_line(Line2D([at[0]], [at[1]], linestyle="none", markersize=min(widest * 0.5, 5.0), **how))
        return
    size = widest * (0.45 + 0.55 * sqrt((cell.done - 1) / max(most - 1, 8)))
    how = point(mark, filled=cell.actual > 0)
    axes.add_line(Line2D([at[0]], [at[1]], linestyle="none", markersize=max(size, 3.0), **how))
    if cell.done > 1:
        _draw_number(axes, at, cell, mark, max(size, 3.0), column)


def _draw_number(axes: Axes, at: tuple[float, float], cell: Cell, mark: Mark, size: float, room: float) -> None:
    """The number in its mark or, where that is too small, beside it; nowhere if it would touch the next column."""
    text = f"{cell.done:,}"
    inside = size * _ROOMY.get(mark.marker, 0.0)
    letters = min(7.0, 7.0 * inside / width_of(text, 7.0))
    if letters >= 6.0:
        ink = mark.ink if cell.actual else BLACK
        axes.text(*at, text, ha="center", va="center_baseline", fontsize=letters, color=ink, zorder=5)
    elif size / 2 + 2 + width_of(text, 7.0) <= room - size / 2:
        right = (size / 2 + 1.5, 0)
        axes.annotate(text, at, right, textcoords="offset points", va="center_baseline", fontsize=7.0, zorder=5)


def _draw_tolls(axes: Axes, tolls: dict[str, dict[int, Toll]], columns: Columns) -> None:
    set_days(axes, columns.starts[0], columns.last, labelled=True)
    wide = (columns.middle(1) - columns.middle(0)) * 0.36
    most = 1
    for name, mark, side in (("killed", _KILLED, -0.5), ("injured", _INJURED, 0.5)):
        for number, toll in sorted(tolls[name].items()):
            x = columns.middle(number) + side * wide
            axes.bar(x, toll.best, wide, color=mark.colour, edgecolor="#333333", hatch=mark.hatch, linewidth=0.5)
            top = toll.best if toll.max is None else toll.max
            most = max(most, top, toll.best)
            if toll.min < top:
                axes.add_line(Line2D([x, x], [toll.min, top], color=GREY, linewidth=1.5, zorder=4))
            if toll.max is None:
                axes.plot([x], [top], marker=(3, 0, 0), markersize=4, color=GREY, zorder=4, clip_on=False)
    axes.set_ylim(0, most * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.tick_params(axis="y", labelsize=SMALL, length=3)
    axes.set_ylabel("people", fontsize=SMALL)
