"""An own picture and its mask, as a model's sample: decoded as hostile, fitted as the corpus' works are."""

from pathlib import Path

import torch
from torch import Tensor

from ganvas.errors import SketchError, WorkError
from ganvas.media.image import decode, fit
from ganvas.media.levels import to_range
from ganvas.media.medium import Bytes8, Decoded, Shape
from ganvas.model.model import Model

SOME = 1e-3  # of the picture must count at least


def check_pictures(model: Model) -> None:
    """Refuse a model of anything but pictures.

    Raises:
        SketchError: it is one.
    """
    if model.card.medium != "image":
        raise SketchError(f"projection is for pictures; this model makes {model.card.medium}")


def read_picture(path: Path, shape: Shape) -> tuple[Bytes8, Tensor]:
    """The picture (C, H, W), uint8, and where it lets nothing through, (H, W) in 0…1.

    Of a model that paints transparent pictures itself, what lets something through counts, too.

    Raises:
        WorkError: it is missing, not a picture, or damaged.
    """
    decoded = _read(path)
    levels = fit.fit(decoded, shape)
    if decoded.content.mode != "RGBA" or shape[0] == 4:
        return levels, torch.ones(shape[1:])
    cover = fit.fit(decoded, (4, *shape[1:]))[3]
    return levels, torch.from_numpy(cover.astype("float32") / 255)


def read_mask(path: Path, shape: Shape) -> Tensor:
    """A mask picture as (H, W) in 0…1: white counts, black does not; of a transparent one, what is painted counts.

    Raises:
        WorkError: it is missing, not a picture, or damaged.
    """
    decoded = _read(path)
    if decoded.content.mode == "RGBA":
        levels = fit.fit(decoded, (4, *shape[1:]))[3:]
    else:
        levels = fit.fit(decoded, (1, *shape[1:]))
    return torch.from_numpy(levels[0].astype("float32") / 255)


def read_both(picture: Path, mask: Path | None, model: Model, paper: bool = False) -> tuple[Bytes8, Tensor]:
    """A picture and what of it counts: where it is painted, and where the mask is.

    Args:
        picture: the file.
        mask: of what counts; None is all of it.
        model: whom it is for.
        paper: what is transparent counts too, as white paper.
    Raises:
        WorkError: a file is missing, not a picture, or damaged.
        SketchError: nothing of the picture counts, or the model makes no pictures.
    """
    check_pictures(model)
    levels, painted = read_picture(picture, model.card.shape)
    counts = torch.ones_like(painted) if paper else painted
    if mask is not None:
        counts = counts * read_mask(mask, model.card.shape)
    if float(counts.mean()) < SOME:
        raise SketchError(
            f"{mask or picture}: nothing of the picture counts; a mask is white where it does, or painted on nothing"
        )
    return levels, counts


def as_sample(levels: Bytes8, model: Model) -> Tensor:
    """A picture as the model's sample (C, H, W) in −1…1.

    Raises:
        SketchError: it is of another shape.
    """
    if levels.shape != model.card.shape:
        raise SketchError(f"the picture is {levels.shape}, the model paints {model.card.shape}; fit it first")
    return to_range(torch.from_numpy(levels.copy())).to(model.device)


def as_mask(mask: Tensor | None, model: Model) -> Tensor:
    """What counts, (H, W) in 0…1, on the model's device; None is all of it.

    Raises:
        SketchError: it is of another shape, not within 0…1, or 0 nearly everywhere.
    """
    size = model.card.shape[1:]
    if mask is None:
        return torch.ones(size, device=model.device)
    if tuple(mask.shape) != tuple(size) or not (mask.min() >= 0 and mask.max() <= 1):
        raise SketchError(f"mask {tuple(mask.shape)}: wanted {tuple(size)}, numbers in 0…1")
    if float(mask.mean()) < SOME:
        raise SketchError("the mask is empty: nothing of the picture counts")
    return mask.to(model.device, torch.float32)


def _read(path: Path) -> Decoded:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WorkError(f"{path}: cannot be read ({error.strerror}). Name a picture.") from None
    return decode.decode(data, path.name)
