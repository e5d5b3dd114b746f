"""Whether an artwork is new: the works of a corpus that it is nearest to, and whether that is nearer than works are.

An artwork is laid over the works in eight turns and flips, at five scales, whole and by halves, and moved and bent a
little until they agree as well as they can; see ``ganvas.metrics.nearest``. What counts as too near is learned from the
corpus itself. The verdict is evidence, not proof: look at the pairs.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.dataset import Dataset
from ganvas.corpus.prepare import picture_of
from ganvas.errors import MetricError, ShapeError, WorkError
from ganvas.files import digest, make_folder, write_whole
from ganvas.media.image.decode import decode
from ganvas.media.image.encode import to_picture
from ganvas.media.image.fit import fit
from ganvas.media.image.pairs import Row, cut, pairs
from ganvas.media.image.pdq import QUALITY, pdq
from ganvas.media.image.pdq import SIDE_PX as PDQ_PX
from ganvas.media.medium import Bytes8, Decoded, Shape
from ganvas.metrics.nearest import KINDS, Found, Nearest
from ganvas.metrics.thresholds import Thresholds
from ganvas.metrics.views import BOXES, PARTS, SIDE_PX, TURNS, planes, turned_back
from ganvas.provenance.fingerprint import PDQ_NEAR
from ganvas.record import Record

METHOD = "ganvas likeness 1"  # another number whenever a verdict could differ
FOLDER = "originality"  # in a corpus: what was learned of it, by digest
LEAST_PX = 16  # of an artwork's shorter side
FLAT = 0.01  # deviation of lightness, of 1: an artwork with less shows nothing that could be a copy
SHOWN = 3  # works that a record names
SHOWN_PX = 200  # the longer side of a picture of a pair
BLOCK = 256  # works read at once

Progress = Callable[[str, int, int], None]
Verdict = Literal["distinct", "close", "copy"]


class Likely(Record):
    """A work that an artwork is near to, and how."""

    work: str = Field(pattern="^[0-9a-f]{64}$", description="digest of the work")
    name: str = Field(description="what the work is called in its corpus")
    kind: str = Field(description="how the artwork was laid over the work")
    turn: str = Field(description="how the artwork was turned for that")
    part: str = Field(description="which part of the artwork, so turned, was compared")
    place: tuple[float, float, float, float] = Field(
        description="left, top, right and bottom edge of what the artwork covers of the work, in shares of its sides"
    )
    likeness: float = Field(ge=0, le=1, description="correlation of the two, 1 for the same")
    close_from: float = Field(description="above which likeness the verdict is close, in this kind and corpus")
    copy_from: float = Field(description="above which it is copy")


class Hashed(Record):
    """The work whose perceptual hash is nearest to the artwork's: a signal beside the comparison, and no verdict."""

    work: str = Field(pattern="^[0-9a-f]{64}$", description="digest of the work")
    name: str = Field(description="what the work is called in its corpus")
    bits: int = Field(ge=0, le=256, description="in which the hashes (PDQ, in the nearest of eight turns) differ")

    @property
    def is_match(self) -> bool:
        """Whether the authors of PDQ call that a match."""
        return self.bits <= PDQ_NEAR


