"""Forms filled in as a browser does: with the token of the page, and cookies that go along."""

import html
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from fastapi.testclient import TestClient

_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Answer(Protocol):
    """What a client gives back, of whichever library it is made."""

    @property
    def status_code(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    def json(self) -> Any: ...


def send(client: TestClient, page: str, action: str, **fields: str) -> Answer:
    """Sends a form of a page to its action."""
    found = _CSRF.search(client.get(page).text)
    assert found, f"{page} has no form"
    answer: Answer = client.post(action, data={"csrf": found[1], **fields})
    return answer


def words_of(response: Answer) -> str:
    """What a page says: its words without markup, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", response.text)).split())


def until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    """Waits until something holds that another thread brings about."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not come to this"
        time.sleep(0.01)
