"""What every part of an augmentation keeps, alone and together, on every kind of picture, and along time."""

import pytest
import torch
from torch import Tensor
from torch.autograd import gradcheck, gradgradcheck
from torch.testing import assert_close

from ganvas.augment.parts import PARTS, augment, check_medium, numbers_needed
from ganvas.augment.policy import KIND_TO_ART
from ganvas.errors import RecipeError, ShapeError
from ganvas.media import MEDIA
from ganvas.references import REFERENCES

SHAPES = [(1, 16, 16), (3, 16, 16), (4, 16, 16), (3, 12, 20), (1, 20, 12)]
PICTURES = tuple(name for name, part in PARTS.items() if part.medium == "image")
SETS = {name: (name,) for name in PICTURES} | {"kind to art": KIND_TO_ART, "all": PICTURES}
ALONG = tuple(name for name in PARTS if name not in PICTURES)
every_set = pytest.mark.parametrize("names", SETS.values(), ids=SETS.keys())
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)
STAYS = {"flip", "quarter", "shift", "scale", "stretch", "tilt", "rotate", "contrast", "brightness", "cutout"}


def draw(count: int, *shape: int, seed: int = 0) -> Tensor:
    return torch.rand(count, *shape, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def chance(count: int, names: tuple[str, ...], seed: int = 9) -> Tensor:
    return torch.rand(count, numbers_needed(names), generator=torch.Generator().manual_seed(seed))


@every_set
@every_shape
def test_nothing_happens_at_p_0(names: tuple[str, ...], shape: tuple[int, ...]):
    x = draw(5, *shape)
    assert augment(x, torch.zeros(5, numbers_needed(names)), 0.0, names) is x


@every_set
@every_shape
def test_a_sample_that_is_not_drawn_is_the_same_bit_for_bit(names: tuple[str, ...], shape: tuple[int, ...]):
    x, some = draw(4, *shape), chance(4, names)
    column = 0
    for name in (name for name in PARTS if name in names):  # in samples 1 and 2 no part falls below p
        some[1:3, column] = 0.5  # p itself is not below p
        some[[0, 3], column] = 0.25
        column += 1 + PARTS[name].numbers
    found = augment(x, some, 0.5, names)
    assert torch.equal(found[1:3], x[1:3])
    assert not (found.shape[1] != 1 and torch.equal(found[[0, 3]], x[[0, 3]]))
    assert torch.equal(augment(x[1:3], some[1:3], 0.5, names), x[1:3])


@every_set
@every_shape
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_shape_and_kind_are_kept(names: tuple[str, ...], shape: tuple[int, ...], dtype: torch.dtype):
    x = draw(6, *shape).to(dtype)
    found = augment(x, chance(6, names), 0.7, names)
    assert (found.shape, found.dtype, found.device) == (x.shape, x.dtype, x.device)
    assert found.isfinite().all()
    if set(names) <= STAYS:
        assert found.abs().max() <= 1 + 1e-6


@every_set
def test_every_part_does_something(names: tuple[str, ...]):
    x = draw(8, 3, 16, 16)
    assert not torch.equal(augment(x, chance(8, names), 1.0, names), x)


@every_set
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_twice_differentiable(names: tuple[str, ...], channels: int):
    x = draw(2, channels, 3, 4).double().requires_grad_(True)
    some = chance(2, names)

    def seen(x: Tensor) -> Tensor:
        return augment(x, some, 1.0, names)

    assert gradcheck(seen, (x,))
    assert gradgradcheck(seen, (x,))
    assert gradgradcheck(lambda x: seen(x).pow(3).flatten(1).sum(1), (x,))  # a D whose slope bends, as a penalty has it


@every_set
@every_shape
def test_it_is_affine(names: tuple[str, ...], shape: tuple[int, ...]):
    one, two, some = draw(4, *shape, seed=1).double(), draw(4, *shape, seed=2).double(), chance(4, names)

    def seen(x: Tensor) -> Tensor:
        return augment(x, some, 0.8, names)

    assert_close(seen(0.3 * one + 0.7 * two), 0.3 * seen(one) + 0.7 * seen(two))


@every_set
def test_neighbors_do_not_matter(names: tuple[str, ...]):
    x, some = draw(6, 3, 12, 16), chance(6, names)
    together = augment(x, some, 0.6, names)
    for row in range(6):
        assert torch.equal(augment(x[row : row + 1], some[row : row + 1], 0.6, names), together[row : row + 1])
    in_parts = [augment(a, b, 0.6, names) for a, b in zip(x.chunk(3), some.chunk(3), strict=True)]
    assert torch.equal(torch.cat(in_parts), together)
    watched = x.clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(augment(watched, some, 1.0, names)[2].sum(), watched)
    assert not slope[[0, 1, 3, 4, 5]].any()


@every_set
def test_a_pair_is_altered_alike(names: tuple[str, ...]):
    real, fake, some = draw(4, 3, 12, 16, seed=1), draw(4, 3, 12, 16, seed=2), chance(4, names)
    both = augment(torch.cat([real, fake]), some, 0.8, names)
    assert torch.equal(both, torch.cat([augment(real, some, 0.8, names), augment(fake, some, 0.8, names)]))
    twice = augment(torch.cat([real, real]), some, 0.8, names)
    assert torch.equal(twice[:4], twice[4:])


@pytest.mark.parametrize("name", ["contrast", "brightness", "saturation", "hue"])
def test_color_leaves_alpha_alone(name: str):
    x = draw(6, 4, 8, 8)
    found = augment(x, chance(6, (name,)), 1.0, (name,))
    assert torch.equal(found[:, 3], x[:, 3])
    assert not torch.equal(found[:, :3], x[:, :3])


@every_set
def test_over_many_draws_a_picture_keeps_its_place_and_its_light(names: tuple[str, ...]):
    """No part pushes to one side: what is seen in the mean is neither shifted nor lighter."""
    x = torch.full((1, 3, 32, 32), 0.5)
    x[..., 12:20, 12:20] = -0.5
    many = augment(x.expand(2000, -1, -1, -1), chance(2000, names), 0.6, names)
    seen = many.mean((0, 1)) - many.mean((0, 1)).flip(1)  # left against right
    assert seen.abs().mean() < 0.02
    # toward mid-grey it fades: white and black mixed in are a tenth in the mean, a box somewhere hides below a quarter
    fades = 0.6 * (0.1 * ("brightness" in names) + 0.25 * ("cutout" in names))
    assert float(x.mean()) * (1 - fades) - 0.02 <= float(many.mean()) <= float(x.mean()) + 0.02


def test_the_order_of_names_and_the_device_of_chance_do_not_matter():
    x, names = draw(4, 3, 12, 16), ("cutout", "shift", "hue")
    some = chance(4, names)
    assert torch.equal(augment(x, some, 0.8, names), augment(x, some, 0.8, names[::-1]))
    assert torch.equal(augment(x, some.double(), 0.8, names), augment(x, some, 0.8, names))
    assert torch.equal(augment(x.to(memory_format=torch.channels_last), some, 0.8, names), augment(x, some, 0.8, names))


def test_what_does_not_fit_is_refused_in_a_sentence():
    x = draw(4, 3, 8, 8)
    with pytest.raises(ShapeError, match=r"of 4 samples need \(N, 3\) random numbers"):
        augment(x, torch.rand(4, 2), 0.5, ["shift"])
    with pytest.raises(ShapeError, match="4 a multiple of N; got \\(3, 3\\)"):
        augment(x, torch.rand(3, 3), 0.5, ["shift"])
    with pytest.raises(ShapeError, match="'shift' wants samples of 3 axes"):
        augment(torch.rand(4, 7), torch.rand(4, 3), 0.5, ["shift"])
    with pytest.raises(RecipeError, match="unknown augmentation 'blur'; choose one of: brightness"):
        augment(x, torch.rand(4, 2), 0.5, ["blur"])


@pytest.mark.parametrize("name", PARTS)
def test_a_row_says_what_it_does_and_from_where(name: str):
    part = PARTS[name]
    assert part.says
    assert part.source in {"", *REFERENCES}
    assert part.medium in MEDIA
    shape = (3, 8, 8)[: part.stage.axes]
    setting = part.setting(torch.rand(3, part.numbers, dtype=torch.float64), shape)
    assert setting.shape == (3, *part.stage.neutral(shape).shape)
    check_medium([name], part.medium)
    with pytest.raises(RecipeError, match=f"the augmentation '{name}' is one of {part.medium}, not of music; .*: none"):
        check_medium([name], "music")


@pytest.mark.parametrize("name", ALONG)
def test_a_part_along_time_keeps_what_those_of_pictures_keep(name: str):
    one, two, some = (draw(6, 5, 12, seed=1).double(), draw(6, 5, 12, seed=2).double(), chance(6, (name,)))
    some[:3, 0], some[3:, 0] = 0.25, 0.5
    found = augment(one, some, 0.5, (name,))
    assert (found.shape, found.dtype) == (one.shape, one.dtype)
    assert torch.equal(found[3:], one[3:])
    assert not torch.equal(found[:3], one[:3])
    assert found.abs().max() <= 1 + 1e-6
    assert_close(
        augment(0.3 * one + 0.7 * two, some, 0.5, (name,)), 0.3 * found + 0.7 * augment(two, some, 0.5, (name,))
    )
    for row in range(6):
        assert torch.equal(augment(one[row : row + 1], some[row : row + 1], 0.5, (name,)), found[row : row + 1])


def test_stages_are_not_interleaved():
    stages = [part.stage for part in PARTS.values()]
    assert len({id(stage) for stage in stages}) == sum(
        one is not two for one, two in zip(stages, [None, *stages[:-1]], strict=True)
    )
