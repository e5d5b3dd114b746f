"""On what ground a work may be learned from: eight records, and the one road from a word to each."""

from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ganvas.corpus.rights.licences import Licence, licence
from ganvas.errors import CorpusError
from ganvas.record import Record


class Own(Record):
    """The author made it."""

    kind: Literal["own"] = "own"

    @property
    def words(self) -> str:
        """For a table."""
        return "own work"


class Commissioned(Record):
    """Somebody made it for the author, by a contract that covers this."""

    kind: Literal["commissioned"] = "commissioned"
    contract: str = Field(min_length=1, max_length=500, description="which one, in words")

    @property
    def words(self) -> str:
        """For a table."""
        return f"commissioned: {self.contract}"


class Licensed(Record):
    """Its holder allows it to everybody, on terms."""

    kind: Literal["licence"] = "licence"
    spdx: str = Field(description="SPDX id, or LicenseRef-NAME")

    @model_validator(mode="after")
    def _known(self) -> Self:
        if licence(self.spdx).spdx != self.spdx:
            raise CorpusError(f"write {licence(self.spdx).spdx} for {self.spdx!r}.")
        return self

    @property
    def licence(self) -> Licence:
        """What it asks, and where its text is."""
        return licence(self.spdx)

    @property
    def words(self) -> str:
        """For a table."""
        return f"licence {self.spdx}"


class Consent(Record):
    """Its holder agreed in writing."""

    kind: Literal["consent"] = "consent"
    document: str = Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the document, which stays with the author")

    @property
    def words(self) -> str:
        """For a table."""
        return f"written consent, document {self.document[:12]}"


class PublicDomain(Record):
    """Nobody holds it."""

    kind: Literal["public-domain"] = "public-domain"
    reason: str = Field(min_length=1, max_length=500, description="why: who died when, in which country")

    @property
    def words(self) -> str:
        """For a table."""
        return f"public domain: {self.reason}"


class Mining(Record):
    """A law allows text and data mining of what one may lawfully read, as long as nobody reserved it."""

    kind: Literal["tdm-exception"] = "tdm-exception"
    law: str = Field(min_length=1, max_length=500, description="which one, and how the work was come by")

    @property
    def words(self) -> str:
        """For a table."""
        return f"text and data mining: {self.law}"


class Blocked(Record):
    """It is not to be learned from."""

    kind: Literal["blocked"] = "blocked"
    reason: str = Field(min_length=1, max_length=500)

    @property
    def words(self) -> str:
        """For a table."""
        return f"blocked: {self.reason}"


class Unstated(Record):
    """Nobody said; which is no permission."""

    kind: Literal["unstated"] = "unstated"

    @property
    def words(self) -> str:
        """For a table."""
        return "unstated"


Basis = Annotated[
    Own | Commissioned | Licensed | Consent | PublicDomain | Mining | Blocked | Unstated, Field(discriminator="kind")
]
WRITTEN = ("own", "commissioned", "licence", "consent", "public-domain")  # which an opt-out yields to
KINDS: dict[str, Callable[[str], Basis]] = {  # from the one detail that each asks for
    "own": lambda _detail: Own(),
    "commissioned": lambda detail: Commissioned(contract=detail),
    "licence": lambda detail: Licensed(spdx=licence(detail).spdx),
    "consent": lambda detail: Consent(document=detail.lower()),
    "public-domain": lambda detail: PublicDomain(reason=detail),
    "tdm-exception": lambda detail: Mining(law=detail),
    "blocked": lambda detail: Blocked(reason=detail or "the author left it out"),
    "unstated": lambda _detail: Unstated(),
}
SPELLINGS = {
    "mine": "own", "own-work": "own", "license": "licence", "written-consent": "consent", "public": "public-domain",
    "pd": "public-domain", "tdm": "tdm-exception", "block": "blocked", "unknown": "unstated", "": "unstated",
}  # fmt: skip
DETAILS = {  # which column each basis takes its detail from, and what it says where that is empty
    "commissioned": ("reason", "which contract, in words"),
    "licence": ("licence", "its SPDX id"),
    "consent": ("document", "the document, or its SHA-256"),
    "public-domain": ("reason", "why: who died when, in which country"),
    "tdm-exception": ("reason", "which law, and how the work was come by"),
    "blocked": ("reason", ""),
}


def kind_of(word: str) -> str:
    """The kind that a word means.

    Raises:
        CorpusError: it means none.
    """
    name = "-".join(word.strip().lower().replace("_", " ").replace("-", " ").split())
    name = SPELLINGS.get(name, name)
    if name not in KINDS:
        raise CorpusError(f"unknown basis {word[:40]!r}; choose one of: {', '.join(KINDS)}.")
    return name
