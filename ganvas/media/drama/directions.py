"""Stage directions: what they do, and whom they name."""

import re
from collections.abc import Mapping, Sequence

from ganvas.media.drama.names import key_of

ENTERS = re.compile(
    r"\b(?:re-?)?enters?\b|\b(?:tritt|treten|kommt|kommen)\b.*\b(?:auf|ein|herein)\b|\bauftritt\b", re.I
)
LEAVES = re.compile(r"\bexit\b|\bexeunt\b|\bdies\b|\b(?:geht|gehen|eilt|eilen)\b.*\bab\b|^ab\.?$", re.I)
MANNERS = {  # the first that is found
    "aside": re.compile(r"\baside\b|\bapart\b|\bto (?:him|her)self\b|\bbeiseite\b|\bleise\b|\bfür sich\b", re.I),
    "quoted": re.compile(
        r"\breads?\b|\breading\b|\bsings?\b|\bsinging\b|\bsongs?\b|\bliest\b|\bsingt\b|\bsingend\b", re.I
    ),
    "within": re.compile(r"\bwithin\b|\boff\b|\bv\.?o\.?\b|\bo\.?s\.?\b|\bvon (?:au(?:ß|ss)en|draußen)\b", re.I),
}
MAX_TEXT = 2000  # letters of a direction that are looked at


def kind_of(text: str) -> str:
    """Enter, exit or other; one that does both is an entrance."""
    head = text[:MAX_TEXT]
    if ENTERS.search(head):
        return "enter"
    return "exit" if LEAVES.search(head) else "other"


def manner_of(texts: Sequence[str]) -> str:
    """How a speech with these directions in it is spoken: plain, aside, quoted or within."""
    for manner, pattern in MANNERS.items():
        if any(pattern.search(text[:MAX_TEXT]) for text in texts):
            return manner
    return "plain"


class NameFinder:
    """Finds the speakers of a play in the text of a direction, the longest name first."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names: Mapping[str, str] = {key_of(name): name for name in names}
        keys = sorted((key for key in self._names if key), key=len, reverse=True)
        self._pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, keys)) + r")\b") if keys else None

    def names_in(self, text: str) -> tuple[str, ...]:
        """The names in the order in which the text has them, each once."""
        if self._pattern is None:
            return ()
        found = self._pattern.findall(" , ".join(key_of(part) for part in re.split(r"[,;.&]", text[:MAX_TEXT])))
        return tuple(dict.fromkeys(self._names[key] for key in found))
