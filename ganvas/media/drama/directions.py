"""Stage directions: what they do, and whom they name."""

import re
from collections.abc import Sequence

from ganvas.media.drama.names import key_of

ENTERS, LEAVES = {"enter", "enters", "reenter", "entering", "auftritt"}, {"exit", "exeunt", "dies", "exits"}
COMES, IN = {"tritt", "treten", "kommt", "kommen"}, {"auf", "ein", "herein", "hervor"}
GOES, OFF = {"geht", "gehen", "eilt", "eilen"}, {"ab"}
MANNERS = {  # the first that is found
    "aside": re.compile(r"\baside\b|\bapart\b|\bto (?:him|her)self\b|\bbeiseite\b|\bleise\b|\bfür sich\b", re.I),
    "quoted": re.compile(
        r"\breads?\b|\breading\b|\bsings?\b|\bsinging\b|\bsongs?\b|\bliest\b|\bsingt\b|\bsingend\b", re.I
    ),
    "within": re.compile(r"\bwithin\b|\boff\b|\bv\.?o\.?\b|\bo\.?s\.?\b|\bvon (?:au(?:ß|ss)en|draußen)\b", re.I),
}
MAX_TEXT = 400  # letters of a direction that are looked at
MAX_WORDS = 8  # of a name that is looked for


def kind_of(text: str) -> str:
    """Enter, exit or other; one that does both is an entrance."""
    words = set(re.findall(r"\w+", text[:MAX_TEXT].lower()))
    if words & ENTERS or (words & COMES and words & IN):
        return "enter"
    return "exit" if words & LEAVES or (words & GOES and words & OFF) or words == OFF else "other"


def manner_of(texts: Sequence[str]) -> str:
    """How a speech with these directions in it is spoken: plain, aside, quoted or within."""
    for manner, pattern in MANNERS.items():
        if any(pattern.search(text[:MAX_TEXT]) for text in texts):
            return manner
    return "plain"


class NameFinder:
    """Finds the speakers of a play in the text of a direction, the longest name first."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = {key: name for name in names if (key := tuple(key_of(name).split()))}
        self._longest = min(MAX_WORDS, max(map(len, self._names), default=0))

    def names_in(self, text: str) -> tuple[str, ...]:
        """The names in the order in which the text has them, each once."""
        found: dict[str, None] = {}
        for part in re.split(r"[,;.&]", text[:MAX_TEXT]):
            words, place = tuple(key_of(part).split()), 0
            while place < len(words):
                sizes = range(min(self._longest, len(words) - place), 0, -1)
                size = next((one for one in sizes if words[place : place + one] in self._names), 0)
                if size:
                    found[self._names[words[place : place + size]]] = None
                place += max(1, size)
        return tuple(found)
