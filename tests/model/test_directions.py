"""Directions: found as the papers say, one deviation long, distinct, kept, shared, refused where they do not fit."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from ganvas import seeds
from ganvas.errors import SketchError
from ganvas.media.image.encode import read_text
from ganvas.model.axes import Axes
from ganvas.model.directions import (
    Directions,
    Found,
    find_directions,
    find_kept,
    from_examples,
    kept,
    name_directions,
    paint_strips,
    read_shared,
    share,
)
from ganvas.model.directions.candidates import components, distinct, sefa, unit
from ganvas.model.directions.examples import shrunk
from ganvas.model.directions.search import measure, ranges
from ganvas.model.latents import Space
from ganvas.model.looks import small
from ganvas.model.model import Model
from ganvas.nets import NETS
from ganvas.sketch import Blend, Mean, Mix, Push, Seed, Share, Sketch, layer_slice
from tests.conftest import save_snapshot
from tests.model.styled import styled

RANGES = ("coarse", "fine")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return styled(tmp_path_factory.mktemp("house") / "run")


@pytest.fixture
def fresh(tmp_path: Path) -> Model:
    return styled(tmp_path / "run")


@pytest.fixture(scope="module")
def found(house: Model) -> list[Found]:
    return find_directions(house, RANGES, 2)


ENTERED = {net: (3, 16) if net == "line" else (3, 16, 16) for net in NETS if net != "single"}


def test_a_pair_that_shows_no_entries_says_so(tmp_path: Path):
    model = Model.load(save_snapshot(tmp_path, net="single", shape=(3, 16, 16), patch=1))
    with pytest.raises(SketchError, match="does not show the weights"):
        model.entries()


@pytest.mark.parametrize("net", ENTERED)
def test_a_latent_goes_in_through_the_entries_alone(tmp_path: Path, net: str):
    model = Model.load(save_snapshot(tmp_path, net=net, shape=ENTERED[net], patch=1 if net == "dcgan" else 2))
    entries = model._generator.entries()
    assert len(entries) == model.layers
    assert {matrix.shape[1] for matrix in entries} == {len(model.space.mean)}
    if net == "style":
        styles = [part.style for part in model._generator.modules() if hasattr(part, "style")]
        assert sum(len(matrix) for matrix in entries) == sum(style.out_features for style in styles)
    with torch.no_grad():
        before = model.render(Sketch(latent=Seed(seed=1))).digest, model.render(Sketch(latent=Seed(seed=2))).digest
        for parameter in model._generator.parameters():
            if any(parameter.data_ptr() == matrix.data_ptr() for matrix in entries):
                parameter.zero_()
        for stage in getattr(model._generator, "stages", []) if net in ("style", "line") else []:
            for layer in (*stage.convs, stage.picture if net == "style" else stage.sample):
                layer.style.weight.zero_()
    after = model.render(Sketch(latent=Seed(seed=1))).digest, model.render(Sketch(latent=Seed(seed=2))).digest
    assert before[0] != before[1]
    assert after[0] == after[1]


def test_sefa_stretches_most_of_all(house: Model):
    """The first of SeFa is the unit way n that makes ‖An‖ largest; no other way beats it, nor the second across it."""
    matrix = torch.cat(house.entries()[layer_slice("coarse", house.layers)])
    first, second, *_ = sefa(house, "coarse", 4)
    random = torch.randn(500, 8, generator=seeds.generator("ways"), dtype=torch.float64)
    random = random / random.norm(dim=1, keepdim=True)
    assert (matrix @ random.mT).norm(dim=0).max() <= (matrix @ first).norm() + 1e-9
    across = random - (random @ first)[:, None] * first
    across = across / across.norm(dim=1, keepdim=True)
    assert (matrix @ across.mT).norm(dim=0).max() <= (matrix @ second).norm() + 1e-9
    assert_close((matrix @ first).norm(), torch.linalg.matrix_norm(matrix, 2))


def test_components_are_those_of_w(house: Model):
    covariance = house.space.spread @ house.space.spread
    ways = torch.stack(list(components(house, "all", 4)))
    variances = torch.linalg.eigvalsh(covariance).flip(0)[:4]
    assert_close(ways @ covariance @ ways.mT, torch.diag(variances), atol=1e-10, rtol=0)


def test_a_unit_is_one_deviation():
    """Covariance diag(9, 1, 4): along (1, 0, 1)/√2 the variance is (9 + 4)/2 = 6.5, whatever the way's length."""
    axes = torch.tensor([3.0, 1.0, 2.0], dtype=torch.float64)
    many = torch.cat([torch.diag(axes), -torch.diag(axes)]) * 3**0.5
    space = Space(lambda _: axes, torch.zeros(3), many=lambda: many)
    values = unit(space, torch.tensor([5.0, 0.0, 5.0]))
    assert_close(values.norm(), torch.tensor(6.5, dtype=torch.float64).sqrt())
    assert values[0] == values[2] > 0
    with pytest.raises(SketchError, match="a direction of no length"):
        unit(space, torch.zeros(3))


