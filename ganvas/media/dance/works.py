"""Clips of dance as works of a corpus: what is remembered of each, what they have in common, and their samples."""

from collections.abc import Iterable, Mapping

import numpy as np
from pydantic import ValidationError

from ganvas.errors import CorpusError, ShapeError, WorkError
from ganvas.media.dance.bvh import read_bvh
from ganvas.media.dance.features import Sample, to_features, to_motion
from ganvas.media.dance.figure import Figure, figure_of
from ganvas.media.dance.motion import Motion
from ganvas.media.medium import Decoded
from ganvas.record import fault_in

FPS = 30.0
LEAST_S = 1.0  # a shorter clip shows no movement to learn
STRIDE = 4  # samples of one clip begin so many to the length of one
MULTIPLE = 8  # lengths that nets can halve three times
USUAL = 320  # frames: a longer clip gives several samples
FACTS = {
    "seconds": "how long it is",
    "frames": "how many frames it has",
    "fps": "frames a second",
    "joints": "how many joints its skeleton has",
    "figure": "its skeleton and how it stands, as JSON",
}


def decode(data: bytes, name: str) -> Decoded:
    """A BVH file as a work: its motion, FACTS, and a note of all that was guessed or left out.

    Raises:
        WorkError: it cannot be read, or is shorter than LEAST_S.
    """
    motion = read_bvh(data, name)
    if motion.seconds < LEAST_S:
        raise WorkError(
            f"{name}: lasts {motion.seconds:.2f} s; a dance of less than {LEAST_S:g} s is too short to learn from.",
            "short",
        )
    try:
        figure, notes = figure_of(motion, FPS)
    except WorkError as error:
        raise WorkError(f"{name}: {error}", error.reason) from None
    facts: dict[str, str | int] = {
        "seconds": f"{motion.seconds:.3f}",
        "frames": len(motion.values),
        "fps": f"{1 / motion.frame_s:.6g}",
        "joints": len(motion.skeleton.tree.names),
        "figure": figure.to_json(indent=None),
    }
    return Decoded(motion, facts, notes)


def common(works: Iterable[Mapping[str, str | int | float]]) -> str:
    """The figure that works have in common, as JSON: the first work's; the others dance on it.

    Raises:
        CorpusError: there is no work, or the skeletons differ.
    """
    figures = [figure_from(str(work["figure"])) for work in works]
    if not figures:
        raise CorpusError("no clip of dance, so no skeleton; add a BVH file.")
    first = figures[0].skeleton.tree
    for number, figure in enumerate(figures[1:], 2):
        tree = figure.skeleton.tree
        if (tree.names, tree.parents, tree.channels) != (first.names, first.parents, first.channels):
            raise CorpusError(
                f"clip {number} has {len(tree.names)} joints and another skeleton than the first, "
                f"which has {len(first.names)}; a model of dance learns one skeleton, so make a corpus of each."
            )
    return figures[0].to_json(indent=None)


def figure_from(text: str) -> Figure:
    """The figure of a text of ``common``.

    Raises:
        ShapeError: it is none.
    """
    try:
        return Figure.model_validate_json(text)
    except ValidationError as error:
        raise ShapeError(f"this text is no figure of dance: {fault_in(error)}") from None
    except WorkError as error:
        raise ShapeError(f"this text is no figure of dance: {error}") from None


def natural_shape(works: Iterable[Mapping[str, str | int | float]], size: int) -> tuple[int, int]:
    """(channels, time) for works of these facts: time near ``size`` frames, as long as the shortest work allows.

    Raises:
        CorpusError: as ``common``.
    """
    facts = list(works)
    figure = figure_from(common(facts))
    shortest = min(float(work["seconds"]) for work in facts)
    frames = min(size, int(shortest * figure.fps))
    return figure.channels, max(MULTIPLE, frames // MULTIPLE * MULTIPLE)


def samples(motion: Motion, figure: Figure, frames: int) -> Sample:
    """(K, channels, frames), float32: stretches of a clip, a quarter of their length from one to the next.

    Each is what its own file would give again: what hangs on the frames around it, its first speeds and some of its
    contacts, is found anew. The end of a clip that is less than MULTIPLE frames long makes no stretch of its own.

    Raises:
        WorkError: the clip is shorter than one stretch.
        ShapeError: it has another skeleton than the figure.
    """
    whole = to_features(motion, figure)
    if whole.shape[1] < frames:
        raise WorkError(
            f"the clip has {whole.shape[1]} frames at {figure.fps:g} a second, a sample takes {frames}; "
            "train on shorter samples or leave it out.",
            "short",
        )
    last, step = whole.shape[1] - frames, max(1, frames // STRIDE)
    starts = list(range(0, last + 1, step))
    if last - starts[-1] >= MULTIPLE:
        starts.append(last)
    stretches = [whole[:, start : start + frames] for start in starts]
    return np.stack([to_features(to_motion(stretch, figure), figure) for stretch in stretches])
