"""The model's turn: it tries latents in its own zone, measures them, and offers the best that differ."""

from collections.abc import Iterator

import numpy as np
import torch

from ganvas import seeds
from ganvas.errors import SketchError
from ganvas.model.masks import draw_mask, draw_region
from ganvas.model.model import Model
from ganvas.model.turns import telling
from ganvas.model.turns.board import Board, Intent, Proposal, painted_over, take
from ganvas.sketch import Latent, Mask, Mutate, Painted, Region, Regions, Seed, Sketch

TRIED = 24  # latents that are tried for a turn
FEATHER, DEPTH = 0.04, 0.4
LEAST_PIXELS = 4
APART = 0.02  # mean difference, 0…1 within the zone, between two proposals of one turn


def propose(
    model: Model, board: Board, intent: Intent = "echo", seed: int = 0, count: int = 3, zone: int = -1
) -> tuple[Proposal, ...]:
    """What the model offers for one of its zones: the best of TRIED latents that differ from each other, best first.

    Args:
        model: who paints.
        board: the piece.
        intent: echo what the artist has, contrast with it, or continue it without a seam.
        seed: where chance starts; the same turn is the same offers.
        count: of offers at most; fewer where the latents that were tried are too alike.
        zone: which of the board's zones; −1 is the model's newest.
    Raises:
        SketchError: the zone is not the model's, nothing of it is left, or the model has no regions.
    """
    index = _zone(board, zone)
    mask, artist = _free(model, board, index)
    before = telling.grey(model.render(board.sketch).levels)
    offers: list[tuple[float, Proposal, np.ndarray]] = []
    for latent in _tried(board.sketch, seed):
        region = Region(mask=mask, latent=latent, feather=FEATHER, depth=DEPTH, inside=True)
        sketch = painted_over(board.sketch, region)
        after = telling.grey(model.render(sketch).levels)
        cover = _cover(model, region)
        told = telling.measure(before, after, cover, artist)
        why = telling.sentence(intent, told)
        proposal = Proposal(sketch=sketch, zone=index, intent=intent, told=told, why=why)
        offers.append((telling.score(intent, told), proposal, after[cover > 0]))
    offers.sort(key=lambda offer: -offer[0])
    return tuple(_different(offers, count))


def take_part(model: Model, board: Board, proposal: Proposal, part: Mask) -> Board:
    """The board with as much of the proposal as lies where ``part`` is.

    Raises:
        SketchError: as in ``take``, or nothing of the zone lies there.
    """
    take(board, proposal)
    sides, values = _sides(model), model.vectors.get
    both = torch.minimum(draw_mask(proposal.region.mask, *sides, values), draw_mask(part, *sides, values))
    if float(both.sum()) < LEAST_PIXELS:
        raise SketchError("that part lies outside the zone of this proposal; choose one within it")
    mask = Painted(digest=model.vectors.add(both.float()))
    return board.but(sketch=painted_over(board.sketch, proposal.region.but(mask=mask)))


def _different(offers: list[tuple[float, Proposal, np.ndarray]], count: int) -> Iterator[Proposal]:
    """The first offers that are not nearly the same as one before."""
    chosen: list[np.ndarray] = []
    for _, proposal, shown in offers:
        if len(chosen) < count and all(np.abs(shown - other).mean() > APART for other in chosen):
            chosen.append(shown)
            yield proposal


def _zone(board: Board, zone: int) -> int:
    """The index of a zone of the model's."""
    owned = [index for index, one in enumerate(board.zones) if one.owner == "model"]
    if not owned:
        raise SketchError("no zone is the model's; give it one, and ask again")
    if zone == -1:
        return owned[-1]
    if zone not in owned:
        raise SketchError(f"zone {zone} is not the model's; its zones are {', '.join(map(str, owned))}")
    return zone


def _free(model: Model, board: Board, index: int) -> tuple[Mask, telling.Grey]:
    """The model's zone without what the artist claims, and where the artist's zones are."""
    height, width = _sides(model)
    values = model.vectors.get
    own = draw_mask(board.zones[index].mask, height, width, values)
    claimed = torch.zeros_like(own)
    for zone in board.owned("human"):
        claimed = torch.maximum(claimed, draw_mask(zone.mask, height, width, values))
    free = own * (claimed == 0)
    if float(free.sum()) < LEAST_PIXELS:
        raise SketchError(f"zone {index}: less than {LEAST_PIXELS} pixels of it are the model's; give it more room")
    mask = board.zones[index].mask
    if not torch.equal(free, own):
        mask = Painted(digest=model.vectors.add(free.float()))
    return mask, claimed.numpy()


def _sides(model: Model) -> tuple[int, int]:
    """The last two axes of a sample."""
    shape = (1, *model.card.shape)
    return shape[-2], shape[-1]


def _cover(model: Model, region: Region) -> telling.Grey:
    """(height, width): how much of each place the region paints."""
    return draw_region(region, *_sides(model), model.vectors.get).numpy().astype(np.float64)


def _tried(sketch: Sketch, seed: int) -> Iterator[Latent]:
    """Half of them strangers, half relatives of what the piece is painted from, near and far."""
    base = sketch.latent.base if isinstance(sketch.latent, Regions) else sketch.latent
    for number in range(TRIED):
        drawn = seeds.derive(seed, "turn", number) % 2**32
        if number % 2:
            yield Seed(seed=drawn)
        else:
            yield Mutate(latent=base, strength=0.3 + 0.6 * number / TRIED, seed=drawn)
