"""The measures of music as rows: the model's phrases beside works in their place and music that nobody composed."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import MetricError
from ganvas.media.measured import Measurement
from ganvas.media.medium import Samples
from ganvas.media.music.copies import COPY, nearest, told_apart
from ganvas.media.music.grid import BARS, Grid, Tokens, grid_of, heights, to_tokens
from ganvas.media.music.measures import Voices, from_tokens, measures, unique_share
from ganvas.media.music.nulls import NULLS
from ganvas.media.nearest import Nearest

BY = "pitches in any key 1"  # how phrases are compared; another number whenever a verdict could differ
CLOSE = 0.7  # agreement that 1 of 20 drawn phrases reaches with the nearest of 59 other pieces

Better = Literal["lower", "higher", "works"]
ROWS: Mapping[str, tuple[str, Better]] = {
    "pitch classes": ("different pitch classes a bar and voice", "works"),
    "eighths or longer": ("share of the notes that last an eighth or more", "works"),
    "sixteenths a note": ("how long a note lasts on average", "works"),
    "tonal distance": ("how far two voices are apart in tonal space, beat by beat; noise has the least", "works"),
    "in one scale": ("notes of the major scale that fits a phrase best", "works"),
    "crossed": ("steps at which a voice lies above its upper neighbour", "lower"),
    "parallels": ("fifths and octaves in parallel, of all moves of two voices", "lower"),
    "steps on top": ("moves of the top voice by a whole tone or less", "works"),
    "leaps on top": ("moves of the top voice by more than a fifth", "lower"),
    "chords of thirds": ("beats at which what sounds is a triad, a seventh chord or part of one", "works"),
    "empty bars": ("bars of a voice in which nothing sounds", "works"),
    "unique": ("phrases that are not the same as another", "higher"),
    "copied": ("phrases that agree with a work in four of five places, in any key", "lower"),
    "nearest": ("agreement with the nearest phrase of a work, in any key, at the median", "works"),
    "told apart": ("how often a classifier tells phrases from works: 0.5 cannot, 1 always", "lower"),
}
NAMES: Mapping[str, tuple[str, ...]] = {  # row to the measures it is the mean of, by how they begin
    "pitch classes": ("pitch classes",),
    "eighths or longer": ("notes of an eighth",),
    "sixteenths a note": ("sixteenths a note",),
    "tonal distance": ("tonal distance",),
    "in one scale": ("in one major scale",),
    "crossed": ("voices crossed",),
    "parallels": ("parallels",),
    "steps on top": ("steps of the top",),
    "leaps on top": ("leaps of the top",),
    "chords of thirds": ("beats of thirds",),
    "empty bars": ("empty bars",),
}
MOST_FAKE, MOST_WORKS = 512, 4096  # phrases that are compared with works, and works that they are compared with
MOST_OTHER = 100  # works and null phrases that are compared with works
Figures = dict[str, float]


def measure(train: Samples, held_out: Samples, fake: Samples) -> list[Measurement]:
    """A row for each of ``ROWS``; the nulls are made of the works in place of the model's phrases."""
    grid = grid_of(fake.shape[1:])
    if not grid.tracks:
        return _refused("the measures are of voices, and these phrases are a roll")
    known, made = to_tokens(train, grid), to_tokens(fake, grid)
    works = to_tokens(held_out, grid) if len(held_out) else known
    rng = np.random.default_rng(0)
    bank = from_tokens(_some(known, MOST_WORKS), grid)
    own = _own(works, grid)

    def figures(tokens: Tokens) -> Figures:
        most = MOST_FAKE if tokens is made else MOST_OTHER
        return _figures(tokens, grid, bank, most) | _apart(works, own, tokens, np.arange(len(tokens)), grid)

    found = {"fake": figures(made)}
    if len(held_out):
        seen = _spread(len(known), max(len(works), len(made)))
        apart = _apart(works, own, known[seen], _own(known, grid)[seen], grid)
        found["real"] = _figures(works, grid, bank, MOST_OTHER) | apart
    nulls = {name: figures(null(works, grid, rng)) for name, null in NULLS.items()}
    return [_row(name, found, nulls) for name in ROWS]


