"""Markup of a page held against what our templates can write: whatever else is in it came from outside."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from detente.web.rendering import FOLDER

ADDRESSES = frozenset(("href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset", "ping"))
_TAG = re.compile(r"<([a-z][a-z0-9]*)")
_NAME = re.compile(
    r"[\s}]([a-zA-Z][\w:-]*)(?==[\"'{])|[\s}](autofocus|checked|disabled|hidden|multiple|required|selected|defer|open|novalidate)\b"
)


@cache
def known_tags() -> frozenset[str]:
    """Tags that a template writes."""
    return frozenset(_TAG.findall(_templates()))


@cache
def known_attributes() -> frozenset[str]:
    """Attributes that a template writes."""
    return frozenset((one or other).lower() for one, other in _NAME.findall(_templates()))


def faults(page: str) -> list[str]:
    """What is in a page that no template of ours has put there."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.faults


def _templates() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(FOLDER, "templates").rglob("*.html")))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in known_tags():
            self.faults.append(f"<{tag}>")
        if len(given) < len(attrs):
            self.faults.append(f"<{tag}> with an attribute twice")
        self.faults += [f"<{tag} {name}>" for name in given if name.startswith("on") or name == "style"]
        self.faults += [f"<{tag} {name}>" for name in given if name not in known_attributes()]
        self.faults += [
            f"<{tag} {name}={given[name]!r}>" for name in ADDRESSES & set(given) if not _ours(tag, given, name)
        ]
        if tag == "meta" and given.get("http-equiv", "refresh") + given.get("content", "") not in ("refresh2", *_METAS):
            self.faults.append(f"<meta {given}>")
        self._script = tag == "script"

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.faults.append(f"script {data!r}")

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data!r}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction {data!r}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"declaration {data!r}")


_METAS = ("refresh", "refreshwidth=device-width, initial-scale=1", "refreshlight dark")


def _ours(tag: str, given: dict[str, str], name: str) -> bool:
    """Whether an address is one of this site, or a link to where a report stood, which tells that site nothing."""
    address = given[name]
    if tag in ("script", "link", "img"):
        return address.startswith("/static/")
    if address.startswith(("#", "?")) or (address.startswith("/") and not re.match(r"/[/\\]", address)) or not address:
        return True
    parts = urlsplit(address)
    plain = parts.scheme in ("http", "https") and "@" not in parts.netloc
    return tag == "a" and plain and {"noopener", "noreferrer", "nofollow"} <= set(given.get("rel", "").split())
