"""A draft as a sentence: choices taken, slots filled, and where everything stands."""

import random
import re
from dataclasses import dataclass, field

from training.corpus import ROLES, GoldEvent, Span
from training.made.compose import TOLL, Draft
from training.made.notation import (
    CAPITAL,
    PRONOUN_FORMS,
    PRONOUNS,
    Agree,
    Choice,
    Mark,
    Node,
    Number,
    Pronoun,
    Slot,
    Text,
    Verb,
    slots,
)
from training.made.verbs import conjugate
from training.made.words import Country, Entry, Words, lists_of
from training.open_corpus.read import LIST_FIELDS, SINGLE_FIELDS

NO_DATE = 0.35
"""Share of dates that go unsaid where they may."""
NO_PLACE = 0.2
NEIGHBOUR = 0.6
"""Share of sentences whose other country lies in the same part of the world."""
TRIES = 8
ARTICLE = re.compile(r"(?:the|an?) ")
AN = re.compile(
    r"(?!uni|use|usu|eur?o|one\b|ukr|ug|uru|un\b|u\.|us\b|uk\b|eu\b)[aeiou]|hour|honor|honest|NGO|MP\b", re.IGNORECASE
)
EU_AS_A_WORD = re.compile(r"EU\b")


class UnwritableError(ValueError):
    """A draft has come out in a way that makes no sentence; another try may."""


@dataclass(frozen=True, slots=True)
class World:
    """The two countries that a sentence is about."""

    home: Country
    other: Country

    def turned(self) -> "World":
        """The same seen from the other country."""
        return World(self.other, self.home)


