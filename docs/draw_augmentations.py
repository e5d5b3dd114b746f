"""Draw the picture of augmentation.md from the parts themselves, on works of builtin:ink.

Run it from anywhere: python docs/draw_augmentations.py [FOLDER]
"""

import io
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from ganvas.augment.parts import PARTS, augment, numbers_needed
from ganvas.augment.policy import KIND_TO_ART, STRONGEST
from ganvas.corpus import ink
from ganvas.files import write_whole
from ganvas.media.image.encode import to_picture
from ganvas.media.levels import to_levels, to_range
from ganvas.seeds import generator

PICTURES = Path(__file__).parent / "pictures"
PAPER, INK, QUIET = "#faf9f6", "#1f1d1a", "#6a655c"
SEEDS = (5, 11, 3, 12, 27)  # a pine, a bird, a bamboo, a boat, an orchid, each with its red seal
SIDE_PX, GAP_PX, LINE_PX, MARGIN_PX = 84, 4, 24, 20
COLUMNS = 2
ROWS: dict[str, tuple[tuple[str, ...], float, str]] = {  # heading: parts, p, and what is said of it
    "as they are": ((), 0.0, ""),
    "together": (KIND_TO_ART, STRONGEST, f"those kind to art, each with chance {STRONGEST:g}"),
    **{name: ((name,), 1.0, part.says) for name, part in PARTS.items() if part.medium == "image"},
}


def works() -> Tensor:
    """(N, 3, side, side): the works of the seeds, as a training sees them."""
    drawn = np.stack([ink.draw(seed, SIDE_PX, colour=True) for seed in SEEDS])
    return to_range(torch.from_numpy(drawn).permute(0, 3, 1, 2))


def row(parts: tuple[str, ...], p: float) -> Image.Image:
    """The works side by side, altered."""
    chance = torch.rand(len(SEEDS), numbers_needed(parts), generator=generator(1, "augmentation", *parts))
    altered = to_levels(augment(works(), chance, p, parts))
    strip = Image.new("RGB", (len(SEEDS) * (SIDE_PX + GAP_PX) - GAP_PX, SIDE_PX), PAPER)
    for number, sample in enumerate(altered):
        strip.paste(to_picture(sample), (number * (SIDE_PX + GAP_PX), 0))
    return strip


def draw(path: Path) -> None:
    """Every part on a row of its own, in columns."""
    wide, tall = len(SEEDS) * (SIDE_PX + GAP_PX) - GAP_PX, SIDE_PX + LINE_PX + 10
    deep = -(-len(ROWS) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * (wide + 2 * MARGIN_PX), deep * tall + MARGIN_PX), PAPER)
    pen = ImageDraw.Draw(page)
    for number, (name, (parts, p, says)) in enumerate(ROWS.items()):
        column, line = number % COLUMNS, number // COLUMNS
        left, top = MARGIN_PX + column * (wide + 2 * MARGIN_PX), line * tall + MARGIN_PX // 2
        pen.text((left, top), name, INK, ImageFont.load_default(15))
        pen.text((left + wide, top + 2), says, QUIET, ImageFont.load_default(12), anchor="ra")
        page.paste(row(parts, p), (left, top + LINE_PX))
    file = io.BytesIO()
    page.quantize(128, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    write_whole(path, file.getvalue())


def main(folder: Path) -> None:
    """Draw the picture of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    draw(folder / "augmentations.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
