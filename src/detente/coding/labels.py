"""What the coder's heads decide between, in the order of their outputs."""

TYPES = (
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST"),
    *("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
)
STATUSES = ("actual", "alleged", "planned", "possible", "negated")
TIMES = ("current", "recurrent", "historical")
MODES: dict[str, tuple[str, ...]] = {
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        *("seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport"),
        *("withhold", "misinformation", "cyber"),
    ),
    "ASSAULT": (
        *("abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives"),
        *("suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional"),
    ),
}
MODE_LABELS: tuple[tuple[str, str | None], ...] = tuple(
    (event_type, mode) for event_type in TYPES for mode in (None, *MODES.get(event_type, ()))
)
"""Every type with each of its modes and with none; a type's modes stand side by side."""

LIST_ROLES = ("actors", "recipients", "location", "source")
SINGLE_ROLES = ("date", "killed", "injured", "detained")
ROLES = LIST_ROLES + SINGLE_ROLES

NO_TRIGGER = 0
"""Trigger label of a word that belongs to no trigger; then a beginning and a going-on label for each type."""
TRIGGER_LABELS = 1 + 2 * len(TYPES)
NO_EVENT = len(TYPES)
"""Index of "no event after all" in the second look at the type."""
OUTSIDE, BEGIN, INSIDE = 0, 1, 2
"""Labels of a word for one role."""