def test_alike_and_opposite_ways_are_one():
    ways = [torch.tensor(way) for way in ([1.0, 0.0], [-2.0, 0.1], [0.0, 1.0], [1.0, 1.0], [0.1, 3.0])]
    assert distinct(ways, 0.9) == [0, 2, 3]


def test_what_is_found_is_ranked_distinct_and_lightens(house: Model, found: list[Found]):
    assert ranges(house) == ("all", "coarse", "middle", "fine")
    for layers in RANGES:
        effects = [one.effect for one in found if one.layers == layers]
        assert effects == sorted(effects, reverse=True)
        assert 1 <= len(effects) <= 2
        assert min(effects) > 0
    for one in found:
        again, change = measure(house, one, 0.8)
        assert change.mean() >= 0
        assert_close(again.values, one.values, rtol=0, atol=0)
        assert again.effect == one.effect
        deviation = (house.space.spread @ (one.values / one.values.norm())).norm()
        assert_close(one.values.norm(), deviation)
    changes = [measure(house, one, 0.8)[1] for one in found]
    assert len(distinct(changes, 0.9 + 1e-9)) == len(found)


def test_the_same_is_found_again(house: Model, found: list[Found]):
    for one, other in zip(found, find_directions(house, RANGES, 2), strict=True):
        assert (one.layers, one.source, one.effect) == (other.layers, other.source, other.effect)
        assert torch.equal(one.values, other.values)


def test_effect_is_the_mean_change_of_a_deviation(house: Model, found: list[Found]):
    one = found[0]
    name = house.vectors.add(one.values)
    sizes = []
    for seed in range(6):
        ends = [Push(latent=Seed(seed=seed), direction=name, amount=side, layers=one.layers) for side in (-1, 1)]
        below, above = (small(house.render(Sketch(latent=end, psi=0.8)).levels) for end in ends)
        sizes.append(float(((above - below) ** 2).mean() ** 0.5) / 2)
    assert one.effect == pytest.approx(np.mean(sizes))


@pytest.mark.parametrize("net", ["mlp", "dcgan", "patch", "r3gan"])
def test_without_styles_the_weights_are_what_there_is(tmp_path: Path, net: str):
    model = Model.load(save_snapshot(tmp_path, net=net, shape=(1, 16, 16), patch=1 if net == "dcgan" else 2))
    found = find_directions(model)
    assert found
    assert {(one.source, one.layers) for one in found} == {("sefa", "all")}
    with pytest.raises(SketchError, match="no layers of style; leave the layers out"):
        find_directions(model, ["coarse"])


def test_a_range_that_is_not_there_is_refused(house: Model):
    with pytest.raises(SketchError, match="numbered 0 to"):
        find_directions(house, ["0-99"])


