"""Phrase: a mention of an actor cut into words, with the words known that only describe it by its friends or foes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.actors.names import plain
from detente.actors.table import Role, Strength, load_roles

LONGEST = 400
"""Characters of a mention that are looked at; names of actors are shorter."""
_WORD = re.compile(r"[^\W\d_]\.(?:[^\W\d_]\.)*[^\W\d_]\b\.?|[^\W_]+")
_HYPHENS = "-‐‑–"
_TURNS = re.compile(
    r"(?:,\s+|\s+)(?:who|whom|whose|which|that|when|where|while|including|such as|known as|accused of|wanted|called|"
    r"named|led by|backed by|supported by|linked to|"
    r"allied with|allied to|affiliated with|loyal to|armed with|funded by|"
    r"based in|opposed to|believed to|suspected of|trying to|fleeing|wearing|riding|carrying)\b",
    re.IGNORECASE,
)
"""From here on a phrase says more of the actor, but no longer who it is."""
_BACKED = frozenset(
    ("backed", "led", "linked", "affiliated", "sponsored", "funded", "allied", "aligned", "supported", "supplied",
     "controlled", "run", "held", "occupied", "trained", "armed", "inspired", "made", "built", "dominated", "brokered",
     "friendly", "leaning", "equipped", "ruled", "administered", "owned", "installed", "claimed", "imposed", "born",
     "speaking", "majority", "style", "era", "wide", "bound", "facing")
)  # fmt: skip
"""What stands before ``-backed`` is the patron, not the actor."""
_STANCES = frozenset(("pro", "anti", "non", "counter", "post", "pre"))
_FORMER = frozenset(("former", "ex", "ousted", "deposed", "retired", "late", "erstwhile", "exiled", "then"))
_FILLERS = frozenset(
    ("the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "our", "some", "several", "many",
     "few", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty",
     "thirty", "forty", "fifty", "hundred", "hundreds", "thousand", "thousands", "dozen", "dozens", "scores", "at",
     "least", "more", "than", "about", "around", "nearly", "almost", "over", "up", "to", "all", "both", "other",
     "another", "any", "every", "each", "most", "unidentified", "unknown", "suspected", "alleged", "would",
     "be", "self",
     "acting", "interim", "new", "current", "senior", "top", "key", "local", "no", "one", "mr", "mrs", "ms", "of")
)  # fmt: skip
_PREPOSITIONS = frozenset(
    ("of", "in", "at", "from", "for", "with", "to", "on", "near", "by", "against", "inside", "under", "across",
    "outside",
     "around", "within", "into", "along", "among", "between", "during", "after", "over", "about", "toward", "towards")
)  # fmt: skip
OWNERS = frozenset(("of", "from", "at", "in", "for", "with", "within", "inside", "among"))
"""Prepositions after which stands what an actor belongs to."""
TOWARDS = frozenset(("to", "on", "against", "about", "toward", "towards", "into", "over", "after", "between"))
"""Prepositions after which stands what an actor is busy with."""
_PLURALS = (("ies", "y"), ("men", "man"), ("women", "woman"), ("ves", "f"), ("ches", "ch"), ("shes", "sh"),
            ("sses", "ss"), ("xes", "x"), ("s", ""))  # fmt: skip
_ONES = frozenset(("police", "troops", "forces", "authorities", "people", "media", "staff", "series", "united",
    "congress",
                   "press", "class", "us", "princess", "business", "governess"))  # fmt: skip
_LONGEST_ROLE = 6


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its characters in the phrase, its plain form, and whether it only says for or against whom."""

    start: int
    end: int
    raw: str
    plain: str
    masked: bool
    """Part of "X-backed", "pro-X": not a name of the actor's own."""

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.raw[:1].isupper()


