"""The one place where eight-bit levels and the range −1…1 meet."""

import numpy as np
import torch
from torch import Tensor

from ganvas.media.medium import Bytes8, Samples


def to_range(levels: Tensor) -> Tensor:
    """uint8 0…255 as float32 −1…1."""
    return levels.to(torch.float32).div_(127.5).sub_(1.0)


def to_levels(sample: Tensor) -> Bytes8:
    """Float −1…1 as uint8, rounded to the nearest level; ``to_levels(to_range(x)) == x``."""
    levels = sample.detach().to("cpu", torch.float32).add(1.0).mul(127.5).round().clamp(0, 255)
    return np.asarray(levels.to(torch.uint8).numpy())


def to_samples(painted: Tensor, dtype: str) -> Samples:
    """What a generator painted as samples of a medium: eight-bit levels, or float32 as it is."""
    return to_levels(painted) if dtype == "uint8" else np.array(painted.detach().to("cpu", torch.float32).numpy())


def from_samples(samples: Samples) -> Tensor:
    """Samples of a medium as a network is shown them, float32: eight-bit levels in −1…1, float32 as it is."""
    found = torch.from_numpy(samples)
    return to_range(found) if found.dtype == torch.uint8 else found.to(torch.float32)


def on_white(levels: Tensor) -> Tensor:
    """Pictures (N, 4, H, W), uint8, laid on white: (N, 3, H, W), uint8, as ``encode.on_paper`` lays them."""
    color, alpha = levels[:, :3].to(torch.int32), levels[:, 3:].to(torch.int32)
    laid = (color * alpha + 255 * (255 - alpha) + 127) // 255
    return laid.to(torch.uint8)
