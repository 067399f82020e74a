"""Tolls: numbers of people in words to the range they allow.

The reading of each vague word is written in ``number_words.tsv`` and explained in docs/dates.md. Words that tell no
number of people ("an unknown number", "20 percent", "most of them") give None.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from detente.numbers import AGED, LARGEST, Number, Phrase, phrases, read_number, tokens_of

LONGEST_TOLL = 200
"""Characters; longer text is no phrase for a number."""
SHARE_AROUND = 10
"""A tenth of a number is what "about" and "nearly" leave open, and at least one."""


class TollRule(StrEnum):
    """Which reading gave the range."""

    NUMBER = "number"
    ARTICLE = "article"
    VAGUE = "vague"
    NONE = "none"
    RANGE = "range"
    LEAST = "least"
    OVER = "over"
    MOST = "most"
    UNDER = "under"
    NEAR = "near"
    ABOUT = "about"
    SUM = "sum"
    EITHER = "either"
    BOTH_BOUNDS = "both-bounds"


@dataclass(frozen=True, slots=True)
class TollRange:
    """The least and the most that the words allow, 0 to 2^63 - 1; ``max`` is None where they set no upper bound."""

    min: int
    max: int | None
    rule: TollRule


@dataclass(frozen=True, slots=True)
class _Part:
    """A range read from tokens, and the token after it."""

    range: TollRange
    end: int


def resolve_toll(text: str) -> TollRange | None:
    """The range of the number that ``text`` begins with, or None where it tells none or one above 2^63 - 1.

    The words of what is counted may follow. Numbers joined by "and" are added up ("11 soldiers and four militants"),
    alternatives joined by "or" give the range that covers both.
    """
    if len(text) > LONGEST_TOLL:
        return None
    tokens = _tokens(text)
    part = _item(tokens, 0)
    while part is not None and part.end < len(tokens):
        part = _join(tokens, part)
    if part is None or part.range.min > LARGEST or (part.range.max or 0) > LARGEST:
        return None
    return part.range


_QUOTES = frozenset("\"'“”()[]{}«»*…:")
_BRACKETED = re.compile(r"(?<=\S)\s*\([^()]*\)")
_AND = (("as", "well", "as"), ("along", "with"), ("together", "with"), ("in", "addition", "to"))


def _tokens(text: str) -> list[str]:
    """Tokens without what stands in brackets and without quotation marks; longer words for "and" made one."""
    tokens = [token for token in tokens_of(_BRACKETED.sub("", text)) if token not in _QUOTES]
    for words in _AND:
        for at in range(len(tokens) - len(words), -1, -1):
            if tuple(tokens[at : at + len(words)]) == words:
                tokens[at : at + len(words)] = ["and"]
    return _with_shared_heap(tokens)


def _with_shared_heap(tokens: list[str]) -> list[str]:
    """As in "tens or hundreds of thousands" with both heaps of thousands."""
    heaps = [at for at, token in enumerate(tokens) if (token,) in phrases()["heap"]]
    if len(heaps) != 3 or tokens[heaps[2] - 1] != "of" or heaps[2] - heaps[1] != 2 or heaps[1] - heaps[0] > 4:
        return tokens
    if tokens[heaps[0] + 1] == "of":
        return tokens
    return [*tokens[: heaps[0] + 1], "of", tokens[heaps[2]], *tokens[heaps[0] + 1 :]]


def _item(tokens: Sequence[str], start: int) -> _Part | None:
    """A bound with its number, or a number."""
    for read in (_between, _none, _bounded, _group, _core, _added, _article):
        if (part := read(tokens, start)) is not None:
            return part
    return None


def _longest(kind: str, tokens: Sequence[str], start: int) -> tuple[Phrase, int] | None:
    """The longest phrase of a kind that begins at a token, and the token after it."""
    table = phrases()[kind]
    for length in range(min(6, len(tokens) - start), 0, -1):
        if (phrase := table.get(tuple(tokens[start : start + length]))) is not None:
            return phrase, start + length
    return None


def _between(tokens: Sequence[str], start: int) -> _Part | None:
    """As in "between 10 and 15", "from 40 to 60", "anywhere from ..."."""
    start += tokens[start : start + 1] == ["anywhere"] or tokens[start : start + 1] == ["somewhere"]
    links = {"between": ("and", "to", "-"), "from": ("to", "-", "up")}.get("".join(tokens[start : start + 1]))
    return _range(tokens, start + 1, links) if links else None


def _range(tokens: Sequence[str], start: int, links: Sequence[str]) -> _Part | None:
    """Two numbers with a link; a factor said once counts for both ("two or three hundred")."""
    start = _past(tokens, start, ("adding", "about"))
    low = read_number(tokens, start) or _decimal_of(tokens, start)
    if low is None or low.end >= len(tokens) or tokens[low.end] not in links:
        return None
    after = low.end + 1 + (tokens[low.end : low.end + 2] == ["up", "to"])
    high = read_number(tokens, _past(tokens, after, ("adding", "about", "most")))
    if high is None:
        return None
    least = low.value
    if low.factor == 1 and high.factor > 1 and low.value * high.factor < high.value:
        least *= high.factor
    elif (
        low.value < 1000 and tokens[high.end - 1].endswith((",000", ".000", " 000")) and low.value < high.value // 1000
    ):
        least *= 1000
    if least >= high.value or _is_measured(tokens, high.end):
        return None
    return _after(tokens, _Part(TollRange(least, high.value, TollRule.RANGE), high.end))


def _decimal_of(tokens: Sequence[str], start: int) -> Number | None:
    """The first number of "1.5 to 2 million", whose factor stands after the second."""
    factor = next((token for token in tokens[start + 3 : start + 4] if (token,) in phrases()["times"]), None)
    scaled = read_number([*tokens[start : start + 1], factor]) if factor else None
    return replace(scaled, end=start + 1) if scaled is not None else None


def _past(tokens: Sequence[str], start: int, kinds: Sequence[str]) -> int:
    for kind in kinds:
        if (found := _longest(kind, tokens, start)) is not None:
            start = found[1]
    return start


def _none(tokens: Sequence[str], start: int) -> _Part | None:
    found = _longest("none", tokens, start)
    if found is None or any(_longest(kind, tokens, start) for kind in _BOUNDS):
        return None
    return _Part(TollRange(0, 0, TollRule.NONE), found[1])


def _bounded(tokens: Sequence[str], start: int) -> _Part | None:
    """A bounding phrase and what it bounds."""
    found = [(end, kind) for kind in _BOUNDS if (hit := _longest(kind, tokens, start)) for end in hit[1:]]
    if not found:
        return None
    end, kind = max(found)
    inner = _between(tokens, end) or _bounded(tokens, end) or _core(tokens, end) or _added(tokens, end)
    inner = inner or _group(tokens, end) or _article(tokens, end)
    bounded = _BOUNDS[kind](inner.range) if inner is not None else None
    return _Part(bounded, inner.end) if inner is not None and bounded is not None else None


def _least(inner: TollRange) -> TollRange | None:
    return TollRange(inner.min, None, TollRule.LEAST)


def _over(inner: TollRange) -> TollRange | None:
    return TollRange(inner.min + 1, None, TollRule.OVER)


def _most(inner: TollRange) -> TollRange | None:
    return None if inner.max is None else TollRange(0, inner.max, TollRule.MOST)


def _under(inner: TollRange) -> TollRange | None:
    return TollRange(0, inner.max - 1, TollRule.UNDER) if inner.max else None


def _near(inner: TollRange) -> TollRange | None:
    if inner.min != inner.max:
        return inner
    return TollRange(inner.min - _open(inner.min), inner.min - 1, TollRule.NEAR) if inner.min else None


def _about(inner: TollRange) -> TollRange | None:
    if inner.min != inner.max:
        return inner
    return TollRange(inner.min - _open(inner.min), inner.min + _open(inner.min), TollRule.ABOUT) if inner.min else None


def _open(number: int) -> int:
    """What a number given roughly leaves open to either side: a tenth, rounded to the nearest, halves up."""
    return max(1, (number + SHARE_AROUND // 2) // SHARE_AROUND)


_BOUNDS: dict[str, Callable[[TollRange], TollRange | None]] = {
    "least": _least,
    "over": _over,
    "most": _most,
    "under": _under,
    "near": _near,
    "about": _about,
}


def _core(tokens: Sequence[str], start: int) -> _Part | None:
    """A range, a number, or a vague word, with what stands right behind it."""
    part = _range(tokens, start, ("to", "-", "or")) or _vague(tokens, start)
    if part is not None:
        return _after(tokens, part)
    number = read_number(tokens, start)
    if number is None or _is_measured(tokens, number.end) or _is_part(tokens, number.end):
        return None
    if start and tokens[start - 1] in ("$", "€", "£"):
        return None
    return _after(tokens, _Part(TollRange(number.value, number.value, TollRule.NUMBER), number.end))


_LINKS = ((), ("to",), ("-",), ("in",), ("out", "of"), ("/",), ("⁄",), ("_",), ("٬",))


def _is_part(tokens: Sequence[str], at: int) -> bool:
    """Whether another number follows so that neither is the number of people: "one in ten", "10-5", "two of a kind"."""
    if (tokens[at] if at < len(tokens) else "",) in phrases()["times"]:
        return True
    return any(
        tuple(tokens[at : at + len(link)]) == link
        and tokens[at + len(link) : at + len(link) + 1] != []
        and read_number(tokens, at + len(link)) is not None
        for link in _LINKS
    )


def _is_measured(tokens: Sequence[str], at: int) -> bool:
    """Whether what follows a number makes it none of people: "20 percent", "20 km", "20th"."""
    return at < len(tokens) and (tokens[at] in ("%", "$", "€", "£", "°") or (tokens[at],) in phrases()["measure"])


def _vague(tokens: Sequence[str], start: int) -> _Part | None:
    """A vague word, alone, before a multiplying word ("several hundred") or before its plural ("tens of thousands")."""
    found = _longest("vague", tokens, start)
    if found is not None and found[1] < len(tokens):
        phrase, end = found
        factor = phrases()["times"].get((tokens[end],))
        if factor is not None:
            return _multiplied(tokens, phrase, end)
        heap = _heap(tokens, end)
        if heap is not None:
            least = max(phrase.min * (heap.range.min // 2), heap.range.min)
            return replace(heap, range=replace(heap.range, min=least))
    if found is not None:
        if tokens[found[1] : found[1] + 1] in (["hours"], ["days"], ["percent"]):
            return None
        return _Part(TollRange(found[0].min, found[0].max, TollRule.VAGUE), found[1])
    return _heap(tokens, start)


def _multiplied(tokens: Sequence[str], phrase: Phrase, at: int) -> _Part:
    """As in "several hundred thousand": the smallest such number up to where one would say the next."""
    product, last = 1, 1
    while at < len(tokens) and (factor := phrases()["times"].get((tokens[at],))) is not None and product <= LARGEST:
        product, last, at = product * factor.min, factor.min, at + 1
    least = phrase.min * product
    if phrase.max == phrase.min:
        most: int | None = least
    else:
        most = product // last * 99 + (product // last - 1) if last in (12, 20) else 10 * product - 1
    return _Part(TollRange(least, most, TollRule.VAGUE), at)


def _heap(tokens: Sequence[str], start: int) -> _Part | None:
    found = _longest("heap", tokens, start)
    if found is None or found[0].max is None:
        return None
    phrase, end = found
    least, most = phrase.min, found[0].max
    while (
        tokens[end : end + 1] in (["of"], ["upon"], ["and"])
        and (larger := _longest("heap", tokens, end + 1)) is not None
    ):
        if tokens[end] == "and" and larger[0] != phrase:
            break
        if tokens[end] == "of":
            unit = larger[0].min // 2
            least, most = least * unit, (most + 1) * unit - 1
        end = larger[1]
        if least > LARGEST:
            return None
    return _Part(TollRange(least, most, TollRule.VAGUE), end)


_MORE = (
    ("or", "more"),
    ("and", "more"),
    ("and", "counting"),
    ("plus",),
    ("+",),
    ("at", "least"),
    ("at", "a", "minimum"),
)
_OR_SO = (("or", "so"), ("odd",), ("ish",), ("or", "thereabouts"))
_OR_FEWER = (("or", "fewer"), ("or", "less"), ("at", "most"), ("at", "the", "most"))


def _after(tokens: Sequence[str], part: _Part) -> _Part:
    """A number with the words behind it that bound it: "40 or more", "60-plus", "a dozen or so"."""
    for endings, read in ((_MORE, _least), (_OR_SO, _about), (_OR_FEWER, _most)):
        for ending in endings:
            if tuple(tokens[part.end : part.end + len(ending)]) == ending and (inner := read(part.range)) is not None:
                return _Part(inner, part.end + len(ending))
    return part


def _added(tokens: Sequence[str], start: int) -> _Part | None:
    """A number behind words that do not change it: "another 12", "a total of 64", "all 20"."""
    found = _longest("adding", tokens, start)
    if found is None:
        return None
    end = found[1]
    inner = _bounded(tokens, end) or _core(tokens, end) or _added(tokens, end)
    if inner is None and tokens[end - 1] == "another" and tokens[end : end + 1] != ["-"]:
        return _Part(TollRange(1, 1, TollRule.ARTICLE), end)
    return inner


def _group(tokens: Sequence[str], start: int) -> _Part | None:
    """A group that its number follows or leads: "a family of five", "a 20-strong patrol"."""
    start += tokens[start : start + 1] in (["a"], ["an"], ["the"])
    number = read_number(tokens, start)
    if number is not None and tokens[number.end : number.end + 1] and tokens[number.end] in _STRONG:
        return _Part(TollRange(number.value, number.value, TollRule.NUMBER), number.end + 1)
    for at in range(start, min(start + LONGEST_GROUP, len(tokens) - 1)):
        if (tokens[at],) in phrases()["group"] and tokens[at + 1] == "of":
            return _item(tokens, at + 2)
        if (tokens[at],) in phrases()["part"] or not tokens[at][0].isalpha():
            break
    return None


def _article(tokens: Sequence[str], start: int) -> _Part | None:
    """As in "a soldier", "the lone gunman", "15-year-old": one; "an unknown number" and "a third of" tell nothing."""
    words = list(tokens[start : start + 2])
    if words[:1] == ["the"] and words[1:] and words[1] in _SINGLE:
        return _Part(TollRange(1, 1, TollRule.ARTICLE), start + 2)
    if words and (words[0] in _SINGLE or words[0] == AGED):
        return _Part(TollRange(1, 1, TollRule.ARTICLE), start + 1)
    if len(words) < 2 or words[0] not in ("a", "an") or not words[1][0].isalpha() or (words[1],) in phrases()["part"]:
        return None
    is_group = any((token,) in phrases()["group"] for token in tokens[start + 1 : start + 1 + LONGEST_GROUP])
    return None if is_group else _Part(TollRange(1, 1, TollRule.ARTICLE), start + 1)


_STRONG = frozenset({"strong", "member", "man", "person", "woman"})
_SINGLE = frozenset({"single", "lone", "sole", "solitary"})
LONGEST_GROUP = 3
"""Words in which the noun of a group stands: "large armed group of"."""
_ALTERNATIVES = (("if", "not"), ("or", "even"), ("or", "possibly"), ("or", "perhaps"), ("or", "maybe"), ("or",))
_JOINERS = frozenset({"and", "but", ",", ";", "or", "plus", "&", "possibly", "perhaps", "maybe", "if"})


_HARM = frozenset(
    ["dead", "killed", "died", "wounded", "injured", "hurt", "missing", "arrested", "detained", "captured", "abducted"]
)
_AMONG = frozenset({"them", "whom", "which", "those"})
_OWN = frozenset({"his", "her", "their", "its"})


def _join(tokens: Sequence[str], part: _Part) -> _Part:
    """What the tokens up to the next number make of the range so far; all of them are used up if there is none.

    Numbers of another harm ("5 dead and 12 wounded") and of a part ("50 people, 12 of them children") are left out.
    """
    for at in range(part.end, len(tokens)):
        if tokens[at] in _HARM:
            break
        if tokens[at] in _JOINERS and (joined := _joined_at(tokens, at, part.range)) is not None:
            return joined
        if (bounded := _after(tokens, _Part(part.range, at))).end == len(tokens) and bounded.end > at:
            return bounded
    return replace(part, end=len(tokens))


def _joined_at(tokens: Sequence[str], at: int, before: TollRange) -> _Part | None:
    """The range so far with the number behind a joiner; None if there is none or it is part of the first."""
    start, alternative = _behind_joiner(tokens, at)
    if tokens[start : start + 1] == ["more"]:
        return _Part(TollRange(before.min, None, TollRule.LEAST), start + 1)
    following = _item(tokens, start) if start < len(tokens) else None
    if following is None and tokens[at] == "and" and start + 1 < len(tokens) and tokens[start] in _OWN:
        one_more = not tokens[start + 1].endswith("s")
        following = _Part(TollRange(1, 1, TollRule.ARTICLE), start + 2) if one_more else None
    if following is None:
        return None
    if tokens[following.end : following.end + 1] == ["of"] and _AMONG & set(
        tokens[following.end + 1 : following.end + 2]
    ):
        return None
    return _Part(_joined(before, following.range, alternative=alternative), following.end)


def _behind_joiner(tokens: Sequence[str], at: int) -> tuple[int, bool]:
    """The token behind the words that join two ranges, and whether they join alternatives."""
    alternative = False
    while at < len(tokens) and tokens[at] in _JOINERS:
        words = next((w for w in _ALTERNATIVES if tuple(tokens[at : at + len(w)]) == w), None)
        alternative |= words is not None or tokens[at] in ("possibly", "perhaps", "maybe")
        at += len(words) if words else 1
    return at, alternative


def _joined(one: TollRange, other: TollRange, *, alternative: bool) -> TollRange:
    if alternative:
        most = None if one.max is None or other.max is None else max(one.max, other.max)
        return TollRange(min(one.min, other.min), most, TollRule.EITHER)
    lower, upper = sorted((one, other), key=lambda side: side.max is not None)
    if lower.max is None and upper.rule in (TollRule.MOST, TollRule.UNDER) and lower.min <= (upper.max or 0):
        return TollRange(lower.min, upper.max, TollRule.BOTH_BOUNDS)
    most = None if one.max is None or other.max is None else one.max + other.max
    return TollRange(one.min + other.min, most, TollRule.SUM)
