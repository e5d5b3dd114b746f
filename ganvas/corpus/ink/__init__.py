"""``builtin:ink``: brush works drawn by a program, each different, the same for the same seed.

What a newcomer's machine learns from without a network or a licence to ask for:
ten subjects of ink painting on quiet paper, at any size.
"""

from collections.abc import Callable

import numpy as np

from ganvas.corpus.ink.creatures import bird, fish
from ganvas.corpus.ink.landscape import boat, enso, mountains, stones
from ganvas.corpus.ink.paper import Pixels, Sheet
from ganvas.corpus.ink.plants import bamboo, orchid, pine, plum
from ganvas.corpus.ink.seal import quiet_place, seal
from ganvas.errors import CorpusError, pick

VERSION = "7"
LEAST_PX, MOST_PX = 8, 2048
JUDGED_PX = 64  # where the seal finds its quiet place, so that it is the same one at every size

SUBJECTS: dict[str, Callable[[Sheet], None]] = {
    "bamboo": bamboo,
    "bird": bird,
    "boat": boat,
    "enso": enso,
    "fish": fish,
    "mountains": mountains,
    "orchid": orchid,
    "pine": pine,
    "plum": plum,
    "stones": stones,
}
WEIGHTS = {  # how often each is drawn, against the others
    "bamboo": 3,
    "bird": 3,
    "boat": 2,
    "enso": 3,
    "fish": 3,
    "mountains": 3,
    "orchid": 2,
    "pine": 2,
    "plum": 2,
    "stones": 2,
}


def subject_of(seed: int) -> str:
    """The subject that the seed draws."""
    names = list(WEIGHTS)
    shares = np.cumsum([WEIGHTS[name] for name in names]) / sum(WEIGHTS.values())
    return names[int(np.searchsorted(shares, np.random.default_rng(seed).random(), side="right"))]


def draw(seed: int, size_px: int, colour: bool = False) -> Pixels:
    """The ink work of a seed; the same drawing at every size.

    Args:
        seed: 0 or more; a pure function of it.
        size_px: side of the square.
        colour: warm paper and a red seal instead of grey.

    Returns:
        (size, size) levels 0…255, or (size, size, 3) RGB if in colour.

    Raises:
        CorpusError: a negative seed, or a size below 8 px or above 2048 px.
    """
    if seed < 0:
        raise CorpusError(f"builtin:ink: seed {seed} was asked for, seeds start at 0. Choose 0 or more.")
    return paint(subject_of(seed), seed, size_px, colour)


def paint(subject: str, seed: int, size_px: int, colour: bool = False) -> Pixels:
    """The work of a seed as if it had drawn this subject; arguments and result as in ``draw``.

    Raises:
        CorpusError: a size below 8 px or above 2048 px.
        RecipeError: no such subject.
    """
    if not LEAST_PX <= size_px <= MOST_PX:
        raise CorpusError(
            f"builtin:ink: a side of {size_px} px was asked for, it can draw {LEAST_PX} to {MOST_PX} px. "
            "Choose a size between them."
        )
    sheet = painted(subject, seed, size_px)
    if not colour:
        return sheet.grey()
    judged = sheet if size_px == JUDGED_PX else painted(subject, seed, JUDGED_PX)
    rng = np.random.default_rng([seed, 2])
    return sheet.coloured(seal(sheet, quiet_place(judged, rng), rng))


def painted(subject: str, seed: int, size_px: int) -> Sheet:
    """The sheet of a subject, its ink soaked in, without a seal."""
    sheet = Sheet(size_px, np.random.default_rng([seed, 1]))
    mirrored = sheet.rng.random() < 0.5
    pick(SUBJECTS, "subject", subject)(sheet)
    if mirrored:
        sheet.mirror()
    sheet.soak()
    return sheet