def hidden(model: Model, way: torch.Tensor, count: int, few: int, first: int) -> tuple[list[Seed], list[Seed]]:
    """The few seeds that lie farthest along a way, and the few that lie least far."""
    some = [Seed(seed=first + seed) for seed in range(count)]
    along = torch.stack([model.latent(one).double().mean(0) @ way for one in some])
    order = along.argsort(descending=True).tolist()
    return [some[n] for n in order[:few]], [some[n] for n in order[-few:]]


def test_examples_lead_where_the_liked_are(house: Model):
    axes = Axes.of(house.space, 8)
    for number in range(3):
        way = axes.vectors[:, number]
        found = from_examples(house, *hidden(house, way, 30, 4, 100 * number))
        assert found.source == "examples"
        assert float(found.values @ way / found.values.norm()) > 0.7
        assert found.effect > 0
        deviation = (house.space.spread @ (found.values / found.values.norm())).norm()
        assert_close(found.values.norm(), deviation)


def test_shrinking_helps_where_wide_axes_matter():
    """Ten utilities that weigh whitened axes by their width, 3 liked and 3 not of 12: a better way, on average."""
    chance = seeds.generator("shrink")
    variances = torch.linspace(3, 0.1, 16, dtype=torch.float64).square()
    gains = []
    for _ in range(200):
        truth = torch.randn(16, generator=chance, dtype=torch.float64) * variances.sqrt()
        points = torch.randn(12, 16, generator=chance, dtype=torch.float64)
        order = (points @ truth).argsort(descending=True)
        plain = points[order[:3]].mean(0) - points[order[-3:]].mean(0)
        better = shrunk(plain, variances, 2 / 3)
        cosines = [float(one @ truth / one.norm() / truth.norm()) for one in (plain, better)]
        gains.append(cosines[1] - cosines[0])
    assert np.mean(gains) > 0.05


def test_examples_of_layers_look_at_those_layers(house: Model):
    mixed = Mix(coarse=Seed(seed=1), fine=Seed(seed=2))
    with pytest.raises(SketchError, match="are the same latents"):
        from_examples(house, [mixed], [Seed(seed=1)], "coarse")
    assert from_examples(house, [mixed], [Seed(seed=1)], "fine").layers == "fine"
    with pytest.raises(SketchError, match="at least one that is liked"):
        from_examples(house, [], [Seed(seed=1)])


def test_named_ones_are_kept_with_the_model(fresh: Model, found: list[Found]):
    name_directions(fresh, {"smile": found[0], "größer-2": found[2]})
    again = Model.load(fresh.vectors.folder.parent)
    back = find_kept(again)
    assert list(back) == ["smile", "größer-2"]
    assert_close(back["smile"].values, found[0].values.float().double(), rtol=0, atol=0)
    sketch = Sketch(latent=Push(latent=Seed(seed=3), direction=kept(again).digests["smile"], amount=1.5))
    assert again.render(sketch).digest == fresh.render(sketch).digest
    name_directions(again, {"smile": found[0]})  # the same again is no conflict
    with pytest.raises(SketchError, match="'smile': another direction has that name"):
        name_directions(again, {"smile": found[1]})
    name_directions(again, {"smile": found[1]}, overwrite=True)
    assert len(kept(again).named) == 2


@pytest.mark.parametrize("name", ["", "3d", "two words", "a" * 41, "a,b", "-x"])
def test_a_name_is_a_word(fresh: Model, found: list[Found], name: str):
    with pytest.raises(SketchError, match="no name for a direction; wanted one word"):
        name_directions(fresh, {name: found[0]})
    assert not kept(fresh).named


