"""RunIdentity: what a run is known by, so that work done once is known as done."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

Option = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class RunIdentity:
    """Everything but the reports that decides which events come out.

    ``options`` are those that change what the coder makes of a report. A publication date given by the user is not
    among them: it becomes part of the report, and a report with another date is another revision.
    """

    version: str
    """Version of Detente."""
    model: str
    """Name of the coder with the digest of its weights."""
    codebook: str
    options: Mapping[str, Option] = field(default_factory=dict)

    @property
    def canonical_options(self) -> str:
        """The options as JSON with sorted keys."""
        return json.dumps(dict(self.options), sort_keys=True, ensure_ascii=False, allow_nan=False)

    @property
    def digest(self) -> str:
        """SHA-256 of all parts, 64 hexadecimal digits."""
        parts = [self.version, self.model, self.codebook, self.canonical_options]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
