"""The inks of a picture: its paper, the colors that lie on it, and how much of each lies where.

Colors are compared in CIELAB (D65), where equal distances look about equally different. An ink laid on
thinly, and the edge of a stroke, lie on the straight way from the paper to the full ink, so inks
are told apart by the direction in which they leave the paper, not by how dark they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import FormError, ShapeError
from ganvas.media.image.fit import colour_of
from ganvas.media.image.forms.upscale import Floats

MOST_INKS = 12
SEEN = 8.0  # ΔE from the paper below which there is no ink: twice what the grain of a model's paper has
FULL = 95.0  # percentile of its pixels' distances from the paper at which an ink counts as full
ROUNDS = 20  # of the clustering
TINY = 1e-6
THIN = 0.1  # ΔE that an ink costs for each ΔE by which a pixel falls short of it: of two alike, the nearer one
RGB_TO_XYZ = np.array(  # IEC 61966-2-1, divided by the white of D65
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
) / np.array([[0.9505], [1.0], [1.089]])
NAMES = {
    "black": (0.07, 0.07, 0.07), "grey": (0.5, 0.5, 0.5), "white": (1.0, 1.0, 1.0), "red": (0.8, 0.12, 0.12),
    "orange": (0.95, 0.5, 0.1), "yellow": (0.97, 0.87, 0.2), "green": (0.15, 0.55, 0.25), "teal": (0.1, 0.5, 0.5),
    "blue": (0.15, 0.3, 0.75), "violet": (0.5, 0.25, 0.65), "pink": (0.95, 0.6, 0.7), "brown": (0.45, 0.28, 0.15),
    "dark red": (0.35, 0.06, 0.06), "dark green": (0.07, 0.22, 0.12), "dark blue": (0.08, 0.1, 0.32),
    "dark brown": (0.24, 0.14, 0.08), "light green": (0.6, 0.8, 0.4), "light blue": (0.5, 0.72, 0.92),
}  # fmt: skip
Color = Floats  # (3,), sRGB, 0…1


@dataclass(frozen=True, eq=False)
class Ink:
    """One pen, or the ink of one plate.

    Attributes:
        name: what to call it: a plain color word, or what was asked for.
        color: (3,), sRGB, 0…1, where it lies thickest.
    """

    name: str
    color: Color

    @property
    def hex(self) -> str:
        """#rrggbb."""
        return "#" + "".join(f"{round(255 * float(level)):02x}" for level in self.color)


