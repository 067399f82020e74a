"""Incidents in the ledger: what is kept, what holds, what a correction does; and that any way leads to the same."""

import math
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tales import GOMA, KADUNA, MARIB, Tale, tell

from detente.error import DetenteError
from detente.event import CodedReport
from detente.incidents import keeping
from detente.incidents.copies import find_copies
from detente.incidents.incident import Incident, JoinRule, Toll
from detente.incidents.keeping import Keeper
from detente.incidents.weights import shipped_weights
from detente.ledger import IncidentFilter, Ledger, RunIdentity, opening
from detente.ledger.dump import dump, dump_digest
from detente.ledger.filter import FilterError

RUN = RunIdentity("1", "tales@1", "PLOVER-2021")
OTHER_RUN = RunIdentity("2", "tales@1", "PLOVER-2021")
LONG = "The dead were taken to a hospital where doctors asked for blood and for more beds late into the same night."


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db") as opened:
        yield opened


def keep(ledger: Ledger, *coded: CodedReport, run: RunIdentity = RUN) -> None:
    ledger.keep(ledger.begin(run), coded)
    ledger.update_incidents()


def ids(found: Incident) -> set[str]:
    return {member.event.event_id for member in found.members}


def reports_in(found: Incident | None) -> list[str]:
    assert found is not None
    return sorted(member.telling.report_id for member in found.members)


def number(ledger: Ledger, query: str) -> int:
    with sqlite3.connect(ledger.name) as connection:
        return int(connection.execute(query).fetchone()[0])


STORY = (
    tell("a", replace(MARIB, rest="Shops in the market were shut."), publisher="Daily", published="2024-11-10"),
    tell(
        "b",
        replace(MARIB, killed=7, source="officials", rest="It was the third raid in a month of fighting."),
        publisher="Herald",
        published="2024-11-11",
    ),
    tell(
        "c",
        replace(MARIB, killed=7, status="alleged", source="residents", rest="Nobody could reach the outpost by phone."),
        publisher="Times",
        published="2024-11-12",
    ),
    tell("d", KADUNA, publisher="Daily", published="2024-11-13"),
    tell("e", GOMA, replace(MARIB, place="Taizz", day="2024-11-20"), publisher="Herald", published="2024-12-02"),
)


# What is one and what is not


def test_one_happening_told_by_three_is_one_incident_with_three_versions(ledger: Ledger) -> None:
    keep(ledger, *STORY)
    found = list(ledger.incidents())
    assert [reports_in(one) for one in found] == [["a", "b", "c"], ["d"], ["e"], ["e"]]
    marib = found[0]
    assert (marib.type, marib.status, marib.publishers, marib.killed) == ("ASSAULT", "actual", 3, Toll(5, 7, 7))
    assert [(one.publisher, one.source, one.status) for one in marib.versions] == [
        ("Daily", None, "actual"),
        ("Herald", "officials", "actual"),
        ("Times", "residents", "alleged"),
    ]
    assert ledger.incident(marib.incident_id) == marib


def test_why_an_event_is_there_is_kept(ledger: Ledger) -> None:
    keep(ledger, *STORY)
    founder, *others = next(ledger.incidents()).members
    assert (founder.rule, founder.joined_to, founder.parts) == (JoinRule.FOUNDS, None, ())
    for member in others:
        assert member.rule is JoinRule.ALIKE
        assert member.joined_to is not None
        assert member.probability is not None
        log_odds = sum(part.weight for part in member.parts)
        assert member.probability == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=1e-4)


def test_without_anything_new_nothing_is_written(ledger: Ledger) -> None:
    keep(ledger, *STORY)
    before = dump_digest(ledger)
    assert ledger.update_incidents() == 0
    assert dump_digest(ledger) == before


def test_an_empty_ledger_has_no_incidents(ledger: Ledger) -> None:
    assert ledger.update_incidents() == 0
    assert list(ledger.incidents()) == []
    assert ledger.incident("b1c2d3e4f5061728") is None


def test_a_later_report_joins_and_the_old_stays_to_be_seen(ledger: Ledger) -> None:
    keep(ledger, STORY[0])
    first = next(ledger.incidents())
    keep(ledger, STORY[1], STORY[3])
    assert reports_in(ledger.incident(first.incident_id)) == ["a", "b"]
    assert len(list(ledger.incidents())) == 2
    assert number(ledger, "SELECT count(*) FROM incidents") == 3
    assert number(ledger, "SELECT count(*) FROM incidents WHERE superseded_by IS NOT NULL AND NOT holds") == 1


