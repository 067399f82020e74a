"""Rows of event tables as their makers write them, made for the tests."""

import csv
import io


def _names(line: str) -> list[str]:
    return line.split("," if "," in line else " ")


ICEWS = _names(
    "Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,Intensity,Target Name,"
    "Target Sectors,Target Country,Story ID,Sentence Number,Publisher,City,District,Province,Country,Latitude,Longitude"
)
ICEWS_ROW = {
    "Event ID": "700",
    "Event Date": "2018-06-01",
    "Source Name": "Military (Yemen)",
    "Source Sectors": "Military,Government",
    "Source Country": "Yemen",
    "Event Text": "fight with artillery and tanks",
    "CAMEO Code": "194",
    "Intensity": "-10.0",
    "Target Name": "Armed Rebel (Yemen)",
    "Target Sectors": "Rebel,Dissident",
    "Target Country": "Yemen",
    "Story ID": "31",
    "Sentence Number": "2",
    "Publisher": "Marib Herald",
    "City": "Marib",
    "District": "",
    "Province": "Marib Governorate",
    "Country": "Yemen",
    "Latitude": "15.46",
    "Longitude": "45.32",
}

_GDELT_ACTOR = _names(
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
)
_GDELT_GEO = _names("Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID")
GDELT = [
    *_names("GLOBALEVENTID SQLDATE MonthYear Year FractionDate"),
    *(f"Actor{number}{name}" for number in (1, 2) for name in _GDELT_ACTOR),
    *_names("IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale"),
    *_names("NumMentions NumSources NumArticles AvgTone"),
    *(f"{place}Geo_{name}" for place in ("Actor1", "Actor2", "Action") for name in _GDELT_GEO),
    *_names("DATEADDED SOURCEURL"),
]
GDELT_ROW = {
    "GLOBALEVENTID": "900",
    "SQLDATE": "20240131",
    "MonthYear": "202401",
    "Year": "2024",
    "FractionDate": "2024.0849",
    "Actor1Code": "RUSMIL",
    "Actor1Name": "RUSSIAN ARMY",
    "Actor1CountryCode": "RUS",
    "Actor1Type1Code": "MIL",
    "Actor2Code": "UKR",
    "Actor2Name": "UKRAINE",
    "Actor2CountryCode": "UKR",
    "IsRootEvent": "1",
    "EventCode": "1952",
    "EventBaseCode": "195",
    "EventRootCode": "19",
    "QuadClass": "4",
    "GoldsteinScale": "-10.0",
    "NumMentions": "4",
    "NumSources": "1",
    "NumArticles": "4",
    "AvgTone": "-3.2",
    "ActionGeo_Type": "4",
    "ActionGeo_FullName": "Kharkiv, Kharkivs'ka Oblast', Ukraine",
    "ActionGeo_CountryCode": "UP",
    "ActionGeo_ADM1Code": "UP07",
    "ActionGeo_Lat": "50",
    "ActionGeo_Long": "36.25",
    "ActionGeo_FeatureID": "-1041320",
    "DATEADDED": "20240131084500",
    "SOURCEURL": "https://www.river-post.example/news/17",
}

POLECAT = _names(
    "Event ID,Event Date,Event Type,Event Mode,Intensity,Quad Code,Contexts,Actor Name,Actor Country,Actor COW,"
    "Primary Actor Sector,Actor Sectors,Actor Title,Actor Name Raw,Wikipedia Actor ID,Recipient Name,Recipient Country,"
    "Recipient COW,Primary Recipient Sector,Recipient Sectors,Recipient Title,Recipient Name Raw,"
    "Wikipedia Recipient ID,Placename,City,District,Province,Country,Latitude,Longitude,GeoNames ID,"
    "Raw Placename,Feature Type,Source,Publication Date,Story People,Story Organizations,Story Locations,"
    "Language,Version"
)
POLECAT_ROW = dict.fromkeys(POLECAT, "None") | {
    "Event ID": "20230105-88-a",
    "Event Date": "2023-01-05",
    "Event Type": "ASSAULT",
    "Event Mode": "drone",
    "Intensity": "-9.5",
    "Quad Code": "MATERIAL CONFLICT",
    "Contexts": "military",
    "Actor Name": "Armed Forces of Ukraine",
    "Actor Country": "UKR",
    "Primary Actor Sector": "MIL",
    "Recipient Name": "Russia",
    "Recipient Country": "RUS",
    "Placename": "Kharkiv",
    "City": "Kharkiv",
    "Province": "Kharkiv Oblast",
    "Country": "UKR",
    "Latitude": "49.98",
    "Longitude": "36.25",
    "GeoNames ID": "706483",
    "Source": "River Post",
    "Publication Date": "2023-01-06",
    "Language": "English",
}

