"""A small picture at a print's size: five ways, judged by the same drawing at full size, and by looking.

    python benchmarks/upscaling.py [--works 20]

The built-in ink works are the same drawing at every size, so what an enlargement from 28, 64 or 128 px ought to be is
known: the work drawn at 1024 px. Told for each way: the mean difference to it in levels; the same within the rims of
strokes (where the true drawing has a slope); and the halo: how far, in levels, the worst thousandth of the pixels lies
outside of the range that the source has around it. Audubon's plates, cut to 512 px, are judged likewise from 64 and
128 px where they are there. The picture shows ink, a sample of the base, a plate and a digit. Writes
results/upscaling.json and .png.
"""

import argparse

import numpy as np
from common import INK, MNIST, RESULTS, SHARED, mnist_images, write_json
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

import ganvas as gv
from ganvas.bases import base
from ganvas.corpus.ink import draw, paint
from ganvas.media.image.forms.inks import linear
from ganvas.media.image.forms.upscale import FLOW_STEPS, flow, resize, sharpen, upscale

LANCZOS, BOX = Image.Resampling.LANCZOS, Image.Resampling.BOX
FULL_PX, PLATE_PX, SHOWN_PX, PANEL_PX = 1024, 512, 1024, 300
SIDES_PX = (28, 64, 128)
PLATES = SHARED / "data" / "drawings" / "audubon_512"
RIM = 0.02  # slope of a pixel, in the range 0…1, from which it counts as the rim of a stroke
Picture = np.ndarray


def bicubic(picture: Picture, size: tuple[int, int]) -> Picture:
    return np.clip(resize(picture, size), 0, 1)


def lanczos(picture: Picture, size: tuple[int, int]) -> Picture:
    """Lanczos in doublings, each followed by an unsharp mask, all in linear light."""
    light = linear(picture)
    while 2 * light.shape[1] <= size[0]:
        light = resize(light, (2 * light.shape[1], 2 * light.shape[2]), LANCZOS)
        light = np.clip(light + 0.6 * (light - ndimage.gaussian_filter(light, (0, 1.2, 1.2))), 0, 1)
    light = np.clip(resize(light, size, LANCZOS), 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055).astype(np.float32)


def back_projection(picture: Picture, size: tuple[int, int]) -> Picture:
    """Ten rounds: what the enlargement lacks when it is made small again is enlarged and put back."""
    grown, small = resize(picture, size), (picture.shape[1], picture.shape[2])
    for _ in range(10):
        grown = grown + resize(picture - resize(grown, small, BOX), size)
    return np.clip(grown, 0, 1)


def unheld(picture: Picture, size: tuple[int, int]) -> Picture:
    """Level lines without the source's hold on the first doublings."""
    grown = picture
    while grown.shape[1] < size[0]:
        grown = resize(grown, (2 * grown.shape[1], 2 * grown.shape[2]))
        grown = flow(sharpen(flow(grown, FLOW_STEPS)), 1)
    return np.clip(resize(grown, size), 0, 1)


WAYS = {
    "bicubic": bicubic,
    "Lanczos in steps, unsharp mask": lanczos,
    "back-projection": back_projection,
    "level lines, not held": unheld,
    "level lines (taken)": upscale,
}


def floats(levels: Picture) -> Picture:
    """uint8 (height, width[, 3]) as (3, height, width), 0…1."""
    colors = levels if levels.ndim == 3 else np.repeat(levels[:, :, None], 3, 2)
    return np.moveaxis(colors.astype(np.float32) / 255, -1, 0).copy()


