"""The review: the queue, what its forms ask for, names, undo, and two people at one event."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from asking import Answer, send, until, words_of
from fastapi.testclient import TestClient
from tales import GOMA, KADUNA, MARIB, tell
from workspace import client_of, told_ledger

from detente.event import ActorMention, CodedReport
from detente.ledger import Ledger
from detente.reviews import (
    Accept,
    Add,
    Change,
    Reject,
    Remove,
    ReviewError,
    SetActor,
    SetSpan,
    SetStatus,
    SetTime,
    SetType,
    Undo,
)
from detente.reviews.doubt import Reason
from detente.web.app import create_app
from detente.web.pages.review import review_view
from detente.web.pages.review_form import change_of, in_words, parties_of, suggested_actors, targets_of, types_offered
from detente.web.pages.review_form import words_of as cut
from detente.web.pages.review_queue import Queue, Queued, begin_effects, queue_of
from detente.web.state import AppState


def doubted(told: CodedReport, confidence: float) -> CodedReport:
    """The report with its events given this confidence."""
    return replace(told, events=tuple(replace(event, confidence=confidence) for event in told.events))


REPORTS = (
    doubted(tell("sure", MARIB, title="Clashes in Marib"), 0.9),
    doubted(tell("less", KADUNA, title="Raid near Kaduna"), 0.6),
    doubted(tell("least", GOMA, title="Talks in Goma"), 0.3),
)
SURE, LESS, LEAST = (told.events[0] for told in REPORTS)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return told_ledger(tmp_path, *REPORTS)


@pytest.fixture
def client(path: str) -> Iterator[TestClient]:
    """A browser that has said who reviews."""
    with client_of(create_app(path)) as client:
        send(client, "/review", "/review/author", author="Ana")
        yield client


def say(client: TestClient, event_id: str, **fields: str) -> Answer:
    """Sends one of the forms for an event as it was shown: with the number of the last correction."""
    with Ledger(client.app.state.detente.ledger.name) as ledger:  # type: ignore[attr-defined]
        history = ledger.history(event_id)
    assert history is not None
    return send(client, f"/review?event={event_id}", "/review", event=event_id, **{"seen": str(history.last)} | fields)


def said(path: str, event_id: str) -> list[tuple[str, str, str]]:
    """Author, kind and state of the corrections of an event."""
    with Ledger(path) as ledger:
        history = ledger.history(event_id)
    assert history is not None
    return [(one.author, one.kind, one.state.value) for one in history.corrections]


# The queue


def test_the_event_that_is_doubted_most_comes_first(client: TestClient) -> None:
    words = words_of(client.get("/review"))
    assert "Talks in Goma" in words
    assert "3 events to review" in words
    assert "may be misread 0.70 together 0.70" in words


def test_next_and_previous_go_through_the_queue(client: TestClient) -> None:
    state: AppState = client.app.state.detente  # type: ignore[attr-defined]
    queue = queue_of(state)
    assert [one.event_id for one in queue.items] == [LEAST.event_id, LESS.event_id, SURE.event_id]
    first, second, third = queue.items
    assert (queue.after(""), queue.before("")) == (first, None)
    assert (queue.after(second.at), queue.before(second.at)) == (third, first)
    assert (queue.after(third.at), queue.before(first.at)) == (None, None)


def test_a_place_stays_where_it_was_when_events_have_left_the_queue() -> None:
    first, second, third = (Queued(f"e{n}", f"{1 - n / 10!r},{n}", ()) for n in range(3))
    assert Queue((first, third), 2).after(second.at) == third
    assert Queue((first, third), 2).before(second.at) == first


@pytest.mark.parametrize("at", ["x", "1", "1,x", "nan,1", "inf,1", ",", "1,2,3"])
def test_a_place_that_is_none_does_no_harm(client: TestClient, at: str) -> None:
    assert client.get("/review", params={"at": at}).status_code == 200


def test_when_all_is_reviewed_the_page_says_so(client: TestClient) -> None:
    for event in (LEAST, LESS, SURE):
        say(client, event.event_id, do="accept")
    assert "Nothing is left to review" in words_of(client.get("/review"))


def test_an_event_that_is_not_known_is_not_found(client: TestClient) -> None:
    assert client.get("/review", params={"event": "nobody"}).status_code == 404


def between(actor: str, recipient: str, told: CodedReport) -> CodedReport:
    """The report with its events between two countries."""

    def of(country: str, mentions: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
        return tuple(replace(one, actor_id=f"{country}:MIL", country=country, sector="MIL") for one in mentions)

    changed = (
        replace(event, actors=of(actor, event.actors), recipients=of(recipient, event.recipients))
        for event in told.events
    )
    return replace(told, events=tuple(changed))


def test_an_attack_between_allies_comes_before_one_between_foes(tmp_path: Path) -> None:
    foes = between("UKR", "RUS", doubted(tell("foes", MARIB), 0.5))
    allies = between("USA", "GBR", doubted(tell("allies", KADUNA), 0.55))
    app = create_app(told_ledger(tmp_path, foes, allies))
    state: AppState = app.state.detente
    first, second = (foes.events[0].event_id, allies.events[0].event_id)
    assert [one.event_id for one in queue_of(state).items] == [first, second]
    begin_effects(state)
    until(lambda: queue_of(state).items[0].event_id == second)
    parts = dict(queue_of(state).items[0].parts)
    assert parts[Reason.MISREAD] == pytest.approx(0.45)
    assert 0.45 * 0.5 < parts[Reason.SHIFT] <= 0.45
    state.close()


# Corrections


def test_accepting_goes_on_to_the_next_event(client: TestClient, path: str) -> None:
    shown = client.get("/review")
    answer = say(client, LEAST.event_id, do="accept", at=_at(shown))
    assert answer.status_code == 303
    following = client.get(answer.headers["location"])
    assert "Raid near Kaduna" in words_of(following)
    assert "Accepted." in words_of(following)
    assert said(path, LEAST.event_id) == [("Ana", "accept", "holds")]


def test_what_was_accepted_by_mistake_is_undone_from_the_next_event(client: TestClient, path: str) -> None:
    answer = say(client, LEAST.event_id, do="accept", at=_at(client.get("/review")))
    assert "Undo it" in words_of(client.get(answer.headers["location"]))
    say(client, LEAST.event_id, do="undo")
    assert said(path, LEAST.event_id) == [("Ana", "accept", "undone"), ("Ana", "undo", "holds")]


def test_a_rejected_event_can_still_be_looked_at_and_taken_back(client: TestClient, path: str) -> None:
    say(client, LESS.event_id, do="reject")
    page = client.get("/review", params={"event": LESS.event_id})
    assert "rejected" in words_of(page)
    say(client, LESS.event_id, do="undo")
    with Ledger(path) as ledger:
        assert ledger.event(LESS.event_id) is not None


def test_more_than_one_thing_can_be_said_of_an_event(client: TestClient, path: str) -> None:
    answer = say(client, SURE.event_id, do="status", status="alleged")
    assert f"event={SURE.event_id}" in answer.headers["location"]
    say(client, SURE.event_id, do="type", type="ASSAULT/explosives")
    actor, text = SURE.actors[0], REPORTS[0].report.text
    say(client, SURE.event_id, do="words", target=f"actor:{actor.start}:{actor.end}", first=str(actor.start), last="6")
    say(client, SURE.event_id, do="actor", target="actor:0:6", actor_id="YEM:houthis")
    with Ledger(path) as ledger:
        event = ledger.event(SURE.event_id)
    assert event is not None
    assert (event.status, event.type, event.mode) == ("alleged", "ASSAULT", "explosives")
    assert [(one.text, one.actor_id) for one in event.actors] == [(text[:6], "YEM:houthis")]


def test_without_a_name_nothing_is_kept(path: str) -> None:
    with client_of(create_app(path)) as client:
        answer = say(client, SURE.event_id, do="accept")
        assert answer.status_code == 422
        assert "say who you are first" in words_of(answer)
    assert said(path, SURE.event_id) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b", "\u200c"])
def test_a_name_that_is_none_is_refused(client: TestClient, name: str) -> None:
    assert send(client, "/review", "/review/author", author=name).status_code == 422


@pytest.mark.parametrize("name", ["Ana%00", "%E2%80%AEanA", "x" * 81])
def test_a_name_that_a_browser_makes_up_is_held_to_the_same_rule(path: str, name: str) -> None:
    with client_of(create_app(path)) as client:
        client.cookies.set("detente_author", name)
        assert "say who you are first" in words_of(say(client, SURE.event_id, do="accept"))
    assert said(path, SURE.event_id) == []


def test_a_name_may_have_any_letters(client: TestClient, path: str) -> None:
    send(client, "/review", "/review/author", author="  Zoë;  <b>Łódź</b> ")
    say(client, SURE.event_id, do="accept")
    assert said(path, SURE.event_id) == [("Zoë; <b>Łódź</b>", "accept", "holds")]
    page = client.get("/review", params={"event": SURE.event_id})
    assert "<b>Łódź" not in page.text


def test_a_name_may_have_joiners_between_its_letters(client: TestClient, path: str) -> None:
    send(client, "/review", "/review/author", author="علی\u200cرضا")
    say(client, SURE.event_id, do="accept")
    assert said(path, SURE.event_id) == [("علی\u200cرضا", "accept", "holds")]


def test_after_the_name_is_kept_only_the_review_is_gone_back_to(client: TestClient) -> None:
    answer = send(client, "/review", "/review/author", author="Ana", back="//evil.example/review?")
    assert answer.headers["location"] == "/review"


# Two at one event


def test_two_at_one_event_both_see_what_the_other_said_and_nothing_is_lost(client: TestClient, path: str) -> None:
    with Ledger(path) as ledger:
        ledger.correct(SURE.event_id, SetStatus("alleged"), "Ben", 0)
    answer = say(client, SURE.event_id, do="type", type="PROTEST", seen="0")
    assert answer.status_code == 409
    words = words_of(answer)
    assert "Ben : status alleged" in words
    assert "Ana : type PROTEST" in words
    assert [kind for _, kind, _ in said(path, SURE.event_id)] == ["status"]
    again = say(client, SURE.event_id, do="type", type="PROTEST")
    assert again.status_code == 303
    assert [kind for _, kind, _ in said(path, SURE.event_id)] == ["status", "type"]


def test_the_page_of_a_conflict_carries_all_that_was_asked_for(client: TestClient, path: str) -> None:
    with Ledger(path) as ledger:
        ledger.correct(SURE.event_id, SetStatus("alleged"), "Ben", 0)
    answer = say(client, SURE.event_id, do="type", type="PROTEST/demo", seen="0")
    for name, value in {"do": "type", "type": "PROTEST/demo", "event": SURE.event_id, "seen": "1"}.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in answer.text


def test_the_same_sent_twice_by_one_person_is_no_conflict(client: TestClient, path: str) -> None:
    assert say(client, SURE.event_id, do="accept", seen="0").status_code == 303
    assert say(client, SURE.event_id, do="accept", seen="0").status_code == 303
    assert said(path, SURE.event_id) == [("Ana", "accept", "holds")]


def test_words_sent_twice_by_one_person_are_no_conflict(client: TestClient, path: str) -> None:
    trigger = SURE.trigger
    fields = {"do": "words", "target": "place", "first": str(trigger.start), "last": str(trigger.end), "seen": "0"}
    assert say(client, SURE.event_id, **fields).status_code == 303
    assert say(client, SURE.event_id, **fields).status_code == 303
    assert said(path, SURE.event_id) == [("Ana", "add", "holds")]


def test_two_who_say_the_same_agree_and_go_on(client: TestClient, path: str) -> None:
    with Ledger(path) as ledger:
        ledger.correct(LEAST.event_id, Accept(), "Ben", 0)
        ledger.correct(SURE.event_id, SetStatus("alleged"), "Ben", 0)
    answer = say(client, LEAST.event_id, do="accept", at=_at(client.get("/review")), seen="0")
    assert answer.status_code == 303
    assert "Accepted already, by Ben." in words_of(client.get(answer.headers["location"]))
    answer = say(client, SURE.event_id, do="status", status="alleged", seen="0")
    assert "Kept already, by Ben: status alleged." in words_of(client.get(answer.headers["location"]))
    assert said(path, LEAST.event_id) == [("Ben", "accept", "holds")]
    assert said(path, SURE.event_id) == [("Ben", "status", "holds")]


def test_who_accepts_what_was_changed_before_it_was_accepted_is_asked(client: TestClient, path: str) -> None:
    with Ledger(path) as ledger:
        first = ledger.correct(SURE.event_id, SetStatus("alleged"), "Ben", 0)
        ledger.correct(SURE.event_id, Accept(), "Ben", first.number)
    assert say(client, SURE.event_id, do="accept", seen="0").status_code == 409


def test_the_page_of_a_conflict_says_who_it_is_with_and_what_will_hold(client: TestClient) -> None:
    say(client, SURE.event_id, do="status", status="alleged")
    words = words_of(say(client, SURE.event_id, do="type", type="PROTEST", seen="0"))
    assert "You corrected this event meanwhile, on another page" in words
    assert "Somebody else" not in words
    assert "where they differ, mine holds" in words
    assert "Take back the last one all the same" in words_of(say(client, SURE.event_id, do="undo", seen="0"))


def test_what_was_kept_is_said_in_words(client: TestClient) -> None:
    def after(**fields: str) -> str:
        return words_of(client.get(say(client, SURE.event_id, **fields).headers["location"]))

    actor = SURE.actors[0]
    assert "Kept: status alleged." in after(do="status", status="alleged")
    gone = after(do="remove", target=f"actor:{actor.start}:{actor.end}")
    assert f"Kept: actor “{actor.text}” taken away." in gone
    assert f"Taken back: actor “{actor.text}” taken away." in after(do="undo")
    assert "Taken back: status alleged." in after(do="undo")


@pytest.mark.parametrize("do", ["add", "set"])
def test_a_toll_that_tells_no_number_is_refused(client: TestClient, path: str, do: str) -> None:
    trigger = SURE.trigger
    killed = SURE.killed
    assert killed is not None
    target = "injured" if do == "add" else f"killed:{killed.start}:{killed.end}"
    answer = say(client, SURE.event_id, do="words", target=target, first=str(trigger.start), last=str(trigger.end))
    assert answer.status_code == 422
    assert f"“{trigger.text}” tells no number of people" in words_of(answer)
    assert said(path, SURE.event_id) == []
    number = say(client, SURE.event_id, do="words", target="injured", first=str(killed.start), last=str(killed.end))
    assert number.status_code == 303


def test_a_form_without_its_token_changes_nothing(client: TestClient, path: str) -> None:
    fields = {"event": SURE.event_id, "seen": "0", "do": "reject"}
    assert client.post("/review", data=fields).status_code == 403
    assert said(path, SURE.event_id) == []


# Forms


@pytest.mark.parametrize(
    ("fields", "change"),
    [
        ({"do": "accept"}, Accept()),
        ({"do": "reject"}, Reject()),
        ({"do": "undo"}, Undo()),
        ({"do": "type", "type": "AID"}, SetType("AID")),
        ({"do": "type", "type": "ASSAULT/drone"}, SetType("ASSAULT", "drone")),
        ({"do": "status", "status": "planned"}, SetStatus("planned")),
        ({"do": "time", "time": "historical"}, SetTime("historical")),
        ({"do": "words", "target": "trigger:3:9", "first": "1", "last": "9"}, SetSpan("trigger", 3, 9, 1, 9)),
        ({"do": "words", "target": "place", "first": "1", "last": "9"}, Add("place", 1, 9)),
        ({"do": "remove", "target": "place:1:9"}, Remove("place", 1, 9)),
        ({"do": "actor", "target": "actor:1:9", "actor_id": " YEM:MIL "}, SetActor("actor", 1, 9, "YEM:MIL")),
        ({"do": "actor", "target": "actor:1:9", "actor_id": "-"}, SetActor("actor", 1, 9, None)),
        (
            {"do": "actor", "target": "recipient:1:9", "name": "New Front", "country": "mli", "sector": "reb"},
            SetActor("recipient", 1, 9, None, "New Front", "MLI", "REB"),
        ),
    ],
    ids=lambda value: value.get("do") if isinstance(value, dict) else "",
)
def test_a_form_asks_for_a_change(fields: dict[str, str], change: Change) -> None:
    assert change_of("e1", fields) == change


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": "dance"},
        {"do": "words", "target": "trigger:3:9", "first": "9", "last": "9"},
        {"do": "words", "target": "trigger:3:9", "first": "-1", "last": "9"},
        {"do": "words", "target": "trigger:3:9", "first": "1" * 40, "last": "9"},
        {"do": "words", "target": "trigger", "first": "1", "last": "9"},
        {"do": "remove", "target": "place"},
        {"do": "remove", "target": "place:1:٣"},
        {"do": "actor", "target": "actor:1:9"},
        {"do": "actor", "actor_id": "YEM"},
    ],
    ids=str,
)
def test_a_form_that_asks_for_nothing_that_can_be_meant_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ReviewError):
        change_of("e1", fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "type", "type": "DANCE"},
        {"do": "type", "type": "AID/drone"},
        {"do": "status", "status": "sure"},
        {"do": "words", "target": "actor:90000:90001", "first": "0", "last": "6"},
        {"do": "words", "target": "actor", "first": "0", "last": "99999999"},
        {"do": "remove", "target": "trigger:0:1"},
        {"do": "actor", "target": "actor:0:15", "actor_id": "nobody:at-all"},
    ],
    ids=str,
)
def test_what_the_ledger_refuses_is_told_on_the_page_of_the_event(
    client: TestClient, path: str, fields: dict[str, str]
) -> None:
    answer = say(client, SURE.event_id, **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Clashes in Marib" in words_of(answer)
    assert said(path, SURE.event_id) == []


def test_words_of_a_sentence_are_cut_at_their_ends_and_signs_stand_alone() -> None:
    text = "x. Gunmen’s U.S.-made “guns”, 2,000 of them."
    words = cut(text, (3, len(text)))
    assert [one.text for one in words] == [
        *("Gunmen’s", "U.S", ".-", "made", "“", "guns", "”,", "2", ",", "000", "of", "them", ".")
    ]
    assert all(text[one.start : one.end] == one.text for one in words)


def test_targets_are_what_the_event_has_and_what_it_could_have() -> None:
    values = [one.value for one in targets_of(SURE)]
    assert values[0] == f"trigger:{SURE.trigger.start}:{SURE.trigger.end}"
    assert "actor" in values
    assert "trigger" not in values
    assert "date" not in values, "an event has one date at most"
    assert "injured" in values


def without_text(told: CodedReport, actors: int) -> CodedReport:
    """The report as a table of another coder gives it: its mentions have names and no words."""
    event = told.events[0]
    actor = replace(event.actors[0], start=0, end=0, text="")
    trigger = replace(event.trigger, start=0, end=0, text="")
    bare = replace(
        event,
        sentence=(0, 0),
        trigger=trigger,
        actors=tuple(replace(actor, name=f"Actor {number}") for number in range(actors)),
        recipients=(),
        places=(),
        date=None,
        killed=None,
        sources=(),
    )
    return CodedReport(replace(told.report, text=""), (), (bare,))


def test_an_event_without_text_can_be_reviewed_but_for_its_words(tmp_path: Path) -> None:
    told = without_text(tell("row", MARIB), 1)
    path = told_ledger(tmp_path, told)
    with client_of(create_app(path)) as client:
        send(client, "/review", "/review/author", author="Ana")
        assert "came without a text" not in words_of(client.get("/review"))
        page = client.get("/review", params={"event": told.events[0].event_id})
        assert "came without a text" in words_of(page)
        assert 'id="target"' not in page.text
        assert f"#event-{told.events[0].event_id}" in page.text, "without words the report opens at the card"
        say(client, told.events[0].event_id, do="actor", target="actor:0:0", actor_id="YEM:houthis")
        say(client, told.events[0].event_id, do="status", status="alleged")
        assert "came without its text" in words_of(client.get("/report", params={"id": "row"}))
    with Ledger(path) as ledger:
        (event,) = ledger.events()
    assert event.status == "alleged"
    assert [one.actor_id for one in event.actors] == ["YEM:houthis"]


def test_of_several_parties_without_words_none_can_be_meant() -> None:
    assert parties_of(without_text(tell("row", MARIB), 2).events[0]) == ()
    assert [one.role for one in parties_of(SURE)] == ["actor", "recipient"]


def test_every_type_and_mode_that_is_offered_can_be_set() -> None:
    for modes in types_offered().values():
        for value, _ in modes:
            assert isinstance(change_of("e1", {"do": "type", "type": value}), SetType)


TEXT = "Houthi fighters attacked Marib"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Accept(), "right as it stands"),
        (Reject(), "no such event"),
        (Undo(), "took back the last correction"),
        (SetType("ASSAULT", "drone"), "type ASSAULT · drone"),
        (SetStatus("planned"), "status planned"),
        (SetTime("current"), "time current"),
        (SetSpan("actor", 0, 6, 0, 15), "actor is “Houthi fighters”, not “Houthi”"),
        (Add("place", 25, 30), "place “Marib” added"),
        (Remove("place", 25, 30), "place “Marib” taken away"),
        (SetActor("actor", 0, 15, "YEM:houthis", "Houthis"), "actor “Houthi fighters” is Houthis (YEM:houthis)"),
        (SetActor("actor", 0, 15, None), "actor “Houthi fighters” is nobody known"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_a_change_is_told_in_words(change: Change, words: str) -> None:
    assert in_words(change, TEXT) == words


def test_actors_are_suggested_by_any_of_their_names_those_that_begin_so_first() -> None:
    found = suggested_actors("houth")
    assert found[0]["actor_id"] == "YEM:houthis"
    assert len(found) <= 12
    assert suggested_actors("h") == []
    assert suggested_actors("no actor is called this") == []


@pytest.mark.parametrize(
    ("typed", "actor_id"),
    [
        ("Russia", "RUS"),
        ("chad", "TCD"),
        ("rus:mil", "RUS:MIL"),
        ("rus", "RUS"),
        ("yem:houthis", "YEM:houthis"),
        ("YEM:houthis", "YEM:houthis"),
        ("uno", "UNO"),
        ("Nowhere", "Nowhere"),
    ],
)
def test_a_party_may_be_typed_in_small_letters_and_a_country_by_its_name(typed: str, actor_id: str) -> None:
    change = change_of("e1", {"do": "actor", "target": "actor:1:9", "actor_id": typed})
    assert isinstance(change, SetActor)
    assert change.actor_id == actor_id


def test_a_party_that_is_typed_by_its_name_is_kept(client: TestClient, path: str) -> None:
    say(client, SURE.event_id, do="actor", target="actor:0:15", actor_id="Russia")
    assert said(path, SURE.event_id) == [("Ana", "actor", "holds")]
    assert "Russia" in words_of(client.get(f"/review?event={SURE.event_id}"))


def test_what_was_typed_stays_when_it_is_refused(client: TestClient) -> None:
    party = parties_of(SURE)[1].value
    hostile = 'no"><b>body'
    answer = say(client, SURE.event_id, do="actor", target=party, actor_id=hostile, sector="xxx")
    assert answer.status_code == 422
    assert 'value="no&#34;&gt;&lt;b&gt;body"' in answer.text
    assert f'<option value="{party}" selected>' in answer.text
    assert re.search(r'<details class="small" open>.*?name="sector" value="xxx"', answer.text, re.DOTALL)


@pytest.mark.parametrize(("words", "first"), [("Russia", "RUS"), ("rus", "RUS"), ("chad", "TCD"), ("united k", "GBR")])
def test_countries_are_suggested_first(words: str, first: str) -> None:
    assert suggested_actors(words)[0]["actor_id"] == first
    assert len(suggested_actors(words)) <= 12


def test_suggestions_come_as_json(client: TestClient) -> None:
    answer = client.get("/review/actors", params={"q": "houthis"})
    assert {"actor_id", "name", "country", "sector"} == set(answer.json()[0])


def test_other_texts_of_the_same_incident_stand_beside(tmp_path: Path) -> None:
    one, other = tell("one", MARIB, publisher="North Post"), tell("other", replace(MARIB, killed=9), publisher="Radio")
    path = told_ledger(tmp_path, one, other)
    with client_of(create_app(path)) as client:
        page = client.get("/review", params={"event": one.events[0].event_id}).text
    for told in (one, other):
        name = told.events[0].event_id
        assert f'href="/report?id={told.report.id}&amp;event={name}#said-{name}"' in page
    with Ledger(path) as ledger:
        view = review_view(ledger, one.events[0].event_id)
    assert view is not None
    assert [version.telling.publisher for version in view.versions] == ["Radio"]
    assert view.incident_id is not None


def _at(page: Answer) -> str:
    """The place that a page says its event has."""
    return page.text.partition('name="at" value="')[2].partition('"')[0]
