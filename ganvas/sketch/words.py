"""The form of a sketch's line before it means anything: numbers, words, and calls of them."""

import re
from dataclasses import dataclass
from typing import Union

from ganvas.errors import SketchError

MAX_CHARACTERS = 200_000
MAX_NESTING = 64
OPTIONS = ("psi", "sides")
WANTED = "the end, psi= or sides="

TOKEN = re.compile(
    r"\s*(?:(?P<digest>[0-9a-f]{64}\b)|(?P<range>\d{1,3}-\d{1,3}\b)"
    r"|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
    r"|(?P<word>[^\W\d][\w-]*)|(?P<mark>[(),:=]))",
)


@dataclass(frozen=True)
class Word:
    """A name, a digest, or a range of layers."""

    text: str

    def __str__(self) -> str:
        return repr(self.text)


@dataclass(frozen=True)
class Numbers:
    """One number, or several with spaces between them."""

    of: tuple[float, ...]

    def __str__(self) -> str:
        return " ".join(f"{one:g}" for one in self.of)


@dataclass(frozen=True)
class Call:
    """name(term, term: weight, keyword=term)."""

    name: str
    terms: tuple["Term", ...]
    weights: tuple[float | None, ...]
    keywords: tuple[tuple[str, "Term"], ...]

    def keyword(self, name: str) -> "Term | None":
        """The term of that keyword, if it was said."""
        return dict(self.keywords).get(name)

    def __str__(self) -> str:
        return f"{self.name}(…)"


Term = Union[Word, Numbers, Call]  # noqa: UP007


def read_terms(text: str) -> tuple[Term, dict[str, tuple[float, str]]]:
    """One term, and after it options such as ``psi=0.7``, ``psi=0.7:coarse``, ``sides=600`` or ``sides=96:64``.

    Raises:
        SketchError: the text is of another form; the sentence says at which character.
    """
    if len(text) > MAX_CHARACTERS:
        raise SketchError(f"a sketch of {len(text):,} characters; wanted at most {MAX_CHARACTERS:,}")
    return _Parser(text).line()


class _Parser:
    """Recursive descent over the tokens of one line."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.kind, self.token = "", ""
        self.next()

    def next(self) -> str:
        """Step over the token, and return it."""
        passed = self.token
        match = TOKEN.match(self.text, self.at)
        if match is None:
            self.at += len(self.text[self.at :]) - len(self.text[self.at :].lstrip())
            if self.at < len(self.text):
                raise self.refuse(f"{self.text[self.at]!r}", "a number, a name or a bracket")
            self.kind, self.token = "end", ""
            return passed
        self.kind, self.token, self.at = match.lastgroup or "", match[match.lastgroup or 0], match.end()
        return passed

    def refuse(self, found: str, wanted: str) -> SketchError:
        """What is wrong here."""
        place = max(self.at - len(self.token), 0) + 1
        return SketchError(
            f"sketch: at character {place} found {found}, wanted {wanted};"
            " write it as in mix(3, blend(7, 9, 0.4), coarse) psi=0.7"
        )

    def line(self) -> tuple[Term, dict[str, tuple[float, str]]]:
        """The whole text."""
        term, options = self.term(), {}
        while self.kind == "word":
            name = self.next()
            if name not in OPTIONS or name in options:
                raise self.refuse(repr(name), WANTED)
            self.expect("=")
            value, more = self.number(), ""
            if self.token == ":":
                self.next()
                more = self.next()
            options[name] = (value, more)
        if self.kind != "end":
            raise self.refuse(repr(self.token), WANTED)
        return term, options

    def term(self) -> Term:
        """Numbers, a word, or a call."""
        if self.kind == "number":
            numbers = [float(self.next())]
            while self.kind == "number":
                numbers.append(float(self.next()))
            return Numbers(tuple(numbers))
        if self.kind not in {"word", "digest", "range"}:
            raise self.refuse(repr(self.token) if self.token else "the end", "a number or a name")
        kind, name = self.kind, self.next()
        if self.token != "(" or kind != "word":
            return Word(name)
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise SketchError(f"the sketch is nested more than {MAX_NESTING} deep; blend or walk over fewer levels")
        call = self.call(name)
        self.depth -= 1
        return call

    def call(self, name: str) -> Call:
        """From the bracket to its end."""
        self.expect("(")
        terms: list[Term] = []
        weights: list[float | None] = []
        keywords: list[tuple[str, Term]] = []
        while True:
            term = self.term()
            if self.token == "=" and isinstance(term, Word):
                self.next()
                keywords.append((term.text, self.term()))
            else:
                terms.append(term)
                weights.append(self.weight())
            if self.token != ",":
                break
            self.next()
        self.expect(")")
        return Call(name, tuple(terms), tuple(weights), tuple(keywords))

    def weight(self) -> float | None:
        """What follows a colon, if there is one."""
        if self.token != ":":
            return None
        self.next()
        return self.number()

    def number(self) -> float:
        """One number."""
        if self.kind != "number":
            raise self.refuse(repr(self.token) if self.token else "the end", "a number")
        return float(self.next())

    def expect(self, mark: str) -> None:
        """Step over a mark that must stand here."""
        if self.token != mark:
            raise self.refuse(repr(self.token) if self.token else "the end", repr(mark))
        self.next()
