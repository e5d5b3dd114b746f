"""Every node of a sketch, as a model with styles paints it and as one without says what it cannot."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from ganvas.bases import base
from ganvas.errors import SketchError
from ganvas.model.model import Model
from ganvas.sketch import (
    Blend,
    Box,
    Cross,
    Mean,
    Mix,
    Mutate,
    Painted,
    Push,
    Region,
    Regions,
    Seed,
    Share,
    Sketch,
    Vector,
    Walk,
)
from tests.sketch.trees import DIRECTION, KEPT, LATENT, NAMES, numbers, usual

SIDE = 16


def known(file: Path) -> Model:
    """The model of a snapshot, which knows the values that random sketches name."""
    model = Model.load(file)
    for values in KEPT.values():
        model.vectors.add(values)
    return model


@pytest.fixture(scope="module")
def styled(tmp_path_factory: pytest.TempPathFactory, write_snapshot: Callable[..., Path]) -> Model:
    folder = tmp_path_factory.mktemp("styled")
    return known(write_snapshot(folder, net="style", shape=(3, SIDE, SIDE), patch=1))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, write_snapshot: Callable[..., Path]) -> Model:
    return known(write_snapshot(tmp_path_factory.mktemp("plain"), net="dcgan"))


def seed(number: int) -> Seed:
    return Seed(seed=number)


@settings(max_examples=25, deadline=None)
@given(st.lists(usual, min_size=2, max_size=3))
def test_same_sketch_same_bytes_in_any_batch_and_order(styled: Model, some: list[Sketch]):
    alone = [styled.render(sketch).digest for sketch in some]
    together = [artwork.digest for artwork in styled.render_many([*reversed(some), *some])]
    assert together == [*reversed(alone), *alone]


@settings(max_examples=20, deadline=None)
@given(usual)
def test_a_file_carries_all_that_its_sketch_needs(styled: Model, sketch: Sketch):
    elsewhere = Model(styled._generator, styled.card, styled.digest)
    artwork = styled.render(sketch)
    elsewhere.vectors.unpack(artwork.read_origin(artwork.encode()).vectors)
    assert elsewhere.render(sketch).encode() == artwork.encode()


def test_a_mix_takes_its_layers_from_the_first(styled: Model):
    mixed, a, b = (styled.latent(one) for one in (Mix(coarse=seed(1), fine=seed(2), layers="0"), seed(1), seed(2)))
    assert_close(mixed[0], a[0])
    assert_close(mixed[1:], b[1:])


def test_a_push_moves_along_its_direction(styled: Model):
    pushed = styled.latent(Push(latent=seed(1), direction=NAMES["direction"], amount=2, layers="1"))
    assert_close(pushed[1], styled.latent(seed(1))[1] + 2 * DIRECTION)
    assert_close(pushed[0], styled.latent(seed(1))[0])


def test_a_vector_is_itself(styled: Model):
    assert_close(styled.latent(Vector(digest=NAMES["latent"])), LATENT.expand(styled.layers, -1))


def test_strength_0_leaves_a_latent_and_1_draws_another(styled: Model):
    def mutant(strength: float, of: int) -> torch.Tensor:
        return styled.latent(Mutate(latent=seed(of), strength=strength, seed=5))

    assert_close(mutant(0, of=1), styled.latent(seed(1)))
    assert_close(mutant(1, of=1), mutant(1, of=2))
    assert not torch.allclose(mutant(1, of=1), styled.latent(seed(1)))


def test_mutants_are_as_varied_as_the_model(styled: Model):
    """The covariance of strangers is that of seeds: 2,000 of each, compared by their root."""
    strangers = torch.stack([styled.latent(Mutate(latent=seed(0), strength=1, seed=n))[0] for n in range(2000)])
    drawn = torch.stack([styled.latent(seed(n))[0] for n in range(2000)])
    assert_close(strangers.T.cov(), drawn.T.cov(), rtol=0, atol=0.12 * float(drawn.T.cov().diagonal().max()))


@given(numbers)
def test_a_child_has_each_group_from_a_parent(styled: Model, number: int):
    a, b = styled.latent(seed(1)), styled.latent(seed(2))
    child = styled.latent(Cross(parents=(seed(1), seed(2)), seed=number, locked=("coarse",)))
    for row, one in enumerate(child):
        assert torch.equal(one, a[row]) or torch.equal(one, b[row])
    assert torch.equal(child[0], a[0])


def test_children_differ(styled: Model):
    many = {styled.render(Sketch(latent=Cross(parents=(seed(1), seed(2)), seed=n))).digest for n in range(20)}
    assert len(many) >= 4


def test_psi_of_some_layers(styled: Model):
    calm = Sketch(latent=seed(1), psi=0, psi_layers="1-3")
    mixed = Sketch(latent=Mix(coarse=Mean(), fine=seed(1), layers="1-3"), psi=1)
    assert styled.render(calm).digest == styled.render(mixed).digest


def test_blends_and_walks_of_mixed_latents(styled: Model):
    mixed = Mix(coarse=seed(1), fine=seed(2), layers="0")
    same = Blend(of=(Share(latent=mixed, weight=1), Share(latent=mixed, weight=3)))
    assert_close(styled.latent(same), styled.latent(mixed))
    walk = Walk(keys=(mixed, seed(3)), at=0, curve="slerp")
    assert_close(styled.latent(walk), styled.latent(mixed))
    assert_close(styled.latent(walk.but(at=1)), styled.latent(seed(3)))


def region(depth: float, latent: Seed | None = None, mask: Box | Painted | None = None, stays: bool = False) -> Regions:
    half = Box(left=0.5, top=0, right=1, bottom=1)
    return Regions(base=seed(1), over=(Region(mask=mask or half, latent=latent or seed(2), depth=depth, feather=0),))


def levels(model: Model, latent: object) -> np.ndarray:
    return model.render(Sketch(latent=latent, psi=1)).levels.astype(float)


@pytest.mark.parametrize(("depth", "stays"), [(1, False), (1, True), (0, True), (0.5, True)])
def test_what_is_not_painted_does_not_change(styled: Model, depth: float, stays: bool):
    base, over, joined = (levels(styled, one) for one in (seed(1), seed(2), region(depth, stays=stays)))
    left, right = np.s_[..., : SIDE // 2], np.s_[..., SIDE // 2 :]
    assert np.abs(joined[left] - base[left]).mean() < 1 / 255
    assert np.abs(joined[right] - over[right]).mean() < (
        1 / 255 if depth == 1 else np.abs(base[right] - over[right]).mean()
    )
    assert np.abs(over[right] - base[right]).mean() > 1


@pytest.mark.parametrize("depth", [0, 0.5, 1])
def test_a_region_of_the_same_latent_is_the_picture(styled: Model, depth: float):
    assert np.abs(levels(styled, region(depth, latent=seed(1))) - levels(styled, seed(1))).max() <= 1


@pytest.mark.parametrize("depth", [0, 0.5, 1])
def test_a_mask_of_everything_is_the_other_picture(styled: Model, depth: float):
    everywhere = Box(left=-1, top=-1, right=2, bottom=2)
    joined, over = levels(styled, region(depth, mask=everywhere)), levels(styled, seed(2))
    assert np.abs(joined - over).max() <= 1


def test_shallow_regions_grow_together():
    """Of a trained model: the step at the seam, against the steps beside it, is smaller than in a collage."""
    model = Model.load(base())
    half = Box(left=0.5, top=0, right=1, bottom=1)

    def seam(depth: float) -> float:
        steps = []
        for number in range(6):
            over = (Region(mask=half, latent=seed(number + 100), depth=depth, feather=0),)
            painted = levels(model, Regions(base=seed(number), over=over))
            steps.append(np.abs(np.diff(painted, axis=2)).mean((0, 1)))
        mean = np.mean(steps, 0)
        return float(mean[31] / mean.mean())

    assert seam(0) < seam(0.5) < seam(1)


@pytest.mark.parametrize(
    ("latent", "says"),
    [
        (Mix(coarse=seed(1), fine=seed(2)), "no layers of style"),
        (Push(latent=seed(1), direction=NAMES["direction"], amount=1, layers="coarse"), "no layers of style"),
        (Mutate(latent=seed(1), strength=0.5, seed=1, layers="fine"), "no layers of style"),
        (Cross(parents=(seed(1), seed(2)), seed=1, locked=("fine",)), "no layers of style"),
        (region(0.5), "train a 'style' model"),
    ],
)
def test_what_a_model_without_styles_cannot(plain: Model, latent: object, says: str):
    with pytest.raises(SketchError, match=says):
        plain.render(Sketch(latent=latent))


@pytest.mark.parametrize(
    "latent",
    [
        Vector(digest=NAMES["latent"]),
        Push(latent=seed(1), direction=NAMES["direction"], amount=1),
        Mutate(latent=seed(1), strength=0.5, seed=1),
        Cross(parents=(seed(1), seed(2), Mean()), seed=1),
    ],
)
def test_what_a_model_without_styles_can(plain: Model, latent: object):
    assert plain.render(Sketch(latent=latent)).digest != plain.render(Sketch(latent=seed(1))).digest


def test_values_of_another_model_are_refused(styled: Model):
    strange = styled.vectors.add(torch.ones(5))
    with pytest.raises(SketchError, match="found in another model"):
        styled.render(Sketch(latent=Vector(digest=strange)))
    with pytest.raises(SketchError, match="not beside this model"):
        styled.render(Sketch(latent=Vector(digest="f" * 64)))


def test_a_mask_must_be_one(styled: Model):
    with pytest.raises(SketchError, match="no mask"):
        levels(styled, region(1, mask=Painted(digest=NAMES["latent"])))


def test_a_card_says_how_many_layers_the_generator_has(styled: Model, plain: Model):
    assert styled.layers == styled._generator.layers
    assert plain.layers == 1


def test_regions_are_no_latent(styled: Model):
    with pytest.raises(SketchError, match="not one latent"):
        styled.latent(region(0.5))


@pytest.mark.parametrize("curve", ["slerp", "spline"])
def test_layers_that_all_keys_share_stand_still(styled: Model, curve: str):
    keys = tuple(Mix(coarse=seed(9), fine=seed(number), layers="0") for number in range(3))
    for at in (0.1, 0.5, 0.77):
        found = styled.latent(Walk(keys=keys, at=at, curve=curve))
        assert_close(found[0], styled.latent(seed(9))[0])
        assert not torch.allclose(found[1], styled.latent(keys[0])[1])
