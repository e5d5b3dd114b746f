import numpy as np
import pytest

from ganvas.errors import SketchError
from ganvas.model.guard import Kept, Witness, hold_back, weaker
from ganvas.model.model import Model
from ganvas.sketch import Mean, Seed, Sketch

FPS, FRAMES = 20, 60


class Lamp:
    """Paints white as much as psi says, in linear light, and counts what it paints."""

    def __init__(self) -> None:
        self.painted: list[float] = []

    def paint(self, _number: int, sketch: Sketch) -> np.ndarray:
        self.painted.append(sketch.psi)
        return np.full((1, 16, 16), round(255 * min(sketch.psi, 1.0) ** (1 / 2.2)), np.uint8)


def strobe(gains: np.ndarray) -> list[Sketch]:
    """Five flashes a second in the second second."""
    on = [(number // 2) % 2 and 20 <= number < 40 for number in range(FRAMES)]
    return [Sketch(latent=Mean(), psi=0.1 + (0.8 * gain if lit else 0)) for lit, gain in zip(on, gains, strict=True)]


def test_a_strobe_is_held_back_where_it_is_and_nowhere_else():
    sketches, found = hold_back(Lamp(), strobe, FRAMES, FPS)
    assert found.before > 3 >= found.after
    assert found.rounds > 1
    assert 0 < found.least_gain < 0.2  # a change of a tenth is left of eight
    assert 0.9 < found.held_back_s < 3
    assert max(sketch.psi for sketch in sketches[22:38]) < 0.25
    assert "held back" in found.sentence


def test_a_calm_film_is_as_it_was_asked_for():
    calm = [Sketch(latent=Mean(), psi=0.1 + 0.01 * number) for number in range(FRAMES)]
    sketches, found = hold_back(Lamp(), lambda _: calm, FRAMES, FPS)
    assert sketches is calm
    assert (found.rounds, found.held_back_s, found.least_gain) == (0, 0.0, 1.0)
    assert "held" not in found.sentence


def test_what_flashes_whatever_is_done_is_refused():
    with pytest.raises(SketchError, match=r"flashes .* times a second at 1\.\d s, more than 3"):
        hold_back(Lamp(), lambda _: strobe(np.ones(FRAMES)), FRAMES, FPS)


def test_gains_fade():
    gains = weaker(np.ones(60), [40], FPS, 0.5)
    assert (gains[21:41] == 0.5).all()  # the second that ends with frame 40
    assert (np.diff(gains[10:21]) < 0).all()
    assert (np.diff(gains[40:51]) > 0).all()
    assert (gains[:11] == 1).all()
    assert (weaker(gains, [40], FPS, 0.0)[21:41] == 0).all()


def test_kept_frames_are_painted_once(model: Model, monkeypatch: pytest.MonkeyPatch):
    painted = []
    kept = Kept(model)
    render = model.render
    monkeypatch.setattr(model, "render", lambda sketch: painted.append(sketch) or render(sketch))
    first = kept.paint(0, Sketch(latent=Seed(seed=1)))
    assert kept.paint(0, Sketch(latent=Seed(seed=1))) is first
    other = kept.paint(0, Sketch(latent=Seed(seed=2)))
    assert len(painted) == 2
    np.testing.assert_array_equal(other, render(Sketch(latent=Seed(seed=2))).levels)
    monkeypatch.setattr(kept, "_most", 1)
    for _ in range(2):
        np.testing.assert_array_equal(kept.paint(1, Sketch(latent=Seed(seed=1))), first)
    assert len(painted) == 4


def test_a_film_that_nothing_drives_is_looked_at_too():
    lamp = Lamp()
    with Witness(FPS) as witness:
        for number, sketch in enumerate(strobe(np.ones(FRAMES))):
            witness.see(lamp.paint(number, sketch))
    assert witness.found is not None
    assert witness.found.after == hold_back(lamp, strobe, FRAMES, FPS)[1].before > 3
    assert "walk more slowly" in witness.found.sentence
    with Witness(FPS) as nobody:
        pass
    assert nobody.found is None
