"""What a sound does to a walk: a pure mapping from what is heard in each frame to that frame's sketch."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from ganvas.errors import SketchError
from ganvas.record import Record
from ganvas.sketch import ALL, Blend, Latent, LayerRange, Mix, Mutate, Push, Seed, Share, Sketch
from ganvas.sketch.masks import Digest
from ganvas.sketch.nodes import Number

Floats = NDArray[np.float64]
Feature = Literal[
    "onset", "loudness", "low", "mid", "high", "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"
]
Target = Literal["speed", "psi", "push", "strength", "toward"]
NOWHERE = "0" * 64
MOST_DRIVES = 8
FAINT = 1e-4  # what moves less than this is left as it is
SLOWEST = 0.02  # of the usual pace, whatever a drive takes away
FORM = "FEATURE:TARGET=AMOUNT, as in onset:strength=0.4 or low:push=2,direction=DIGEST,layers=coarse"


class Drive(Record):
    """One feature of the sound moves one thing about the picture.

    ``speed`` adds so many usual paces along the walk, ``psi`` adds to psi, ``push`` moves along a
    direction, ``strength`` mutates with a seed, and ``toward`` blends in the latent of a seed; each by
    ``amount`` where the feature is at its highest.
    """

    feature: Feature
    target: Target
    amount: float = Field(ge=-100, le=100)
    layers: LayerRange = ALL
    seed: Number = 0
    direction: Digest = NOWHERE
    attack: float = Field(0.03, ge=0, le=10, description="seconds until most of a rise is followed")
    release: float = Field(0.3, ge=0, le=60, description="seconds until most of a fall is followed")

    @classmethod
    def read(cls, text: str) -> Self:
        """The drive that a text such as ``onset:strength=0.4,layers=fine,release=0.5`` tells.

        Raises:
            SketchError: it tells none.
        """
        head, *rest = (word.strip() for word in text.split(","))
        feature, colon, what = head.partition(":")
        target, equals, amount = what.partition("=")
        words = dict(word.partition("=")[::2] for word in rest)
        if not (colon and equals) or any("=" not in word for word in rest):
            raise SketchError(f"drive {text!r}: write {FORM}")
        try:
            drive = cls.model_validate({**words, "feature": feature, "target": target, "amount": amount})
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(step) for step in first["loc"])
            raise SketchError(f"drive {text!r}: {place}: {first['msg']}; write {FORM}") from None
        if drive.target == "push" and drive.direction == NOWHERE:
            raise SketchError(f"drive {text!r}: push needs direction=DIGEST; ganvas directions finds some")
        if drive.target in ("strength", "toward") and drive.amount < 0:
            raise SketchError(f"drive {text!r}: {drive.target} goes one way; wanted an amount of 0 or more")
        return drive


def read_drives(texts: Sequence[str], sound: object) -> tuple[Drive, ...]:
    """The drives that texts tell; ``sound`` is what drives, if anything.

    Raises:
        SketchError: one of them tells none, there are too many, or there is no sound.
    """
    if texts and not sound:
        raise SketchError("drives need a sound: add --sound FILE")
    if len(texts) > MOST_DRIVES:
        raise SketchError(f"{len(texts)} drives: wanted at most {MOST_DRIVES}; leave some out")
    return tuple(Drive.read(text) for text in texts)


def _push(latent: Latent, drive: Drive, by: float) -> Latent:
    return Push(latent=latent, direction=drive.direction, amount=min(max(by, -100.0), 100.0), layers=drive.layers)


def _mutate(latent: Latent, drive: Drive, by: float) -> Latent:
    return Mutate(latent=latent, strength=min(by, 1.0), seed=drive.seed, layers=drive.layers)


def _toward(latent: Latent, drive: Drive, by: float) -> Latent:
    other = Seed(seed=drive.seed)
    if by > 1 - FAINT:
        reached: Latent = other
    else:
        reached = Blend(of=(Share(latent=latent, weight=1 - by), Share(latent=other, weight=by)))
    return reached if drive.layers == ALL else Mix(coarse=reached, fine=latent, layers=drive.layers)


LATENTS: Mapping[str, Callable[[Latent, Drive, float], Latent]] = {
    "push": _push,
    "strength": _mutate,
    "toward": _toward,
}
FEATURES: tuple[str, ...] = get_args(Feature)


class Score(Record):
    """How a film follows its sound; with what was heard it makes the sketch of every frame.

    Same score, same heard values and same gains: same sketches.
    """

    version: Literal[1] = 1
    drives: tuple[Drive, ...] = Field(min_length=1, max_length=MOST_DRIVES)
    fps: int = Field(ge=1, le=100)

    def levels(self, heard: Mapping[str, Floats]) -> Floats:
        """(drives, frames): how far up each drive is, after its attack and release, 0…1."""
        return np.stack([follow(heard[one.feature], self.fps, one.attack, one.release) for one in self.drives])

    def moments(self, levels: Floats, gains: Floats, closed: bool) -> Floats:
        """(frames,) how much of the walk's time has gone by, 0…1; drives of speed hurry it or hold it back.

        Args:
            levels: as in ``levels``.
            gains: (frames,) 0…1: how much of what the sound does is let through, and how fast the walk may go.
            closed: whether the last frame is one step before the first.
        """
        rates = np.ones(levels.shape[1])
        for drive, level in zip(self.drives, levels, strict=True):
            if drive.target == "speed":
                rates += drive.amount * level
        rates = np.maximum(rates, SLOWEST) * np.maximum(gains, SLOWEST)
        gone = np.concatenate([[0.0], np.cumsum(rates)])
        whole = gone[-1] if closed else gone[-2]
        return np.asarray(np.clip(gone[:-1] / max(whole, FAINT), 0, 1))

    def sketches(self, base: Sketch, steps: Sequence[Latent], levels: Floats, gains: Floats) -> list[Sketch]:
        """The sketch of each frame.

        Args:
            base: psi, and the layers that it is for.
            steps: the walk at each frame.
            levels: as in ``levels``.
            gains: as in ``moments``.
        """
        return [
            self._sketch(base, step, np.round(moved, 5)) for step, moved in zip(steps, (levels * gains).T, strict=True)
        ]

    def _sketch(self, base: Sketch, latent: Latent, levels: Floats) -> Sketch:
        psi = base.psi
        for drive, level in zip(self.drives, levels, strict=True):
            by = drive.amount * float(level)
            if drive.target == "psi":
                psi += by
            elif drive.target in LATENTS and abs(by) >= FAINT:
                latent = LATENTS[drive.target](latent, drive, by)
        return base.model_copy(update={"latent": latent, "psi": min(max(psi, 0.0), 2.0)})  # in range by construction


def follow(values: Floats, fps: int, attack: float, release: float) -> Floats:
    """(frames,): the values with rises and falls softened, each by 63 % within its time in seconds."""
    up, down = (1 - np.exp(-1 / (fps * wait)) if wait > 0 else 1.0 for wait in (attack, release))
    followed, last = np.empty(len(values)), 0.0
    for number, value in enumerate(values):
        last += (up if value > last else down) * (value - last)
        followed[number] = last
    return followed