def test_progress_is_told(ledger: Ledger) -> None:
    told: list[tuple[int, int]] = []
    ledger.keep(ledger.begin(RUN), STORY)
    ledger.update_incidents(lambda done, due: told.append((done, due)))
    assert told == [(5, 11), (11, 11)]


def test_progress_of_reading_is_told(ledger: Ledger) -> None:
    keep(ledger, *STORY)
    seen: list[tuple[int, int]] = []
    found = list(ledger.incidents(progress=lambda done, due: seen.append((done, due))))
    assert seen == [(len(found), len(found))]


# Reading again


def test_a_report_read_again_with_other_words_leaves_its_incident(ledger: Ledger) -> None:
    keep(ledger, *STORY)
    marib = next(ledger.incidents())
    keep(ledger, tell("b", replace(KADUNA, source="officials"), publisher="Herald"))
    assert reports_in(ledger.incident(marib.incident_id)) == ["a", "c"]
    assert [reports_in(one) for one in ledger.incidents()] == [["a", "c"], ["b", "d"], ["e"], ["e"]]


def test_an_incident_whose_founder_goes_is_found_by_its_old_id(ledger: Ledger) -> None:
    keep(ledger, *STORY)
    marib = next(ledger.incidents())
    keep(ledger, tell("a", GOMA, publisher="Daily"))
    now = ledger.incident(marib.incident_id)
    assert reports_in(now) == ["b", "c"]
    assert now is not None
    assert now.incident_id != marib.incident_id


def test_an_earlier_report_that_comes_late_founds_the_incident(ledger: Ledger) -> None:
    keep(ledger, *STORY[1:])
    before = next(ledger.incidents())
    keep(ledger, STORY[0])
    now = next(ledger.incidents())
    assert reports_in(now) == ["a", "b", "c"]
    assert now.first_report == "2024-11-10"
    assert ledger.incident(before.incident_id) == now


def test_what_one_report_says_thrice_is_a_copy_each_time_however_few_are_placed_at_once(ledger: Ledger) -> None:
    run = ledger.begin(RUN)
    for report in (tell("late", MARIB, MARIB, MARIB, published="2024-11-11"), tell("early", MARIB)):
        ledger.keep(run, [report])
        keeper(ledger, 1, 1).bring_up_to_date()
    (found,) = ledger.incidents()
    assert sorted(str(member.rule) for member in found.members) == ["copy", "copy", "copy", "founds"]


def test_of_what_is_told_no_more_nothing_is_left_but_the_rows(ledger: Ledger) -> None:
    keep(ledger, STORY[3])
    kaduna = next(ledger.incidents())
    keep(ledger, tell("d", publisher="Daily"))
    assert ledger.incident(kaduna.incident_id) is None
    assert list(ledger.incidents()) == []
    assert number(ledger, "SELECT count(*) FROM incident_members") == 1


def test_the_same_events_by_another_run_change_no_id(ledger: Ledger) -> None:
    keep(ledger, *STORY)
    before = list(ledger.incidents())
    keep(ledger, *STORY, run=OTHER_RUN)
    assert list(ledger.incidents()) == before
    assert number(ledger, "SELECT count(*) FROM incidents WHERE holds") == len(before)


def test_other_weights_begin_anew_and_keep_what_comes_out_the_same(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(ledger, *STORY)
    before = list(ledger.incidents())
    rows = number(ledger, "SELECT count(*) FROM incidents")
    monkeypatch.setattr(keeping, "shipped_weights", lambda: replace(shipped_weights(), name="others"))
    keep(ledger, tell("d"))
    assert list(ledger.incidents()) == [one for one in before if "d" not in reports_in(one)]
    assert number(ledger, "SELECT count(*) FROM incidents") == rows
    assert number(ledger, "SELECT count(*) FROM groupings") == 2


# Copies


def test_copies_count_once_whichever_came_first(ledger: Ledger) -> None:
    tale = replace(MARIB, rest=LONG)
    copies = [tell(f"copy{n:02}", tale, publisher=f"Paper {n}", published="2024-11-12") for n in range(20)]
    keep(ledger, *copies, tell("own", MARIB, publisher="Daily", published="2024-11-11"))
    assert [one.publishers for one in ledger.incidents()] == [2]
    keep(ledger, tell("wire", tale, publisher="Agency", published="2024-11-11"))
    found = next(ledger.incidents())
    assert (found.publishers, len(found.members)) == (2, 22)
    assert {one.publisher for one in found.versions} == {"Agency", "Daily"}
    assert {one.telling.copy_of for one in found.members} == {None, "wire"}
    keep(ledger, tell("wire", GOMA, publisher="Agency", published="2024-11-11"))
    found = next(ledger.incidents())
    assert {one.publisher for one in found.versions} == {"Paper 0", "Daily"}


REPORTS = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from(["x", "y", f"x {LONG}", f"z {LONG}", f"{LONG} y"]), st.integers(10, 13)
    ),
    min_size=1,
    max_size=12,
)


