"""Series drawing: what passed between two parties step by step, how they stood, and shifts, as shapes on a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from detente.codebook import QUADS
from detente.relations.prior import Stance
from detente.relations.series import Point, Series
from detente.relations.shifts import Shift
from detente.relations.standing import Stands

WIDTH = 960
LEFT, RIGHT = 44, 8
"""Units beside the axes: for numbers on the left."""
TOP, COUNTS, GAP, STANCES, LABELS = 22, 190, 20, 84, 24
"""Units from the top: marks of shifts, acts, between, standing, days."""
HEIGHT = TOP + COUNTS + GAP + STANCES + LABELS
NUMBER = 32
"""Units that the sign and the number of a shift need."""
LINE = 13
"""Units from one line of letters to the next."""
MOST_LABELS = 8
LEAST_STEPS = 12
MOST_STEPS = 1_200
"""Steps that one chart shows: more are too thin to be seen."""
LINKED_STEPS = 400
"""Up to so many steps each leads to what happened in it."""
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_DAYS = (1, 2, 7, 14)


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of thing with the outline of all of it, as the ``d`` of an SVG path."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class StepMark:
    """A step with acts: where it stands, and what it holds in words."""

    first: date
    last: date
    x: float
    width: float
    words: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word beside an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class ShiftMark:
    """From the start of a shift to its alert."""

    number: int
    kind: str
    x: float
    width: float
    label_x: float
    """Where its number begins: at its start, or as near to it as leaves it whole and apart from other numbers."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Shapes in units of WIDTH by HEIGHT; y grows downwards."""

    first: date
    end: date
    """The morning at the left end, and that at the right end."""
    bars: tuple[Shape, ...]
    """By quad class: cooperation upwards from the middle line, conflict downwards."""
    only_told: str
    """Path of dots at steps where acts were planned, possible or denied, and none was done."""
    middle: float
    """Height of the middle line of the acts."""
    stances: tuple[Shape, ...]
    """By stance, the best on top, as high as it was probable."""
    steps: tuple[StepMark, ...]
    shifts: tuple[ShiftMark, ...]
    days: tuple[Label, ...]
    counts: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Days across the page."""

    first: date
    days: int

    def at(self, day: date) -> float:
        return LEFT + (day - self.first).days / self.days * (WIDTH - LEFT - RIGHT)


def draw_series(series: Series, stands: Stands, shifts: Sequence[Shift], since: date | None = None) -> Chart | None:
    """The chart of a series of acts; None of one without a step. Shifts outside its days are left out.

    A short series stands in at least LEAST_STEPS up to its last one, but in none before ``since``: acts may be left
    out there.
    """
    if not series.points:
        return None
    first = _first_drawn(series, since)
    end = series.step.after(series.points[-1].start)
    axis = _Axis(first, (end - first).days)
    up = max(max(one.counts[0] + one.counts[1] for one in series.points), 1)
    down = max(max(one.counts[2] + one.counts[3] for one in series.points), 1)
    unit = COUNTS / (up + down)
    middle = round(TOP + up * unit, 2)
    return Chart(
        first=first,
        end=end,
        bars=tuple(_bars(series, axis, middle, unit)),
        only_told=_only_told(series, axis, middle),
        middle=middle,
        stances=tuple(_stances(series, stands, axis, end)),
        steps=tuple(_steps(series, axis)) if len(series.points) <= LINKED_STEPS else (),
        shifts=tuple(_shift_marks(shifts, axis, first, end)),
        days=tuple(Label(round(axis.at(day), 1), text) for day, text in ticks(first, end - timedelta(days=1))),
        counts=tuple(_counts(up, down, middle, unit)),
    )


def _first_drawn(series: Series, since: date | None) -> date:
    start = series.points[-1].start
    for _ in range(LEAST_STEPS - 1):
        start = series.step.start(date.fromordinal(max(start.toordinal() - 1, 1)))
    return min(series.points[0].start, max(start, since or start))


def ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Days from the first to the last at the finest round distance that gives no more than MOST_LABELS, and labels."""
    for step in _DAYS:
        start = first + timedelta(days=-first.weekday() % 7 if step % 7 == 0 else 0)
        count = (last - start).days // step + 1
        if count <= MOST_LABELS:
            return [(day, day.isoformat()) for day in (start + timedelta(days=step * n) for n in range(count))]
    for months in _MONTHS:
        found = list(_every_months(first, last, months))
        if len(found) <= MOST_LABELS:
            return [(day, str(day.year) if months >= 12 else day.isoformat()[:7]) for day in found]
    return [(first, first.isoformat())]


