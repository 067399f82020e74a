r"""The notation of frames, wrappers and word lists, parsed into nodes.

====================  ==================================================================================================
``{actors:army,mob}``   a slot: its name begins with the role that it plays, the lists it is filled from follow
``{place}`` ``{date}``  a slot with the usual list of its name
``{recipients:army!}``  a slot filled from a list seen from the other country of the sentence
``{place=the strait}``  a slot with fixed text
``{actors?was|were}``   text that agrees with the number of a slot
``{actors.its}``        a pronoun for a slot: it, its, him or self
``{#3-40}``             a number in digits
``~shell``              a verb in whatever form the sentence needs
``[~shell|~pound]``     in a frame a trigger, in a word list what is quoted of the entry
``(one|another|)``      a choice; ``(perhaps)`` may stay away
``^``                   the next letter is a capital
``\(``                    a sign that would otherwise mean something
====================  ==================================================================================================
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

PRONOUNS = {
    "it": ("it", "its", "it", "itself"),
    "he": ("he", "his", "him", "himself"),
    "she": ("she", "her", "her", "herself"),
    "they": ("they", "their", "them", "themselves"),
}
"""Subject, possessive, object and reflexive form for each kind of thing a word list tells apart."""
PRONOUN_FORMS = ("it", "its", "him", "self")
CAPITAL = "^"


class NotationError(ValueError):
    """A text that is not in the notation; the message says why."""


@dataclass(frozen=True, slots=True)
class Text:
    """Fixed text."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A hole with the lists that fill it, or with fixed text of its own; ``!`` ends a list of the other country."""

    name: str
    lists: tuple[str, ...] = ()
    foreign: bool = False
    literal: str = ""

    @property
    def kind(self) -> str:
        """The name without the number that tells it from its like."""
        return re.sub(r"[^a-z-]", "", self.name)


@dataclass(frozen=True, slots=True)
class Number:
    """A number from ``low`` to ``high``, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Agree:
    """Text that depends on whether a slot is singular or plural."""

    slot: str
    singular: str
    plural: str


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun for what fills a slot."""

    slot: str
    form: str


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb, by its infinitive; ``form`` and ``subject`` (a slot, or nothing for a plural) are set by composing."""

    lemma: str
    form: str = "past"
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A trigger of a frame, or what is quoted of an entry; ``event`` says whose trigger it is."""

    nodes: tuple["Node", ...]
    event: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several runs of nodes."""

    options: tuple[tuple["Node", ...], ...]


Node = Text | Slot | Number | Agree | Pronoun | Verb | Mark | Choice

TOKEN = re.compile(
    r"\\(?P<plain>.)|\{(?P<brace>[^{}]*)\}|~(?P<verb>[a-z]+)|(?P<sign>[\[\]()|])|(?P<text>[^\\{}~\[\]()|]+)"
)
BRACE = re.compile(
    r"#(?P<low>\d+)-(?P<high>\d+)"
    r"|(?P<agree>[a-z-]+\d*)\?(?P<one>[^|]*)\|(?P<many>[^|]*)"
    r"|(?P<pronoun>[a-z-]+\d*)\.(?P<form>[a-z]+)"
    r"|(?P<fixed>[a-z-]+\d*)=(?P<literal>.+)"
    r"|(?P<slot>[a-z-]+\d*)(?:(?P<foreign>!)|:(?P<lists>[a-z-]+!?(?:,[a-z-]+!?)*))?"
)
CLOSING = {"[": "]", "(": ")"}


def parse(text: str) -> tuple[Node, ...]:
    """Nodes of a text in the notation; raises NotationError with the reason."""
    tokens, place = [], 0
    while place < len(text):
        match = TOKEN.match(text, place)
        if not match:
            raise NotationError(f"cannot read {text[place : place + 20]!r}")
        tokens.append(match)
        place = match.end()
    tokens.reverse()
    options = _options(tokens, "")
    if len(options) > 1:
        raise NotationError("'|' stands outside brackets")
    return options[0]


def _options(tokens: list[re.Match[str]], closing: str) -> list[tuple[Node, ...]]:
    options: list[list[Node]] = [[]]
    while tokens:
        token = tokens.pop()
        sign = token["sign"]
        if sign and sign == closing:
            return [tuple(option) for option in options]
        if sign == "|":
            options.append([])
        elif sign in CLOSING:
            options[-1].append(_bracketed(sign, _options(tokens, CLOSING[sign])))
        elif sign:
            raise NotationError(f"{sign!r} closes nothing")
        else:
            options[-1].append(_plain(token))
    if closing:
        raise NotationError(f"{closing!r} is missing")
    return [tuple(option) for option in options]


def _bracketed(sign: str, options: list[tuple[Node, ...]]) -> Node:
    if sign == "[":
        if not all(options):
            raise NotationError("empty brackets")
        return Mark(options[0] if len(options) == 1 else (Choice(tuple(options)),))
    return Choice((options[0], ()) if len(options) == 1 else tuple(options))


def _plain(token: re.Match[str]) -> Node:
    if token["brace"] is not None:
        return _brace(token["brace"])
    if token["verb"]:
        return Verb(token["verb"])
    return Text(token["plain"] or token["text"])


def _brace(inside: str) -> Node:
    match = BRACE.fullmatch(inside)
    if not match:
        raise NotationError(f"not a slot: {{{inside}}}")
    if match["low"]:
        return Number(int(match["low"]), int(match["high"]))
    if match["agree"]:
        return Agree(match["agree"], match["one"], match["many"])
    if match["pronoun"]:
        if match["form"] not in PRONOUN_FORMS:
            raise NotationError(f"no pronoun form {match['form']!r} (there are {', '.join(PRONOUN_FORMS)})")
        return Pronoun(match["pronoun"], match["form"])
    if match["fixed"]:
        return Slot(match["fixed"], literal=match["literal"])
    lists = tuple((match["lists"] or "").split(",")) if match["lists"] else ()
    return Slot(match["slot"], lists, bool(match["foreign"]))


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Every node, those inside marks and choices too."""
    for node in nodes:
        yield node
        if isinstance(node, Mark):
            yield from walk(node.nodes)
        elif isinstance(node, Choice):
            for option in node.options:
                yield from walk(option)


def slots(nodes: tuple[Node, ...]) -> list[Slot]:
    """Every slot, in order."""
    return [node for node in walk(nodes) if isinstance(node, Slot)]


def refuse_twice(nodes: tuple[Node, ...]) -> set[str]:
    """Names of the slots; the same name twice on one way through the choices raises NotationError."""
    names: set[str] = set()
    for node in nodes:
        fresh: set[str] = set()
        if isinstance(node, Slot):
            fresh = {node.name}
        elif isinstance(node, Mark):
            fresh = refuse_twice(node.nodes)
        elif isinstance(node, Choice):
            fresh = set().union(*(refuse_twice(option) for option in node.options))
        if fresh & names:
            raise NotationError(f"slot {min(fresh & names)!r} stands twice")
        names |= fresh
    return names
