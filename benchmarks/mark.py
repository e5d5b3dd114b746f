"""The invisible mark: how faint it is, what it survives, and how often it is read where none was written.

    python benchmarks/mark.py --corpora DIR [--run RUN] [--works 40] [--unmarked 400]

DIR holds corpora as ``ganvas gather`` makes them. Prints one JSON object and writes it to results/mark.json.
"""

import argparse
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from common import RESULTS, write_json
from PIL import Image

from ganvas.model.model import Model
from ganvas.provenance import mark, waves
from ganvas.sketch import Seed, Sketch

SIDES_PX = (128, 256, 512)


def through(image: Image.Image, format_name: str, **options: object) -> Image.Image:
    file = io.BytesIO()
    image.save(file, format_name, **options)
    return Image.open(file).convert("RGB")


def levels_of(image: Image.Image, change: Callable[[np.ndarray], np.ndarray]) -> Image.Image:
    return Image.fromarray(np.clip(change(np.asarray(image).astype(float)), 0, 255).astype(np.uint8))


def cropped(image: Image.Image, share: float) -> Image.Image:
    width, height = image.size
    edges = width * share * 0.4, height * share * 0.7, width * (1 - share * 0.6), height * (1 - share * 0.3)
    return image.crop(tuple(round(edge) for edge in edges))


WAYS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as it is": lambda image: image,
    "JPEG 90": lambda image: through(image, "JPEG", quality=90),
    "JPEG 70": lambda image: through(image, "JPEG", quality=70),
    "JPEG 50": lambda image: through(image, "JPEG", quality=50),
    "WebP 80": lambda image: through(image, "WEBP", quality=80),
    "half as large": lambda image: image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS),
    "half as large again": lambda image: image.resize((image.width * 3 // 2, image.height * 3 // 2)),
    "another aspect": lambda image: image.resize((image.width, image.height * 3 // 4)),
    "brighter by a fifth": lambda image: levels_of(image, lambda levels: levels * 1.2),
    "more contrast": lambda image: levels_of(image, lambda levels: (levels - 128) * 1.3 + 128),
    "grain of 5": lambda image: levels_of(
        image, lambda levels: levels + np.random.default_rng(0).normal(0, 5, levels.shape)
    ),
    "grey": lambda image: image.convert("L").convert("RGB"),
    "mirrored": lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "turned": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "cropped by 3 %": lambda image: cropped(image, 0.03),
    "cropped by 10 %": lambda image: cropped(image, 0.10),
}


def works(folder: Path, count: int) -> Iterator[Image.Image]:
    for path in sorted((folder / "originals").rglob("*.*"))[:count]:
        picture = Image.open(path).convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture)
        yield paper.convert("RGB")


def painted(run: str, count: int, scale: int) -> Iterator[Image.Image]:
    model = Model.load(run)
    for seed in range(count):
        yield Image.open(io.BytesIO(model.render(Sketch(latent=Seed(seed=seed))).encode(scale))).convert("RGB")


def survival(pictures: Iterator[Image.Image]) -> dict[str, object]:
    counts: Counter[str] = Counter()
    faint, marked, none = [], 0, 0
    for number, picture in enumerate(pictures):
        plain, name = np.asarray(picture), f"{number * 7919 % 2**24:06x}"
        levels = mark.write(plain, name)
        if levels is None:
            none += 1
            continue
        marked += 1
        faint.append(waves.psnr(plain, levels))
        for way, change in WAYS.items():
            found = mark.read(np.asarray(change(Image.fromarray(levels))), sizes=[plain.shape[:2]])
            counts[way] += found is not None and found.mark == name
    read = {way: counts[way] for way in WAYS} if marked else {}
    return {"marked": marked, "none": none, "psnr_db": round(float(np.mean(faint)), 1) if faint else None, "read": read}


def false_readings(pictures: list[Image.Image]) -> dict[str, object]:
    """Unmarked pictures that read as marked: upright, and with the whole search."""
    upright = searched = tried = 0
    for number, picture in enumerate(pictures):
        for side_px in SIDES_PX:
            levels = np.asarray(picture.resize((side_px, side_px)))
            tried += 1
            upright += mark.read(levels, search=False) is not None
            if side_px == SIDES_PX[number % 3]:
                searched += mark.read(levels, sizes=[(side_px + 20, side_px + 9)]) is not None
    return {"upright": [upright, tried], "searched": [searched, len(pictures)]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--run", default="")
    parser.add_argument("--works", type=int, default=40)
    parser.add_argument("--unmarked", type=int, default=400)
    options = parser.parse_args()
    found: dict[str, object] = {}
    folders = [folder for folder in sorted(options.corpora.iterdir()) if (folder / "originals").is_dir()]
    for folder in folders:
        for side_px in SIDES_PX:
            sized = (work.resize((side_px, side_px)) for work in works(folder, options.works))
            found[f"{folder.name} {side_px} px"] = survival(sized)
    if options.run:
        found["painted, 4 times as large"] = survival(painted(options.run, options.works, 4))
    pictures = [work for folder in folders for work in works(folder, options.unmarked // len(folders))]
    found["unmarked"] = false_readings(pictures)
    write_json(RESULTS / "mark.json", found)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
