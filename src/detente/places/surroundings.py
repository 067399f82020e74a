"""Surroundings of the names in a report: what it says a place lies in, what else it names, who published it."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final
from urllib.parse import urlsplit

from detente.places.answer import ReportContext
from detente.places.gazetteer import Gazetteer
from detente.places.names import plain

SEARCHED: Final = 12_000
"""Characters of a report that are searched for names of context."""
MOST_NAMES: Final = 15
"""Names of context that are weighed, the most frequent first."""
_AFTER = re.compile(
    r"(?:\s*[,(]\s*(?:in\s+)?|\s+(?:in|of)\s+)(?:the\s+|northern\s+|southern\s+|eastern\s+|western\s+|central\s+)*"
    r"((?:[A-Z][\w.'’-]*)(?:[ ](?:of\s+)?[A-Z][\w.'’-]*){0,3})"
)
_CAPITALISED = re.compile(r"[A-Z][\w.'’-]*(?:[ ](?:of |and |the |al-|el-)?[A-Z][\w.'’-]*){0,3}")
_PRESS_WORDS = (
    "news newspaper newspapers times press post herald tribune journal star sun dispatch "
    "daily today gazette chronicle observer record reporter citizen review beacon register examiner "
    "bulletin guardian telegraph mail mirror echo online online advocate ledger sentinel leader "
    "item banner courier enquirer globe independent standard argus messenger monitor republic banner "
    "voice live pi paper local tv radio "
)
_PRESS = tuple(dict.fromkeys(_PRESS_WORDS.split()))
_PRESS_LABEL = re.compile("(?:" + "|".join(_PRESS) + ")+")
_GENERIC = frozenset(("tv", "co", "io", "me", "ai", "fm", "cc", "ws", "to", "gg", "su"))
"""Top-level domains of countries that others use as well."""


def container_phrases(text: str, end: int) -> tuple[str, ...]:
    """Names, longest first, that stand after a place and may be what it lies in: "Marea, Aleppo province"."""
    match = _AFTER.match(text, end, min(len(text), end + 90))
    if match is None:
        return ()
    words = match[1].split()
    return tuple(" ".join(words[:count]).rstrip(".,'’") for count in range(len(words), 0, -1))


def names_of_context(text: str, gazetteer: Gazetteer, known: Collection[str]) -> list[tuple[int, int]]:
    """Rows of the places that a text names besides the known plain names, each with its count."""
    counts: Counter[int] = Counter()
    for match in _CAPITALISED.finditer(text, 0, SEARCHED):
        counts.update(_wellknown(match[0].split(), gazetteer, known))
    return counts.most_common(MOST_NAMES)


def _wellknown(words: list[str], gazetteer: Gazetteer, known: Collection[str]) -> Iterator[int]:
    """Rows of the well-known names in a run of words, the longest where several begin."""
    at = 0
    while at < len(words):
        length = 1
        if _opens(words[at], gazetteer):
            for length in range(min(4, len(words) - at), 0, -1):
                name = plain(" ".join(words[at : at + length]))
                row = gazetteer.wellknown.get(name)
                if row is not None and (len(name) > 3 or words[at].replace(".", "").isupper()):
                    if name not in known:
                        yield row
                    break
        at += length


def _opens(word: str, gazetteer: Gazetteer) -> bool:
    """Whether a well-known name may begin with a word."""
    return word.lower() in gazetteer.openings or not (word.isascii() and word.isalpha())


def publisher_phrases(context: ReportContext) -> tuple[str, ...]:
    """Names of places that the publisher's name or host may have: "Aleppo" of aleppotimes.com."""
    words = re.split(r"[^\w-]+", context.publisher or "")
    found = [plain(word) for word in words if word[:1].isupper() and word.lower() not in _PRESS]
    label = _host_label(context)
    for length in range(len(label), 3, -1):
        rest = label[length:]
        if not rest or _PRESS_LABEL.fullmatch(rest):
            found.append(plain(label[:length]))
    return tuple(dict.fromkeys(found))


def _host_label(context: ReportContext) -> str:
    labels = _host(context).split(".")
    if len(labels) > 2 and len(labels[-2]) <= 3:
        del labels[-2]
    return labels[-2].replace("-", "") if len(labels) > 1 else ""


def _host(context: ReportContext) -> str:
    source = context.url or context.publisher or ""
    try:
        host = urlsplit(source if "//" in source else "//" + source).hostname or ""
    except ValueError:
        return ""
    return host.lower() if re.fullmatch(r"[\w.-]+\.[a-zA-Z]{2,}", host) else ""


def domain_country(context: ReportContext) -> str:
    """Top-level domain of a country (two letters, capital), "" if there is none that tells."""
    top = _host(context).rsplit(".", 1)[-1]
    return "" if len(top) != 2 or top in _GENERIC else {"uk": "GB"}.get(top, top.upper())
