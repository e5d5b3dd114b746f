"""What the search for copies sees: turns by their names, lightness without hue, marks that are correlations."""

import colorsys

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from ganvas.errors import ShapeError
from ganvas.metrics.views import BOXES, PARTS, SIDE_PX, TURNS, blur, marks, part_masks, planes, turned, turned_back

ROTATED = {  # by numpy, so that the names mean what they say
    "as it is": lambda x: x,
    "mirrored": np.fliplr,
    "flipped upside down": np.flipud,
    "turned by 180°": lambda x: np.rot90(x, 2),
    "turned by 90° clockwise and mirrored": lambda x: np.fliplr(np.rot90(x, -1)),
    "turned by 90° clockwise": lambda x: np.rot90(x, -1),
    "turned by 90° counterclockwise": lambda x: np.rot90(x, 1),
    "turned by 90° clockwise and flipped upside down": lambda x: np.flipud(np.rot90(x, -1)),
}


def noise(seed: int, *shape: int) -> torch.Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("turn", range(8))
def test_turns_are_what_they_are_called(turn: int):
    plane = noise(0, SIDE_PX, SIDE_PX)
    assert_close(turned(plane)[turn].numpy(), np.ascontiguousarray(ROTATED[TURNS[turn]](plane.numpy())))


@pytest.mark.parametrize("turn", range(8))
def test_a_turned_picture_is_turned_back(turn: int):
    levels = np.random.default_rng(0).integers(0, 256, (3, 12, 20), np.uint8)
    there = np.stack([ROTATED[TURNS[turn]](channel) for channel in levels])
    assert (turned_back(there, turn) == levels).all()


def test_hue_does_not_change_lightness():
    colors = np.random.default_rng(1).random((64 * 64, 3))
    hls = np.array([colorsys.rgb_to_hls(*color) for color in colors])
    other = np.array([colorsys.hls_to_rgb((h + 0.37) % 1, lightness, s) for h, lightness, s in hls])
    both = np.stack([(x.T.reshape(3, 64, 64) * 255).round().astype(np.uint8) for x in (colors, other)])
    one, two = planes(both)
    assert_close(one, two, rtol=0, atol=1.01 / 255)


def test_what_is_transparent_lies_on_white():
    clear = np.zeros((1, 4, 20, 20), np.uint8)
    assert_close(planes(clear), torch.ones(1, SIDE_PX, SIDE_PX))


def test_the_product_of_two_marks_is_the_correlation():
    some = noise(2, 2, SIDE_PX, SIDE_PX)
    (one, other), _ = marks(some, BOXES[:1])
    values = torch.stack([one[0], other[0]])
    assert_close(values[0] @ values[1], torch.corrcoef(values)[0, 1], rtol=0.05, atol=0.01)
    assert_close(values.norm(dim=1), torch.ones(2), rtol=0, atol=0.05)  # a little shorter, for it is faint


def test_a_flat_picture_has_no_mark():
    whole, half = marks(torch.full((1, SIDE_PX, SIDE_PX), 0.7))
    assert whole.abs().max() < 1e-3
    assert half.abs().max() < 1e-3


def test_a_box_shows_what_lies_in_it():
    wide = 10 * blur(noise(3, 1, SIDE_PX, SIDE_PX), 4.0)
    part = torch.nn.functional.interpolate(wide[:, None, :32, 32:], SIDE_PX, mode="bilinear")[:, 0]
    (cut, _), (alone, _) = marks(wide, torch.tensor([[0.5, 0.0, 0.5]])), marks(part, BOXES[:1])
    assert cut[0, 0] @ alone[0, 0] > 0.95


def test_a_blur_keeps_the_mean_and_flat_paper():
    some = noise(4, 1, SIDE_PX, SIDE_PX)
    assert_close(blur(torch.ones_like(some), 3.0), torch.ones_like(some))
    assert_close(blur(some, 1.0).mean(), some.mean(), rtol=0.01, atol=0)
    assert blur(some, 2.0).std() < blur(some, 1.0).std() < some.std()


def test_halves_are_halves():
    masks = part_masks(8)
    assert len(masks) == len(PARTS)
    assert_close(masks.mean((1, 2)), torch.tensor([1, 0.5, 0.5, 0.5, 0.5]))
    assert_close(masks[1] + masks[2], masks[0])
    assert_close(masks[3] + masks[4], masks[0])


@pytest.mark.parametrize("shape", [(3, 8, 8), (1, 2, 8, 8), (0, 3, 8, 8)])
def test_what_is_no_picture_is_refused(shape: tuple[int, ...]):
    with pytest.raises(ShapeError, match="copies are looked for among pictures"):
        planes(np.zeros(shape, np.uint8))