ACLED = _names(
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
ACLED_ROW = dict.fromkeys(ACLED, "") | {
    "event_id_cnty": "YEM100",
    "event_date": "17 November 2024",
    "year": "2024",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Air/drone strike",
    "actor1": "Military Forces of Yemen (2012-)",
    "inter1": "State forces",
    "actor2": "Houthis",
    "inter2": "Rebel group",
    "iso": "887",
    "region": "Middle East",
    "country": "Yemen",
    "admin1": "Marib",
    "location": "Marib",
    "latitude": "15.46",
    "longitude": "45.32",
    "geo_precision": "1",
    "source": "Marib Herald",
    "notes": 'Jets struck a post near the dam, "twice",\nby the account of two farmers.',
    "fatalities": "3",
}

UCDP = _names(
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,"
    "dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,"
    "source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)
UCDP_ROW = dict.fromkeys(UCDP, "") | {
    "id": "55",
    "relid": "MLI-2017-1-2-3",
    "year": "2017",
    "type_of_violence": "1",
    "conflict_name": "Mali: Government",
    "side_a": "Government of Mali",
    "side_b": "Front of the Far River",
    "source_article": '"Sahel Wire, 2017-05-03, Soldiers fall in the north"',
    "source_office": "Sahel Wire",
    "source_date": "2017-05-03",
    "source_headline": "Soldiers fall in the north",
    "where_prec": "1",
    "where_coordinates": "Kidal town",
    "adm_1": "Kidal region",
    "latitude": "18.44",
    "longitude": "1.41",
    "country": "Mali",
    "country_id": "432",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2017-05-02 00:00:00.000",
    "date_end": "2017-05-02 00:00:00.000",
    "best": "6",
    "high": "9",
    "low": "4",
    "gwnoa": "432",
}

COLUMNS = {"icews": ICEWS, "gdelt": GDELT, "polecat": POLECAT, "acled": ACLED, "ucdp": UCDP}
ROWS = {"icews": ICEWS_ROW, "gdelt": GDELT_ROW, "polecat": POLECAT_ROW, "acled": ACLED_ROW, "ucdp": UCDP_ROW}
IDS = {
    "icews": "Event ID",
    "gdelt": "GLOBALEVENTID",
    "polecat": "Event ID",
    "acled": "event_id_cnty",
    "ucdp": "id",
}


def table(format_: str, *changes: dict[str, str], ids: bool = True) -> str:
    """A table with a row for each of the changes to the format's row; each row has an id of its own unless told."""
    out = io.StringIO()
    comma = format_ in ("acled", "ucdp")
    writer = csv.writer(out, delimiter="," if comma else "\t", lineterminator="\n", quotechar='"' if comma else None,
                        quoting=csv.QUOTE_MINIMAL if comma else csv.QUOTE_NONE)  # fmt: skip
    if format_ != "gdelt":
        writer.writerow(COLUMNS[format_])
    for number, change in enumerate(changes, 1):
        own = {IDS[format_]: str(number)} if ids else {}
        row = dict.fromkeys(COLUMNS[format_], "") | ROWS[format_] | own | change
        assert row.keys() == set(COLUMNS[format_]), change
        writer.writerow(row[name] for name in COLUMNS[format_])
    return out.getvalue()
