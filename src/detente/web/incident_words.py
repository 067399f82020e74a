"""Incidents in words, as pages write them: days, tolls, places, counts."""

from datetime import date

from detente.incidents.incident import Incident, Site, Toll

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


def toll_words(toll: Toll) -> str:
    """How many: "12", "12 (9 to 15)", "12 (9 or more)"."""
    if toll.min == toll.best == toll.max:
        return f"{toll.best:,}"
    if toll.max is None:
        return f"{toll.best:,} ({toll.min:,} or more)"
    return f"{toll.best:,} ({toll.min:,} to {toll.max:,})"


def tolls_of(incident: Incident) -> tuple[str, ...]:
    """Each toll that is known, in words."""
    stated: list[tuple[str, Toll | None]] = [(word, getattr(incident, name)) for name, word in TOLLS]
    return tuple(f"{toll_words(toll)} {word}" for word, toll in stated if toll is not None)


def where(site: Site | None) -> str:
    """The place and what it lies in; empty where no place is known."""
    if site is None:
        return ""
    return ", ".join(dict.fromkeys(part for part in (site.name, site.admin1, site.country) if part))


def counted(number: int, noun: str) -> str:
    """The number with its noun, "1 report" or "2 reports"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
