"""Records of dyads and shifts: what the API sends of each, in the shape that ``models`` describes."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from detente.codebook import QUADS
from detente.exports import relations as exported
from detente.exports.csv import Cell
from detente.relations.overview import Between
from detente.relations.parties import name_of
from detente.relations.prior import Stance
from detente.relations.sentences import shift_sentence
from detente.relations.shifts import Shift
from detente.relations.standing import Standing

Record = dict[str, Any]
STANCES = tuple(map(str, Stance))
_PARTIES = ("first", "first_name", "second", "second_name")
_QUADS = tuple(quad.replace(" ", "_") for quad in QUADS)
DYAD_COLUMNS = (
    *(*_PARTIES, *_QUADS, "done", "not_done", "score_mean", "first_day", "last_day"),
    *("likeliest", "standing_mean", *STANCES),
)
SHIFT_COLUMNS = (
    *(*_PARTIES, "kind", "probability", "start", "alert", "size_low", "size_best", "size_high", "before", "now"),
    *("surprise", "news", "likeliest_before", "incidents", "persistence", "score_drop", "z_score", "sentence"),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What passed between two parties in some days."""

    dyad: tuple[str, str]
    counts: tuple[int, int, int, int]
    """Acts done by quad class, in the order of ``detente.codebook.QUADS``."""
    not_done: int
    score_mean: float | None
    """Of acts done, -10 to 10."""
    first_day: date
    last_day: date


def dyad_record(tally: Tally, standing: Standing) -> Record:
    """A dyad with what passed and how the two stand after it."""
    return {
        **_parties(tally.dyad),
        "acts": dict(zip(_QUADS, tally.counts, strict=True)),
        "done": sum(tally.counts),
        "not_done": tally.not_done,
        "score_mean": tally.score_mean,
        "first_day": tally.first_day.isoformat(),
        "last_day": tally.last_day.isoformat(),
        "standing": standing_record(standing),
    }


def dyad_row(record: Record) -> list[Cell]:
    """The cells of a dyad in the order of DYAD_COLUMNS."""
    standing = record["standing"]
    flat = record | record["acts"] | standing["probabilities"]
    flat |= {"likeliest": standing["likeliest"], "standing_mean": standing["mean"]}
    return [flat[name] for name in DYAD_COLUMNS]


def between_record(between: Between, shifts: tuple[Shift, ...]) -> Record:
    """All that is told of one dyad."""
    return exported.between_record(between) | {"shifts": [shift_record(shift) for shift in shifts]}


def shift_record(shift: Shift) -> Record:
    """A shift with its sentence."""
    return {
        **_parties(shift.dyad),
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
        "standing": standing_record(shift.standing),
        "types": [{"type": name, "incidents": many} for name, many in shift.types],
        "incidents": list(shift.incidents),
        "baselines": asdict(shift.baselines),
    }


def shift_row(record: Record) -> list[Cell]:
    """The cells of a shift in the order of SHIFT_COLUMNS."""
    flat = record | record["baselines"] | {f"size_{name}": value for name, value in record["size"].items()}
    flat |= {"likeliest_before": record["standing"]["likeliest"], "incidents": "; ".join(record["incidents"])}
    return [flat[name] for name in SHIFT_COLUMNS]


def standing_record(standing: Standing) -> Record:
    """How two parties stand, without what made it."""
    return {
        "day": standing.day.isoformat(),
        "likeliest": str(standing.likeliest),
        "mean": standing.mean,
        "probabilities": dict(zip(STANCES, standing.probabilities, strict=True)),
    }


def _parties(dyad: tuple[str, str]) -> Record:
    first, second = dyad
    return dict(zip(_PARTIES, (first, name_of(first), second, name_of(second)), strict=True))
