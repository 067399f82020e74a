"""The ledger: what is kept, what holds, what changes nothing."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from fake_coder import code_one, reports
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.event import CodedReport, DateMention, Event
from detente.ledger import EventFilter, Kept, Ledger, LedgerError, RunIdentity
from detente.ledger.dump import dump, dump_digest
from detente.ledger.filter import FilterError
from detente.reject import Reason, Reject
from detente.report import Report

RUN = RunIdentity("1", "fake@1", "PLOVER-2021")
OTHER_RUN = RunIdentity("1", "fake@2", "PLOVER-2021")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def count(path: Path, query: str) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute(query).fetchone()[0])


def keep(ledger: Ledger, *items: CodedReport | Reject, run: RunIdentity = RUN) -> Kept:
    return ledger.keep(ledger.begin(run), items)


def test_gives_back_what_was_kept(path: Path) -> None:
    coded = [code_one(report) for report in reports(30)]
    with Ledger(path) as ledger:
        kept = keep(ledger, *coded)
        assert kept == Kept(30, sum(len(item.events) for item in coded))
        assert list(ledger.coded()) == [item for item in coded if item.events]
        assert list(ledger.events()) == [event for item in coded for event in item.events]
        assert list(ledger.reports()) == [item.report for item in coded]
        event = coded[0].events[0]
        assert ledger.event(event.event_id) == event
        assert ledger.event("no such event") is None


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_as_it_was(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "any.db"
    path.unlink(missing_ok=True)
    coded = [
        code_one(Report(id=f"{n}{text}", text=f"{text} attacked {text}", title=text)) for n, text in enumerate(texts)
    ]
    with Ledger(path) as ledger:
        keep(ledger, *coded)
        assert list(ledger.coded()) == coded


def test_a_report_read_twice_changes_nothing(path: Path) -> None:
    coded = [code_one(report) for report in reports(8)]
    with Ledger(path) as ledger:
        keep(ledger, *coded)
        before = list(dump(ledger))
        assert keep(ledger, *coded) == Kept()
        assert (
            keep(ledger, *(replace(item, report=replace(item.report, file="copy", line=9)) for item in coded)) == Kept()
        )
        assert list(dump(ledger)) == before


@pytest.mark.parametrize("change", [{"text": "Gunmen met envoys."}, {"published": "2024-12-01"}, {"title": "New"}])
def test_the_same_id_with_other_content_is_a_new_revision(path: Path, change: dict[str, str]) -> None:
    first = reports(1)[0]
    second = replace(first, **change)  # type: ignore[arg-type]
    with Ledger(path) as ledger:
        keep(ledger, code_one(first))
        assert keep(ledger, code_one(second)).reports == 1
        assert ledger.revisions("r0") == (first, second)
        assert list(ledger.reports()) == [second]
        assert list(ledger.events()) == list(code_one(second).events)
    assert count(path, "SELECT count(*) FROM events") == len(code_one(first).events) + len(code_one(second).events)


def test_what_was_read_last_holds(path: Path) -> None:
    first = reports(1)[0]
    second = replace(first, text="Gunmen met envoys.")
    with Ledger(path) as ledger:
        keep(ledger, code_one(first), code_one(second), code_one(first))
        assert [report.text for report in ledger.revisions("r0")] == [first.text, second.text, first.text]
        assert list(ledger.events()) == list(code_one(first).events)


def test_another_run_supersedes_the_rows_and_keeps_them(path: Path) -> None:
    report = reports(1)[0]
    old, new = code_one(report, "fake@1"), code_one(report, "fake@2")
    with Ledger(path) as ledger:
        keep(ledger, old)
        keep(ledger, new, run=OTHER_RUN)
        assert list(ledger.events()) == list(new.events)
        assert ledger.revisions("r0") == (report,)
        keep(ledger, old)
        assert list(ledger.events()) == list(old.events)
    assert count(path, "SELECT count(*) FROM readings") == 3
    assert count(path, "SELECT count(*) FROM readings WHERE superseded_by IS NULL") == 1
    assert count(path, "SELECT count(*) FROM events") == 3 * len(old.events)
    dangling = (
        "SELECT count(*) FROM events e JOIN readings r ON e.reading = r.id WHERE e.superseded_by IS NOT r.superseded_by"
    )
    assert count(path, dangling) == 0


def test_reports_without_events_are_marked_as_read(path: Path) -> None:
    empty = code_one(Report("quiet", "Nothing came of it."))
    with Ledger(path) as ledger:
        keep(ledger, empty)
        run = ledger.begin(RUN)
        assert ledger.read_before(run, [empty.report]) == {"quiet": empty}
        assert ledger.read_before(run, [replace(empty.report, text="Something came of it.")]) == {}
        assert ledger.read_before(ledger.begin(OTHER_RUN), [empty.report]) == {}


def test_a_run_is_its_identity(path: Path) -> None:
    with Ledger(path) as ledger:
        assert ledger.begin(RUN) == ledger.begin(RUN) == 1
        assert ledger.begin(OTHER_RUN) == 2
        assert ledger.begin(replace(RUN, options={"b": 1, "a": None})) == 3
        assert ledger.begin(replace(RUN, options={"a": None, "b": 1})) == 3


def test_rejects_are_kept_once_a_run(path: Path) -> None:
    bad = Reject("feed.jsonl", 3, "text", Reason.MISSING_FIELD, "", "add it")
    worse = Reject("caf\udce9.txt", None, None, Reason.LANGUAGE, "ar")
    with Ledger(path) as ledger:
        assert keep(ledger, bad, worse, bad).rejects == 2
        assert keep(ledger, bad, worse) == Kept()
        assert keep(ledger, bad, run=OTHER_RUN).rejects == 1
        assert list(ledger.rejects()) == [bad, replace(worse, file="caf\\udce9.txt")]
    assert count(path, "SELECT sum(rejects) FROM runs") == 3


def test_a_batch_is_kept_whole_or_not_at_all(path: Path) -> None:
    good = code_one(reports(1)[0])
    broken = replace(good.events[0], confidence=7.0)
    with Ledger(path) as ledger:
        run = ledger.begin(RUN)
        before = dump_digest(ledger)
        second = replace(reports(2)[1], id="broken")
        with pytest.raises(LedgerError, match="confidence"):
            ledger.keep(run, [good, CodedReport(second, (), (broken,))])
        with pytest.raises(LedgerError, match="surrogate"):
            ledger.keep(run, [good, code_one(Report("x", "\ud800"))])
        assert dump_digest(ledger) == before
        assert ledger.keep(run, [good]).reports == 1


EVENTS = {
    "yemen": "Gunmen attacked villagers in Yemen on Sunday, officials said.",
    "envoys": "Ministers met envoys.",
    "teachers": "Teachers reportedly marched.",
    "guards": "Guards in Łódź never attacked two pickets.",
    "odd": "100%_men met STRAẞE.",
}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (EventFilter(), ["yemen", "envoys", "teachers", "guards", "odd"]),
        (EventFilter(type=("ASSAULT",)), ["yemen", "guards"]),
        (EventFilter(type=("ASSAULT", "PROTEST")), ["yemen", "teachers", "guards"]),
        (EventFilter(status=("alleged", "negated")), ["teachers", "guards"]),
        (EventFilter(country=("YEM",)), ["yemen"]),
        (EventFilter(country=("YEM", "POL")), ["yemen", "guards"]),
        (EventFilter(actor="GUNM"), ["yemen"]),
        (EventFilter(actor="envoy"), ["envoys"]),
        (EventFilter(actor="strasse"), ["odd"]),
        (EventFilter(actor="%"), []),
        (EventFilter(actor="_men"), ["odd"]),
        (EventFilter(actor="attacked"), []),
        (EventFilter(since="2024-11-10", until="2024-11-10"), ["yemen"]),
        (EventFilter(since="2024-11-11"), ["envoys", "guards"]),
        (EventFilter(until="2024-11-20"), ["yemen", "envoys"]),
        (EventFilter(min_confidence=0.58), ["envoys", "teachers", "odd"]),
        (EventFilter(type=("ASSAULT",), actor="guards", status=("actual",)), []),
    ],
    ids=str,
)
def test_filters(path: Path, wanted: EventFilter, found: list[str]) -> None:
    published = {"yemen": "2024-12-24", "envoys": "2024-11-20T10:00:00Z", "guards": "2024-11-21", "odd": None}
    with Ledger(path) as ledger:
        keep(ledger, *(code_one(Report(name, text, published=published.get(name))) for name, text in EVENTS.items()))
        assert [event.report_id for event in ledger.events(wanted)] == found


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ("2024-11-01", "2024-11-30", {"since": "2024-11-15"}),
        ("2024-11-01", "2024-11-30", {"until": "2024-11-15"}),
        ("2024-11-01", None, {"since": "2024-11-01", "until": "2024-11-01"}),
        (None, "2024-11-01", {"since": "2024-11-01", "until": "2024-11-01"}),
    ],
)
def test_an_interval_counts_where_it_touches(
    path: Path, first: str | None, last: str | None, wanted: dict[str, str]
) -> None:
    item = code_one(Report("r", "Gunmen attacked villagers on Sunday.", published="2000-01-01"))
    dated = replace(item.events[0], date=DateMention(28, 34, "Sunday", first, last, "month"))
    with Ledger(path) as ledger:
        keep(ledger, replace(item, events=(dated,)))
        assert list(ledger.events(EventFilter(**wanted))) == [dated]  # type: ignore[arg-type]
        assert not list(ledger.events(EventFilter(since="2025-01-01")))


@pytest.mark.parametrize(
    "bad",
    [
        {"type": ("RIOT",)},
        {"status": ("maybe",)},
        {"country": ("Yemen",)},
        {"since": "2024-02-30"},
        {"until": "20241110"},
        {"since": "2024-11-02", "until": "2024-11-01"},
        {"min_confidence": 1.5},
        {"min_confidence": float("nan")},
    ],
    ids=str,
)
def test_a_filter_that_cannot_be_meant_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(FilterError):
        EventFilter(**bad)  # type: ignore[arg-type]


def test_reads_page_by_page_and_while_another_writes(path: Path) -> None:
    coded = [code_one(report) for report in reports(700)]
    with Ledger(path) as ledger:
        keep(ledger, *coded)
        found: list[Event] = []
        with Ledger(path) as writer:
            for number, event in enumerate(ledger.events()):
                if number == 5:
                    keep(writer, code_one(Report("late", "Gunmen attacked villagers.")))
                found.append(event)
            assert writer.event("late/7") is not None
        assert found == [event for item in coded for event in item.events]


def test_makes_a_frame(path: Path) -> None:
    coded = [code_one(report) for report in reports(4)]
    with Ledger(path) as ledger:
        keep(ledger, *coded)
        events = [event.to_dict() for event in ledger.events()]
        assert ledger.to_arrow().to_pylist() == events
        assert ledger.to_polars(EventFilter(type=("ASSAULT",)))["type"].unique().to_list() == ["ASSAULT"]
