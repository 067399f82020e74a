"""What one workspace holds, how pages are put together, and `detente serve` as a process."""

import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import anyio
import httpx
import pytest
from asking import Answer, send, words_of
from fastapi.testclient import TestClient
from sqlalchemy import Connection
from tales import GOMA, KADUNA, MARIB, tell
from workspace import REPORTS, TOKEN, app_of, client_of, keep, told_ledger

from detente.incidents.incident import Incident
from detente.ledger import Ledger, LedgerError, paging
from detente.relations.act import Act, Level
from detente.relations.acts import acts_of
from detente.web import act_store
from detente.web.app import create_app
from detente.web.keeping import IncidentKeeper
from detente.web.rendering import FOLDER
from detente.web.serving import address_of
from detente.web.settings import Settings
from detente.web.state import WRITERS, Answers, AppState
from detente.web.throttle import FAILURES
from detente.web.watching import watch

PATIENCE = 30.0
"""Seconds after which what should come has not come."""


def wait_for(condition: object) -> None:
    assert callable(condition)
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


# Answers


def test_a_value_is_made_once_until_the_ledger_changes() -> None:
    made: list[str] = []

    def make() -> str:
        made.append("value")
        return made[-1]

    answers = Answers(10)
    assert answers.of("1", "key", make) == answers.of("1", "key", make) == "value"
    assert len(made) == 1
    answers.of("2", "key", make)
    assert len(made) == 2
    assert answers.kept("1", "key") is None


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    answers = Answers(5, len)
    for word in ("aa", "bb"):
        answers.of("1", word, lambda word=word: word)  # type: ignore[misc]
    assert answers.kept("1", "aa") == "aa"
    answers.of("1", "cc", lambda: "cc")
    assert [answers.kept("1", word) for word in ("aa", "bb", "cc")] == ["aa", None, "cc"]
    assert (len(answers), answers.weight) == (2, 4)


def test_a_value_that_outweighs_all_is_given_and_not_kept() -> None:
    answers = Answers(5, len)
    assert answers.of("1", "key", lambda: "x" * 6) == "x" * 6
    assert (len(answers), answers.weight) == (0, 0)


def test_many_who_ask_at_one_time_wait_for_one() -> None:
    answers, made, go = Answers(5), [], threading.Event()

    def make() -> int:
        go.wait(PATIENCE)
        made.append(1)
        return len(made)

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(answers.of("1", "key", make))) for _ in range(5)]
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert (found, made) == ([1] * 5, [1])


def test_what_could_not_be_made_is_tried_again() -> None:
    answers = Answers(5)

    def fail() -> int:
        raise LedgerError("x.db", "is away")

    with pytest.raises(LedgerError, match="is away"):
        answers.of("1", "key", fail)
    assert answers.of("1", "key", lambda: 1) == 1


def test_what_is_not_there_is_not_kept() -> None:
    answers = Answers(5)
    assert answers.of("1", "key", lambda: None) is None
    assert len(answers) == 0


def test_several_are_given_in_their_order_and_only_the_missing_are_made() -> None:
    answers, asked = Answers(100), []

    def make(keys: object) -> dict[int, str]:
        assert isinstance(keys, list)
        asked.append(list(keys))
        return {key: str(key) for key in keys}

    assert answers.several("1", [3, 1], make) == ["3", "1"]
    assert answers.several("1", [1, 2, 3], make) == ["1", "2", "3"]
    assert answers.several("1", [], make) == []
    assert asked == [[3, 1], [2]]
    assert answers.several("2", [1], make) == ["1"]
    assert asked[-1] == [1]


# State


@pytest.fixture
def state(tmp_path: Path) -> Iterator[AppState]:
    found = AppState(Ledger(told_ledger(tmp_path)), Settings())
    yield found
    found.close()


def test_the_generation_changes_with_the_ledger_and_not_with_reading(state: AppState) -> None:
    first = state.generation
    list(state.ledger.events())
    assert state.generation == first
    keep(state.ledger, tell("later", KADUNA))
    second = state.generation
    state.ledger.update_incidents()
    assert len({first, second, state.generation}) == 3


