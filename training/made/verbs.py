"""Forms of English verbs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from training.made.files import Faults, entries

VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class VerbForms:
    """All forms of one verb that frames need."""

    base: str
    third: str
    past: str
    participle: str
    gerund: str


def regular(base: str) -> VerbForms:
    """Forms of a verb that follows the rules and doubles no letter."""
    if base.endswith("y") and base[-2] not in VOWELS:
        third, past = base[:-1] + "ies", base[:-1] + "ied"
    else:
        third = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
        past = base + ("d" if base.endswith("e") else "ed")
    silent = base.endswith("e") and not base.endswith(("ee", "oe"))
    return VerbForms(base, third, past, past, (base[:-1] if silent else base) + "ing")


def read_verbs(path: Path, faults: Faults) -> dict[str, VerbForms]:
    """Verbs that do not follow the rules: lines of base, past, participle and gerund."""
    verbs = {}
    for line, entry in entries(path, faults):
        words = entry.split()
        if len(words) != 4:
            faults.add(path, line, "a verb has four forms: base, past, participle, gerund")
            continue
        base, past, participle, gerund = words
        verbs[base] = VerbForms(base, regular(base).third, past, participle, gerund)
    return verbs


def conjugate(lemma: str, form: str, plural: bool, irregular: Mapping[str, VerbForms]) -> str:
    """One form of a verb; ``form`` is past, had, has, base, gerund, participle, present or progressive."""
    forms = irregular.get(lemma) or regular(lemma)
    match form:
        case "had":
            return f"had {forms.participle}"
        case "has":
            return f"{'have' if plural else 'has'} {forms.participle}"
        case "present":
            return forms.base if plural else forms.third
        case "progressive":
            return f"{'were' if plural else 'was'} {forms.gerund}"
    value = getattr(forms, form)
    assert isinstance(value, str)
    return value
