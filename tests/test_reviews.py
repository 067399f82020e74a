"""Corrections of events: what each does, that nothing is lost by any, and which events to look at first."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner
from fake_coder import code_one
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tales import GOMA, KADUNA, MARIB, tell

from detente.actors.resolve import ActorRule
from detente.cli import main
from detente.codebook import load_codebook
from detente.event import ActorMention, CodedReport, Event, TollMention
from detente.explaining import explain
from detente.ledger import EventFilter, IncidentFilter, Ledger, RunIdentity
from detente.ledger.dump import dump
from detente.report import Report
from detente.reviews import (
    Accept,
    Add,
    Change,
    Conflict,
    Reject,
    Remove,
    ReviewError,
    SetActor,
    SetSpan,
    SetStatus,
    SetTime,
    SetType,
    State,
    Undo,
)
from detente.reviews.change import KINDS
from detente.reviews.correction import Coding, Correction
from detente.reviews.history import history_of
from detente.reviews.record import change_from_json, change_to_json

RUN = RunIdentity("1", "tales@1", "PLOVER-2021")
OTHER_RUN = RunIdentity("2", "tales@2", "PLOVER-2021")
THIRD_RUN = RunIdentity("3", "tales@3", "PLOVER-2021")
FRESH = count()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db") as opened:
        yield opened


def keep(ledger: Ledger, *items: CodedReport, run: RunIdentity = RUN) -> None:
    ledger.keep(ledger.begin(run), items)


def number(ledger: Ledger, query: str) -> int:
    with sqlite3.connect(ledger.name) as connection:
        return int(connection.execute(query).fetchone()[0])


def last(ledger: Ledger, event_id: str) -> int:
    found = ledger.history(event_id)
    assert found is not None
    return found.last


def say(ledger: Ledger, event: Event, *changes: Change, author: str = "anna") -> Event | None:
    """Says these things of an event, one after the other, and gives the event that holds then."""
    for change in changes:
        ledger.correct(event.event_id, change, author, last(ledger, event.event_id))
    return ledger.event(event.event_id)


# What each correction does

STORY = tell("a", replace(MARIB, source="officials"), publisher="Times")
EVENT = STORY.events[0]
TEXT = STORY.report.text


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def test_accepting_makes_an_event_sure_and_leaves_the_rest(ledger: Ledger) -> None:
    keep(ledger, STORY)
    assert say(ledger, EVENT, Accept()) == replace(EVENT, confidence=1.0)


def test_a_type_takes_quad_score_and_code_of_the_codebook_along(ledger: Ledger) -> None:
    keep(ledger, STORY)
    found = say(ledger, EVENT, SetType("PROTEST", "riot"))
    assert found is not None
    codebook = load_codebook()
    assert (found.type, found.mode, found.quad) == ("PROTEST", "riot", codebook.quad("PROTEST"))
    assert (found.score, found.cameo) == (codebook.score("PROTEST", "riot"), codebook.cameo("PROTEST", "riot"))


def test_status_and_time(ledger: Ledger) -> None:
    keep(ledger, STORY)
    found = say(ledger, EVENT, SetStatus("alleged"), SetTime("historical"))
    assert found == replace(EVENT, status="alleged", time="historical", confidence=1.0)


@pytest.mark.parametrize(
    ("role", "field", "old", "new"),
    [
        ("trigger", "trigger", "attacked", "attacked Yemeni"),
        ("actor", "actors", "Houthi fighters", "Houthi"),
        ("recipient", "recipients", "Yemeni troops", "troops"),
        ("place", "places", "Marib", "in Marib"),
        ("date", "date", "2024-11-10", "on 2024-11-10"),
        ("killed", "killed", "killing 5", "5"),
        ("source", "sources", "officials", "officials said"),
    ],
)
def test_a_span_moves_to_other_words(ledger: Ledger, role: str, field: str, old: str, new: str) -> None:
    keep(ledger, STORY)
    found = say(ledger, EVENT, SetSpan(role, *at(old), *at(new)))
    assert found is not None
    value = getattr(found, field)
    mention = value[0] if isinstance(value, tuple) else value
    assert (mention.start, mention.end, mention.text) == (*at(new), new)
    assert replace(found, **{field: getattr(EVENT, field)}) == replace(EVENT, confidence=1.0)


def test_new_words_are_resolved(ledger: Ledger) -> None:
    coded = code_one(
        Report("r", "Gunmen attacked two villagers in Yemen on Sunday, officials said.", published="2024-11-12")
    )
    event = coded.events[0]
    text = coded.report.text
    keep(ledger, coded)
    two, officials = text.index("two"), text.index("officials")
    start = text.index("villagers")
    found = say(
        ledger,
        event,
        SetSpan("recipient", event.recipients[0].start, event.recipients[0].end, two, start + 9),
        Remove("killed", two, two + 3),
        Add("injured", two, two + 3),
        Add("source", officials, officials + 9) if not event.sources else Accept(),
    )
    assert found is not None
    assert (found.recipients[0].text, found.recipients[0].sector) == ("two villagers", "CVL")
    assert (found.killed, found.injured) == (None, TollMention(two, two + 3, "two", 2, 2))
    assert found.sources[0].kind == "official"


def test_blanks_around_chosen_words_are_left_out(ledger: Ledger) -> None:
    keep(ledger, STORY)
    start, end = at(" Yemeni ")
    found = say(ledger, EVENT, SetSpan("recipient", *at("Yemeni troops"), start, end))
    assert found is not None
    assert found.recipients[0].text == "Yemeni"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (SetActor("actor", *at("Houthi fighters"), "YEM:MIL"), ("YEM:MIL", "Yemen, military", "YEM", "MIL")),
        (SetActor("actor", *at("Houthi fighters"), "YEM"), ("YEM", "Yemen", "YEM", None)),
        (SetActor("actor", *at("Houthi fighters"), "YEM:houthis"), ("YEM:houthis", "Houthis", "YEM", "REB")),
        (SetActor("actor", *at("Houthi fighters"), None), (None, None, None, None)),
        (SetActor("actor", *at("Houthi fighters"), "x:y", "My group", "YEM", "REB"), ("x:y", "My group", "YEM", "REB")),
    ],
)
def test_an_actor_is_who_somebody_says(
    ledger: Ledger, change: SetActor, expected: tuple[str | None, str | None, str | None, str | None]
) -> None:
    keep(ledger, STORY)
    found = say(ledger, EVENT, change)
    assert found is not None
    start, end = at("Houthi fighters")
    assert found.actors == (ActorMention(start, end, "Houthi fighters", *expected, str(ActorRule.BY_HAND)),)


def test_arguments_come_and_go_in_the_order_of_the_text(ledger: Ledger) -> None:
    keep(ledger, STORY)
    found = say(
        ledger, EVENT, Add("actor", *at("officials")), Add("actor", *at("Yemeni")), Remove("actor", *at("officials"))
    )
    assert found is not None
    assert [actor.text for actor in found.actors] == ["Houthi fighters", "Yemeni"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (SetType("RIOT"), "no such event type"),
        (SetType("ASSAULT", "riot"), "no such mode"),
        (SetStatus("maybe"), "is no status"),
        (SetTime("soon"), "is no time"),
        (SetSpan("actor", 0, 3, 0, 6), "has no actor at characters 0 to 3"),
        (SetSpan("weapon", 0, 3, 0, 6), "has no 'weapon'"),
        (SetSpan("actor", *at("Houthi fighters"), 0, 10_000), "not in its sentence"),
        (SetSpan("actor", *at("Houthi fighters"), 5, 5), "not in its sentence"),
        (SetSpan("actor", *at("Houthi fighters"), 6, 7), "hold no word"),
        (SetActor("place", *at("Marib"), "YEM"), "stands for no party"),
        (SetActor("actor", *at("Houthi fighters"), "ZZZ:MIL"), "no actor 'ZZZ:MIL' is known"),
        (SetActor("actor", *at("Houthi fighters"), "YEM:XXX"), "is no sector"),
        (Add("trigger", *at("killing")), "has one trigger"),
        (Add("date", *at("killing")), "has a date already"),
        (Add("actor", *at("Houthi fighters")), "has these words as actor already"),
        (Add("actor", -3, 4), "not in its sentence"),
        (Remove("trigger", *at("attacked")), "has one trigger"),
        (Remove("injured", 0, 3), "has no injured"),
        (Undo(), "no correction to undo"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_kept(ledger: Ledger, change: Change, reason: str) -> None:
    keep(ledger, STORY)
    before = list(dump(ledger))
    with pytest.raises(ReviewError, match=reason):
        say(ledger, EVENT, change)
    assert list(dump(ledger)) == before


def test_an_event_that_is_not_there_or_an_author_without_a_name_is_refused(ledger: Ledger) -> None:
    keep(ledger, STORY)
    with pytest.raises(ReviewError, match="holds no event of this id"):
        ledger.correct("nothing", Accept(), "anna", 0)
    with pytest.raises(ReviewError, match="nobody is named"):
        ledger.correct(EVENT.event_id, Accept(), "  ", 0)
    assert ledger.history("nothing") is None


SPANS = st.tuples(st.integers(0, 999), st.integers(0, 999))
ANY_CHANGE = st.one_of(
    st.just(Accept()),
    st.builds(SetType, st.text(), st.none() | st.text()),
    st.builds(
        SetSpan, st.text(), *[st.integers()] * 4, st.builds(TollMention, st.integers(), st.integers(), st.text())
    ),
    st.builds(SetActor, st.text(), st.integers(), st.integers(), st.none() | st.text(), st.none() | st.text()),
    st.builds(
        Add,
        st.just("killed"),
        st.integers(),
        st.integers(),
        st.builds(TollMention, st.integers(), st.integers(), st.text()),
    ),
)


@given(ANY_CHANGE)
def test_what_is_kept_of_a_change_is_all_of_it(change: Change) -> None:
    if isinstance(change, SetSpan):
        change = replace(change, role="injured")
    assert change_from_json(KINDS[type(change)], change_to_json(change)) == change


# Nothing is lost


def test_the_event_as_it_was_coded_stays_beside_what_holds(ledger: Ledger) -> None:
    keep(ledger, STORY)
    say(ledger, EVENT, SetStatus("alleged"), SetType("COERCE"), Reject())
    found = ledger.history(EVENT.event_id)
    assert found is not None
    assert found.coded == EVENT
    assert found.rejected
    assert [(one.kind, one.author, one.supersedes) for one in found.corrections] == [
        ("status", "anna", None), ("type", "anna", 1), ("reject", "anna", 2),
    ]  # fmt: skip
    assert number(ledger, "SELECT count(*) FROM events") == 3
    assert number(ledger, "SELECT count(*) FROM events WHERE superseded_by IS NULL") == 0
    assert number(ledger, "SELECT count(*) FROM mentions WHERE event = 1") == len(list(EVENT.mentions()))
    report = ledger.report_of(EVENT.event_id)
    assert report is not None
    assert (report.report, report.events) == (STORY.report, ())


def test_an_undo_takes_back_the_last_that_is_left_and_can_be_said_as_often(ledger: Ledger) -> None:
    keep(ledger, STORY)
    say(ledger, EVENT, SetStatus("alleged"), SetType("COERCE"))
    assert say(ledger, EVENT, Undo()) == replace(EVENT, status="alleged", confidence=1.0)
    assert say(ledger, EVENT, Undo()) == EVENT
    with pytest.raises(ReviewError, match="no correction to undo"):
        say(ledger, EVENT, Undo())
    say(ledger, EVENT, Reject())
    assert say(ledger, EVENT, Undo()) == EVENT
    found = ledger.history(EVENT.event_id)
    assert found is not None
    states = [(one.kind, str(one.state)) for one in found.corrections]
    assert states == [
        ("status", "undone"), ("type", "undone"), ("undo", "holds"), ("undo", "holds"), ("reject", "undone"),
        ("undo", "holds"),
    ]  # fmt: skip


def test_whoever_corrects_a_rejected_event_takes_it_back(ledger: Ledger) -> None:
    keep(ledger, STORY)
    assert say(ledger, EVENT, Reject(), SetStatus("alleged")) == replace(EVENT, status="alleged", confidence=1.0)


def test_of_two_who_correct_one_event_the_second_sees_both(ledger: Ledger) -> None:
    keep(ledger, STORY)
    ledger.correct(EVENT.event_id, SetStatus("alleged"), "anna", 0)
    before = list(dump(ledger))
    with pytest.raises(Conflict, match="in the meantime by anna") as caught:
        ledger.correct(EVENT.event_id, SetStatus("negated"), "ben", 0)
    assert caught.value.change == SetStatus("negated")
    assert [(one.author, one.change) for one in caught.value.others] == [("anna", SetStatus("alleged"))]
    with pytest.raises(Conflict, match="no such correction"):
        ledger.correct(EVENT.event_id, SetStatus("negated"), "ben", 99)
    assert list(dump(ledger)) == before


def test_of_many_at_once_one_is_kept_each_round(ledger: Ledger) -> None:
    keep(ledger, STORY)
    statuses = ("alleged", "planned", "possible", "negated")

    def try_it(status: str) -> bool:
        with Ledger(ledger.name) as own:
            try:
                own.correct(EVENT.event_id, SetStatus(status), status, 0)
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(try_it, statuses))
    assert kept.count(True) == 1
    found = ledger.event(EVENT.event_id)
    assert found is not None
    assert found.status == statuses[kept.index(True)]
    assert number(ledger, "SELECT count(*) FROM reviews") == 1


KILLED = """
import os, sys
from detente.ledger import Ledger
from detente.reviews import Reject
with Ledger(sys.argv[1]) as ledger:
    ledger.correct(sys.argv[2], Reject(), "anna", 0)
    os.kill(os.getpid(), 9)