def test_the_generation_changes_with_the_day(state: AppState, monkeypatch: pytest.MonkeyPatch) -> None:
    first = state.generation
    monkeypatch.setattr("detente.web.clock.today", lambda: date(2024, 11, 17))
    assert state.generation != first


def test_a_change_by_hand_changes_it_too(state: AppState) -> None:
    first = state.generation
    one, other = (incident.incident_id for incident in list(state.ledger.incidents())[:2])
    state.ledger.join(one, other, author="anna")
    assert state.generation != first


def test_a_watch_sees_every_commit_of_another(tmp_path: Path) -> None:
    with Ledger(told_ledger(tmp_path)) as ledger:
        looked = watch(ledger)
        marks = [looked.mark(), looked.mark()]
        with Ledger(ledger.name) as other:
            keep(other, tell("later", KADUNA))
        marks.append(looked.mark())
        looked.close()
        assert marks[0] == marks[1] != marks[2]
        with pytest.raises(LedgerError):
            looked.mark()


def test_soon_gives_what_there_is_and_makes_the_rest_meanwhile(state: AppState) -> None:
    go = threading.Event()

    def make() -> int:
        go.wait(PATIENCE)
        return len(list(state.ledger.events()))

    assert (state.soon("events", make).value, state.soon("events", make).fresh) == (None, False)
    go.set()
    wait_for(lambda: state.soon("events", make).fresh)
    assert state.soon("events", make).value == 5
    keep(state.ledger, tell("later", KADUNA))
    older = state.soon("events", make)
    assert (older.value, older.fresh) == (5, False)
    wait_for(lambda: state.soon("events", make).value == 6)


