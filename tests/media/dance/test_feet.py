import numpy as np
import torch
from torch.testing import assert_close

from ganvas.media.dance.feet import FEET, feet, view
from ganvas.media.dance.kinematics import Bones, joint_positions
from tests.media.dance.dances import drawn


def test_feet_are_where_they_are_and_slide_as_they_slide():
    figure, sample = drawn()
    x = torch.from_numpy(sample.copy())[None]
    count = len(figure.feet)
    x[:, -count:] = 1  # said to stand all the time: every speed is a slide
    shown = torch.unflatten(feet(x, view(figure, x.shape[2])), 1, (count, -1))
    assert FEET.channels(view(figure, 8), figure.channels) == 4 * count
    places = joint_positions(x, Bones.of(figure))[:, :, figure.feet]
    assert_close(shown[:, :, 3].mT, places[..., 1], atol=2e-3, rtol=0)
    speed = places.diff(dim=1).norm(dim=-1) * figure.fps
    found = shown[:, :, :3, 1:].norm(dim=2).mT
    assert float((found - speed).abs().mean()) < 0.03 * float(speed.mean())


def test_feet_in_the_air_do_not_slide_and_slow_time_is_told():
    figure, sample = drawn()
    x = torch.from_numpy(sample.copy())[None]
    x[:, -len(figure.feet) :] = -1
    slides = torch.unflatten(feet(x, view(figure, x.shape[2])), 1, (len(figure.feet), -1))[:, :, :3]
    assert float(slides.abs().max()) < 0.02
    half = x[..., ::2]  # every other frame, in the same time: the same speeds
    half[:, -len(figure.feet) :] = 1
    x[:, -len(figure.feet) :] = 1
    whole, halved = (feet(one, view(figure, x.shape[2])).abs().mean() for one in (x, half))
    assert_close(halved, whole, rtol=0.1, atol=0)


def test_slopes_of_slopes_go_through():
    figure, sample = drawn(seconds=1)
    x = torch.from_numpy(np.stack([sample, 0 * sample])).requires_grad_(True)  # a sample of nothing, too
    (slope,) = torch.autograd.grad(feet(x, view(figure, x.shape[2])).square().sum(), x, create_graph=True)
    slope.square().sum().backward()
    assert x.grad is not None
    assert x.grad.isfinite().all()
