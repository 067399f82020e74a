from pathlib import Path

import pytest
from golden import Case, read_cases
from hypothesis import given
from hypothesis import strategies as st

from detente.error import DetenteError
from detente.lists import read_list
from detente.sources import boilerplate
from detente.sources.bylines import agencies, read_byline
from detente.sources.datelines import Around, read_date_line, read_dateline
from detente.sources.language import english_words, shared_words
from detente.sources.layout import Layout, lay_out
from detente.sources.paragraphs import paragraphs

LINES = st.sampled_from(
    (
        *(
            "Rebels seize town",
            "By Jane Doe",
            "Nov. 17, 2024",
            "BEIRUT, Nov. 3 (Reuters) - Rebels seized the town of Bab.",
        ),
        *("The army fled on Monday, officials said.", "ADVERTISEMENT", "Read more: x", "(Reporting by Jane Doe)"),
        *("What next", "", "\u200f", "- one", "...", "By", "—", "x" * 130, "the town and the", "قال", "\x00", "\ud800"),
    )
)
TEXTS = st.one_of(st.text(), st.lists(LINES, max_size=12).map("\n".join), st.lists(LINES, max_size=9).map("\r\n".join))


def shown(text: str, layout: Layout) -> str:
    head = [(name, getattr(layout, name)) for name in ("title", "byline", "dateline", "published")]
    lines = [f"{name}: {value}" for name, value in head if value]
    return "\n".join(lines + ["told: " + text[start:end].replace("\n", "⏎") for start, end in layout.body])


@pytest.mark.parametrize("case", read_cases(Path(__file__).parent / "cases" / "layout.txt"), ids=str)
def test_layout(case: Case) -> None:
    assert shown(case.given, lay_out(case.given)) == case.expected


@pytest.mark.parametrize("case", read_cases(Path(__file__).parent / "cases" / "layout.txt"), ids=str)
def test_layout_is_the_same_with_other_line_ends(case: Case) -> None:
    text = case.given.replace("\n", "\r\n")
    assert shown(text.replace("\r", ""), lay_out(case.given)) == shown(text, lay_out(text)).replace("\r", "")


@given(TEXTS)
def test_told_parts_lie_in_the_text_in_order_and_trimmed(text: str) -> None:
    end = 0
    body = lay_out(text).body
    for start, stop in body:
        assert end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        end = stop
    assert bool(body) == bool(paragraphs(text))


@given(st.text(alphabet=st.characters(exclude_categories=["Zl", "Zp", "Cc", "Cs"]), min_size=1))
def test_one_line_is_told_as_a_whole(line: str) -> None:
    (start, end), *rest = lay_out(f"x{line}y").body
    assert (start, end, rest) == (0, len(line) + 2, [])


def test_title_that_is_known_is_not_told_again() -> None:
    text = "Rebels seize town.\nRebels seized the town of Bab on Monday.\nThe army fled."
    layout = lay_out(text, title="Rebels  seize town")
    assert [text[start:end] for start, end in layout.body] == [
        "Rebels seized the town of Bab on Monday.",
        "The army fled.",
    ]


def test_text_that_is_nothing_but_its_title_is_told() -> None:
    assert lay_out("Rebels seize town", title="Rebels seize town").body == ((0, 17),)


