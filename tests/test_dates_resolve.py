import re
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.dates import DateRule, resolve_date, resolve_dates
from detente.dates.frame import Tense
from detente.dates.holidays import read_holidays
from detente.dates.resolving import day_order
from detente.dates.tense import read_tense_words, tense_of
from detente.error import DetenteError
from detente.event import CodedReport, DateMention, Event, Mention
from detente.report import Report, Sentence

WEDNESDAY = "2024-11-13"

ONE_EACH = [
    ("2 November 2024", "2024-11-02", "2024-11-02", "absolute"),
    ("25/10", "2024-10-25", "2024-10-25", "day-order"),
    ("2024-W45", "2024-11-04", "2024-11-10", "iso-week"),
    ("Nov. 5", "2024-11-05", "2024-11-05", "nearest-year"),
    ("on the 5th", "2024-11-05", "2024-11-05", "day-of-month"),
    ("yesterday", "2024-11-12", "2024-11-12", "today"),
    ("at dawn", "2024-11-13", "2024-11-13", "time-of-day"),
    ("overnight", "2024-11-12", "2024-11-13", "overnight"),
    ("on Saturday", "2024-11-09", "2024-11-09", "weekday"),
    ("Tuesday of last week", "2024-11-05", "2024-11-05", "weekday-of-week"),
    ("at the weekend", "2024-11-09", "2024-11-10", "weekend"),
    ("in May", "2024-05-01", "2024-05-31", "month"),
    ("last summer", "2024-06-01", "2024-08-31", "season"),
    ("in the first quarter", "2024-01-01", "2024-03-31", "quarter"),
    ("in the 1990s", "1990-01-01", "1999-12-31", "decade"),
    ("in the 19th century", "1801-01-01", "1900-12-31", "century"),
    ("on Boxing Day 2022", "2022-12-26", "2022-12-26", "holiday"),
    ("last week", "2024-11-04", "2024-11-10", "calendar"),
    ("earlier this week", "2024-11-11", "2024-11-13", "so-far"),
    ("later this month", "2024-11-13", "2024-11-30", "rest"),
    ("in the past 24 hours", "2024-11-12", "2024-11-13", "window"),
    ("in recent weeks", "2024-10-13", "2024-11-13", "recent"),
    ("for three days", "2024-11-10", "2024-11-13", "duration"),
    ("for a third straight day", "2024-11-11", "2024-11-13", "nth-day"),
    ("a year ago", "2023-01-01", "2023-12-31", "ago"),
    ("in two days", "2024-11-15", "2024-11-15", "ahead"),
    ("the previous day", "2024-11-12", "2024-11-12", "previous"),
    ("three days after Nov. 5", "2024-11-08", "2024-11-08", "counted"),
    ("early November", "2024-11-01", "2024-11-10", "part"),
    ("the first week of March 2012", "2012-03-01", "2012-03-07", "nth-of"),
    ("between 5 and 8 November", "2024-11-05", "2024-11-08", "range"),
    ("Monday and Tuesday", "2024-11-11", "2024-11-12", "list"),
    ("since Monday", "2024-11-11", "2024-11-13", "since"),
    ("from Monday", "2024-11-11", "2024-11-13", "from"),
    ("by Friday", "2024-11-13", "2024-11-15", "until"),
    ("after Nov. 5", "2024-11-06", "2024-11-13", "after"),
    ("on the eve of Nov. 5", "2024-11-04", "2024-11-04", "eve"),
]


def days(words: str, on: str | None = WEDNESDAY, **given: Any) -> tuple[str | None, str | None] | None:
    found = resolve_date(words, on, **given)
    return (found.from_, found.to) if found is not None else None


@pytest.mark.parametrize(("words", "first", "last", "rule"), ONE_EACH)
def test_each_rule(words: str, first: str, last: str, rule: str) -> None:
    found = resolve_date(words, WEDNESDAY)
    assert found is not None
    assert (found.from_, found.to, found.rule) == (first, last, rule)


def test_every_rule_has_a_case() -> None:
    assert {rule for *_, rule in ONE_EACH} | {"anchor"} == set(DateRule)