class Originality(Record):
    """What an artwork was compared with, and what was found; a signed claim can carry it as it is."""

    version: Literal[1] = 1
    method: str = METHOD
    verdict: Verdict
    artwork: str = Field(description="digest of the shape and the levels that were compared")
    corpus: str = Field(description="digest of the corpus")
    works: int = Field(ge=1, description="how many works it was compared with")
    calibrated: int = Field(
        ge=0, description="works that the thresholds were learned from; 0: the usual ones, of others"
    )
    blind: tuple[str, ...] = Field((), description="kinds in which most works are as near to another as copies are")
    nearest: tuple[Likely, ...] = Field(description="the works, the most telling first; none for a flat artwork")
    hashed: Hashed | None = Field(None, description="by PDQ alone; none where there is too little to hash")

    @property
    def score(self) -> float:
        """Likeness to the most telling work; 0 where nothing could be compared."""
        return self.nearest[0].likeness if self.nearest else 0.0

    def in_words(self) -> str:
        """One plain sentence."""
        if not self.nearest:
            return f"distinct: the picture is flat, so none of {self.works:,} works is like it"
        near = self.nearest[0]
        part = "" if near.part == PARTS[0] else f"the {near.part} of it, "
        what = f"{part}{near.turn}, is {SAYS[self.verdict]} {near.name} ({near.kind})"
        bar = f"likeness {near.likeness:.2f} where a copy begins at {near.copy_from:.2f}, among {self.works:,} works"
        basis = "" if self.calibrated else "; that is a usual value, because they are too few to learn one from"
        hashed = self.hashed if self.hashed and self.hashed.is_match else None
        also = f"; its hash (PDQ) matches {hashed.name}, {hashed.bits} bits of 256 apart" if hashed else ""
        return f"{self.verdict}: {what}; {bar}{basis}{also}"


SAYS: dict[Verdict, str] = {
    "distinct": "nearest to, but not near,",
    "close": "as near as few works are to one another to",
    "copy": "nearer than different works are to one another to",
}


@dataclass(frozen=True, eq=False)
class Originals:
    """A corpus, ready to compare artworks of one shape with.

    Attributes:
        corpus: the works.
        shape: that works and artworks are fitted to.
        index: the works as they are searched.
        thresholds: learned from them.
    """

    corpus: Corpus
    shape: Shape
    index: Nearest
    thresholds: Thresholds

    @classmethod
    def of(cls, corpus: Corpus, like: Shape, progress: Progress = lambda *_: None) -> Self:
        """The works of a corpus for artworks of the shape ``like``; learned once, then kept in the corpus folder.

        Raises:
            CorpusError: a work can no longer be read.
            MetricError: artworks of that shape are too small.
            RunFailed: the disk is full, or the corpus folder cannot be written.
            ShapeError: it is not the shape of a picture.
        """
        shape = compared_shape(corpus, like)
        name = digest(f"{METHOD}\n{corpus.digest}\n{shape}".encode())
        path = make_folder(corpus.path / FOLDER) / f"{name}.safetensors"
        if path.is_file():
            try:
                return cls(corpus, shape, *_unpack(load_file(path)))
            except (SafetensorError, KeyError, ValueError):
                path.unlink()
        works = corpus.prepare(shape, progress=progress)
        index = Nearest.of(_blocks(works, progress))
        thresholds = Thresholds.of(index, progress)
        write_whole(path, save(_pack(index, thresholds)))
        return cls(corpus, shape, index, thresholds)

    def judge(self, artwork: Bytes8) -> Originality:
        """Compare one artwork (C, H, W), uint8, with every work.

        Raises:
            MetricError: it is too small.
            ShapeError: it is no picture, or of another aspect than these originals are for.
        """
        plane = planes(self._fitted(artwork)[None])[0]
        flat = float(plane.std()) < FLAT
        nearest = () if flat else self._nearest(self.index.search(plane))
        copied = any(near.likeness > near.copy_from for near in nearest)
        close = any(near.likeness > near.close_from for near in nearest)
        return Originality(
            verdict="copy" if copied else "close" if close else "distinct",
            artwork=digest(repr(artwork.shape).encode() + artwork.tobytes()),
            corpus=self.corpus.digest,
            works=len(self.index),
            calibrated=self.thresholds.works,
            blind=tuple(kind for kind, is_blind in zip(KINDS, self.thresholds.blind, strict=True) if is_blind),
            nearest=nearest,
            hashed=None if flat else self._hashed(artwork),
        )

    def _hashed(self, artwork: Bytes8) -> Hashed | None:
        """The nearest work by PDQ, in eight turns; none where the artwork or every work has too little in it."""
        rows, hashes = self._hashes
        square = fit(Decoded(to_picture(artwork), {}), (3, PDQ_PX, PDQ_PX), "stretch")
        views, quality = pdq(np.ascontiguousarray(square.transpose(1, 2, 0))[None])
        if quality[0] < QUALITY or not len(rows):
            return None
        apart = np.bitwise_count(hashes[:, None] ^ views[0][None]).sum(2, dtype=np.int64).min(1)
        work = self.corpus.works[int(rows[apart.argmin()])]
        return Hashed(work=work.digest, name=work.name, bits=int(apart.min()))

    @cached_property
    def _hashes(self) -> tuple[NDArray[np.int64], Bytes8]:
        """The rows of works that have a hash, and their hashes (N, 32)."""
        known = [(row, work.fact("pdq")) for row, work in enumerate(self.corpus.works) if work.fact("pdq")]
        data = np.frombuffer(bytes.fromhex("".join(one for _, one in known)), np.uint8)
        return np.array([row for row, _ in known], np.int64), data.reshape(-1, 32)

    def _fitted(self, artwork: Bytes8) -> Bytes8:
        if artwork.dtype != np.uint8:
            raise ShapeError(
                f"an artwork to compare has levels 0 to 255, uint8; got {artwork.dtype}. Convert it first."
            )
        if compared_shape(self.corpus, artwork.shape)[1:] != self.shape[1:]:
            raise ShapeError(
                f"an artwork of {artwork.shape[2]} × {artwork.shape[1]} px does not have the aspect or size "
                f"{self.shape[2]} × {self.shape[1]} that the works were fitted to. Make originals for its shape."
            )
        return fit(Decoded(to_picture(artwork), {}), (len(artwork), *self.shape[1:]), "stretch")

    def _nearest(self, found: Found) -> tuple[Likely, ...]:
        """The most telling works, each once."""
        margin = self.thresholds.margin(found.likeness)
        most, kinds = margin.max(1)
        likely: dict[int, Likely] = {}
        for way in most.argsort(descending=True).tolist():
            row, kind = int(found.work[way]), int(kinds[way])
            if row not in likely and found.likeness[way, kind] > 0:
                likely[row] = self._likely(found, way, kind)
            if len(likely) == SHOWN:
                break
        return tuple(likely.values())

    def _likely(self, found: Found, way: int, kind: int) -> Likely:
        work = self.corpus.works[int(found.work[way])]
        return Likely(
            work=work.digest,
            name=work.name,
            kind=KINDS[kind],
            turn=TURNS[int(found.turn[way])],
            part=PARTS[int(found.part[way])],
            place=covered(found.map[way]),
            likeness=round(min(1.0, float(found.likeness[way, kind])), 4),
            close_from=round(float(self.thresholds.close[kind]), 4),
            copy_from=round(float(self.thresholds.copy[kind]), 4),
        )


