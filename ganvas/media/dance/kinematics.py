"""Where the joints of samples are, so that a gradient flows through them: forward kinematics in PyTorch."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ganvas.errors import ShapeError
from ganvas.media.dance.features import LIFT, MIDDLE, SPIN, WALK
from ganvas.media.dance.figure import Figure

STEEP = 12.0  # how sharply a contact counts from one half on (GANimator: σ(12 (label − ½)))


@dataclass(frozen=True, eq=False)
class Bones:
    """What forward kinematics needs of a figure, on the device of the samples.

    Attributes:
        parents: of each joint, −1 for the carrier.
        offsets: (joints, 3), in body heights.
        feet: indices of the joints that may stand.
        fps: frames a second.
    """

    parents: tuple[int, ...]
    offsets: Tensor
    feet: tuple[int, ...]
    fps: float

    @classmethod
    def of(cls, figure: Figure, device: torch.device | str = "cpu") -> "Bones":
        """The bones of a figure."""
        offsets = torch.from_numpy(figure.bones()).to(device, torch.float32)
        return cls(figure.parents, offsets, tuple(figure.feet), figure.fps)

    @property
    def channels(self) -> int:
        """Of a sample."""
        return 6 * len(self.parents) + 4 + len(self.feet)


def rotations(six: Tensor) -> Tensor:
    """(..., 6) as matrices (..., 3, 3) by Gram and Schmidt. Zhou et al. 2019, arXiv:1812.07035."""
    first = torch.nn.functional.normalize(six[..., :3], dim=-1, eps=1e-8)
    second = six[..., 3:] - (first * six[..., 3:]).sum(-1, keepdim=True) * first
    second = torch.nn.functional.normalize(second, dim=-1, eps=1e-8)
    return torch.stack([first, second, torch.linalg.cross(first, second, dim=-1)], -1)


def joint_positions(samples: Tensor, bones: Bones) -> Tensor:
    """Samples (N, channels, time) as places (N, time, joints, 3) in body heights; differentiable.

    ``features.positions`` is the same in NumPy, and tests hold the two together.

    Raises:
        ShapeError: the samples are not of this figure.
    """
    if samples.ndim != 3 or samples.shape[1] != bones.channels:
        raise ShapeError(f"samples of this figure are (N, {bones.channels}, time); got {tuple(samples.shape)}")
    count = len(bones.parents)
    values = samples.transpose(1, 2)
    local = rotations(values[..., : 6 * count].reshape(*values.shape[:2], count, 6))
    side, ahead, spin, lift = values[..., 6 * count : 6 * count + 4].unbind(-1)
    yaw = torch.cumsum(torch.cat([torch.zeros_like(spin[:, :1]), spin[:, 1:] / SPIN / bones.fps], 1), 1)
    cos, sin = yaw[:, :-1].cos(), yaw[:, :-1].sin()
    x = (cos * side[:, 1:] + sin * ahead[:, 1:]) / WALK / bones.fps
    z = (cos * ahead[:, 1:] - sin * side[:, 1:]) / WALK / bones.fps
    steps = torch.nn.functional.pad(torch.stack([x, z], -1), (0, 0, 1, 0)).cumsum(1)
    base = torch.stack([steps[..., 0], lift / LIFT + MIDDLE, steps[..., 1]], -1)
    turned, places = [_about_y(yaw) @ local[..., 0, :, :]], [base]
    for joint, parent in enumerate(bones.parents[1:], 1):
        places.append(places[parent] + turned[parent] @ bones.offsets[joint])
        turned.append(turned[parent] @ local[..., joint, :, :])
    return torch.stack(places, -2)


def contact_slide(samples: Tensor, bones: Bones) -> Tensor:
    """How fast feet slide while they are said to stand: mean of speed · σ(12 (contact − ½)), (N,).

    The contact consistency of GANimator (Li et al. 2022, arXiv:2205.02625), speeds in body heights a second.

    Raises:
        ShapeError: the samples are not of this figure, or have one frame only.
    """
    if samples.shape[-1] < 2:
        raise ShapeError("a slide takes at least two frames")
    feet = joint_positions(samples, bones)[:, :, list(bones.feet)]
    speed = (feet.diff(dim=1).square().sum(-1) + 1e-12).sqrt() * bones.fps
    contacts = 0.5 + 0.5 * samples[:, 6 * len(bones.parents) + 4 :].transpose(1, 2)[:, 1:]
    return (speed * torch.sigmoid(STEEP * (contacts - 0.5))).flatten(1).mean(1)


def _about_y(yaw: Tensor) -> Tensor:
    cos, sin, none, one = yaw.cos(), yaw.sin(), torch.zeros_like(yaw), torch.ones_like(yaw)
    return torch.stack([cos, none, sin, none, one, none, -sin, none, cos], -1).reshape(*yaw.shape, 3, 3)
