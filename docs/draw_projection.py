"""Draw the pictures of how-to/project.md and how-to/sketch-to-picture.md, and print what they show.

    python docs/draw_projection.py RUN --works ink.png plate.png … --keep plate.png

The strokes, the line drawing and the mask are drawn here; the works are any pictures.
"""

import argparse
import io
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

from ganvas.files import write_whole
from ganvas.media import medium
from ganvas.media.medium import Bytes8
from ganvas.model.model import Model
from ganvas.model.project import Projected, Wish, project, propose, read_both
from ganvas.model.project.report import side_by_side
from ganvas.sketch import Mix, Mutate, Seed, Sketch

PICTURES = Path(__file__).resolve().parent / "pictures"
OWN = 3  # a seed whose work is projected as if it were a person's
SIDE = 256
SKY, SAND, RED = (150, 190, 225), (196, 160, 96), (190, 50, 40)


def strokes() -> Image.Image:
    """Three strokes of colour on nothing."""
    picture = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    brush = ImageDraw.Draw(picture)
    brush.line([(10, 40), (120, 30), (246, 44)], (*SKY, 255), 44, "curve")
    brush.line([(8, 215), (90, 225), (250, 210)], (*SAND, 255), 46, "curve")
    brush.ellipse((92, 88, 170, 176), (*RED, 255))
    return picture


def lines() -> Image.Image:
    """A round thing on a stalk, on the ground."""
    picture = Image.new("L", (SIDE, SIDE), 255)
    pen = ImageDraw.Draw(picture)
    pen.arc((60, 60, 196, 196), 20, 330, 0, 9)
    pen.line([(128, 128), (150, 170), (140, 240)], 0, 9, "curve")
    pen.line([(20, 240), (236, 236)], 0, 7)
    return picture


def oval() -> Image.Image:
    """A mask over the middle of a picture."""
    mask = Image.new("L", (SIDE, SIDE), 0)
    ImageDraw.Draw(mask).ellipse((0, 60, 150, 150), 255)
    return mask


def keep_sheet(name: str, rows: list[Bytes8], columns: int) -> None:
    """Write samples (N, 3, H, W) as a sheet of few colours, so that it stays small."""
    sheet = medium("image").contact_sheet(np.concatenate(rows), columns, scale=2)
    with Image.open(io.BytesIO(sheet)) as picture:
        small = io.BytesIO()
        picture.quantize(128, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    write_whole(PICTURES / name, small.getvalue())
    print(name, f"{len(small.getvalue()) / 1000:.0f} kB", flush=True)


def projected(model: Model, works: list[Path]) -> Projected:
    """Draw projection.png; gives the projection of the first work."""
    own = model.render(Sketch(latent=Seed(seed=OWN), psi=1)).levels
    found, rows = [], []
    for name, levels in [("own", own), *((path.name, read_both(path, None, model)[0]) for path in works)]:
        found.append(project(model, levels))
        rows.append(side_by_side(levels, found[-1].artwork.levels, torch.ones(levels.shape[1:])))
        print(name, found[-1].report.sentence, flush=True)
    keep_sheet("projection.png", rows, 6)
    return found[1]


def changed(model: Model, base: Projected) -> None:
    """Draw projection-changed.png: a projected work, changed as any sketch can be."""
    latent, other = base.sketch.latent, Seed(seed=11)
    ways = [
        latent,
        Mutate(latent=latent, strength=0.4, seed=1),
        Mutate(latent=latent, strength=0.4, seed=2),
        Mix(coarse=latent, fine=other, layers="0-4"),
        Mix(coarse=other, fine=latent, layers="coarse"),
    ]
    shown = [model.render(Sketch(latent=way, psi=1)).levels for way in ways]
    keep_sheet("projection-changed.png", [np.stack([*shown, model.render(base.sketch.but(psi=0.5)).levels])], 6)


def answered(model: Model, kept: Path, place: Path) -> None:
    """Draw projection-keep.png and proposals-*.png."""
    files = {"colours": (strokes(), place / "strokes.png"), "lines": (lines(), place / "lines.png")}
    for picture, path in files.values():
        picture.save(path)
    mask = place / "mask.png"
    oval().save(mask)
    strokes_levels, painted = read_both(files["colours"][1], None, model)
    drawn, _ = read_both(files["lines"][1], None, model)
    levels, counts = read_both(kept, mask, model)
    wishes = (Wish(strokes_levels, "colours", painted), Wish(drawn, "lines"), Wish(levels, "keep", counts))
    found = project(model, levels, counts)
    print("kept:", found.report.sentence, flush=True)
    keep_sheet("projection-keep.png", [side_by_side(levels, found.artwork.levels, counts)], 3)
    for wish in wishes:
        answers = propose(model, wish)
        print(wish.kind, *(answer.line for answer in answers), sep="\n  ", flush=True)
        first = side_by_side(wish.levels, wish.levels, torch.ones(levels.shape[1:]) if wish.mask is None else wish.mask)
        keep_sheet(f"proposals-{wish.kind}.png", [first[:1], np.stack([one.artwork.levels for one in answers])], 7)


def main() -> None:
    """Draw all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--works", type=Path, nargs="+", required=True)
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--place", type=Path, default=Path(), help="a folder for the strokes, the lines and the mask")
    options = parser.parse_args()
    torch.set_num_threads(1)
    model = Model.load(options.run)
    changed(model, projected(model, options.works))
    answered(model, options.keep, options.place)


if __name__ == "__main__":
    main()
