"""No attack comes out of the server as anything but words: on no page, in no answer of the API, in no head."""

import csv
import io
import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import pytest
from fake_coder import FakeCoder
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attacks import markup
from attacks.attack import Attack, hostile_report, load
from detente.error import DetenteError
from detente.ledger import Ledger, RunIdentity
from detente.sources.encoding import clean
from detente.sources.fetching import FetchError
from detente.web.app import create_app
from detente.web.security import HEADERS, SESSION_COOKIE
from detente.web.settings import Settings

ATTACKS = load()
MOST_STATUS = 499
TOKEN = "a-token-of-enough-characters"


class Answer(Protocol):
    """What a client gives back, of whichever library it is made."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Any: ...
    @property
    def content(self) -> bytes: ...
    @property
    def text(self) -> str: ...
    @property
    def url(self) -> object: ...
    def json(self) -> Any: ...


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The workspace of a ledger in which every attack is a whole report, its id included."""
    path = str(tmp_path_factory.mktemp("attacks") / "hostile.db")
    with Ledger(path) as ledger:
        run = ledger.begin(RunIdentity("1", "attacks@1", "PLOVER-2021"))
        ledger.keep(run, [hostile_report(kept(one), [one], number) for number, one in enumerate(ATTACKS)])
        ledger.update_incidents()
    with client_of(create_app(path)) as found:
        yield found


@contextmanager
def client_of(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, "http://localhost", raise_server_exceptions=False, follow_redirects=False) as found:
        yield found


def kept(attack: Attack) -> str:
    """The words as readers of files let them into the ledger: without NUL."""
    return clean(attack.words)


def of(kind: str, *kinds: str) -> list[Attack]:
    return [one for one in ATTACKS if one.kind in (kind, *kinds)]


def query(**words: str) -> str:
    return urlencode(words, errors="surrogatepass")


def check(response: Answer, attack: Attack) -> None:
    """The answer is one of ours in form and head, and holds nothing of the attack but its words."""
    assert response.status_code <= MOST_STATUS, f"{attack.name}: {response.status_code} of {response.url}"
    assert {name: response.headers.get(name) for name in HEADERS} == dict(HEADERS), attack.name
    for name, value in response.headers.items():
        assert attack.words.isalnum() or attack.words not in value, f"{attack.name}: {name}: {value}"
    assert not re.search(rf"(^|[,;]\s*){SESSION_COOKIE}=", response.headers.get("set-cookie", "")), attack.name
    kind = response.headers.get("content-type", "").partition(";")[0]
    if kind == "text/html":
        assert markup.faults(response.text) == [], f"{attack.name} on {response.url}"
        assert not re.search(r"[<>\"]", attack.words) or attack.words not in response.text, attack.name
        assert "&lt;" in response.text or "<" not in attack.words or attack.words not in response.text
    elif response.content:
        assert kind in ("application/json", "text/csv", "application/x-ndjson"), f"{attack.name}: {kind}"
        if kind == "application/json":
            json.loads(response.content)


def test_there_are_many_and_of_every_kind() -> None:
    assert len(ATTACKS) >= 60
    assert len(of("markup")) >= 30


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('poison\ta name\t"x"', "no kind poison"),
        ("markup\ta name\tx", "is no JSON string"),
        ("markup\ta name", "2 cells instead of 3"),
    ],
)
def test_a_row_that_is_no_attack_is_refused_with_its_line(tmp_path: Path, row: str, reason: str) -> None:
    path = tmp_path / "attacks.tsv"
    path.write_text(f"# Origin: a\n# Licence: b\n# Date: c\nkind\tname\tattack\n{row}\n")
    with pytest.raises(DetenteError, match=f"attacks.tsv:5.*{reason}"):
        load(path)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>1 &lt; 2</p>", []),
        ("<p><script>alert(1)</script>", ["script 'alert(1)'"]),
        ("<script src=//evil.example/x.js></script>", ["<script src='//evil.example/x.js'>"]),
        ("<img src=x onerror=alert(1)>", ["<img>", "<img onerror>", "<img onerror>", "<img src='x'>"]),
        ("<a href='javascript:alert(1)'>", ["<a href='javascript:alert(1)'>"]),
        ("<a href='https://evil.example'>", ["<a href='https://evil.example'>"]),
        ("<a href='https://news.example' rel='noopener noreferrer nofollow'>", []),
        ("<form action='//evil.example/'>", ["<form action='//evil.example/'>"]),
        ("<p style='color: red'>", ["<p style>", "<p style>"]),
        ("<!--x-->", ["comment 'x'"]),
        ("<meta http-equiv=refresh content='0;url=https://evil.example/'>",
         ["<meta {'http-equiv': 'refresh', 'content': '0;url=https://evil.example/'}>"]),
    ],
)  # fmt: skip
def test_what_is_not_ours_is_seen(page: str, found: list[str]) -> None:
    assert markup.faults(page) == found


# Words that a report brought into the ledger.


def test_its_report_shows_the_words(client: TestClient) -> None:
    for attack in ATTACKS:
        response = client.get(f"/report?{query(id=kept(attack))}")
        assert response.status_code == 200, attack.name
        check(response, attack)
        assert attack.key in response.text


