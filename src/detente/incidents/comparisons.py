"""Comparisons: how two events stand in type, actors, place, days, tolls and words, each told as one named level.

A comparison looks at many pairs of rows at once and gives the number of a level for each. It never guesses: where one
of the two events does not say, the level is ``unknown``, which has a weight of its own. The scheme, levels of
agreement whose log odds add up, is that of I. P. Fellegi and A. B. Sunter, A theory for record linkage, 1969; that the
weights are learnt together, by logistic regression, allows for comparisons that hang together.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.codebook import load_codebook
from detente.incidents.columns import FINENESS, NONE, STATUSES, TYPES, Bytes, Columns, Ints
from detente.incidents.type_pairs import TypeRelation, shipped_type_pairs
from detente.incidents.words import Kinship, kinship

Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]

EARTH_KM = 6371.0
SAME_KM, NEAR_KM, TOWN_KM, APART_KM = 0.6, 3.0, 15.0, 50.0
"""Bounds of the levels of place. Gazetteers put one town within SAME_KM; a large town reaches TOWN_KM."""
OTHER_TOWN_KM = 25.0
"""Beyond this two towns, known as such, are not one: with another day the evidence forbids a join."""
SHORT_DAYS, WEEK_DAYS, MONTH_DAYS = 3, 10, 31
"""Bounds of how long the longer of two intervals is, in days beyond the first."""

_OF_UNKNOWN_SIDES = frozenset(("ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "RETREAT"))
"""Types of which reports often do not know who was on which side."""

_TYPE = ("same", "compatible", "same quad", "other")
_MODE = ("same", "other", "unknown")
_STATUS = ("same", "both told as done", "one denied", "one ahead")
_PARTY = ("same", "shared", "same words", "part", "same kind", "same country", "other", "unknown")
_PLACE = (
    "same point",
    "same town",
    "near point",
    "in the town",
    "other point",
    "near town",
    "in the district",
    "in the province",
    "in the country",
    "same province",
    "near",
    "far",
    "other country",
    "unknown",
)
_DAY = (
    "same day",
    "same interval",
    "within days",
    "within a week",
    "within a month",
    "within more",
    "next day",
    "near day",
    "other day",
    "report's day",
    "near report's day",
    "far from report's day",
    "unknown",
)
_TOLL = (
    "both none",
    "same one",
    "same few",
    "same many",
    "same tens",
    "overlap",
    "near",
    "other",
    "far",
    "one only",
    "unknown",
)
_WORDS = (*map(str, Kinship), "unknown")
_TITLE = ("most", "half", "some", "none", "unknown")
_CLOSE = ("very close", "close", "akin", "distant", "unlike", "unknown")
_REPORT = ("same sentence", "same report", "same list", "same day", "next day", "days", "week", "later", "unknown")


Levels = tuple[Bytes, ...]
"""Numbers of levels, an array a comparison, a cell a pair."""


def _type(columns: Columns, left: Rows, right: Rows) -> Bytes:
    return _type_levels()[columns.type[left], columns.type[right]]


def _mode(columns: Columns, left: Rows, right: Rows) -> Bytes:
    one, other = columns.mode[left], columns.mode[right]
    return _first_that_holds((one == NONE) | (other == NONE), 2, one == other, 0, 1)


def _status(columns: Columns, left: Rows, right: Rows) -> Bytes:
    return _status_levels()[columns.status[left], columns.status[right]]


def _sides(columns: Columns, left: Rows, right: Rows) -> Levels:
    """Actors with actors and recipients with recipients; crosswise, where that is closer and direction tells nothing.

    Of a clash, one report says that rebels attacked the army, another that the army fought off rebels.
    """
    acting, receiving = columns.acting, columns.receiving
    actors, recipients = columns.actors, columns.recipients
    straight = (
        _side(columns, actors[left], actors[right], acting[left] == acting[right]),
        _side(columns, recipients[left], recipients[right], receiving[left] == receiving[right]),
    )
    mutual = _MUTUAL_TYPES[columns.type[left]] & _MUTUAL_TYPES[columns.type[right]]
    at = np.flatnonzero(mutual & (np.minimum(*straight) > _PARTY.index("same")))
    one, other = left[at], right[at]
    crossed = (
        _side(columns, actors[one], recipients[other], acting[one] == receiving[other]),
        _side(columns, recipients[one], actors[other], receiving[one] == acting[other]),
    )
    crossed = (np.minimum(*crossed), np.maximum(*crossed))  # the same whichever of the two is left
    closer = _NEARNESS[crossed[0]] + _NEARNESS[crossed[1]] > _NEARNESS[straight[0][at]] + _NEARNESS[straight[1][at]]
    # Two sides that are not known are no reason to pass over two that are known and differ.
    closer &= crossed[0] <= _PARTY.index("same country")
    for levels, better in zip(straight, crossed, strict=True):
        levels[at[closer]] = better[closer]
    return straight


def _side(columns: Columns, ones: Ints, others: Ints, whole: Flags) -> Bytes:
    """The closest level over the parties of two sides; ``whole`` where the sides are the same set."""
    best = np.full(len(ones), _PARTY.index("unknown"), np.uint8)
    for one in ones.T:
        for other in others.T:
            at = np.flatnonzero((one != NONE) & (other != NONE))
            best[at] = np.minimum(best[at], _party_level(columns, one[at], other[at]))
    shared = best == _PARTY.index("shared")
    best[shared & whole] = _PARTY.index("same")
    return best


def _party_level(columns: Columns, one: Ints, other: Ints) -> Bytes:
    parties = columns.parties
    name = parties.name[one] == parties.name[other]
    country, sector = parties.country[one], parties.sector[one]
    other_country, other_sector = parties.country[other], parties.sector[other]
    land = (country == other_country) & (country != NONE)
    kind = (sector == other_sector) & (sector != NONE)
    wide = parties.generic[one] & ((sector == NONE) | kind) | parties.generic[other] & ((other_sector == NONE) | kind)
    levels = _PARTY.index
    return _first_that_holds(
        name & parties.resolved[one], levels("shared"),
        name, levels("same words"),
        land & wide, levels("part"),
        kind & (land | (country == NONE) | (other_country == NONE)), levels("same kind"),
        land, levels("same country"),
        (country == NONE) | (other_country == NONE), levels("unknown"),
        levels("other"),
    )  # fmt: skip


def _place(columns: Columns, left: Rows, right: Rows) -> Bytes:
    """The closest level over the places that the two name."""
    best = np.full(len(left), len(_PLACE) - 1, np.uint8)
    for one in columns.sites.T:
        for other in columns.sites.T:
            best = np.minimum(best, _place_level(columns, one[left], other[right]))
    return best


def _place_level(columns: Columns, one: Ints, other: Ints) -> Bytes:
    places = columns.places
    km = kilometres(columns, one, other)
    fine, coarse = _ordered(places.fineness[one], places.fineness[other])
    country = places.country[one] == places.country[other]
    known = (places.country[one] != NONE) & (places.country[other] != NONE)
    division = (places.division[one] == places.division[other]) & (places.division[one] != NONE)
    point, town, district, province, _, nation = range(len(FINENESS))
    named = (places.name[one] == places.name[other]) & (places.name[one] != NONE)
    levels = _PLACE.index
    return _first_that_holds(
        (one == NONE) | (other == NONE), levels("unknown"),
        known & ~country, levels("other country"),
        (coarse == nation) & country, levels("in the country"),
        (coarse == point) & (named | (km < SAME_KM)), levels("same point"),
        (coarse == town) & (fine == town) & (named | (km < SAME_KM)), levels("same town"),
        (coarse == point) & (km < NEAR_KM), levels("near point"),
        (coarse == town) & (fine == point) & (km < TOWN_KM), levels("in the town"),
        (coarse == point) & (km < TOWN_KM), levels("other point"),
        (coarse <= town) & (km < TOWN_KM), levels("near town"),
        (coarse == district) & (named | (km < APART_KM) & division), levels("in the district"),
        (coarse >= province) & (named | division), levels("in the province"),
        division & (km < APART_KM) | (km < APART_KM), levels("near"),
        division, levels("same province"),
        (coarse > province) & (km != km), levels("unknown"),
        levels("far"),
    )  # fmt: skip


def kilometres(columns: Columns, one: Ints, other: Ints) -> npt.NDArray[np.float64]:
    """Distance between places in a straight line through the Earth, NaN where one is not known."""
    difference = columns.places.spot[one] - columns.places.spot[other]
    distance: npt.NDArray[np.float64] = EARTH_KM * np.sqrt((difference * difference).sum(axis=1))
    return distance


def _day(columns: Columns, left: Rows, right: Rows) -> Bytes:
    gap, length = days_between(columns, left, right), _longer(columns, left, right)
    same = (columns.first[left] == columns.first[right]) & (columns.last[left] == columns.last[right])
    dated = columns.dated[left] & columns.dated[right]
    levels = _DAY.index
    return _first_that_holds(
        (columns.first[left] == NONE) | (columns.first[right] == NONE), levels("unknown"),
        ~dated & (gap == 0), levels("report's day"),
        ~dated & (gap <= 2), levels("near report's day"),
        ~dated, levels("far from report's day"),
        gap > 3, levels("other day"),
        gap > 1, levels("near day"),
        gap == 1, levels("next day"),
        same & (length == 0), levels("same day"),
        same & (length <= MONTH_DAYS), levels("same interval"),
        length <= SHORT_DAYS, levels("within days"),
        length <= WEEK_DAYS, levels("within a week"),
        length <= MONTH_DAYS, levels("within a month"),
        levels("within more"),
    )  # fmt: skip


def days_between(columns: Columns, left: Rows, right: Rows) -> Ints:
    """Days from the end of the earlier to the beginning of the later; 0 where they meet."""
    after = np.maximum(columns.first[left] - columns.last[right], columns.first[right] - columns.last[left])
    gap: Ints = np.maximum(after, 0)
    return gap


def _longer(columns: Columns, left: Rows, right: Rows) -> Ints:
    """Days beyond the first of the longer interval."""
    longer: Ints = np.maximum(columns.last[left] - columns.first[left], columns.last[right] - columns.first[right])
    return longer


def _toll(which: int) -> Callable[[Columns, Rows, Rows], Bytes]:
    """The comparison of killed (0), injured (1) or detained (2)."""

    def compare(columns: Columns, left: Rows, right: Rows) -> Bytes:
        least, most = columns.tolls[:, 2 * which], columns.tolls[:, 2 * which + 1]
        low, high = _ordered(least[left], least[right])
        same = (low == high) & (most[left] == most[right])
        overlap = np.minimum(most[left], most[right]) >= high
        levels = _TOLL.index
        return _first_that_holds(
            high == NONE, levels("unknown"),
            low == NONE, levels("one only"),
            same & (high == 0), levels("both none"),
            same & (high == 1), levels("same one"),
            same & (high <= 3), levels("same few"),
            same & (high < 10), levels("same many"),
            same, levels("same tens"),
            overlap, levels("overlap"),
            2 * high <= 3 * low, levels("near"),
            high <= 3 * low, levels("other"),
            levels("far"),
        )  # fmt: skip

    return compare


def _words(columns: Columns, left: Rows, right: Rows) -> Bytes:
    """How the lemmas of the triggers are kin."""
    count = len(columns.lemmas)
    one, other = columns.trigger[left].astype(np.int64), columns.trigger[right].astype(np.int64)
    known = np.flatnonzero((one != NONE) & (other != NONE))
    codes, where = np.unique(np.minimum(one, other)[known] * count + np.maximum(one, other)[known], return_inverse=True)
    kin = np.array([_kin(columns.lemmas[code // count], columns.lemmas[code % count]) for code in codes.tolist()])
    levels = np.full(len(left), _WORDS.index("unknown"), np.uint8)
    levels[known] = kin.astype(np.uint8)[where]
    return levels


@lru_cache(maxsize=1 << 18)
def _kin(one: str, other: str) -> int:
    return _WORDS.index(str(kinship(one, other)))


def _title(columns: Columns, left: Rows, right: Rows) -> Bytes:
    """Shared words as a share of the shorter title; within one report it tells nothing."""
    one, other = columns.title[left], columns.title[right]
    counts = _bit_counts()
    fewer = np.minimum(counts[one].sum(axis=1), counts[other].sum(axis=1))
    shared = counts[one & other].sum(axis=1)
    nothing = (fewer == 0) | (columns.report[left] == columns.report[right])
    return _first_that_holds(nothing, 4, 4 * shared >= 3 * fewer, 0, 2 * shared >= fewer, 1, shared > 0, 2, 3)


def _meaning(half: slice) -> Callable[[Columns, Rows, Rows], Bytes]:
    """The comparison of the vectors of the trigger or of the sentence, by the cosine of the two."""

    def compare(columns: Columns, left: Rows, right: Rows) -> Bytes:
        one, other = columns.meaning[left, half].astype(np.int32), columns.meaning[right, half].astype(np.int32)
        # Whole numbers, so that a pair has the same level whatever other pairs are compared with it.
        inner, length, other_length = (
            np.einsum("ij,ij->i", *pair).astype(np.float64) for pair in ((one, other), (one, one), (other, other))
        )
        lengths = length * other_length
        cosine = inner / np.sqrt(np.maximum(lengths, 1.0))
        return _first_that_holds(
            lengths == 0, 5, cosine >= 0.8, 0, cosine >= 0.6, 1, cosine >= 0.4, 2, cosine >= 0.2, 3, 4
        )

    return compare


def _report(columns: Columns, left: Rows, right: Rows) -> Bytes:
    """Within a text a happening is told again and again; a list without text names each once."""
    report = columns.report[left] == columns.report[right]
    sentence = columns.sentence[left]
    told, retold = columns.told[left], columns.told[right]
    apart = np.abs(told - retold)
    levels = _REPORT.index
    return _first_that_holds(
        report & (sentence == NONE) & (columns.sentence[right] == NONE), levels("same list"),
        report & (sentence == columns.sentence[right]), levels("same sentence"),
        report, levels("same report"),
        (told == NONE) | (retold == NONE), levels("unknown"),
        apart == 0, levels("same day"),
        apart == 1, levels("next day"),
        apart <= SHORT_DAYS, levels("days"),
        apart <= WEEK_DAYS, levels("week"),
        levels("later"),
    )  # fmt: skip


_MUTUAL = ("ASSAULT", "CONSULT", "AGREE", "COOPERATE")
"""Types of which one report names as actor whom another names as recipient."""
_MUTUAL_TYPES: Flags = np.array([*(name in _MUTUAL for name in TYPES), False])
_NEARNESS = np.array([6, 5, 4, 3, 2, 1, 0, 1])
"""How close the levels of a party are, for the choice between straight and crosswise."""

_Question = Callable[[Columns, Rows, Rows], Bytes]
_BEFORE: tuple[tuple[str, Sequence[str], _Question], ...] = (
    ("day", _DAY, _day),
    ("place", _PLACE, _place),
    ("type", _TYPE, _type),
    ("mode", _MODE, _mode),
    ("status", _STATUS, _status),
)
_AFTER: tuple[tuple[str, Sequence[str], _Question], ...] = (
    ("killed", _TOLL, _toll(0)),
    ("injured", _TOLL, _toll(1)),
    ("detained", _TOLL, _toll(2)),
    ("words", _WORDS, _words),
    ("title", _TITLE, _title),
    ("trigger meaning", _CLOSE, _meaning(slice(0, 32))),
    ("sentence meaning", _CLOSE, _meaning(slice(32, 64))),
    ("report", _REPORT, _report),
)
_WHERE = {
    "at one place": ("same point", "same town"),
    "in one town": ("near point", "in the town"),
    "beside": ("other point", "near town"),
    "in one division": ("in the district", "in the province"),
    "somewhere": ("in the country", "unknown"),
    "near": ("same province", "near"),
    "far": ("far", "other country"),
}
_TOLD = {
    "by one report": ("same sentence", "same report", "same list"),
    "within a day": ("same day", "next day"),
    "within days": ("days", "week"),
    "at other times": ("later", "unknown"),
}
_TOGETHER = tuple(f"{where}, {told}" for where in _WHERE for told in _TOLD)
"""Of one town many reports of one day tell one happening, but one report, or reports of other weeks, tell several."""
_PLACE_AT = [name for name, *_ in _BEFORE].index("place")
_IN_COMMON = ("something", "nothing")
_TYING_PARTY = frozenset(("same", "shared", "same words", "part", "same country"))
_TYING_TOLL = frozenset(("same few", "same many", "same tens"))
_TIES: Mapping[str, frozenset[str]] = {
    "place": frozenset(_PLACE) - {"far", "other country", "unknown"},
    **dict.fromkeys(("actors", "recipients"), _TYING_PARTY),
    **dict.fromkeys(("killed", "injured", "detained"), _TYING_TOLL),
    "title": frozenset(("most", "half")),
    "sentence meaning": frozenset(("very close",)),
    "report": frozenset(("same sentence", "same report", "same list")),
}
"""What two tellings of one happening have in common beside the kind of act and the days: of acts of one kind there are
many on any day of the world's news. Within a report the act alone is enough, "the attack" takes up what was told."""
_WHERE_OF = np.array([next(n for n, own in enumerate(_WHERE.values()) if level in own) for level in _PLACE])
_TOLD_OF = np.array([next(n for n, own in enumerate(_TOLD.values()) if level in own) for level in _REPORT])

