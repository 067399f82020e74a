"""Adding reports in the browser: by text, files and address; read in the background, kept as the command keeps them."""

import gzip
import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from asking import Answer, send, until, words_of
from fake_coder import FakeCoder
from fastapi.testclient import TestClient
from workspace import client_of

from detente.event import CodedReport
from detente.ledger import Ledger
from detente.reject import Reason, Reject
from detente.report import Report
from detente.sources.fetching import FetchError, Page
from detente.sources.text import digest_id
from detente.web.adding import MOST_KEPT, MOST_SHOWN, MOST_WAITING, Jobs, Progress, Stage
from detente.web.app import create_app
from detente.web.pages.add import pasted

TEXT = "Gunmen attacked villagers in Yemen on Sunday, officials said."
HTML = b"<!doctype html><html><head><title>Raid</title></head><body><article><p>" + TEXT.encode() + b"</p></article>"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def fake_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.reading.load_coder", FakeCoder)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "added.db")


@pytest.fixture
def client(path: str) -> Iterator[TestClient]:
    with client_of(create_app(path)) as client:
        yield client


def finished(client: TestClient, answer: Answer) -> Answer:
    """The page of the job that was begun, once it is over."""
    assert answer.status_code == 303, words_of(answer)
    job = answer.headers["location"]
    until(lambda: bool(client.get(f"{job}/progress").json()["over"]))
    return client.get(job)


def send_files(client: TestClient, *files: tuple[str, bytes], **fields: str) -> Answer:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/add").text)
    assert found
    sent = [("files", (name, data)) for name, data in files]
    return client.post("/add/files", data={"csrf": found[1], **fields}, files=sent)


def reports(path: str) -> list[Report]:
    with Ledger(path) as ledger:
        return list(ledger.reports())


# Text


def test_a_pasted_text_is_read_and_kept_with_what_the_form_says_of_it(client: TestClient, path: str) -> None:
    said = {"title": "Raid", "publisher": "North Post", "published": "11 Nov 2024", "url": "https://example.org/a"}
    page = finished(client, send(client, "/add", "/add/text", text=TEXT, **said))
    assert "1 report, 1 event, 0 rejected: done" in words_of(page)
    (report,) = reports(path)
    assert (report.title, report.publisher, report.published) == ("Raid", "North Post", "2024-11-11")
    assert (report.url, report.text) == ("https://example.org/a", TEXT)
    assert f'href="/report?id={report.id}"' in page.text


def test_what_was_added_is_in_an_incident_and_in_the_queue_of_the_review(client: TestClient, path: str) -> None:
    finished(client, send(client, "/add", "/add/text", text=TEXT))
    with Ledger(path) as ledger:
        assert len(list(ledger.incidents())) == 1
        assert ledger.doubts_left() == 1


def test_two_publishers_may_print_the_same_text(client: TestClient, path: str) -> None:
    for publisher in ("Rift Valley Monitor", "Other Paper"):
        page = finished(client, send(client, "/add", "/add/text", text=TEXT, publisher=publisher))
        assert "revision" not in words_of(page)
    assert [report.publisher for report in reports(path)] == ["Rift Valley Monitor", "Other Paper"]


def test_the_same_text_at_two_addresses_is_two_reports(client: TestClient, path: str) -> None:
    for url in ("https://example.org/a", "https://example.org/b"):
        finished(client, send(client, "/add", "/add/text", text=TEXT, url=url))
    assert [report.url for report in reports(path)] == ["https://example.org/a", "https://example.org/b"]


def test_what_is_added_again_is_told_as_known(client: TestClient, path: str) -> None:
    for _ in range(2):
        page = finished(client, send(client, "/add", "/add/text", text=TEXT, publisher="North Post"))
    assert "1 was known already, just so: nothing was added" in words_of(page)
    assert "Known already, just so" in words_of(page)
    assert len(reports(path)) == 1


def test_a_new_revision_names_the_one_in_whose_place_it_stands(client: TestClient, path: str) -> None:
    said = {"text": TEXT, "publisher": "North Post"}
    finished(client, send(client, "/add", "/add/text", title=f"Raid {HOSTILE}", published="2024-11-11", **said))
    again = {**said, "publisher": "  north  POST "}
    page = finished(client, send(client, "/add", "/add/text", title="Raid", published="2024-11-12", **again))
    (report,) = reports(path)
    assert (report.title, report.published) == ("Raid", "2024-11-12")
    words = words_of(page)
    assert "1 took the place of an earlier revision" in words
    assert re.search(r"New revision of Raid .*, North Post , 2024-11-11: it stands in its place", words)
    assert page.text.count(f'href="/report?id={report.id}"') == 2
    assert "<script>alert" not in page.text


