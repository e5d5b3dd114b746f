"""What a discriminator is shown of the feet: how high they are, and how fast they slide while they should stand.

GANimator (Li et al. 2022, arXiv:2205.02625) asks its generator for feet that stand still by a loss of its own. Here the
discriminator is shown the same product of speed and contact, so that it finds by itself that those of the clip do not
slide. Speeds are taken in the frame of the body, which needs no sum over time: nothing depends on where it dances.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from ganvas.media.dance.features import LIFT, MIDDLE, SPIN, WALK
from ganvas.media.dance.figure import Figure
from ganvas.media.dance.kinematics import STEEP
from ganvas.views import Kind, View

NAME = "feet"
SHOWN = 4  # three of a foot's slide, one of its height
SOFT = 1e-3  # added to squared lengths: a young generator's numbers are near nothing, where a direction has no slope
AWAY = -2.0  # for a joint that no foot hangs on


def view(figure: Figure, steps: int) -> View:
    """The view of a figure's feet, for samples of so many frames."""
    parents, needed = figure.parents, set(figure.feet)
    for joint in reversed(range(1, len(parents))):
        if joint in needed:
            needed.add(parents[joint])
    places = [place + 1 if (place := _place(figure.feet, joint)) >= 0 else 0 for joint in range(len(parents))]
    bones = figure.bones().round(6).tolist()
    rows = [
        (float(parent) if joint in needed else AWAY, float(places[joint]), *bones[joint])
        for joint, parent in enumerate(parents)
    ]
    return View(name=NAME, size=steps, matrix=((figure.fps,), *rows))


def feet(x: Tensor, view: View) -> Tensor:
    """Samples (N, channels, time), of any number of frames in the time of a sample, to (N, 4 · feet, time)."""
    (fps,), *rows = view.matrix
    count, rate = len(rows), fps * x.shape[-1] / view.size
    values = x.transpose(1, 2)
    side, ahead, spin, lift = values[..., 6 * count : 6 * count + 4].unbind(-1)
    body = _from_the_carrier(values, rows)
    standing = sorted((int(row[1]), joint) for joint, row in enumerate(rows) if row[1])
    places = torch.stack([body[joint] for _, joint in standing], -2)
    places = places + F.pad((lift / LIFT + MIDDLE)[..., None, None], (1, 1))
    turning = torch.stack([places[..., 2], torch.zeros_like(places[..., 0]), -places[..., 0]], -1)
    going = torch.stack([side, torch.zeros_like(side), ahead], -1)[..., None, :] / WALK
    moved = F.pad(places.diff(dim=1), (0, 0, 0, 0, 1, 0)) * rate
    speed = moved + turning * spin[..., None, None] / SPIN + going
    stands = torch.sigmoid(STEEP * 0.5 * values[..., 6 * count + 4 :])  # a contact c is 0.5 + 0.5 x; σ(12 (c − ½))
    shown = torch.cat([speed * stands[..., None], places[..., 1:2]], -1)
    return shown.flatten(2).transpose(1, 2)


FEET = Kind(
    "the slide of each standing foot and its height; size is the frames of a sample, matrix its bones",
    lambda view, _: SHOWN * sum(row[1] > 0 for row in view.matrix[1:]),
    feet,
)


def _rotations(six: Tensor) -> Tensor:
    """(..., 6) as matrices, as ``kinematics.rotations``, but smooth at nothing."""
    first = _unit(six[..., :3])
    second = _unit(six[..., 3:] - (first * six[..., 3:]).sum(-1, keepdim=True) * first)
    return torch.stack([first, second, torch.linalg.cross(first, second, dim=-1)], -1)


def _unit(x: Tensor) -> Tensor:
    return x / (x.square().sum(-1, keepdim=True) + SOFT).sqrt()


def _place(feet: list[int], joint: int) -> int:
    return feet.index(joint) if joint in feet else -1


def _from_the_carrier(values: Tensor, rows: list[tuple[float, ...]]) -> dict[int, Tensor]:
    """Joint to its places (N, time, 3), seen from the carrier and turned as it faces."""
    wanted = [joint for joint, row in enumerate(rows) if row[0] != AWAY]
    places: dict[int, Tensor] = {0: torch.zeros_like(values[..., :3])}
    turned: dict[int, Tensor] = {0: _rotations(values[..., :6])}
    for joint in wanted[1:]:
        parent = int(rows[joint][0])
        offset = torch.tensor(rows[joint][2:], dtype=values.dtype, device=values.device)
        places[joint] = places[parent] + turned[parent] @ offset
        if any(int(rows[other][0]) == joint for other in wanted):
            turned[joint] = turned[parent] @ _rotations(values[..., 6 * joint : 6 * joint + 6])
    return places