@pytest.mark.parametrize(
    ("words", "tense", "day"),
    [
        ("on Wednesday", "past", "2024-11-13"),
        ("on Wednesday", "planned", "2024-11-13"),
        ("on Thursday", "past", "2024-11-07"),
        ("on Thursday", "planned", "2024-11-14"),
        ("Tuesday night", "planned", "2024-11-19"),
        ("last Wednesday", "past", "2024-11-06"),
        ("next Wednesday", "planned", "2024-11-20"),
        ("this Friday", "planned", "2024-11-15"),
        ("Dec. 3", "past", "2023-12-03"),
        ("Dec. 3", None, "2024-12-03"),
        ("Feb. 1", "planned", "2025-02-01"),
        ("Feb. 1", None, "2024-02-01"),
        ("Nov. 14", "past", "2024-11-14"),
        ("the 20th", "past", "2024-10-20"),
        ("the 20th", "planned", "2024-11-20"),
        ("Feb. 29", "planned", "2028-02-29"),
        ("on Christmas Day", "past", "2023-12-25"),
        ("on Christmas Day", "planned", "2024-12-25"),
    ],
)
def test_tense_tells_which_of_the_days(words: str, tense: str | None, day: str) -> None:
    assert days(words, tense=tense) == (day, day)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("in March", "2025-03-01", "2025-03-31"),
        ("at the weekend", "2024-11-16", "2024-11-17"),
        ("for three days", "2024-11-13", "2024-11-16"),
        ("from Monday to Wednesday", "2024-11-18", "2024-11-20"),
        ("from Friday", "2024-11-15", None),
        ("until Monday", "2024-11-13", "2024-11-18"),
        ("within 48 hours", "2024-11-13", "2024-11-15"),
        ("overnight", "2024-11-13", "2024-11-14"),
        ("in the summer", "2025-06-01", "2025-08-31"),
        ("before the end of the year", "2024-11-13", "2024-12-31"),
    ],
)
def test_planned_acts_lie_ahead(words: str, first: str, last: str | None) -> None:
    assert days(words, tense="planned") == (first, last)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("Nov. 5-8", "2024-11-05", "2024-11-08"),
        ("Oct. 30-Nov. 2", "2024-10-30", "2024-11-02"),
        ("from 28 October to 3 November", "2024-10-28", "2024-11-03"),
        ("from May to July 2011", "2011-05-01", "2011-07-31"),
        ("December 29 to January 4, 2020", "2019-12-29", "2020-01-04"),
        ("2018-19", "2018-01-01", "2019-12-31"),
        ("from Friday to Sunday", "2024-11-08", "2024-11-10"),
        ("from Monday to Friday last week", "2024-11-04", "2024-11-08"),
        ("Nov. 3, 5 and 8", "2024-11-03", "2024-11-08"),
        ("late Saturday and early Sunday", "2024-11-09", "2024-11-10"),
        ("24/25 April 2015", "2015-04-24", "2015-04-25"),
        ("overnight into Sunday", "2024-11-09", "2024-11-10"),
        ("overnight Tuesday", "2024-11-12", "2024-11-13"),
        ("the night of 3-4 August 2014", "2014-08-03", "2014-08-04"),
        ("since the war began in 2011", "2011-01-01", "2024-11-13"),
        ("since early October", "2024-10-01", "2024-11-13"),
        ("so far this year", "2024-01-01", "2024-11-13"),
        ("until Nov. 10", None, "2024-11-10"),
        ("before 2011", None, "2010-12-31"),
        ("the second half of 2023", "2023-07-01", "2023-12-31"),
        ("in the early 1980s", "1980-01-01", "1983-12-31"),
        ("early to mid November", "2024-11-01", "2024-11-20"),
        ("late last year", "2023-09-01", "2023-12-31"),
        ("early next week", "2024-11-18", "2024-11-19"),
        ("the last Friday of October", "2024-10-25", "2024-10-25"),
        ("during the first five months of 2011", "2011-01-01", "2011-05-31"),
        ("winter 2015-16", "2015-12-01", "2016-02-29"),
        ("last winter", "2023-12-01", "2024-02-29"),
        ("last November", "2023-11-01", "2023-11-30"),
        ("in December last year", "2023-12-01", "2023-12-31"),
        ("last year's summer", "2023-06-01", "2023-08-31"),
        ("the week of Nov. 4", "2024-11-04", "2024-11-10"),
        ("the week before last", "2024-10-28", "2024-11-03"),
        ("next weekend", "2024-11-23", "2024-11-24"),
        ("last weekend", "2024-11-09", "2024-11-10"),
        ("last decade", "2010-01-01", "2019-12-31"),
        ("in the last decade", "2014-11-13", "2024-11-13"),
        ("over the last week", "2024-11-06", "2024-11-13"),
        ("for half a century", "1974-11-13", "2024-11-13"),
        ("a year and a half ago", "2023-05-01", "2023-05-31"),
        ("a year ago today", "2023-11-13", "2023-11-13"),
        ("days ago", "2024-11-06", "2024-11-11"),
        ("on Easter Sunday 2019", "2019-04-21", "2019-04-21"),
        ("Orthodox Easter 2021", "2021-05-02", "2021-05-02"),
        ("Thanksgiving 2023", "2023-11-23", "2023-11-23"),
        ("the day before Christmas 2020", "2020-12-24", "2020-12-24"),
        ("a year after the August 2020 explosion", "2021-08-01", "2021-08-31"),
        ("Friday, Nov. 11", "2022-11-11", "2022-11-11"),
        ("2023-05-30/2023-06-02", "2023-05-30", "2023-06-02"),
        ("May '23", "2023-05-01", "2023-05-31"),
        ("in the late '80s", "1987-01-01", "1989-12-31"),
        ("on the 4th of last month", "2024-10-04", "2024-10-04"),
        ("two Fridays ago", "2024-11-01", "2024-11-01"),
        ("yesterday (Tuesday)", "2024-11-12", "2024-11-12"),
        ("in the year to October", "2023-11-01", "2024-10-31"),
        ("one evening last week", "2024-11-04", "2024-11-10"),
        ("hours after Friday's attack", "2024-11-08", "2024-11-09"),
        ("beginning in January", "2024-01-01", "2024-11-13"),
    ],
)
def test_stretches_of_days(words: str, first: str | None, last: str) -> None:
    assert days(words) == (first, last)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("at 9 p.m. yesterday", "2024-11-12"),
        ("on Friday at 10:30 GMT", "2024-11-08"),
        ("at 0600 GMT Monday", "2024-11-11"),
        ("before dawn on Friday", "2024-11-08"),
        ("shortly after midnight on Sunday", "2024-11-10"),
        ("in the early hours of Monday", "2024-11-11"),
        ("late on Friday evening, local time", "2024-11-08"),
        ("Nov. 2 at around 10 a.m.", "2024-11-02"),
        ("the night of Nov. 2", "2024-11-02"),
        ("last night", "2024-11-12"),
    ],
)
def test_time_of_day_is_of_its_day(words: str, day: str) -> None:
    assert days(words) == (day, day)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("at 11 p.m.", "2024-11-12", "2024-11-12"),
        ("at 3 a.m.", "2024-11-13", "2024-11-13"),
        ("this evening", "2024-11-13", "2024-11-13"),
        ("in the past six hours", "2024-11-13", "2024-11-13"),
        ("in the past 12 hours", "2024-11-12", "2024-11-13"),
        ("nine hours ago", "2024-11-12", "2024-11-12"),
    ],
)
def test_time_of_publication(words: str, first: str, last: str) -> None:
    assert days(words, f"{WEDNESDAY}T08:00:00+02:00") == (first, last)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("two days later", "2024-10-19", "2024-10-19"),
        ("the following day", "2024-10-18", "2024-10-18"),
        ("the day before", "2024-10-16", "2024-10-16"),
        ("that night", "2024-10-17", "2024-10-17"),
        ("a month later", "2024-11-01", "2024-11-30"),
        ("the following Friday", "2024-10-18", "2024-10-18"),
        ("the previous week", "2024-10-07", "2024-10-13"),
        ("days later", "2024-10-19", "2024-10-24"),
    ],
)
def test_days_counted_from_the_story(words: str, first: str, last: str) -> None:
    found = resolve_date(words, WEDNESDAY, anchor="2024-10-17")
    assert found is not None
    assert (found.from_, found.to) == (first, last)
    assert found.rule in (DateRule.ANCHOR, DateRule.PREVIOUS)


