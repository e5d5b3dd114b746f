"""No more than three flashes a second: a film is measured as painted, and held back where it flashes."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import SketchError
from ganvas.media.image.flashes import MOST, FlashMeter
from ganvas.media.medium import Bytes8
from ganvas.model.model import Model
from ganvas.sketch import Sketch

Floats = NDArray[np.float64]
Plan = Callable[[Floats], Sequence[Sketch]]
Progress = Callable[[str, int, int], None]
WEAKER = 0.7  # what is left of the gain after each round that still flashes
ROUNDS = 16
MARGIN_S = 0.5  # before and after a second that flashes, the gain fades
KEPT_BYTES = 256 << 20


@dataclass(frozen=True)
class Guarded:
    """What the guard found and did.

    Attributes:
        before: the most flashes within any second, of the film as it was asked for.
        after: of the film as it is painted; at most three where the guard may hold it back.
        rounds: how often it was held back.
        held_back_s: seconds of the film with less than the asked.
        least_gain: how much of the asked is left where it is least, 0…1.
    """

    before: float
    after: float
    rounds: int
    held_back_s: float
    least_gain: float

    @property
    def sentence(self) -> str:
        """For a person."""
        found = f"flashes: at most {self.after:g} in any second, of {MOST} that are allowed"
        if self.after > MOST:
            return f"{found}: show it to nobody unwarned, or walk more slowly: fewer keys, or a longer film"
        if not self.rounds:
            return found
        return (
            f"{found}; it was {self.before:g}, so {self.held_back_s:.1f} s were held back, to {self.least_gain:.0%}"
            " where most"
        )


class Witness:
    """Counts the flashes of a film while it is painted, in a thread beside the painting."""

    def __init__(self, fps: int) -> None:
        self._meter, self._frames = FlashMeter(fps), 0
        self._thread = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()

    def see(self, levels: Bytes8) -> None:
        """Look at the next frame, soon."""
        self._frames += 1
        self._thread.submit(self._meter.add, levels)

    @property
    def found(self) -> Guarded | None:
        """What was counted, once the film is done; None where it is single frames, which no one saw as a film."""
        worst = self._meter.worst
        return Guarded(worst, worst, 0, 0.0, 1.0) if self._frames else None


class Kept:
    """Painted frames, kept while they fit in memory, so that only frames whose sketch changed are painted again."""

    def __init__(self, model: Model) -> None:
        size = int(np.prod(model.card.shape))
        self.model, self._most = model, KEPT_BYTES // size
        self._frames: dict[int, tuple[Sketch, Bytes8]] = {}

    def paint(self, number: int, sketch: Sketch) -> Bytes8:
        """The levels of a frame."""
        known = self._frames.get(number)
        if known and known[0] == sketch:
            return known[1]
        levels = self.model.render(sketch).levels
        if known or len(self._frames) < self._most:
            self._frames[number] = (sketch, levels)
        return levels


def hold_back(
    kept: Kept, plan: Plan, frames: int, fps: int, progress: Progress = lambda *_: None
) -> tuple[Sequence[Sketch], Guarded]:
    """The sketches of a film that does not flash more than WCAG 2.3.1 allows, and what it took.

    Each round paints the film, measures it, and takes back the gain around the seconds that fail.

    Args:
        kept: paints.
        plan: gives the sketches for gains (frames,) in 0…1; 1 is what was asked for, and 0 is stillest.
        frames: how many.
        fps: frames a second.
        progress: called with what is done, how many, of how many.
    Raises:
        SketchError: it still flashes where nothing is left of what the sound does.
    """
    gains, before = np.ones(frames), 0.0
    for rounds in range(ROUNDS + 1):
        sketches, meter = plan(gains), FlashMeter(fps)
        for number, sketch in enumerate(sketches):
            meter.add(kept.paint(number, sketch))
            progress("measuring flashes", number + 1, frames)
        before = before if rounds else meter.worst
        if not meter.failing:
            held = float((gains < 0.999).sum() / fps)
            return sketches, Guarded(before, meter.worst, rounds, held, float(gains.min()))
        gains = weaker(gains, meter.failing, fps, 0.0 if rounds == ROUNDS - 1 else WEAKER)
    raise SketchError(
        f"the film flashes {meter.worst:g} times a second at {meter.failing[0] / fps:.1f} s, more than {MOST}, even"
        " where the sound does nothing; walk more slowly: fewer keys, or a longer film"
    )


def weaker(gains: Floats, failing: Sequence[int], fps: int, by: float) -> Floats:
    """Gains with those of the seconds that end at failing frames multiplied by ``by``, fading at both ends."""
    marked = np.zeros(len(gains))
    for number in failing:
        marked[max(0, number - fps + 1) : number + 1] = 1
    reach = max(1, round(MARGIN_S * fps))
    slope = 0.5 + 0.5 * np.cos(np.pi * np.arange(reach + 1) / (reach + 1))
    spread = marked.copy()
    for away in range(1, reach + 1):
        spread[away:] = np.maximum(spread[away:], slope[away] * marked[:-away])
        spread[:-away] = np.maximum(spread[:-away], slope[away] * marked[away:])
    return np.asarray(gains * (1 - (1 - by) * spread))
