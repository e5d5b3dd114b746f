"""Random sketches, of every node."""

import torch
from hypothesis import strategies as st

from ganvas.model.vectors import digest_of
from ganvas.sketch import (
    Blend,
    Box,
    Cross,
    Mean,
    Mix,
    Mutate,
    Oval,
    Painted,
    Point,
    Push,
    Region,
    Regions,
    Seed,
    Share,
    Sketch,
    Stroke,
    Strokes,
    Vector,
    Walk,
)

W_DIM = 8
LATENT = torch.linspace(-1, 1, W_DIM)
DIRECTION = torch.ones(W_DIM) / 4
MASK = torch.eye(4)
KEPT = {"latent": LATENT, "direction": DIRECTION, "mask": MASK}
NAMES = {name: digest_of(values) for name, values in KEPT.items()}

numbers = st.integers(0, 2**32 - 1)
layers = st.sampled_from(["all", "coarse", "middle", "fine", "0", "1-2"])
leaves = st.builds(Seed, seed=numbers) | st.just(Mean()) | st.just(Vector(digest=NAMES["latent"]))
pushes = st.just(NAMES["direction"])


def grow(inner):
    shares = st.builds(Share, latent=inner, weight=st.floats(1e-3, 1e3))
    blends = st.builds(Blend, of=st.lists(shares, min_size=1, max_size=3).map(tuple))
    halves = st.tuples(inner, inner, st.floats(0.01, 0.99)).map(
        lambda t: Blend(of=(Share(latent=t[0], weight=1 - t[2]), Share(latent=t[1], weight=t[2])))
    )
    some = st.lists(inner, min_size=2, max_size=4).map(tuple)
    walks = st.builds(
        Walk, keys=some, at=st.floats(0, 1), closed=st.booleans(), curve=st.sampled_from(["slerp", "spline"])
    )
    mixes = st.builds(Mix, coarse=inner, fine=inner, layers=layers)
    pushed = st.builds(Push, latent=inner, direction=pushes, amount=st.floats(-3, 3), layers=layers)
    mutants = st.builds(Mutate, latent=inner, strength=st.floats(0, 1), seed=numbers, layers=layers)
    locks = st.lists(st.sampled_from(["coarse", "middle", "fine"]), max_size=3).map(tuple)
    crossed = st.builds(Cross, parents=some, seed=numbers, locked=locks)
    return blends | halves | walks | mixes | pushed | mutants | crossed


latents = st.recursive(leaves, grow, max_leaves=6)
places = st.floats(-0.5, 1.5)
points = st.builds(Point, x=places, y=places, pressure=st.floats(0, 1))
strokes = st.builds(Stroke, points=st.lists(points, min_size=1, max_size=4).map(tuple), width=st.floats(0.01, 1))
frames = st.fixed_dictionaries(
    {"left": st.floats(0, 0.4), "top": st.floats(0, 0.4), "right": st.floats(0.5, 1), "bottom": st.floats(0.5, 1)}
)
masks = (
    frames.map(lambda frame: Box(**frame))
    | frames.map(lambda frame: Oval(**frame))
    | strokes
    | st.builds(Strokes, of=st.lists(strokes, min_size=1, max_size=2).map(tuple))
    | st.just(Painted(digest=NAMES["mask"]))
)
areas = st.builds(
    Region, mask=masks, latent=latents, feather=st.floats(0, 0.2), depth=st.floats(0, 1), inside=st.booleans()
)
regions = st.builds(Regions, base=latents, over=st.lists(areas, min_size=1, max_size=3).map(tuple), stays=st.booleans())
sides = st.lists(st.integers(1, 16_384), max_size=2).map(tuple)
sketches = st.builds(Sketch, latent=latents | regions, psi=st.floats(0, 2), psi_layers=layers, sides=sides)
usual = sketches.map(lambda sketch: sketch.but(sides=()))  # at the model's own sides, which all models paint
