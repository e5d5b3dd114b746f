"""Which works a picture is nearest to, found among all by coarse marks and then laid over the few that are left."""

import contextlib
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from ganvas.errors import ShapeError
from ganvas.media.medium import Bytes8
from ganvas.metrics.align import IN_PLACE, Pairs, align, freedom, likeness, maps_of
from ganvas.metrics.views import BOXES, marks, planes, turned

WHOLES = 12  # works that are laid over the whole sample
HALVES = 4  # works that are laid over each half of it
BLOCK = 512  # works compared at once
SAME_LEVELS = 1.5  # of 255, on the mean: what saving again leaves between two files of one picture
HALF = 3  # the kind of half a sample that lies in place
KINDS = (
    "in place",
    "cut out",
    "bent",
    "half",
    "in place, in detail",
    "cut out, in detail",
    "bent, in detail",
    "half, in detail",
)


_one_searcher = threading.Lock()  # the number of threads is the whole process's


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """One thread: sums in one order on every machine, and no threads that wait for one another over small work."""
    with _one_searcher:
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(before)


@dataclass(frozen=True, eq=False)
class Found:
    """H ways to lay one sample over works.

    Attributes:
        work: (H,), index.
        turn: (H,), of ``TURNS``: how the sample was turned.
        part: (H,), of ``PARTS``: which part of the turned sample.
        map: (H, 2, 3), from the turned sample to the work.
        likeness: (H, 8), 0…1: of each of ``KINDS``, 0 where it is of another kind.
    """

    work: Tensor
    turn: Tensor
    part: Tensor
    map: Tensor
    likeness: Tensor

    def best(self) -> tuple[Tensor, Tensor]:
        """Likeness (8,) of the best of every kind, and which way (8,) that is; 0 where there is no way."""
        if not len(self.likeness):
            return torch.zeros(len(KINDS)), torch.zeros(len(KINDS), dtype=torch.int64)
        return self.likeness.max(0)


@dataclass(frozen=True, eq=False)
class Nearest:
    """Works, ready to be searched.

    Attributes:
        planes: (N, 64, 64) lightness, uint8.
        marks: (N, V, D) float16.
        halves: (N, 4, D/2) float16.
    """

    planes: Tensor
    marks: Tensor
    halves: Tensor

    @classmethod
    def of(cls, works: Iterable[Bytes8]) -> Self:
        """The works, some (n, C, H, W), uint8, at a time; what is kept of a work are 29 kB.

        Raises:
            ShapeError: these are no pictures, or there are none.
        """
        kept: list[tuple[Tensor, Tensor, Tensor]] = []
        for some in works:
            light = planes(some)
            whole, half = marks(light)
            kept.append(((light * 255).round().to(torch.uint8), whole.half(), half.half()))
        if not kept:
            raise ShapeError("copies are looked for among works; there are none.")
        return cls(*(torch.cat(one) for one in zip(*kept, strict=True)))

    def __len__(self) -> int:
        return len(self.planes)

    def plane(self, row: int) -> Tensor:
        """(64, 64), 0…1, of one work."""
        return self.planes[row].float() / 255

    def same(self, row: int) -> Tensor:
        """(N,): which works are the same picture as this one, itself among them."""
        apart = (self.planes.to(torch.int16) - self.planes[row].to(torch.int16)).abs().float()
        return apart.mean((1, 2)) <= SAME_LEVELS

    @torch.inference_mode()
    def search(self, plane: Tensor, but: Tensor | None = None) -> Found:
        """Lay a sample (64, 64) over the works that it looks most like, but for those that ``but`` (N,) marks."""
        with _one_thread():
            return self._search(plane, but)

    def _search(self, plane: Tensor, but: Tensor | None) -> Found:
        turns = turned(plane)
        work, turn, part, box = self._candidates(turns, but)
        start = maps_of(BOXES[box])
        pairs = Pairs(turns[turn], self.planes[work].float() / 255, part, start)
        maps = torch.cat([start, align(pairs)])
        twice = Pairs(pairs.sample.repeat(2, 1, 1), pairs.work.repeat(2, 1, 1), part.repeat(2), maps)
        return Found(work.repeat(2), turn.repeat(2), twice.part, maps, _by_kind(twice, maps))

    def _candidates(self, turns: Tensor, but: Tensor | None) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Work, turn, part and box (H,) of the ways that the marks like best."""
        whole, half = marks(turns, BOXES[:1])
        best, at, half_best, half_at = self._compare(whole[:, 0], half)
        if but is not None:
            best[but], half_best[but] = -1, -1
        works = _most(best, WHOLES)
        found = [(works, at[works] // len(BOXES), torch.zeros_like(works), at[works] % len(BOXES))]
        for part in range(half.shape[1]):
            works = _most(half_best[:, part], HALVES)
            found.append((works, half_at[works, part], torch.full_like(works, part + 1), torch.zeros_like(works)))
        work, turn, number, box = (torch.cat(one) for one in zip(*found, strict=True))
        return work, turn, number, box

    def _compare(self, whole: Tensor, half: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """For every work the best correlation (N,) and its turn and box as one number (N,), and for halves (N, 4)."""
        parts = []
        for start in range(0, len(self), BLOCK):
            block = self.marks[start : start + BLOCK].float()
            likes = (
                (whole @ block.flatten(0, 1).T).abs_().reshape(len(whole), len(block), -1).transpose(0, 1).flatten(1)
            )
            halves = torch.einsum("tpd,npd->ntp", half, self.halves[start : start + BLOCK].float()).abs_()
            parts.append((*likes.max(1), *halves.max(1)))
        best, at, half_best, half_at = (torch.cat(one) for one in zip(*parts, strict=True))
        return best, at, half_best, half_at


def _by_kind(pairs: Pairs, maps: Tensor) -> Tensor:
    """(H, 8): the likeness of pairs under their maps, each in the two columns of its kind; of halves only in place."""
    free, part = freedom(maps), pairs.part
    kind = torch.where(part == 0, free, torch.where(free == IN_PLACE, HALF, -1))
    ours = kind[:, None] == torch.arange(HALF + 1)
    return (likeness(pairs, maps)[:, :, None] * ours[:, None]).flatten(1)


def _most(values: Tensor, count: int) -> Tensor:
    """Indices of the largest of values (N,), of those below zero none."""
    found = values.topk(min(count, len(values)))
    return found.indices[found.values >= 0]
