"""The dial: the largest size that this machine can fill in the time, with its reasons."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganvas.corpus.corpus import Corpus
from ganvas.recipe import STYLE, Recipe
from ganvas.training import dial
from ganvas.training.dial import ENOUGH, advise, best_size


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Works of 200 px."""
    folder: Path = tmp_path_factory.mktemp("large")
    random = np.random.default_rng(1)
    for n in range(24):
        Image.fromarray(random.integers(0, 256, (200, 200, 3), dtype=np.uint8)).save(folder / f"{n}.png")
    return Corpus.gather(str(folder), into=folder.with_name("large-corpus"), helpers=1)


def by_pixels(recipe: Recipe) -> float:
    """A machine whose rate falls with the number of pixels: 100 works/s at 64 px."""
    return 100 * 64 * 64 / (recipe.shape[1] * recipe.shape[2])


@pytest.mark.parametrize(("minutes", "size"), [(11, 32), (25, 64), (60, 96), (120, 128), (10_000, 192)])
def test_more_time_is_a_larger_size(large: Corpus, minutes: float, size: int):
    """The works are 200 px, so 256 is not among the sizes, however long it takes."""
    advice = advise(large, minutes, rate=by_pixels)
    assert (advice.recipe.name, advice.recipe.size_px) == ("style", size)
    assert max(advice.recipe.shape) == size
    assert advice.recipe.minutes == minutes
    seen = by_pixels(advice.recipe) * minutes * 60
    assert seen >= ENOUGH or size == 32


def test_the_reasons_are_five_sentences_with_the_figures(large: Corpus):
    reasons = advise(large, 25, rate=by_pixels).reasons
    assert len(reasons) == 5
    text = " ".join(reasons)
    for said in (
        "24 works",
        "too few to hold any out",
        "100 works/s at 64 px",
        "150k works",
        "at 96 px",
        "Twice the time",
    ):
        assert said in text, said
    assert "augmentation up to 0.6" in text


def test_a_short_run_and_small_works_take_the_quick_pair(large: Corpus, corpus: Corpus):
    def unasked(_: Recipe) -> float:
        raise AssertionError("nothing is to be measured where there is no choice")

    for works, minutes in ((large, 5), (corpus, 600)):
        advice = advise(works, minutes, rate=unasked)
        assert advice.recipe.name == "quick"
        assert advice.reasons


def test_a_size_that_is_asked_for_is_kept(large: Corpus):
    assert advise(large, 60, size_px=48).recipe.size_px == 48


def test_nothing_suffices_is_the_smallest():
    assert best_size({32: 1.0, 48: 0.5}, 1) == 32


def test_it_measures_this_machine(large: Corpus, monkeypatch: pytest.MonkeyPatch):
    """Without a rate of ours it finds one: slow here, but above nothing."""
    monkeypatch.setattr(dial, "SIDES_PX", (16, 32))
    monkeypatch.setattr(dial, "START_PX", 16)
    monkeypatch.setattr(dial, "SMALL_PX", 8)
    monkeypatch.setattr(dial, "STYLE", STYLE.but(width=16))
    said: list[str] = []
    advice = advise(large, 11, say=said.append)
    assert any("Measuring" in sentence for sentence in said)
    assert advice.recipe.name == "style"
    assert "works/s at" in " ".join(advice.reasons)
