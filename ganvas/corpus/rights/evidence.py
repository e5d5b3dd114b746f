"""From what a file says to what that means for training: one table from a field to its meaning."""

import re
from collections.abc import Callable, Iterable
from typing import Literal

from ganvas.corpus.rights.licences import MARK, expression, found_in
from ganvas.corpus.rights.said import Said, plain
from ganvas.record import Record

Says = Literal["no", "yes", "licence", "public-domain", "holder", "terms", "machine", "unread"]
PLUS = "http://ns.useplus.org/ldf/vocab/"  # where a value of plus:DataMining has its meaning; said shorter without
Meaning = tuple[Says, str]
NOTHING: tuple[Meaning, ...] = ()


class Evidence(Record):
    """One statement about a work's rights, and what it says."""

    where: str
    what: str
    words: str
    says: Says
    spdx: str = ""

    def __str__(self) -> str:
        if self.says == "unread":
            return f"{self.where} cannot be read: {self.words}"
        return f"{self.where} says {self.what} “{self.words.removeprefix(PLUS)}”"


NEGATIONS = (
    r"(?:\b(?:no|not|non|never|without|prohibit\w*|forbid\w*|forbidden|disallow\w*|reserv\w*|opt(?:ed|s)?[- ]?out)\b)"
)
MINING = (
    r"(?:\bA\.?I\.?\b|\b[Aa]rtificial [Ii]ntelligence\b|\b[Mm]achine[- ][Ll]earning\b|\b[Dd]ata[- ][Mm]ining\b"
    r"|\bTDM\b|\b[Gg]en(?:erative )?AI\b|\b[Nn]eural net\w*|\b[Gg]enerative (?:model|art|network)s?\b)"
)
FORBIDS = re.compile(
    rf"(?i:{NEGATIONS})[^.;\n]{{0,90}}?{MINING}|{MINING}[^.;\n]{{0,60}}?(?i:{NEGATIONS})"
    r"|(?i:\bno[- ]?ai\b|\bnoimageai\b)|§ ?44b|DMI-PROHIBITED"
)
SIGN = re.compile(r"©|\(c\)|\bcopyright\b", re.IGNORECASE)
NOBODY = re.compile(r"©|\(c\)|\bcopyrights?\b|\ball rights reserved\b|\bthe authors?\b|\bby\b", re.IGNORECASE)
LONGEST_NAME = 60
MACHINE = re.compile(r"trainedAlgorithmicMedia$", re.IGNORECASE)


def forbids(words: str) -> bool:
    """Whether a sentence, in the words that people use, keeps machines from learning."""
    return FORBIDS.search(words) is not None


def _mining(words: str) -> tuple[Meaning, ...]:
    if "PROHIBITED" in words.upper():
        return (("no", ""),)
    if words.upper().endswith("DMI-ALLOWED"):
        return (("yes", ""),)
    return NOTHING if words.upper().endswith("DMI-UNSPECIFIED") else (("terms", ""),)


def _reservation(words: str) -> tuple[Meaning, ...]:
    return ({"1": ("no", ""), "0": ("yes", "")}.get(words.strip(), ("terms", "")),)  # type: ignore[return-value]


def _use(words: str) -> tuple[Meaning, ...]:
    """Of a C2PA wish; one that is bound to conditions forbids until somebody has read them."""
    use = words.partition(" ")[0].lower()
    return {"notallowed": (("no", ""),), "constrained": (("no", ""),), "allowed": (("yes", ""),)}.get(use, NOTHING)  # type: ignore[return-value]


def _yes_or_no(words: str) -> tuple[Meaning, ...]:
    return {"n": (("no", ""),), "y": (("yes", ""),)}.get(words, NOTHING)  # type: ignore[return-value]


def _terms(words: str) -> tuple[Meaning, ...]:
    """Free words: they may forbid, and they may name a licence too."""
    found = _licence(words)
    if not forbids(words):
        return found
    return (("no", ""), *(meaning for meaning in found if meaning[0] != "terms"))


def _licence(words: str) -> tuple[Meaning, ...]:
    spdx = found_in(words)
    return (("public-domain", "") if spdx == MARK else ("licence", spdx) if spdx else ("terms", ""),)


def _spdx(words: str) -> tuple[Meaning, ...]:
    spdx = expression(words)
    return (("licence", spdx) if spdx else ("terms", ""),)


def _copyright(words: str) -> tuple[Meaning, ...]:
    """As terms, and whose it is if it names somebody."""
    terms = _terms(words)
    rest = NOBODY.sub("", words)
    is_notice = SIGN.search(words) or (len(words) < LONGEST_NAME and all(says == "terms" for says, _ in terms))
    names = is_notice and sum(mark.isalpha() for mark in rest) > 1
    return (*terms, ("holder", "")) if names else terms


def _always(says: Says) -> Callable[[str], tuple[Meaning, ...]]:
    return lambda _words: ((says, ""),)


def _source_type(words: str) -> tuple[Meaning, ...]:
    return (("machine", ""),) if MACHINE.search(words) else NOTHING


MEANINGS: dict[str, Callable[[str], tuple[Meaning, ...]]] = {
    "plus:DataMining": _mining,
    "plus:OtherConstraints": _terms,
    "tdm:reservation": _reservation,
    "tdm:policy": _always("terms"),
    "training-mining:ai_generative_training": _use,
    "training-mining:ai_training": _use,
    "training-mining:data_mining": _use,
    "content-usage:train-ai": _yes_or_no,
    "robots": _terms,
    "dc:rights": _copyright,
    "dc:creator": _always("holder"),
    "xmpRights:UsageTerms": _terms,
    "xmpRights:WebStatement": _licence,
    "xmpRights:Owner": _always("holder"),
    "cc:license": _licence,
    "photoshop:Instructions": _terms,
    "photoshop:Credit": _always("holder"),
    "tiff:Artist": _always("holder"),
    "tiff:Copyright": _copyright,
    "plus:CopyrightOwnerName": _always("holder"),
    "plus:ImageCreatorName": _always("holder"),
    "plus:LicensorName": _always("holder"),
    "exif:Artist": _always("holder"),
    "exif:XPAuthor": _always("holder"),
    "exif:Copyright": _copyright,
    "iptc:By-line": _always("holder"),
    "iptc:Credit": _always("holder"),
    "iptc:CopyrightNotice": _copyright,
    "iptc:SpecialInstructions": _terms,
    "png:Author": _always("holder"),
    "png:Copyright": _copyright,
    "terms": _terms,
    "spdx": _spdx,
    "copyright": _always("holder"),
    "Iptc4xmpExt:DigitalSourceType": _source_type,
    "Iptc4xmpExt:AISystemUsed": _always("machine"),
    "TC260:AIGC": _always("machine"),
    "AIGC": _always("machine"),
    "unread": _always("unread"),
}


def evidence(said: Iterable[Said]) -> list[Evidence]:
    """What the statements mean; those that mean nothing for training are left away."""
    found = []
    for where, what, words in said:
        for says, spdx in MEANINGS.get(what, _always_nothing)(words):
            found.append(Evidence(where=where, what=what, words=plain(words), says=says, spdx=spdx))
    return found


def _always_nothing(_words: str) -> tuple[Meaning, ...]:
    return NOTHING
