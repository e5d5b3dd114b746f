"""The house pair for art: a generator with a style space, after Karras et al. 2018 and 2019.

A mapping network turns a latent z into a style w; each convolution of the generator is modulated by
the style of its layer, and every stage adds its share to the picture (arXiv:1812.04948, arXiv:1912.04958).
So a picture can be told apart into layers, from the subject to the grain. Convolutions are modulated
by scaling what goes in and what comes out, so that one plain convolution serves the whole batch; the
finest stage writes patches, and no stage runs at full resolution when ``patch`` is above 1.

Weights start as He et al. have it, not as N(0, 1) with a gain at run time: one Adam with one rate moves
all of the network, and that rate suits the discriminator too, whose weights are of that size. Only the
mapping network learns at a lower rate, by a factor inside its layers. No layer mixes the samples of a batch.
"""

import itertools
import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganvas.nets.design import Design
from ganvas.nets.heads import ending
from ganvas.nets.labels import check_labels, embedding
from ganvas.nets.layers import SLOPE, Residual, kaiming, leaky, style_entries
from ganvas.nets.pyramid import Head, channels, check_noise, grids, larger, same_within_patches
from ganvas.nets.regions import Join, Joined, apart, covered
from ganvas.nets.views import seen

MAPPING_RATE = 0.01  # of the mapping network, in the learning rate of the others
GAIN = math.sqrt(2 / (1 + SLOPE**2))  # what the leaky rectifier takes from the variance
TINY = 1e-8


def normalized(x: Tensor) -> Tensor:
    """(N, dim) with a mean square of 1 in every row."""
    return x * torch.rsqrt(x.square().mean(1, keepdim=True) + TINY)


def demodulation(weight: Tensor, style: Tensor) -> Tensor:
    """What makes each filter, scaled by the style, one of norm 1: (Σ (weight · style)²)^(−1/2).

    Args:
        weight: (out, in, height, width).
        style: (N, in).

    Returns:
        (N, out).
    """
    return torch.rsqrt(F.linear(style.square(), weight.square().sum((2, 3))) + TINY)


class Slow(nn.Module):
    """A dense layer and a leaky rectifier that keep the variance and learn MAPPING_RATE times as fast.

    Weights and bias are stored 1/MAPPING_RATE times as large as they are used, so that a step of Adam,
    which is as long as the learning rate, moves them that much less. arXiv:1812.04948.
    """

    def __init__(self, fan_in: int, fan_out: int) -> None:
        super().__init__()
        self.dense = nn.Linear(fan_in, fan_out)
        kaiming(self.dense, 1 / MAPPING_RATE)

    def forward(self, x: Tensor) -> Tensor:
        """(N, fan_in) to (N, fan_out)."""
        return leaky(MAPPING_RATE * self.dense(x))


class Modulated(nn.Module):
    """A 3×3 convolution whose filters a style scales channel by channel, then noise, bias, rectifier.

    The strength of the noise is learned and starts at 0.
    """

    def __init__(self, size: int, w_dim: int) -> None:
        super().__init__()
        self.style = nn.Linear(w_dim, size)
        self.conv = nn.Conv2d(size, size, 3, padding=1, bias=False)
        self.bias = nn.Parameter(torch.zeros(size, 1, 1))
        self.strength = nn.Parameter(torch.zeros(()))
        kaiming(self.conv)
        unit_style(self.style)

    def forward(self, x: Tensor, w: Tensor, noise: Tensor) -> Tensor:
        """(N, channels, height, width), w (N, w_dim) and noise (N or 1, 1, height, width) to the shape of x."""
        with torch.autocast(x.device.type, enabled=False):  # small sums, wanted exactly
            style = self.style(w.to(self.style.weight.dtype))
            scale = GAIN * demodulation(self.conv.weight, style)
        x = self.conv(x * style[:, :, None, None].to(x.dtype))
        x = torch.addcmul(self.bias.to(x.dtype), x, scale[:, :, None, None].to(x.dtype))
        return leaky(x + (self.strength * noise).to(x.dtype))


class ToPicture(nn.Module):
    """A 1×1 convolution to the channels of a picture, modulated by the style; from here on in full precision."""

    def __init__(self, size: int, channels: int, w_dim: int, gain: float) -> None:
        super().__init__()
        self.style = nn.Linear(w_dim, size)
        self.conv = nn.Conv2d(size, channels, 1)
        kaiming(self.conv, gain, slope=1.0)
        unit_style(self.style)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """(N, size, height, width) and w (N, w_dim) to (N, channels, height, width)."""
        out: Tensor = self.conv(x * self.style(w)[:, :, None, None].to(x.dtype))
        return out.to(self.conv.weight.dtype)