@pytest.mark.parametrize(
    ("paragraph", "dateline", "day"),
    [
        ("DAMASCUS, Nov. 3 (Reuters) - Rebels left.", "DAMASCUS, Nov. 3 (Reuters)", "2024-11-03"),
        ("BAGHDAD (AP) — Rebels left.", "BAGHDAD (AP)", None),
        ("Geneva/New York, 5 May 2023 – Rebels left.", "Geneva/New York, 5 May 2023", "2023-05-05"),
        ("GENEVA (5 May 2023) – Rebels left.", "GENEVA (5 May 2023)", "2023-05-05"),
        ("Nov 3 (Reuters) - Rebels left.", "Nov 3 (Reuters)", "2024-11-03"),
        ("(Reuters) - Rebels left.", "(Reuters)", None),
        ("KABUL, Afghanistan (AP) — Rebels left.", "KABUL, Afghanistan (AP)", None),
        ("WASHINGTON—Rebels left.", "WASHINGTON", None),
        ("PORT-AU-PRINCE, Haiti -- Rebels left.", "PORT-AU-PRINCE, Haiti", None),
        ("BEIJING, Sunday, Nov. 3 (Xinhua) -- “We left.”", "BEIJING, Sunday, Nov. 3 (Xinhua)", "2024-11-03"),
        ("N'DJAMENA: Rebels left.", "N'DJAMENA", None),
        ("QUETTA: The army left.", "QUETTA", None),
        ("QUETTA: “We left,” the army said.", "QUETTA", None),
        (
            "IDLIB, Syria, Nov. 3, 2024 (Orontes Wire) - Rebels left.",
            "IDLIB, Syria, Nov. 3, 2024 (Orontes Wire)",
            "2024-11-03",
        ),
        (
            "BAKU, Nov. 3 (Caspian Information Agency) -- Rebels left.",
            "BAKU, Nov. 3 (Caspian Information Agency)",
            "2024-11-03",
        ),
        ("Brussels, 3 November 2024, 09:15 CET – Rebels left.", "Brussels, 3 November 2024, 09:15 CET", "2024-11-03"),
        ("Tunis (Carthage Press) — Rebels left.", None, None),
        ("Nairobi – Leaders will meet.", "Nairobi", None),
        ("colombo: dock workers left.", "colombo", None),
        ("idlib, syria, nov. 3 (orontes wire) - rebels left.", "idlib, syria, nov. 3 (orontes wire)", "2024-11-03"),
        ("st. petersburg (reuters) - rebels left.", "st. petersburg (reuters)", None),
        ("moscow: we will not leave.", None, None),
        ("in aleppo on nov. 3 - a day later, rebels left.", None, None),
        ("rebels seized bab, nov. 3 - officials left.", None, None),
        ("the plan: rebels leave.", None, None),
        ("Paris – Berlin trains were stopped.", None, None),
        ("Moscow – Beijing’s ally – left.", None, None),
        ("SMITH: The army left.", None, None),
        ("SMITH: Will the army leave?", None, None),
        ("WASHINGTON: We will not leave.", None, None),
        ("GEN. KARIM: The army left.", None, None),
        ("Jordan – the host – said no.", None, None),
        ("In Aleppo on Nov. 3 — A day later, rebels left.", None, None),
        ("Adel Karim (Unity Party) - The leader left.", None, None),
        ("WATCH: Rebels leave.", None, None),
        ("IRAN - US TALKS END WITHOUT A DEAL", None, None),
        ("Rebels left.", None, None),
    ],
)
def test_dateline(paragraph: str, dateline: str | None, day: str | None) -> None:
    found = read_dateline(paragraph, "2024-11-05")
    assert (found.text if found else None, found.day if found else None) == (dateline, day)


ARMY_LEFT = "The army left the town on Monday."


@pytest.mark.parametrize(
    ("first", "following", "dateline"),
    [
        ("QUETTA", "LAHORE: Police left too.", "QUETTA"),
        ("QUETTA", "SMITH: The army left.", None),
        ("SMITH", "KARIM: The police left too.", None),
        ("SARMIN", "Shops in Sarmin were closed.", "SARMIN"),
        ("SARMIN", "Shops were closed, Sarmin said.", None),
        ("YEMEN", "Shops were closed.", "YEMEN"),
        ("YEMEN", "FRANCE: The police left too.", None),
        ("QUESTION", "Shops were closed.", None),
    ],
)
def test_capitals_before_a_colon_are_a_place_or_a_speaker(first: str, following: str, dateline: str | None) -> None:
    paragraph = f"{first}: {ARMY_LEFT}"
    found = read_dateline(paragraph, around=Around.of(f"{paragraph}\n\n{following}", [following]))
    assert (found.text if found else None) == dateline


def test_transcript_keeps_its_first_speaker() -> None:
    text = f"SMITH: {ARMY_LEFT}\n\nKARIM: It will be back.\n\nSMITH: Nobody knows that."
    assert [text[start:end] for start, end in lay_out(text).body] == text.split("\n\n")


TITLE = "Rebels seize town as army pulls back"


