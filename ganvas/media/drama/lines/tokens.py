"""Lines as words and punctuation, and the vocabulary of a corpus."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import CorpusError
from ganvas.media.drama.play import Play

TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|--+|[^\w\s]")
BEGIN, END, UNKNOWN = "<s>", "</s>", "<unk>"
SPECIAL = (END, BEGIN, UNKNOWN)  # 0, 1 and 2; END also fills what is left of a row
LEAST_COUNT = 5
LENGTH = 14  # tokens of a line for a network; 98 in a hundred of Shakespeare's are within
CLOSING = set(".,;:!?)")
Line = tuple[str, ...]


def tokens(line: str) -> Line:
    """Words in lower case, hyphens and apostrophes kept inside, and each mark of punctuation.

    >>> tokens("'Tis now struck twelve; get thee to bed, Francisco.")
    ("'", 'tis', 'now', 'struck', 'twelve', ';', 'get', 'thee', 'to', 'bed', ',', 'francisco', '.')
    """
    return tuple(TOKEN.findall(line.replace("’", "'").lower()))


def spoken(line: Sequence[str]) -> str:
    """Tokens as a person writes them.

    >>> spoken(("who", "'", "tis", ",", "speak", "!"))
    "Who 'tis, speak!"
    """
    text = ""
    for token in line:
        glued = token in CLOSING or not text or text == "'" or text.endswith((" '", "("))
        word = token.capitalize() if token.partition("'")[0] == "i" else token
        text += word if glued else f" {word}"
    return text[:1].upper() + text[1:]


def lines_of(plays: Iterable[Play]) -> list[Line]:
    """Every line that is said in the plays and has a word."""
    found = (tokens(line) for play in plays for speech in play.speeches() for line in speech.lines)
    return [line for line in found if line]


@dataclass(frozen=True)
class Vocabulary:
    """The words that a network knows.

    Attributes:
        words: by number; the first three are special.
    """

    words: tuple[str, ...]
    numbers: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", {word: number for number, word in enumerate(self.words)})

    @classmethod
    def of(cls, lines: Iterable[Line], least: int = LEAST_COUNT) -> "Vocabulary":
        """The tokens that occur at least so often, the most frequent first.

        Raises:
            CorpusError: none does.
        """
        counts = Counter(token for line in lines for token in line)
        kept = sorted(
            (word for word, count in counts.items() if count >= least), key=lambda word: (-counts[word], word)
        )
        if not kept:
            raise CorpusError(f"no word is said {least} times, so there is no vocabulary. Gather more plays.")
        return cls((*SPECIAL, *kept))

    def __len__(self) -> int:
        return len(self.words)

    def known(self, line: Line) -> Line:
        """The line, words it does not have as ``<unk>``."""
        return tuple(word if word in self.numbers else UNKNOWN for word in line)

    def rows(self, lines: Sequence[Line], length: int = LENGTH) -> NDArray[np.int64]:
        """Lines as numbers (N, length): cut, or filled up with END."""
        rows = np.zeros((len(lines), length), np.int64)
        for row, line in zip(rows, lines, strict=True):
            numbers = [self.numbers.get(word, 2) for word in line[:length]]
            row[: len(numbers)] = numbers
        return rows

    def lines(self, rows: NDArray[np.int64]) -> list[Line]:
        """Numbers (N, length) as lines, each up to its first END."""
        found = []
        for row in rows.tolist():
            end = row.index(0) if 0 in row else len(row)
            found.append(tuple(self.words[number] for number in row[:end]))
        return found


def batches(rows: NDArray[np.int64], size: int, seed: int) -> "Iterable[NDArray[np.int64]]":
    """Batches without end for a network of lines, every row once before any comes again; same seed, same batches."""
    rng = np.random.default_rng(seed)
    order = np.empty(0, np.int64)
    while True:
        while len(order) < size:
            order = np.concatenate([order, rng.permutation(len(rows))])
        now, order = order[:size], order[size:]
        yield rows[now]