def test_lines_of_a_form_end_as_in_any_text() -> None:
    read = pasted({"text": "One attacked two.\r\n\r\nThey met."})
    assert isinstance(read, Report)
    assert read.text == "One attacked two.\n\nThey met."
    assert read.line is None


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "text: empty"),
        ({"text": "  \n "}, "text: empty"),
        ({"text": TEXT, "published": "yesterday"}, "published: not a date"),
        ({"text": "Правительство и повстанцы договорились о прекращении огня в воскресенье."}, "language: ru"),
        ({"text": TEXT, "title": "x" * 2_001}, "title: too large"),
    ],
    ids=["nothing", "blanks", "no date", "not English", "too long"],
)
def test_a_text_that_cannot_be_read_is_told_at_its_form_which_keeps_what_was_typed(
    client: TestClient, path: str, fields: dict[str, str], why: str
) -> None:
    answer = send(client, "/add", "/add/text", **fields)
    assert answer.status_code == 422
    assert why in words_of(answer)
    if fields.get("text", "").strip():
        assert fields["text"] in answer.text
    assert reports(path) == []


@pytest.mark.parametrize(("day", "status"), [("2026-11-27", 303), ("2026-11-28", 422), ("2031-01-01", 422)])
def test_a_day_that_is_still_to_come_is_refused_at_its_field(
    client: TestClient, path: str, monkeypatch: pytest.MonkeyPatch, day: str, status: int
) -> None:
    monkeypatch.setattr("detente.web.clock.today", lambda: date(2026, 11, 26))
    answer = send(client, "/add", "/add/text", text=TEXT, published=day)
    assert answer.status_code == status
    if status == 422:
        assert f"{day} is still to come: today is 2026-11-26" in words_of(answer)
        (field,) = re.findall(r'<input id="published"[^>]*>', answer.text)
        assert f'value="{day}"' in field
        assert 'aria-invalid="true"' in field
        assert reports(path) == []


def test_a_day_to_come_that_the_text_tells_is_refused_too_unless_the_form_says_another(
    client: TestClient, path: str
) -> None:
    text = f"Raid in Yemen\n\nPublished 1 January 2091\n\n{TEXT}"
    assert "2091-01-01 is still to come" in words_of(send(client, "/add", "/add/text", text=text))
    finished(client, send(client, "/add", "/add/text", text=text, published="2024-11-11"))
    assert [report.published for report in reports(path)] == ["2024-11-11"]


def test_files_do_not_ask_the_clock(client: TestClient, path: str) -> None:
    finished(client, send_files(client, ("a.txt", TEXT.encode()), published="2931-01-01"))
    assert [report.published for report in reports(path)] == ["2931-01-01"]


def test_nothing_that_is_pasted_is_markup(client: TestClient) -> None:
    page = finished(client, send(client, "/add", "/add/text", text=TEXT + HOSTILE, title=HOSTILE, publisher=HOSTILE))
    assert "<script>alert" not in page.text
    assert "<script>alert" not in client.get("/add").text
    refused = send(client, "/add", "/add/text", text=HOSTILE, published=HOSTILE)
    assert refused.status_code == 422
    assert "<script>alert" not in refused.text


# Files


def test_files_of_all_kinds_are_read_in_one_go(client: TestClient, path: str) -> None:
    lines = json.dumps({"id": "a", "text": TEXT}) + "\n{broken\n"
    files = [
        ("feed.jsonl", lines.encode()),
        ("raid.html", HTML),
        ("met.txt.gz", gzip.compress(b"Ministers met envoys.")),
    ]
    page = finished(client, send_files(client, *files, published="2024-11-17"))
    words = words_of(page)
    assert "3 reports, 3 events, 1 rejected: done" in words
    assert "feed.jsonl , line 2: not a JSON object" in words
    assert 'href="/rejects"' in page.text
    kept = reports(path)
    assert [report.published for report in kept] == ["2024-11-17"] * 3
    assert [report.id for report in kept] == ["a", digest_id(kept[1].text), digest_id("Ministers met envoys.")]


def test_the_same_file_sent_twice_is_one_report(client: TestClient, path: str) -> None:
    for name in ("a.txt", "b.txt"):
        finished(client, send_files(client, (name, TEXT.encode())))
    assert len(reports(path)) == 1