def test_the_story_is_at_the_day_named_before() -> None:
    sentence = "The mayor was seized on Oct. 26 and freed two days later."
    assert days("two days later", context=sentence) == ("2024-10-28", "2024-10-28")
    assert days("two days later", context="Police said on Oct. 26 that two days later he was freed.") is None


@pytest.mark.parametrize(
    "words",
    [
        *("two days later", "a week earlier", "the following day", "that day", "later in the day", "the day before"),
        *("recently", "soon", "every Friday", "the election", "during the war", "since the start of the crisis", ""),
        *(
            "more than a decade ago",
            "over a year ago",
            "Independence Day",
            "Feb. 30",
            "May 32",
            "2021-W60",
            "Friday " * 30,
        ),
        *(
            "11/5",
            "05/11/2024",
            "99999 years ago",
            "on",
            "-",
            "from to",
            "between and",
            "31/31/2024",
            "fiscal year 2013",
        ),
    ],
)
def test_what_is_not_known(words: str) -> None:
    assert days(words) is None


def test_hostile_text_takes_no_time() -> None:
    began = time.process_time()
    for words in ("until since week early last between ago two on", "a and ", "1-", "the day after ", "monday to "):
        resolve_date((words * 60)[:120], WEDNESDAY, context=words)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("words", ["yesterday", "on Monday", "Nov. 2", "last year", "overnight", "in May", "at noon"])
