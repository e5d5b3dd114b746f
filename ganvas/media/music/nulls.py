"""Music that nobody composed, from real samples: what a measure has to tell from the real ones to mean anything."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from ganvas.media.music.grid import STEPS, Grid, Tokens, heights, settled

Null = Callable[[Tokens, Grid, np.random.Generator], Tokens]


def bars_shuffled(tokens: Tokens, grid: Grid, rng: np.random.Generator) -> Tokens:
    """Real bars, all voices together, in an order drawn over all samples; a note held over a bar line begins again."""
    count, voices, steps = tokens.shape
    bars = (
        _begun(tokens, grid)
        .reshape(count, voices, -1, grid.bar_steps)
        .swapaxes(1, 2)
        .reshape(-1, voices, grid.bar_steps)
    )
    drawn = rng.permutation(bars).reshape(count, -1, voices, grid.bar_steps)
    return drawn.swapaxes(1, 2).reshape(count, voices, steps)


def voices_shuffled(tokens: Tokens, grid: Grid, rng: np.random.Generator) -> Tokens:
    """Real voices, each from a sample of its own."""
    del grid
    return np.stack([rng.permutation(tokens[:, voice]) for voice in range(tokens.shape[1])], 1)


def markov(tokens: Tokens, grid: Grid, rng: np.random.Generator) -> Tokens:
    """Each voice by chance from what sounded before and the place in the beat, as often as in the real ones."""
    layout, (count, voices, steps) = grid.layout, tokens.shape
    out = np.empty_like(tokens)
    for voice in range(voices):
        line = tokens[:, voice]
        sounding = _index(heights(line, layout), layout.low, layout.pitches)
        before = np.concatenate([np.full((count, 1), layout.pitches), sounding[:, :-1]], 1)
        often = np.zeros((STEPS, layout.pitches + 1, layout.classes))
        place = np.broadcast_to(np.arange(steps) % STEPS, line.shape)
        np.add.at(often, (place, before, line), 1)
        now = np.full(count, layout.pitches)
        for step in range(steps):
            shares = often[step % STEPS, now].cumsum(1)
            shares[shares[:, -1] == 0] = np.arange(1, layout.classes + 1) >= layout.classes  # never seen: a rest
            drawn = (rng.random((count, 1)) * shares[:, -1:] >= shares).sum(1)
            out[:, voice, step] = drawn
            begun = np.where(drawn == layout.rest, layout.pitches, drawn)
            now = np.where(drawn == layout.hold, now, begun)
    return settled(out, layout)


def noise(tokens: Tokens, grid: Grid, rng: np.random.Generator) -> Tokens:
    """At each step any pitch that the voice has in the real ones, each as likely."""
    out = np.empty_like(tokens)
    for voice in range(tokens.shape[1]):
        used = np.unique(tokens[:, voice][tokens[:, voice] < grid.layout.pitches])
        out[:, voice] = rng.choice(used if len(used) else np.array([grid.layout.rest]), tokens[:, voice].shape)
    return out


NULLS: Mapping[str, Null] = {
    "bars shuffled": bars_shuffled,
    "voices shuffled": voices_shuffled,
    "order-1 Markov": markov,
    "uniform noise": noise,
}


def _begun(tokens: Tokens, grid: Grid) -> Tokens:
    """The same music, with a note that is held into a bar begun there again."""
    starts = np.arange(tokens.shape[-1]) % grid.bar_steps == 0
    sounding = heights(tokens, grid.layout)
    begun: Tokens = np.where(starts & (tokens == grid.layout.hold), sounding - grid.layout.low, tokens).astype(np.int16)
    return begun


def _index(pitch: NDArray[np.int64], low: int, rest: int) -> NDArray[np.int64]:
    return np.where(pitch < 0, rest, pitch - low)
