"""Relations written out: pages for people, else one record or row each, in the formats that events have.

JSON Lines has everything of a dyad or a network in one record; CSV and Parquet are flat: a row is a point of a series,
a dyad, a shift, a triad or a month.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from textwrap import wrap
from typing import Any

import pyarrow as pa

from detente.codebook import QUADS
from detente.exports.csv import csv_line
from detente.exports.destination import Destination
from detente.exports.jsonl import record_line
from detente.exports.parquet import RowGroups
from detente.exports.visible import visible
from detente.relations.alliances import Relation
from detente.relations.balance import Census, Network, Tie, Triad
from detente.relations.frustration import Frustration
from detente.relations.overview import Between, Move
from detente.relations.parties import name_of
from detente.relations.prior import Stance
from detente.relations.sentences import note_sentence, shift_sentence
from detente.relations.series import STATUSES, Point, Series
from detente.relations.shifts import Note, Shift
from detente.relations.standing import Standing

Record = dict[str, Any]
_TEXT, _DAY, _WHOLE, _REAL, _FLAG = pa.string(), pa.string(), pa.int64(), pa.float64(), pa.bool_()
_WIDE = 100
"""Columns of sentences on a page."""
_QUAD_FIELDS = tuple(quad.replace(" ", "_") for quad in QUADS)

POINT_COLUMNS: dict[str, pa.DataType] = {
    **dict.fromkeys(("first", "second", "step"), _TEXT),
    "start": _DAY,
    **dict.fromkeys((*_QUAD_FIELDS, "done"), _WHOLE),
    **dict.fromkeys(("score_sum", "score_mean"), _REAL),
    **dict.fromkeys(STATUSES, _WHOLE),
    **dict.fromkeys((f"share_{status}" for status in STATUSES), _REAL),
}
"""Columns of a series; ``done`` counts actual and alleged acts, and the quad classes do."""
MOVE_COLUMNS: dict[str, pa.DataType] = {
    **dict.fromkeys(("first", "first_name", "second", "second_name", "since", "day"), _TEXT),
    **dict.fromkeys(("mean_before", "mean", "change"), _REAL),
    "acts": _WHOLE,
    "likeliest": _TEXT,
    **dict.fromkeys((str(stance) for stance in Stance), _REAL),
}
"""Columns of the dyads that moved: probabilities of the five stances, and their mean, -1 hostile to 1 ally."""
TRIAD_COLUMNS: dict[str, pa.DataType] = {
    **dict.fromkeys(("day", "first", "second", "third"), _TEXT),
    "balanced": _FLAG,
    **dict.fromkeys(("strain", "first_second", "first_third", "second_third"), _REAL),
}
"""Columns of triads: their strain, 0 to 1, and the weights of their three ties, -1 to 1."""
MONTH_COLUMNS: dict[str, pa.DataType] = {
    "day": _DAY,
    "ties": _WHOLE,
    **dict.fromkeys(("total", "at_least", "at_most", "balance"), _REAL),
    "exact": _FLAG,
}
"""Columns of the frustration index by month."""


SHIFT_COLUMNS: dict[str, pa.DataType] = {
    **dict.fromkeys(("first", "first_name", "second", "second_name", "kind"), _TEXT),
    "probability": _REAL,
    **dict.fromkeys(("start", "alert"), _DAY),
    **dict.fromkeys(("size_low", "size_best", "size_high", "before", "now", "surprise", "news"), _REAL),
    **dict.fromkeys(("likeliest_before", "incidents"), _TEXT),
    **dict.fromkeys(("persistence", "score_drop", "z_score"), _REAL),
    "sentence": _TEXT,
}
"""Columns of shifts: sizes and levels in acts a week, ids of incidents joined by "; "; see ``Shift``."""
NOTE_COLUMNS: dict[str, pa.DataType] = {
    **dict.fromkeys(("kind", "incident_id", "day", "actor", "actor_name", "recipient", "recipient_name"), _TEXT),
    **dict.fromkeys(("type", "quad"), _TEXT),
    **dict.fromkeys(("probability", "surprise", "confidence"), _REAL),
    **dict.fromkeys(("likeliest", "sentence"), _TEXT),
}
"""Columns of notes; see ``Note``."""
MOST_NOTES = 5
"""Notes on the page of a dyad."""
MOST_IDS = 8
"""Ids of incidents on the page of a shift; the other formats have all."""


def write_between(
    between: Between,
    shifts: Sequence[Shift],
    notes: Sequence[Note],
    format: str,  # noqa: A002
    destination: Destination,
) -> None:
    """Writes all that is told of one dyad, in one of ``detente.exports.FORMATS``; CSV and Parquet have its series."""
    rows = (_point_row(between.series, point) for point in between.series.points)
    record = between_record(between)
    record |= {"shifts": list(map(shift_record, shifts)), "notes": list(map(note_record, notes))}
    _write(format, destination, POINT_COLUMNS, rows, [record], _between_page(between, shifts, notes))


def write_shifts(shifts: Sequence[Shift], format: str, destination: Destination) -> None:  # noqa: A002
    """Writes shifts, a row each, in one of ``detente.exports.FORMATS``."""
    records = list(map(shift_record, shifts))
    _write(format, destination, SHIFT_COLUMNS, map(_shift_row, records), records, _shifts_page(shifts))


def write_notes(notes: Sequence[Note], format: str, destination: Destination) -> None:  # noqa: A002
    """Writes notes, a row each, in one of ``detente.exports.FORMATS``."""
    records = list(map(note_record, notes))
    _write(format, destination, NOTE_COLUMNS, records, records, _notes_page(notes))


def write_moves(moves: Sequence[Move], format: str, destination: Destination) -> None:  # noqa: A002
    """Writes the dyads that moved, a row each, in one of ``detente.exports.FORMATS``."""
    rows = [_move_row(move) for move in moves]
    _write(format, destination, MOVE_COLUMNS, rows, rows, _moves_page(moves))


def write_balance(
    network: Network,
    census: Census,
    triads: Sequence[Triad],
    found: Frustration,
    format: str,  # noqa: A002
    destination: Destination,
) -> None:
    """Writes the balance of a day, in one of ``detente.exports.FORMATS``; CSV and Parquet have its strained triads."""
    rows = [_triad_row(network.day, triad) for triad in triads]
    record = {
        **_frustration_row(found),
        "balanced_triads": census.balance,
        "triads": census.counts,
        "camps": [list(camp) for camp in found.camps],
        "frustrated": [_tie_record(tie) for tie in found.frustrated],
        "strained": [{name: value for name, value in row.items() if name != "day"} for row in rows],
    }
    _write(format, destination, TRIAD_COLUMNS, rows, [record], _balance_page(census, triads, found))


def write_months(months: Sequence[Frustration], format: str, destination: Destination) -> None:  # noqa: A002
    """Writes the frustration index by month, a row each, in one of ``detente.exports.FORMATS``."""
    rows = [_frustration_row(month) for month in months]
    _write(format, destination, MONTH_COLUMNS, rows, rows, _months_page(months))


def _write(
    format: str,  # noqa: A002
    destination: Destination,
    columns: Mapping[str, pa.DataType],
    rows: Iterable[Record],
    records: Iterable[Record],
    page: Iterable[str],
) -> None:
    match format:
        case "parquet":
            _write_parquet(columns, rows, destination)
            return
        case "csv":
            lines = _csv_lines(columns, rows, terminal=destination.terminal)
        case "jsonl":
            lines = (record_line(record) for record in records)
        case _:
            lines = (f"{line.rstrip()}\n" for line in page)
    for line in lines:
        destination.stream.write(line.encode("utf-8", "backslashreplace"))
    destination.stream.flush()


def _csv_lines(columns: Iterable[str], rows: Iterable[Record], *, terminal: bool) -> Iterator[str]:
    names = list(columns)
    yield csv_line(names)
    for row in rows:
        cells = [str(row[name]).lower() if isinstance(row[name], bool) else row[name] for name in names]
        yield csv_line(cells, terminal=terminal)


def _write_parquet(columns: Mapping[str, pa.DataType], rows: Iterable[Record], destination: Destination) -> None:
    schema = pa.schema([pa.field(name, kind) for name, kind in columns.items()])
    groups = RowGroups(destination.for_bytes("parquet"), schema)
    try:
        groups.add(rows)
        groups.close()
    except BaseException:
        groups.drop()
        raise


# Records and rows


def between_record(between: Between) -> Record:
    """All that is told of one dyad as plain values."""
    own = between.series
    return {
        "dyad": list(own.dyad),
        "names": [name_of(party) for party in own.dyad],
        "level": str(between.level),
        "step": str(own.step),
        "standing": standing_record(between.standing),
        "points": [_without(_point_row(own, point), "first", "second", "step") for point in own.points],
    }


def standing_record(standing: Standing) -> Record:
    """A standing with all that made it: the weights sum to the logarithms of the probabilities and a constant."""
    return {
        "day": standing.day.isoformat(),
        "likeliest": str(standing.likeliest),
        "mean": standing.mean,
        "probabilities": _by_stance(standing.probabilities),
        "reasons": [
            {"term": one.term, "weights": _by_stance(one.weights), "rows": [_row_record(row) for row in one.rows]}
            for one in standing.prior.reasons
        ],
        "seen": [
            {"quad": quad, "acts": seen, "weights": _by_stance(weights)}
            for quad, seen, weights in zip(QUADS, standing.seen, standing.evidence, strict=True)
        ],
    }


def _by_stance(values: Sequence[float]) -> dict[str, float]:
    return {str(stance): value for stance, value in zip(Stance, values, strict=True)}


def _row_record(row: Relation) -> Record:
    return {
        "first": row.first,
        "second": row.second,
        "kind": str(row.kind),
        "from": row.from_.isoformat(),
        "to": None if row.to is None else row.to.isoformat(),
        "source": row.source,
    }


def _point_row(series: Series, point: Point) -> Record:
    shares = point.status_shares or (None,) * len(STATUSES)
    return {
        "first": series.dyad[0],
        "second": series.dyad[1],
        "step": str(series.step),
        "start": point.start.isoformat(),
        **dict(zip(_QUAD_FIELDS, point.counts, strict=True)),
        "done": point.done,
        "score_sum": point.score_sum,
        "score_mean": point.score_mean,
        **dict(zip(STATUSES, point.by_status, strict=True)),
        **{f"share_{status}": share for status, share in zip(STATUSES, shares, strict=True)},
    }


def _move_row(move: Move) -> Record:
    now = move.now
    return {
        "first": now.first,
        "first_name": name_of(now.first),
        "second": now.second,
        "second_name": name_of(now.second),
        "since": move.before.day.isoformat(),
        "day": now.day.isoformat(),
        "mean_before": move.before.mean,
        "mean": now.mean,
        "change": move.change,
        "acts": move.acts,
        "likeliest": str(now.likeliest),
        **_by_stance(now.probabilities),
    }


def shift_record(shift: Shift) -> Record:
    """A shift as plain values, with its sentence."""
    first, second = shift.dyad
    standing = shift.standing
    return {
        "first": first,
        "first_name": name_of(first),
        "second": second,
        "second_name": name_of(second),
        "kind": str(shift.kind),
        "sentence": shift_sentence(shift, name_of),
        "probability": shift.probability,
        "start": shift.start.isoformat(),
        "alert": shift.alert.isoformat(),
        "size": asdict(shift.size),
        "before": shift.before,
        "now": shift.now,
        "surprise": shift.surprise,
        "news": shift.news,
        "standing": _without(standing_record(standing), "reasons", "seen"),
        "types": [{"type": kind, "incidents": many} for kind, many in shift.types],
        "incidents": list(shift.incidents),
        "baselines": asdict(shift.baselines),
    }


def _shift_row(record: Record) -> Record:
    flat = record | record["baselines"] | {f"size_{name}": value for name, value in record["size"].items()}
    flat |= {"likeliest_before": record["standing"]["likeliest"], "incidents": "; ".join(record["incidents"])}
    return {name: flat[name] for name in SHIFT_COLUMNS}


def note_record(note: Note) -> Record:
    """A note as plain values, with its sentence."""
    return {
        "kind": str(note.kind),
        "incident_id": note.incident_id,
        "day": note.day.isoformat(),
        "actor": note.actor,
        "actor_name": name_of(note.actor),
        "recipient": note.recipient,
        "recipient_name": name_of(note.recipient),
        "type": note.type,
        "quad": note.quad,
        "probability": note.probability,
        "surprise": note.surprise,
        "confidence": note.confidence,
        "likeliest": str(note.standing.likeliest),
        "sentence": note_sentence(note, name_of),
    }


def _triad_row(day: date, triad: Triad) -> Record:
    names = ("first_second", "first_third", "second_third")
    return {
        "day": day.isoformat(),
        **dict(zip(("first", "second", "third"), triad.parties, strict=True)),
        "signs": triad.signs,
        "balanced": triad.balanced,
        "strain": triad.strain,
        **dict(zip(names, triad.weights, strict=True)),
    }


def _frustration_row(found: Frustration) -> Record:
    return {
        "day": found.day.isoformat(),
        "ties": found.ties,
        "total": found.total,
        "at_least": found.at_least,
        "at_most": found.at_most,
        "balance": found.balance,
        "exact": found.exact,
    }


def _tie_record(tie: Tie) -> Record:
    return {"first": tie.first, "second": tie.second, "weight": tie.weight}


def _without(record: Record, *names: str) -> Record:
    return {name: value for name, value in record.items() if name not in names}


# Pages


def per_cent(share: float) -> str:
    """A probability in words that say neither 0 % of what is more nor 100 % of what is less."""
    if 0.995 <= share < 1:
        return "over 99 %"
    return "under 1 %" if 0 < share < 0.005 else f"{share * 100:.0f} %"


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign; what rounds to nothing has a plus."""
    return f"{round(value, digits) + 0.0:+.{digits}f}"