def test_without_publication_only_absolute_expressions_are_known(words: str) -> None:
    assert days(words, None) is None
    assert days("since 2015", None) == ("2015-01-01", None)
    assert days("early 2013", None) == ("2013-01-01", "2013-04-30")


@pytest.mark.parametrize(
    ("words", "given", "day"),
    [
        ("05/11/2024", {"day_first": True}, "2024-11-05"),
        ("05/11/2024", {"day_first": False}, "2024-05-11"),
        ("05/11/2024", {"context": "The raids of 05/11/2024 and 28/10/2024."}, "2024-11-05"),
        ("05/11/2024", {"context": "The raid of 05/11/2024 came after that of October 28."}, "2024-05-11"),
        ("12/11/2024", {"tense": "planned"}, "2024-12-11"),
        ("12/11/2024", {"tense": "past"}, "2024-11-12"),
        ("05/11/24", {"day_first": True}, "2024-11-05"),
        ("5.11.2024", {}, "2024-11-05"),
        ("05/05/2024", {}, "2024-05-05"),
    ],
)
def test_order_of_day_and_month(words: str, given: dict[str, Any], day: str) -> None:
    assert days(words, **given) == (day, day)


def test_order_of_a_report() -> None:
    assert day_order("Signed on 5 March 2020") is True
    assert day_order("Signed on March 5, 2020") is False
    assert day_order("Signed on 13/01/2020, after March 5") is True
    assert day_order("Signed on 01/02/2020 or in March 2020") is None


@pytest.mark.parametrize(
    ("sentence", "words", "tense"),
    [
        ("Shells hit the depot on Tuesday.", "on Tuesday", Tense.PAST),
        ("The two presidents will meet on Tuesday.", "on Tuesday", Tense.PLANNED),
        ("The court is due to rule on Tuesday.", "on Tuesday", Tense.PLANNED),
        ("The envoy said on Tuesday that talks would resume.", "on Tuesday", Tense.PAST),
        ("The envoy said that talks would resume on Tuesday.", "on Tuesday", Tense.PLANNED),
        ("The prisoners are to be freed on Tuesday.", "on Tuesday", Tense.PLANNED),
        ("The prisoners were freed on Tuesday.", "on Tuesday", Tense.PAST),
        ("The rally planned for weeks was called off on Tuesday.", "on Tuesday", Tense.PAST),
        ("On Tuesday, the council is to vote.", "On Tuesday", Tense.PLANNED),
        ("On Tuesday, soldiers opened fire.", "On Tuesday", Tense.PAST),
        ("The minister arrived to meet his counterpart on Tuesday.", "on Tuesday", Tense.PAST),
        ("The sides agreed to meet on Tuesday.", "on Tuesday", Tense.PLANNED),
        ("The sides agreed a truce on Tuesday.", "on Tuesday", None),
        ("The council meets on Tuesday.", "on Tuesday", Tense.PLANNED),
        ("The army may have crossed on Tuesday.", "on Tuesday", Tense.PAST),
        ("The town fell in May on a Tuesday.", "on a Tuesday", Tense.PAST),
        ("Ministers to gather on Tuesday", "on Tuesday", Tense.PLANNED),
        ("The vote was postponed until Tuesday.", "Tuesday", None),
        ("Talks will go on. Shells hit the depot on Tuesday.", "on Tuesday", Tense.PAST),
        ("Unions called a strike for Tuesday.", "Tuesday", Tense.PLANNED),
        ("Unions called a strike for Tuesday.", "on Tuesday", Tense.PLANNED),
        ("Ministers are meeting Tuesday in Oslo.", "Tuesday", Tense.PLANNED),
        ("He was jailed for Tuesday's attack.", "Tuesday", Tense.PAST),
        ("The curfew was extended until Tuesday.", "until Tuesday", None),
        ("The curfew held until Tuesday.", "until Tuesday", Tense.PAST),
        ("Talks will resume.", "on Tuesday", Tense.PLANNED),
        ("Talks.", "on Tuesday", None),
    ],
)
def test_tense_of_a_sentence(sentence: str, words: str, tense: Tense | None) -> None:
    assert tense_of(sentence, words) == tense


