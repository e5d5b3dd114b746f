"""What a zone shows beside the rest, measured and said in one line."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ganvas.media.medium import Bytes8
from ganvas.model.turns.board import Intent, Told

Grey = NDArray[np.float64]

LIKENESS_SIDE = 16  # parts are compared at this size: forms, not grain
CLEAR = 0.25  # a correlation above it is worth saying
SEAM_WIDTH = 0.08  # of the shorter side: an edge is soft, a step over it is as wide as that softness
SEEN = 0.7  # a seam above it shows
TINY = 1e-9
TONE, INK = 0.03, 0.03  # changes below are not seen
PARTS = {  # (rows, columns) as shares
    "upper third": ((0, 1 / 3), (0, 1)),
    "lower third": ((2 / 3, 1), (0, 1)),
    "left third": ((0, 1), (0, 1 / 3)),
    "right third": ((0, 1), (2 / 3, 1)),
    "middle": ((1 / 4, 3 / 4), (1 / 4, 3 / 4)),
}


def grey(levels: Bytes8) -> Grey:
    """(height, width) in 0…1 of a sample uint8 (channels, …, length); an alpha channel lies on white."""
    values = levels.astype(np.float64) / 255
    if len(values) in {2, 4}:
        values = values[:-1] * values[-1:] + 1 - values[-1:]
    flat: Grey = values.mean(0)
    return flat if flat.ndim == 2 else flat.reshape(1, -1)


def measure(before: Grey, after: Grey, zone: Grey, artist: Grey) -> Told:
    """What the zone shows beside the artist's part.

    Args:
        before: (height, width), the piece without the proposal.
        after: the same with it.
        zone: (height, width) in 0…1, where the model painted.
        artist: the same, what counts as the artist's; nowhere in the zone.
    """
    inside, outside = zone > 0.5, zone == 0
    own = (artist > 0.5) & outside if ((artist > 0.5) & outside).any() else outside
    likeness, part, mirrored = _nearest_part(after, inside, before, own)
    return Told(
        tone=float(after[inside].mean() - before[own].mean()) if own.any() else 0.0,
        ink=float(after[inside].std() - before[own].std()) if own.any() else 0.0,
        likeness=likeness,
        part=part,
        mirrored=mirrored,
        seam=_seam(after, inside),
        outside=float(255 * np.abs(after - before)[outside].mean()) if outside.any() else 0.0,
    )


def _frame(mask: NDArray[np.bool_]) -> tuple[slice, slice]:
    """The rows and columns that a mask takes."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _small(values: Grey, side: int = LIKENESS_SIDE) -> Grey:
    """The same in ``side`` × ``side`` area means, with mean 0 and length 1."""
    means = _shares(values.shape[0], side) @ values @ _shares(values.shape[1], side).T
    centered: Grey = means - means.mean()
    return centered / max(float(np.linalg.norm(centered)), 1e-9)


def _shares(length: int, side: int) -> Grey:
    """(side, length): what each cell has of ``side`` equal cells that cover so many places; rows sum to 1."""
    edges = np.linspace(0, length, side + 1)
    places = np.arange(length)
    overlap = np.minimum(edges[1:, None], places + 1) - np.maximum(edges[:-1, None], places)
    shares: Grey = overlap.clip(0) * side / length
    return shares


def _parts(own: NDArray[np.bool_]) -> Iterator[tuple[str, tuple[slice, slice]]]:
    """Parts of the piece that are mostly the artist's."""
    height, width = own.shape
    for name, ((top, bottom), (left, right)) in PARTS.items():
        place = _span(top, bottom, height), _span(left, right, width)
        if own[place].mean() > 0.5:
            yield name, place


def _span(first: float, last: float, length: int) -> slice:
    """The places of a share of a side, one at the least."""
    start = int(first * length)
    return slice(start, max(start + 1, round(last * length)))


def _nearest_part(
    after: Grey, inside: NDArray[np.bool_], before: Grey, own: NDArray[np.bool_]
) -> tuple[float, str, bool]:
    """Correlation, name and mirroring of the artist's part that the zone is most like."""
    if not inside.any():
        return 0.0, "", False
    zone = _small(after[_frame(inside)])
    found = [(0.0, "", False)]
    for name, place in _parts(own):
        part = _small(before[place])
        found += [(float((zone * part).sum()), name, False), (float((zone * part[:, ::-1]).sum()), name, True)]
    best = max(found, key=lambda one: one[0])
    return min(best[0], 1.0), best[1], best[2]


def _seam(after: Grey, inside: NDArray[np.bool_]) -> float:
    """The root mean square step over the zone's edge, against that of all steps as wide."""
    wide = max(1, round(SEAM_WIDTH * min(after.shape)))
    edge, every = [], []
    for values, zone in ((after, inside), (after.T, inside.T)):
        steps = np.square(values[wide:] - values[:-wide])
        edge.append(steps[zone[wide:] != zone[:-wide]])
        every.append(steps.ravel())
    at_edge, anywhere = np.concatenate(edge), np.concatenate(every)
    if not at_edge.size or anywhere.mean() < TINY:
        return 1.0
    return float(np.sqrt(at_edge.mean() / anywhere.mean()))


def score(intent: Intent, told: Told) -> float:
    """How well a proposal does what was intended; higher is better."""
    return {
        "echo": told.likeness - 0.1 * max(told.seam - 1, 0),
        "contrast": abs(told.tone) + abs(told.ink) - max(told.likeness, 0) - 0.1 * max(told.seam - 1, 0),
        "continue": -told.seam + 0.2 * told.likeness,
    }[intent]


def sentence(intent: Intent, told: Told) -> str:
    """One line that says what was done, with its measures."""
    said = []
    if told.likeness > CLEAR and told.part:
        mirror = "mirrors" if told.mirrored else "repeats"
        said.append(f"{mirror} your {told.part} (likeness {told.likeness:.2f})")
    elif intent == "contrast":
        said.append(f"unlike anything of yours here (likeness {told.likeness:.2f} at most)")
    else:
        said.append(f"goes its own way (likeness {told.likeness:.2f} at most)")
    if abs(told.tone) > TONE:
        said.append(f"{abs(told.tone):.0%} {'lighter' if told.tone > 0 else 'darker'}")
    if abs(told.ink) > INK:
        said.append("livelier" if told.ink > 0 else "calmer")
    said.append("joins without a seam" if told.seam < SEEN else f"its edge shows ({told.seam:.1f} times a usual step)")
    return ", ".join(said)
