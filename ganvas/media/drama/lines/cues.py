"""Cues: a few words to begin a speech from, put together by a model of three words in a row; no network is in it.

A cue is the beginning of a line that an n-gram model of the works' lines drew (``ngram.NGram``, order 3). No cue is a
line of a work or shares six tokens in a row with one, and beside each stands the work's line that is most like it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ganvas.media.drama.lines.measures import Copies
from ganvas.media.drama.lines.ngram import NGram
from ganvas.media.drama.lines.tokens import Line, Vocabulary, lines_of, spoken
from ganvas.media.drama.play import Play

ORDER = 3
LEAST, MOST = 3, 7  # tokens of a cue
PATIENCE = 2000  # draws in a row that give nothing new
METHOD = f"{ORDER}-gram model of the works' lines"


@dataclass(frozen=True)
class Cue:
    """A few words to begin from.

    Attributes:
        text: as a person writes it.
        nearest: the work's line that is most like it.
        shared: the share of its pairs of words that this line has too, 0…1.
    """

    text: str
    nearest: str
    shared: float


class Cues:
    """Where cues come from.

    Args:
        plays: the works whose lines are counted.

    Raises:
        CorpusError: nothing is said in them often enough.
    """

    def __init__(self, plays: Sequence[Play]) -> None:
        said = lines_of(plays)
        vocabulary = Vocabulary.of(said)
        works = [vocabulary.known(line) for line in said]
        self._copies = Copies(said)
        self._model = NGram(works, ORDER, set(vocabulary.words))

    def draw(self, count: int, seed: int) -> list[Cue]:
        """So many different cues, or fewer where the works say too little; same works and same seed, same cues."""
        rng = np.random.default_rng([seed, 6])
        found: dict[Line, Cue] = {}
        failed = 0
        while len(found) < count and failed < PATIENCE:
            (line,) = self._model.draw(1, rng)
            cue = line[: int(rng.integers(LEAST, MOST + 1))]
            failed += 1
            if len(line) >= LEAST and cue not in found and not self._copies.is_blocked(line):
                nearest, shared = self._copies.nearest(cue)
                found[cue] = Cue(f"{spoken(cue).rstrip(' ,;:.-')} …", spoken(nearest), shared)
                failed = 0
        return list(found.values())
