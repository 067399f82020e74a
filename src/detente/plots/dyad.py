"""Dyad: what passed between two parties, how they stood, and where that shifted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import nan

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter, MaxNLocator

from detente.codebook import QUADS as CLASSES
from detente.plots.days import set_days
from detente.plots.marks import BLACK, GREY, QUADS, SHIFTS, STANDINGS, Mark
from detente.plots.page import (
    HEAD,
    LINE,
    MARGIN,
    SMALL,
    WIDTH,
    Key,
    area,
    area_key,
    axes_at,
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
from detente.plots.words import fitted
from detente.relations.series import Point, Series
from detente.relations.standing import Standing

COUNTS, SCORES, STANCES = 2.3, 1.3, 1.0
"""Inches of the three parts, from the top: acts, mean score, standing."""
MOST_TURNS = 8
"""Shifts that are told in words below; all are marked."""
_BETWEEN, _ABOVE = 0.27, 0.28
"""Inches between parts, and above the first for the marks of shifts."""
_CROWDED = 160
"""Points beyond which lines are drawn finer."""
_AROUND = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
"""Corners of a bar, left or right and inner or outer."""
_LEFT = 0.95
_ACROSS = WIDTH - MARGIN - _LEFT


@dataclass(frozen=True, slots=True)
class Turn:
    """A shift as it is drawn."""

    kind: str
    """rift or thaw."""
    start: date
    alert: date
    """Day on which it could be known."""
    probability: float
    """0 to 1."""
    sentence: str


def dyad_of(
    series: Series, names: tuple[str, str], standings: Sequence[Standing] = (), turns: Sequence[Turn] = ()
) -> Picture:
    """The picture of a series of acts, with standings on any of its days, and shifts from the weightiest on."""
    title = f"{fitted(names[0], 300, 13.0, bold=True)} and {fitted(names[1], 300, 13.0, bold=True)}"
    done = sum(one.done for one in series.points)
    subtitle = f"{done:,} acts by {series.step}"
    if not any(sum(one.by_status) for one in series.points):
        return nothing(title, subtitle, "No act between the two is known of this time.")
    first, last = series.points[0].start, series.step.after(series.points[-1].start) - timedelta(days=1)
    shown = sorted((one for one in turns if first <= one.alert and one.start <= last), key=_when)
    told = sorted([one for one in turns if one in shown][:MOST_TURNS], key=_when)
    sentences = [f"{_number(one, shown)}  {one.sentence}" for one in told]
    if len(told) < len(shown):
        sentences.append(f"{len(shown) - len(told)} more shifts of less weight are marked and not told.")
    lines = note_lines(sentences, most=4)
    keys = _keys(series, standings, shown)
    stances = STANCES + _BETWEEN if standings else 0.0
    height = HEAD + _ABOVE + COUNTS + _BETWEEN + SCORES + stances + 0.35 + key_height(keys) + LINE * len(lines) + 0.3

    def draw(figure: Figure) -> None:
        head(figure, title, f"{subtitle}, {first} to {last}")
        top = height - HEAD - _ABOVE - COUNTS
        counts = axes_at(figure, _LEFT, top, _ACROSS, COUNTS)
        _draw_counts(counts, series)
        top -= _BETWEEN + SCORES
        scores = axes_at(figure, _LEFT, top, _ACROSS, SCORES)
        _draw_scores(scores, series)
        parts = [counts, scores]
        if standings:
            top -= stances
            parts.append(axes_at(figure, _LEFT, top, _ACROSS, STANCES))
            _draw_standings(parts[-1], standings, last)
        for axes in parts:
            set_days(axes, first, last, labelled=axes is parts[-1])
            axes.tick_params(axis="y", labelsize=SMALL, length=3)
        _draw_turns(parts[:2], shown, first, last)
        draw_key(figure, keys, top - 0.32)
        draw_notes(figure, lines, top - 0.38 - key_height(keys))

    return Picture(title, WIDTH, height, draw)


def _when(turn: Turn) -> tuple[date, date, str]:
    return turn.start, turn.alert, turn.kind


def _number(turn: Turn, shown: Sequence[Turn]) -> str:
    return f"({list(shown).index(turn) + 1})"


def _keys(series: Series, standings: Sequence[Standing], turns: Sequence[Turn]) -> list[Key]:
    seen = [any(one.counts[place] for one in series.points) for place in range(len(CLASSES))]
    keys = [area_key(quad, QUADS[quad]) for quad, some in zip(CLASSES, seen, strict=True) if some]
    if any(not one.done and any(one.by_status) for one in series.points):
        keys.append(point_key("only planned, possible or denied", Mark(GREY), filled=False, size=4.0))
    kinds = {turn.kind for turn in turns}
    keys += [point_key(kind, mark) for kind, mark in SHIFTS.items() if kind in kinds]
    stances = [area_key(f"standing: {name}", mark) for name, mark in STANDINGS.items()]
    return keys + (stances if standings else [])


def _draw_counts(axes: Axes, series: Series) -> None:
    """Cooperation upwards from the middle line, conflict downwards."""
    for place, side in ((0, 1), (1, 1), (2, -1), (3, -1)):
        how = area(QUADS[CLASSES[place]])
        bars = []
        for one in (one for one in series.points if one.counts[place]):
            before = one.counts[place - 1] if place in (1, 3) else 0
            left, wide = _span(series, one)
            corners = ((left, left + wide), (side * before, side * (before + one.counts[place])))
            bars.append(Path([(corners[0][x], corners[1][y]) for x, y in _AROUND], closed=True))
        if bars:
            edge = 0.5 if len(series.points) <= _CROWDED else 0.1
            axes.add_patch(PathPatch(Path.make_compound_path(*bars), **{**how, "linewidth": edge}))
    others = [one for one in series.points if not one.done and any(one.by_status)]
    middles = [_middle(series, one) for one in others]
    axes.plot(middles, [0] * len(others), "o", markersize=3.5, markerfacecolor="white", markeredgecolor=GREY)
    up = max(max(one.counts[0] + one.counts[1] for one in series.points), 1)
    down = max(max(one.counts[2] + one.counts[3] for one in series.points), 1)
    axes.axhline(0, color=BLACK, linewidth=0.8)
    axes.set_ylim(-down * 1.1, up * 1.1)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):.0f}"))
    axes.set_ylabel("conflict · cooperation", fontsize=SMALL)


def _span(series: Series, one: Point) -> tuple[float, float]:
    """Left end and width of a point's bar, in days."""
    days = (series.step.after(one.start) - one.start).days
    return one.start.toordinal() + 0.05 * days, 0.9 * days


