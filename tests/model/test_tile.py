import io

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from torch.testing import assert_close

from ganvas.artwork import KEY, Origin
from ganvas.bases import base as base_folder
from ganvas.errors import SketchError
from ganvas.media.image.encode import read_text
from ganvas.model.model import Model
from ganvas.model.tile import TILE_KEY, encode_tile, larger_on_torus, on_torus, paint_stages, paint_tile
from ganvas.nets import Design, style
from ganvas.nets.pyramid import larger
from ganvas.sketch import Seed, Sketch


@pytest.fixture(scope="module")
def base() -> Model:
    return Model.load(base_folder())


def small(size: tuple[int, int] = (32, 32), patch: int = 2) -> style.Generator:
    torch.manual_seed(0)
    generator = style.Generator(Design(shape=(3, *size), z_dim=16, width=16, patch=patch))
    with torch.no_grad():
        for name, weight in generator.named_parameters():
            if name.endswith("strength"):
                weight.fill_(0.3)
    return generator.requires_grad_(False)


def styles(generator: style.Generator) -> torch.Tensor:
    return generator.map(torch.randn(2, 16, generator=torch.Generator().manual_seed(1)))


@pytest.mark.parametrize(("size", "patch"), [((32, 32), 2), ((32, 48), 1), ((28, 28), 2), ((8, 8), 2)])
def test_with_rims_it_is_what_the_generator_paints(size: tuple[int, int], patch: int):
    generator = small(size, patch)
    w = styles(generator)
    assert_close(paint_stages(generator, w, larger), generator.paint(w), rtol=0, atol=0)


def moved(generator: style.Generator, down: int, across: int) -> style.Generator:
    """The generator with its start and all of its noise moved by whole cells of the coarsest grid."""
    other = on_torus(generator)
    other.start.copy_(torch.roll(generator.start, (down, across), (1, 2)))
    flat = []
    for stage in generator._maps(generator.noise[None]):
        for grain in stage:
            height, width = grain.shape[2:]
            steps = (down * height // generator.grids[0][0], across * width // generator.grids[0][1])
            flat.append(torch.roll(grain, steps, (2, 3)).flatten())
    other.noise.copy_(torch.cat(flat))
    return other


@pytest.mark.parametrize(("down", "across"), [(1, 0), (0, 1), (2, 3)])
def test_no_place_of_the_torus_is_its_rim(down: int, across: int):
    """The law of a tile: moving the start by a cell moves the picture, and nothing else, across the rims too."""
    generator = small()
    w = styles(generator)
    cell = 32 // generator.grids[0][0]
    still = paint_stages(on_torus(generator), w, larger_on_torus)
    gone = paint_stages(moved(generator, down, across), w, larger_on_torus)
    assert_close(gone, torch.roll(still, (down * cell, across * cell), (2, 3)), rtol=0, atol=2e-6)
    with_rims = paint_stages(moved(generator, 0, 0), w, larger)
    assert not torch.allclose(with_rims, still, atol=1e-2)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 12), st.integers(0, 12))
@settings(max_examples=40)
def test_enlarging_on_a_torus_is_bilinear_away_from_the_rims(height: int, width: int, more_down: int, more_across: int):
    x = torch.randn(1, 2, height, width, generator=torch.Generator().manual_seed(height), dtype=torch.float64)
    grid = (height + more_down, width + more_across)
    around = torch.cat([x] * 3, 2)
    around = torch.cat([around] * 3, 3)
    wanted = larger(around, (3 * grid[0], 3 * grid[1]))[:, :, grid[0] : 2 * grid[0], grid[1] : 2 * grid[1]]
    assert_close(larger_on_torus(x, grid), wanted)


def test_the_jump_across_the_rim_is_one_like_those_inside(base: Model):
    """On the shipped base, over 16 pictures: across the rim no more than across the rims of cells inside."""
    tiles = np.stack([paint_tile(base, Sketch(latent=Seed(seed=k), psi=0.8)) for k in range(16)]).astype(float)
    plain = np.stack([base.render(Sketch(latent=Seed(seed=k), psi=0.8)).levels for k in range(16)]).astype(float)
    for axis in (2, 3):
        jumps = np.abs(np.roll(tiles, -1, axis) - tiles).mean(tuple({0, 1, 2, 3} - {axis}))
        cells = jumps[15::16]  # those at the rims of the coarsest cells, 16 px wide; the last is the tile's own
        assert cells[-1] <= cells[:-1].max()
        rim = np.abs(np.roll(plain, -1, axis) - plain).mean(tuple({0, 1, 2, 3} - {axis}))[-1]
        assert cells[-1] < 0.6 * rim


def test_a_tile_is_the_same_again_and_the_model_as_before():
    model, sketch = Model.load(base_folder()), Sketch(latent=Seed(seed=5), psi=0.8)
    before = model.render(sketch).digest
    assert np.array_equal(paint_tile(model, sketch), paint_tile(model, sketch))
    assert model.render(sketch).digest == before


def test_its_file_tells_its_origin_but_is_no_picture_of_the_sketch(base: Model):
    sketch = Sketch(latent=Seed(seed=5), psi=0.8)
    told = read_text(encode_tile(base, sketch))
    assert KEY not in told
    assert Origin.read(told[TILE_KEY], "tile").sketch == sketch


def test_a_larger_tile_is_as_seamless(base: Model):
    """Its rim is where it would be if the tile before it had been enlarged in one piece with the one after it."""
    sketch = Sketch(latent=Seed(seed=6), psi=0.8)
    with Image.open(io.BytesIO(encode_tile(base, sketch, 4))) as file:
        pixels = np.asarray(file).astype(float)
    assert pixels.shape == (256, 256, 3)
    jumps = np.abs(np.roll(pixels, -1, 1) - pixels).mean((0, 2))
    assert jumps[-1] <= jumps[:-1].max()


def test_other_pairs_say_that_they_cannot(model: Model):
    with pytest.raises(SketchError, match="need a model of the pair 'style'; this one is of"):
        paint_tile(model, Sketch(latent=Seed(seed=1), psi=1))