def linear(srgb: Floats) -> Floats:
    """Light, 0…1, of sRGB values 0…1; any shape."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)


def lab(srgb: Floats) -> Floats:
    """CIELAB of sRGB (3, …)."""
    xyz = np.tensordot(RGB_TO_XYZ, linear(srgb), 1)
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]).astype(np.float32)


def paper_of(picture: Floats) -> Color:
    """The color of the paper: the median of the outermost pixels of (3, height, width)."""
    rim = [picture[:, 0], picture[:, -1], picture[:, :, 0], picture[:, :, -1]]
    return np.asarray(np.median(np.concatenate(rim, 1), 1), np.float32)


def inks_of(picture: Floats, paper: Color, wanted: str) -> list[Ink]:
    """The inks that a picture is to be drawn with.

    Args:
        picture: (3, height, width), sRGB, 0…1.
        paper: its color.
        wanted: a number from 1 to 12, then they are found in the picture; or colors, such as ``black,#aa2211``.
    Returns:
        those asked for; of a number, at most so many, the one that covers most first.
    Raises:
        FormError: it is neither, or nothing but paper is there to find them in.
    """
    if wanted.strip().isdigit():
        count = int(wanted)
        if not 1 <= count <= MOST_INKS:
            raise FormError(f"{count} inks; take 1 to {MOST_INKS}, or name their colors, such as black,#aa2211")
        return found_inks(picture, paper, count)
    names = [name.strip() for name in re.split(r",(?![^(]*\))", wanted) if name.strip()]
    if not 1 <= len(names) <= MOST_INKS:
        raise FormError(f"inks {wanted!r}; take 1 to {MOST_INKS} of them: a number, or colors, such as black,#aa2211")
    return [_named(name) for name in names]


def _named(name: str) -> Ink:
    try:
        return Ink(name, np.array(colour_of(name), np.float32) / 255)
    except ShapeError as error:
        raise FormError(f"inks: {error}") from None


def found_inks(picture: Floats, paper: Color, count: int) -> list[Ink]:
    """The inks of a picture, by clustering the directions in CIELAB in which its pixels leave the paper.

    The first direction is the mean one, each further one is that of the strongest pixel that those before explain
    least; then spherical k-means. Nothing is drawn by chance.

    Raises:
        FormError: nothing differs from the paper.
    """
    pixels = picture.reshape(3, -1)
    away = (lab(pixels) - lab(paper[:, None])).T
    strength = np.linalg.norm(away, axis=1)
    inked = strength > SEEN
    if not inked.any():
        raise FormError(
            "there is nothing to draw: all of the picture is within"
            f" {strength.max():.1f} ΔE of its paper, and ink begins at {SEEN:g}."
        )
    away, strength, pixels = away[inked], strength[inked], pixels[:, inked]
    owner = _clusters(away / strength[:, None], strength, count)
    inks = []
    for cluster in sorted(set(owner.tolist()), key=lambda each: (-int((owner == each).sum()), each)):
        mine, far = pixels[:, owner == cluster], strength[owner == cluster]
        full = mine[:, far >= np.percentile(far, FULL)].mean(1).astype(np.float32)
        inks.append(Ink(color_name(full), full))
    return inks


def _clusters(ways: Floats, weights: Floats, count: int) -> NDArray[np.intp]:
    """The cluster (N,) of each unit vector (N, 3); at most ``count`` of them."""
    centers = _unit((ways * weights[:, None]).sum(0))[None]
    while len(centers) < count:
        apart = (1 - (ways @ centers.T).max(1)) * weights
        if apart.max() <= TINY * weights.max():
            break
        centers = np.vstack([centers, ways[apart.argmax()]])
    for _ in range(ROUNDS):
        owner = (ways @ centers.T).argmax(1)
        kept = np.unique(owner)
        centers = np.stack([_unit((ways * weights[:, None])[owner == cluster].sum(0)) for cluster in kept])
    return np.asarray((ways @ centers.T).argmax(1))


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), TINY), np.float32)


def color_name(color: Color) -> str:
    """The plain color word that is nearest."""
    names = list(NAMES)
    table = lab(np.array([NAMES[name] for name in names], np.float32).T)
    return names[int(np.linalg.norm(table - lab(color[:, None]), axis=0).argmin())]


def ink_at(picture: Floats, paper: Color, inks: Sequence[Ink]) -> tuple[NDArray[np.intp], Floats]:
    """Which ink lies at each pixel, and how far it leaves the paper.

    Args:
        picture: (3, height, width).
        paper: its color.
        inks: at least one.
    Returns:
        the index (height, width) of the ink on whose way from the paper the pixel lies nearest, and its distance from
        the paper in ΔE, (height, width).
    """
    away = lab(picture) - lab(paper[:, None])[:, :, None]
    costs = []
    for ink in inks:
        way = (lab(ink.color[:, None]) - lab(paper[:, None]))[:, 0]
        length = max(float(np.linalg.norm(way)), TINY)
        along = np.clip(np.tensordot(way / length, away, 1), 0, length)
        beside = np.linalg.norm(away - along * (way / length)[:, None, None], axis=0)
        costs.append(beside + THIN * (length - along))
    return np.asarray(np.argmin(costs, axis=0)), np.linalg.norm(away, axis=0).astype(np.float32)
