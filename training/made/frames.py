"""Frames and wrappers: what is told, and in which words it is hedged, denied, planned or ascribed to somebody.

A block is one or more texts in the notation, each a frame of its own, and the event lines that hold for all of them::

    {actors:army} [~shell|~pound] {place:town} {date}
    {actors:army} ~fire [mortars|rockets] at {place:town} {date}
    - ASSAULT/heavy-weapons

The first event line belongs to the first trigger and so on. An event line without fields gives the event every slot of
the frame whose name begins with a role; one with fields gives it the slots that they name. Frames begin with a small
letter and have no full stop.

A wrapper has holes for parts of a frame (HOLES); what becomes of the frame's own events says its line ``- clause``::

    {source:official} accused {subject} of {gerund}
    - ACCUSE/allege | actors: source | recipients: subject
    - clause alleged | source: source
    @ for: ASSAULT COERCE

Without a line ``- clause`` the frame's events are not coded ("threatened to shell"); ``- clause as AGREE`` codes them
as another type ("will send aid"). Lines with ``@`` say more: ``for`` the types (or TYPE/mode) that a wrapper takes,
``not`` those that it never takes, ``when`` the list that dates come from, ``style: headline`` that articles stay away,
``style: alone`` that nobody says it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from training.made.files import Faults, lines_of
from training.made.notation import (
    Agree,
    Mark,
    Node,
    NotationError,
    Pronoun,
    Slot,
    Verb,
    parse,
    refuse_twice,
    slots,
    walk,
)
from training.made.words import Words, missing_lists
from training.open_corpus.read import LIST_FIELDS, MODES, SINGLE_FIELDS, STATUSES, TIMES

FOLDER = Path(__file__).parent / "frames"
WRAPPERS = ("attribution", "status")
"""Files of wrappers: those around a whole sentence, and those that take it apart into subject and verb."""
VERB_HOLES = ("past", "had", "has", "base", "gerund", "present", "participle", "progressive")
HOLES = ("clause", "subject", *VERB_HOLES)
ROLE_OF = {"place": "location", **{role: role for role in LIST_FIELDS + SINGLE_FIELDS}}
"""Role of a slot by its name without number."""
STYLES = ("", "headline", "alone")
DATE_LISTS = ("date", "past-date", "since", "future")

EVENT = re.compile(r"- (?P<type>[A-Z]+)(?:/(?P<mode>[a-z-]+))?(?P<words>(?: [a-z]+)*)(?P<fields>(?: \| [^|]+)*)")
CLAUSE = re.compile(r"- clause(?: as (?P<type>[A-Z]+))?(?P<words>(?: [a-z]+)*)(?P<fields>(?: \| [^|]+)*)")
OPTION = re.compile(r"@ (?P<name>for|not|when|style): (?P<value>.+)")


@dataclass(frozen=True, slots=True)
class EventSpec:
    """One event of a frame, roles by the names of their slots."""

    type: str
    mode: str | None
    status: str
    time: str
    fields: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Frame:
    """One text with holes and its events, in the order of their triggers."""

    file: Path
    line: int
    nodes: tuple[Node, ...]
    events: tuple[EventSpec, ...]
    style: str = ""

    @property
    def verb_at(self) -> int | None:
        """Index of the node that holds the first verb, if the frame is subject and verb."""
        return next((i for i, node in enumerate(self.nodes) if any(isinstance(n, Verb) for n in walk((node,)))), None)

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of the slots."""
        return frozenset(slot.kind for slot in slots(self.nodes))


@dataclass(frozen=True, slots=True)
class Inner:
    """What a wrapper makes of the events of its frame: None leaves a thing as it is."""

    type: str | None
    status: str | None
    time: str | None
    fields: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Wrapper:
    """Words around a frame."""

    file: Path
    line: int
    nodes: tuple[Node, ...]
    events: tuple[EventSpec, ...]
    inner: Inner | None
    types: frozenset[str]
    never: frozenset[str]
    when: str
    style: str

    @property
    def takes_apart(self) -> bool:
        """Whether it needs a frame of subject and verb."""
        return any(slot.name == "subject" for slot in slots(self.nodes))