SCALE: Mapping[str, Sequence[str]] = {
    **{name: levels for name, levels, _ in _BEFORE},
    "actors": _PARTY,
    "recipients": _PARTY,
    **{name: levels for name, levels, _ in _AFTER},
    "place and report": _TOGETHER,
    "in common": _IN_COMMON,
}
"""The levels of each comparison, in the order of their numbers."""


def compare(columns: Columns, left: Rows, right: Rows) -> Levels:
    """The levels of pairs of rows, in the order of SCALE; the same whichever of the two rows of a pair is left."""
    before = (question(columns, left, right) for _, _, question in _BEFORE)
    after = (question(columns, left, right) for _, _, question in _AFTER)
    levels = (*before, *_sides(columns, left, right), *after)
    together = len(_TOLD) * _WHERE_OF[levels[_PLACE_AT]] + _TOLD_OF[levels[-1]]
    return (*levels, together.astype(np.uint8), _in_common(levels))


def _in_common(levels: Levels) -> Bytes:
    """Whether anything ties the two rows of each pair to one happening."""
    tied = np.zeros(len(levels[0]), np.bool_)
    for own, among in zip(levels, _ties(), strict=False):
        tied |= among[own]
    return np.where(tied, np.uint8(0), np.uint8(1))


@lru_cache(maxsize=1)
def _ties() -> tuple[Flags, ...]:
    """For each comparison which of its levels tie."""
    return tuple(np.array([level in _TIES.get(name, ()) for level in levels]) for name, levels in SCALE.items())


