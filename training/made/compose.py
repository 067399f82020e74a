"""Sentences before their slots are filled: a frame as it stands, turned round, in a wrapper or joined."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from training.made.frames import HOLES, VERB_HOLES, EventSpec, Frame, Inner, Wrapper
from training.made.notation import Agree, Choice, Mark, Node, Pronoun, Slot, Text, Verb, slots, walk

TOLL = frozenset({"killed", "injured"})
LATER = ("a day ", "hours ", "days ", "weeks ", "two days ", "")
"""How long one event came after another."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Nodes and events of a sentence to be; ``when`` lists its dates, ``toll``: may it name the dead."""

    nodes: tuple[Node, ...]
    events: tuple[EventSpec, ...]
    when: str = "date"
    toll: bool = True
    style: str = ""

    @property
    def sourced(self) -> bool:
        """Whether a source is given for any of its events."""
        return any(event.fields.get("source") for event in self.events)


@dataclass(frozen=True, slots=True)
class Clause:
    """A frame of subject and verb, taken apart."""

    subject: tuple[Node, ...]
    rest: tuple[Node, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Slots of the subject."""
        return tuple(slot.name for slot in slots(self.subject))

    @property
    def agrees(self) -> str:
        """The slot that verbs agree with; nothing if there are several, which makes a plural."""
        return self.names[0] if len(self.names) == 1 else ""

    def predicate(self, form: str) -> tuple[Node, ...]:
        """Verb and what follows, in a form."""

        def formed(node: Node) -> Node:
            return replace(node, form=form, subject=self.agrees) if isinstance(node, Verb) else node

        return _mapped(self.rest, formed)


def take_apart(frame: Frame) -> Clause | None:
    """Subject and predicate of a frame, or None if it has no verb or no actor before it."""
    at = frame.verb_at
    if at is None or not slots(frame.nodes[:at]):
        return None
    return Clause(frame.nodes[:at], frame.nodes[at:])


def _mapped(nodes: Sequence[Node], change: Callable[[Node], Node]) -> tuple[Node, ...]:
    mapped = []
    for node in nodes:
        if isinstance(node, Mark):
            node = replace(node, nodes=_mapped(node.nodes, change))
        elif isinstance(node, Choice):
            node = Choice(tuple(_mapped(option, change) for option in node.options))
        mapped.append(change(node))
    return tuple(mapped)


def as_it_stands(frame: Frame, chance: random.Random) -> Draft:
    """A frame told as having happened, in the active or the passive voice."""
    clause = take_apart(frame)
    if clause is None:
        return Draft(frame.nodes, frame.events, style=frame.style)
    passive = _passive(clause)
    if passive and chance.random() < 0.4:
        return Draft(passive, frame.events)
    if chance.random() < 0.12 and len(frame.events) == 1:
        return Draft((*clause.subject, *clause.predicate("has")), frame.events, when="none", style=frame.style)
    nodes = (*clause.subject, *clause.predicate("past"))
    if chance.random() < 0.1:
        nodes = _date_first(nodes)
    return Draft(nodes, frame.events, style=frame.style)


def _passive(clause: Clause) -> tuple[Node, ...] | None:
    """The same with the recipients as subject, if they follow the verb at once; the actor may go unnamed."""
    mark, *after = clause.rest
    if not isinstance(mark, Mark) or any(n.text.endswith(" to") for n in walk(mark.nodes) if isinstance(n, Text)):
        return None
    at = next((i for i, node in enumerate(after) if isinstance(node, Slot) and node.kind == "recipients"), None)
    if at is None or not all(map(_counts, after[:at])) or any(isinstance(node, Verb) for node in walk(tuple(after))):
        return None
    target, tail = after[at], after[at + 1 :]
    assert isinstance(target, Slot)
    agent = Choice(((Text(" by "), *clause.subject), ()))
    participle = _mapped((mark,), lambda n: replace(n, form="participle") if isinstance(n, Verb) else n)
    was = Agree(target.name, "was", "were") if at == 1 else Text("were")
    return (*after[1:at], target, Text(" "), was, Text(" "), *participle, agent, *tail)


def _counts(node: Node) -> bool:
    """Whether it may stand between a verb and its object: a number or a space."""
    return node == Text(" ") or (isinstance(node, Slot) and node.kind in ("killed", "injured", "detained", "number"))


def _date_first(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    at = next((i for i, node in enumerate(nodes) if isinstance(node, Slot) and node == Slot("date")), None)
    if at is None:
        return nodes
    return (Slot("date", ("date",)), Text(", "), *nodes[:at], *nodes[at + 1 :])


def fits(wrapper: Wrapper, frame: Frame) -> bool:
    """Whether a wrapper can take a frame."""
    first = frame.events[0] if frame.events else None
    kinds = {first.type, f"{first.type}/{first.mode}"} if first else set()
    if (wrapper.types and not kinds & wrapper.types) or kinds & wrapper.never:
        return False
    changes = wrapper.inner is None or wrapper.inner.status or wrapper.inner.type or wrapper.inner.time
    if changes and len(frame.events) != 1:
        return False
    if changes and (frame.events[0].status, frame.events[0].time) != ("actual", "current"):
        return False
    if wrapper.takes_apart and take_apart(frame) is None:
        return False
    if wrapper.when in ("past-date", "since") and Slot("date") not in frame.nodes:
        return False
    speaks = any(slot.kind in ("source", "sayday", "media") for slot in slots(wrapper.nodes))
    return not (speaks and "source" in frame.kinds)


def wrap(wrapper: Wrapper, frame: Frame) -> Draft:
    """A frame of subject and verb inside a wrapper that takes it apart."""
    clause = take_apart(frame)
    assert clause is not None
    parts = {"subject": clause.subject, **{form: clause.predicate(form) for form in VERB_HOLES}}
    return _filled(wrapper, Draft(frame.nodes, frame.events), parts, clause)


def ascribe(wrapper: Wrapper, draft: Draft) -> Draft:
    """A whole draft inside a wrapper."""
    return _filled(wrapper, draft, {"clause": draft.nodes}, None)


def _filled(wrapper: Wrapper, draft: Draft, parts: dict[str, tuple[Node, ...]], clause: Clause | None) -> Draft:
    shift = len(wrapper.events)

    def moved(node: Node) -> tuple[Node, ...]:
        if not isinstance(node, Mark):
            return (node,)
        return node.nodes if wrapper.inner is None else (replace(node, event=node.event + shift),)

    def filled(node: Node) -> tuple[Node, ...]:
        if isinstance(node, Choice):
            return (Choice(tuple(tuple(kept for n in option for kept in filled(n)) for option in node.options)),)
        part = parts.get(node.name) if isinstance(node, Slot) else None
        return (node,) if part is None else tuple(kept for inner in part for kept in moved(inner))

    nodes = [kept for node in _agreeing(wrapper.nodes, clause) for kept in filled(node)]
    own = {slot.name for slot in slots(wrapper.nodes)} - set(HOLES)
    names = {**_names_by_role(draft), "subject": clause.names if clause else ()}
    events = [replace(event, fields=_resolved(event.fields, own, names)) for event in wrapper.events]
    if wrapper.inner is not None:
        fields = _resolved(wrapper.inner.fields, own, names)
        events += [_changed(event, wrapper.inner, fields) for event in draft.events]
    told = draft.toll and (wrapper.inner is None or wrapper.inner.status in (None, "alleged"))
    toll = told and wrapper.inner is not None and wrapper.inner.time in (None, "historical")
    when = wrapper.when if clause else draft.when
    return Draft(tuple(nodes), tuple(events), when, toll, wrapper.style or draft.style)


def _agreeing(nodes: tuple[Node, ...], clause: Clause | None) -> tuple[Node, ...]:
    """``{subject?…}`` and ``{subject.…}`` as the slot of the subject, or as a plural if there are several."""

    def named(node: Node) -> Node:
        if clause is None or not isinstance(node, Agree | Pronoun) or node.slot != "subject":
            return node
        return replace(node, slot=clause.agrees)

    return _mapped(nodes, named)


def _names_by_role(draft: Draft) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for slot in slots(draft.nodes):
        names[slot.kind] = tuple(dict.fromkeys((*names.get(slot.kind, ()), slot.name)))
    return names


def _resolved(
    fields: dict[str, tuple[str, ...]], own: set[str], names: dict[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    return {
        role: tuple(name for value in values for name in ((value,) if value in own else names.get(value, ())))
        for role, values in fields.items()
    }


def _changed(event: EventSpec, inner: Inner, fields: dict[str, tuple[str, ...]]) -> EventSpec:
    kind, mode = (inner.type, None) if inner.type else (event.type, event.mode)
    source = (*event.fields.get("source", ()), *fields.get("source", ()))
    merged = {**event.fields, **fields, "source": source}
    return EventSpec(kind, mode, inner.status or event.status, inner.time or event.time, merged)


def join(draft: Draft, other: Frame, chance: random.Random) -> Draft:
    """A draft and, behind "after" or the like, another frame with slots of its own."""
    renamed = _apart(other)
    clause = take_apart(renamed)
    second: tuple[Node, ...] = renamed.nodes if clause is None else (*clause.subject, *clause.predicate("past"))
    shift = len(draft.events)
    second = tuple(replace(node, event=node.event + shift) if isinstance(node, Mark) else node for node in second)
    times = (Choice(tuple((Text(word),) for word in LATER)),)
    joint = (Text(", "),) if chance.random() < 0.3 else (Text(" "),)
    nodes = (*draft.nodes, *joint, *times, Text("after "), *second)
    return replace(draft, nodes=nodes, events=(*draft.events, *renamed.events))


def _apart(frame: Frame) -> Frame:
    """A frame whose slots have names that no other frame has, and neither date nor toll."""

    def renamed(node: Node) -> Node:
        if isinstance(node, Slot):
            return replace(node, name=f"{node.name}9", lists=node.lists)
        if isinstance(node, Agree | Pronoun):
            return replace(node, slot=f"{node.slot}9")
        return node

    without = tuple(node for node in frame.nodes if not (isinstance(node, Slot) and node == Slot("date")))
    events = tuple(
        replace(event, fields={role: tuple(f"{name}9" for name in names) for role, names in event.fields.items()})
        for event in frame.events
    )
    return replace(frame, nodes=_mapped(without, renamed), events=events)


def both(frame: Frame, other: Frame) -> Draft | None:
    """Two predicates of one subject; None if either has none or the subjects differ."""
    first, second = take_apart(frame), take_apart(other)
    if first is None or second is None or first.subject != second.subject or len(first.names) != 1:
        return None
    name, shift = first.names[0], len(frame.events)
    apart = take_apart(_apart(other))
    assert apart is not None

    def shared(node: Node) -> Node:
        if isinstance(node, Agree | Pronoun) and node.slot == f"{name}9":
            return replace(node, slot=name)
        return node

    tail = _mapped(apart.predicate("past"), shared)
    tail = tuple(replace(node, event=node.event + shift) if isinstance(node, Mark) else node for node in tail)
    events = tuple(
        replace(
            event,
            fields={
                role: tuple(name if value == name else f"{value}9" for value in values)
                for role, values in event.fields.items()
            },
        )
        for event in other.events
    )
    nodes = (*first.subject, *first.predicate("past"), Text(" and "), *tail)
    return Draft(nodes, (*frame.events, *events))
