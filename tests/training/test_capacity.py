"""Memory is forecast before the first step: a batch is parted until it fits, and what cannot fit is said."""

import pytest

from ganvas.errors import RecipeError
from ganvas.run import Plan
from ganvas.training.capacity import COPIES, ROOM, SLACK, forecast, free_bytes, parts_that_fit
from ganvas.training.state import new_state
from tests.training.small import SMALL, small


@pytest.mark.parametrize("name", SMALL)
def test_a_larger_sample_takes_more(name: str):
    fixed, each = forecast(small(name, shape=(1, 16, 16)))
    larger_fixed, larger = forecast(small(name, shape=(1, 32, 32)))
    assert each > 16 * 16 * 4  # a sample and more
    assert larger > each
    assert larger_fixed >= fixed > 0


def test_the_weights_are_counted_as_often_as_they_are_held():
    recipe = small("seed")
    state = new_state(recipe, Plan())
    weights = sum(4 * p.numel() for net in (state.generator, state.discriminator) for p in net.parameters())
    assert forecast(recipe)[0] == COPIES * weights


@pytest.mark.parametrize("parts", [1, 2, 8])
def test_a_batch_is_parted_until_it_fits(parts: int):
    recipe = small("quick", batch=32)
    fixed, each = forecast(recipe)
    free = int((SLACK * (fixed + each * recipe.batch / parts)) / ROOM) + 1_000
    assert parts_that_fit(recipe, "cpu", free) == parts


@pytest.mark.parametrize("name", ["quick", "seed"])
def test_what_cannot_fit_is_one_sentence(name: str):
    """Not even sample by sample; or a pair that cannot part its batches."""
    with pytest.raises(RecipeError, match=r"needs about .* GB of memory, .* GB are free\. Train at a smaller --size"):
        parts_that_fit(small(name), "cpu", 20_000)


def test_where_nobody_tells_the_batch_is_whole(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ganvas.training.capacity.free_bytes", lambda _: 0)
    assert parts_that_fit(small("quick"), "cpu") == 1


def test_this_machine_tells():
    assert free_bytes("mps") == 0
    assert free_bytes("cpu") >= 0