def event(name: str, sentence: tuple[int, int], when: DateMention, status: str = "actual") -> Event:
    trigger = Mention(sentence[0], sentence[0] + 1, "x")
    return Event(
        *(name, "r", sentence, "ASSAULT", None, "material conflict", -9.0, None, status, "current", trigger),
        *((), (), (), when, None, None, None, (), 0.9, "m", "c"),
    )


def test_dates_of_a_report() -> None:
    sentences = [
        "Rebels seized the mayor on Friday.",
        "They freed him two days later.",
        "A tribunal on Friday is possible.",
        "It happened recently.",
        "He fled on Oct. 3 and returned the following day.",
    ]
    text, events = " ".join(sentences), []
    for name, sentence, words, status in zip(
        "abcde",
        sentences,
        ["on Friday", "two days later", "on Friday", "recently", "the following day"],
        ["actual", "actual", "planned", "actual", "actual"],
        strict=True,
    ):
        start = text.index(sentence)
        at = text.index(words, start)
        mention = DateMention(at, at + len(words), words)
        events.append(event(name, (start, start + len(sentence)), mention, status))
    report = Report(id="r", text=text, published=WEDNESDAY)
    found = resolve_dates(CodedReport(report, (Sentence(0, len(text)),), tuple(events)))
    assert {name: interval.from_ for name, interval in found.items()} == {
        "a": "2024-11-08",
        "b": "2024-11-10",
        "c": "2024-11-15",
        "e": "2024-10-04",
    }


PIECES = st.sampled_from(
    [
        *("since", "until", "by", "before", "after", "early", "late", "mid", "first", "last", "next", "this", "past"),
        *(
            "week",
            "day",
            "month",
            "year",
            "monday",
            "friday",
            "nov",
            "may",
            "5",
            "8",
            "2024",
            "overnight",
            "night",
            "-",
        ),
        *(",", "between", "and", "to", "from", "for", "two", "ago", "later", "eve", "of", "the", "in", "christmas"),
        *("summer", "1990s", "10:30", "p.m.", "(", "the weekend", "24 hours"),
    ]
)


@settings(deadline=None)
@given(
    st.one_of(st.text(), st.lists(PIECES, max_size=9).map(" ".join)),
    st.one_of(st.none(), st.dates().map(str), st.datetimes().map(str)),
    st.sampled_from([None, "past", "planned"]),
)
def test_any_text_gives_a_proper_interval_or_none(text: str, published: str | None, tense: str | None) -> None:
    found = resolve_date(text, published, tense, context=f"It was {text}.")
    if found is None:
        return
    ends = [end for end in (found.from_, found.to) if end is not None]
    assert ends
    assert ends == sorted(ends)
    assert all(date.fromisoformat(end) for end in ends)
    assert found.rule in set(DateRule)


@settings(deadline=None)
@given(
    st.dates(date(1800, 1, 1), date(2199, 12, 31)), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d.%m.%Y"])
)
def test_written_day_is_read_back(day: date, form: str) -> None:
    assert days(day.strftime(form), None) == (str(day), str(day))


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["Monday", "Thursday", "Sunday"]))
def test_weekday_is_within_a_week_of_publication(on: date, weekday: str) -> None:
    for tense, sign in (("past", -1), ("planned", 1)):
        found = resolve_date(weekday, str(on), tense)
        assert found is not None
        assert found.from_ is not None
        day = date.fromisoformat(found.from_)
        assert day.strftime("%A") == weekday
        assert 0 <= sign * (day - on).days <= 6


HEAD = "# Origin: x\n# Licence: x\n# Date: x\n"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("may day\t5/1", "no rule"),
        ("May Day\t05-01", "capital"),
        ("a\t02-30", "no day"),
        ("a\t01-01\na\t01-02", "twice"),
    ],
)
def test_holidays_with_a_bad_row_are_refused(tmp_path: Path, row: str, fault: str) -> None:
    path = tmp_path / "days.tsv"
    path.write_text(f"{HEAD}name\trule\n{row}\n", encoding="utf-8")
    with pytest.raises(DetenteError, match=fault) as raised:
        read_holidays(path)
    assert re.search(r"days\.tsv:[56]$", raised.value.subject)


@pytest.mark.parametrize(("row", "fault"), [("verb\twill", "no kind"), ("modal\twill\nmodal\twill", "twice")])
def test_tense_words_with_a_bad_row_are_refused(tmp_path: Path, row: str, fault: str) -> None:
    path = tmp_path / "words.tsv"
    path.write_text(f"{HEAD}kind\tword\n{row}\n", encoding="utf-8")
    with pytest.raises(DetenteError, match=fault):
        read_tense_words(path)
