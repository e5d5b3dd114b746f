"""What the measures of a dance say of generators that are bad in a known way, beside a reference computed elsewhere.

    python benchmarks/dance_rows.py [CLIP.bvh] [--into results]

Left out, the clip is jesse_dance of Animated Drawings (MIT) under GANVAS_SHARED. Of it the first 300 frames at 30 a
second are taken. Coverage is given with GANimator's fixed threshold of 2.0 and with ours, half of what the mean
pose costs. Besides: what share of each is called a copy, whether the way back through BVH is exact, and whether a
dance's beats are brought to a music's. Writes results/dance_rows.json and .png, and a strip of the clip.
"""

import argparse
import io
import sys
import time
from pathlib import Path

import numpy as np
from common import INK, OTHERS, OURS, PAPER, RESULTS, SHARED, write_figure, write_json
from matplotlib.figure import Figure as Plot
from PIL import Image

from ganvas.errors import GanvasError
from ganvas.files import write_whole
from ganvas.media.dance.beats import beat_align, motion_beats, warp
from ganvas.media.dance.bvh import read_bvh, write_bvh
from ganvas.media.dance.features import Sample, to_features, to_motion
from ganvas.media.dance.figure import Figure, figure_of
from ganvas.media.dance.measures import NULLS, coverage, frames_of, measure, near
from ganvas.media.dance.originality import calibrated, copied
from ganvas.media.dance.strip import sheet

CLIP = SHARED / "data" / "dance" / "animated_drawings_mit" / "jesse_dance.bvh"
FRAMES, FPS = 300, 30
FIXED = 2.0
TEMPI = (90, 100, 110, 120, 130)
COLUMNS = ("coverage at 2.0", "global diversity", "local diversity", "acceleration ratio")
REFERENCE = {  # of jesse_dance, by another implementation of the same definitions
    "the dance itself": (1.0, 0.0, 0.0, 1.0),
    "cut into 60 frames": (1.0, 0.0, 0.12, 1.44),
    "cut into 10 frames": (0.982, 1.10, 0.75, 2.69),
    "with noise of 0.05": (1.0, 0.57, 0.57, 11.4),
    "backwards": (0.948, 0.91, 0.77, 1.0),
    "its mean pose, held": (0.930, 1.32, 1.23, 0.0),
    "frames in disorder": (0.908, 1.82, 1.77, 18.6),
}
SEEDS = 5


def row(real: Sample, name: str, figure: Figure) -> dict[str, float]:
    """The mean over SEEDS of everything that is measured of one null."""
    rows = []
    for seed in range(SEEDS):
        fake = NULLS[name](real, seed)
        fixed = coverage(frames_of(real, figure), frames_of(fake, figure), FPS, FIXED)
        found = copied(fake, [real], figure)
        rows.append({"coverage at 2.0": fixed, **measure(real, fake, figure),
                     "copied": found.share, "longest copied stretch, s": found.longest_s})  # fmt: skip
    return {key: float(np.mean([one[key] for one in rows])) for key in rows[0]}


def round_trip(real: Sample, figure: Figure) -> float:
    """The largest difference after a sample has been a BVH file, its first speeds and its contacts apart."""
    again = to_features(read_bvh(write_bvh(to_motion(real, figure)), "again"), figure)
    count = 6 * len(figure.joints)
    return float(max(np.abs(again - real)[:count].max(), np.abs(again - real)[count : count + 4, 1:].max()))


def fits(real: Sample, figure: Figure) -> dict[str, dict[str, float]]:
    """How well the dance meets clicks of several tempi, before and after the time-warp."""
    motion = to_motion(real, figure)
    found = {}
    for tempo in TEMPI:
        music = np.arange(0.25, 1.2 * motion.seconds, 60 / tempo)
        warped = warp(motion, figure, music)
        scores = [beat_align(motion_beats(one, figure), music) for one in (motion, warped)]
        found[f"{tempo} bpm"] = {"before": scores[0], "after": scores[1], "length": warped.seconds / motion.seconds}
    return found