def _every_months(first: date, last: date, step: int) -> Iterator[date]:
    number = first.year * 12 + first.month - 1 + (first.day > 1)
    number += -number % step
    while (year := number // 12) <= last.year and (day := date(year, number % 12 + 1, 1)) <= last:
        yield day
        number += step


def _bars(series: Series, axis: _Axis, middle: float, unit: float) -> Iterator[Shape]:
    for place, side in ((0, -1), (1, -1), (2, 1), (3, 1)):
        parts = []
        for one in (one for one in series.points if one.counts[place]):
            before = one.counts[place - 1] if place in (1, 3) else 0
            x, width = _span(series, one, axis)
            near, far = middle + side * before * unit, middle + side * (before + one.counts[place]) * unit
            parts.append(f"M{x:.1f} {near:.1f}h{width:.2f}V{far:.1f}h{-width:.2f}z")
        if parts:
            yield Shape(QUADS[place], "".join(parts))


def _only_told(series: Series, axis: _Axis, middle: float) -> str:
    dots = []
    for one in (one for one in series.points if not one.done and any(one.by_status)):
        x, width = _span(series, one, axis)
        dots.append(f"M{x + width / 2 - 3:.1f} {middle:.1f}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z")
    return "".join(dots)


def _span(series: Series, one: Point, axis: _Axis) -> tuple[float, float]:
    """Left end and width of a step's bar."""
    left, right = axis.at(one.start), axis.at(series.step.after(one.start))
    inner = min(0.1 * (right - left), 2.0)
    return left + inner / 2, max(right - left - inner, 0.5)


def _stances(series: Series, stands: Stands, axis: _Axis, end: date) -> Iterator[Shape]:
    """Standing on the morning of each step, which holds until the next; of short series on each morning."""
    mornings = [one.start for one in series.points]
    if axis.days <= LINKED_STEPS:
        mornings = [axis.first + timedelta(days=number) for number in range(axis.days)]
    days = np.array([day.toordinal() for day in mornings], dtype=np.int64)
    shares = stands.probabilities(*series.dyad, days)
    above = np.concatenate([np.zeros((len(days), 1)), np.cumsum(shares, axis=1)], axis=1)
    top = TOP + COUNTS + GAP
    edges = [axis.at(day) for day in (*mornings, end)]
    for place, stance in enumerate(Stance):
        if shares[:, place].max() > 0.001:
            yield Shape(str(stance), _area(edges, top + STANCES * above[:, place : place + 2]))


def _area(edges: Sequence[float], heights: NDArray[np.float64]) -> str:
    """The outline between two stairs; ``heights`` has upper and lower edge of each step."""
    there = [f"V{upper:.1f}H{edges[number + 1]:.1f}" for number, (upper, _) in enumerate(heights.tolist())]
    back = [f"V{lower:.1f}H{edges[number]:.1f}" for number, (_, lower) in reversed(list(enumerate(heights.tolist())))]
    return f"M{edges[0]:.1f} {heights[0, 0]:.1f}{''.join(there)}{''.join(back)}z"


def _steps(series: Series, axis: _Axis) -> Iterator[StepMark]:
    for one in (one for one in series.points if any(one.by_status)):
        after = series.step.after(one.start)
        x = axis.at(one.start)
        yield StepMark(one.start, after - timedelta(days=1), round(x, 1), round(axis.at(after) - x, 2), words_of(one))


def words_of(point: Point) -> str:
    """What a step holds: 3 verbal cooperation, 1 material conflict; 2 not done."""
    told = [f"{count} {quad}" for quad, count in zip(QUADS, point.counts, strict=True) if count]
    others = sum(point.by_status) - point.done
    return "; ".join([*([", ".join(told)] if told else []), *([f"{others} not done"] if others else [])])


def _shift_marks(shifts: Sequence[Shift], axis: _Axis, first: date, end: date) -> Iterator[ShiftMark]:
    shown = [one for one in enumerate(shifts, 1) if one[1].alert >= first and one[1].start < end]
    lefts = [axis.at(max(shift.start, first)) for _, shift in shown]
    for (number, shift), left, label in zip(shown, lefts, label_places(lefts), strict=True):
        right = axis.at(min(shift.alert + timedelta(days=1), end))
        yield ShiftMark(number, str(shift.kind), round(left, 1), round(max(right - left, 2.0), 1), round(label, 1))


def label_places(wanted: Sequence[float]) -> list[float]:
    """Where numbers of shifts begin that are wanted at these places, in order: NUMBER units apart, none cut off."""
    found: list[float] = []
    for place in wanted:
        found.append(max(place, found[-1] + NUMBER) if found else place)
    most = float(WIDTH - NUMBER)
    for number in reversed(range(len(found))):
        found[number] = min(found[number], most)
        most = found[number] - NUMBER
    return found


def _counts(up: int, down: int, middle: float, unit: float) -> Iterator[Label]:
    """The highest count upwards, 0, and the highest downwards; where two would touch, the middle ones are left out."""
    labels = [Label(round(middle - up * unit, 1), f"{up:,}"), Label(round(middle + down * unit, 1), f"{down:,}")]
    apart = [one for one in labels if abs(one.at - middle) >= LINE]
    yield from apart
    if len(apart) == len(labels):
        yield Label(middle, "0")
