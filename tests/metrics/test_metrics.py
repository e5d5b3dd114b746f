"""The contract of every row of METRICS, and one result with all that it depends on."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.testing import assert_close

import ganvas.metrics.table
from ganvas.errors import MetricError, RecipeError, ShapeError
from ganvas.metrics import METRICS, Features, Measured, Refused, assess, measure, score

COUNT = max(row.least for row in METRICS.values())
FIELDS = {"train": "train", "held_out": "held_out", "fake": "fake", "real": "held_out"}


def cloud(seed: int, count: int = COUNT, dims: int = 4) -> torch.Tensor:
    return torch.randn(count, dims, generator=torch.Generator().manual_seed(seed))


def fresh() -> Features:
    """Three draws of one cloud: works, works kept apart, and a model that knows their distribution."""
    return Features(cloud(0), cloud(1), cloud(2))


WORSE = {  # what a bad model paints, where it is not something far away
    "vendi": lambda features: features.fake[:1].expand(COUNT, -1),
    "authpct": lambda features: features.train,
    "ct": lambda features: features.train + 1e-3,
}


def badness(found: Measured) -> float:
    return {"lower": found.value, "higher": -found.value, "zero": abs(found.value)}[found.better]


@pytest.mark.parametrize("name", METRICS)
def test_the_direction_is_the_better_one(name):
    bad = WORSE.get(name, lambda features: features.fake + 100)(fresh())
    (good,), (worse,) = (measure([name], features, "none") for features in (fresh(), replace(fresh(), fake=bad)))
    assert badness(good) < badness(worse)


@pytest.mark.parametrize("name", METRICS)
def test_too_few_samples_are_refused(name):
    row = METRICS[name]
    whole = Features(cloud(0, row.least), cloud(1, row.least), cloud(2, row.least))
    assert measure([name], whole, "none")
    for part in row.looks_at:
        less = replace(whole, **{FIELDS[part]: cloud(3, row.least - 1)})
        with pytest.raises(MetricError, match=rf"^{name}: .*{row.least - 1} .* samples; wanted at least {row.least:,}"):
            measure([name], less, "none")
    (refused,) = assess([name], less, "none")
    assert isinstance(refused, Refused)
    assert refused.metric == name


@pytest.mark.parametrize("name", ["kid", "frechet"])
def test_a_distance_of_equal_sets_is_zero(name):
    (same,) = measure([name], Features.of_two(cloud(0), cloud(0)), "none")
    (far,) = measure([name], Features.of_two(cloud(0), cloud(0) + 1), "none")
    assert abs(same.value) < 0.02 * far.value


def test_a_result_says_how_it_was_got():
    features = Features(cloud(0), cloud(1, COUNT + 3), cloud(2, COUNT + 7))
    found, kid, authpct = measure(["recall", "kid", "authpct"], features, "pixels")
    expected = {
        "metric": "recall",
        "interval": (),
        "better": "higher",
        "extractor": "pixels",
        "n_train": 0,
        "n_held_out": COUNT + 3,
        "n_fake": COUNT + 7,
        "k": 5,
    }
    assert found.model_dump(exclude={"value"}) == expected
    assert Measured.model_validate_json(kid.to_json()) == kid
    assert len(kid.interval) == 2
    assert (authpct.n_train, authpct.n_held_out) == (COUNT, 0)


def test_without_held_out_works_fakes_are_compared_with_the_training_works():
    alone = Features(cloud(0), cloud(0, 0), cloud(2))
    (found,) = measure(["kid"], alone, "none")
    assert (found.n_train, found.n_held_out) == (COUNT, 0)
    assert found.value == measure(["kid"], Features.of_two(cloud(0), cloud(2)), "none")[0].value


def test_one_that_refuses_does_not_stop_the_others():
    kid, frechet, copying, vendi = assess(["kid", "frechet", "ct", "vendi"], replace(fresh(), unseen=False), "none")
    assert isinstance(kid, Measured)
    assert isinstance(frechet, Measured)
    assert isinstance(vendi, Measured)
    assert "has seen all works" in copying.reason
    wide = Features.of_two(cloud(0, dims=COUNT), cloud(1, dims=COUNT))  # refused by the distance itself
    frechet, kid = assess(["frechet", "kid"], wide, "none")
    assert "more samples than features" in frechet.reason
    assert isinstance(kid, Measured)


def test_results_keep_the_order_of_their_names():
    names = ["coverage", "frechet", "precision"]
    assert [found.metric for found in measure(names, fresh(), "pixels")] == names


def test_neighbors_are_searched_once(monkeypatch):
    calls = []
    searched = ganvas.metrics.table.compute_prdc
    monkeypatch.setattr(ganvas.metrics.table, "compute_prdc", lambda *sets: calls.append(1) or searched(*sets))
    names = ("precision", "recall", "density", "coverage")
    together = measure(names, fresh(), "none")
    assert calls == [1]
    alone = [found for name in names for found in measure([name], fresh(), "none")]
    assert_close([found.value for found in together], [found.value for found in alone])


def test_unknown_names_and_unlike_features_are_refused():
    with pytest.raises(RecipeError, match="choose one of: authpct"):
        measure(["beauty"], fresh(), "none")
    with pytest.raises(ShapeError, match="wanted features"):
        Features.of_two(cloud(0), cloud(1)[:, :3])


def test_two_arrays_are_scored_in_one_call():
    random = np.random.default_rng(0)
    real, fake = random.integers(0, 256, (2, 40, 1, 6, 6), dtype=np.uint8)
    kid, vendi = score(real, fake, ["kid", "vendi"], "pixels")
    assert (kid.n_held_out, kid.n_fake, kid.extractor) == (40, 40, "pixels")
    assert kid.value < score(real, fake // 2, ["kid"], "pixels")[0].value
    assert 1 < vendi.value < 40
