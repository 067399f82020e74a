"""Actors of the older open dictionaries, read as rows of the table of actors.

What is taken are facts: who held which office when, which organisation belongs to which country. Every row names the
file it is from. Names in those files are written in capitals with underscores; dates end where the file ends.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LAST_UPDATE = "2014-01-30"
"""Day on which the dictionaries of the Phoenix family were last made from their sources."""
_SECTORS = {
    "GOV": "GOV", "MIL": "MIL", "REB": "REB", "COP": "COP", "SPY": "SPY", "LEG": "LEG", "JUD": "JUD", "PTY": "PTY",
    "OPP": "PTY", "UAF": "UAF", "CRM": "CRM", "BUS": "BUS", "MNC": "BUS", "NGO": "NGO", "EDU": "EDU", "MED": "JRN",
    "HLH": "MED", "LAB": "LAB", "REL": "REL", "AGR": "AGR", "REF": "REF", "CVL": "CVL", "DEV": "NGO", "HRI": "NGO",
    "ENV": "SOC", "RAD": "REB", "SEP": "REB", "INS": "REB",
}  # fmt: skip
_COUNTRIES = {"KSV": "XKX", "ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "PAL": "PSE", "WBG": "PSE", "YMN": "YEM"}
_ICEWS = (
    ("Military", "MIL"), ("Police", "COP"), ("Legislative / Parliamentary", "LEG"), ("Judicial", "JUD"),
    ("Executive", "GOV"), ("Government", "GOV"), ("Rebel", "REB"), ("Insurgents", "REB"), ("Radicals", "REB"),
    ("Parties", "PTY"), ("Media", "JRN"), ("Business", "BUS"), ("Education", "EDU"), ("Medical", "MED"),
    ("Religious", "REL"), ("Nongovernmental", "NGO"), ("Organized Violent", "REB"), ("Elite", "ELI"),
)  # fmt: skip
_CODE = re.compile(r"\[([A-Z]+)\s*([^\]]*)\]")
_INSTITUTION = re.compile(
    r"\b(?:army|force|forces|police|guard|service|agency|council|party|front|movement|brigade|navy|corps|coalition|"
    r"union|department|ministry|bureau|committee|command|fleet|organi[sz]ation|government|parliament|court|bank|"
    r"intelligence|security|council|congress|assembly|troops|group|battalion|regime|embassy|office|liberation)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the table: see the columns of ``detente.actors.table``."""

    name: str
    other_names: tuple[str, ...]
    country: str
    sector: str
    kind: str
    from_: str
    to: str
    source: str


@dataclass(frozen=True, slots=True)
class _Block:
    names: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]


def phoenix(path: Path, countries: frozenset[str]) -> Iterator[Fact]:
    """Actors of one dictionary of the TABARI form."""
    for block in _blocks(path.read_text(encoding="utf-8", errors="replace").splitlines()):
        names = tuple(dict.fromkeys(filter(None, (_tidy(name) for name in block.names))))
        if not names:
            continue
        dated = any(dates.strip() for _, dates in block.codes)
        person = (dated or "Countries" in path.name) and not any(map(_INSTITUTION.search, names))
        for code, dates in block.codes:
            country, sector, kind = _decode(code, countries)
            if not kind or (kind == "state" and not sector):
                continue
            from_, to = _dates(dates) if dated else ("", "")
            yield Fact(names[0], names[1:], country, sector, "person" if person else kind, from_, to, path.name)


def _blocks(lines: Iterable[str]) -> Iterator[_Block]:
    names: list[str] = []
    codes: list[tuple[str, str]] = []
    for raw in lines:
        line = raw.split("#")[0]
        head = line.split("[")[0].strip()
        if head and not head.startswith("+"):
            if names and codes:
                yield _Block(tuple(names), tuple(codes))
            names, codes = [], []
        if head:
            names.append(head.lstrip("+"))
        codes.extend(_CODE.findall(line))
    if names and codes:
        yield _Block(tuple(names), tuple(codes))


def _tidy(name: str) -> str:
    """``HAMID_KARZAI_`` is Hamid Karzai; names that are stems or hold odd characters are left out."""
    plain = re.sub(r"\s+", " ", name.replace("_", " ")).strip(" .,;-")
    if len(plain) < 3 or re.search(r"[^\w .,'’&/()-]", plain) or not re.search(r"[A-Za-z]", plain):
        return ""
    short = len(plain) <= 5 and " " not in plain
    return plain if short and plain.isupper() else " ".join(_capital(word) for word in plain.split(" "))


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))