@dataclass(frozen=True, slots=True)
class RoleMatch:
    """Words [first, last] of a phrase that are a role."""

    first: int
    last: int
    role: Role
    key: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A mention, from its first word to where it only goes on to describe."""

    text: str
    tokens: tuple[Token, ...]
    former: bool
    definite: bool
    """Whether it begins with a word that points to something known: the, this, its."""

    @classmethod
    def of(cls, text: str) -> "Phrase":
        """Cut a mention; never raises, whatever the text."""
        cut = _before_turn(text[:LONGEST])
        tokens = _tokens(cut)
        while tokens and tokens[-1].plain == "s":
            tokens.pop()
        words = [token.plain for token in tokens]
        pointing = bool(words) and words[0] in ("the", "this", "that", "these", "those", "its", "their", "his", "her")
        former = any(word in _FORMER for word in words[:4] if words)
        return cls(cut, tuple(_without_endings(tokens)), former, pointing)

    @property
    def core_start(self) -> int:
        """Index of the first word that is no article, number or the like."""
        for place, token in enumerate(self.tokens):
            filler = token.plain in _FILLERS or token.plain in _FORMER or token.plain.isdigit()
            if not filler or (token.capital and (place or token.plain in ("new", "self", "no"))):
                return place
        return len(self.tokens)

    def key(self, first: int, last: int) -> str:
        """Plain words [first, last]."""
        return " ".join(token.plain for token in self.tokens[first : last + 1])

    def segments(self) -> Iterator[tuple[str, int, int]]:
        """Stretches of words [first, last] with the preposition before each; the first has none."""
        opening, first = "", self.core_start
        for place in range(first, len(self.tokens)):
            word = self.tokens[place]
            if word.plain in _PREPOSITIONS and not word.capital and not self._inside_role(place):
                yield opening, first, place - 1
                opening, first = word.plain, place + 1
        yield opening, first, len(self.tokens) - 1

    def _inside_role(self, place: int) -> bool:
        """Whether a preposition is part of a role: chamber of commerce, chief of staff."""
        known = load_roles()
        for start in range(max(0, place - 2), place):
            for end in range(place + 1, min(len(self.tokens), place + 4)):
                before = self.key(start, end - 1)
                if any(f"{before} {word}" in known for word in singulars(self.tokens[end].plain)):
                    return True
        return False

    def roles(self, first: int, last: int) -> Iterator[RoleMatch]:
        """Roles among words [first, last], from the right, the longest where several end."""
        known = load_roles()
        end = last
        while end >= first:
            match = self._role_ending(end, first, known)
            if match:
                yield match
                end = match.first - 1
            else:
                end -= 1

    def _role_ending(self, end: int, first: int, known: dict[str, Role]) -> RoleMatch | None:
        for start in range(max(first, end - _LONGEST_ROLE + 1), end + 1):
            if start == end and self.tokens[start].masked:
                continue
            before = self.key(start, end - 1)
            for last_word in singulars(self.tokens[end].plain):
                key = f"{before} {last_word}".strip()
                if key in known:
                    return RoleMatch(start, end, known[key], key)
        return None


def head_role(phrase: Phrase, first: int, last: int) -> RoleMatch | None:
    """The role that says the sector of words [first, last]: the last noun, or what modifies it where it says little."""
    weak: RoleMatch | None = None
    for match in phrase.roles(first, last):
        if match.role.strength is Strength.STRONG:
            if weak is not None and match.role.sector == "UNK":
                continue
            return match
        weak = weak or match
        if weak.role.strength is Strength.UNIT and match.role.strength is Strength.WEAK:
            weak = match
    return weak


def singulars(word: str) -> Iterator[str]:
    """A word and what it may be the plural of."""
    yield word
    if word in _ONES or len(word) < 4:
        return
    for plural, singular in _PLURALS:
        if word.endswith(plural):
            yield word.removesuffix(plural) + singular


def is_plural(phrase: Phrase) -> bool:
    """Whether the phrase seems to speak of more than one, or of a body of people."""
    _, first, last = next(phrase.segments())
    return last >= first and (phrase.tokens[last].plain.endswith(("s", "men", "people", "police", "military", "army")))


def _before_turn(text: str) -> str:
    turn = _TURNS.search(text, 1)
    return text[: turn.start()] if turn and turn.start() > 2 else text


def _tokens(text: str) -> list[Token]:
    found = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
    plains = [plain(raw) for _, _, raw in found]
    masked = [False] * len(found)
    for place in range(len(found) - 1):
        gap = text[found[place][1] : found[place + 1][0]]
        if gap not in _HYPHENS or not gap:
            continue
        if plains[place + 1] in _BACKED:
            start = place
            while (
                start
                and plains[start] not in _FILLERS
                and found[start][2][:1].isupper()
                and (text[found[start - 1][1] : found[start][0]] in (*_HYPHENS, "."))
            ):
                start -= 1
            masked[start : place + 2] = [True] * (place + 2 - start)
        if plains[place] in _STANCES:
            masked[place : place + 2] = [True, True]
    return [Token(s, e, raw, p, m) for (s, e, raw), p, m in zip(found, plains, masked, strict=True) if p]


def _without_endings(tokens: list[Token]) -> Iterator[Token]:
    for place, token in enumerate(tokens):
        if token.plain != "s" or not place:
            yield token