def forbidden(columns: Columns, left: Rows, right: Rows) -> Flags:
    """Pairs that the evidence forbids to be one happening, whatever else speaks for them.

    Two types that are always two things; another day and another town, both known to the day and the town; an act of
    words, aid or agreement between states none of whose sets holds the other; two rows of one register.
    """
    other_day = columns.dated[left] & columns.dated[right] & (_longer(columns, left, right) == 0)
    other_day &= days_between(columns, left, right) > 0
    other_day[other_day] = _other_town(columns, left[other_day], right[other_day])
    apart: Flags = _types_apart()[columns.type[left], columns.type[right]]
    register = columns.register[left]
    forbids: Flags = other_day | apart | (register == columns.register[right]) & (register != NONE)
    return forbids | _other_states(columns, left, right)


def _other_states(columns: Columns, left: Rows, right: Rows) -> Flags:
    """Whether two acts that are who they are between, such as talks, are between other states.

    Of one meeting one report may name more states than another, so it is enough that one set holds the other. Of a
    clash or a march reports often do not know the sides, or take them for others.
    """
    dealings = _dealings()
    one, other = columns.states[left], columns.states[right]
    common = one & other
    apart: Flags = (common != one).any(axis=1) & (common != other).any(axis=1)
    apart &= dealings[columns.type[left]] & dealings[columns.type[right]]
    return apart