def choose_world(words: Words, chance: random.Random) -> World:
    """Two different countries."""
    home = chance.choice(words.countries)
    near = [country for country in words.countries if country.part == home.part and country is not home]
    far = [country for country in words.countries if country is not home]
    return World(home, chance.choice(near if near and chance.random() < NEIGHBOUR else far))


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence and its events."""

    text: str
    events: tuple[GoldEvent, ...]


@dataclass(slots=True)
class Writer:
    """Writes one sentence and remembers where slots and triggers stand."""

    words: Words
    world: World
    chance: random.Random
    bare: bool = False
    """Whether the articles of slots stay away, as in headlines."""
    text: str = ""
    spans: dict[str, list[Span]] = field(default_factory=dict)
    triggers: dict[int, Span] = field(default_factory=dict)
    _capital: bool = True
    _entries: dict[str, Entry | str] = field(default_factory=dict)
    _worlds: dict[str, World] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def sentence(self, draft: Draft, opening: str = "") -> Written:
        """The whole sentence, without a full stop; ``opening`` goes before it."""
        self.put(opening)
        nodes = tuple(settle(draft.nodes, draft, self.chance))
        for slot in slots(nodes):
            self._choose(slot, draft.when)
        for node in nodes:
            self._node(node)
        return Written(self.text, tuple(self._event(draft, index) for index in range(len(draft.events))))

    def _choose(self, slot: Slot, when: str) -> None:
        """What fills a slot, before anything is written: verbs may agree with slots that come later."""
        if slot.literal:
            self._entries[slot.name] = slot.literal
            return
        lists = ((when, False),) if slot.kind == "date" and not slot.lists else lists_of(slot)
        name, foreign = self.chance.choice(lists)
        self._worlds[slot.name] = self.world.turned() if foreign else self.world
        self._entries[slot.name] = self.words.choose(name, self.chance) if name in self.words.lists else name

    def put(self, text: str) -> None:
        """Write text, minding spaces, commas, articles and capitals where it meets what stands there already."""
        if text.startswith(CAPITAL):
            self._capital, text = True, text[1:]
        if not self.text or (self.text.endswith((" ", "(", "“"))):
            text = text.lstrip(" ")
        if not text:
            return
        if text.startswith((",", ".", ";")):
            self.text = self.text.rstrip(" ").removesuffix(",")
        if text.startswith("'s") and self.text.endswith("s"):
            text = "'" + text[2:]
        if re.search(r"\b[Aa] $", self.text) and AN.match(text) and not EU_AS_A_WORD.match(text):
            self.text = self.text[:-1] + "n "
        if self._capital and (at := re.search(r"\w", text)):
            text = text[: at.start()] + text[at.start()].upper() + text[at.start() + 1 :]
            self._capital = False
        before, mark, after = text.partition(CAPITAL)
        self.text += before
        if mark:
            self.put(CAPITAL + after)

    def _node(self, node: Node) -> None:
        match node:
            case Text(text):
                self.put(text)
            case Number(low, high):
                self.put(str(self.chance.randint(low, high)))
            case Agree(slot, singular, plural):
                self.put(plural if self._plural(slot) else singular)
            case Pronoun(slot, form):
                self.put(PRONOUNS[self._pronoun(slot)][PRONOUN_FORMS.index(form)])
            case Verb(lemma, form, subject):
                self.put(conjugate(lemma, form, self._plural(subject), self.words.verbs))
            case Mark(inside, event):
                self.triggers[event] = self._span_of(inside)
            case Slot():
                self._slot(node)
            case Choice():
                raise AssertionError("choices are taken before")

    def _span_of(self, nodes: tuple[Node, ...]) -> Span:
        self.put("")
        before = len(self.text)
        for node in nodes:
            self._node(node)
        start = before + len(self.text[before:]) - len(self.text[before:].lstrip(" "))
        auxiliary = re.match(r"(?:had|has|have|was|were) ", self.text[start:])
        return start + (auxiliary.end() if auxiliary else 0), len(self.text)

    def _pronoun(self, slot: str) -> str:
        entry = self._entries.get(slot, "")
        if isinstance(entry, Entry):
            return entry.pronoun
        return {"man": "he", "woman": "she"}.get(entry, "it") if slot else "they"

    def _plural(self, slot: str) -> bool:
        return self._pronoun(slot) == "they"

    def _slot(self, slot: Slot) -> None:
        single = slot.kind in SINGLE_FIELDS
        for _ in range(TRIES):
            text, quotes = self._filled(slot)
            if single or text not in self._used:
                self._used.add(text)
                self._write_filled(slot.name, text, quotes, single)
                return
        raise UnwritableError(f"{text!r} stands twice")

    def _filled(self, slot: Slot) -> tuple[str, list[Span]]:
        entry = self._entries[slot.name]
        if slot.literal:
            return slot.literal, []
        world = self._worlds[slot.name]
        if isinstance(entry, str):
            return country_word(entry, world, self.chance), []
        filling = Filling(self.words, world, self.chance)
        filling.fill(entry)
        return "".join(filling.pieces), filling.quotes

    def _write_filled(self, name: str, text: str, quotes: list[Span], single: bool) -> None:
        article = ARTICLE.match(text)
        if not single:
            quotes = [_without_article(text, span) for span in quotes or [(0, len(text))]]
            if self.bare and article:
                text, cut = text[article.end() :], article.end()
                quotes = [(max(0, start - cut), end - cut) for start, end in quotes]
        self.put(text)
        shift = len(self.text) - len(text)
        spans = [(start + shift, end + shift) for start, end in quotes or [(0, len(text))]]
        self.spans.setdefault(name, []).extend(spans)

    def _event(self, draft: Draft, index: int) -> GoldEvent:
        spec = draft.events[index]
        if index not in self.triggers:
            raise UnwritableError("an event lost its trigger")
        roles: dict[str, tuple[Span, ...]] = {}
        for role in ROLES:
            found = [span for name in spec.fields.get(role, ()) for span in self.spans.get(name, ())]
            if role in LIST_FIELDS and role != "source":
                found.sort()
            roles[role] = tuple(dict.fromkeys(found[: None if role in LIST_FIELDS else 1]))
        return GoldEvent(spec.type, spec.mode, spec.status, spec.time, self.triggers[index], roles)


def _without_article(text: str, span: Span) -> Span:
    article = ARTICLE.match(text, span[0], span[1])
    return (article.end() if article else span[0]), span[1]


@dataclass(slots=True)
class Filling:
    """Text of one entry, lists inside lists filled, with what is quoted of it."""

    words: Words
    world: World
    chance: random.Random
    pieces: list[str] = field(default_factory=list)
    quotes: list[Span] = field(default_factory=list)

    def fill(self, entry: Entry) -> None:
        """Write the entry."""
        self._nodes(entry.nodes, top=True)

    def _length(self) -> int:
        return sum(map(len, self.pieces))

    def _put(self, text: str) -> None:
        written = "".join(self.pieces)
        if not written or written.endswith(" "):
            text = text.lstrip(" ")
        if text.startswith("'s") and written.endswith("s"):
            text = "'" + text[2:]
        if re.search(r"\b[Aa] $", written) and AN.match(text) and not EU_AS_A_WORD.match(text):
            self.pieces = [written[:-1] + "n "]
        self.pieces.append(text)

    def _nodes(self, nodes: tuple[Node, ...], top: bool) -> None:
        for node in nodes:
            match node:
                case Text(text):
                    self._put(text)
                case Number(low, high):
                    self._put(str(self.chance.randint(low, high)))
                case Choice(options):
                    self._nodes(self.chance.choice(options), top)
                case Mark(inside):
                    before = self._length()
                    self._nodes(inside, top=False)
                    if top:
                        # The article before may have become "an", which moves what follows by a letter.
                        quoted = "".join(self.pieces)[before:]
                        self.quotes.append((before + len(quoted) - len(quoted.lstrip(" ")), self._length()))
                case Slot():
                    self._inner_slot(node)

    def _inner_slot(self, slot: Slot) -> None:
        name, foreign = self.chance.choice(lists_of(slot))
        world = self.world.turned() if foreign else self.world
        if name not in self.words.lists:
            self._put(country_word(name, world, self.chance))
            return
        kept, self.world = self.world, world
        self._nodes(self.words.choose(name, self.chance).nodes, top=False)
        self.world = kept


def country_word(name: str, world: World, chance: random.Random) -> str:
    """A word of the home country: its name, a city, somebody's name."""
    home = world.home
    match name:
        case "country":
            return home.name
        case "adj":
            return home.adjective
        case "capital":
            return home.capital
        case "city":
            return chance.choice(home.cities)
        case "region":
            return chance.choice(home.regions)
        case "village":
            return chance.choice(home.names.villages)
        case "surname":
            return chance.choice(home.names.surnames)
    first = chance.choice(home.names.men if name == "man" else home.names.women)
    return f"{first} {chance.choice(home.names.surnames)}"


