"""Strips for docs/how-to/walks-and-sound.md: ``python docs/draw_walks.py RUN docs/pictures/walks.png``."""

import io
import sys
import tempfile
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.image import imread
from PIL import Image

from ganvas.model.director import film
from ganvas.model.filming import Reel
from ganvas.model.model import Model
from ganvas.model.script import Script
from ganvas.model.timing import Timing
from ganvas.sketch import Sketch, walk_through

KEYS, FRAMES = (13, 46, 34), 14
ROWS = {
    "as it is": Script(),
    "--even": Script(even=True),
    "--times 0,1,4 --ease ease-in-out": Script(timing=Timing(times=(0, 1, 4), eases=("ease-in-out",)), even=True),
    "--only coarse": Script(only="coarse"),
    "--only 3-7": Script(only="3-7"),
}


def main(run: Path, path: Path) -> None:
    """Film each row as single frames, and mount them."""
    model, walk = Model.load(run), walk_through(KEYS, closed=False, curve="spline")
    figure = Figure(figsize=(12, 5.2), facecolor="#e9e5dd", layout="constrained")
    figure.get_layout_engine().set(hspace=0.25, rect=(0, 0, 1, 0.955))
    grid = figure.subplots(len(ROWS), FRAMES, squeeze=False)
    with tempfile.TemporaryDirectory() as folder:
        for row, (title, script) in enumerate(ROWS.items()):
            film(model, walk, Sketch(latent=walk, psi=0.8), script, FRAMES, Reel(Path(folder) / str(row), 25))
            for axes, frame in zip(grid[row], sorted((Path(folder) / str(row)).iterdir()), strict=True):
                axes.imshow(imread(frame))
                axes.set_axis_off()
            title_at = {"xy": (0, 1.12), "xycoords": "axes fraction", "annotation_clip": False}
            grid[row, 0].annotate(title, **title_at, fontsize=11, color="#1f1d1a").set_in_layout(False)
    whole = io.BytesIO()
    figure.savefig(whole, format="png", dpi=72)
    with Image.open(whole) as picture:
        picture.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