@lru_cache(maxsize=1)
def _dealings() -> Flags:
    """For each number of a type whether the act is one between parties; the last, for no type, is none."""
    return np.array([name not in _OF_UNKNOWN_SIDES for name in TYPES] + [False])


def _other_town(columns: Columns, left: Rows, right: Rows) -> Flags:
    """Whether both name a town or a point, and none of the one is near any of the other."""
    fineness = columns.places.fineness
    town = FINENESS.index("city")
    other = np.ones(len(left), np.bool_)
    for one in columns.sites[left].T:
        for two in columns.sites[right].T:
            fine = (fineness[one] <= town) & (fineness[two] <= town)
            other &= ~(fine & (kilometres(columns, one, two) <= OTHER_TOWN_KM))
    first_left, first_right = columns.sites[left, 0], columns.sites[right, 0]
    # A town without coordinates may be any.
    known = kilometres(columns, first_left, first_right) >= 0
    precise: Flags = (fineness[first_left] <= town) & (fineness[first_right] <= town)
    forbids: Flags = other & known & precise
    return forbids


def _first_that_holds(*choices: "Flags | int") -> Bytes:
    """For each pair the number after the first condition that holds, else the last number."""
    *pairs, otherwise = choices
    conditions, numbers = pairs[::2], pairs[1::2]
    shape = np.shape(conditions[0])
    result = np.full(shape, otherwise, np.uint8)
    for condition, number in zip(reversed(conditions), reversed(numbers), strict=True):
        np.copyto(result, np.uint8(number), where=np.asarray(condition, np.bool_))
    return result


