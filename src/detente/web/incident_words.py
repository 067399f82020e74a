"""Incidents in words, as pages write them: days, tolls, places, counts."""

from datetime import UTC, date, datetime

from detente.actors.table import SECTORS
from detente.event import ActorMention
from detente.incidents.incident import Incident, Party, Site, Toll
from detente.incidents.versions import text_of
from detente.relations.parties import name_of

TOLLS = (("killed", "killed"), ("injured", "injured"), ("detained", "held"))
"""Fields of an incident, each with its word."""


def days_of(incident: Incident) -> str:
    """When it was; "reported" where only its reports have days."""
    first, last = incident.first_day, incident.last_day
    if first is None and last is None:
        return "no date"
    if first is None or last is None:
        days = f"until {last}" if first is None else f"from {first}"
    else:
        days = str(first) if first == last else f"{first} to {last}"
    return days if incident.dated else f"reported {days}"


def day_range(first: date, last: date) -> str:
    """The two days, or the one that both are."""
    return str(first) if first == last else f"{first} to {last}"


def moment(published: str | None) -> str:
    """A day as it is, a day with a time as "2024-11-13 07:20 UTC"; what is neither as it is, empty for nothing.

    A time without a zone is taken for UTC, as everywhere.
    """
    words = published or ""
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        pass
    try:
        told = datetime.fromisoformat(words)
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC).isoformat(" ")[:16] + " UTC"
    except (ValueError, OverflowError):  # no date at all, or one that its zone moves out of the calendar
        return words


def toll_words(toll: Toll) -> str:
    """How many: "12", "12 (9 to 15)", "12 (9 or more)", "12 or more"."""
    if toll.min == toll.best == toll.max:
        return f"{toll.best:,}"
    if toll.max is None:
        return f"{toll.best:,} or more" if toll.min == toll.best else f"{toll.best:,} ({toll.min:,} or more)"
    return f"{toll.best:,} ({toll.min:,} to {toll.max:,})"


def tolls_of(incident: Incident) -> tuple[str, ...]:
    """Each toll that is known, in words."""
    stated: list[tuple[str, Toll | None]] = [(word, getattr(incident, name)) for name, word in TOLLS]
    return tuple(f"{toll_words(toll)} {word}" for word, toll in stated if toll is not None)


def called(one: Party | ActorMention) -> str | None:
    """What a party is called: by a code of country and sector as the page of this actor calls it, else by its name.

    Names that came with a code may say the country alone, and differ from one report to the next.
    """
    key = one.actor_id or (f"{one.country}:{one.sector}" if one.country and one.sector and not one.name else "")
    return name_of(key) if key.partition(":")[2] in SECTORS else one.name


def where(site: Site | None) -> str:
    """The place and what it lies in; empty where no place is known."""
    if site is None:
        return ""
    return ", ".join(dict.fromkeys(part for part in (site.name, site.admin1, site.country) if part))


def told_by(incident: Incident, noun: str = "independent publisher") -> str:
    """How many publishers tell it; texts whose publisher nobody knows are counted as texts."""
    texts = {text_of(member.telling) for member in incident.members}
    unknown = len(texts - {text_of(member.telling) for member in incident.members if member.telling.publisher})
    known = incident.publishers - unknown
    of_nobody = f"{counted(unknown, 'text')} of {'an unknown publisher' if unknown == 1 else 'unknown publishers'}"
    return " and ".join([*([counted(known, noun)] if known else []), *([of_nobody] if unknown else [])])


def reported(incident: Incident) -> str:
    """When it was reported, from the first day to the last; empty where its heading says it or nobody knows."""
    first, last = (moment(one)[:10] for one in (incident.first_report, incident.last_report))
    days = f"reported {first}" if first == last else f"reported {first} to {last}"
    return days if first and days != days_of(incident) else ""


def counted(number: int, noun: str) -> str:
    """The number with its noun, "1 report" or "2 reports"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