@dataclass(frozen=True, slots=True)
class Frames:
    """All frames by the file that they stand in, and the wrappers."""

    by_file: dict[str, tuple[Frame, ...]]
    wrappers: dict[str, tuple[Wrapper, ...]]


@dataclass(slots=True)
class _Block:
    """Lines of one block with their numbers, before they are understood."""

    texts: list[tuple[int, str]] = field(default_factory=list)
    events: list[tuple[int, str]] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Reader:
    """Reads one file; its faults go to the list that all files share."""

    path: Path
    words: Words
    faults: Faults

    def blocks(self) -> Iterator[_Block]:
        """Blocks between blank lines."""
        block = _Block()
        for number, line in enumerate([*lines_of(self.path, self.faults), ""], 1):
            if line.startswith("#"):
                continue
            if not line:
                if block.texts or block.events:
                    yield block
                block = _Block()
            elif line.startswith("- "):
                block.events.append((number, line))
            elif line.startswith("@ "):
                self._option(block, number, line)
            else:
                block.texts.append((number, line))

    def _option(self, block: _Block, number: int, line: str) -> None:
        match = OPTION.fullmatch(line)
        if match:
            block.options[match["name"]] = match["value"]
        else:
            self.faults.add(self.path, number, "not an option: for, not, when or style, and a value")

    def frames(self) -> Iterator[Frame]:
        """Frames of the file."""
        for block in self.blocks():
            texts = self._texts(block, ())
            names = {slot.name: slot for _, nodes in texts for slot in slots(nodes)}
            specs = [self._event(number, line, names) for number, line in block.events]
            events = tuple(spec for spec in specs if spec)
            for line, nodes in texts:
                self._count(line, nodes, len(block.events))
                own = tuple(_own_fields(spec, nodes) for spec in events)
                yield Frame(self.path, line, nodes, own, self._style(line, block))

    def wrappers(self) -> Iterator[Wrapper]:
        """Wrappers of the file."""
        for block in self.blocks():
            texts = self._texts(block, HOLES)
            names = {slot.name: slot for _, nodes in texts for slot in slots(nodes)}
            names |= {name: Slot(name) for name in (*ROLE_OF, "subject")}
            inner = [self._inner(n, line, names) for n, line in block.events if line.startswith("- clause")]
            lines = [(n, line) for n, line in block.events if not line.startswith("- clause")]
            events = [spec for spec in (self._event(n, line, names) for n, line in lines) if spec]
            types, never = (frozenset(block.options.get(name, "").split()) for name in ("for", "not"))
            for line, nodes in texts:
                self._count(line, nodes, len(lines))
                self._check_types(line, types | never)
                when, style = block.options.get("when", "date"), self._style(line, block)
                if when not in (*DATE_LISTS, "none"):
                    self.faults.add(self.path, line, f"no dates of the kind {when!r}")
                made = inner[0] if inner else None
                yield Wrapper(self.path, line, nodes, tuple(events), made, types, never, when, style)

    def _style(self, line: int, block: _Block) -> str:
        style = block.options.get("style", "")
        if style not in STYLES:
            self.faults.add(self.path, line, f"unknown style {style!r}")
        return style

    def _texts(self, block: _Block, holes: tuple[str, ...]) -> list[tuple[int, tuple[Node, ...]]]:
        found = []
        for number, text in block.texts:
            try:
                nodes = parse(text)
                refuse_twice(nodes)
            except NotationError as error:
                self.faults.add(self.path, number, str(error))
                continue
            for missing in missing_lists(nodes, self.words.lists):
                if missing not in holes:
                    self.faults.add(self.path, number, f"no list {missing!r}")
            known = {slot.name for slot in slots(nodes)} | set(holes)
            for node in walk(nodes):
                if isinstance(node, Agree | Pronoun) and node.slot not in known:
                    self.faults.add(self.path, number, f"no slot {node.slot!r} to agree with")
            if text.endswith("."):
                self.faults.add(self.path, number, "a frame has no full stop")
            found.append((number, _numbered(nodes)))
        if not block.texts:
            self.faults.add(self.path, block.events[0][0], "event lines without a text")
        return found

    def _count(self, line: int, nodes: tuple[Node, ...], wanted: int) -> None:
        marks = sum(isinstance(node, Mark) for node in walk(nodes))
        if marks != wanted:
            self.faults.add(self.path, line, f"{marks} triggers in brackets, but {wanted} event lines")
        if marks != sum(isinstance(node, Mark) for node in nodes):
            self.faults.add(self.path, line, "a trigger stands inside other brackets")

    def _check_types(self, line: int, types: frozenset[str]) -> None:
        for name in sorted(types):
            kind, _, mode = name.partition("/")
            if kind not in MODES or (mode and mode not in MODES[kind]):
                self.faults.add(self.path, line, f"unknown type {name}")

    def _event(self, number: int, line: str, names: dict[str, Slot]) -> EventSpec | None:
        match = EVENT.fullmatch(line)
        if not match or match["type"] not in MODES:
            self.faults.add(self.path, number, f"not an event line: {line[:60]!r}")
            return None
        if match["mode"] and match["mode"] not in MODES[match["type"]]:
            self.faults.add(self.path, number, f"{match['type']} has no mode {match['mode']}")
        status, time = self._said(number, match["words"])
        fields = self._fields(number, match["fields"], names)
        return EventSpec(match["type"], match["mode"], status or "actual", time or "current", fields)

    def _inner(self, number: int, line: str, names: dict[str, Slot]) -> Inner | None:
        match = CLAUSE.fullmatch(line)
        if not match or (match["type"] and match["type"] not in MODES):
            self.faults.add(self.path, number, f"not a line for the frame's own events: {line[:60]!r}")
            return None
        status, time = self._said(number, match["words"])
        return Inner(match["type"], status, time, self._fields(number, match["fields"], names))

    def _said(self, number: int, words: str) -> tuple[str | None, str | None]:
        status = time = None
        for word in words.split():
            if word in STATUSES:
                status = word
            elif word in TIMES:
                time = word
            else:
                self.faults.add(self.path, number, f"unknown word {word!r}")
        return status, time

    def _fields(self, number: int, text: str, names: dict[str, Slot]) -> dict[str, tuple[str, ...]]:
        fields = {}
        for part in text.split(" | ")[1:]:
            role, _, values = part.partition(":")
            wanted = tuple(value.strip() for value in values.split(";"))
            if role not in ROLE_OF.values():
                self.faults.add(self.path, number, f"unknown role {role!r}")
            for name in wanted:
                if name not in names:
                    self.faults.add(self.path, number, f"no slot {name!r}")
            fields[role] = wanted
        return fields