def test_a_shared_file_is_taken_by_a_model_of_that_size(fresh: Model, found: list[Found], tmp_path: Path):
    with pytest.raises(SketchError, match="no direction of this model has a name yet"):
        share(fresh, tmp_path / "shared.json")
    name_directions(fresh, {"smile": found[0]})
    share(fresh, tmp_path / "shared.json")
    with pytest.raises(SketchError, match="is there already"):
        share(fresh, tmp_path / "shared.json")
    twin = styled(tmp_path / "twin", seed=1)
    read_shared(twin, tmp_path / "shared.json")
    assert torch.equal(find_kept(Model.load(tmp_path / "twin"))["smile"].values, find_kept(fresh)["smile"].values)
    assert Directions.model_validate_json((tmp_path / "twin/directions.json").read_text()).values == {}
    wider = styled(tmp_path / "wider", z_dim=16)
    with pytest.raises(SketchError, match=r"directions of a model of \(6, 8\); this one's latents are \(6, 16\)"):
        read_shared(wider, tmp_path / "shared.json")
    assert not (tmp_path / "wider/directions.json").exists()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda text: text[: len(text) // 2], "no directions that this version reads"),
        (lambda text: text.replace('"version": 1', '"version": 9'), "no directions that this version reads"),
        (lambda text: text.replace('"named"', '"strange": 1, "named"'), "no directions that this version reads"),
        (lambda text: json.dumps(json.loads(text) | {"values": {}}), "carries no values for 'smile'"),
        (lambda text: text.replace("8:", "9:"), "carries them damaged"),
    ],
)
def test_a_damaged_file_is_one_sentence(fresh: Model, found: list[Found], tmp_path: Path, damage, says: str):
    name_directions(fresh, {"smile": found[0]})
    share(fresh, tmp_path / "shared.json")
    (tmp_path / "bad.json").write_text(damage((tmp_path / "shared.json").read_text()))
    twin = styled(tmp_path / "twin")
    with pytest.raises(SketchError, match=says):
        read_shared(twin, tmp_path / "bad.json")
    assert not (tmp_path / "twin/directions.json").exists()


def test_strips_show_five_frames_each(house: Model, found: list[Found], tmp_path: Path):
    path = tmp_path / "deep" / "sheet.png"
    paint_strips(house, {str(number): one for number, one in enumerate(found[:3])}, path)
    assert read_text(path.read_bytes())["Software"] == "Ganvas strips"
    with pytest.raises(SketchError, match="is there already"):
        paint_strips(house, {"a": found[0]}, path)
    with pytest.raises(SketchError, match="a sheet is a PNG file"):
        paint_strips(house, {"a": found[0]}, tmp_path / "sheet.jpg")
    with pytest.raises(SketchError, match="no directions to show"):
        paint_strips(house, {}, tmp_path / "none.png")
    music = Model(house._generator, house.card.but(medium="music"), house.digest)
    with pytest.raises(SketchError, match="this model makes music"):
        paint_strips(music, {"a": found[0]}, tmp_path / "music.png")


def test_coordinates_are_white(house: Model):
    """4,096 drawn styles: mean 0 and variance 1 along every axis; and a step back is a step forth."""
    axes = Axes.of(house.space, 4)
    drawn = axes.coordinates(house.space._many())
    assert_close(drawn.mean(0), torch.zeros(4, dtype=torch.float64), atol=1e-8, rtol=0)
    assert_close(drawn.mT @ drawn / len(drawn), torch.eye(4, dtype=torch.float64), atol=1e-6, rtol=0)
    wish = torch.tensor([1.0, -2.0, 0.5, 0.0], dtype=torch.float64)
    assert_close(axes.coordinates(axes.mean + axes.steps(wish)), wish)
    ball = Axes.of(Space(lambda _: torch.zeros(5), torch.zeros(5)), 2)
    assert ball.count == 5


def test_a_blend_of_the_mean_stays(house: Model):  # a direction pushes any latent, made of whatever
    base = Blend(of=(Share(latent=Mean(), weight=1), Share(latent=Seed(seed=1), weight=1)))
    name = house.vectors.add(torch.ones(8))
    pushed = house.latent(Push(latent=base, direction=name, amount=2))
    assert_close(pushed, house.latent(base) + 2)
