"""Who speaks: one name for each speaker of a play, however it is spelled."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping

ORDINALS = {
    "1": "first", "1st": "first", "i": "first", "2": "second", "2nd": "second", "ii": "second",
    "3": "third", "3rd": "third", "iii": "third", "4": "fourth", "4th": "fourth",
    "1.": "first", "erster": "first", "erste": "first", "zweiter": "second", "zweite": "second",
}  # fmt: skip
CONTINUED = re.compile(r"\((?:cont|contd|cont['’]d|continued|v\.?o\.?|o\.?s\.?|o\.?c\.?)\.?\)", re.IGNORECASE)
LONG_NAME = 6  # letters from which one letter more or less is taken for a slip
RARE, USUAL = 2, 10  # speeches of the slip and of the name it is taken for
MAX_SLIPS = 400  # names up to which slips are looked for


def key_of(name: str) -> str:
    """What two spellings of one name share: letters and digits without case, accents kept, ordinals in words.

    >>> key_of("1st  Citizen.") == key_of("First citizen")
    True
    """
    plain = CONTINUED.sub("", unicodedata.normalize("NFKC", name)).casefold().replace("’", "'")
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)?", plain)
    if len(words) > 1:
        words = [ORDINALS.get(word, word) for word in words]
    return " ".join(words)


def tidy(name: str) -> str:
    """A name as it is shown: one space between words, no full stop or colon at the end."""
    return " ".join(CONTINUED.sub("", name).split()).strip(" .:,;") or "?"


def one_name_each(counts: Mapping[str, int]) -> dict[str, str]:
    """The name that each spelling goes by, and slips of one letter brought to the name they stand for.

    Args:
        counts: speeches of each spelling.
    Returns:
        from every spelling to the most frequent one of the same speaker.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for spelling, count in counts.items():
        spellings[key_of(spelling)][spelling] += count
    total = {key: sum(found.values()) for key, found in spellings.items()}
    slips = _slips(total)
    names = {key: tidy(max(found, key=lambda one: (found[one], one))) for key, found in spellings.items()}
    return {spelling: names[slips.get(key_of(spelling), key_of(spelling))] for spelling in counts}


def _slips(total: Mapping[str, int]) -> dict[str, str]:
    """From rare names to a usual one that differs in one letter; ordinals are never slips."""
    if len(total) > MAX_SLIPS:
        return {}
    usual = [key for key, count in total.items() if count >= USUAL and len(key) >= LONG_NAME]
    rare = [key for key, count in total.items() if count <= RARE and len(key) >= LONG_NAME]
    return {
        slip: name
        for slip in rare
        for name in usual
        if one_letter_apart(slip, name) and not (set(slip.split()) ^ set(name.split())) & set(ORDINALS.values())
    }


def one_letter_apart(one: str, other: str) -> bool:
    """Whether a letter more, less or other makes one name of the other; digits must agree."""
    if one == other or abs(len(one) - len(other)) > 1 or re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    if len(one) == len(other):
        return one[same + 1 :] == other[same + 1 :]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[same + 1 :] == shorter[same:]
