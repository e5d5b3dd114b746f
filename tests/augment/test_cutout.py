import torch
from torch.testing import assert_close

from ganvas.augment.parts import augment
from ganvas.regularizers import r1


def test_the_box_is_half_of_each_side_and_its_middle_anywhere():
    x = torch.ones(3, 3, 8, 12)
    chance = torch.tensor([[0.0, 0.5, 0.5], [0.0, 0.0, 0.0], [0.0, 0.75, 1.0]])
    found = augment(x, chance, 1.0, ["cutout"])
    expected = torch.ones(3, 3, 8, 12)
    expected[0, :, 2:6, 3:9] = 0  # 4 × 6 about the middle
    expected[1, :, :2, :3] = 0  # its middle in the corner: a quarter of it is on the picture
    expected[2, :, 4:8, 9:] = 0
    assert_close(found, expected, rtol=0, atol=0)


def test_r1_sees_no_slope_in_the_box():
    # D(x) = Σ x, slope 1 at each of 3 · 8 · 8 values; a box of 4 × 4 leaves 3 · (64 − 16) = 144
    x = torch.zeros(2, 3, 8, 8)
    chance = torch.tensor([[0.0, 0.5, 0.5]]).repeat(2, 1)
    assert_close(r1(lambda x: x.flatten(1).sum(1), x), torch.full((2,), 192.0))
    through = r1(lambda x: augment(x, chance, 1.0, ["cutout"]).flatten(1).sum(1), x)
    assert_close(through, torch.full((2,), 144.0))
    slopes = x.clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(augment(slopes, chance, 1.0, ["cutout"]).sum(), slopes)
    assert not slope[:, :, 2:6, 2:6].any()
