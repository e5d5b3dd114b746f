"""A taste's proposals on disk: a picture with numbers, and its sketches. The taste file is all that is remembered."""

from collections.abc import Callable, Sequence
from pathlib import Path

from ganvas import seeds
from ganvas.errors import SketchError
from ganvas.files import make_folder, write_whole
from ganvas.media.image.board import Tile, tiles
from ganvas.model.model import Model
from ganvas.model.taste.propose import SIDE, Proposal, propose
from ganvas.model.taste.record import Taste
from ganvas.sketch import Latent, Sketch, kept_values


def shown(model: Model, taste: Taste, seed: int = 0) -> Proposal:
    """What a taste is shown next: a function of the taste and of the session's seed, so that it need not be kept."""
    return propose(model, taste, seeds.derive(seed, taste.fingerprint))


def choose(model: Model, taste: Taste, picks: Sequence[int], skips: Sequence[int] = (), seed: int = 0) -> Taste:
    """The taste of who picks some of what it was shown, rather than the others, and passes some over.

    Args:
        model: the taste's.
        taste: as it was when the board was painted.
        picks: numbers on the board, from 1, the best liked first.
        skips: numbers on the board.
        seed: of the session, as the board had it.
    Raises:
        SketchError: a number is not on the board, or is named twice.
    """
    latents = shown(model, taste, seed).latents
    named = (*picks, *skips)
    if not named or len(set(named)) < len(named) or not all(1 <= number <= len(latents) for number in named):
        told = ",".join(map(str, named)) or "nothing"
        raise SketchError(f"chose {told}: wanted different numbers from 1 to {len(latents)}")
    left: list[Latent] = list(dict.fromkeys(latents))
    for pick in picks:
        chosen = latents[pick - 1]
        left = [one for one in left if one != chosen]
        taste = taste.prefer(model, chosen, left)
    return taste.skip(model, [latents[number - 1] for number in skips]) if skips else taste


def paint_proposal(
    model: Model,
    taste: Taste,
    into: Path,
    seed: int = 0,
    psi: float = 0.8,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Path:
    """Write what a taste is shown next to a folder, replacing what it was shown before; a sketch a line beside it.

    Args:
        model: the taste's; a model of pictures.
        taste: as it is now.
        into: the folder; made if it is not there.
        seed: of the session.
        psi: how far from the average work.
        progress: called with what is done, how many, of how many.
    Returns:
        the path of the picture.
    Raises:
        SketchError: the taste is for another model, or the model does not make pictures.
        RunFailed: the disk is full or the folder cannot be written.
    """
    if model.card.medium != "image":
        raise SketchError(f"boards are of pictures; this model makes {model.card.medium}")
    proposal = shown(model, taste, seed)
    sketches = [Sketch(latent=latent, psi=psi) for latent in proposal.latents]
    painted: list[Tile] = []
    words = [*map(str, range(1, SIDE**2 + 1)), *(f"{SIDE**2 + n}  {note}" for n, note in enumerate(proposal.notes, 1))]
    for word, sketch in zip(words, sketches, strict=True):
        painted.append(Tile(word, model.render(sketch).levels))
        progress("painting", len(painted), len(sketches))
    make_folder(into)
    for name in dict.fromkeys(name for sketch in sketches for name in kept_values(sketch.latent)):
        model.vectors.add(model.vectors.get(name), keep=model.vectors.folder is not None)
    write_whole(into / "taste.jsonl", "".join(one.to_json(indent=None) + "\n" for one in sketches).encode())
    write_whole(into / "taste.png", tiles([painted[start : start + SIDE] for start in range(0, len(painted), SIDE)]))
    return into / "taste.png"