def _middle(series: Series, one: Point) -> float:
    left, wide = _span(series, one)
    return left + wide / 2


def _draw_scores(axes: Axes, series: Series) -> None:
    """Mean score of each step with acts; lines join neighbours only, and a dot grows with the number of acts."""
    middles = [_middle(series, one) for one in series.points]
    scores = [nan if one.score_mean is None else one.score_mean for one in series.points]
    axes.plot(middles, scores, color=BLACK, linewidth=1.0 if len(scores) <= _CROWDED else 0.5, zorder=3)
    least = 2.0 if len(scores) <= _CROWDED else 0.8
    sizes = [min(least + 0.5 * least * one.done**0.5, 3.5 * least) ** 2 for one in series.points]
    axes.scatter(middles, scores, s=sizes, color=BLACK, linewidths=0, zorder=4)
    axes.axhline(0, color=BLACK, linewidth=0.8)
    axes.set_ylim(-11, 11)
    axes.set_yticks([-10, -5, 0, 5, 10])
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.5)
    axes.set_ylabel("mean score", fontsize=SMALL)


def _draw_standings(axes: Axes, standings: Sequence[Standing], last: date) -> None:
    """Probability of each stance, the best on top; each standing holds until the next."""
    ordered = sorted(standings, key=lambda one: one.day)
    x: list[float] = []
    for one, after in zip(ordered, [*ordered[1:], None], strict=True):
        end = last.toordinal() + 1 if after is None else after.day.toordinal()
        x += [one.day.toordinal(), end]
    below = [0.0] * len(x)
    for place, mark in reversed(list(enumerate(STANDINGS.values()))):
        share = [one.probabilities[place] for one in ordered for _ in range(2)]
        above = [low + part for low, part in zip(below, share, strict=True)]
        axes.fill_between(x, below, above, **{**area(mark), "linewidth": 0.3})
        below = above
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.set_ylabel("standing", fontsize=SMALL)


def per_cent(probability: float) -> str:
    """A probability in words that never say 100 % of what is less, or 0 % of what is more."""
    if probability > 0.99:
        return "over 99 %"
    return "under 1 %" if probability < 0.01 else f"{probability * 100:.0f} %"


def _draw_turns(parts: Sequence[Axes], turns: Sequence[Turn], first: date, last: date) -> None:
    """A band from the start of a shift to its alert, and above it mark, number and probability."""
    ends = [first.toordinal() - _ACROSS, first.toordinal() - _ACROSS]
    per_inch = ((last - first).days + 1) / _ACROSS
    for number, turn in enumerate(turns, start=1):
        mark = SHIFTS[turn.kind]
        left = max(turn.start.toordinal(), first.toordinal())
        right = min(max(turn.alert.toordinal() + 1, left + 1), last.toordinal() + 1)
        for axes in parts:
            axes.axvspan(left, right, color=mark.colour, alpha=0.18, linewidth=0, zorder=0)
            axes.axvline(left, color=mark.colour, linestyle=mark.line, linewidth=1.3, zorder=5)
        text = f"({number}) {per_cent(turn.probability)}"
        row = 0 if left > ends[0] + 0.1 * per_inch else 1
        if left <= ends[row] + 0.1 * per_inch:
            text = ""
        place = min(left, last.toordinal() + 1 - 0.75 * per_inch) if text else left
        high = parts[0].get_ylim()
        y = high[1] + (high[1] - high[0]) * (0.03 + 0.055 * row)
        symbol = Line2D([left], [high[1]], linestyle="none", markersize=6, clip_on=False, zorder=6, **point(mark))
        parts[0].add_line(symbol)
        if text:
            parts[0].text(place + 0.07 * per_inch, y, text, fontsize=SMALL - 1, va="bottom", clip_on=False)
            ends[row] = place + 0.75 * per_inch
