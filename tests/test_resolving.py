"""Resolving a report as a whole: what its mentions stand for, held against reports of a few sentences."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_coder import FakeCoder, code_one, reports
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.actors.resolve import ActorRule
from detente.error import DetenteError
from detente.event import (
    ActorMention,
    CodedReport,
    DateMention,
    Event,
    Mention,
    PlaceMention,
    SourceMention,
    TollMention,
)
from detente.ledger.rows import mention_rows
from detente.report import Report, Sentence
from detente.resolving import ResolvingCoder, Tables, answers_to, resolve

MARK = re.compile(r"\{(\w+)=([^}]*)\}")
ROLES = {"a": "actors", "r": "recipients", "p": "places", "s": "sources"}
SINGLE = {"d": DateMention, "killed": TollMention, "injured": TollMention, "detained": TollMention}
KINDS = {"actors": ActorMention, "recipients": ActorMention, "places": PlaceMention, "sources": SourceMention}


def coded(*marked: str, published: str | None = "2024-11-13", status: str = "actual") -> CodedReport:
    """A report whose sentences tell an event each; ``{t=…}`` marks its trigger, ``{a=…}`` an actor and so on."""
    text, cuts, told = "", [], []
    for line in marked:
        start, spans, last = len(text), [], 0
        for found in MARK.finditer(line):
            text += line[last : found.start()]
            spans.append((found[1], len(text), len(text) + len(found[2]), found[2]))
            text, last = text + found[2], found.end()
        text += line[last:]
        cuts.append(Sentence(start, len(text)))
        told.append(spans)
        text += " "
    report = Report("r", text, published=published)
    events = [_event(number, cut, spans, status) for number, (cut, spans) in enumerate(zip(cuts, told, strict=True))]
    return CodedReport(report, tuple(cuts), tuple(event for event in events if event is not None))


def _event(number: int, cut: Sentence, spans: list[tuple[str, int, int, str]], status: str) -> Event | None:
    trigger = next((span[1:] for span in spans if span[0] == "t"), None)
    if trigger is None:
        return None
    lists: dict[str, tuple[Any, ...]] = {
        field: tuple(KINDS[field](*span[1:]) for span in spans if span[0] == role) for role, field in ROLES.items()
    }
    single = {span[0]: SINGLE[span[0]](*span[1:]) for span in spans if span[0] in SINGLE}
    empty = code_one(reports(1)[0]).events[0]
    return replace(
        empty,
        event_id=f"e{number}",
        report_id="r",
        sentence=(cut.start, cut.end),
        status=status,
        trigger=Mention(*trigger),
        date=single.get("d"),
        killed=single.get("killed"),
        injured=single.get("injured"),
        detained=single.get("detained"),
        actors=lists["actors"],
        recipients=lists["recipients"],
        places=lists["places"],
        sources=lists["sources"],
    )


def answers(report: CodedReport) -> list[str]:
    """What the mentions of a report stand for, in the order of the text, as short words."""
    found = {mention.start: _short(mention) for event in resolve(report).events for mention in event.mentions()}
    return [found[start] for start in sorted(found) if found[start] != "trigger"]


def _short(mention: Mention) -> str:
    match mention:
        case ActorMention():
            return f"{mention.country or '-'}/{mention.sector or '-'}"
        case PlaceMention():
            return f"{mention.name or '-'}, {mention.country or '-'}"
        case DateMention():
            return f"{mention.from_ or '…'}..{mention.to or '…'}"
        case TollMention():
            return f"{'?' if mention.min is None else mention.min}..{'…' if mention.max is None else mention.max}"
        case SourceMention():
            return mention.kind or "-"
        case _:
            return "trigger"


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (
            coded("{a=Turkish warplanes} {t=bombed} {r=Kurdish fighters} near {p=Qamishli} {d=on Monday}."),
            ["TUR/MIL", "-/REB", "Al Qāmishlī, SYR", "2024-11-11..2024-11-11"],
        ),
        (
            coded("{a=Nigerian police} {t=arrested} {detained=dozens of} {r=protesters} in {p=Kano} {d=last week}."),
            ["NGA/COP", "24..99", "-/CVL", "Kano, NGA", "2024-11-04..2024-11-10"],
        ),
        (
            coded(
                "{a=Rebels} {t=attacked} {p=Goma}, killing {killed=at least 20} people, {s=army officials} said.",
                "The fighting in eastern Congo went on.",
            ),
            ["-/REB", "Goma, COD", "20..…", "military"],
        ),
        (
            coded(
                "{a=The foreign minister of Chile} {t=met} {r=Peruvian officials} in {p=Arica} {d=yesterday}.",
                "{a=The European Union} {t=welcomed} the talks.",
            ),
            ["CHL/GOV", "PER/GOV", "Arica, CHL", "2024-11-12..2024-11-12", "EUR/-"],
        ),
        (
            coded(
                "{a=Houthi fighters} {t=fired} rockets at {p=Eilat}, {s=Israeli media} said.",
                "{a=The group} {t=denied} it.",
            ),
            ["YEM/REB", "Eilat, ISR", "media", "YEM/REB"],
        ),
        (
            coded("{a=Envoys} will {t=meet} in {p=Tripoli}, Lebanon, {d=on Friday}.", status="planned"),
            ["-/GOV", "Tripoli, LBN", "2024-11-15..2024-11-15"],
        ),
        (
            coded("{a=The militants} have {t=held} {detained=three} {r=nuns} {d=since 2 November}."),
            ["-/UAF", "3..3", "-/REL", "2024-11-02..2024-11-13"],
        ),
        (
            coded("{a=Someone} {t=wounded} {injured=an unknown number} near {p=the checkpoint} {d=recently}."),
            ["-/UNK", "?..…", "-, -", "…..…"],
        ),
        (
            coded("{a=Looters} {t=took} grain from {p=a Syrian depot}."),
            ["-/CRM", "Syria, SYR"],
        ),
    ],
    ids=lambda value: value.report.text[:30] if isinstance(value, CodedReport) else "",
)
def test_small_reports(report: CodedReport, expected: list[str]) -> None:
    assert answers(report) == expected


def test_the_same_words_at_the_same_place_have_the_same_answer_in_every_event() -> None:
    report = coded("{a=Syrian troops} {t=shelled} {p=Marea} {d=on Sunday}.")
    (event,) = report.events
    other = replace(event, event_id="e9", type="COERCE", trigger=event.actors[0], recipients=event.actors)
    first, second = resolve(replace(report, events=(event, other))).events
    assert first.actors == second.actors == second.recipients
    assert first.places == second.places
    assert first.actors[0].country == "SYR"


def test_a_report_without_events_stays_as_it_is() -> None:
    report = coded("Nothing came of it.")
    assert resolve(report) is report


def test_resolving_twice_changes_nothing_more() -> None:
    report = resolve(coded("{a=Yemeni soldiers} {t=left} {p=Aden} {d=on Monday}, {s=residents} said."))
    assert resolve(report) == report


def test_values_are_plain() -> None:
    report = resolve(coded("{a=Yemeni soldiers} {t=left} {p=Aden} {d=on Monday} with {detained=two}, {s=medics} said."))
    rows = [row for event in report.events for row in mention_rows(event, 1)]
    values = [value for row in rows for value in row.values()]
    values += [value for event in report.events for part in event.mentions() for value in vars_of(part)]
    assert {type(value) for value in values} <= {str, int, float, type(None)}
    assert report.events[0].actors[0].rule in tuple(map(str, ActorRule))


def vars_of(mention: Mention) -> list[object]:
    return [getattr(mention, name) for kind in type(mention).__mro__[:-1] for name in getattr(kind, "__slots__", ())]


OWN = """# Origin: our desk
# Licence: internal
# Date: 2024-11-01
actor_id	name	other_names	country	sector	kind	from	to	source
YEM:blue-hand	Blue Hand	Hezbollah	YEM	PRM	group			our desk
"""


def test_rows_of_the_user_win(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(OWN, encoding="utf-8")
    report = coded("{a=Hezbollah} {t=shelled} {p=Haifa}.", "{a=Norwegian police} {t=arrested} {r=a man}.")
    first, second = resolve(report, Tables.read(path)).events
    assert first.actors[0].actor_id == "YEM:blue-hand"
    assert second.actors[0].country == "NOR"
    assert resolve(report).events[0].actors[0].country == "LBN"


def test_a_bad_row_is_told_with_file_line_and_field(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(OWN.replace("PRM", "ARMED"), encoding="utf-8")
    with pytest.raises(DetenteError, match=r"own\.tsv:5: sector: 'ARMED'"):
        Tables.read(path)


def test_coder_that_resolves_keeps_order_and_model() -> None:
    given = reports(6)
    coder = ResolvingCoder(FakeCoder())
    found = list(coder.code(given))
    assert coder.model == "fake@1"
    assert [one.report for one in found] == given
    assert all(rule for one in found for event in one.events for rule in [event.confidence])


TEXT = st.text(min_size=1, max_size=60)
PIECES = st.lists(
    st.sampled_from(
        ["the ", "Syrian ", "army", "'s ", "US-backed ", "and ", "Tripoli", ", ", "last ", "Friday", "two ", "dozen ",
         "pro-", "\x00", "’", "since ", "2024", "ministers ", "of ", "they", "Deir ez-Zor", "-", "."]
    ),
    min_size=1, max_size=8,
).map("".join)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from([*ROLES, *SINGLE]), st.one_of(TEXT, PIECES)), min_size=1, max_size=6))
def test_any_text_is_resolved_and_stays_where_it_is(parts: list[tuple[str, str]]) -> None:
    clean = [(role, re.sub(r"[{}=]", "", words) or "x") for role, words in parts]
    report = coded(*(f"{{t=met}} {{{role}={words}}}" for role, words in clean))
    done = resolve(report)
    assert (done.report, done.sentences) == (report.report, report.sentences)
    for before, after in zip(report.events, done.events, strict=True):
        spans = [(one.start, one.end, one.text) for one in before.mentions()]
        assert [(one.start, one.end, one.text) for one in after.mentions()] == spans
        assert replace(after, actors=(), recipients=(), places=(), sources=(), date=None, killed=None, injured=None,
                       detained=None) == replace(before, actors=(), recipients=(), places=(), sources=(), date=None,
                                                 killed=None, injured=None, detained=None)  # fmt: skip
    answers_to(report)