@pytest.mark.parametrize(
    ("head", "rest", "published"),
    [
        ("02/11/2024", "", None),
        ("02/11/2024", "The town fell on 31/10/2024.", "2024-11-02"),
        ("02/11/2024 10:00 GMT", "The town fell on 10/31/2024.", "2024-02-11T10:00:00+00:00"),
        ("02/11/2024", "It fell on 31/10/2024, or on 10/31/2024.", None),
        ("02/11/2024", "It fell on Sunday, 03/11/2024.", "2024-11-02"),
        ("Saturday 02/11/2024", "", "2024-11-02"),
        ("Published: 02-11-2024 (Sunday)", "", "2024-02-11"),
        ("Monday 02/11/2024", "", None),
        ("02/11/2024", "DAMASCUS, Nov. 1 (Reuters) - Rebels left.", "2024-11-02"),
        ("02/11/2024", "DAMASCUS, Feb. 11 - Rebels left.", "2024-02-11"),
        ("02/11/2024", "DAMASCUS, Nov. 3 - Rebels left.", None),
        ("02/11/2024", "DAMASCUS, July 3 - Rebels left.", None),
        ("Published 02/11/2024, updated 13/11/2024", "", "2024-11-02"),
        ("Published 02/11/2024, updated Nov. 3, 2024", "", "2024-11-03"),
        ("By Jane Doe | 02/11/2024", "It fell on 31/10/2024.", "2024-11-02"),
        ("this story is from november 14, 2024", "", "2024-11-14"),
        ("This article was originally published on 14 Nov 2024", "", "2024-11-14"),
        ("17-11-2024", "", "2024-11-17"),
    ],
)
def test_date_that_leaves_two_readings_is_settled_by_other_words(head: str, rest: str, published: str | None) -> None:
    told = f"{rest}\n\n{ARMY_LEFT}\n\n{ARMY_LEFT}".strip()
    text = f"{TITLE}\n\n{head}\n\n{told}"
    layout = lay_out(text)
    assert (layout.title, layout.published) == (TITLE, published)
    assert text[layout.body[-1][0] : layout.body[-1][1]] == ARMY_LEFT
    assert head not in [text[start:end] for start, end in layout.body]


def test_date_line_that_leaves_two_readings_says_so() -> None:
    line = read_date_line("Updated 02/11/2024")
    assert line is not None
    assert (line.published, line.updated, line.unsure, line.rest) == (None, True, True, "")


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("BY JANE DOE AND JOHN ROE", "JANE DOE AND JOHN ROE"),
        ("by Jane Doe in Beirut and John Roe in Ankara", "Jane Doe in Beirut and John Roe in Ankara"),
        ("Jane Doe and John Roe, Reuters", "Jane Doe and John Roe, Reuters"),
        ("Associated Press", "Associated Press"),
        ("Our Correspondent", "Our Correspondent"),
        ("Author: Jane Doe", "Jane Doe"),
        ("By our correspondent in Antananarivo", "our correspondent in Antananarivo"),
        ("By a staff reporter", "a staff reporter"),
        ("By our side", None),
        ("By Monday", None),
        ("By night they came over the hills", None),
        ("Rebels Seize Town", None),
        ("By", None),
    ],
)
def test_byline(line: str, byline: str | None) -> None:
    assert read_byline(line) == byline


def test_every_list_that_ships_can_be_read() -> None:
    assert boilerplate.load().whole.fullmatch("ADVERTISEMENT")
    assert "reuters" in agencies()
    assert english_words().isdisjoint(shared_words())


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("word\n", 1, "the head does not tell Origin, Licence, Date"),
        ("# Origin: x\n# Licence: x\n# Date: x\nword\nword\n", 5, "stands in line 4 too"),
        ("# Origin: x\n# Licence: x\n# Date: x\n word\n", 4, "white space"),
        ("# Origin: x\n# Licence: x\n# Date: x\nword\n", 4, "no entry"),
        ("# Origin: x\n# Licence: x\n# Date: x\nwhole: (\n", 4, "no regular expression"),
    ],
)
def test_list_that_is_not_right_is_refused_with_file_and_line(
    tmp_path: Path, content: str, line: int, reason: str
) -> None:
    path = tmp_path / "list.txt"
    path.write_text(content)
    with pytest.raises(DetenteError, match=reason) as caught:
        boilerplate.load(path)
    assert caught.value.subject == f"{path}:{line}"


def test_list_without_entries_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("# Origin: x\n# Licence: x\n# Date: x\n")
    assert read_list(path) == ()
    assert not boilerplate.load(path).is_all_of("ADVERTISEMENT")
