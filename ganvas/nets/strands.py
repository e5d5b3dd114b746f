"""What the pair ``line`` is made of: layers along one axis, time, that know no medium."""

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganvas.errors import NetError, ShapeError
from ganvas.nets.design import Design, Shape
from ganvas.nets.labels import check_labels, embedding
from ganvas.nets.layers import kaiming, leaky
from ganvas.nets.pyramid import COARSEST
from ganvas.nets.style import GAIN, demodulation, unit_style

LEAST_STEPS = 4

Spread = Callable[[Tensor], Tensor]


def strand(shape: Shape, pair: str, multiple: int) -> tuple[int, int]:
    """The shape as (channels, steps), or one sentence on why the pair cannot serve it.

    Raises:
        NetError: it is no such shape, or the steps are too few or no multiple.
    """
    if len(shape) != 2:
        raise NetError(
            f"{pair} makes samples of channels along time; found shape {shape}."
            " Use 'style' for pictures, 'mlp' for others."
        )
    channels, steps = shape
    if steps % multiple or steps < LEAST_STEPS * multiple:
        raise NetError(
            f"{pair} needs {LEAST_STEPS * multiple} steps or more, a multiple of {multiple}; found {steps}."
            f" Take {max(LEAST_STEPS * multiple, steps // multiple * multiple)} steps."
        )
    return channels, steps


