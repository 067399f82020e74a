"""Rows of each format and what becomes of them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from imported_rows import COLUMNS, GDELT, ROWS, table

from detente.codebook import load_codebook
from detente.coding.labels import STATUSES, TIMES
from detente.error import DetenteError
from detente.event import ActorMention, CodedReport, Event, PlaceMention
from detente.imports import FORMATS, read_table
from detente.imports.cells import plain_name
from detente.imports.importing import format_of
from detente.imports.party import PartyRule
from detente.reject import Reason, Reject

SUFFIX = {"icews": "tab", "gdelt": "export.CSV", "polecat": "txt", "acled": "csv", "ucdp": "csv"}


def read(folder: Path, format_: str, *changes: dict[str, str]) -> list[CodedReport | Reject]:
    path = folder / f"table.{SUFFIX[format_]}"
    path.write_text(table(format_, *changes), encoding="utf-8")
    return list(read_table(format_, path))


def event(folder: Path, format_: str, **changes: str) -> Event:
    """The one event of a row with these changes; names of columns as ``plain_name`` gives them."""
    names = {plain_name(name): name for name in COLUMNS[format_]}
    (item,) = read(folder, format_, {names[name]: value for name, value in changes.items()})
    assert isinstance(item, CodedReport)
    (one,) = item.events
    return one


def party(mentions: Iterable[ActorMention]) -> list[tuple[str | None, str | None, str | None]]:
    return [(one.actor_id, one.country, one.sector) for one in mentions]


def site(mentions: tuple[PlaceMention, ...]) -> tuple[Any, ...]:
    (one,) = mentions
    return one.name, one.admin1, one.country, one.lat, one.lon, one.precision


# Every format


@pytest.mark.parametrize("format_", FORMATS)
def test_a_row_becomes_a_report_without_text(format_: str, tmp_path: Path) -> None:
    (item,) = read(tmp_path, format_, {})
    assert isinstance(item, CodedReport)
    assert item.report.id == f"{format_}:1"
    assert (item.report.text, item.report.body, item.sentences) == ("", (), ())
    assert (item.report.file, item.report.line) == (
        str(tmp_path / f"table.{SUFFIX[format_]}"),
        1 if format_ == "gdelt" else 2,
    )
    (one,) = item.events
    assert one.report_id == item.report.id
    assert one.sentence == (0, 0)
    assert {(mention.start, mention.end, mention.text) for mention in one.mentions()} == {(0, 0, "")}
    assert one.model == f"{format_}-table"
    assert one.codebook == load_codebook().name
    assert one.status in STATUSES
    assert one.time in TIMES
    assert 0 < one.confidence < 1
    assert one.quad == load_codebook().quad(one.type)
    assert one.score == load_codebook().score(one.type, one.mode)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_formats_have_as_many_columns_as_their_makers_say(format_: str) -> None:
    count = {"icews": 20, "gdelt": 61, "polecat": 40, "acled": 31, "ucdp": 49}[format_]
    assert len(COLUMNS[format_]) == len(set(COLUMNS[format_])) == count
    layout = format_of(format_).layout
    assert layout.id in layout.columns
    if format_ == "gdelt":
        assert len(layout.columns) == count
    else:
        assert set(layout.columns) | set(layout.also) <= {plain_name(name) for name in COLUMNS[format_]}


@pytest.mark.parametrize("format_", FORMATS)
def test_rows_without_place_or_parties_are_events_all_the_same(format_: str, tmp_path: Path) -> None:
    kept = {
        "icews": {"Event ID", "Event Date", "CAMEO Code"},
        "gdelt": {"GLOBALEVENTID", "SQLDATE", "EventCode"},
        "polecat": {"Event ID", "Event Date", "Event Type"},
        "acled": {"event_id_cnty", "event_date", "event_type"},
        "ucdp": {"id", "type_of_violence", "date_start", "date_end"},
    }[format_]
    (item,) = read(tmp_path, format_, {name: "" for name in COLUMNS[format_] if name not in kept})
    assert isinstance(item, CodedReport)
    (one,) = item.events
    assert (one.actors, one.recipients, one.places, one.killed) == ((), (), (), None)


@pytest.mark.parametrize("format_", FORMATS)
def test_reading_twice_gives_the_same(format_: str, tmp_path: Path) -> None:
    assert read(tmp_path, format_, {}, {}) == read(tmp_path, format_, {}, {})


def test_the_id_of_an_event_stays_when_its_row_is_revised(tmp_path: Path) -> None:
    assert event(tmp_path, "ucdp").event_id == event(tmp_path, "ucdp", best="7", side_b="Other Front").event_id


def test_an_unknown_format_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DetenteError, match="no such format"):
        read_table("icewz", tmp_path / "x.tab")


# ICEWS


def test_icews(tmp_path: Path) -> None:
    one = event(tmp_path, "icews")
    assert (one.type, one.mode, one.quad, one.cameo) == ("ASSAULT", "heavy-weapons", "material conflict", "194")
    assert party(one.actors) == [("YEM:MIL", "YEM", "MIL")]
    assert party(one.recipients) == [("YEM:REB", "YEM", "REB")]
    assert one.actors[0].name == "Military (Yemen)"
    assert site(one.places) == ("Marib", "Marib Governorate", "YEM", 15.46, 45.32, "city")
    assert one.date is not None
    assert (one.date.from_, one.date.to, one.date.precision) == ("2018-06-01", "2018-06-01", "day")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("190", ("ASSAULT", None)),
        ("043", ("CONSULT", "visit")),
        ("0841", ("RETREAT", "release")),
        ("02", ("REQUEST", None)),
        ("2", ("REQUEST", None)),
        ("1414", ("PROTEST", "demo")),
        ("138", ("THREATEN", "violence")),
        ("163", ("COERCE", "restrict")),
    ],
)
def test_cameo_codes_become_types_and_modes(code: str, kind: tuple[str, str | None], tmp_path: Path) -> None:
    one = event(tmp_path, "icews", cameo_code=code)
    assert (one.type, one.mode) == kind
    assert one.status == "actual"


@pytest.mark.parametrize("code", ["01", "010", "014", "0141"])
def test_mere_statements_are_reports_without_events(code: str, tmp_path: Path) -> None:
    (item,) = read(tmp_path, "icews", {"CAMEO Code": code})
    assert isinstance(item, CodedReport)
    assert item.events == ()


@pytest.mark.parametrize("code", ["21", "999", "---", "19a", "00", "19000", "١٩"])
def test_what_is_no_cameo_code_is_refused(code: str, tmp_path: Path) -> None:
    (item,) = read(tmp_path, "icews", {"CAMEO Code": code})
    assert isinstance(item, Reject)
    assert (item.reason, item.field, item.line, item.detail) == (Reason.CODE, "cameo_code", 2, code)


@pytest.mark.parametrize(
    ("name", "sectors", "country", "found", "why"),
    [
        ("Yemen", "NA", "Yemen", ("YEM", "YEM", None), "a country alone"),
        ("Police (India)", "Government,Police", "India", ("IND:COP", "IND", "COP"), "the more special sector"),
        ("Ministry (Japan)", "Executive,Foreign Ministry,Government", "Japan", ("JPN:GOV", "JPN", "GOV"), "ministry"),
        ("Head of Hospital", "Medical / Health", "Chad", ("TCD:MED", "TCD", "MED"), "the columns alone"),
        ("Vladimir Putin", "Executive,Elite", "Russian Federation", ("RUS:vladimir-putin", "RUS", "GOV"), "by name"),
        ("Vladimir Putin", "Executive", "Chad", ("TCD:GOV", "TCD", "GOV"), "another man of that name"),
        ("United Nations", "International Government Organization,Global", "NA", ("UNO:united-nations", "UNO", None),
         "a body of no country"),
        ("A. Clerk", "International Government Organization", "Portugal", ("IGO", "IGO", None), "not for his country"),
        ("Workers of the East", "Hindu,Center Left", "NA", (None, None, "LAB"), "only the name tells"),
        ("South Asia", "NA", "NA", (None, None, None), "neither country nor sector"),
    ],
)  # fmt: skip
def test_parties_by_name_and_columns(
    name: str,
    sectors: str,
    country: str,
    found: tuple[str | None, str | None, str | None],
    why: str,
    tmp_path: Path,
) -> None:
    one = event(tmp_path, "icews", source_name=name, source_sectors=sectors, source_country=country)
    assert party(one.actors) == [found], why
    assert one.actors[0].name


@pytest.mark.parametrize(
    ("city", "district", "province", "precision"),
    [
        ("Marib", "Sirwah", "P", "city"),
        ("", "Sirwah", "P", "district"),
        ("", "NA", "P", "province"),
        ("", "", "", "country"),
    ],
)
def test_the_narrowest_place_counts(city: str, district: str, province: str, precision: str, tmp_path: Path) -> None:
    one = event(tmp_path, "icews", city=city, district=district, province=province)
    assert one.places[0].precision == precision
    assert one.places[0].name == (city or (district if district == "Sirwah" else province or "Yemen"))


# GDELT


def test_gdelt(tmp_path: Path) -> None:
    (item,) = read(tmp_path, "gdelt", {})
    assert isinstance(item, CodedReport)
    assert item.report.published == "2024-01-31T08:45:00+00:00"
    assert item.report.publisher == "river-post.example"
    assert item.report.url == "https://www.river-post.example/news/17"
    (one,) = item.events
    assert (one.type, one.mode, one.cameo) == ("ASSAULT", "drone", "1952")
    assert party(one.actors) == [("RUS:MIL", "RUS", "MIL")]
    assert party(one.recipients) == [("UKR", "UKR", None)]
    assert site(one.places) == ("Kharkiv", "Kharkivs'ka Oblast'", "UKR", 50.0, 36.25, "city")


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"Name": "BUCHAREST", "CountryCode": "ROM"}, ("ROU", "ROU", None)),
        ({"Name": "EUROPE", "CountryCode": "EUR"}, (None, None, None)),
        ({"Name": "EUROPEAN UNION", "CountryCode": "", "KnownGroupCode": "EEC", "Type1Code": "IGO"},
         ("EUR:european-union", "EUR", None)),
        ({"Name": "UNITED NATIONS", "CountryCode": "", "KnownGroupCode": "UNO", "Type1Code": "IGO"},
         ("UNO:united-nations", "UNO", None)),
        ({"Name": "NATO", "CountryCode": "", "KnownGroupCode": "NAT", "Type1Code": "IGO"}, ("IGO:nato", "IGO", None)),
        ({"Name": "POLICE", "CountryCode": "", "Type1Code": "COP"}, (None, None, "COP")),
        ({"Name": "PRESIDENT", "CountryCode": "FRA", "Type1Code": "GOV"}, ("FRA:GOV", "FRA", "GOV")),
        ({"Name": "DISSIDENT", "CountryCode": "CUB", "Type1Code": "OPP"}, ("CUB:PTY", "CUB", "PTY")),
        ({"Name": "", "CountryCode": "", "Type1Code": ""}, None),
    ],
)  # fmt: skip
def test_actors_of_gdelt(
    columns: dict[str, str], found: tuple[str | None, str | None, str | None] | None, tmp_path: Path
) -> None:
    (item,) = read(tmp_path, "gdelt", {f"Actor1{name}": "" for name in ("Type1Code",)} | {
        f"Actor1{name}": value for name, value in columns.items()
    })  # fmt: skip
    assert isinstance(item, CodedReport)
    assert party(item.events[0].actors) == ([found] if found else [])


@pytest.mark.parametrize(
    ("kind", "name", "site_"),
    [
        ("1", "Ukraine", ("Ukraine", None, "country")),
        ("2", "Texas, United States", ("Texas", None, "province")),
        ("3", "Dallas, Texas, United States", ("Dallas", "Texas", "city")),
        ("4", "Kharkiv, Kharkivs'ka Oblast', Ukraine", ("Kharkiv", "Kharkivs'ka Oblast'", "city")),
        ("5", "Kharkivs'ka Oblast', Ukraine", ("Kharkivs'ka Oblast'", None, "province")),
    ],
)
def test_places_of_gdelt(kind: str, name: str, site_: tuple[str, str | None, str], tmp_path: Path) -> None:
    (one,) = event(tmp_path, "gdelt", actiongeo_type=kind, actiongeo_fullname=name).places
    assert (one.name, one.admin1, one.precision) == site_


def test_no_place_of_gdelt(tmp_path: Path) -> None:
    assert event(tmp_path, "gdelt", actiongeo_type="0").places == ()


def test_a_source_that_is_no_address_is_the_publisher(tmp_path: Path) -> None:
    (item,) = read(tmp_path, "gdelt", {"SOURCEURL": "Valley Monitoring"})
    assert isinstance(item, CodedReport)
    assert (item.report.publisher, item.report.url) == ("Valley Monitoring", None)


# POLECAT


def test_polecat(tmp_path: Path) -> None:
    (item,) = read(tmp_path, "polecat", {})
    assert isinstance(item, CodedReport)
    assert (item.report.published, item.report.publisher) == ("2023-01-06", "River Post")
    (one,) = item.events
    assert (one.type, one.mode, one.score) == ("ASSAULT", "drone", load_codebook().score("ASSAULT", "drone"))
    assert party(one.actors) == [("UKR:armed-forces-of-ukraine", "UKR", "MIL")]
    assert party(one.recipients) == [("RUS", "RUS", None)]
    assert site(one.places) == ("Kharkiv", "Kharkiv Oblast", "UKR", 49.98, 36.25, "city")
    assert one.places[0].geonames_id == 706483


@pytest.mark.parametrize(
    ("kind", "said", "mode"),
    [
        ("PROTEST", "demo", "demo"),
        ("ASSAULT", "suicide_attack", "suicide-attack"),
        ("COERCE", "Martial Law", "martial-law"),
        ("COERCE", "ban", "restrict"),
        ("RETREAT", "return", "release"),
        ("ASSAULT", "assassinate", "targeted"),
        ("AGREE", "None", None),
    ],
)
def test_modes_of_polecat(kind: str, said: str, mode: str | None, tmp_path: Path) -> None:
    one = event(tmp_path, "polecat", event_type=kind, event_mode=said)
    assert (one.type, one.mode) == (kind, mode)


def test_a_mode_that_is_not_known_is_told_and_left_out(tmp_path: Path) -> None:
    first, second = read(tmp_path, "polecat", {"Event Mode": "juggle"})
    assert isinstance(first, CodedReport)
    assert first.events[0].mode is None
    assert isinstance(second, Reject)
    assert (second.reason, second.field, second.line, second.detail) == (Reason.CODE, "event_mode", 2, "juggle")
    assert second.advice == "the event is kept without it"


def test_several_actors_stand_in_lists_of_one_length(tmp_path: Path) -> None:
    names = "Armed Forces of Ukraine; Volodymyr Zelenskyy"
    one = event(
        tmp_path, "polecat", actor_name=names, actor_country="UKR;UKR", primary_actor_sector="MIL;GOV"
    )  # fmt: skip
    assert [(actor.country, actor.sector) for actor in one.actors] == [("UKR", "MIL"), ("UKR", "GOV")]
    shared = event(tmp_path, "polecat", actor_name="Gunmen;Bandits", actor_country="NGA", primary_actor_sector="UAF")
    assert [(actor.country, actor.sector) for actor in shared.actors] == [("NGA", "UAF"), ("NGA", "UAF")]


@pytest.mark.parametrize("kind", ["YIELD", "ASSAULTS", "14"])
def test_types_that_the_codebook_does_not_have_are_refused(kind: str, tmp_path: Path) -> None:
    (item,) = read(tmp_path, "polecat", {"Event Type": kind})
    assert isinstance(item, Reject)
    assert (item.reason, item.field) == (Reason.CODE, "event_type")


# ACLED


def test_acled(tmp_path: Path) -> None:
    (item,) = read(tmp_path, "acled", {})
    assert isinstance(item, CodedReport)
    assert item.report.publisher == "Marib Herald"
    (one,) = item.events
    assert (one.type, one.mode) == ("ASSAULT", "aerial")
    assert party(one.actors) == [("YEM:MIL", "YEM", "MIL")]
    assert [(actor.country, actor.sector) for actor in one.recipients] == [("YEM", "REB")]
    assert site(one.places) == ("Marib", "Marib", "YEM", 15.46, 45.32, "city")
    assert one.killed is not None
    assert (one.killed.min, one.killed.max) == (3, 3)


ACLED_TYPES = [
    ("Battles", "Armed clash", "ASSAULT", None),
    ("Battles", "Government regains territory", "ASSAULT", None),
    ("Battles", "Non-state actor overtakes territory", "ASSAULT", None),
    ("Protests", "Peaceful protest", "PROTEST", "demo"),
    ("Protests", "Protest with intervention", "PROTEST", "demo"),
    ("Protests", "Excessive force against protesters", "ASSAULT", "crowd-control"),
    ("Riots", "Violent demonstration", "PROTEST", "riot"),
    ("Riots", "Mob violence", "ASSAULT", None),
    ("Explosions/Remote violence", "Chemical weapon", "ASSAULT", "unconventional"),
    ("Explosions/Remote violence", "Air/drone strike", "ASSAULT", "aerial"),
    ("Explosions/Remote violence", "Suicide bomb", "ASSAULT", "suicide-attack"),
    ("Explosions/Remote violence", "Shelling/artillery/missile attack", "ASSAULT", "heavy-weapons"),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED", "ASSAULT", "explosives"),
    ("Explosions/Remote violence", "Grenade", "ASSAULT", "explosives"),
    ("Violence against civilians", "Sexual violence", "ASSAULT", "sexual"),
    ("Violence against civilians", "Attack", "ASSAULT", None),
    ("Violence against civilians", "Abduction/forced disappearance", "ASSAULT", "abduct"),
    ("Strategic developments", "Agreement", "AGREE", None),
    ("Strategic developments", "Arrests", "COERCE", "arrest"),
    ("Strategic developments", "Looting/property destruction", "ASSAULT", "destroy"),
    ("Strategic developments", "Non-violent transfer of territory", "COERCE", "seize"),
    ("Strategic developments", "Headquarters or base established", "MOBILIZE", "militia"),
    ("Strategic developments", "Change to group/activity", None, None),
    ("Strategic developments", "Disrupted weapons use", None, None),
    ("Strategic developments", "Other", None, None),
    ("Battle-No change of territory", "", "ASSAULT", None),
    ("Remote violence", "", "ASSAULT", None),
    ("Riots/Protests", "", "PROTEST", None),
]
"""All types of the codebooks of 2019 to 2024, and some of the years before."""


@pytest.mark.parametrize(("kind", "sub", "type_", "mode"), ACLED_TYPES)
def test_types_of_acled(kind: str, sub: str, type_: str | None, mode: str | None, tmp_path: Path) -> None:
    (item,) = read(tmp_path, "acled", {"event_type": kind, "sub_event_type": sub})
    assert isinstance(item, CodedReport)
    assert [(one.type, one.mode) for one in item.events] == ([(type_, mode)] if type_ else [])


@pytest.mark.parametrize(
    ("name", "inter", "found"),
    [
        ("Military Forces of Mali (2021-)", "State forces", ("MLI:MIL", "MLI", "MIL")),
        ("Police Forces of India (2014-)", "1", ("IND:COP", "IND", "COP")),
        ("Government of Chad (2021-)", "1", ("TCD:GOV", "TCD", "GOV")),
        ("Protesters (India)", "6", ("IND:CVL", "IND", "CVL")),
        ("Rioters (Pakistan)", "Rioters", ("PAK:CVL", "PAK", "CVL")),
        ("Unidentified Armed Group (Mali)", "Political militia", ("MLI:PRM", "MLI", "PRM")),
        ("Islamic State (Syria)", "2", ("IMG:islamic-state", "IMG", "REB")),
        ("Front of the Far River", "2", (None, None, "REB")),
    ],
)
def test_actors_of_acled(
    name: str, inter: str, found: tuple[str | None, str | None, str | None], tmp_path: Path
) -> None:
    one = event(tmp_path, "acled", actor1=name, inter1=inter)
    assert party(one.actors) == [found]


def test_who_acts_upon_whom_in_acled(tmp_path: Path) -> None:
    sides = {"actor1": "Protesters (Chad)", "inter1": "6", "actor2": "Police Forces of Chad", "inter2": "1"}
    force = event(
        tmp_path, "acled", event_type="Protests", sub_event_type="Excessive force against protesters", **sides
    )
    assert [(one.sector) for one in (*force.actors, *force.recipients)] == ["COP", "CVL"]
    calm = event(tmp_path, "acled", event_type="Protests", sub_event_type="Protest with intervention", **sides)
    assert ([one.sector for one in calm.actors], calm.recipients) == (["CVL"], ())
    deal = event(tmp_path, "acled", event_type="Strategic developments", sub_event_type="Agreement", **sides)
    assert ([one.sector for one in deal.actors], deal.recipients) == (["CVL", "COP"], ())


def test_those_who_act_with_an_actor_stand_beside_it(tmp_path: Path) -> None:
    one = event(
        tmp_path, "acled", actor1="Protesters (India)", inter1="6", assoc_actor_1="Farmers (India); Students (India)"
    )
    assert [actor.name for actor in one.actors] == ["Protesters (India)", "Farmers (India)", "Students (India)"]


@pytest.mark.parametrize(
    ("said", "days", "precision"),
    [
        ("1", ("2024-11-17", "2024-11-17"), "day"),
        ("2", ("2024-11-14", "2024-11-20"), "week"),
        ("3", ("2024-11-01", "2024-11-30"), "month"),
    ],
)
def test_days_of_acled(said: str, days: tuple[str, str], precision: str, tmp_path: Path) -> None:
    date = event(tmp_path, "acled", time_precision=said).date
    assert date is not None
    assert ((date.from_, date.to), date.precision) == (days, precision)


@pytest.mark.parametrize(("said", "precision"), [("1", "city"), ("2", "district"), ("3", "province"), ("", "city")])
def test_precision_of_places_of_acled(said: str, precision: str, tmp_path: Path) -> None:
    assert event(tmp_path, "acled", geo_precision=said).places[0].precision == precision


# UCDP


def test_ucdp(tmp_path: Path) -> None:
    (item,) = read(tmp_path, "ucdp", {})
    assert isinstance(item, CodedReport)
    report = item.report
    assert (report.publisher, report.published, report.title) == (
        "Sahel Wire",
        "2017-05-03",
        "Soldiers fall in the north",
    )
    (one,) = item.events
    assert (one.type, one.mode) == ("ASSAULT", None)
    assert party(one.actors) == [("MLI:GOV", "MLI", "GOV")]
    assert party(one.recipients) == [("MLI:REB", "MLI", "REB")]
    assert site(one.places) == ("Kidal town", "Kidal region", "MLI", 18.44, 1.41, "city")
    assert one.killed is not None
    assert (one.killed.min, one.killed.max) == (4, 9)


@pytest.mark.parametrize(
    ("said", "country"),
    [
        ("Government of DR Congo (Zaire)", "COD"),
        ("Government of Congo", "COG"),
        ("Government of Russia (Soviet Union)", "RUS"),
        ("Government of Yemen (North Yemen)", "YEM"),
        ("Government of Myanmar (Burma)", "MMR"),
        ("Government of Bosnia-Herzegovina", "BIH"),
        ("Government of Kingdom of eSwatini (Swaziland)", "SWZ"),
        ("Government of United States of America", "USA"),
        ("Government of Niger", "NER"),
        ("Government of Nigeria", "NGA"),
        ("Government of Guinea-Bissau", "GNB"),
    ],
)
def test_governments_of_ucdp(said: str, country: str, tmp_path: Path) -> None:
    one = event(tmp_path, "ucdp", side_a=said)
    assert party(one.actors) == [(f"{country}:GOV", country, "GOV")]


def test_several_governments_are_several_parties(tmp_path: Path) -> None:
    allies = "Government of Australia, Government of United Kingdom, Government of United States of America"
    one = event(tmp_path, "ucdp", side_a=allies, side_b="Government of Iraq")
    assert [actor.country for actor in one.actors] == ["AUS", "GBR", "USA"]
    assert party(one.recipients) == [("IRQ:GOV", "IRQ", "GOV")]


def test_kinds_of_violence_of_ucdp(tmp_path: Path) -> None:
    rebels = event(tmp_path, "ucdp", side_a="Government of Syria", side_b="IS")
    assert party(rebels.recipients) == [("IMG:islamic-state", "IMG", "REB")]
    groups = event(tmp_path, "ucdp", type_of_violence="2", side_a="Northern Herders", side_b="Front of the Far River")
    assert [(one.name, one.country) for one in groups.recipients] == [("Front of the Far River", None)]
    one_sided = event(tmp_path, "ucdp", type_of_violence="3", side_b="Civilians")
    assert party(one_sided.recipients) == [("MLI:CVL", "MLI", "CVL")]


@pytest.mark.parametrize(
    ("said", "precision"),
    [("1", "city"), ("2", "district"), ("3", "district"), ("4", "province"), ("5", "region"), ("6", "country")],
)
def test_precision_of_places_of_ucdp(said: str, precision: str, tmp_path: Path) -> None:
    assert event(tmp_path, "ucdp", where_prec=said).places[0].precision == precision


@pytest.mark.parametrize(
    ("said", "last", "precision"),
    [("1", "02", "day"), ("2", "05", "day"), ("3", "08", "week"), ("4", "31", "month"), ("5", "31", "year")],
)
def test_days_of_ucdp(said: str, last: str, precision: str, tmp_path: Path) -> None:
    date = event(tmp_path, "ucdp", date_prec=said, date_end=f"2017-05-{last}").date
    assert date is not None
    assert (date.from_, date.to, date.precision) == ("2017-05-02", f"2017-05-{last}", precision)


def test_tolls_that_are_not_in_order_are_told_and_the_best_counts(tmp_path: Path) -> None:
    first, second = read(tmp_path, "ucdp", {"low": "9", "high": "4", "best": "6"})
    assert isinstance(first, CodedReport)
    toll = first.events[0].killed
    assert toll is not None
    assert (toll.min, toll.max) == (6, 6)
    assert isinstance(second, Reject)
    assert (second.reason, second.field, second.advice) == (Reason.NUMBER, "low", "the best estimate counts")


def test_rules_and_types_are_described() -> None:
    page = (Path(__file__).parent.parent / "docs" / "imports.md").read_text(encoding="utf-8")
    assert all(f"| `{rule}` |" in page for rule in PartyRule)
    assert all(kind in page and sub in page for kind, sub, _, _ in ACLED_TYPES if sub and kind != "Battles")
    assert all(f"| `{format_}` |" in page for format_ in FORMATS)


def test_made_rows_fit_the_columns() -> None:
    assert all(ROWS[format_].keys() <= set(COLUMNS[format_]) for format_ in FORMATS)
    assert len(GDELT) == 61