def unit_style(layer: nn.Linear) -> None:
    """Let styles be 1 on average, and as varied as w."""
    kaiming(layer, slope=1.0)
    nn.init.ones_(layer.bias)


class Stage(nn.Module):
    """Modulated convolutions on one grid, two a block, and their share of the picture."""

    def __init__(self, size: int, depth: int, channels: int, w_dim: int, gain: float, patch: int) -> None:
        super().__init__()
        self.convs = nn.ModuleList(Modulated(size, w_dim) for _ in range(2 * depth))
        self.picture = ToPicture(size, channels * patch**2, w_dim, gain)
        same_within_patches(self.picture.conv, patch)

    def forward(self, x: Tensor, w: Tensor, noise: list[Tensor], join: Join, below: int) -> tuple[Tensor, Tensor]:
        """x, w (N, convolutions, w_dim) and the noise of each to x and its picture, (N, channels, height, width).

        ``join`` is given the features after every layer, of which there are ``below`` in coarser stages.
        """
        for layer, (conv, style, grain) in enumerate(zip(self.convs, w.unbind(1), noise, strict=True), below + 1):
            x = join(conv(x, style, grain), layer)
        return x, self.picture(x, w[:, -1])


class Mapping(nn.Module):
    """z, and the vector of a label, each of mean square 1 → two dense layers → w."""

    def __init__(self, z_dim: int, w_dim: int, classes: int) -> None:
        super().__init__()
        self.classes = classes
        self.labels = embedding(classes, z_dim) if classes else None
        self.layers = nn.Sequential(Slow(z_dim * (2 if classes else 1), w_dim), Slow(w_dim, w_dim))

    def forward(self, z: Tensor, labels: Tensor | None) -> Tensor:
        """(N, z_dim) and labels (N,) to (N, w_dim)."""
        labels, z = check_labels(labels, self.classes, len(z)), normalized(z)
        if self.labels is not None:
            z = torch.cat([z, normalized(self.labels(labels))], 1)
        w: Tensor = self.layers(z)
        return w


