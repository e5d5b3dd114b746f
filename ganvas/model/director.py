"""A walk filmed as asked: at key times, at a pace that looks even, or as a sound drives it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import SketchError
from ganvas.files import digest_file
from ganvas.media.image.film import MAX_S, frame_count
from ganvas.model.filming import Reel, shoot
from ganvas.model.guard import Guarded, Kept, Witness, hold_back
from ganvas.model.model import Model
from ganvas.model.pace import Evenness, Ruler, evenness, measure, moments, only, timed
from ganvas.model.score import Score
from ganvas.model.script import KEY, Script
from ganvas.model.timing import Timing
from ganvas.model.visual import look
from ganvas.sketch import Sketch, Walk

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
SECONDS = 6.0  # of a film that nothing says the length of


@dataclass(frozen=True)
class Filmed:
    """What was filmed.

    Attributes:
        digest: SHA-256 of the film's bytes, or of its frames' digests.
        frames: how many.
        uneven: of a pace made even: how uneven the steps would have looked, and how uneven they look.
        flashes: what the guard found and, of a driven film, did.
    """

    digest: str
    frames: int
    uneven: tuple[Evenness, Evenness] | None = None
    flashes: Guarded | None = None

    def report(self) -> dict[str, Any]:
        """For JSON."""
        found: dict[str, Any] = {"digest": self.digest}
        if self.uneven:
            found["evenness"] = dict(zip(("before", "after"), map(asdict, self.uneven), strict=True))
        return found | ({"flashes": asdict(self.flashes)} if self.flashes else {})


def film_length(seconds: float | None, timing: Timing, sound: Path | None, fps: int) -> int:
    """How many frames a film has: as long as was asked, or as its times, or as its sound, or 6 s.

    Raises:
        SketchError: times and seconds contradict each other, or it is too short or too long.
        WorkError: the sound cannot be read.
    """
    if timing.times and seconds not in (None, timing.times[-1]):
        raise SketchError(
            f"--seconds {seconds:g} and --times that end at {timing.times[-1]:g} s: leave one of them out"
        )
    if seconds is None and timing.times:
        seconds = timing.times[-1]
    if seconds is None and sound:
        from ganvas.media.sound.features import length_s

        seconds = min(length_s(sound), float(MAX_S))
    return frame_count(SECONDS if seconds is None else seconds, fps)


def film(
    model: Model,
    walk: Walk,
    base: Sketch,
    script: Script,
    frames: int,
    reel: Reel,
    progress: Progress = lambda *_: None,
) -> Filmed:
    """Film a walk.

    Args:
        model: who paints.
        walk: the way; its own position is not looked at.
        base: psi, and the layers that it is for; its latent is not looked at.
        script: how.
        frames: how many.
        reel: where it goes; its sound is what drives it.
        progress: called with what is done, how many, of how many.
    Raises:
        SketchError: the script is of another walk, a file is in the way, or the film flashes whatever is done.
        WorkError: the sound cannot be read.
        RunFailed: the disk is full or the folder cannot be written.
    """
    reel.check(model)
    script.timing.check(walk)
    about = base.model_copy(update={"latent": only(walk.but(at=0), script.only)})
    if reel.sound:
        script = script.but(sound=digest_file(reel.sound))
    if script.is_plain and not reel.sound:
        plain = [about.model_copy(update={"latent": only(step, script.only)}) for step in walk.frames(frames)]
        with Witness(reel.fps) as witness:
            data = shoot(model, plain, about, reel, progress=progress, shown=witness.see)
        return Filmed(data, frames, flashes=witness.found)
    reel = replace(reel, text={KEY: script.to_json(indent=None)})
    ruler = measure(model, about, walk, frames, script.only) if script.even else None
    if script.drives:
        return _driven(model, walk, about, script, ruler, frames, reel, progress)
    steps = timed(model, walk, script.timing, moments(walk, frames), ruler)
    sketches = [about.model_copy(update={"latent": only(step, script.only)}) for step in steps]
    kept = Kept(model)
    uneven = _unevenness(model, walk, script, ruler, kept, sketches) if ruler else None
    with Witness(reel.fps) as witness:
        data = shoot(model, sketches, about, reel, kept.paint, progress, witness.see)
    return Filmed(data, frames, uneven, witness.found)


def planned(
    model: Model,
    walk: Walk,
    base: Sketch,
    script: Script,
    frames: int,
    fps: int,
    heard: Mapping[str, Floats] | None = None,
) -> list[Sketch]:
    """The sketches of a film before it is painted, as it was asked for: nothing is held back where it flashes.

    Args:
        model: whose latents tell where the keys lie on the way.
        walk: as in ``film``.
        base: as in ``film``.
        script: as in ``film``.
        frames: how many.
        fps: frames a second.
        heard: what is heard at each frame, by feature; without it nothing is driven.
    Raises:
        SketchError: the script is of another walk.
    """
    script.timing.check(walk)
    about = base.model_copy(update={"latent": only(walk.but(at=0), script.only)})
    ruler = measure(model, about, walk, frames, script.only) if script.even else None
    if not script.drives or heard is None:
        steps = timed(model, walk, script.timing, moments(walk, frames), ruler)
        return [about.model_copy(update={"latent": only(step, script.only)}) for step in steps]
    score, gains = Score(drives=script.drives, fps=fps), np.ones(frames)
    levels = score.levels(heard)
    steps = timed(model, walk, script.timing, score.moments(levels, gains, walk.closed), ruler)
    return score.sketches(about, [only(step, script.only) for step in steps], levels, gains)


def _driven(
    model: Model,
    walk: Walk,
    about: Sketch,
    script: Script,
    ruler: Ruler | None,
    frames: int,
    reel: Reel,
    progress: Progress,
) -> Filmed:
    """Let the sound drive the walk, held back where it would flash."""
    from ganvas.media.sound.features import hear

    assert reel.sound is not None  # the script has its digest
    score = Score(drives=script.drives, fps=reel.fps)
    levels = score.levels(hear(reel.sound, reel.fps, frames / reel.fps).values)

    def plan(gains: Floats) -> list[Sketch]:
        gone = score.moments(levels, gains, walk.closed)
        steps = timed(model, walk, script.timing, gone, ruler)
        return score.sketches(about, [only(step, script.only) for step in steps], levels, gains)

    kept = Kept(model)
    sketches, guarded = hold_back(kept, plan, frames, reel.fps, progress)
    return Filmed(shoot(model, sketches, about, reel, kept.paint, progress), frames, flashes=guarded)


def _unevenness(
    model: Model, walk: Walk, script: Script, ruler: Ruler, kept: Kept, sketches: list[Sketch]
) -> tuple[Evenness, Evenness]:
    """Of the pace among the latents, by the ruler, and of the painted frames, each against what was planned."""
    marks, moves = model.marks(walk), moments(walk, len(sketches))
    latent = np.diff(ruler.to_seen(script.timing.shares(moves, marks)))
    points = (look(kept.paint(number, sketch)) for number, sketch in enumerate(sketches))
    painted = np.array([float((then - first).norm()) for first, then in pairwise(points)])
    plan = np.diff(script.timing.shares(moves, ruler.to_seen(marks)))
    counted = plan > plan.mean() / 2  # a step that is meant to be none has no pace
    scale = plan[counted]
    return evenness(latent[counted] / scale), evenness(painted[counted] / scale)
