"""A film in the making: its key frames, when it reaches each, and what its sound moves. All of it is plain values.

It is kept in the project's ``animate.json``; a finished film carries the same in its own file, and gives it back.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError

from ganvas.artwork import KEY, Origin
from ganvas.errors import GanvasError
from ganvas.files import write_whole
from ganvas.media.image.said import film_text
from ganvas.model.score import MOST_DRIVES, Drive
from ganvas.model.script import KEY as SCRIPT_KEY
from ganvas.model.script import Script
from ganvas.model.timing import EASES, Ease, Timing
from ganvas.record import Record, fault_in
from ganvas.sketch import MAX_KEYS, Latent, Regions, Sketch, Walk
from ganvas.studio.project import Project, read

FILE = "animate.json"
STEP_S = 2.0  # from one key to the next, unless something else is said
LEAST_S, LONGEST_S = 0.1, 3600.0


class Animation(Record):
    """A film in the making.

    ``times`` has the second of each key and, where it loops, that of the return to the first.
    """

    version: Literal[1] = 1
    keys: tuple[Latent, ...] = Field((), max_length=MAX_KEYS)
    times: tuple[float, ...] = Field((), max_length=MAX_KEYS + 1)
    psi: float = Field(0.8, ge=0, le=2)
    ease: Ease = "linear"
    loop: bool = True
    even: bool = False
    drives: tuple[Drive, ...] = Field((), max_length=MOST_DRIVES)
    sound: str = ""

    @property
    def is_film(self) -> bool:
        """Whether it goes anywhere: two keys or more."""
        return len(self.keys) > 1

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.times[-1] if self.times else 0.0

    @property
    def walk(self) -> Walk:
        """The way through its keys."""
        return Walk(keys=self.keys, closed=self.loop)

    @property
    def sketch(self) -> Sketch:
        """The way as a sketch, at its beginning."""
        return Sketch(latent=self.walk, psi=self.psi)

    def script(self) -> Script:
        """How it is filmed."""
        timing = Timing(times=self.times, eases=(self.ease,))
        return Script(timing=timing, even=self.even, drives=self.drives if self.sound else ())

    def added(self, *latents: Latent) -> Self:
        """With more keys at the end, each a step later."""
        step = self._step()
        last = self.times[len(self.keys) - 1] if self.keys else -step
        return self._with((*self.keys, *latents), (*self.times[: len(self.keys)],
                          *(round(last + step * place, 3) for place in range(1, len(latents) + 1))))  # fmt: skip

    def arranged(self, frames: Sequence[Mapping[str, Any]]) -> Self:
        """As a hand has arranged it: frames with the number of the key that each shows, and a time.

        Raises:
            GanvasError: a frame shows no key of this film, or the times do not rise.
        """
        places = [int(str(frame["id"]).partition("-")[0]) for frame in frames]
        if any(not 0 <= place < len(self.keys) for place in places):
            raise GanvasError("a frame of the strip shows no key of this film; open the room again")
        first = float(frames[0]["time"]) if frames else 0.0
        times = [round(float(frame["time"]) - first, 3) for frame in frames]
        return self._with(tuple(self.keys[place] for place in places), tuple(times))

    def at(self, place: int, second: float) -> Self:
        """With a key at another time; all that follow keep their distance from it.

        Raises:
            GanvasError: the first is always at 0, and a key cannot come before the one before it.
        """
        if not 0 < place < len(self.times):
            raise GanvasError("the first key stands at 0 s; move one of the others")
        before = self.times[place - 1]
        if not before + LEAST_S <= second <= LONGEST_S:
            raise GanvasError(
                f"{second:g} s: a key comes {LEAST_S:g} s or more after the one before it, which is at {before:g} s"
            )
        moved = second - self.times[place]
        times = (*self.times[:place], *(round(time + moved, 3) for time in self.times[place:]))
        return self.but(times=times)

    def lasting(self, seconds: float) -> Self:
        """As long as that, with its proportions kept.

        Raises:
            GanvasError: that is too short or too long.
        """
        if not LEAST_S * max(1, len(self.times)) <= seconds <= LONGEST_S:
            raise GanvasError(
                f"{seconds:g} s: a film of {len(self.keys)} keys lasts some tenths of a second to an hour"
            )
        share = seconds / self.seconds if self.seconds else 1.0
        return self.but(times=tuple(round(time * share, 3) for time in self.times))

    def looped(self, loop: bool) -> Self:
        """With a way back to the first key, or without."""
        return self.but(loop=loop)._with(self.keys, self.times[: len(self.keys)])

    def _step(self) -> float:
        """The usual step from key to key."""
        steps = [then - first for first, then in pairwise(self.times)]
        return sum(steps) / len(steps) if steps else STEP_S

    def _with(self, keys: tuple[Latent, ...], times: tuple[float, ...]) -> Self:
        back = (round(times[-1] + self._step(), 3),) if self.loop and len(keys) > 1 else ()
        return self.but(keys=[key.model_dump() for key in keys], times=(*times, *back))

    def following(self, sketch: Sketch) -> Self:
        """The same film along another walk, such as that of a step that was undone."""
        walk = sketch.latent
        if not isinstance(walk, Walk) or sketch.but(latent=walk.but(at=0)) == self._plain():
            return self
        keys, count = walk.keys, len(walk.keys) + walk.closed
        kept = count == len(self.times)
        times = self.times if kept else tuple(STEP_S * place for place in range(count))
        return self.but(keys=[key.model_dump() for key in keys], times=times, loop=walk.closed, psi=sketch.psi)

    def _plain(self) -> Sketch | None:
        return self.sketch if self.is_film else None


def key_of(sketch: Sketch) -> Latent:
    """A sketch as a key of a film.

    Raises:
        GanvasError: it paints regions, which are no point that a way can go through.
    """
    latent = sketch.latent
    if isinstance(latent, Regions):
        raise GanvasError("this picture is painted of regions, which are no point that a film can go through")
    if isinstance(latent, Walk):
        raise GanvasError("this picture is a walk itself; take its keys, or another picture")
    return latent


def animation_in(project: Project) -> Animation:
    """The film that is in the making; an empty one where there is none."""
    return read(Animation, project.path / FILE)


def keep(project: Project, animation: Animation) -> None:
    """Keep the film that is in the making."""
    write_whole(project.path / FILE, animation.to_json().encode())


def of_film(path: Path) -> Animation:
    """What a film was made of, as its own file tells.

    Raises:
        GanvasError: it does not tell, or shows no walk.
    """
    text = film_text(path)
    if KEY not in text:
        raise GanvasError(f"{path.name}: does not tell what it was made of; another program may have saved it again")
    sketch = Origin.read(text[KEY], path.name).sketch
    if not isinstance(sketch.latent, Walk):
        raise GanvasError(f"{path.name}: shows steps one after another, and no way from key to key")
    try:
        script = Script.model_validate_json(text[SCRIPT_KEY]) if SCRIPT_KEY in text else Script()
    except ValidationError as error:
        raise GanvasError(f"{path.name}: was made in a way that this version cannot read ({fault_in(error)})") from None
    ease = script.timing.eases[0]
    found = Animation(loop=sketch.latent.closed, ease=ease if ease in EASES else "linear", even=script.even,
                      drives=script.drives).following(sketch)  # fmt: skip
    return found.but(times=script.timing.times) if script.timing.times else found