def test_saved_pages_of_two_publishers_are_two_reports_though_their_words_are_the_same(
    client: TestClient, path: str
) -> None:
    pages = [
        HTML.replace(b"<head>", b'<head><meta property="og:site_name" content="' + name + b'">')
        for name in (b"North Post", b"South Post")
    ]
    for number, data in enumerate((*pages, pages[0])):
        finished(client, send_files(client, (f"{number}.html", data)))
    kept = reports(path)
    assert kept[0].text == kept[1].text
    assert [report.publisher for report in kept] == ["North Post", "South Post"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("../../etc/passwd", "passwd"), ("C:\\folder\\a.txt", "a.txt"), (HOSTILE, "script>"), ("x" * 400, "x" * 200)],
)
def test_of_a_files_name_only_its_last_part_is_kept(client: TestClient, path: str, name: str, shown: str) -> None:
    page = finished(client, send_files(client, (name, b"\x00\x01\x02\xff\xfe\xfd binary" * 50)))
    assert "<script>alert" not in page.text
    with Ledger(path) as ledger:
        (reject,) = ledger.rejects()
    assert reject.file == shown


def test_no_file_and_a_date_that_is_none_are_told(client: TestClient) -> None:
    assert "choose 1 to 500 files" in words_of(send(client, "/add", "/add/files"))
    assert "not a date" in words_of(send_files(client, ("a.txt", b"x"), published="soon"))


# Addresses


