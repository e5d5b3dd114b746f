"""Stretches of what goes along time, seen at full length."""

import torch
from torch.testing import assert_close

from ganvas.augment.parts import augment, numbers_needed
from ganvas.augment.timing import LEAST, moment, read, within


def ramp(steps: int = 21) -> torch.Tensor:
    """(1, 1, 2, steps): the number of the step, and ten times it."""
    numbers = torch.arange(float(steps))
    return torch.stack([numbers, 10 * numbers])[None, None]


def test_a_stretch_lies_inside_and_is_as_long_as_is_said():
    chance = torch.rand(500, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    first, share = moment(chance, (2, 21)).unbind(1)
    assert share.min() >= LEAST
    assert share.max() <= 1
    assert first.min() >= 0
    assert (first + share).max() <= 1 + 1e-12
    assert (first + share).max() > 0.99


def test_values_are_read_between_two_steps():
    seen = read(ramp(), torch.tensor([[0.1, 0.5]]))
    assert_close(seen[0, 0, 0], torch.linspace(2, 12, 21))
    assert_close(seen[0, 0, 1], torch.linspace(20, 120, 21))


def test_the_whole_is_the_same_to_the_last_bit():
    assert torch.equal(read(ramp(), torch.tensor([[0.0, 1.0]])), ramp())


def test_a_stretch_of_a_stretch():
    one, two = torch.tensor([[0.2, 0.5]]), torch.tensor([[0.5, 0.25]])
    assert_close(read(ramp(), within(one, two)), read(read(ramp(), one), two), atol=1e-4, rtol=0)


def test_a_real_and_its_fake_are_seen_through_the_same_stretch():
    x, chance = torch.randn(3, 2, 16), torch.rand(3, numbers_needed(["moment"]))
    both = augment(torch.cat([x, x]), chance, 1.0, ["moment"])
    assert torch.equal(both[:3], both[3:])
    assert not torch.equal(both[:3], x)


def test_slopes_go_through_it_twice():
    x = torch.randn(2, 2, 12, dtype=torch.float64, requires_grad=True)
    chance = torch.rand(2, numbers_needed(["moment"]), generator=torch.Generator().manual_seed(4))
    assert torch.autograd.gradgradcheck(lambda x: augment(x, chance, 1.0, ["moment"]).pow(3).sum(), (x,))
