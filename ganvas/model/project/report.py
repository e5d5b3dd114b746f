"""How near a projected picture is, and what of it the model cannot paint: numbers, one sentence, one picture."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from ganvas.media import medium
from ganvas.media.levels import to_levels, to_range
from ganvas.media.medium import Bytes8
from ganvas.model.model import Model
from ganvas.model.project.look import Perceptual, colours
from ganvas.sketch import GROUPS, Mean, Sketch, layer_slice

PLACES = ("upper left", "top", "upper right", "left", "middle", "right", "lower left", "bottom", "lower right")
SCALES = {"coarse": "the large masses", "middle": "the forms", "fine": "the fine detail"}
CELLS = (8, 32)  # to a shorter side: what is left at so many cells is coarse, between them middle, beyond fine
FULL_MARK = 96  # a difference of so many levels is drawn in full colour
MARK = (178, 34, 34)
EXACT = 0.95  # of the way: nearly exactly
FAR = 1.5  # standard deviations from which a latent is called far


@dataclass(frozen=True, eq=False)
class Report:
    """What a projection has reached.

    Attributes:
        distance: perceptual, in the maps of EfficientNet-Lite0; 0 is the same.
        of_mean: the same of the average work, for comparison.
        reached: the share of the way from the average work to the picture, by that distance.
        levels: mean difference of what counts, of 255.
        missing: share of the squared difference by scale: coarse, middle, fine.
        places: share of it by place, nine of them.
        deviations: from the mean in standard deviations, for all layers and for each group; the model's own have 1.
        picture: PNG: the own picture, the model's, and where they differ.
    """

    distance: float
    of_mean: float
    reached: float
    levels: float
    missing: dict[str, float]
    places: dict[str, float]
    deviations: dict[str, float]
    picture: bytes

    @property
    def sentence(self) -> str:
        """All of it, in one sentence."""
        far = self.deviations["all"]
        where = (
            f"; its latent lies {far:.1f} standard deviations from the mean"
            f"{', farther than' if far > FAR else ', where'} the model's own{'' if far > FAR else ' lie'} (1.0)"
        )
        difference = f"{self.levels:.1f} of 255 levels"
        if self.reached >= EXACT:
            return f"The model paints it nearly exactly (mean difference {difference}){where}."
        scale, place = max(self.missing, key=self.missing.__getitem__), max(self.places, key=self.places.__getitem__)
        return (
            f"The model comes {self.reached:.0%} of the way from its average work to the picture (mean difference"
            f" {difference}); what it misses is above all {SCALES[scale]} ({self.missing[scale]:.0%}), and most of all"
            f" {'in the' if place == 'middle' else 'at the'} {place} ({self.places[place]:.0%}){where}."
        )

    def facts(self) -> dict[str, object]:
        """The numbers, for a script."""
        names = ("distance", "of_mean", "reached", "levels", "missing", "places", "deviations")
        return {name: getattr(self, name) for name in names}


def report(model: Model, wanted: Bytes8, found: Bytes8, mask: Tensor, v: Tensor) -> Report:
    """Compare a picture with what the model paints in its place.

    Args:
        model: who paints.
        wanted: (C, H, W), uint8.
        found: the same.
        mask: (H, W) in 0…1, what counts.
        v: (1, layers, size), the whitened latent that was found.
    """
    mask = mask.cpu()
    target, got = (to_range(torch.from_numpy(levels.copy())) for levels in (wanted, found))
    mean = to_range(torch.from_numpy(model.render(Sketch(latent=Mean())).levels))
    look = Perceptual(target, mask)
    with torch.no_grad():
        distance, of_mean = (float(look(x[None])) for x in (got, mean))
    residual = (got - target) * mask
    return Report(
        distance=distance,
        of_mean=of_mean,
        reached=1 - distance / max(of_mean, 1e-12),
        levels=float(127.5 * residual.abs().mean(0).sum() / mask.sum()),
        missing=missing(residual),
        places=places(residual.square().mean(0)),
        deviations=deviations(v.cpu()),
        picture=draw(wanted, found, mask),
    )


def missing(residual: Tensor) -> dict[str, float]:
    """The share of the squared residual (C, H, W) that is coarse, middle and fine; they add up to 1, or are all 0.

    Means over squares of the picture are a projection, and those over larger squares one of these: the
    energies of what lies between are differences.
    """
    shorter = min(residual.shape[1:])
    wide, narrow = (2 ** max(0, (shorter // cells).bit_length() - 1) for cells in CELLS)
    coarse, middle, total = (_energy_of_means(residual, side) for side in (wide, narrow, 1))
    shares = (coarse, middle - coarse, total - middle)
    return {group: max(0.0, share) / max(total, 1e-12) for group, share in zip(GROUPS, shares, strict=True)}


def _energy_of_means(residual: Tensor, side: int) -> float:
    """The squared sum of a residual whose squares of that side hold their mean."""
    height, width = residual.shape[1:]
    padded = F.pad(residual[None].double(), (0, -width % side, 0, -height % side))
    return float(F.avg_pool2d(padded, side).square().sum() * side**2)


def places(price: Tensor) -> dict[str, float]:
    """The share of a price (H, W) in each ninth of the picture; they add up to 1, or are all 0."""
    parts = F.adaptive_avg_pool2d(price[None, None].double(), 3).flatten()
    shares = parts / parts.sum().clamp_min(1e-12)
    return dict(zip(PLACES, shares.tolist(), strict=True))


def deviations(v: Tensor) -> dict[str, float]:
    """How far a whitened latent (1, layers, size) lies from the mean, for all layers and each group that there is."""
    found = {"all": float(v.square().mean().sqrt())}
    if v.shape[1] > 1:
        parts = {group: v[:, layer_slice(group, v.shape[1])] for group in GROUPS}
        found |= {group: float(part.square().mean().sqrt()) for group, part in parts.items() if part.numel()}
    return found


def draw(wanted: Bytes8, found: Bytes8, mask: Tensor) -> bytes:
    """PNG of ``side_by_side``."""
    return medium("image").contact_sheet(side_by_side(wanted, found, mask), columns=3)


def side_by_side(wanted: Bytes8, found: Bytes8, mask: Tensor) -> Bytes8:
    """(3, 3, H, W): the own picture, paled where it does not count; the model's; where they differ, red on white."""
    one, other = (_colours(levels) for levels in (wanted, found))
    cover = mask.numpy()[None]
    paled = 255 - (255 - one) * (0.15 + 0.85 * cover)
    share = np.clip(np.abs(one - other).mean(0, keepdims=True) * cover / FULL_MARK, 0, 1)
    marked = 255 + (np.array(MARK, dtype=np.float64)[:, None, None] - 255) * share
    return np.stack([paled, other, marked]).round().astype(np.uint8)


def _colours(levels: Bytes8) -> np.ndarray:
    """(3, H, W), 0…255."""
    shown = colours(to_range(torch.from_numpy(levels.copy()))[None])[0]
    return to_levels(shown).astype(np.float64)