class Generator(nn.Module):
    """z → w → modulated stages from a learned coarsest grid, each adding to the picture → bounded.

    Attributes:
        z_dim: length of a latent.
        w_dim: length of a style, the same.
        layers: modulated convolutions, each with a style of its own, coarsest first.
        noise_size: standard normals that a sample's noise maps hold together.
        classes: how many labels there are; 0 for none.
        noise: the maps that are used where none are given, drawn once and kept in the state.
    """

    noise: Tensor

    def __init__(self, design: Design) -> None:
        super().__init__()
        self.grids, self.size = grids(design, "style"), design.shape[1:]
        sizes, levels = channels(design, len(self.grids)), design.shape[0]
        self.z_dim = self.w_dim = design.z_dim
        self.finish = ending(design)
        self.classes, self.patch, self.convs = design.classes, design.patch, 2 * design.depth
        self.layers = self.convs * len(sizes)
        self.noise_size = self.convs * sum(height * width for height, width in self.grids)
        gain = 0.5 * len(sizes) ** -0.5  # so that the sum of all shares keeps away from the bounds at first
        patches = [1] * (len(sizes) - 1) + [design.patch]
        self.mapping = Mapping(self.z_dim, self.w_dim, design.classes)
        self.start = nn.Parameter(torch.randn(sizes[0], *self.grids[0]))
        self.stages = nn.ModuleList(
            Stage(size, design.depth, levels, self.w_dim, gain, patch)
            for size, patch in zip(sizes, patches, strict=True)
        )
        self.joints = nn.ModuleList(joint(a, b) for a, b in itertools.pairwise(sizes))
        self.register_buffer("noise", torch.randn(self.noise_size))

    def map(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """(N, z_dim), and labels (N,) where there are classes, to w (N, layers, w_dim), the same for every layer.

        Raises:
            ShapeError: labels are missing, or are there without need.
        """
        with torch.autocast(z.device.type, enabled=False):  # small, and slow steps want all their bits
            w: Tensor = self.mapping(z, labels)
        return w[:, None].expand(-1, self.layers, -1)

    def paint(self, w: Tensor, noise: Tensor | None = None) -> Tensor:
        """Styles (N, layers, w_dim) to (N, channels, height, width) in −1…1.

        Args:
            w: a style for each layer; they need not be the same.
            noise: (N, noise_size), standard normal: the noise maps of every sample. None takes the kept ones, so
                that a style is the same picture whenever it is painted.

        Raises:
            ShapeError: the noise is of another shape.
        """
        given = check_noise(noise, len(w), self.noise_size)
        return self._paint(w, self.noise[None] if given is None else given, apart)

    def paint_regions(self, w: Tensor, masks: Tensor, depths: Sequence[float], stays: bool = True) -> Tensor:
        """One picture (channels, height, width) in −1…1 of several styles, each where its mask is.

        Args:
            w: (1 + K, layers, w_dim): of the base, and of each region; later ones lie over earlier ones.
            masks: (K, height, width) in 0…1.
            depths: for each region the share of the layers from which on its features and the base's are one.
            stays: paint over one region at a time, so that none changes what lies outside its mask; this takes a
                pass for each. Otherwise all are joined at once and may change what is around them.
        """
        if not stays:
            return self._joined(w, masks, depths)
        picture = self.paint(w[:1])[0]
        for count in range(1, len(w)):
            joined = self._joined(w[: count + 1], masks[:count], depths[:count])
            picture = torch.lerp(picture, joined, covered(masks[count - 1]))
        return picture

    def _joined(self, w: Tensor, masks: Tensor, depths: Sequence[float]) -> Tensor:
        """(channels, height, width): a base and regions that flow into each other from their depths on."""
        join = Joined(masks, [round(depth * self.layers) if depth < 1 else self.layers + 1 for depth in depths])
        return join(self._paint(w, self.noise[None], join), self.layers + 1)[0]

    def _paint(self, w: Tensor, noise: Tensor, join: Join) -> Tensor:
        """The picture of styles (N, layers, w_dim); ``join`` may let the samples of the batch flow into each other."""
        grain, styles = self._maps(noise), torch.split(w, self.convs, 1)
        x, picture = self.stages[0](self.start.expand(len(w), -1, -1, -1), styles[0], grain[0], join, 0)
        for k, (joint, grid) in enumerate(zip(self.joints, self.grids[1:], strict=True), 1):
            x, picture = larger(joint(x), grid), join(picture, k * self.convs)
            x, share = self.stages[k](x, styles[k], grain[k], join, k * self.convs)
            picture = larger(picture, grid) + share if k < len(self.joints) else self._finish(picture, share)
        return self.finish(join(picture if self.joints else F.pixel_shuffle(picture, self.patch), self.layers))

    def _finish(self, picture: Tensor, share: Tensor) -> Tensor:
        """The picture so far at full resolution, and the patches of the finest stage."""
        return larger(picture, self.size) + F.pixel_shuffle(share, self.patch)

    def _maps(self, noise: Tensor) -> list[list[Tensor]]:
        """Noise (N, noise_size) as maps (N, 1, height, width): for every stage those of its convolutions."""
        flat = torch.split(noise, [height * width for height, width in self.grids for _ in range(self.convs)], 1)
        maps = [self.grids[k // self.convs] for k in range(len(flat))]
        shaped = [some.view(-1, 1, *grid) for some, grid in zip(flat, maps, strict=True)]
        return [shaped[k : k + self.convs] for k in range(0, len(flat), self.convs)]

    def forward(self, z: Tensor, labels: Tensor | None = None, noise: Tensor | None = None) -> Tensor:
        """(N, z_dim), and labels (N,) where there are classes, to (N, channels, height, width) in −1…1.

        Raises:
            ShapeError: labels are missing, or are there without need.
        """
        return self.paint(self.map(z, labels), noise)

    def entries(self) -> list[Tensor]:
        """For each layer (channels, w_dim), what makes a style of w; a stage's last layer is also its picture's."""
        return style_entries(self.stages, "picture")


class Discriminator(nn.Module):
    """Patches → residual blocks, half, … → coarsest grid → one logit, of the label where there are classes."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        cells = grids(design, "style")
        sizes = channels(design, len(cells))[::-1]
        blocks = design.depth * len(sizes)
        self.patch = design.patch
        self.start = nn.Conv2d(seen(design)[0] * design.patch**2, sizes[0], 3, padding=1)
        self.stages = nn.ModuleList(nn.Sequential(*(Residual(n, blocks) for _ in range(design.depth))) for n in sizes)
        self.joints = nn.ModuleList(joint(a, b) for a, b in itertools.pairwise(sizes))
        self.head = Head(sizes[-1], cells[0], design.classes)
        kaiming(self.start)

    def forward(self, x: Tensor, labels: Tensor | None = None) -> Tensor:
        """(N, channels, height, width), and labels (N,) where there are classes, to logits (N,).

        Raises:
            ShapeError: labels are missing, or are there without need.
        """
        x = self.stages[0](self.start(F.pixel_unshuffle(x, self.patch)))
        for joint, stage in zip(self.joints, self.stages[1:], strict=True):
            x = stage(joint(F.avg_pool2d(x, 2, ceil_mode=True, count_include_pad=False)))
        logits: Tensor = self.head(leaky(x), labels)
        return logits


def joint(fan_in: int, fan_out: int) -> nn.Conv2d:
    """The 1×1 convolution between two stages."""
    layer = nn.Conv2d(fan_in, fan_out, 1, bias=False)
    kaiming(layer, slope=1.0)
    return layer