def settle(nodes: tuple[Node, ...], draft: Draft, chance: random.Random) -> list[Node]:
    """Nodes with every choice taken and with dates and places dropped where they may be."""
    settled: list[Node] = []
    for node in nodes:
        if isinstance(node, Choice):
            options = node.options if draft.toll else [option for option in node.options if not _tolls(option)]
            if not options:
                raise UnwritableError("a toll stands where none may be")
            settled += settle(chance.choice(options), draft, chance)
        elif isinstance(node, Mark):
            settled.append(Mark(tuple(settle(node.nodes, draft, chance)), node.event))
        elif isinstance(node, Slot) and _dropped(node, draft, chance):
            continue
        elif isinstance(node, Slot) and node.kind in TOLL and not draft.toll:
            raise UnwritableError("a toll stands where none may be")
        else:
            settled.append(node)
    return settled


def _tolls(nodes: tuple[Node, ...]) -> bool:
    return any(slot.kind in TOLL for slot in slots(nodes))


def _dropped(slot: Slot, draft: Draft, chance: random.Random) -> bool:
    if slot.lists or slot.literal:
        return False
    if slot.kind == "date":
        if draft.when in ("none", "past-date"):
            return draft.when == "none"
        return chance.random() < NO_DATE
    return slot.kind == "place" and chance.random() < NO_PLACE