def test_a_page_is_fetched_and_its_address_is_its_id(
    client: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://example.org/raid"
    monkeypatch.setattr("detente.web.pages.add.fetch", lambda asked: Page(asked, "text/html", "utf-8", HTML))
    finished(client, send(client, "/add", "/add/url", url=url))
    (report,) = reports(path)
    assert (report.id, report.url, report.title) == (url, url, "Raid")


def test_plain_text_of_an_address_is_read_as_it_is(
    client: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.web.pages.add.fetch", lambda asked: Page(asked, "text/plain", None, TEXT.encode()))
    finished(client, send(client, "/add", "/add/url", url="https://example.org/raid.txt"))
    assert [(report.text, report.url) for report in reports(path)] == [(TEXT, "https://example.org/raid.txt")]


def test_an_address_that_gives_nothing_is_rejected_with_its_reason(
    client: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(asked: str) -> Page:
        raise FetchError(asked, "the site answers 404")

    monkeypatch.setattr("detente.web.pages.add.fetch", failing)
    page = finished(client, send(client, "/add", "/add/url", url="https://example.org/gone"))
    assert "the site answers 404" in words_of(page)
    with Ledger(path) as ledger:
        assert [reject.file for reject in ledger.rejects()] == ["https://example.org/gone"]


def test_a_fault_of_the_program_in_a_page_is_told_as_the_reason_of_its_rejection(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("detente.web.pages.add.fetch", lambda asked: Page(asked, "text/html", None, HTML))
    monkeypatch.setattr("detente.sources.html._article", failing)
    page = finished(client, send(client, "/add", "/add/url", url="https://example.org/raid"))
    assert "0 reports, 0 events, 1 rejected: done" in words_of(page)
    assert "https://example.org/raid : fault of the program" in words_of(page)


@pytest.mark.parametrize(
    "url", ["", "x", "ftp://example.org", "file:///etc/passwd", "https://example.org:22", "https://user@example.org"]
)
def test_an_address_that_must_not_be_fetched_is_refused_at_once(client: TestClient, url: str) -> None:
    answer = send(client, "/add", "/add/url", url=url)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_addresses_of_this_machine_are_not_asked(client: TestClient) -> None:
    page = finished(client, send(client, "/add", "/add/url", url="http://127.0.0.1/"))
    assert "127.0.0.1 is no public address" in words_of(page)


# Jobs


def test_a_form_without_its_token_adds_nothing(client: TestClient, path: str) -> None:
    for action in ("text", "files", "url", "incidents"):
        assert client.post(f"/add/{action}", data={"text": TEXT}).status_code == 403
    assert reports(path) == []


def test_a_job_that_is_not_known_is_not_found(client: TestClient) -> None:
    assert client.get("/add/jobs/none").status_code == 404
    assert client.get("/add/jobs/none/progress").status_code == 404


def test_what_was_read_by_other_means_is_put_into_incidents(client: TestClient, path: str) -> None:
    page = finished(client, send(client, "/review", "/add/incidents"))
    assert "0 reports" in words_of(page)


def texts(number: int) -> list[Report | Reject]:
    return [Report(id=f"r{n}", text="Ministers met envoys.") for n in range(number)]


def run(path: str, source: Callable[[], Iterable[Report | Reject]]) -> Progress:
    """A job from its beginning to its end."""
    with Ledger(path) as ledger:
        jobs = Jobs(ledger, FakeCoder)
        job_id = jobs.begin("a test", source)
        assert job_id is not None
        until(lambda: _known(jobs, job_id).over)
        progress = _known(jobs, job_id)
        jobs.close()
    return progress


def _known(jobs: Jobs, job_id: str) -> Progress:
    progress = jobs.progress(job_id)
    assert progress is not None
    return progress


def test_a_job_tells_of_so_many_reports_and_counts_the_others(path: str) -> None:
    bad: list[Report | Reject] = [Reject("f", n, None, Reason.NOT_JSON) for n in range(MOST_SHOWN + 2)]
    progress = run(path, lambda: [*texts(MOST_SHOWN + 1), *bad])
    assert progress.stage is Stage.DONE
    assert (progress.reports, len(progress.results)) == (MOST_SHOWN + 1, MOST_SHOWN)
    assert (progress.rejected, len(progress.rejects)) == (MOST_SHOWN + 2, MOST_SHOWN)


def test_a_job_that_fails_says_so_and_the_next_one_is_done(path: str) -> None:
    def broken() -> Iterator[Report | Reject]:
        yield from texts(1)
        raise RuntimeError("secret")

    progress = run(path, broken)
    assert progress.stage is Stage.FAILED
    assert progress.error
    assert "secret" not in progress.error
    assert run(path, lambda: texts(1)).stage is Stage.DONE


def test_jobs_wait_for_one_another_so_many_at_most(path: str) -> None:
    go_on = threading.Event()
    begun = threading.Event()

    def slow() -> list[Report | Reject]:
        begun.set()
        go_on.wait(60)
        return texts(1)

    with Ledger(path) as ledger:
        jobs = Jobs(ledger, FakeCoder)
        first = jobs.begin("slow", slow)
        begun.wait(60)
        waiting = [jobs.begin("more", lambda: texts(1)) for _ in range(MOST_WAITING)]
        assert all(waiting)
        assert jobs.begin("too many", lambda: texts(1)) is None
        go_on.set()
        assert first is not None
        until(lambda: all(one.over for one in jobs.recent()))
        assert [one.what for one in jobs.recent()] == ["more"] * MOST_WAITING + ["slow"]
        jobs.close()


def test_only_the_last_jobs_are_remembered(path: str) -> None:
    with Ledger(path) as ledger:
        jobs = Jobs(ledger, FakeCoder)
        first = jobs.begin("first", list)
        for _ in range(MOST_KEPT):
            until(lambda: all(one.over for one in jobs.recent()))
            jobs.begin("more", list)
        assert first is not None
        assert jobs.progress(first) is None
        jobs.close()


def test_a_workspace_that_ends_does_not_wait_for_the_end_of_a_chunk(path: str) -> None:
    begun = threading.Event()

    class Slow(FakeCoder):
        def code(self, reports: Iterable[Report]) -> Iterator[CodedReport]:
            for coded in super().code(reports):
                begun.set()
                time.sleep(0.2)
                yield coded

    with Ledger(path) as ledger:
        jobs = Jobs(ledger, Slow)
        job_id = jobs.begin("slow", lambda: texts(4))
        begun.wait(60)
        jobs.close()
        assert job_id is not None
        assert _known(jobs, job_id).stage is Stage.ENDED
        assert list(ledger.reports()) == []


def test_a_workspace_that_ends_keeps_the_chunks_that_were_read(path: str) -> None:
    some = threading.Event()

    def endless() -> Iterator[Report | Reject]:
        for number in range(1_000_000):
            if number == 20:
                some.set()
                time.sleep(0.05)
            yield Report(id=f"r{number}", text="Ministers met envoys.")

    with Ledger(path) as ledger:
        jobs = Jobs(ledger, FakeCoder)
        job_id = jobs.begin("endless", endless)
        some.wait(60)
        jobs.close()
        assert job_id is not None
        assert _known(jobs, job_id).stage is Stage.ENDED
        assert jobs.begin("too late", list) is None
        kept = list(ledger.coded())
        assert _known(jobs, job_id).reports <= len(kept)
        assert 4 <= len(kept) < 1_000_000
        assert all(isinstance(one, CodedReport) for one in kept)
