"""A picture that repeats without a seam: the generator of the pair ``style``, painting on a torus.

Nothing is blended or mirrored. For this one painting every convolution takes its neighbors from the opposite rim, and
so does every enlargement between two stages; the noise is white and the starting grid is a grid of cells like any
other. So no place of the torus is its rim: moving the start by a cell moves the picture, and nothing else.
"""

import copy
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganvas.artwork import KEY, Artwork
from ganvas.errors import SketchError
from ganvas.files import make_folder, write_whole
from ganvas.media.image.encode import to_picture, to_png
from ganvas.media.image.forms.prints import image_of, pixels_of
from ganvas.media.image.forms.upscale import upscale
from ganvas.media.levels import to_levels
from ganvas.media.medium import Bytes8
from ganvas.model.model import Model, _exactly
from ganvas.nets import style
from ganvas.nets.regions import apart
from ganvas.sketch import Regions, Sketch, check_size

TILE_KEY = f"{KEY}-tile"  # not KEY: ``--like`` would paint that sketch with its rims
AROUND_PX = (
    20  # of its own repetition that an enlarged tile is surrounded with; no filter of the enlargement sees as far
)

Larger = Callable[[Tensor, Sequence[int]], Tensor]


def paint_tile(model: Model, sketch: Sketch) -> Bytes8:
    """The sketch as uint8 (channels, height, width) that can be laid beside itself on all sides.

    It is not the picture of that sketch: what lay at the rim now knows of the opposite rim.

    Raises:
        SketchError: the model is not of the pair ``style``, or cannot paint the sketch.
    """
    check_size(sketch.latent)
    generator = model._generator
    if not isinstance(generator, style.Generator):
        raise SketchError(f"seamless tiles need a model of the pair 'style'; this one is of {model.card.net!r}")
    if isinstance(sketch.latent, Regions):
        raise SketchError(
            "seamless tiles: masks have rims, so a sketch of regions has no tile; take one of its latents"
        )
    with _exactly():
        w = model.space.at(sketch.latent, sketch.psi, sketch.psi_layers).float()[None].to(model.device)
        return to_levels(paint_stages(on_torus(generator), w, larger_on_torus)[0])


def write_tile(picture: Path, source: Path, into: Path, scale: int = 1, overwrite: bool = False) -> Path:
    """The tile of the sketch that a picture's file tells, as a file beside others in a folder.

    Args:
        picture: painted by Ganvas.
        source: the run or snapshot that painted it.
        into: the folder; made if it is not there.
        scale: how many times larger.
        overwrite: replace a file that is there.
    Raises:
        SketchError: the picture tells no sketch, the model has no tile of it, or a file is in the way.
        ModelError: the snapshot that painted it is not there.
        RunFailed: the disk is full or the folder cannot be written.
    """
    path = into / f"{picture.stem}-tile.png"
    if path.exists() and not overwrite:
        raise SketchError(f"{path}: is there already. Choose another folder, or replace it with --overwrite.")
    origin = Artwork.read_origin(picture)
    model = Model.load(source, origin.model)
    model.vectors.unpack(origin.vectors)
    data = encode_tile(model, origin.sketch, scale)
    make_folder(into)
    write_whole(path, data)
    return path


def encode_tile(model: Model, sketch: Sketch, scale: int = 1) -> bytes:
    """The tile as a PNG, ``scale`` times as large and as seamless; it tells its origin under ``TILE_KEY``.

    Raises:
        SketchError: as ``paint_tile``.
    """
    levels = paint_tile(model, sketch)
    text = {TILE_KEY: model.origin(sketch).to_json(indent=None)}
    if scale == 1:
        return to_png(to_picture(levels), text)
    around = np.pad(pixels_of(to_picture(levels)), ((0, 0), (AROUND_PX,) * 2, (AROUND_PX,) * 2), mode="wrap")
    grown = upscale(around, (scale * around.shape[1], scale * around.shape[2]))
    rim = scale * AROUND_PX
    return to_png(image_of(grown[:, rim:-rim, rim:-rim]), text)


def on_torus(generator: style.Generator) -> style.Generator:
    """A copy whose convolutions take what lies beyond a rim from the opposite one."""
    wrapped = copy.deepcopy(generator)
    for layer in wrapped.modules():
        if isinstance(layer, nn.Conv2d):
            layer.padding_mode = "circular"
    return wrapped


def paint_stages(generator: style.Generator, w: Tensor, larger: Larger) -> Tensor:
    """What ``Generator.paint`` does with its kept noise, with another way to go to a finer grid.

    Args:
        generator: of the pair ``style``.
        w: (N, layers, w_dim).
        larger: (N, channels, …) and a grid (height, width) to the same on that grid.
    """
    grain, styles = generator._maps(generator.noise[None]), torch.split(w, generator.convs, 1)
    x, picture = generator.stages[0](generator.start.expand(len(w), -1, -1, -1), styles[0], grain[0], apart, 0)
    last = len(generator.joints)
    for k, (joint, grid) in enumerate(zip(generator.joints, generator.grids[1:], strict=True), 1):
        x, share = generator.stages[k](larger(joint(x), grid), styles[k], grain[k], apart, 0)
        patches = F.pixel_shuffle(share, generator.patch) if k == last else share
        picture = larger(picture, generator.size if k == last else grid) + patches
    return generator.finish(picture if last else F.pixel_shuffle(picture, generator.patch))


def larger_on_torus(x: Tensor, grid: Sequence[int]) -> Tensor:
    """The same on a finer grid (height, width), bilinear as ``style.larger``, with neighbors across the rims."""
    for axis, size in zip((2, 3), grid, strict=True):
        x = _stretched(x, axis, size)
    return x


def _stretched(x: Tensor, axis: int, size: int) -> Tensor:
    """Linear along one axis: the middle of cell i of ``size`` lies at (i + ½) · old / size − ½ of the old cells."""
    old = x.shape[axis]
    places = (torch.arange(size, dtype=torch.float64) + 0.5) * old / size - 0.5
    before = places.floor()
    share = (places - before).to(x.dtype).to(x.device)
    share = share.view([-1 if k == axis else 1 for k in range(x.ndim)])
    first, second = ((before.long() + step).remainder(old).to(x.device) for step in (0, 1))
    return torch.lerp(x.index_select(axis, first), x.index_select(axis, second), share)