def test_soon_tells_why_it_could_not(state: AppState, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> int:
        raise LedgerError("x.db", "is away")

    state.soon("events", fail)
    wait_for(lambda: "is away" in caplog.text)
    assert state.soon("events", lambda: 1).value is None
    wait_for(lambda: state.soon("events", lambda: 1).value == 1)


def test_soon_tries_again_where_the_ledger_could_not_be_looked_at(
    state: AppState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    mark, asked = state._watch.mark, []

    def away_for_the_worker() -> str:
        asked.append(threading.current_thread())
        if len(asked) == 2:
            raise LedgerError("x.db", "is away")
        return mark()

    monkeypatch.setattr(state._watch, "mark", away_for_the_worker)
    state.soon("events", lambda: 1)
    wait_for(lambda: "is away" in caplog.text)
    wait_for(lambda: state.soon("events", lambda: 1).value == 1)


@pytest.mark.parametrize("level", list(Level))
def test_acts_are_those_of_the_incidents_before_and_after_a_change(state: AppState, level: Level) -> None:
    def expected() -> list[Act]:
        return sorted(acts_of(state.ledger.incidents(), level), key=lambda act: (act.day, act.incident_id, act.actor))

    assert list(state.act_store.acts(level)) == expected()
    keep(state.ledger, tell("later", GOMA, publisher="Coast Radio"), tell("marib/1", KADUNA, publisher="North Post"))
    state.ledger.update_incidents()
    assert list(state.act_store.acts(level)) == expected()
    assert state.act_store.done == state.act_store.due == len(list(state.ledger.incidents()))


def test_a_change_reads_only_incidents_that_are_new(state: AppState, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    whole = paging.incidents_by_row

    def noted(connection: Connection, rows: Sequence[int]) -> list[Incident]:
        read.extend(rows)
        return whole(connection, rows)

    state.act_store.acts(Level.SECTOR)
    monkeypatch.setattr(paging, "incidents_by_row", noted)
    state.act_store.acts(Level.SECTOR)
    assert read == []
    keep(state.ledger, tell("later", MARIB, publisher="Far Post", title="More"))
    state.ledger.update_incidents()
    state.act_store.acts(Level.SECTOR)
    assert len(read) == 1


def test_a_workspace_that_closes_does_not_finish_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    state = AppState(Ledger(told_ledger(tmp_path)), Settings())
    read: list[int] = []
    began, closing = threading.Event(), threading.Event()
    whole = paging.incidents_by_row

    def slow(connection: Connection, rows: Sequence[int]) -> list[Incident]:
        began.set()
        closing.wait(30)
        read.extend(rows)
        return whole(connection, rows)

    monkeypatch.setattr(act_store, "AT_ONCE", 1)
    monkeypatch.setattr(paging, "incidents_by_row", slow)
    state.soon("acts", lambda: state.act_store.acts(Level.SECTOR))
    began.wait(30)
    state.act_store.close()
    closing.set()
    state.close()
    assert len(read) == 1
    assert caplog.text == ""


# Changes while another process writes


def sent_together(client: TestClient, addresses: Sequence[str], **fields: str) -> list[Future[Answer]]:
    """Forms on their way, all at one time, each in a thread of its own; threads end with the answers."""
    browsers = ThreadPoolExecutor(len(addresses))
    found: list[Future[Answer]] = [browsers.submit(client.post, address, data=fields) for address in addresses]
    browsers.shutdown(wait=False)
    return found


def csrf_of(client: TestClient, page: str) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', client.get(page).text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("form", ["/review", "/incidents/x/join", "/incidents/x/split"])
def test_pages_are_shown_while_changes_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    begun, go = [], threading.Event()

    def wait(*_asked: object, **_named: object) -> None:
        begun.append(1)
        go.wait(PATIENCE)
        raise LedgerError("told.db", "database is locked")

    for change in ("correct", "join", "split"):
        monkeypatch.setattr(Ledger, change, wait)
    with client_of(app_of(tmp_path, Settings(threads=4))) as client:
        send(client, "/review", "/review/author", author="anna")
        event = REPORTS[0].events[0].event_id
        said = {"csrf": csrf_of(client, "/review"), "author": "anna", "other": "y", "event": event, "do": "accept"}
        sent = sent_together(client, [form] * 8, **said)
        wait_for(lambda: len(begun) == WRITERS)
        shown = [client.get(path).status_code for path in ("/incidents", "/static/base.css", "/api/v1/reports")]
        assert (shown, len(begun), any(one.done() for one in sent)) == ([200] * 3, WRITERS, False)
        go.set()
        assert {one.result(PATIENCE).status_code for one in sent} == {503}


def test_a_change_of_a_ledger_that_another_process_has_locked_is_refused_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.web.state.WRITE_SECONDS", 0.05)
    with client_of(app_of(tmp_path)) as client:
        ledger: Ledger = client.app.state.detente.ledger  # type: ignore[attr-defined]
        one, other = (incident.incident_id for incident in list(ledger.incidents())[:2])
        said = {"csrf": csrf_of(client, f"/incidents/{one}"), "author": "anna", "other": other}
        with closing(sqlite3.connect(ledger.name, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            answer = client.post(f"/incidents/{one}/join", data=said)
            assert (answer.status_code, "database is locked" in answer.text) == (503, True)
        assert client.post(f"/incidents/{one}/join", data=said).status_code == 303


def test_what_works_in_the_background_gives_way_to_what_people_change(state: AppState) -> None:
    begun, go, order = threading.Event(), threading.Event(), []

    def change() -> None:
        begun.set()
        go.wait(PATIENCE)
        order.append("change")

    def background() -> None:
        state.give_way()
        order.append("background")

    with ThreadPoolExecutor(2) as threads:
        changed = threads.submit(anyio.run, state.change, change)
        begun.wait(PATIENCE)
        waited = threads.submit(background)
        time.sleep(0.05)
        assert not waited.done()
        go.set()
        waited.result(PATIENCE)
        changed.result(PATIENCE)
    assert order == ["change", "background"]
    state.give_way()


# Incidents of what others read


def test_what_another_process_reads_is_put_into_incidents(state: AppState) -> None:
    keeper = IncidentKeeper(state, every=0.01)
    keeper.start()
    with Ledger(state.ledger.name) as other:
        keep(other, tell("later", KADUNA, publisher="Far Post", title="More"))
        event = next(event.event_id for event in other.events() if event.report_id == "later")
    wait_for(lambda: event in [one.event.event_id for each in state.ledger.incidents() for one in each.members])
    keeper.stop()


def test_the_keeper_stops_between_batches_and_tries_again_what_failed(
    state: AppState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun = threading.Event()

    def update(_ledger: Ledger, progress: Callable[[int, int], None], *, at_once: int) -> int:
        if not caplog.records:
            raise LedgerError("told.db", "is locked")
        begun.set()
        while True:
            progress(1, 2)
            time.sleep(0.001)

    monkeypatch.setattr(Ledger, "update_incidents", update)
    keeper = IncidentKeeper(state, every=0.01)
    keeper.start()
    assert begun.wait(PATIENCE)
    keeper.stop()
    assert "told.db: is locked" in caplog.text


def test_the_keeper_goes_on_after_a_failure_that_nobody_thought_of(
    state: AppState, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    again = threading.Event()

    def update(_ledger: Ledger, _progress: Callable[[int, int], None], *, at_once: int) -> int:
        if not caplog.records:
            raise ZeroDivisionError("a report of no length")
        again.set()
        return 0

    monkeypatch.setattr(Ledger, "update_incidents", update)
    keeper = IncidentKeeper(state, every=0.01)
    keeper.start()
    wait_for(lambda: "a report of no length" in caplog.text)
    keep(state.ledger, tell("later", KADUNA))
    assert again.wait(PATIENCE)
    keeper.stop()


def test_the_keeper_tries_again_what_failed_though_the_next_look_fails_as_well(
    state: AppState, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, again, mark = [], threading.Event(), state._watch.mark

    def update(_ledger: Ledger, _progress: Callable[[int, int], None], *, at_once: int) -> int:
        asked.append("update")
        if len(asked) == 1:
            raise LedgerError("told.db", "is locked")
        again.set()
        return 0

    def look() -> str:
        if asked == ["update"]:
            asked.append("look")
            raise ZeroDivisionError
        return mark()

    monkeypatch.setattr(Ledger, "update_incidents", update)
    monkeypatch.setattr(state._watch, "mark", look)
    keeper = IncidentKeeper(state, every=0.01)
    keeper.start()
    assert again.wait(PATIENCE)
    keeper.stop()


# Pages


def test_pages_lead_only_where_there_is_a_page(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    with client_of(app) as client:
        shown = client.get("/nowhere").text
    for path in re.findall(r'<li><a href="([^"]+)"', shown):
        assert path in app.state.paths


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/incidents", "/add", "/add/text", "/login", "/nowhere", "/relations/dyad?a=ARM"),
        *("/api/v1/events", "/api/v1/events?type=X", "/api/v1/nothing", "/static/base.css", "/static/nothing.css"),
    ],
)
def test_head_is_answered_as_get_but_for_the_body(tmp_path: Path, path: str) -> None:
    with client_of(app_of(tmp_path)) as client:
        client.get("/add")  # a browser that is known is given no cookie
        got, head = client.get(path), client.head(path)
    assert head.content == b""
    assert (head.status_code, dict(head.headers)) == (got.status_code, dict(got.headers))


def test_head_tells_that_what_is_known_has_not_changed(tmp_path: Path) -> None:
    with client_of(app_of(tmp_path)) as client:
        tag = client.head("/api/v1/events").headers["etag"]
        assert client.head("/api/v1/events", headers={"if-none-match": tag}).status_code == 304
        assert client.get("/api/v1/events", headers={"if-none-match": tag}).status_code == 304


def test_head_is_answered_over_the_wire(tmp_path: Path) -> None:
    with served(told_ledger(tmp_path)) as (address, _), httpx.Client(base_url=address, timeout=PATIENCE) as browser:
        for path in ("/add", "/api/v1/events"):
            got, head = browser.get(path), browser.head(path)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-length"] == got.headers["content-length"] == str(len(got.content))


def test_no_template_lets_text_pass_unescaped() -> None:
    for path in (FOLDER / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup\(", text), path.name


def test_no_template_has_a_script_style_or_handler_of_its_own() -> None:
    for path in (FOLDER / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", text), path.name
        # The file that is mailed has its one sheet of styles inside, and says so in a policy of its own.
        assert "<style" not in text or path.name == "report_file.html"


def test_every_file_in_static_is_ours_or_is_the_one_that_was_fetched() -> None:
    from scripts.vendored import check

    check()
    for path in (FOLDER / "static").iterdir():
        if path.name != "d3.min.js":
            assert "http://" not in path.read_text(encoding="utf-8").replace("http://www.w3.org/", ""), path.name


def test_the_ledger_that_is_away_is_told_as_such(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    with client_of(app) as client:
        app.state.detente._watch.close()
        response = client.get("/api/v1/events")
    assert response.status_code == 503
    assert "told.db" in response.json()["errors"][0]["field"]


def test_what_is_no_ledger_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a database")
    with pytest.raises(LedgerError, match="not a ledger"):
        create_app(str(other))


# The command

COMMAND = "from detente.cli import main; main()"


@contextmanager
def served(ledger: str, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`detente serve` in a process of its own: the address that it tells, and the process."""
    command = [sys.executable, "-c", COMMAND, "serve", "--ledger", ledger, "--port", "0", "--no-browser", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            line = process.stderr.readline()
            found = re.search(r"is open at (\S+)", line)
            assert found is not None, line + process.stderr.read()
            yield found[1], process
        finally:
            process.kill()


def events_at(address: str, **headers: str) -> list[dict[str, object]]:
    request = urllib.request.Request(f"{address}api/v1/events", headers=headers)
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        found: list[dict[str, object]] = json.load(response)["items"]
        return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    with served(told_ledger(tmp_path)) as (address, process):
        assert address.startswith("http://127.0.0.1:")
        assert len(events_at(address)) == 5
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_it_puts_into_incidents_what_was_read_before(tmp_path: Path) -> None:
    path = str(tmp_path / "new.db")
    with Ledger(path) as ledger:
        keep(ledger, *REPORTS)
    with served(path), Ledger(path) as ledger:
        assert len(list(ledger.incidents())) == 4


def test_a_ledger_that_is_not_there_is_made(tmp_path: Path) -> None:
    with served(str(tmp_path / "empty.db")) as (address, _):
        assert events_at(address) == []


def test_for_others_it_makes_a_token_and_tells_it_once(tmp_path: Path) -> None:
    with served(told_ledger(tmp_path), "--host", "0.0.0.0") as (address, _):
        home, _, token = address.partition("login#token=")
        assert len(token) >= 32
        home = re.sub(r"//[^:/]+:", "//127.0.0.1:", home)
        assert len(events_at(home, Authorization=f"Bearer {token}")) == 5
        with pytest.raises(urllib.error.HTTPError, match="401"):
            events_at(home)


def cookies_of(address: str, **headers: str) -> str:
    """The cookies that the page which asks for the token sets."""
    return httpx.get(f"{address}login", headers=headers, timeout=PATIENCE).headers["set-cookie"]


FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1"}


def test_behind_a_proxy_cookies_are_for_https_and_each_client_waits_for_itself(tmp_path: Path) -> None:
    with served(told_ledger(tmp_path), "--proxy", "127.0.0.1") as (address, _):
        home, _, token = address.partition("login#token=")
        assert len(token) >= 32  # others come through the proxy
        assert "Secure" in cookies_of(home, **FORWARDED)
        assert "Secure" not in cookies_of(home)
        events = f"{home}api/v1/events"
        wrong = {"authorization": "Bearer wrong"}
        answers = [httpx.get(events, headers=FORWARDED | wrong).status_code for _ in range(FAILURES + 1)]
        assert answers[-1] == 429
        assert httpx.get(events, headers=FORWARDED | wrong | {"x-forwarded-for": "192.0.2.2"}).status_code == 401


@pytest.mark.parametrize("options", [(), ("--proxy", "192.0.2.7")])
def test_what_others_say_of_whom_they_speak_for_is_not_believed(tmp_path: Path, options: tuple[str, ...]) -> None:
    with served(told_ledger(tmp_path), "--token", TOKEN, *options) as (address, _):
        assert "Secure" not in cookies_of(address.partition("login#")[0], **FORWARDED)


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", COMMAND, "serve", "--no-browser", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("--port", str(port), "--ledger", told_ledger(tmp_path))
    assert done.returncode == 2
    assert done.stderr == f"detente: port {port}: is taken (--port 0 takes a free one)\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--host", "no.such.name.invalid", "--token", TOKEN), "host: no.such.name.invalid"),
        (("--proxy", "here"), "proxy: here is no IP address"),
        (("--token", "short"), "token: is shorter than 16 characters"),
        (("--port", "70000"), "--port"),
    ],
)
def test_what_cannot_be_served_ends_with_status_2(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    done = run("--ledger", told_ledger(tmp_path), *options)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_that_is_killed_loses_no_correction_that_it_said_it_kept(tmp_path: Path) -> None:
    path = told_ledger(tmp_path)
    with Ledger(path) as ledger:
        one, other = (incident.incident_id for incident in list(ledger.incidents())[:2])
    with served(path) as (address, process), httpx.Client(base_url=address, timeout=PATIENCE) as browser:
        csrf = re.search(r'name="csrf" value="(\w+)"', browser.get(f"/incidents/{one}").text)
        assert csrf is not None
        said = {"csrf": csrf[1], "author": "anna", "other": other}
        assert browser.post(f"/incidents/{one}/join", data=said).status_code == 303
        process.send_signal(signal.SIGKILL)
        assert process.wait(PATIENCE) == -signal.SIGKILL
    with Ledger(path) as ledger:
        (joined, *_) = (each for each in ledger.incidents() if len(each.members) == 3)
        assert "joined by hand" in [str(member.rule) for member in joined.members]


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", "http://127.0.0.1:80/"), ("::1", "http://[::1]:80/"), ("box.example", "http://box.example:80/")],
)
def test_the_address_to_open(host: str, expected: str) -> None:
    assert address_of(host, 80) == expected


def test_the_address_of_all_addresses_is_the_name_of_the_machine() -> None:
    assert address_of("0.0.0.0", 80) == f"http://{socket.gethostname()}:80/"


LOADED = "import sys; import detente.cli; print({'fastapi', 'uvicorn', 'detente.web.app'} & set(sys.modules))"


def test_other_commands_do_not_load_the_web() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


# What is refused


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://localhost/incidents?country=YEM&type=AID", "/incidents?country=YEM&amp;type=AID"),
        ("http://localhost//elsewhere.example/x", "/elsewhere.example/x"),
        ("http://elsewhere.example/incidents", "/relations"),
        ("javascript:alert(1)", "/relations"),
        ("http://localhost/relations/dyad?a=ARM", "/relations"),
        ('http://localhost/a"><script>alert(1)</script>', "/a&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("http://[", "/relations"),
    ],
)
def test_a_page_of_faults_leads_back_to_the_page_of_the_form(tmp_path: Path, came_from: str, back: str) -> None:
    with client_of(create_app(str(tmp_path / "x.db"))) as client:
        answer = client.get("/relations/dyad?a=ARM", headers={"referer": came_from})
        assert answer.status_code == 422
        assert f'<a href="{back}">Back</a>' in answer.text


def test_a_page_of_faults_speaks_of_fields_and_of_no_protocol(tmp_path: Path) -> None:
    with client_of(create_app(str(tmp_path / "x.db"))) as client:
        addresses = ("/incidents?min_confidence=x&foo=1", "/nothing", "/incidents/nothing")
        answers = [client.get(address) for address in addresses]
    words = [words_of(answer) for answer in answers]
    assert ['href="/incidents">Back' in answer.text for answer in answers] == [True, False, True]
    assert "Confidence : is not a number" in words[0]
    assert "foo : is no word that this page knows" in words[0]
    assert "there is no page at this address" in words[1]
    for said in words:
        assert not re.search("Unprocessable|Not Found|pattern|Extra inputs|Input should", said)
