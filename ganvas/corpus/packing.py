"""Works that are not files: rows of a packed array, and the drawn works of the built-in corpus."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganvas.corpus import ink
from ganvas.corpus.arrays import Array, read_array, read_labels
from ganvas.corpus.header import PACKED
from ganvas.corpus.named import Ink
from ganvas.corpus.work import Drawn, Packed, Work
from ganvas.errors import CorpusError
from ganvas.files import canonical_json, digest, make_folder, plain_disk_errors, sync_file
from ganvas.media.medium import Bytes8, Shape

INK_PX = 1024  # what a drawn work counts as when sizes are compared; it can be drawn at any
MODES = {1: "L", 3: "RGB", 4: "RGBA"}
BLOCK = 4096


@dataclass(frozen=True)
class PackedArray:
    """An array inside the corpus folder."""

    array: Array
    folder: Path
    path: str
    sides: tuple[int, ...]
    labels: list[str]

    @property
    def count(self) -> int:
        """How many works it holds."""
        return len(self.labels)

    def works(self) -> Iterator[Work]:
        """Its rows as works, read in blocks."""
        rows = np.memmap(self.folder / self.path, np.uint8, "r", shape=(self.count, *self.sides))
        for start in range(0, self.count, BLOCK):
            block = np.array(rows[start : start + BLOCK])
            for index, (row, color) in enumerate(zip(block, _colors(block), strict=True), start):
                yield self._work(index, row, color)

    def _work(self, index: int, row: Bytes8, color: str) -> Work:
        return Work(
            sha256=digest(row.tobytes()),
            name=f"{self.array.name}/{index}",
            label=self.labels[index],
            facts={
                "width_px": self.sides[1],
                "height_px": self.sides[0],
                "mode": MODES[self.sides[2] if len(self.sides) == 3 else 1],
                "color": color,
                "pdq": "",
            },
            at=Packed(path=self.path, index=index, bytes_each=row.size),
        )


def pack(array: Array, folder: Path, progress: Callable[[str, int, int], None]) -> PackedArray:
    """Copy the levels of an array into ``folder/packed``, under the digest of all of them and their labels.

    Raises:
        CorpusError: it holds nothing, is damaged, or its labels do not belong to it.
    """
    opened = read_array(array)
    labels = read_labels(array, opened.count)
    if not opened.count:
        raise CorpusError(f"{array.name}: holds no works.")
    whole = hashlib.sha256(canonical_json([list(opened.sides), labels]))
    beside = make_folder(folder / PACKED) / f"{digest(array.name.encode())}.partial"
    done = 0
    with plain_disk_errors(beside), beside.open("wb") as file:
        for block in opened.blocks:
            data = block.tobytes()
            whole.update(data)
            file.write(data)
            done += len(block)
            progress(f"packing {array.name}", done, opened.count)
    path = f"{PACKED}/{whole.hexdigest()}.u8"
    with plain_disk_errors(beside):
        sync_file(beside)
        beside.replace(folder / path)
    return PackedArray(array, folder, path, opened.sides, labels)


def sides_of(work: Work, at: Packed) -> list[int]:
    """The axes of a row of an array: height, width, and channels where there are several."""
    height, width = int(work.facts["height_px"]), int(work.facts["width_px"])
    return [height, width] + ([at.bytes_each // (height * width)] if at.bytes_each != height * width else [])


def lies_as(work: Work, shape: Shape) -> bool:
    """Whether the work is a row of an array that is already the sample of that shape: grey, of the same sides."""
    return isinstance(work.at, Packed) and len(shape) == 3 and shape[0] == 1 and sides_of(work, work.at) == [*shape[1:]]


def _colors(block: Bytes8) -> list[str]:
    means = block.reshape(len(block), -1, block.shape[3] if block.ndim == 4 else 1)[..., :3].mean(1).round().astype(int)
    return [f"#{''.join(f'{level:02x}' for level in (mean if len(mean) == 3 else [mean[0]] * 3))}" for mean in means]


def ink_works(wanted: Ink, by_subject: bool) -> Iterator[Work]:
    """The drawn works of seeds 0, 1, …, without drawing them."""
    mode = "RGB" if wanted.colour else "L"
    for seed in range(wanted.works):
        at = Drawn(program=ink.VERSION, seed=seed, colour=wanted.colour)
        yield Work(
            sha256=digest(canonical_json(at.model_dump())),
            name=f"ink/{seed:05d}",
            label=ink.subject_of(seed) if by_subject else "",
            facts={"width_px": INK_PX, "height_px": INK_PX, "mode": mode, "color": "", "pdq": ""},
            at=at,
        )
