"""Licences that pictures carry: their SPDX id, what each asks in plain words, and the spellings that they go by."""

import re
from dataclasses import dataclass

from ganvas.errors import CorpusError

OTHER = re.compile(r"LicenseRef-[A-Za-z0-9.-]{1,80}")
PLAIN = {  # what a licence can ask of what you make from the works, in the order of a credit line
    "BY": "name the author, the licence and that it was changed",
    "SA": "share what is made from it under the same licence; ask if a trained model counts",
    "NC": "no sale, no edition, no commission without asking",
    "ND": "nothing changed may be shared; ask before publishing what was made from it",
    "?": "read its text: Ganvas does not know it",
}
BURDEN = {"": 0, "BY": 1, "SA": 2, "?": 3, "NC": 4, "ND": 8}
VERSIONS = ("1.0", "2.0", "2.5", "3.0", "4.0")
FAMILIES = ("BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND")


@dataclass(frozen=True)
class Licence:
    """A licence.

    Attributes:
        spdx: its id.
        asks: keys of ``PLAIN``.
        url: of its text.
    """

    spdx: str
    asks: tuple[str, ...] = ()
    url: str = ""

    @property
    def burden(self) -> int:
        """How much it asks: the most restrictive of several is the one that counts."""
        return sum(BURDEN[ask] for ask in self.asks)

    @property
    def words(self) -> list[str]:
        """What it asks, in plain words."""
        return [PLAIN[ask] for ask in self.asks]


def _spdx(name: str, *asks: str) -> Licence:
    return Licence(name, asks, f"https://spdx.org/licenses/{name}.html")


def _cc(family: str, version: str) -> Licence:
    place = f"https://creativecommons.org/licenses/{family.lower()}/{version}/"
    return Licence(f"CC-{family}-{version}", tuple(family.split("-")), place)


CC0 = Licence("CC0-1.0", (), "https://creativecommons.org/publicdomain/zero/1.0/")
CODE_BY = ("MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Artistic-2.0")
FREE = ("0BSD", "Unlicense", "WTFPL", "PDDL-1.0", "CC-PDDC", "Zlib", "MIT-0")
COPYLEFT = (
    *(f"{name}-{version}-{kind}" for name, versions in (
        ("GPL", ("2.0", "3.0")), ("LGPL", ("2.1", "3.0")), ("AGPL", ("3.0",)), ("GFDL", ("1.1", "1.2", "1.3")),
    ) for version in versions for kind in ("only", "or-later")),
    "LAL-1.3", "LAL-1.2", "ODbL-1.0", "EUPL-1.2", "OFL-1.1", "MPL-2.0",
)  # fmt: skip
LICENCES = {
    one.spdx: one
    for one in (
        CC0,
        *(_cc(family, version) for family in FAMILIES for version in VERSIONS),
        *(_spdx(name) for name in FREE),
        *(_spdx(name, "BY") for name in (*CODE_BY, "ODC-By-1.0")),
        *(_spdx(name, "BY", "SA") for name in COPYLEFT),
    )
}
IDS = {name.lower(): name for name in LICENCES}
SPELLINGS = {  # squeezed to letters, digits and points
    "cc0": "CC0-1.0", "cczero": "CC0-1.0", "cc01.0universal": "CC0-1.0", "creativecommonszero": "CC0-1.0",
    "mitlicense": "MIT", "apache2": "Apache-2.0", "apache2.0": "Apache-2.0", "apachelicense2.0": "Apache-2.0",
    "gpl2": "GPL-2.0-only", "gpl2.0": "GPL-2.0-only", "gplv2": "GPL-2.0-only", "gpl3": "GPL-3.0-only",
    "gpl3.0": "GPL-3.0-only", "gplv3": "GPL-3.0-only", "gpl2.0+": "GPL-2.0-or-later", "gpl3.0+": "GPL-3.0-or-later",
    "freeartlicense": "LAL-1.3", "licenceartlibre": "LAL-1.3", "fal1.3": "LAL-1.3", "publicdomaindedication": "CC-PDDC",
}  # fmt: skip
URL = re.compile(r"creativecommons\.org/(licenses/([a-z-]{2,8})/(\d\.\d)|publicdomain/(zero|mark)/1\.0)", re.IGNORECASE)
NAMED = re.compile(
    r"\b(?:CC|Creative Commons)[ -]?(BY(?:[ -](?:NC|SA|ND)){0,2})[ -]{0,3}(?:v\.? ?)?(\d\.\d)\b", re.IGNORECASE
)
TITLED = re.compile(r"\bAttribution((?:[ -]{1,3}(?:NonCommercial|ShareAlike|NoDeriv(?:ative)?s)){0,2}) (\d\.\d)\b")
TITLES = {"NonCommercial": "NC", "ShareAlike": "SA", "NoDerivs": "ND", "NoDerivatives": "ND"}
MARK = "public domain mark"
HEADINGS = (  # of licence texts, and the id that each means
    (re.compile(r"\bCC0 1\.0\b|\bCC0\b|Creative Commons Zero"), "CC0-1.0"),
    (re.compile(r"\bThe MIT License\b|\bMIT License\b"), "MIT"),
    (re.compile(r"\bApache License,?\s+Version 2\.0"), "Apache-2.0"),
    (re.compile(r"\bGNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3"), "AGPL-3.0-only"),
    (re.compile(r"\bGNU LESSER GENERAL PUBLIC LICENSE\s+Version 3"), "LGPL-3.0-only"),
    (re.compile(r"\bGNU GENERAL PUBLIC LICENSE\s+Version 3"), "GPL-3.0-only"),
    (re.compile(r"\bGNU GENERAL PUBLIC LICENSE\s+Version 2"), "GPL-2.0-only"),
    (re.compile(r"\bSIL OPEN FONT LICENSE\s+Version 1\.1"), "OFL-1.1"),
    (re.compile(r"\bpublic domain dedication\b", re.IGNORECASE), "CC-PDDC"),
    (re.compile(r"\bFree Art License\b|\bLicence Art Libre\b"), "LAL-1.3"),
)