def drawn(rows: dict[str, dict[str, float]]) -> Plot:
    """Ours beside the reference, one panel a measure."""
    plot = Plot(figsize=(10, 4.2), facecolor=PAPER, layout="constrained")
    for panel, (axes, column) in enumerate(zip(plot.subplots(1, 4, sharey=True), COLUMNS, strict=True)):
        places = np.arange(len(REFERENCE))
        axes.barh(places - 0.19, [rows[name][column] for name in REFERENCE], 0.36, color=OURS, label="Ganvas")
        axes.barh(places + 0.19, [cells[panel] for cells in REFERENCE.values()], 0.36, color=OTHERS, label="reference")
        axes.set_yticks(places, list(REFERENCE), color=INK)
        axes.set_title(column, color=INK, fontsize=10)
        axes.set_facecolor(PAPER)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=INK, labelsize=9)
        if panel == 0:
            axes.invert_yaxis()
        if panel == 1:
            axes.legend(frameon=False, fontsize=9, loc="upper right")
    return plot


def light(data: bytes) -> bytes:
    """A PNG at two thirds of its size, in 64 colors."""
    with Image.open(io.BytesIO(data)) as picture:
        small = picture.resize((picture.width * 2 // 3, picture.height * 2 // 3), Image.Resampling.LANCZOS)
        file = io.BytesIO()
        small.quantize(64, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", nargs="?", type=Path, default=CLIP)
    parser.add_argument("--into", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    if not asked.clip.is_file():
        raise GanvasError(f"{asked.clip}: missing. Name a BVH file, or set GANVAS_SHARED to where data/dance lies.")
    begin = time.perf_counter()
    motion = read_bvh(asked.clip.read_bytes(), asked.clip.name)
    figure, notes = figure_of(motion, FPS)
    real = to_features(motion, figure)[:, :FRAMES]
    rows = {name: row(real, name, figure) for name in NULLS}
    print(f"{asked.clip.name}: {len(figure.joints)} joints, {real.shape[1]} frames; {', '.join(notes)}")
    print(
        f"{'':22}" + "".join(f"{column:>28}" for column in COLUMNS) + f"{'our coverage':>14}{'skate':>7}{'copied':>8}"
    )
    for name, cells in rows.items():
        beside = REFERENCE.get(name, (float("nan"),) * 4) if asked.clip == CLIP else (float("nan"),) * 4
        pairs = "".join(f"{cells[key]:>18.3f} ({value:>6.3f})" for key, value in zip(COLUMNS, beside, strict=True))
        more = f"{cells['coverage']:>14.3f}{cells['foot skate']:>7.2f}{cells['copied']:>8.2f}"
        print(f"{name:22}{pairs}  {more}")
    result = {
        "clip": asked.clip.name,
        "frames": real.shape[1],
        "joints": len(figure.joints),
        "seeds": SEEDS,
        "threshold of coverage": near(frames_of(real, figure), FPS),
        "threshold of a copy, body heights": calibrated([real], figure),
        "largest difference after a BVH file": round_trip(real, figure),
        "rows": rows,
        "reference": {name: dict(zip(COLUMNS, cells, strict=True)) for name, cells in REFERENCE.items()},
        "BeatAlign": fits(real, figure),
    }
    for tempo, cells in result["BeatAlign"].items():
        print(f"{tempo:>8}: BeatAlign {cells['before']:.3f} → {cells['after']:.3f}, length × {cells['length']:.3f}")
    print(
        f"a BVH file changes a sample by {result['largest difference after a BVH file']:.1e}; "
        f"{time.perf_counter() - begin:.0f} s in all"
    )
    write_json(asked.into / "dance_rows.json", result)
    write_figure(asked.into / "dance_rows.png", drawn(rows))
    shown = ("the dance itself", "cut into 10 frames")
    write_whole(asked.into / "dance_strips.png", light(sheet([NULLS[name](real, 0) for name in shown], figure, shown)))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except GanvasError as error:
        sys.exit(str(error))