def lengths(design: Design, pair: str) -> list[int]:
    """Steps of every stage, coarsest first; the finest has one a patch. Halved upwards until less than six are left.

    An endless design is halved only where nothing is left over, so that a longer sample begins like a shorter one.

    Raises:
        NetError: the shape is not one of channels along time.
    """
    _, steps = strand(design.shape, pair, design.patch)
    found = [steps // design.patch]
    while found[-1] >= COARSEST and not (design.endless and found[-1] % 2):
        found.append((found[-1] + 1) // 2)
    return found[::-1]


def longer(x: Tensor, steps: int) -> Tensor:
    """The same on a finer grid along time, linear."""
    return F.interpolate(x, size=steps, mode="linear", align_corners=False)


def still(values: Tensor) -> Tensor:
    """A style (N, size) that is the same all the time: (N, size, 1)."""
    return values[:, :, None]


def moving(steps: int) -> Spread:
    """Styles (K, size), one after another, as one that moves: (1, size, steps), linear between their middles."""
    return lambda values: F.interpolate(values.mT[None], size=steps, mode="linear", align_corners=False)


def shuffle(x: Tensor, patch: int) -> Tensor:
    """(N, channels · patch, steps) to (N, channels, steps · patch): a patch is side by side in channels."""
    return torch.unflatten(x, 1, (-1, patch)).movedim(2, 3).flatten(2)


def unshuffle(x: Tensor, patch: int) -> Tensor:
    """The way back of ``shuffle``."""
    return torch.unflatten(x, 2, (-1, patch)).movedim(3, 2).flatten(1, 2)


class Modulated(nn.Module):
    """A convolution of three steps whose filters a style scales channel by channel, then noise, bias, rectifier.

    As in the pair ``style``, along one axis; the style may move with time. Noise starts at ``strength``: where nothing
    else tells one moment from another, it has to be there from the start.
    """

    def __init__(self, size: int, w_dim: int, strength: float) -> None:
        super().__init__()
        self.style = nn.Linear(w_dim, size)
        self.conv = nn.Conv1d(size, size, 3, padding=1, bias=False)
        self.bias = nn.Parameter(torch.zeros(size, 1))
        self.strength = nn.Parameter(torch.tensor(strength))
        kaiming(self.conv)
        unit_style(self.style)

    def forward(self, x: Tensor, w: Tensor, noise: Tensor, spread: Spread) -> Tensor:
        """(N, channels, steps), w (N or K, w_dim) and noise (N or 1, 1, steps) to the shape of x."""
        with torch.autocast(x.device.type, enabled=False):  # small sums, wanted exactly
            style = self.style(w.to(self.style.weight.dtype))
            scale = spread(GAIN * demodulation(self.conv.weight[:, :, None], style))
        x = self.conv(x * spread(style).to(x.dtype))
        x = torch.addcmul(self.bias.to(x.dtype), x, scale.to(x.dtype))
        return leaky(x + (self.strength * noise).to(x.dtype))


class ToSample(nn.Module):
    """A convolution of one step to the channels of a sample, modulated; from here on in full precision."""

    def __init__(self, size: int, channels: int, w_dim: int, gain: float, patch: int) -> None:
        super().__init__()
        self.style = nn.Linear(w_dim, size)
        self.conv = nn.Conv1d(size, channels * patch, 1)
        kaiming(self.conv, gain, slope=1.0)
        unit_style(self.style)
        with torch.no_grad():  # all steps of a patch start alike
            self.conv.weight.copy_(self.conv.weight[::patch].repeat_interleave(patch, 0))

    def forward(self, x: Tensor, w: Tensor, spread: Spread) -> Tensor:
        """(N, size, steps) and w to (N, channels · patch, steps)."""
        out: Tensor = self.conv(x * spread(self.style(w)).to(x.dtype))
        return out.to(self.conv.weight.dtype)


class Stage(nn.Module):
    """Modulated convolutions at one number of steps, two a block, what is kept there, and their share of the sample."""

    def __init__(self, size: int, design: Design, w_dim: int, gain: float, patch: int) -> None:
        super().__init__()
        self.convs = nn.ModuleList(Modulated(size, w_dim, float(design.endless)) for _ in range(2 * design.depth))
        self.sample = ToSample(size, design.shape[0], w_dim, gain, patch)
        self.kept = nn.Conv1d(design.shape[0] + 1, size, 3, padding=1, bias=False) if design.context else None
        if self.kept is not None:
            kaiming(self.kept, slope=1.0)

    def forward(
        self, x: Tensor, w: Tensor, noise: Sequence[Tensor], kept: Tensor | None, spread: Spread
    ) -> tuple[Tensor, Tensor]:
        """x, w (N, convolutions, w_dim), the noise of each and what is kept, to x and its share of the sample."""
        if self.kept is not None and kept is not None:
            x = x + self.kept(F.adaptive_avg_pool1d(kept, x.shape[2]))
        for conv, style, grain in zip(self.convs, w.unbind(1), noise, strict=True):
            x = conv(x, style, grain, spread)
        return x, self.sample(x, w[:, -1], spread)


class Residual(nn.Module):
    """x + conv(leaky(conv(leaky(x)))) along time, quiet at birth, as ``layers.Residual`` is in a picture."""

    def __init__(self, channels: int, blocks: int) -> None:
        super().__init__()
        self.first = nn.Conv1d(channels, channels, 3, padding=1)
        self.second = nn.Conv1d(channels, channels, 3, padding=1, bias=False)
        kaiming(self.first, blocks**-0.5)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, steps) to the same shape."""
        out: Tensor = x + self.second(leaky(self.first(leaky(x))))
        return out


class Cells(nn.Module):
    """What two layers say of every step by itself, the mean of it: one logit."""

    def __init__(self, channels: int, size: int) -> None:
        super().__init__()
        self.first, self.second = nn.Conv1d(channels, size, 1), nn.Conv1d(size, size, 1)
        self.out = nn.Conv1d(size, 1, 1, bias=False)
        for layer in (self.first, self.second):
            kaiming(layer)
        kaiming(self.out, slope=1.0)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, steps) to logits (N,)."""
        return torch.as_tensor(self.out(leaky(self.second(leaky(self.first(x))))).mean((1, 2)))


class WholeHead(nn.Module):
    """Features at the coarsest steps → one logit: a weight per step and channel, then a dense layer, of the label."""

    def __init__(self, size: int, steps: int, classes: int) -> None:
        super().__init__()
        self.classes = classes
        self.basis = nn.Conv1d(size, size, steps, groups=size, bias=False)
        self.out = nn.Linear(size, size if classes else 1, bias=False)
        self.labels = embedding(classes, size) if classes else None
        kaiming(self.basis, slope=1.0)
        kaiming(self.out, slope=1.0)

    def forward(self, x: Tensor, labels: Tensor | None) -> Tensor:
        """(N, size, steps), and labels (N,) where there are classes, to logits (N,)."""
        labels = check_labels(labels, self.classes, len(x))
        out: Tensor = self.out(self.basis(x).flatten(1))
        return out.squeeze(1) if self.labels is None else (out * self.labels(labels)).sum(1)


def check_kept(kept: Tensor | None, shape: tuple[int, ...], wanted: bool) -> Tensor | None:
    """What is to stay, (N, channels + 1, steps), its last channel 1 where it stays; its other values set to 0.

    Raises:
        ShapeError: it is of another shape, or the network was not built with a context.
    """
    if kept is None:
        return None
    count, channels, steps = shape
    if not wanted:
        raise ShapeError("this network keeps nothing of a sample; build it with context > 0.")
    if kept.shape != (count, channels + 1, steps):
        raise ShapeError(
            f"found {tuple(kept.shape)} to keep; wanted {(count, channels + 1, steps)}, the sample and where it stays."
        )
    return torch.cat([kept[:, :-1] * kept[:, -1:], kept[:, -1:]], 1)