"""


def test_what_was_acknowledged_outlives_a_kill(ledger: Ledger) -> None:
    keep(ledger, STORY)
    done = subprocess.run([sys.executable, "-c", KILLED, ledger.name, EVENT.event_id], check=False)
    assert done.returncode == -9
    assert ledger.event(EVENT.event_id) is None
    assert last(ledger, EVENT.event_id) == 1


# Reading again


def test_what_was_said_holds_of_a_reading_that_codes_the_event_so(ledger: Ledger) -> None:
    keep(ledger, STORY)
    corrected = say(ledger, EVENT, SetStatus("alleged"))
    again = replace(STORY, events=(replace(EVENT, mode="drone", confidence=0.3, model="tales@2"),))
    keep(ledger, again, run=OTHER_RUN)
    assert corrected is not None
    assert ledger.event(EVENT.event_id) == replace(corrected, mode="drone", model="tales@2")
    assert number(ledger, "SELECT count(*) FROM events WHERE superseded_by IS NULL") == 1


def test_what_was_said_waits_where_the_event_is_coded_otherwise(ledger: Ledger) -> None:
    keep(ledger, STORY)
    corrected = say(ledger, EVENT, SetStatus("alleged"))
    otherwise = replace(EVENT, type="COERCE", mode=None)
    keep(ledger, replace(STORY, events=(otherwise,)), run=OTHER_RUN)
    assert ledger.event(EVENT.event_id) == otherwise
    found = ledger.history(EVENT.event_id)
    assert found is not None
    assert [one.state for one in found.corrections] == [State.WAITING]
    assert say(ledger, EVENT, Accept()) == replace(otherwise, confidence=1.0)
    keep(ledger, STORY, run=THIRD_RUN)
    assert ledger.event(EVENT.event_id) == corrected
    found = ledger.history(EVENT.event_id)
    assert found is not None
    assert [one.state for one in found.corrections] == [State.HOLDS, State.WAITING]


def test_what_was_said_of_an_event_that_is_not_found_again_waits(ledger: Ledger) -> None:
    keep(ledger, STORY)
    say(ledger, EVENT, SetStatus("alleged"))
    keep(ledger, replace(STORY, events=()), run=OTHER_RUN)
    assert list(ledger.events()) == []
    found = ledger.history(EVENT.event_id)
    assert found is not None
    assert (found.coded, found.event, found.corrections[0].state) == (None, None, State.WAITING)
    with pytest.raises(ReviewError, match="holds no longer"):
        say(ledger, EVENT, Accept())
    report = ledger.report_of(EVENT.event_id)
    assert report is not None
    assert report.report == STORY.report


def test_what_was_said_of_an_argument_waits_where_there_is_none(ledger: Ledger) -> None:
    keep(ledger, STORY)
    say(ledger, EVENT, SetSpan("killed", *at("killing 5"), *at("5")), SetStatus("alleged"))
    without = replace(EVENT, killed=None)
    keep(ledger, replace(STORY, events=(without,)), run=OTHER_RUN)
    assert ledger.event(EVENT.event_id) == replace(without, status="alleged", confidence=1.0)
    found = ledger.history(EVENT.event_id)
    assert found is not None
    assert [one.state for one in found.corrections] == [State.WAITING, State.HOLDS]


def test_rejected_events_stay_rejected_when_read_again(ledger: Ledger) -> None:
    two = tell("b", KADUNA, GOMA)
    keep(ledger, two)
    say(ledger, two.events[0], Reject())
    keep(ledger, two, run=OTHER_RUN)
    assert list(ledger.events()) == [two.events[1]]


def test_a_report_read_again_as_it_was_changes_nothing(ledger: Ledger) -> None:
    keep(ledger, STORY)
    say(ledger, EVENT, SetStatus("alleged"))
    before = list(dump(ledger))
    run = ledger.begin(RUN)
    known = ledger.read_before(run, [STORY.report])
    assert [event.status for event in known["a"].events] == ["alleged"]
    keep(ledger, *known.values())
    keep(ledger, STORY)
    assert list(dump(ledger)) == before


def test_a_revised_row_of_a_table_is_told_from_a_corrected_one(ledger: Ledger) -> None:
    row = replace(STORY, report=replace(STORY.report, text=""), sentences=())
    keep(ledger, row)
    say(ledger, EVENT, SetStatus("alleged"))
    before = list(dump(ledger))
    keep(ledger, row)
    assert list(dump(ledger)) == before
    keep(ledger, replace(row, events=(replace(EVENT, mode="drone"),)))
    found = ledger.event(EVENT.event_id)
    assert found is not None
    assert (found.status, found.mode) == ("alleged", "drone")


# All that reads


def test_events_keep_their_order(ledger: Ledger) -> None:
    first, second = tell("a", MARIB, KADUNA), tell("b", GOMA, MARIB)
    keep(ledger, first, second)
    order = [event.event_id for event in ledger.events()]
    for event in (second.events[0], first.events[0], second.events[0]):
        say(ledger, event, SetStatus("alleged"))
    assert [event.event_id for event in ledger.events()] == order
    assert [coded.report.id for coded in ledger.coded()] == ["a", "b"]


def test_filters_and_records_see_what_holds(ledger: Ledger) -> None:
    keep(ledger, STORY)
    found = say(ledger, EVENT, SetType("COERCE"), SetActor("actor", *at("Houthi fighters"), "RUS:MIL"))
    assert found is not None
    for wanted in (EventFilter(type=("COERCE",)), EventFilter(country=("RUS",)), EventFilter(actor="russia")):
        assert list(ledger.events(wanted)) == [found]
    assert list(ledger.events(EventFilter(type=("ASSAULT",)))) == []
    assert list(ledger.events(EventFilter(min_confidence=1.0))) == [found]
    assert ledger.to_arrow().to_pylist() == [found.to_dict()]


def test_a_corrected_event_is_explained_as_it_holds(ledger: Ledger) -> None:
    keep(ledger, STORY)
    say(ledger, EVENT, SetType("COERCE"), SetActor("actor", *at("Houthi fighters"), "RUS:MIL"))
    found = ledger.reading_of(EVENT.event_id)
    assert found is not None
    told = explain(found[0], EVENT.event_id, found[1])
    assert told.codebook["type"] == "COERCE"
    actor = next(span for span in told.spans if isinstance(span.kept, ActorMention))
    assert (actor.rule, actor.now) == ("said by hand", actor.kept)


def test_the_command_that_explains_tells_who_said_what(ledger: Ledger) -> None:
    keep(ledger, STORY)
    say(ledger, EVENT, SetStatus("alleged"), author="anna\x1b[31m")
    done = CliRunner().invoke(main, ["explain", EVENT.event_id, "--ledger", ledger.name])
    told = next(line for line in done.output.splitlines() if line.startswith("  corrected"))
    assert told.split(" · ")[0] == "  corrected  status status alleged"
    assert told.split(" · ")[1].startswith(r"anna\x1b[31m, 20")
    assert told.endswith(" · holds")
    done = CliRunner().invoke(main, ["explain", EVENT.event_id, "--format", "jsonl", "--ledger", ledger.name])
    (said,) = json.loads(done.output)["corrections"]
    assert (said["kind"], said["change"], said["state"]) == ("status", {"status": "alleged"}, "holds")
    say(ledger, EVENT, Reject(), author="ben")
    done = CliRunner().invoke(main, ["explain", EVENT.event_id, "--ledger", ledger.name])
    assert (done.exit_code, "was rejected by ben" in done.output) == (2, True)


# Incidents

TOLD = (
    tell("a", MARIB, publisher="Times"),
    tell("b", MARIB, publisher="Post"),
    tell("c", replace(MARIB, killed=6), KADUNA, publisher="Daily"),
)


def test_incidents_follow_at_once(ledger: Ledger) -> None:
    keep(ledger, *TOLD)
    ledger.update_incidents()
    marib = next(ledger.incidents(IncidentFilter(actor="houthi")))
    say(ledger, TOLD[0].events[0], SetType("CONSULT", "visit"))
    apart = ledger.incident(marib.incident_id)
    assert apart is not None
    assert [incident.type for incident in ledger.incidents() if len(incident.members) == 1].count("CONSULT") == 1
    say(ledger, TOLD[0].events[0], Undo())
    assert ledger.incident(marib.incident_id) == marib
    say(ledger, TOLD[2].events[1], Reject())
    assert [incident.type for incident in ledger.incidents(IncidentFilter(country=("NGA",)))] == []


def test_a_ledger_whose_events_are_in_no_incidents_stays_so(ledger: Ledger) -> None:
    keep(ledger, *TOLD)
    say(ledger, TOLD[0].events[0], SetStatus("alleged"))
    assert list(ledger.incidents()) == []
    ledger.update_incidents()
    assert sum(len(incident.members) for incident in ledger.incidents()) == 4


SOME_CHANGES = st.sampled_from(
    [Accept(), Reject(), SetType("COERCE"), SetType("CONSULT", "visit"), SetStatus("negated"), Undo(),
     SetActor("actor", 0, 15, "RUS:MIL"), Remove("place", 42, 47)]
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 3), SOME_CHANGES), max_size=8), st.booleans())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_incidents_are_as_if_all_had_been_grouped_after_the_corrections(
    tmp_path: Path, said: list[tuple[int, Change]], often: bool
) -> None:
    events = [event for item in TOLD for event in item.events]
    with Ledger(tmp_path / f"{next(FRESH)}.db") as early, Ledger(tmp_path / f"{next(FRESH)}.db") as late:
        for one in (early, late):
            keep(one, *TOLD)
        early.update_incidents()
        for which, change in said:
            for one in (early, late):
                with suppress(ReviewError):  # there is nothing to undo, or the argument is gone
                    say(one, events[which], change)
            if often:
                early.update_incidents()
        late.update_incidents()
        assert list(early.events()) == list(late.events())
        assert list(early.incidents()) == list(late.incidents())
        assert early.doubts() == late.doubts()
        assert number(early, _STRANDED) == 0


_STRANDED = """
    SELECT count(*) FROM doubts WHERE event NOT IN
    (SELECT id FROM events WHERE superseded_by IS NULL AND review IS NULL)
"""


# An oracle: what holds, worked out from the words alone


@given(st.lists(st.sampled_from("ARSTU"), max_size=12))
def test_what_holds_is_what_was_not_undone(said: list[str]) -> None:
    changes: dict[str, Change] = {
        "A": Accept(),
        "R": Reject(),
        "S": SetStatus("alleged"),
        "T": SetType("COERCE"),
        "U": Undo(),
    }
    coding = Coding.of(EVENT)
    corrections = [
        Correction(place, EVENT.event_id, changes[word], "anna", "", None, coding) for place, word in enumerate(said, 1)
    ]
    found = history_of(EVENT, corrections)
    left: list[str] = []
    for word in said:
        if word != "U":
            left.append(word)
        elif left:
            left.pop()
    if left and left[-1] == "R":
        assert found.event is None
    else:
        expected = EVENT if "T" not in left else replace(EVENT, type="COERCE")
        assert found.event is not None
        assert found.event.type == expected.type
        assert found.event.status == ("alleged" if "S" in left else "actual")
        assert found.event.confidence == (1.0 if left else EVENT.confidence)
    assert (found.review is None) == (not left)