def _decode(code: str, countries: frozenset[str]) -> tuple[str, str, str]:
    """Country, sector and kind of a CAMEO code; an empty kind where it is of no use."""
    first, rest = code[:3], [code[place : place + 3] for place in range(3, len(code), 3)]
    country = next((_COUNTRIES.get(part, part) for part in rest if _COUNTRIES.get(part, part) in countries), "")
    if first == "IGO":
        special = (
            "UNO" if rest[:1] == ["UNO"] and not {"WBK", "IMF"} & set(rest) else "EUR" if rest[:1] == ["EUR"] else "IGO"
        )
        return special, "", "international"
    if first == "MNC":
        return country, "BUS", "company"
    if first == "NGO":
        return country, "NGO", "organisation"
    if first == "IMG":
        return "IMG", "REB", "group"
    own = _COUNTRIES.get(first, first)
    sector = next((_SECTORS[part] for part in rest if part in _SECTORS), "")
    if "LEG" in rest:
        sector = "LEG"
    if own not in countries:
        return "", sector, "group" if sector == "REB" and len(code) >= 6 else ""
    return own, sector, "group" if sector == "REB" else "state"


def _dates(text: str) -> tuple[str, str]:
    text = text.replace(" ", "")
    if text.startswith("<"):
        return "", _day(text[1:], last=True)
    if text.startswith(">"):
        return _day(text[1:], last=False), LAST_UPDATE
    start, _, end = text.partition("-")
    return (_day(start, last=False), _day(end, last=True)) if end else ("", LAST_UPDATE if text == "" else "")


def _day(digits: str, *, last: bool) -> str:
    """``730717`` and ``19730717`` are 1973-07-17; a day that no month has becomes its last or first."""
    if len(digits) == 6:
        digits = ("20" if int(digits[:2]) < 20 else "19") + digits
    if len(digits) != 8 or not digits.isdigit():
        return ""
    year, month, day = digits[:4], digits[4:6], digits[6:]
    if not "01" <= month <= "12":
        return f"{year}-12-28" if last else f"{year}-01-01"
    return f"{year}-{month}-{day if '01' <= day <= '28' else '28' if last else '01'}"


def reign(path: Path, by_cow: dict[str, str]) -> Iterator[Fact]:
    """Heads of government by surname, with month and year."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        for row in csv.DictReader(lines):
            country = by_cow.get(row["ccode"].lstrip("0"))
            name = re.sub(r"\s*\(.*?\)|[^\w .'’-]", "", row["leader"]).strip(" .")
            if country is None or len(name) < 2 or not row["syear"].isdigit():
                continue
            from_ = f"{row['syear']}-{int(row['smonth'] or 1):02}-{min(int(row['sdate'] or 1), 28):02}"
            to = f"{row['eyear']}-{int(row['emonth'] or 12):02}-28" if row["eyear"].isdigit() else ""
            yield Fact(name, (), country, "GOV", "leader", from_, to, path.name)


def icews(path: Path, by_name: dict[str, str]) -> Iterator[Fact]:
    """Named persons and bodies of the sample of events, with their sectors of 2018."""
    seen: set[tuple[str, str]] = set()
    with path.open(encoding="utf-8", errors="replace") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            for side in ("Source", "Target"):
                name, sectors, where = row[f"{side} Name"], row[f"{side} Sectors"] or "", row[f"{side} Country"]
                country = by_name.get((where or "").lower(), "")
                sector = next((ours for theirs, ours in _ICEWS if theirs in sectors), "")
                if name and country and sector and "(" not in name and (name, country) not in seen:
                    seen.add((name, country))
                    kind = "state" if _INSTITUTION.search(name) else "person"
                    yield Fact(name, (), country, sector, kind, "2018-01-01", "", path.name)


def cow_codes(path: Path) -> dict[str, str]:
    """Correlates of War numbers (no leading zeros) to ISO alpha-3."""
    text = path.read_text(encoding="utf-8", errors="replace")
    found: dict[str, str] = {}
    for block in text.split("<Country>")[1:]:
        cow = re.search(r"<COW-Numeric>\s*(\d+)", block)
        iso = re.search(r"<ISO3166-alpha3>\s*([A-Z]{3})", block)
        if cow and iso and int(cow[1]):
            found.setdefault(cow[1].lstrip("0"), _COUNTRIES.get(iso[1], iso[1]))
    return found


def places(path: Path, countries: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Capitals, cities and regions of CountryInfo with their country."""
    text = path.read_text(encoding="utf-8", errors="replace")
    for block in text.split("<Country>")[1:]:
        code = re.search(r"<ISO3166-alpha3>\s*([A-Z]{3})", block)
        country = _COUNTRIES.get(code[1], code[1]) if code else ""
        if country not in countries:
            continue
        for section in ("Capital", "MajorCities", "Regions"):
            inner = re.search(rf"<{section}>(.*?)</{section}>", block, re.DOTALL)
            for line in inner[1].splitlines() if inner else ():
                name = _tidy(line.split("#")[0].split("[")[0])
                if name:
                    yield name, country
