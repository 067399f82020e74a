"""What sentences look like in the wild: datelines, connectives, small letters, headlines, missing full stops."""

import random
from dataclasses import replace

from training.made.compose import Draft
from training.made.words import Words
from training.made.write import World, Writer, Written

DATELINE = 0.05
CONNECTIVE = 0.06
SMALL_LETTERS = 0.05
NO_STOP = 0.04
TITLE_CASE = 0.3
HEADLINE_STOP = 0.15
CONNECTIVES = ("Meanwhile, ", "However, ", "Separately, ", "In a further development, ", "But ", "Also, ")
MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def finished(draft: Draft, words: Words, world: World, chance: random.Random) -> Written:
    """A sentence as it may stand in a report."""
    headline = draft.style == "headline"
    writer = Writer(words, world, chance, bare=headline)
    written = writer.sentence(draft, _opening(draft, world, chance))
    text = written.text.rstrip(", ")
    stop = HEADLINE_STOP if headline else 1 - NO_STOP
    if chance.random() < stop and not text.endswith((".", "?", "!", '"', "”")):
        text += "."
    if headline and chance.random() < TITLE_CASE:
        text = " ".join(
            word if word[:1].isupper() or len(word) < 4 else word[:1].upper() + word[1:] for word in text.split(" ")
        )
    if chance.random() < SMALL_LETTERS and len(text.lower()) == len(text):
        text = text.lower()
    return replace(written, text=text)


def _opening(draft: Draft, world: World, chance: random.Random) -> str:
    if draft.style:
        return ""
    draw = chance.random()
    if draw < DATELINE:
        return dateline(world, chance) + "^"
    if draw < DATELINE + CONNECTIVE:
        first = draft.nodes[0]
        if not getattr(first, "text", "").startswith(("^", '"', "“", "(")):
            return chance.choice(CONNECTIVES)
    return ""


def dateline(world: World, chance: random.Random) -> str:
    """Where, and sometimes when and by whom, as agencies put it before the first sentence."""
    city = chance.choice((world.home.capital, *world.home.cities)).upper()
    country = chance.choice(("", "", f", {world.home.name.removeprefix('the ')}"))
    day = chance.choice(("", "", f", {chance.choice(MONTHS)} {chance.randint(1, 28)}"))
    return city + country + day + chance.choice((" (Reuters) - ", " (AP) — ", ": ", " — ", " (AFP) - "))