def aligned(rows: Sequence[Sequence[str]], indent: str = "") -> Iterator[str]:
    """Rows of cells in columns, the first to the left and the others to the right; two spaces between them."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))] if rows else []
    for row in rows:
        others = (cell.rjust(wide) for cell, wide in zip(row[1:], widths[1:], strict=True))
        yield indent + "  ".join([row[0].ljust(widths[0]), *others])


def pair_name(first: str, second: str) -> str:
    """The names of two parties, and their keys."""
    return visible(f"{name_of(first)} and {name_of(second)} ({first}, {second})")


def _between_page(between: Between, shifts: Sequence[Shift], notes: Sequence[Note]) -> Iterator[str]:
    yield pair_name(*between.series.dyad)
    yield from _standing_lines(between.standing)
    yield ""
    yield from _series_lines(between.series)
    for shift in shifts:
        yield ""
        yield from _shift_lines(shift)
    if notes:
        yield ""
    for note in notes[:MOST_NOTES]:
        yield from _wrapped(note_sentence(note, name_of))
    if len(notes) > MOST_NOTES:
        yield f"  {len(notes) - MOST_NOTES:,} more notes like these; --format jsonl has them all"


def _shifts_page(shifts: Sequence[Shift]) -> Iterator[str]:
    if not shifts:
        yield "no shifts in this time"
    for number, shift in enumerate(shifts):
        if number:
            yield ""
        yield pair_name(*shift.dyad)
        yield from _shift_lines(shift)


def _shift_lines(shift: Shift) -> Iterator[str]:
    yield f"  {shift.kind} · known on {shift.alert} · {per_cent(shift.probability)} · news value {shift.news:.1f}"
    yield from _wrapped(shift_sentence(shift, name_of))
    simple = shift.baselines
    drop, score = ("-" if value is None else signed(value, 1) for value in (simple.score_drop, simple.z_score))
    yield f"  baselines: persistence {signed(simple.persistence, 1)} · turn of the mean score {drop} · z-score {score}"
    first = ", ".join(shift.incidents[:MOST_IDS]) or "none yet"
    more = len(shift.incidents) - MOST_IDS
    yield from _wrapped(f"incidents: {first}" + (f" and {more:,} more" if more > 0 else ""))


def _notes_page(notes: Sequence[Note]) -> Iterator[str]:
    if not notes:
        yield "no notes in this time"
    for note in notes:
        yield from _wrapped(note_sentence(note, name_of), "")
        told = f"surprise {note.surprise:.1f} · confidence {note.confidence:.2f}"
        yield f"  incident {visible(note.incident_id)} · {told}"


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    """Lines of text made safe to show."""
    return wrap(visible(text), _WIDE, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _standing_lines(standing: Standing) -> Iterator[str]:
    ranked = sorted(zip(Stance, standing.probabilities, strict=True), key=lambda each: -each[1])
    shares = " · ".join(f"{stance} {per_cent(share)}" for stance, share in ranked)
    yield f"  on the morning of {standing.day}: {shares}"
    yield ""
    rows = [["why, as log weights", *map(str, Stance)]]
    rows += [[reason.term, *(signed(weight) for weight in reason.weights)] for reason in standing.prior.reasons]
    for quad, seen, weights in zip(QUADS, standing.seen, standing.evidence, strict=True):
        if seen:
            rows.append([f"seen: {quad}, {seen:.1f} acts", *(signed(weight) for weight in weights)])
    yield from aligned(rows, "  ")
    for row in (row for reason in standing.prior.reasons for row in reason.rows):
        days = f"since {row.from_}" if row.to is None else f"{row.from_} to {row.to}"
        yield f"  {visible(f'{row.kind}: {row.first}, {row.second}, {days}: {row.source}')}"


def _series_lines(series: Series) -> Iterator[str]:
    kept = [point for point in series.points if any(point.by_status)]
    if not kept:
        yield "  no acts between the two in this time"
        return
    heads = [str(series.step), "verbal +", "material +", "verbal -", "material -", "mean", "sum", *STATUSES]
    rows = [heads]
    for point in kept:
        mean = "" if point.score_mean is None else signed(point.score_mean, 1)
        total = signed(point.score_sum, 1) if point.done else ""
        rows.append([point.start.isoformat(), *_counts(point.counts), mean, total, *_counts(point.by_status)])
    yield from aligned(rows, "  ")
    left_out = len(series.points) - len(kept)
    if left_out:
        yield f"  {left_out:,} {series.step}{'' if left_out == 1 else 's'} without acts left out"


def _counts(values: Iterable[int]) -> list[str]:
    return [str(value) if value else "·" for value in values]


def _moves_page(moves: Sequence[Move]) -> Iterator[str]:
    if not moves:
        yield "no acts between any two parties in this time"
        return
    yield f"mean standing, -1 hostile to +1 ally, on the mornings of {moves[0].before.day} and {moves[0].now.day}"
    yield ""
    rows = [["dyad", "change", "before", "now", "acts", "likeliest"]]
    for move in moves:
        likeliest = f"{move.now.likeliest} {per_cent(max(move.now.probabilities))}"
        means = (signed(value) for value in (move.change, move.before.mean, move.now.mean))
        rows.append([pair_name(move.now.first, move.now.second), *means, f"{move.acts:,}", likeliest])
    yield from aligned(rows)


def _balance_page(census: Census, triads: Sequence[Triad], found: Frustration) -> Iterator[str]:
    if not found.ties:
        yield "no two parties stand otherwise than neutral"
        return
    yield f"On the morning of {found.day}: {found.ties:,} ties, of which {found.words} would have to go for balance"
    counts = " · ".join(f"{signs} {count:,}" for signs, count in census.counts.items())
    balance = "" if census.balance is None else f"; {per_cent(census.balance)} are balanced"
    yield f"  triads: {counts}{balance}"
    for number, camp in enumerate(found.camps, start=1):
        yield f"  camp {number}: {visible('; '.join(map(name_of, camp))) or 'nobody'}"
    yield ""
    if not triads:
        yield "no triad is strained"
        return
    rows = [["most strained triads", "strain", "1-2", "1-3", "2-3"]]
    for triad in triads:
        names = visible("; ".join(map(name_of, triad.parties)))
        rows.append([names, f"{triad.strain:.2f}", *(signed(weight) for weight in triad.weights)])
    yield from aligned(rows)


def _months_page(months: Sequence[Frustration]) -> Iterator[str]:
    if not months:
        yield "no first of a month lies in this time"
        return
    rows = [["morning", "ties", "frustration", "balance"]]
    for month in months:
        balance = "" if month.balance is None else f"{month.balance:.2f}"
        rows.append([month.day.isoformat(), f"{month.ties:,}", month.words, balance])
    yield from aligned(rows)
