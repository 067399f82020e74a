"""Country codes: the code that somebody means who asks for a country by code or by name."""

from detente.actors.country_names import country_called
from detente.actors.table import INTERNATIONAL, known_countries

_UNPEOPLED = frozenset(("ATA", "ATF", "BVT", "HMD", "SGS", "UMI"))
"""Codes of land without a people: the table of countries leaves it out, but places may lie there."""
NO_COUNTRY = "is neither a country's name in English nor its code of three letters, such as YEM"
"""What is said of words that ``country_code`` finds none for."""


def country_code(words: str) -> str | None:
    """The ISO 3166-1 alpha-3 code, or one of INTERNATIONAL, of a code or English name; None where no country has it.

    Capitals make no difference, nor do accents of a name.
    """
    code = words.strip().upper()
    if code in known_countries() | INTERNATIONAL | _UNPEOPLED:
        return code
    return country_called(words)
