"""The nearest work to each sample, and whether it is so near that the sample is a copy.

Two pictures are compared by the correlation of what is left of them at 12 × 12, mean and contrast
taken off, so that two sheets of flat paper are not alike. Each work is known as it is, mirrored, and as ten
crops of it, mirrored too. How near is too near is calibrated on the works themselves; measured figures are in
docs/measures.md. In features of EfficientNet-Lite0 a copy with a little noise lies farther from its original than works
lie from one another, so they are not used here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from ganvas import seeds
from ganvas.errors import MetricError, ShapeError
from ganvas.media.levels import on_white
from ganvas.media.medium import Bytes8

SIDE_PX = 12
CROPS = (0.96, 0.88)  # of each side; the middle and the four corners
CONTRAST = 0.004  # of the whole range: a picture with less of it than this is flat
WAYS = ("as it is", "mirrored", "cropped", "mirrored and cropped")
LEAST_WORKS = 20
CALIBRATED = 1000  # works, at most, whose nearest others are looked for
COPIED = 200  # works, at most, that are copied with slight damage
NEAREST_SHARE = 0.01  # of the works that count as different lie this near to another
SLIGHT_SHARE = 0.95  # of the slightly damaged copies lie as near to their originals as twins do
MOST_TWINS = 0.2  # of the works; where more are twins, copies cannot be told from works
BLOCK = 256  # works compared at once
BATCH = 64  # pictures resized at once


@dataclass(frozen=True, eq=False)
class Nearest:
    """What lies nearest to M samples.

    Attributes:
        index: (M,), of the nearest work.
        distance: (M,), to it: 0 for the same, 1 for nothing in common, up to 2 for its negative.
        copied: (M,), whether that is nearer than different works lie to one another.
        way: (M,), how the work is seen when it lies nearest, as an index into WAYS.
    """

    index: NDArray[np.int64]
    distance: NDArray[np.float32]
    copied: NDArray[np.bool_]
    way: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Bank:
    """Works, each as seen in many ways, and how near is too near. Pictures only.

    Attributes:
        marks: (N · views, D) float16, unit length, the views of one work side by side.
        count: N.
        shape: of one work.
        threshold: the distance below which a sample is a copy.
        twins: the share of works that have another at the distance of a slightly damaged copy.
    """

    marks: Tensor
    count: int
    shape: tuple[int, ...]
    threshold: float = 0.0
    twins: float = 0.0

    @property
    def tells(self) -> bool:
        """Whether copies can be told at all; not where too many works are as alike as copies are."""
        return self.twins <= MOST_TWINS

    @classmethod
    def of(cls, works: Bytes8) -> Self:
        """The bank of works (N, C, H, W), uint8, calibrated on them.

        A *twin* is a work as near to another as a slightly damaged copy is to its original. Below the
        threshold lies one in a hundred of the other works, each compared with all but itself.
        Where more than a fifth are twins, the works are too alike, ``tells`` is false, and the threshold is that of
        one in a hundred of all: it finds hardly any copy.

        Raises:
            MetricError: there are fewer than 20 works.
            ShapeError: these are not pictures.
        """
        _check(works)
        if len(works) < LEAST_WORKS:
            raise MetricError(
                f"{len(works)} works: wanted at least {LEAST_WORKS} to learn how alike different ones are."
            )
        marks = torch.cat([_views(batch).half().flatten(0, 1) for batch in _batches(works)])
        bank = cls(marks, len(works), works.shape[1:])
        random = seeds.generator("memorization", len(works))
        chosen = torch.randperm(len(works), generator=random)[:CALIBRATED]
        apart = bank._search(bank._own(chosen), chosen)[0]
        copies = torch.cat([_mark(_damage(batch, random)) for batch in _batches(works[chosen[:COPIED].numpy()])])
        slight = bank._search(copies)[0].quantile(SLIGHT_SHARE)
        is_twin = apart <= slight
        twins = float(is_twin.double().mean())
        different = apart[~is_twin] if twins <= MOST_TWINS else apart
        return cls(marks, len(works), works.shape[1:], float(different.quantile(NEAREST_SHARE)), twins)

    def nearest(self, samples: Bytes8) -> Nearest:
        """The nearest work to each of the samples (M, C, H, W), uint8.

        Raises:
            ShapeError: they are not of the works' shape.
        """
        if samples.shape[1:] != self.shape:
            raise ShapeError(f"wanted samples of the works' shape {self.shape}, got {samples.shape[1:]}")
        marks = torch.cat([_mark(batch) for batch in _batches(samples)])
        distance, place = self._search(marks)
        index, view = place // self._views_each, place % self._views_each
        way = view % 2 + 2 * (view >= 2).long()  # views come as pairs, plain and mirrored; the first pair is uncropped
        return Nearest(index.numpy(), distance.numpy(), (distance < self.threshold).numpy(), way.numpy())

    @property
    def _views_each(self) -> int:
        return len(self.marks) // self.count

    def _own(self, works: Tensor) -> Tensor:
        """The marks (n, D) of works as they are."""
        return self.marks[works * self._views_each].float()

    def _search(self, marks: Tensor, not_of: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Distance (M,) and place (M,) in the bank of the nearest view, but for those of works ``not_of`` (M,)."""
        best, place = torch.full((len(marks),), -2.0), torch.zeros(len(marks), dtype=torch.int64)
        step = BLOCK * self._views_each
        for start in range(0, len(self.marks), step):
            likeness = marks @ self.marks[start : start + step].float().T
            if not_of is not None:
                owner = (start + torch.arange(likeness.shape[1])) // self._views_each
                likeness[not_of[:, None] == owner] = -2.0
            most, at = likeness.max(1)
            place = torch.where(most > best, start + at, place)
            best = torch.maximum(best, most)
        return (1 - best).clamp(min=0), place


