"""The contract of every row of METRICS, and one result with all that it depends on."""

import pytest
import torch
from torch.testing import assert_close

import ganvas.metrics
from ganvas.errors import MetricError, RecipeError, ShapeError
from ganvas.metrics import METRICS, Measured, measure

COUNT = max(row.least for row in METRICS.values())


def cloud(seed: int, count: int = COUNT) -> torch.Tensor:
    return torch.randn(count, 4, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("name", METRICS)
def test_the_direction_is_the_better_one(name):  # a fresh draw of the same cloud against one far away
    (near,), (far,) = (measure([name], cloud(0), fake, "none") for fake in (cloud(1), cloud(1) + 100))
    assert (near.value < far.value) == (METRICS[name].better == "lower")
    assert near.value != far.value


@pytest.mark.parametrize("name", METRICS)
def test_too_few_samples_are_refused(name):
    least = METRICS[name].least
    for n_real, n_fake in ((least - 1, least), (least, least - 1)):
        with pytest.raises(MetricError, match=f"{name}: {n_real} real and {n_fake} generated .* at least {least}"):
            measure([name], cloud(0, n_real), cloud(1, n_fake), "none")
    assert measure([name], cloud(0, least), cloud(1, least), "none")


def test_a_result_says_how_it_was_got():
    (found,) = measure(["recall"], cloud(0), cloud(1, COUNT + 7), "pixels")
    expected = {
        "metric": "recall",
        "better": "higher",
        "extractor": "pixels",
        "n_real": COUNT,
        "n_fake": COUNT + 7,
        "k": 5,
    }
    assert found.model_dump(exclude={"value"}) == expected
    assert Measured.model_validate_json(found.to_json()) == found


def test_results_keep_the_order_of_their_names():
    names = ["coverage", "frechet", "precision"]
    assert [found.metric for found in measure(names, cloud(0), cloud(1), "pixels")] == names


def test_neighbors_are_searched_once(monkeypatch):
    calls = []
    searched = ganvas.metrics.compute_prdc
    monkeypatch.setattr(ganvas.metrics, "compute_prdc", lambda *sets: calls.append(1) or searched(*sets))
    together = measure(["precision", "recall", "density", "coverage"], cloud(0), cloud(1), "none")
    assert calls == [1]
    alone = [
        found
        for name in ("precision", "recall", "density", "coverage")
        for found in measure([name], cloud(0), cloud(1), "none")
    ]
    assert_close([found.value for found in together], [found.value for found in alone])


def test_unknown_names_and_unlike_features_are_refused():
    with pytest.raises(RecipeError, match="choose one of: coverage"):
        measure(["beauty"], cloud(0), cloud(1), "none")
    with pytest.raises(ShapeError, match="wanted features"):
        measure(["recall"], cloud(0), cloud(1)[:, :3], "none")