def test_a_link_to_where_a_report_stood_is_one_of_the_web(client: TestClient) -> None:
    for attack in of("address"):
        response = client.get(f"/report?{query(id=kept(attack))}")
        for address in re.findall(r'href="([^"]*)"[^>]*external', response.text):
            assert re.match(r"https?://news\.example/", address), attack.name


@pytest.mark.parametrize(
    "path", ["/", "/incidents", "/relations", "/relations?level=organisation", "/actors", "/review", "/add"]
)
def test_pages_that_tell_of_many(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    for attack in ATTACKS:
        check(response, attack)


def test_review_and_incident_of_each_event(client: TestClient) -> None:
    for attack in ATTACKS:
        response = client.get(f"/review?event={attack.key}")
        assert response.status_code == 200, attack.name
        check(response, attack)
        incident = re.search(r'href="(/incidents/[^"]+)"', response.text)
        assert incident, attack.name
        check(client.get(incident[1]), attack)


def test_incidents_page_through_all(client: TestClient) -> None:
    for number in range(1, 5):
        shown = client.get(f"/incidents/shown?page={number}").json()
        for part in ("list", "places"):
            assert markup.faults(shown[part]) == []


# Words that come with an address.

ADDRESSES = (
    *("/report?id={q}", "/review?event={q}", "/review?at={q}&last={q}", "/incidents?actor={q}&place={q}&source={q}"),
    *("/incidents?type={q}", "/incidents?since={q}", "/incidents?box={q}", "/incidents/{p}"),
    *("/incidents/shown?actor={q}", "/incidents/shown?country={q}"),
    *("/relations?level={q}", "/relations?month={q}", "/relations/dyad?a={q}&b=SYR", "/actors?q={q}", "/actors/{p}"),
    *("/search?q={q}", "/search?q=a&cursor={q}", "/login?next={q}", "/add/jobs/{p}", "/review/actors?q={q}"),
    *("/{p}", "/static/{p}", "/add?{q}={q}"),
)  # fmt: skip
API = (
    *("reports/{p}", "events/{p}", "incidents/{p}", "dyads/{p}/{p}", "{p}", "events?actor={q}", "events?type={q}"),
    *("events?country={q}", "events?since={q}", "events?cursor={q}", "events?limit={q}", "incidents?status={q}"),
    *("incidents?actor={q}", "shifts?level={q}", "dyads?cursor={q}", "search?q={q}", "reports?min_confidence={q}"),
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_words_of_an_address_come_back_as_words(client: TestClient, address: str) -> None:
    for attack in ATTACKS:
        check(ask(client, address, attack), attack)


@pytest.mark.parametrize("address", API)
def test_words_of_an_address_of_the_api_come_back_as_json(client: TestClient, address: str) -> None:
    for attack in ATTACKS:
        response = ask(client, f"/api/v1/{address}", attack)
        check(response, attack)
        # Markup that a browser is told to take for JSON is no markup, but it must not be told anything else.
        told = response.headers.get("content-type", "" if response.content else "application/json")
        assert told.startswith("application/json"), attack.name


def ask(client: TestClient, address: str, attack: Attack) -> Answer:
    words = quote(attack.words, safe="", errors="surrogatepass")
    return client.get(address.format(q=words, p=words))


def test_no_word_of_a_head_is_believed(client: TestClient) -> None:
    for attack in ATTACKS:
        words = re.sub(r"[\r\n\0]", "", attack.words).strip().encode("ascii", "replace").decode()
        for name in ("accept", "cookie", "referer", "if-none-match", "x-forwarded-host", "accept-language"):
            check(client.get("/api/v1/events?limit=1", headers={name: words}), attack)


# Words that a form brings.


def test_a_form_that_is_refused_shows_what_was_filled_in(client: TestClient) -> None:
    for attack in ATTACKS:
        words = clean(attack.words)
        told = dict.fromkeys(("text", "title", "publisher", "url"), words)
        response = send(client, "/add/text", published=f"{words} at no time", **told)
        assert response.status_code == 422, attack.name
        check(response, attack)


def test_an_address_to_fetch_is_of_the_web(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(url: str) -> None:
        assert url.startswith(("http://", "https://"))
        raise FetchError(url, "nothing is fetched in tests")

    monkeypatch.setattr("detente.web.pages.add.fetch", fetch)
    for attack in ATTACKS:
        response = send(client, "/add/url", url=clean(attack.words))
        if response.status_code == 303:
            response = ended(client, response.headers["location"])
        check(response, attack)


def test_the_name_of_who_corrects(client: TestClient) -> None:
    for attack in ATTACKS:
        response = send(client, "/review/author", author=clean(attack.words)[:80], back=clean(attack.words))
        check(response, attack)
        assert response.headers.get("location", "/review").startswith("/review")
        check(client.get(f"/review?event={attack.key}"), attack)
    client.cookies.delete("detente_author")


def test_corrections_hold_words_as_words(client: TestClient) -> None:
    event = of("markup")[0].key
    send(client, "/review/author", author="Ana")
    for number, attack in enumerate(ATTACKS):
        fields = {"do": ("actor", "type", "status", "words")[number % 4]}
        fields |= dict.fromkeys(
            ("target", "actor_id", "name", "type", "status", "first", "last", "at"), clean(attack.words)
        )
        check(send(client, "/review", event=event, seen="0", **fields), attack)
    client.cookies.delete("detente_author")


def test_the_page_that_asks_for_the_token(tmp_path: Path) -> None:
    with client_of(create_app(str(tmp_path / "empty.db"), Settings(token=TOKEN))) as away:
        for attack in ATTACKS:
            for address in ("/login?next={q}", "/report?id={q}", "/{p}"):
                response = ask(away, address, attack)
                check(response, attack)
                assert response.headers.get("location", "/").startswith(("/login", "/"))
                assert not response.headers.get("location", "/").startswith(("//", "/\\"))


# Words that files bring.


@pytest.fixture
def adding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr("detente.reading.load_coder", FakeCoder)
    with client_of(create_app(str(tmp_path / "added.db"))) as found:
        yield found


def test_json_lines_whose_every_field_is_hostile(adding: TestClient) -> None:
    fields = ("id", "title", "publisher", "url", "language", "published")
    lines = [
        json.dumps(dict.fromkeys(fields if number % 2 else fields[:4], one.words) | {"text": sentence(one)})
        for number, one in enumerate(ATTACKS)
    ]
    page = ended(adding, put(adding, {"feed.jsonl": "\n".join(lines).encode("utf-8", "surrogatepass")}))
    for attack in ATTACKS:
        check(page, attack)
    ids = [record["report_id"] for record in adding.get("/api/v1/reports?limit=500").json()["items"]]
    assert len(ids) > 50
    for attack in ATTACKS[::2]:
        check(adding.get(f"/report?{query(id=kept(attack))}"), attack)


def test_saved_pages_with_hostile_heads_and_words(adding: TestClient) -> None:
    pages = {
        f"{number}{clean(one.words)[:50]}.html": (
            f"<!doctype html><html><head><title>{one.words}</title><meta property='og:site_name' content='{one.words}'>"
            f"<meta name=author content='{one.words}'><link rel=canonical href='{one.words}'></head>"
            f"<body><article><h1>{one.words}</h1><p>{sentence(one)}</p><p>{sentence(one)}</p></article></body></html>"
        ).encode("utf-8", "surrogatepass")
        for number, one in enumerate(ATTACKS)
    }
    page = ended(adding, put(adding, pages))
    for attack in ATTACKS:
        check(page, attack)
    for record in adding.get("/api/v1/reports?limit=500").json()["items"]:
        shown = adding.get(f"/report?{query(id=record['report_id'])}")
        assert markup.faults(shown.text) == []


def sentence(attack: Attack) -> str:
    return f"Gunmen attacked villagers in Yemen on Sunday, officials said of {attack.words}. Nothing else came of it."


def csrf_of(client: TestClient, page: str = "/add") -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(page).text)
    assert found
    return found[1]


def send(client: TestClient, action: str, **fields: str) -> Answer:
    """Sends a form as a browser does, with the token of a page."""
    return client.post(action, data={"csrf": csrf_of(client), **fields})


def put(client: TestClient, files: Mapping[str, bytes]) -> str:
    """Sends files with the form of the page; the address of the job."""
    sent = [("files", (name, data, "application/octet-stream")) for name, data in files.items()]
    response = client.post("/add/files", data={"csrf": csrf_of(client)}, files=sent)
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def ended(client: TestClient, job: str) -> Answer:
    """The page of a job once it has ended."""
    until = time.monotonic() + 60
    while not client.get(f"{job}/progress").json()["over"]:
        assert time.monotonic() < until, "the job does not end"
        time.sleep(0.02)
    return client.get(job)


# Forms of answers that other programs read.


def test_json_keeps_the_words_as_they_are(client: TestClient) -> None:
    heads = {record["report_id"]: record for record in client.get("/api/v1/reports?limit=500").json()["items"]}
    assert set(heads) == {kept(attack) for attack in ATTACKS}
    for name, head in heads.items():
        assert head["title"] == head["publisher"] == head["url"] == name
    # No path of a route holds a line end, and this client decodes the codes of a path twice.
    for name in (name for name in heads if "\n" not in name and "%" not in name):
        record = client.get(f"/api/v1/reports/{quote(name, safe='')}").json()
        assert record["report_id"] == name
        assert record["text"].startswith(name)


def test_no_cell_of_csv_is_a_formula(client: TestClient) -> None:
    for kind in ("reports", "events", "incidents"):
        response = client.get(f"/api/v1/{kind}?limit=500", headers={"accept": "text/csv"})
        rows = list(csv.reader(io.StringIO(response.text, newline="")))
        assert len(rows) > len(ATTACKS), kind
        assert {len(row) for row in rows} == {len(rows[0])}
        for cell in (cell for row in rows for cell in row):
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
            assert not cell.startswith("-") or float(cell) < 0
