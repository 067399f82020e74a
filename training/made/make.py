"""Make annotated sentences from frames and word lists.

Usage: python -m training.made.make --count 2000 --seed 1 > made.txt

The output is the text form of the open corpus.
"""

import argparse
import hashlib
import math
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from training.corpus import GoldEvent, GoldSentence, Span
from training.made.compose import Draft, as_it_stands, ascribe, both, fits, join, take_apart, wrap
from training.made.files import Faults
from training.made.frames import FOLDER as FRAMES
from training.made.frames import Frame, Frames, Wrapper, read_frames
from training.made.notation import CAPITAL, Text, slots
from training.made.surface import finished
from training.made.words import FOLDER as LISTS
from training.made.words import Words, read_words
from training.made.write import UnwritableError, choose_world
from training.open_corpus.read import LIST_FIELDS, SINGLE_FIELDS

WITHOUT_EVENTS = 0.3
"""Share of sentences without events, as in news."""
STATUS = 0.6
"""Share of frames of subject and verb that go into a status wrapper."""
HEDGED = 2
"""Weight of a status wrapper that changes status or time, against those that change the type."""
BOTH = 0.07
JOINED = 0.07
ASCRIBED = 0.45
ASCRIBED_WITHOUT_EVENTS = 0.2
PATIENCE = 200
"""So many tries in a row without a new sentence mean that there are no more."""


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything that sentences are made from; ``by_mode`` has the frames of each type by the mode of that event."""

    words: Words
    frames: Frames
    by_mode: dict[str, dict[str | None, tuple[Frame, ...]]]


@cache
def stock() -> Stock:
    """Frames and word lists of this folder; raises ValueError with all their faults if there is one."""
    faults = Faults()
    words = read_words(LISTS, faults)
    frames = read_frames(FRAMES, words, faults)
    faults.refuse()
    by_mode: dict[str, dict[str | None, tuple[Frame, ...]]] = {}
    for name, members in frames.by_file.items():
        modes = by_mode.setdefault(name, {})
        for frame in members:
            mode = next((event.mode for event in frame.events if event.type == name.upper()), None)
            modes[mode] = (*modes.get(mode, ()), frame)
    return Stock(words, frames, by_mode)


def make(count: int, seed: int) -> Iterator[GoldSentence]:
    """``count`` different sentences, the same ones for the same seed.

    Raises ValueError if a frame or list is bad, and if there are not so many different sentences.
    """
    chance, supply = random.Random(seed), stock()
    seen: set[str] = set()
    failed = 0
    while len(seen) < count:
        if failed > PATIENCE:
            raise ValueError(f"no more than {len(seen)} different sentences can be made")
        failed += 1
        world = choose_world(supply.words, chance)
        try:
            written = finished(_draft(supply, chance), supply.words, world, chance)
        except UnwritableError:
            continue
        if written.text not in seen:
            failed = 0
            seen.add(written.text)
            name = f"made-{hashlib.sha256(written.text.encode()).hexdigest()[:10]}"
            yield GoldSentence(name, written.text, written.events)


def _draft(supply: Stock, chance: random.Random) -> Draft:
    wrappers = supply.frames.wrappers
    frame = _frame(supply, chance)
    draft = _told(supply, frame, chance)
    share = ASCRIBED if draft.events else ASCRIBED_WITHOUT_EVENTS
    if draft.style or draft.sourced or _speaks(draft) or chance.random() > share:
        return draft
    fitting = [wrapper for wrapper in wrappers["attribution"] if _can_ascribe(wrapper, draft, frame)]
    return ascribe(chance.choice(fitting), draft)


def _speaks(draft: Draft) -> bool:
    """Whether somebody speaks in it already."""
    marks = any(sign in node.text for node in draft.nodes if isinstance(node, Text) for sign in (CAPITAL, '"', "“"))
    return marks or any(slot.kind == "source" for slot in slots(draft.nodes))


def _can_ascribe(wrapper: Wrapper, draft: Draft, frame: Frame) -> bool:
    """A hedge fits one plain event told by its verb; a wrapper that names types fits sentences that tell of these."""
    if wrapper.types and not {event.type for event in draft.events} & wrapper.types:
        return False
    hedges = wrapper.inner is not None and wrapper.inner.status
    plain = len(draft.events) == 1 and (draft.events[0].status, draft.events[0].time) == ("actual", "current")
    return not hedges or (plain and take_apart(frame) is not None)


def _frame(supply: Stock, chance: random.Random) -> Frame:
    """A frame: types by the root of the number of their modes, and every mode of a type as likely as the others."""
    if chance.random() < WITHOUT_EVENTS:
        return chance.choice(supply.frames.by_file["none"])
    types = sorted(set(supply.by_mode) - {"none"})
    modes = supply.by_mode[chance.choices(types, [math.sqrt(len(supply.by_mode[name])) for name in types])[0]]
    frames = chance.choice(list(modes.values()))
    return chance.choice(frames)


def _told(supply: Stock, frame: Frame, chance: random.Random) -> Draft:
    if frame.events and take_apart(frame) is not None:
        draw = chance.random()
        if draw < STATUS:
            fitting = [wrapper for wrapper in supply.frames.wrappers["status"] if fits(wrapper, frame)]
            if fitting:
                weights = [
                    HEDGED if wrapper.inner and (wrapper.inner.status or wrapper.inner.time) else 1
                    for wrapper in fitting
                ]
                return wrap(chance.choices(fitting, weights)[0], frame)
        elif draw < STATUS + BOTH and (draft := _both(supply, frame, chance)):
            return draft
    draft = as_it_stands(frame, chance)
    if frame.events and not draft.style and not _speaks(draft) and chance.random() < JOINED:
        other = _frame(supply, chance)
        if len(other.events) == 1 and take_apart(other) is not None:
            return join(draft, other, chance)
    return draft


def _both(supply: Stock, frame: Frame, chance: random.Random) -> Draft | None:
    """The frame and another one of another type with the same subject, if there is one."""
    others = [
        other
        for name, members in supply.frames.by_file.items()
        for other in members
        if name.upper() != frame.events[0].type and len(other.events) == 1 and len(frame.events) == 1
    ]
    drafts = [other for other in others if both(frame, other) is not None]
    return both(frame, chance.choice(drafts)) if drafts else None


def as_block(sentence: GoldSentence) -> str:
    """A sentence in the text form of the open corpus, with the blank line behind it."""
    lines = [sentence.text, *(_event_line(event, sentence.text) for event in sentence.events)]
    return "\n".join(lines) + "\n\n"


def _event_line(event: GoldEvent, text: str) -> str:
    head = f"- {event.type}" + (f"/{event.mode}" if event.mode else "")
    head += "".join(f" {word}" for word in (event.status, event.time) if word not in ("actual", "current"))
    parts = [f"{head}: {_quote(event.trigger, text)}"]
    for role in LIST_FIELDS + SINGLE_FIELDS:
        spans: Sequence[Span] = event.roles.get(role, ())
        if spans:
            parts.append(f"{role}: " + "; ".join(_quote(span, text) for span in spans))
    return " | ".join(parts)


def _quote(span: Span, text: str) -> str:
    """The text of a span, with the number of its occurrence if it is not the first."""
    quote = text[span[0] : span[1]]
    nth, start = 1, text.find(quote)
    while start != span[0]:
        nth, start = nth + 1, text.find(quote, start + 1)
    return quote if nth == 1 else f"{quote}#{nth}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.stdout.write(f"# Made sentences, seed {options.seed}\n# Origin: made from frames and word lists of Detente\n")
    sys.stdout.write("# Licence: Apache-2.0\n\n")
    for sentence in make(options.count, options.seed):
        sys.stdout.write(as_block(sentence))


if __name__ == "__main__":
    main()