def pairs(works: int) -> dict[str, list[tuple[Picture, Picture]]]:
    """Kind to small pictures with what they ought to be."""
    found = {}
    for side in SIDES_PX:
        found[f"ink, {side} px"] = [
            (floats(draw(seed, side, colour=True)), floats(draw(seed, FULL_PX, colour=True))) for seed in range(works)
        ]
    if PLATES.is_dir():
        files = sorted(path for path in PLATES.iterdir() if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
        whole = [floats(plate(path)) for path in files[:: max(1, len(files) // works)][:works]]
        for side in SIDES_PX[1:]:
            found[f"plates, {side} px"] = [(np.clip(resize(one, (side, side), LANCZOS), 0, 1), one) for one in whole]
    return found


def plate(path: object) -> Picture:
    """The middle square of a plate."""
    with Image.open(path) as file:  # type: ignore[arg-type]
        side = min(file.size)
        left, top = (file.width - side) // 2, (file.height - side) // 2
        box = (left, top, left + side, top + side)
        return np.asarray(file.convert("RGB").resize((PLATE_PX, PLATE_PX), LANCZOS, box))


def judged(grown: Picture, truth: Picture, source: Picture) -> tuple[float, float, float]:
    """Mean difference, mean difference at rims, halo; all in levels."""
    off = 255 * np.abs(grown - truth).mean(0)
    rims = np.hypot(*np.gradient(truth.mean(0))) > RIM
    size = (grown.shape[1], grown.shape[2])
    high, low = (filtered(source, (1, 3, 3)) for filtered in (ndimage.maximum_filter, ndimage.minimum_filter))
    beyond = np.maximum(
        grown - resize(high, size, Image.Resampling.NEAREST), resize(low, size, Image.Resampling.NEAREST) - grown
    )
    return float(off.mean()), float(off[rims].mean()), float(255 * np.quantile(np.maximum(beyond, 0), 0.999))


def sheet(examples: dict[str, Picture]) -> Image.Image:
    """A row for each picture, a column for each way; each panel is the middle of the enlargement, or all of it."""
    head, side = 28, 150
    board = Image.new("RGB", (side + PANEL_PX * len(WAYS), head + PANEL_PX * len(examples)), "white")
    pen, font = ImageDraw.Draw(board), ImageFont.load_default(13)
    for column, way in enumerate(WAYS):
        pen.text((side + column * PANEL_PX + 6, 8), way, INK, font)
    for row, (name, picture) in enumerate(examples.items()):
        pen.text((8, head + row * PANEL_PX + 8), name, INK, font)
        for column, way in enumerate(WAYS.values()):
            grown = way(picture, (SHOWN_PX, SHOWN_PX))
            panel = Image.fromarray((np.moveaxis(grown, 0, -1) * 255 + 0.5).astype(np.uint8))
            place = (side + column * PANEL_PX + 2, head + row * PANEL_PX + 2)
            board.paste(panel.resize((PANEL_PX - 4, PANEL_PX - 4), LANCZOS), place)
    return board


def examples() -> dict[str, Picture]:
    """Ink at three sizes, a sample of the base, and a plate and a digit where they are there."""
    found = {f"ink, {side} px": floats(paint("bird", 1012, side, colour=True)) for side in SIDES_PX}
    sketch = gv.Sketch(latent=gv.Seed(seed=25), psi=0.8)
    levels = gv.Model.load(base()).render(sketch).levels
    found["the base, seed 25"] = np.asarray(levels, np.float32) / 255
    if PLATES.is_dir():
        found["a plate, 128 px"] = pairs(3)["plates, 128 px"][1][0]
    if MNIST.is_dir():
        found["a digit, 28 px"] = floats(mnist_images("t10k")[0])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=20)
    works = parser.parse_args().works
    rows = {}
    for kind, some in pairs(works).items():
        for name, way in WAYS.items():
            measured = [judged(way(source, truth.shape[1:]), truth, source) for source, truth in some]
            difference, rims, halo = np.mean(measured, 0).round(3).tolist()
            rows.setdefault(kind, {})[name] = {
                "difference": difference,
                "at_rims": rims,
                "halo": halo,
                "works": len(some),
            }
            print(f"{kind:16}  {name:32}  {difference:7.2f}  {rims:7.2f}  {halo:7.2f}", flush=True)
    write_json(RESULTS / "upscaling.json", rows)
    shown = sheet(examples()).quantize(256, dither=Image.Dither.NONE)
    shown.save(RESULTS / "upscaling.png", optimize=True)


if __name__ == "__main__":
    main()
