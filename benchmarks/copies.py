"""Thirteen kinds of copy of a picture, and one that only gets smaller: pictures (3, 256, 256), uint8."""

import io
from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from ganvas.media.medium import Bytes8

Chance = np.random.Generator
Floats = NDArray[np.float32]
SIDE_PX = 256
Copy = Callable[[Bytes8, Bytes8, Chance], Bytes8]


def image(levels: Bytes8) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(levels.transpose(1, 2, 0)))


def array(picture: Image.Image) -> Bytes8:
    return np.asarray(picture.convert("RGB")).transpose(2, 0, 1).copy()


def to_bytes(levels: Floats) -> Bytes8:
    return levels.round().clip(0, 255).astype(np.uint8)


def jpeg(work: Bytes8, _other: Bytes8, random: Chance) -> Bytes8:
    file = io.BytesIO()
    image(work).save(file, "JPEG", quality=int(random.integers(20, 51)))
    return array(Image.open(file))


def painted(work: Bytes8, _other: Bytes8, random: Chance) -> Bytes8:
    """As a generator would: soft, bent a little, of other color, contrast and brightness, with grain."""
    soft = array(image(warped(work, 0.02, random)).filter(ImageFilter.GaussianBlur(3))).astype(np.float32)
    tinted = soft * (1 + 0.2 * (random.random((3, 1, 1)) - 0.5)) + 5 * random.standard_normal(soft.shape)
    return to_bytes((tinted - 128) * random.uniform(0.8, 1.2) + 128 + random.uniform(-12, 12))


def flip(work: Bytes8, _other: Bytes8, random: Chance) -> Bytes8:
    return work[:, :, ::-1] if random.random() < 0.5 else work[:, ::-1]


def turn(work: Bytes8, _other: Bytes8, random: Chance) -> Bytes8:
    return np.rot90(work, int(random.integers(1, 4)), (1, 2))


def cut_out(work: Bytes8, share: float, random: Chance) -> Bytes8:
    side = round(share * SIDE_PX)
    top, left = random.integers(0, SIDE_PX - side + 1, 2)
    part = image(work[:, top : top + side, left : left + side])
    return array(part.resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC))


def crop_10(work: Bytes8, _other: Bytes8, random: Chance) -> Bytes8:
    return cut_out(work, 0.9, random)


def crop_20(work: Bytes8, _other: Bytes8, random: Chance) -> Bytes8:
    return cut_out(work, 0.8, random)


def crop_and_flip(work: Bytes8, other: Bytes8, random: Chance) -> Bytes8:
    return flip(cut_out(work, random.uniform(0.8, 0.9), random), other, random)


def warped(work: Bytes8, most: float, random: Chance) -> Bytes8:
    """Bent smoothly, by at most that share of the side."""
    coarse = torch.from_numpy(random.standard_normal((1, 2, 6, 6))).float()
    moved = F.interpolate(coarse, (SIDE_PX, SIDE_PX), mode="bicubic", align_corners=True)[0].permute(1, 2, 0)
    still = F.affine_grid(torch.eye(2, 3)[None], [1, 3, SIDE_PX, SIDE_PX], False)
    grid = still + 2 * most * moved / moved.abs().max()
    levels = torch.from_numpy(np.ascontiguousarray(work)).float()[None]
    return to_bytes(F.grid_sample(levels, grid, padding_mode="border", align_corners=False)[0].numpy())


def warp(work: Bytes8, _other: Bytes8, random: Chance) -> Bytes8:
    return warped(work, 0.04, random)


def turn_5(work: Bytes8, _other: Bytes8, random: Chance) -> Bytes8:
    wide = image(np.pad(work, ((0, 0), (32, 32), (32, 32)), mode="edge"))
    angle = random.choice([-1, 1]) * random.uniform(3, 5)
    return array(wide.rotate(angle, Image.Resampling.BICUBIC))[:, 32:-32, 32:-32]


def hue(work: Bytes8, _other: Bytes8, random: Chance) -> Bytes8:
    levels = np.array(image(work).convert("HSV"))
    levels[..., 0] += np.uint8(random.integers(40, 216))  # around the circle
    return array(Image.fromarray(levels, "HSV"))


def blend(work: Bytes8, other: Bytes8, _random: Chance) -> Bytes8:
    return to_bytes(0.7 * work.astype(np.float32) + 0.3 * other)


def half_collage(work: Bytes8, other: Bytes8, random: Chance) -> Bytes8:
    mixed, middle, side = work.copy(), SIDE_PX // 2, int(random.integers(4))
    part = [np.s_[:, :, :middle], np.s_[:, :, middle:], np.s_[:, :middle], np.s_[:, middle:]][side]
    mixed[part] = other[part]
    return mixed


def invert(work: Bytes8, _other: Bytes8, _random: Chance) -> Bytes8:
    return 255 - work


def shrink(work: Bytes8, _other: Bytes8, _random: Chance) -> Bytes8:
    return array(image(work).resize((64, 64), Image.Resampling.LANCZOS))


KINDS: dict[str, Copy] = {
    "JPEG 20–50": jpeg,
    "as if painted": painted,
    "flip": flip,
    "turn by 90°": turn,
    "crop 10 %": crop_10,
    "crop 20 %": crop_20,
    "crop and flip": crop_and_flip,
    "warp": warp,
    "turn by 5°": turn_5,
    "hue": hue,
    "blend 70/30": blend,
    "half collage": half_collage,
    "invert": invert,
    "64 px": shrink,
}
