"""The parts of which an augmentation is made, in the order in which they are carried out, and how.

The same chance gives the same alteration, whatever it is applied to: row i of it serves a real sample
and the fake that it is compared with.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

import torch
from torch import Tensor

from ganvas.augment import color, geometry, timing
from ganvas.augment.cutout import BOX, cutout
from ganvas.augment.stage import Part, Shape, Stage
from ganvas.errors import RecipeError, ShapeError, pick

ADA = "arXiv:2006.06676"
DIFF_AUGMENT = "arXiv:2006.10738"
PLACE, TONE = geometry.PLACE, color.TONE
MANY = 0.3  # of a batch; measured by benchmarks/augment_cost.py

PARTS = {
    "flip": Part("mirrored, left and right", ADA, "image", PLACE, 1, geometry.flip),
    "quarter": Part("turned by quarters", ADA, "image", PLACE, 1, geometry.quarter),
    "shift": Part("shifted by up to an eighth of each side", ADA, "image", PLACE, 2, geometry.shift),
    "scale": Part("larger or smaller, by up to a third", ADA, "image", PLACE, 1, geometry.scale),
    "tilt": Part("turned by up to 8 degrees", "", "image", PLACE, 1, geometry.tilt),
    "rotate": Part("turned by any angle", ADA, "image", PLACE, 1, geometry.rotate),
    "stretch": Part("wider or higher, by up to a third", ADA, "image", PLACE, 1, geometry.stretch),
    "contrast": Part("up to 30 % less contrast", DIFF_AUGMENT, "image", TONE, 1, color.contrast),
    "brightness": Part("up to 20 % of white or black mixed in", ADA, "image", TONE, 1, color.brightness),
    "saturation": Part("from grey to twice as colorful", DIFF_AUGMENT, "image", TONE, 1, color.saturation),
    "hue": Part("colors turned by any angle", ADA, "image", TONE, 1, color.hue),
    "cutout": Part("a box of half of each side hidden", "arXiv:1708.04552", "image", BOX, 2, cutout),
    "moment": Part("a stretch of 85 % or more of it, at full length", "", "dance", timing.TIME, 2, timing.moment),
}


def check_names(names: Sequence[str]) -> None:
    """See that these are parts, each named once, and all of one medium.

    Raises:
        RecipeError: they are not.
    """
    media = {name: pick(PARTS, "augmentation", name).medium for name in names}
    if len(media) < len(names):
        raise RecipeError(f"each augmentation is named once; got {', '.join(names)}")
    if len(set(media.values())) > 1:
        found = ", ".join(f"{name} is one of {medium}" for name, medium in media.items())
        raise RecipeError(f"augmentations of several media cannot be mixed: {found}")


def check_medium(names: Iterable[str], medium: str) -> None:
    """See that these parts serve that medium.

    Raises:
        RecipeError: one does not.
    """
    own = ", ".join(name for name, part in PARTS.items() if part.medium == medium) or "none"
    for name in names:
        serves = pick(PARTS, "augmentation", name).medium
        if serves != medium:
            raise RecipeError(
                f"the augmentation {name!r} is one of {serves}, not of {medium}; those of {medium}: {own}"
            )


def numbers_needed(names: Iterable[str]) -> int:
    """How many random numbers a sample takes: one a part to decide, and what its setting takes."""
    return sum(1 + PARTS[name].numbers for name in in_order(names))


def in_order(names: Iterable[str]) -> list[str]:
    """The parts as the table has them, each once."""
    chosen = set(names)
    for name in chosen:
        pick(PARTS, "augmentation", name)
    return [name for name in PARTS if name in chosen]


def augment(x: Tensor, chance: Tensor, p: float, names: Sequence[str]) -> Tensor:
    """Samples as the discriminator is to see them: each of the parts is applied to each of them with chance p.

    The pipeline of Karras et al. 2020, arXiv:2006.06676, with what is affine in the sample, so that R1
    and R2 go through it. A sample of the result depends on that sample and on its row of chance alone; one
    that no part is applied to is equal to what it was.

    Args:
        x: (groups · N, *shape) in −1…1; samples i, i + N, i + 2N … are altered alike, so that reals followed
            by the fakes that they are compared with are altered in pairs.
        chance: (N, ``numbers_needed(names)``) uniform in 0…1, drawn on the CPU and best left there.
        p: the chance of each part, 0…1.
        names: of ``PARTS``; their order and repetition do not matter.

    Returns:
        (groups · N, *shape), of x's kind; differentiable in x as often as you like.

    Raises:
        RecipeError: there is no part of that name.
        ShapeError: the numbers are not as many as are needed, or the samples are not of the parts' medium.
    """
    parts = in_order(names)
    if chance.ndim != 2 or chance.shape[1] != numbers_needed(parts) or len(chance) == 0 or len(x) % len(chance):
        wanted = f"(N, {numbers_needed(parts)}) random numbers, {len(x)} a multiple of N"
        raise ShapeError(f"these augmentations of {len(x)} samples need {wanted}; got {tuple(chance.shape)}")
    if p <= 0:
        return x
    shape, numbers = tuple(x.shape[1:]), chance.to("cpu", torch.float64)
    grouped = x.reshape(len(x) // len(chance), len(chance), *shape)
    for stage, group in groupby((PARTS[name] for name in parts), key=lambda part: part.stage):
        taken = list(group)
        if len(shape) != stage.axes:
            raise ShapeError(f"the augmentation {parts[0]!r} wants samples of {stage.axes} axes; got {shape}")
        width = sum(1 + part.numbers for part in taken)
        grouped = on_those_that_change(stage, grouped, joined(taken, numbers[:, :width], p, shape))
        numbers = numbers[:, width:]
    return grouped.reshape(x.shape)


def joined(parts: Sequence[Part], numbers: Tensor, p: float, shape: Shape) -> Tensor:
    """The settings (N, …) of the parts of one stage, joined where they are applied."""
    neutral = parts[0].stage.neutral(shape)
    settings = neutral.expand(len(numbers), *neutral.shape)
    for part in parts:
        own, numbers = numbers[:, : 1 + part.numbers], numbers[:, 1 + part.numbers :]
        applied = (own[:, 0] < p).view(-1, *[1] * neutral.ndim)
        settings = torch.where(applied, part.stage.join(settings, part.setting(own[:, 1:], shape)), settings)
    return settings


def on_those_that_change(stage: Stage, x: Tensor, settings: Tensor) -> Tensor:
    """Carry settings (N, …) out on the samples of (groups, N, *shape) that they change.

    Where many are changed, all go the same way, as the neutral setting changes nothing: to take them
    apart and together again would cost more than it spares.
    """
    changed = (settings != stage.neutral(tuple(x.shape[2:]))).flatten(1).any(1)
    if not changed.any():
        return x
    if changed.sum() > MANY * len(changed):
        return stage.carry_out(x, settings)
    rows = changed.nonzero().squeeze(1)
    there = rows.to(x.device)
    return x.index_copy(1, there, stage.carry_out(x.index_select(1, there), settings[rows]))
