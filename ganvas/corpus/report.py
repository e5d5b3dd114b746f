"""What a gathering found, one line a finding: what was done and why. Nothing is dropped in silence."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, Self

from pydantic import model_validator

from ganvas.errors import pick
from ganvas.record import Record

REASONS = {  # every reason, in the words of a report
    "unreadable": "damaged, or not a picture after all",
    "truncated": "cut short",
    "empty": "zero bytes",
    "mode": "pixels without an agreed meaning",
    "too-small": "too small",
    "too-short": "too short",
    "too-large": "too many bytes",
    "bomb": "too many pixels",
    "crashed": "the decoder broke down over it",
    "not-a-picture": "not a picture",
    "other-art": "not of this art form",
    "corpus": "a corpus inside a folder",
    "name": "a name that is not UTF-8",
    "archive": "an archive or an array inside a folder",
    "escapes": "an archive's entry that climbs out of its folder",
    "link-out": "a link that leads out of its folder",
    "special": "neither a file nor a folder",
    "encrypted": "locked with a password",
    "no-access": "no permission to read",
    "duplicate": "the same bytes again",
    "near-duplicate": "looks the same",
    "blocked": "asks not to be learned from",
    "withdrawn": "withdrawn from this corpus",
    "machine-made": "says that a machine made it",
    "rights": "about rights",
    "read-anew": "read with a conversion",
    "source": "about a whole source",
}


class Line(Record):
    """One finding.

    ``left out``: the work is not in the corpus. ``kept``: it is, and this was done to it or is good to know.
    """

    did: Literal["left out", "kept"]
    reason: str
    source: str
    name: str
    text: str

    @model_validator(mode="after")
    def _known_reason(self) -> Self:
        pick(REASONS, "reason", self.reason)
        return self

    def __str__(self) -> str:
        return f"{self.did}: {self.text}"


def by_reason(lines: Iterable[Line]) -> dict[str, int]:
    """How many lines each reason has, the most frequent first."""
    return dict(Counter(line.reason for line in lines).most_common())


def summary(works: int, lines: Sequence[Line]) -> dict[str, object]:
    """A report for a script."""
    return {
        "works": works,
        "left_out": sum(line.did == "left out" for line in lines),
        "by_reason": by_reason(lines),
        "report": [line.model_dump() for line in lines],
    }


def in_words(lines: Iterable[Line], examples: int = 3) -> list[str]:
    """A report for a person: each reason with its number and its first few examples."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.did, line.reason), []).append(line)
    text = []
    for (did, reason), group in sorted(groups.items(), key=lambda item: (item[0][0] == "kept", -len(item[1]))):
        text.append(f"{len(group):,} {did}, {REASONS[reason]}:")
        text += [f"    {line.text}" for line in group[:examples]]
        if len(group) > examples:
            text.append(f"    … and {len(group) - examples:,} more")
    return text
