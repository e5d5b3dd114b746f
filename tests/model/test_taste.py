"""Taste: the belief is the known posterior, choices move it the right way, proposals keep to their promises."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from ganvas.errors import SketchError
from ganvas.media.image.encode import read_text
from ganvas.model.axes import Axes
from ganvas.model.model import Model
from ganvas.model.taste import Belief, Taste, choose, paint_proposal, propose, read_taste, save_taste, shown
from ganvas.model.taste import record as records
from ganvas.model.taste.belief import KERNELS, NOISE, SAME, Kernel, improvement
from ganvas.model.taste.finder import DIFFERENT, FAR, Finder
from ganvas.model.taste.propose import ALONG
from ganvas.sketch import Mutate, Push, Seed, Sketch, Vector
from tests.conftest import save_snapshot
from tests.model.styled import styled

EVEN = np.ones(3)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return styled(tmp_path_factory.mktemp("house") / "run")


@pytest.fixture
def fresh(tmp_path: Path) -> Model:
    return styled(tmp_path / "run")


def some(*numbers: int) -> list[Seed]:
    return [Seed(seed=number) for number in numbers]


def test_one_keep_golden():
    """One point and one keep: the mode of N(f; 0, v) Φ(f/σ) solves f/v = φ(f/σ)/(σ Φ(f/σ)); found here by bisection."""
    point, kernel = np.array([[1.0, -1.0, 0.5]]), KERNELS[1]
    (variance,) = kernel.variance(point)
    low, high = 0.0, 5.0
    for _ in range(200):
        f = (low + high) / 2
        z = f / NOISE
        pull = stats.norm.pdf(z) / stats.norm.cdf(z) / NOISE
        low, high = (f, high) if pull > f / variance else (low, f)
    belief = Belief.of(point, EVEN, [0], [], [], [kernel])
    mean, deviation = belief.at(point)
    assert mean[0] == pytest.approx(f, abs=1e-6)
    curve = pull * (pull + f / NOISE**2)  # Laplace: 1/variance = 1/v − (log Φ)''
    assert deviation[0] ** 2 == pytest.approx(1 / (1 / variance + curve), rel=1e-5)
    assert Belief.of(point, EVEN, [], [0], [], [kernel]).at(point)[0][0] == pytest.approx(-f, abs=1e-6)


def test_evidence_is_near_the_true_probability():
    """One pair of points: P(a over b) = ½ by symmetry; one keep of two: against numerical integration."""
    points, kernel = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), KERNELS[1]
    belief = Belief.of(points, EVEN, [], [], [(0, 1)], [kernel])
    assert np.exp(belief.evidence) == pytest.approx(0.5, abs=0.1)
    assert np.exp(Belief.of(points, EVEN, [0], [], [], [kernel]).evidence) == pytest.approx(0.5, abs=0.1)
    (variance,) = kernel.variance(points[:1])
    both, _ = integrate.quad(lambda f: stats.norm.pdf(f, scale=variance**0.5) * stats.norm.cdf(f / NOISE) ** 3, -10, 10)
    found = np.exp(Belief.of(points, EVEN, [0, 0, 0], [], [], [kernel]).evidence)
    assert found == pytest.approx(both, rel=0.3)


def test_kernels_are_covariances():
    points = np.random.default_rng(0).standard_normal((40, 3))
    for kernel in KERNELS:
        matrix = kernel(points, points)
        assert np.linalg.eigvalsh(matrix).min() > -1e-9
        assert np.allclose(np.diag(matrix), kernel.variance(points))
    assert Kernel(1, 0, 0, 1)(np.array([[3.0, 0, 0]]), np.array([[1.0, 0, 0]]))[0, 0] == pytest.approx(1 + SAME)


@given(seed=st.integers(0, 1000), flip=st.booleans())
@settings(max_examples=15)
def test_who_is_preferred_is_believed_better(seed: int, flip: bool):
    random = np.random.default_rng(seed)
    points = random.standard_normal((6, 3))
    slope = random.standard_normal(3) * (-1 if flip else 1)
    order = np.argsort(-points @ slope)
    pairs = [(int(order[n]), int(order[m])) for n in range(6) for m in range(n + 1, 6)]
    belief = Belief.of(points, EVEN, [], [], pairs)
    mean, deviation = belief.at(points)
    assert mean[order[0]] > mean[order[-1]]
    assert (deviation > 0).all()
    nothing, wide = Belief.of(points, EVEN, [], [], [], [belief.kernel]).at(points)
    assert np.allclose(nothing, 0)
    assert (deviation <= wide + 1e-9).all()


def test_a_slope_is_learned():
    """40 points, each pair of neighbors compared without noise: new points are ranked almost as they should be."""
    random = np.random.default_rng(1)
    points, new, slope = random.standard_normal((40, 3)), random.standard_normal((200, 3)), np.array([2.0, -1.0, 0.5])
    pairs = [(a, b) if (points[a] - points[b]) @ slope > 0 else (b, a) for a, b in itertools.pairwise(range(40))]
    mean, _ = Belief.of(points, EVEN, [], [], pairs).at(new)
    assert stats.spearmanr(mean, new @ slope).statistic > 0.9


def test_the_three_at_the_side_are_three():
    """A belief that is sure of one way: every goal points to its end, and still they keep apart."""
    random = np.random.default_rng(2)
    points = random.standard_normal((30, 3))
    order = np.argsort(-points[:, 0])
    pairs = [(int(a), int(b)) for a, b in itertools.pairwise(order)]
    for seed in range(5):
        three = Finder(Belief.of(points, EVEN, [], [], pairs), 1, seed).three()
        for one, other in itertools.combinations(three, 2):
            assert np.sqrt(((one - other) ** 2).mean() / 2) >= DIFFERENT


def test_improvement_golden():
    """At the mean of the best EI = s φ(0) = 0.39894 s; far above it is the difference."""
    found = improvement(np.array([1.0, 9.0]), np.array([2.0, 0.1]), 1.0)
    assert found == pytest.approx([2 * 0.3989422804, 8.0])


def test_without_a_choice_strangers_are_shown(house: Model):
    proposal = propose(house, Taste.of(house), 3)
    assert len(set(proposal.latents)) == 28
    assert all(isinstance(latent, Seed) for latent in proposal.latents)
    assert propose(house, Taste.of(house), 4).latents != proposal.latents


@pytest.fixture(scope="module")
def taste(house: Model) -> Taste:
    return Taste.of(house).prefer(house, Seed(seed=1), some(2, 3, 4)).keep(house, some(5)).skip(house, some(6, 7))


def test_a_plane_through_the_best_and_three_at_the_side(house: Model, taste: Taste):
    proposal = propose(house, taste, 3)
    assert proposal == propose(house, taste, 3)
    assert len(proposal.plane) == 25
    best = proposal.plane[10 + ALONG.index(0.0)]
    assert best in (Seed(seed=1), Seed(seed=5))
    axes = Axes.of(house.space, 64)
    places = torch.stack([axes.coordinates(house.latent(latent)).mean(0) for latent in proposal.latents])
    middle = axes.coordinates(house.latent(best)).mean(0)
    assert (places.norm(dim=1) <= max(8**0.5 + FAR, float(middle.norm())) + 1e-4).all()
    amounts = [latent.amount for latent in proposal.plane[10:15] if isinstance(latent, Push)]
    assert set(amounts) <= {*ALONG}
    side = places[25:]
    for n in range(3):
        for m in range(n):
            assert float((side[n] - side[m]).square().mean().div(2).sqrt()) >= 0.2 - 1e-4
    assert len({house.render(Sketch(latent=latent)).digest for latent in proposal.latents}) == 28


def test_choices_lead_somewhere(house: Model):
    """An artist with a hidden slope who always picks the best: after four boards the pick is beyond every stranger."""
    axes = Axes.of(house.space, 8)
    worth = lambda latent: float(axes.coordinates(house.latent(latent)).mean(0)[0])  # noqa: E731
    strangers = max(worth(Seed(seed=number)) for number in range(100))
    taste = Taste.of(house)
    for turn in range(4):
        board = shown(house, taste, turn).latents
        order = sorted(range(28), key=lambda n: -worth(board[n]))
        taste = choose(house, taste, [order[0] + 1], [order[-1] + 1], seed=turn)
    assert max(map(worth, taste.seen)) > strangers


def test_nothing_of_the_artists_moves(house: Model, taste: Taste):
    before = taste.to_json()
    propose(house, taste, 1)
    taste.prefer(house, Seed(seed=9), some(2))
    choose(house, taste, [1])
    assert taste.to_json() == before


def test_a_taste_looks_back_on_each_latent_once(house: Model, taste: Taste):
    assert taste.seen == tuple(some(1, 2, 3, 4, 5, 6, 7))
    assert taste.pairs == ((0, 1), (0, 2), (0, 3))
    assert (taste.kept, taste.skipped) == ((4,), (5, 6))
    again = taste.prefer(house, Seed(seed=7), some(1, 7))
    assert again.seen == taste.seen
    assert again.pairs == (*taste.pairs, (6, 0))


def test_what_is_long_past_is_forgotten(house: Model, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(records, "MOST_SEEN", 6)
    taste = Taste.of(house).prefer(house, Seed(seed=1), some(2, 3)).keep(house, some(2)).skip(house, some(3))
    taste = taste.prefer(house, Seed(seed=11), some(12, 13, 3, 14))
    assert taste.seen == tuple(some(2, 3, 11, 12, 13, 14))
    assert (taste.kept, taste.skipped) == ((0,), (1,))
    assert taste.pairs == ((2, 3), (2, 4), (2, 1), (2, 5))


def test_a_taste_is_a_file_that_can_be_shared(fresh: Model, tmp_path: Path):
    deep = Seed(seed=1)
    for number in range(8):
        deep = Mutate(latent=deep, strength=0.3, seed=number)
    taste = Taste.of(fresh).prefer(fresh, deep, some(2, 3))
    assert isinstance(taste.seen[0], Vector)
    taste = choose(fresh, taste, [3, 8], [1])
    save_taste(taste, tmp_path / "deep" / "taste.json")
    twin = styled(tmp_path / "twin")  # the same weights elsewhere, with no vectors beside them
    again = read_taste(tmp_path / "deep" / "taste.json", twin)
    assert again == taste
    assert propose(twin, again, 1) == propose(fresh, taste, 1)
    other = styled(tmp_path / "other", seed=1)
    with pytest.raises(SketchError, match="begin a new taste"):
        read_taste(tmp_path / "deep" / "taste.json", other)
    with pytest.raises(SketchError, match="begin a new taste"):
        propose(other, taste, 1)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:50],
        lambda text: text.replace('"version":1', '"version":2'),
        lambda text: json.dumps(json.loads(text) | {"strange": 1}),
        lambda text: json.dumps(json.loads(text) | {"kept": [99]}),
        lambda text: json.dumps(json.loads(text) | {"pairs": [[1, 1]]}),
    ],
)
def test_a_damaged_taste_is_one_sentence(house: Model, taste: Taste, tmp_path: Path, damage):
    (tmp_path / "taste.json").write_text(damage(taste.to_json(indent=None)))
    with pytest.raises(SketchError, match="no taste that this version reads"):
        read_taste(tmp_path / "taste.json", house)
    with pytest.raises(SketchError, match="cannot be read"):
        read_taste(tmp_path / "absent.json", house)


@pytest.mark.parametrize(("picks", "skips"), [([], []), ([0], []), ([29], []), ([1, 1], []), ([1], [1])])
def test_picks_are_on_the_board(house: Model, taste: Taste, picks, skips):
    with pytest.raises(SketchError, match="wanted different numbers from 1 to 28"):
        choose(house, taste, picks, skips)


def test_a_board_with_its_sketches(fresh: Model, tmp_path: Path):
    taste = choose(fresh, Taste.of(fresh), [2])
    path = paint_proposal(fresh, taste, tmp_path / "out")
    assert read_text(path.read_bytes())["Software"] == "Ganvas board"
    lines = path.with_name("taste.jsonl").read_text().splitlines()
    again = Model.load(tmp_path / "run")  # the ways lie beside the model
    assert [again.render(Sketch.read(line)).digest for line in lines] == [
        fresh.render(Sketch(latent=latent)).digest for latent in shown(fresh, taste).latents
    ]


def test_a_model_without_styles_has_taste_too(tmp_path: Path):
    model = Model.load(save_snapshot(tmp_path))
    taste = choose(model, Taste.of(model), [2], [3])
    assert len({model.render(Sketch(latent=latent)).digest for latent in propose(model, taste, 0).latents}) == 28