def nearest_of(samples: Samples, works: Sequence[Samples]) -> list[Nearest]:
    """For each sample (N, *shape) the work, of which each is some samples, that it is nearest to in any key.

    Raises:
        MetricError: a roll, whose places have no voices; or no work gives a sample.
    """
    grid, counts = grid_of(samples.shape[1:]), [len(own) for own in works]
    if not grid.tracks:
        raise MetricError("phrases are compared voice by voice, and these are a roll; compare them by ear.")
    if not sum(counts):
        raise MetricError("none of the works has a phrase of this kind to compare with.")
    bank = np.concatenate([own for own in works if len(own)])
    found = nearest(from_tokens(to_tokens(samples, grid), grid), from_tokens(to_tokens(bank, grid), grid))
    of = np.repeat(np.arange(len(works)), counts)[found.index].tolist()
    return [
        Nearest(work, float(likeness), CLOSE, COPY, _way(int(shift)))
        for work, likeness, shift in zip(of, found.agreement, found.shift, strict=True)
    ]


def _way(shift: int) -> str:
    return f"moved {'up' if shift > 0 else 'down'} by {abs(shift)} semitones" if shift else "in the same key"


def _figures(tokens: Tokens, grid: Grid, bank: Voices, most: int) -> Figures:
    voices = from_tokens(tokens, grid)
    single = measures(voices)
    found = {}
    for row, begins in NAMES.items():
        values = [value for name, value in single.items() if name.startswith(begins)]
        found[row] = float(np.mean(values)) if values else float("nan")
    near = nearest(from_tokens(_some(tokens, most), grid), bank)
    return found | {
        "unique": unique_share(voices),
        "copied": float(near.copies.mean()),
        "nearest": float(np.median(near.agreement)),
    }


def _apart(works: Tokens, own: NDArray[np.int64], other: Tokens, of: NDArray[np.int64], grid: Grid) -> Figures:
    """How often the others are told from works; nothing where they are too few."""
    pieces = [*own.tolist(), *(of + len(works)).tolist()]
    try:
        value = told_apart(from_tokens(works, grid), from_tokens(other, grid), pieces)
    except MetricError:
        return {}
    return {"told apart": value}


def _own(tokens: Tokens, grid: Grid) -> NDArray[np.int64]:
    """(N,) numbers, the same for windows in a row that overlap: a classifier must not know one from the other."""
    bar = grid.bar_steps
    sounding = heights(tokens, grid.layout)
    goes_on = (sounding[1:, :, : (BARS - 1) * bar] == sounding[:-1, :, bar:]).all((1, 2))
    return np.concatenate([[0], np.cumsum(~goes_on)])


def _some(tokens: Tokens, most: int) -> Tokens:
    """At most so many, spread over all of them."""
    return tokens[_spread(len(tokens), most)]


def _spread(count: int, most: int) -> NDArray[np.int64]:
    """At most so many of the numbers below ``count``, evenly."""
    return np.linspace(0, count - 1, min(count, most)).round().astype(np.int64)


def _row(name: str, found: Mapping[str, Figures], nulls: Mapping[str, Figures]) -> Measurement:
    says, better = ROWS[name]
    value = found["fake"].get(name, float("nan"))
    if not np.isfinite(value):
        return Measurement(name=name, says=says, better=better, refused="there is too little to count it by")
    real = found.get("real", {}).get(name)
    told = {null: figures[name] for null, figures in nulls.items() if np.isfinite(figures.get(name, float("nan")))}
    return Measurement(name=name, says=says, better=better, fake=value, real=real, nulls=told)


def _refused(why: str) -> list[Measurement]:
    return [Measurement(name=name, says=says, better=better, refused=why) for name, (says, better) in ROWS.items()]
