"""Sources: of what kind somebody is whom a report gives as its source."""

from enum import StrEnum

from detente.actors.names import plain_words
from detente.actors.resolve import ActorAnswer, ActorRule, resolve_actor


class SourceKind(StrEnum):
    """Kinds of sources: the closed list that stands as ``kind`` in the event record."""

    OFFICIAL = "official"
    MILITARY = "military"
    POLICE = "police"
    COURT = "court"
    LAWMAKER = "lawmaker"
    PARTY = "party"
    REBEL = "rebel"
    MEDIA = "media"
    WITNESS = "witness"
    RESIDENT = "resident"
    ACTIVIST = "activist"
    NGO = "ngo"
    INTERNATIONAL = "international"
    MEDICAL = "medical"
    COMPANY = "company"
    ACADEMIC = "academic"
    RELIGIOUS = "religious"
    WORKER = "worker"
    CRIMINAL = "criminal"
    DOCUMENT = "document"
    UNNAMED = "unnamed"


_BY_SECTOR = {
    "GOV": SourceKind.OFFICIAL, "ELI": SourceKind.OFFICIAL, "SPY": SourceKind.OFFICIAL, "PRE": SourceKind.OFFICIAL,
    "MIL": SourceKind.MILITARY, "COP": SourceKind.POLICE, "JUD": SourceKind.COURT, "LEG": SourceKind.LAWMAKER,
    "PTY": SourceKind.PARTY, "REB": SourceKind.REBEL, "PRM": SourceKind.REBEL, "UAF": SourceKind.REBEL,
    "JRN": SourceKind.MEDIA, "CVL": SourceKind.RESIDENT, "REF": SourceKind.RESIDENT, "AGR": SourceKind.WORKER,
    "LAB": SourceKind.WORKER, "NGO": SourceKind.NGO, "SOC": SourceKind.ACTIVIST, "IGO": SourceKind.INTERNATIONAL,
    "MED": SourceKind.MEDICAL, "BUS": SourceKind.COMPANY, "EDU": SourceKind.ACADEMIC, "REL": SourceKind.RELIGIOUS,
    "CRM": SourceKind.CRIMINAL,
}  # fmt: skip
_WITNESSES = frozenset(("witness", "witnesses", "eyewitness", "eyewitnesses", "bystander", "bystanders", "onlooker",
                        "onlookers", "survivor", "survivors", "passerby", "passersby"))  # fmt: skip
_ACTIVISTS = frozenset(("activist", "activists", "protester", "protesters", "demonstrator", "demonstrators",
    "dissident",
                        "dissidents", "campaigner", "campaigners", "organizer", "organizers", "organiser",
                        "organisers"))  # fmt: skip
_MEDIA = frozenset(("media", "newspaper", "newspapers", "television", "tv", "radio", "agency", "news", "press",
    "reporter",
                    "reporters", "journalist", "journalists", "broadcaster", "website", "channel", "daily", "magazine",
                    "correspondent", "outlet", "outlets"))  # fmt: skip
_DOCUMENTS = frozenset(("statement", "report", "reports", "letter", "document", "documents", "tweet", "post", "video",
                        "footage", "transcript", "indictment", "memo", "cable", "survey", "poll", "communique", "data",
                        "figures", "records", "complaint", "lawsuit", "affidavit", "filing", "book", "image", "images",
                        "photographs", "satellite", "audio", "recording"))  # fmt: skip
_UNNAMED = frozenset(("source", "sources", "someone", "insider", "insiders", "informant", "people", "person", "some",
                      "many", "others", "rumours", "rumors", "critics", "observers", "anonymous"))  # fmt: skip
_NO_MEDIA = frozenset(("intelligence", "aid", "spy", "relief", "refugee", "energy", "police", "security", "office",
                       "secretary", "officer", "spokesman", "minister"))  # fmt: skip
_ANONYMOUS = frozenset(("anonymity", "anonymous", "familiar", "briefed", "unnamed", "unidentified"))
_MEDICAL = frozenset(("medical", "hospital", "health", "medics", "doctors", "rescue", "ambulance"))


def source_kind(text: str) -> str | None:
    """Tell of what kind a source is, by its words: one of SourceKind; None where they do not tell.

    "security officials" is official, "a witness" witness, "state television" media, "sources" unnamed. Never raises.
    """
    words = frozenset(plain_words(text[:400]))
    if not words:
        return None
    if not words.isdisjoint(_WITNESSES):
        return SourceKind.WITNESS.value
    answer = resolve_actor(text)
    kind = _special(words) or _of_answer(answer) or _vague(words)
    return kind.value if kind else None


def _special(words: frozenset[str]) -> SourceKind | None:
    """Kinds that one word decides, whatever sector the actor is of."""
    if not words.isdisjoint(_ANONYMOUS):
        return SourceKind.UNNAMED
    if "security" in words and not words.isdisjoint(("official", "officials", "source", "sources")):
        return SourceKind.OFFICIAL
    if not words.isdisjoint(_ACTIVISTS):
        return SourceKind.ACTIVIST
    if not words.isdisjoint(_MEDIA) and words.isdisjoint(_NO_MEDIA):
        return SourceKind.MEDIA
    if not words.isdisjoint(_MEDICAL) and words.isdisjoint(
        ("minister", "ministry", "department", "organization", "organisation", "un")
    ):
        return SourceKind.MEDICAL
    return None


def _of_answer(answer: ActorAnswer | None) -> SourceKind | None:
    if answer is None:
        return None
    if answer.sector in _BY_SECTOR:
        return _BY_SECTOR[answer.sector]
    if answer.country in ("UNO", "EUR", "IGO"):
        return SourceKind.INTERNATIONAL
    return SourceKind.OFFICIAL if answer.country and answer.sector is None and _is_state(answer) else None


def _is_state(answer: ActorAnswer) -> bool:
    """Whether the answer is a country by its name or capital, which speaks through its officials."""
    return answer.rule is ActorRule.COUNTRY


def _vague(words: frozenset[str]) -> SourceKind | None:
    if not words.isdisjoint(_DOCUMENTS):
        return SourceKind.DOCUMENT
    return SourceKind.UNNAMED if not words.isdisjoint(_UNNAMED) else None