@dataclass(frozen=True, eq=False)
class Compared:
    """One file and what was found about it.

    Attributes:
        path: of the file.
        levels: (C, H, W), uint8, the artwork in it.
        originality: what was found.
    """

    path: Path
    levels: Bytes8
    originality: Originality


def compare(files: Sequence[Path], corpus: Corpus, progress: Progress = lambda *_: None) -> list[Compared]:
    """Compare the artworks in files, pictures of any size, with all works of a corpus.

    Raises:
        MetricError: an artwork is too small.
        RunFailed: what is learned of the corpus cannot be kept.
        WorkError: a file cannot be read.
    """
    artworks = [read_picture(path) for path in files]
    ready: dict[Shape, Originals] = {}
    found = []
    for number, (path, levels) in enumerate(zip(files, artworks, strict=True)):
        shape = compared_shape(corpus, levels.shape)
        if shape not in ready:
            ready[shape] = Originals.of(corpus, shape, progress)
        found.append(Compared(path, levels, ready[shape].judge(levels)))
        progress("comparing artworks", number + 1, len(files))
    return found


def read_picture(path: Path) -> Bytes8:
    """The picture in a file as (C, H, W), uint8.

    Raises:
        WorkError: it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WorkError(f"{path}: cannot be read ({error.strerror}).") from None
    image = decode(data, str(path)).content
    return np.asarray(image).reshape(image.height, image.width, -1).transpose(2, 0, 1).copy()


def draw_pairs(found: Sequence[Compared], corpus: Corpus) -> bytes:
    """A PNG: each artwork, the part of the nearest work that it lies over, turned alike, and the whole of that work."""
    rows = [_row(one, corpus) for one in found]
    return pairs(("artwork", "what it is like", "in the work"), rows)


def _row(one: Compared, corpus: Corpus) -> Row:
    path, told = one.path.name, one.originality
    if not told.nearest:
        return Row([one.levels], (f"{path}: {told.verdict}", "flat"))
    near = told.nearest[0]
    row = int(np.flatnonzero((corpus.works.digests == np.frombuffer(bytes.fromhex(near.work), np.uint8)).all(1))[0])
    _, height, width = one.levels.shape
    scale = SHOWN_PX / max(height, width)
    sides = (max(1, round(height * scale)), max(1, round(width * scale)))
    picture = picture_of(corpus.path, corpus.works[row], SHOWN_PX)
    work = fit(Decoded(picture, {}), (corpus.natural_shape(SIDE_PX)[0], *sides))
    turn = TURNS.index(near.turn)
    part = turned_back(cut(work, near.place, sides[::-1] if turn >= len(TURNS) // 2 else sides), turn)
    text = f"{near.likeness:.2f}, a copy from {near.copy_from:.2f}: {near.kind}, {near.turn}: {near.name}"
    return Row([one.levels, part, work], (f"{path}: {told.verdict}", text), near.place)


def compared_shape(corpus: Corpus, like: Shape) -> Shape:
    """The shape (C, H, W) that works are fitted to for artworks of the shape ``like``: their aspect, no side above 64.

    Raises:
        MetricError: artworks of that shape are too small.
        ShapeError: it is not the shape of a picture.
    """
    if len(like) != 3 or like[0] not in (1, 3, 4):
        raise ShapeError(f"an artwork to compare is a picture (1, 3 or 4 channels, height, width); got {like}.")
    if min(like[1:]) < LEAST_PX:
        raise MetricError(
            f"an artwork of {like[2]} × {like[1]} px is too small to compare; wanted at least {LEAST_PX} px a side."
        )
    scale = min(1.0, SIDE_PX / max(like[1:]))
    height, width = (max(1, round(side * scale)) for side in like[1:])
    return corpus.natural_shape(SIDE_PX)[0], height, width


def covered(a_map: Tensor) -> tuple[float, float, float, float]:
    """The box of a work, in shares of its sides, that a map (2, 3) lays the sample over."""
    reach = a_map[:, :2].abs().sum(1)
    middle = a_map[:, 2]
    left, top = ((middle - reach + 1) / 2).clamp(0, 1).tolist()
    right, bottom = ((middle + reach + 1) / 2).clamp(0, 1).tolist()
    return round(left, 3), round(top, 3), round(right, 3), round(bottom, 3)


def _blocks(works: Dataset, progress: Progress) -> Iterator[Bytes8]:
    for start in range(0, len(works), BLOCK):
        progress("looking at works", start, len(works))
        yield works.take(np.arange(start, min(start + BLOCK, len(works))))


def _pack(index: Nearest, thresholds: Thresholds) -> dict[str, Tensor]:
    learned = torch.stack([thresholds.copy, thresholds.close, thresholds.twins])
    parts = {"planes": index.planes, "marks": index.marks, "halves": index.halves, "learned": learned}
    return parts | {"calibrated": torch.tensor(thresholds.works)}


def _unpack(parts: dict[str, Tensor]) -> tuple[Nearest, Thresholds]:
    copy, close, twins = parts["learned"].unbind(0)
    index = Nearest(parts["planes"], parts["marks"], parts["halves"])
    if index.marks.shape[1] != len(BOXES):
        raise ValueError("marks of other boxes")
    return index, Thresholds(copy, close, twins, int(parts["calibrated"]))
