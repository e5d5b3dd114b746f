"""Layers that more than one pair uses."""

from collections.abc import Iterable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganvas import dist
from ganvas.errors import NetError
from ganvas.nets.design import Shape

SLOPE = 0.2  # of the leaky rectifier, everywhere


def leaky(x: Tensor) -> Tensor:
    """LeakyReLU of slope 0.2."""
    return F.leaky_relu(x, SLOPE)


def bounded(x: Tensor) -> Tensor:
    """1.05 · tanh(x), cut to −1…1, with a gradient that never quite fades for values that should come back.

    Paper has a whitest white. Plain tanh only comes near it, and a value that an early step threw
    far out stays there; a plain cut reaches it but leaves a faint grain beside it. This one reaches
    it at |x| = 1.85, is calm there, and pulls a stray value back with at least a twentieth of the slope.
    """
    cut: Tensor = _Bounded.apply(x)  # type: ignore[no-untyped-call]
    return cut


class _Bounded(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return (1.05 * torch.tanh(x)).clamp(-1.0, 1.0)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (x,), (gradient,) = ctx.saved_tensors, gradients
        level = torch.tanh(x)  # anew from x, so that a second derivative sees that it depends on x
        inward = gradient * level > 0  # a step goes against the gradient
        slope = 1.05 * (1 - level.square())
        return gradient * torch.where(inward, slope.clamp(min=0.05), slope)


class BatchNorm(nn.Module):
    """Batch normalization over all axes but the second, the same over all processes.

    Ioffe & Szegedy 2015, arXiv:1502.03167. ``keep`` is the share of the running statistics that a
    batch leaves in place: Keras calls it momentum, PyTorch calls 1 − keep so. As in Keras the
    running variance is the biased one. Where several processes share a batch, its statistics are
    those of the whole batch, so that the result does not depend on their number.
    """

    def __init__(self, channels: int, keep: float = 0.9, eps: float = 1e-3) -> None:
        super().__init__()
        self.keep, self.eps = keep, eps
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.mean: Tensor
        self.variance: Tensor
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("variance", torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, …) to the same shape; statistics of the batch in training, the running ones otherwise."""
        if not self.training:
            return F.batch_norm(x, self.mean, self.variance, self.weight, self.bias, False, 0.0, self.eps)
        if dist.world() == 1:
            out, mean, inverse = torch.native_batch_norm(x, self.weight, self.bias, None, None, True, 0.0, self.eps)
            self._follow(mean, inverse.float().pow(-2) - self.eps)
            return out
        axes = [axis for axis in range(x.ndim) if axis != 1]
        view = [1, -1] + [1] * (x.ndim - 2)
        wide = x.float()
        mean = dist.mean(wide.mean(axes))
        variance = dist.mean((wide - mean.view(view)).square().mean(axes))
        self._follow(mean, variance)
        scale = self.weight * torch.rsqrt(variance + self.eps)
        return ((wide - mean.view(view)) * scale.view(view) + self.bias.view(view)).to(x.dtype)

    @torch.no_grad()
    def _follow(self, mean: Tensor, variance: Tensor) -> None:
        self.mean.lerp_(mean.float(), 1 - self.keep)
        self.variance.lerp_(variance.float(), 1 - self.keep)


class Residual(nn.Module):
    """x + conv(leaky(conv(leaky(x)))), two plain 3×3 convolutions, quiet at birth.

    The last convolution starts at zero and the first is scaled by blocks^(−1/2), the fix-up
    initialization of Zhang et al. 2019 (arXiv:1901.09321) for two layers a block, so that no
    normalization is needed. Plain convolutions, because grouped ones waste a CPU.
    """

    def __init__(self, channels: int, blocks: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        kaiming(self.first, blocks**-0.5)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, height, width) to the same shape."""
        out: Tensor = x + self.second(leaky(self.first(leaky(x))))
        return out


def kaiming(layer: nn.Conv1d | nn.Conv2d | nn.Linear, gain: float = 1.0, slope: float = SLOPE) -> None:
    """Weights N(0, gain² · 2 / (1 + slope²) / fan_in), biases zero. He et al. 2015, arXiv:1502.01852.

    ``slope`` is that of the rectifier before or after; 1 for a layer without one.
    """
    if layer.weight.is_meta:
        return  # only laid out, to be filled from a file
    nn.init.kaiming_normal_(layer.weight, a=slope)
    with torch.no_grad():
        layer.weight.mul_(gain)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)


def picture(shape: Shape, pair: str, multiple: int) -> tuple[int, int, int]:
    """The shape as (channels, height, width), or one sentence on why the pair cannot serve it."""
    if len(shape) != 3 or shape[0] not in (1, 3, 4):
        raise NetError(
            f"{pair} paints pictures of 1, 3 or 4 channels; found shape {shape}. Use net 'mlp' for other data."
        )
    channels, height, width = shape
    if height % multiple or width % multiple or min(height, width) < 8:
        raise NetError(
            f"{pair} needs sides of 8 px or more that are multiples of {multiple}; found {width}×{height}. "
            f"Train at --size {max(8, width // multiple * multiple)}x{max(8, height // multiple * multiple)}."
        )
    return channels, height, width


def style_entries(stages: Iterable[nn.Module], end: str) -> list[Tensor]:
    """Of stages of modulated layers ``convs`` and an end of that name: for each layer what makes a style of w.

    Each (channels, w_dim); the end has the style of the layer before it.
    """
    found = []
    for stage in stages:
        *matrices, last, own = [
            part.get_parameter("style.weight")
            for part in (*stage.get_submodule("convs").children(), stage.get_submodule(end))
        ]
        found += [*matrices, torch.cat([last, own])]
    return found