def read_frames(folder: Path, words: Words, faults: Faults) -> Frames:
    """Every frame and wrapper of a folder; what is wrong with them goes to the faults."""
    readers = {path.stem: _Reader(path, words, faults) for path in sorted(folder.glob("*.txt"))}
    by_file = {name: tuple(reader.frames()) for name, reader in readers.items() if name not in WRAPPERS}
    wrappers = {name: tuple(readers[name].wrappers()) for name in WRAPPERS if name in readers}
    for name, frames in by_file.items():
        for frame in frames:
            types = [event.type for event in frame.events]
            if name == "none" and types:
                faults.add(frame.file, frame.line, "this file is for frames without events")
            if name != "none" and name.upper() not in types:
                faults.add(frame.file, frame.line, f"no event of the type {name.upper()}")
    return Frames(by_file, wrappers)


def _numbered(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Marks get the index of their event, in order."""
    index = 0
    numbered: list[Node] = []
    for node in nodes:
        if isinstance(node, Mark):
            node = replace(node, event=index)
            index += 1
        numbered.append(node)
    return tuple(numbered)


def _own_fields(spec: EventSpec, nodes: tuple[Node, ...]) -> EventSpec:
    """An event that names no fields has every slot that is called after a role."""
    if spec.fields:
        return spec
    fields: dict[str, tuple[str, ...]] = {}
    for slot in slots(nodes):
        role = ROLE_OF.get(slot.kind)
        if role and slot.name not in fields.get(role, ()):
            fields[role] = (*fields.get(role, ()), slot.name)
    return replace(spec, fields=fields)
