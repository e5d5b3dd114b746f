import numpy as np
import pytest
import torch
from torch.testing import assert_close

from ganvas.errors import ShapeError
from ganvas.media.dance.features import positions
from ganvas.media.dance.kinematics import Bones, contact_slide, joint_positions, rotations
from ganvas.media.dance.rotations import from_six
from tests.media.dance.dances import drawn


def test_both_kinematics_agree():
    figure, sample = drawn()
    noise = sample + np.random.default_rng(0).normal(0, 0.3, sample.shape).astype(np.float32)
    batch = torch.from_numpy(np.stack([sample, noise]))
    found = joint_positions(batch, Bones.of(figure))
    for ours, theirs in zip(found, (sample, noise), strict=True):
        assert_close(ours.numpy(), positions(theirs, figure).astype(np.float32), rtol=0, atol=2e-4)


def test_six_numbers_turn_alike():
    six = torch.randn(100, 6, generator=torch.Generator().manual_seed(0))
    assert_close(rotations(six).numpy(), from_six(six.numpy()).astype(np.float32), rtol=0, atol=1e-5)


def test_a_gradient_reaches_every_channel():
    figure, sample = drawn()
    batch = torch.from_numpy(sample)[None].requires_grad_(True)
    joint_positions(batch, Bones.of(figure)).square().sum().backward()
    moved = batch.grad[0].abs().sum(1)
    leaves = [joint for joint in range(len(figure.joints)) if joint not in figure.parents]
    for joint in range(len(figure.joints)):  # a rotation moves what hangs on it, and so none at an end
        assert (moved[6 * joint : 6 * joint + 6] > 0).any() == (joint not in leaves)
    assert (moved[6 * len(figure.joints) :][:4] > 0).all()
    assert torch.isfinite(batch.grad).all()


def test_a_slide_golden():  # all is still but the way: 0.6 body heights a second, and contacts of 1: 0.6 · σ(6)
    figure, sample = drawn()
    still = np.repeat(sample[:, :1], 20, 1)
    count = 6 * len(figure.joints)
    still[count : count + 3] = 0
    still[count] = 0.6
    still[count + 4 :] = 1
    both = torch.from_numpy(
        np.stack([still, np.where(np.arange(len(still))[:, None] == count, 0, still)]).astype(np.float32)
    )
    found = contact_slide(both, Bones.of(figure))
    assert_close(found, torch.tensor([0.6 * torch.sigmoid(torch.tensor(6.0)).item(), 0.0]), rtol=0, atol=1e-3)


def test_a_slide_has_a_gradient_where_nothing_moves():
    figure, sample = drawn()
    still = torch.from_numpy(np.repeat(sample[:, :1], 5, 1))[None].requires_grad_(True)
    contact_slide(still, Bones.of(figure)).sum().backward()
    assert torch.isfinite(still.grad).all()


def test_other_samples_are_refused():
    figure, sample = drawn()
    with pytest.raises(ShapeError, match="samples of this figure"):
        joint_positions(torch.zeros(1, 7, 5), Bones.of(figure))
    with pytest.raises(ShapeError, match="two frames"):
        contact_slide(torch.from_numpy(sample)[None, :, :1], Bones.of(figure))
