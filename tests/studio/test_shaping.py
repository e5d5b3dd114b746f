"""Acts on a sketch, without a page and without a model."""

import pytest

from ganvas.errors import SketchError
from ganvas.sketch import Mix, Point, Push, Seed, Sketch, Stroke
from ganvas.sketch.line import read_line, write_line
from ganvas.studio import shaping
from ganvas.studio.shaping import BASE, Rein

A, B = Rein("a" * 64, "all"), Rein("b" * 64, "fine")
TWO = read_line("regions(3, on(box(0, 0, 0.5, 1), 7), on(oval(0.2, 0.2, 0.6, 0.7), 9, depth=0.8)) psi=0.7")


def stroke(count: int = 2) -> Stroke:
    return Stroke(points=tuple(Point(x=n / count, y=0.5) for n in range(count)), width=0.1)


def test_what_is_pushed_is_held_as_it_was():
    amounts = {A: 1.5, B: -2.0}
    pushed = shaping.pushed(Seed(seed=3), amounts)
    assert shaping.held(pushed, [A, B]) == (Seed(seed=3), amounts)
    assert shaping.held(pushed, [B]) == (shaping.pushed(Seed(seed=3), {A: 1.5}), {B: -2.0})
    assert shaping.pushed(Seed(seed=3), {A: 0.0}) == Seed(seed=3)


def test_a_template_has_every_direction_and_the_path_to_each():
    latent = shaping.pushed(Seed(seed=3), {A: 0.0, B: 0.0}, still=True)
    assert isinstance(latent, Push)
    assert (latent.direction, latent.layers, latent.amount) == (B.digest, "fine", 0.0)
    assert isinstance(latent.latent, Push)
    assert shaping.path_of(Sketch(latent=latent)) == "latent"
    assert shaping.path_of(TWO) == "latent.base"
    assert shaping.path_of(TWO, 1) == "latent.over.1.latent"


@pytest.mark.parametrize(("part", "seed"), [(BASE, 3), (0, 7), (1, 9)])
def test_every_part_has_its_latent_and_takes_another(part: int, seed: int):
    assert shaping.latent_of(TWO, part) == Seed(seed=seed)
    changed = shaping.with_latent(TWO, Seed(seed=50), part)
    assert shaping.latent_of(changed, part) == Seed(seed=50)
    assert sum(shaping.latent_of(changed, one) != shaping.latent_of(TWO, one) for one in (BASE, 0, 1)) == 1
    assert changed.psi == TWO.psi


def test_a_first_stroke_makes_a_layer_and_its_last_one_going_leaves_the_base():
    base = read_line("3 psi=0.7")
    painted = shaping.with_region(base, 0, mask=stroke().model_dump(), latent=Seed(seed=9).model_dump(), depth=0.3)
    assert write_line(painted).startswith("regions(3, on(stroke(0.1, 0 0.5, 0.5 0.5), 9")
    again = shaping.with_region(painted, 0, feather=0.1)
    assert (shaping.regions(again)[0].feather, shaping.regions(again)[0].depth) == (0.1, 0.3)
    assert shaping.without_region(again, 0) == base
    with pytest.raises(SketchError, match="no layer 3"):
        shaping.without_region(TWO, 2)
    with pytest.raises(SketchError, match="no layer 4"):
        shaping.with_region(TWO, 3, depth=1)


def test_layers_change_places_and_stay_at_the_ends():
    assert [one.latent for one in shaping.regions(shaping.moved_region(TWO, 0, 1))] == [Seed(seed=9), Seed(seed=7)]
    assert shaping.moved_region(TWO, 0, -1) == TWO
    assert shaping.moved_region(TWO, 1, 1) == TWO


def test_a_picture_takes_no_more_layers_than_a_sketch():
    sketch = TWO
    for part in range(2, 64):
        sketch = shaping.with_region(sketch, part, mask=stroke().model_dump(), latent={"kind": "mean"})
    with pytest.raises(SketchError, match="64 layers"):
        shaping.with_region(sketch, 64, mask=stroke().model_dump(), latent={"kind": "mean"})


def test_mutants_change_the_base_and_leave_the_layers():
    found = shaping.mutants(TWO, 0.3, 5, 3)
    assert [write_line(one).partition(", on")[0] for one in found] == [
        f"regions(mutate(3, 0.3, seed={seed})" for seed in (5, 6, 7)
    ]
    assert all(shaping.regions(one) == shaping.regions(TWO) for one in found)


def test_mixing_takes_the_named_layers_from_the_other():
    assert shaping.mixed(Seed(seed=3), Seed(seed=9), "fine") == Mix(
        coarse=Seed(seed=9), fine=Seed(seed=3), layers="fine"
    )