def _ordered(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    return np.minimum(one, other), np.maximum(one, other)


@lru_cache(maxsize=1)
def _type_levels() -> Bytes:
    """Level by the numbers of two types; NONE, a type that the codebook does not have, is the last row."""
    codebook, pairs = load_codebook(), shipped_type_pairs()
    levels = np.full((len(TYPES) + 1, len(TYPES) + 1), _TYPE.index("other"), np.uint8)
    for one, row in TYPES.items():
        for other, column in TYPES.items():
            if one == other:
                levels[row, column] = _TYPE.index("same")
            elif pairs.get((one, other)) == TypeRelation.COMPATIBLE:
                levels[row, column] = _TYPE.index("compatible")
            elif codebook.quad(one) == codebook.quad(other):
                levels[row, column] = _TYPE.index("same quad")
    return levels


@lru_cache(maxsize=1)
def _types_apart() -> Flags:
    apart = np.zeros((len(TYPES) + 1, len(TYPES) + 1), np.bool_)
    for (one, other), relation in shipped_type_pairs().items():
        apart[TYPES[one], TYPES[other]] = relation == TypeRelation.APART
    return apart


@lru_cache(maxsize=1)
def _status_levels() -> Bytes:
    """Level by the numbers of two statuses."""
    done = ("actual", "alleged")
    levels = np.full((len(STATUSES), len(STATUSES)), _STATUS.index("one ahead"), np.uint8)
    for row, one in enumerate(STATUSES):
        for column, other in enumerate(STATUSES):
            if one == other:
                levels[row, column] = _STATUS.index("same")
            elif one in done and other in done:
                levels[row, column] = _STATUS.index("both told as done")
            elif "negated" in (one, other):
                levels[row, column] = _STATUS.index("one denied")
    return levels


@lru_cache(maxsize=1)
def _bit_counts() -> Bytes:
    """Bits that are set in each number of 16 bits."""
    numbers = np.arange(1 << 16, dtype="<u2").view(np.uint8).reshape(-1, 2)
    counts: Bytes = np.unpackbits(numbers, axis=1).sum(axis=1).astype(np.uint8)
    return counts