def licence(name: str) -> Licence:
    """The licence of this SPDX id, or of a common spelling of it.

    Raises:
        CorpusError: nobody goes by that name.
    """
    known = LICENCES.get(spdx_of(name))
    if known:
        return known
    if OTHER.fullmatch(name):
        return Licence(name, ("?",))
    raise CorpusError(
        f"unknown licence {name[:80]!r}; write its SPDX id, as CC-BY-4.0 or CC0-1.0, or LicenseRef-NAME for one "
        "that has none."
    )


def spdx_of(name: str) -> str:
    """The id that a name of a licence means: ``cc-by-4.0`` and ``CC BY 4.0`` are ``CC-BY-4.0``; empty if none."""
    name = name.strip()[:200]
    if name.lower() in IDS:
        return IDS[name.lower()]
    squeezed = re.sub(r"[^a-z0-9.+]", "", name.lower()).removeprefix("the")
    whole = NAMED.fullmatch(name)
    return SPELLINGS.get(squeezed, "") or (_of_parts(whole[1], whole[2]) if whole else "")


def found_in(words: str) -> str:
    """The id of a licence that a text names or quotes, the most restrictive of several; empty if none.

    The Public Domain Mark is none, and comes back as ``MARK``.
    """
    ids = {_of_url(match) for match in URL.finditer(words)}
    ids |= {_of_parts(match[1], match[2]) for match in NAMED.finditer(words)}
    for match in TITLED.finditer(words):
        ids.add(
            _of_parts(
                "BY " + " ".join(TITLES[part] for part in re.findall(r"[A-Z]\w+[a-z](?=[ -]|$)", match[1])), match[2]
            )
        )
    ids |= {spdx for heading, spdx in HEADINGS if heading.search(words)} if not ids - {""} else set()
    return strictest(ids)


def strictest(ids: set[str]) -> str:
    """The one that asks the most."""
    order = sorted(ids - {""}, key=lambda name: (name != MARK, licence(name).burden if name != MARK else 0, name))
    return order[-1] if order else ""


def _of_url(match: re.Match[str]) -> str:
    if match[4]:
        return "CC0-1.0" if match[4].lower() == "zero" else MARK
    return _of_parts(match[2], match[3])


def _of_parts(family: str, version: str) -> str:
    """By any order of its letters; a version that never was counts as none."""
    parts = set(re.split(r"[ -]+", family.upper())) - {""}
    name = "-".join(part for part in ("BY", "NC", "SA", "ND") if part in parts)
    return IDS.get(f"cc-{name}-{version}".lower(), "")


def expression(words: str) -> str:
    """The strictest licence of an SPDX expression such as ``CC-BY-4.0 AND MIT``; empty where none is known."""
    names = re.split(r"[\s()]+(?:AND|OR|WITH)?[\s()]*", words.strip()[:1000])
    return strictest({spdx_of(name) or (name if OTHER.fullmatch(name) else "") for name in names})