@given(REPORTS, st.integers(1, 3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_copies_are_those_of_the_reports_that_hold(
    tmp_path: Path, given_: list[tuple[int, str, int]], at_once: int
) -> None:
    path = tmp_path / f"{next(FRESH)}.db"
    with Ledger(path) as ledger:
        for name, text, day in given_:
            report = replace(tell(f"r{name}").report, text=text, published=f"2024-11-{day}")
            ledger.keep(ledger.begin(RUN), [CodedReport(report, (), ())])
            keeper(ledger, reports_at_once=at_once).bring_up_to_date()
        with ledger.connection() as connection:
            query = (
                "SELECT r.report_id, o.report_id FROM copies c JOIN reports r ON r.id = c.report "
                "JOIN reports o ON o.id = c.copy_of"
            )
            kept = {row[0]: row[1] for row in connection.exec_driver_sql(query)}
        assert kept == find_copies(ledger.reports())


# Any way leads to the same incidents


FRESH = count()


def keeper(ledger: Ledger, reports_at_once: int = 500, events_at_once: int = 20_000) -> Keeper:
    engine = ledger._engine
    return Keeper(
        lambda: opening.read(engine), lambda: opening.write(engine), shipped_weights(), reports_at_once, events_at_once
    )


TALES = st.builds(
    Tale,
    actor=st.sampled_from(["Houthi fighters", "bandits"]),
    act=st.sampled_from(["attacked", "met"]),
    recipient=st.sampled_from(["Yemeni troops", "villagers"]),
    place=st.sampled_from(["Marib", "Taizz"]),
    day=st.sampled_from(["2024-11-10", "2024-11-11"]),
    killed=st.sampled_from([None, 3]),
    rest=st.sampled_from(["", LONG]),
)


@given(
    st.lists(st.tuples(st.lists(TALES, max_size=3), st.integers(10, 14)), min_size=1, max_size=7),
    st.randoms(use_true_random=False),
    st.integers(1, 4),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_and_any_batches_make_the_same_incidents(
    tmp_path: Path, told: list[tuple[list[Tale], int]], chance: random.Random, at_once: int
) -> None:
    coded = [tell(f"r{n}", *tales, published=f"2024-11-{day}") for n, (tales, day) in enumerate(told)]
    with Ledger(tmp_path / f"{next(FRESH)}.db") as ledger:
        keep(ledger, *coded)
        expected = list(ledger.incidents())
    with Ledger(tmp_path / f"{next(FRESH)}.db") as ledger:
        run = ledger.begin(RUN)
        # Some reports say something else at first.
        ledger.keep(run, [tell(item.report.id, MARIB, KADUNA) for item in chance.sample(coded, len(coded) // 2)])
        for item in chance.sample(coded, len(coded)):
            ledger.keep(run, [item])
            if chance.random() < 0.5:
                keeper(ledger, at_once, at_once).bring_up_to_date()
        keeper(ledger, at_once, at_once).bring_up_to_date()
        assert list(ledger.incidents()) == expected
        _require_sound(ledger)


def _require_sound(ledger: Ledger) -> None:
    """Every event that holds is in one incident that holds, and all other rows lead to one or to nothing."""
    in_incidents = "SELECT m.event FROM incident_members m JOIN incidents i ON i.id = m.incident WHERE i.holds"
    assert number(ledger, f"SELECT count(*) - count(DISTINCT event) FROM ({in_incidents})") == 0
    held = "SELECT id FROM events WHERE superseded_by IS NULL"
    assert number(ledger, f"SELECT count(*) FROM ({held} EXCEPT {in_incidents})") == 0
    assert number(ledger, f"SELECT count(*) FROM ({in_incidents} EXCEPT {held})") == 0
    assert number(ledger, f"SELECT count(*) FROM (SELECT event FROM standing EXCEPT {held})") == 0
    assert number(ledger, "SELECT count(*) FROM block_keys WHERE event NOT IN (SELECT event FROM standing)") == 0
    assert number(ledger, "SELECT count(*) FROM incidents WHERE superseded_by <= id") == 0


UPDATE = """
import sys
from detente.incidents.keeping import Keeper
from detente.incidents.weights import shipped_weights
from detente.ledger import Ledger, opening
with Ledger(sys.argv[1]) as ledger:
    engine, weights = ledger._engine, shipped_weights()
    print("ready", flush=True)
    Keeper(lambda: opening.read(engine), lambda: opening.write(engine), weights, 7, 7).bring_up_to_date()
"""


def many() -> list[CodedReport]:
    """Reports of a hundred days, some of them copies."""
    chance = random.Random(5)
    places, actors = ["Marib", "Taizz", "Goma"], ["Houthi fighters", "bandits", "M23 rebels"]
    return [
        tell(
            f"r{n}",
            *(
                Tale(
                    actor=chance.choice(actors),
                    place=chance.choice(places),
                    day=f"2024-11-{chance.randint(1, 6):02}",
                    rest=chance.choice(["", LONG]),
                )
                for _ in range(n % 3)
            ),
            publisher=chance.choice([None, "Daily", "Herald"]),
            published=f"2024-11-{chance.randint(1, 9):02}",
        )
        for n in range(90)
    ]


def start(path: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", UPDATE, str(path)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    )


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two ledgers with the same events, which are in no incidents yet, beside some that were read again since."""
    paths = tmp_path / "one.db", tmp_path / "other.db"
    for path in paths:
        with Ledger(path) as ledger:
            keep(ledger, *many()[:20])
            ledger.join(*(one.incident_id for one in list(ledger.incidents())[:2]), author="anna")
            ledger.keep(ledger.begin(RUN), [*many(), *(tell(f"r{n}", KADUNA) for n in range(0, 20, 3))])
    return paths


def test_killed_at_any_moment_it_ends_with_the_same_ledger(two: tuple[Path, Path]) -> None:
    whole, killed = two
    with start(whole) as process:
        process.communicate()
    moments = random.Random(11)
    for _ in range(5):
        with start(killed) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moments.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
    with start(killed) as process:
        process.communicate()
    assert process.returncode == 0
    with Ledger(whole) as one, Ledger(killed) as other:
        assert list(dump(one)) == list(dump(other))
        _require_sound(one)


def test_two_at_once_make_one_ledger(two: tuple[Path, Path]) -> None:
    alone, shared = two
    with start(alone) as process:
        process.communicate()
    with start(shared) as first, start(shared) as second:
        first.communicate(), second.communicate()
    assert first.returncode == second.returncode == 0
    with Ledger(alone) as one, Ledger(shared) as other:
        assert list(dump(one)) == list(dump(other))


# By hand


def test_a_join_by_hand_stays_whatever_comes(ledger: Ledger) -> None:
    keep(ledger, *STORY)
    marib, kaduna, *_ = ledger.incidents()
    joined = ledger.join(kaduna.incident_id, marib.incident_id, author="anna")
    assert reports_in(joined) == ["a", "b", "c", "d"]
    assert JoinRule.JOINED_BY_HAND in {member.rule for member in joined.members}
    keep(ledger, *STORY, tell("f", replace(KADUNA, killed=19), publisher="Times"), run=OTHER_RUN)
    assert set("abcd") <= set(reports_in(ledger.incident(marib.incident_id)))
    assert reports_in(ledger.incident(kaduna.incident_id)) == reports_in(ledger.incident(marib.incident_id))
    _require_sound(ledger)


def test_a_split_by_hand_stays_whatever_comes(ledger: Ledger) -> None:
    keep(ledger, *STORY)
    marib = next(ledger.incidents())
    apart = next(member.event.event_id for member in marib.members if member.telling.report_id == "b")
    after = ledger.split(marib.incident_id, apart, author="anna")
    assert sorted(map(reports_in, after)) == [["a", "c"], ["b"]]
    keep(ledger, *STORY, run=OTHER_RUN)
    assert reports_in(ledger.incident(marib.incident_id)) == ["a", "c"]
    _require_sound(ledger)


def test_the_last_word_holds_and_the_others_stay(ledger: Ledger) -> None:
    keep(ledger, *STORY)
    marib, kaduna, *_ = ledger.incidents()
    ledger.join(marib.incident_id, kaduna.incident_id, author="anna")
    ledger.split(marib.incident_id, *ids(kaduna), author="ben")
    assert {frozenset(ids(one)) for one in ledger.incidents()} >= {frozenset(ids(marib)), frozenset(ids(kaduna))}
    ledger.join(marib.incident_id, *ids(kaduna), author="anna")
    assert reports_in(ledger.incident(marib.incident_id)) == ["a", "b", "c", "d"]
    with sqlite3.connect(ledger.name) as connection:
        query = "SELECT kind, author, superseded_by IS NULL FROM corrections ORDER BY id"
        said = connection.execute(query).fetchall()
    assert said[-1] == ("join", "anna", 1)
    assert {("join", "anna", 0), ("split", "ben", 0)} <= set(said)
    assert ("split", "ben", 1) not in said


def test_a_word_by_hand_waits_for_events_that_come_back(ledger: Ledger) -> None:
    keep(ledger, *STORY)
    marib, kaduna, *_ = ledger.incidents()
    ledger.join(marib.incident_id, kaduna.incident_id, author="anna")
    keep(ledger, tell("d", publisher="Daily", published="2024-11-13"))
    assert reports_in(ledger.incident(marib.incident_id)) == ["a", "b", "c"]
    keep(ledger, STORY[3])
    assert reports_in(ledger.incident(marib.incident_id)) == ["a", "b", "c", "d"]


def test_a_word_said_early_comes_to_the_same_as_one_said_late(tmp_path: Path) -> None:
    a, d = STORY[0].events[0].event_id, STORY[3].events[0].event_id
    e, f = (event.event_id for event in STORY[4].events)
    found = []
    for early in (True, False):
        with Ledger(tmp_path / f"{early}.db") as ledger:
            keep(ledger, *(STORY[::3] if early else STORY), *(STORY[4:] if early else ()))
            ledger.join(a, d, author="anna")
            ledger.join(d, e, f, author="anna")
            incident = next(one for one in ledger.incidents() if d in ids(one))
            ledger.split(incident.incident_id, e, author="ben")
            keep(ledger, *STORY)
            found.append(list(ledger.incidents()))
            _require_sound(ledger)
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("correct", "reason"),
    [
        (lambda ledger, one: ledger.join("nonsense", one.incident_id, author="anna"), "no incident of this id"),
        (lambda ledger, one: ledger.join(one.incident_id, one.incident_id, author="anna"), "nothing to join"),
        (lambda ledger, one: ledger.split("nonsense", "e", author="anna"), "no incident of this id"),
        (lambda ledger, one: ledger.split(one.incident_id, "e", author="anna"), "no event of incident"),
        (lambda ledger, one: ledger.split(one.incident_id, *ids(one), author="anna"), "nothing to split"),
        (lambda ledger, one: ledger.split(one.incident_id, author="anna"), "nothing to split"),
    ],
)
def test_a_correction_that_cannot_be_meant_changes_nothing(
    ledger: Ledger, correct: Callable[[Ledger, Incident], object], reason: str
) -> None:
    keep(ledger, STORY[3])
    before = dump_digest(ledger)
    with pytest.raises(DetenteError, match=reason):
        correct(ledger, next(ledger.incidents()))
    assert dump_digest(ledger) == before


# Filters


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (IncidentFilter(), ["abc", "d", "e", "e"]),
        (IncidentFilter(type=("CONSULT",)), ["e"]),
        (IncidentFilter(type=("CONSULT", "ASSAULT"), min_publishers=2), ["abc"]),
        (IncidentFilter(actor="HOUTHI"), ["abc", "e"]),
        (IncidentFilter(actor="march 23"), ["e"]),
        (IncidentFilter(actor="attacked"), []),
        (IncidentFilter(actor="YEM:MIL"), ["abc", "e"]),
        (IncidentFilter(actor=" yem:mil"), ["abc", "e"]),
        (IncidentFilter(actor="COD:MIL"), ["e"]),
        (IncidentFilter(actor="YEM:REB"), []),
        (IncidentFilter(actor="EM:MIL"), []),
        (IncidentFilter(actor="YEM:MIL\0"), []),
        (IncidentFilter(country=("NGA", "COD")), ["d", "e"]),
        (IncidentFilter(since="2024-11-11", until="2024-11-30"), ["d", "e"]),
        (IncidentFilter(until="2024-11-10"), ["abc"]),
        (IncidentFilter(status=("alleged",)), []),
        (IncidentFilter(status=("actual", "alleged"), country=("YEM",)), ["abc", "e"]),
        (IncidentFilter(min_confidence=0.99), ["abc"]),
        (IncidentFilter(min_publishers=4), []),
    ],
    ids=str,
)
def test_filters(ledger: Ledger, wanted: IncidentFilter, found: Sequence[str]) -> None:
    keep(ledger, *STORY)
    assert ["".join(reports_in(one)) for one in ledger.incidents(wanted)] == found


@pytest.mark.parametrize("bad", [{"min_publishers": 0}, {"type": ("RIOT",)}, {"since": "2024-02-30"}], ids=str)
def test_a_filter_that_cannot_be_meant_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(FilterError):
        IncidentFilter(**bad)  # type: ignore[arg-type]