def _check(pictures: Bytes8) -> None:
    if pictures.ndim != 4 or pictures.shape[1] not in (1, 3, 4):
        raise ShapeError(f"the nearest work is looked for among pictures (N, 1, 3 or 4, H, W); got {pictures.shape}")


def _batches(pictures: Bytes8) -> Iterator[Tensor]:
    """Pictures as float 0…1, on white, some at a time."""
    for start in range(0, len(pictures), BATCH):
        levels = torch.tensor(np.ascontiguousarray(pictures[start : start + BATCH]))
        yield (on_white(levels) if levels.shape[1] == 4 else levels).float() / 255


def _views(pictures: Tensor) -> Tensor:
    """Marks (N, views, D) of pictures as they are and of their crops, each followed by its mirror image."""
    height, width = pictures.shape[2:]
    parts = [pictures]
    for share in CROPS:
        tall, wide = round(share * height), round(share * width)
        down, right = height - tall, width - wide
        for top, left in ((0, 0), (0, right), (down, 0), (down, right), (down // 2, right // 2)):
            parts.append(pictures[:, :, top : top + tall, left : left + wide])
    return torch.stack([_mark(view) for part in parts for view in (part, part.flip(3))], 1)


def _mark(pictures: Tensor) -> Tensor:
    """(N, D): pictures at 12 × 12 without their mean, of length 1; shorter where they are nearly flat."""
    small = _resize(pictures, SIDE_PX, SIDE_PX).flatten(1)
    small = small - small.mean(1, keepdim=True)
    energy = small.square().sum(1, keepdim=True)
    return small / (energy + CONTRAST**2 * small.shape[1]).sqrt()


def _damage(pictures: Tensor, random: torch.Generator) -> Tensor:
    """Copies as a generator makes them: a little soft, of other brightness and contrast, with grain."""
    height, width = pictures.shape[2:]
    blurred = _resize(_resize(pictures, max(1, height // 2), max(1, width // 2)), height, width)
    soft = 0.6 * blurred + 0.4 * pictures
    each = (len(pictures), 1, 1, 1)
    contrast = 0.8 + 0.4 * torch.rand(each, generator=random)
    brightness = 0.1 * (torch.rand(each, generator=random) - 0.5)
    grain = 0.04 * torch.randn(soft.shape, generator=random)
    damaged: Tensor = (soft - 0.5) * contrast + 0.5 + brightness + grain
    return damaged.clamp(0, 1)


def _resize(pictures: Tensor, height: int, width: int) -> Tensor:
    resized: Tensor = F.interpolate(pictures, (height, width), mode="bilinear", antialias=True, align_corners=False)
    return resized
