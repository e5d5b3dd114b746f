"""A run that starts from another model takes over what fits, and says what does not."""

from pathlib import Path

import pytest
import torch
from torch.testing import assert_close

from ganvas import snapshot
from ganvas.corpus.corpus import Corpus
from ganvas.errors import ModelError, RunError
from ganvas.run import Plan, Run
from ganvas.training.carry import Carried, carry
from ganvas.training.checkpoint import read_newest
from ganvas.training.state import TrainState, new_state
from ganvas.training.trainer import train
from tests.training.small import small

PAIRS = ["quick", "style", "r3gan"]


def state_of(name: str, seed: int, **changes: object) -> TrainState:
    state = new_state(small(name, seed=seed, **changes), Plan())
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for net in (state.generator, state.discriminator):
            for weight in net.parameters():
                weight += 0.05 * torch.randn(weight.shape, generator=random)
    return state


def saved(folder: Path, name: str, **changes: object) -> TrainState:
    """A state of another seed, and its snapshot in the folder."""
    state, recipe = state_of(name, 1, **changes), small(name, seed=1, **changes)
    folder.mkdir()
    card = snapshot.Card.of(recipe, "c" * 64, "ink", 640)
    snapshot.save(folder / snapshot.FILE, state.generator.state_dict(), card)
    snapshot.save(folder / snapshot.CRITIC, state.discriminator.state_dict(), card)
    return state


def taken(path: Path, name: str, **changes: object) -> tuple[TrainState, Carried]:
    state = state_of(name, 2, **changes)
    return state, carry(state, small(name, **changes).shape, path)


@pytest.mark.parametrize("name", PAIRS)
def test_the_same_pair_is_taken_whole(tmp_path: Path, name: str):
    other = saved(tmp_path / "a", name)
    state, carried = taken(tmp_path / "a", name)
    assert not carried.fitted
    assert not carried.fresh
    for net, theirs in ((state.generator, other.generator), (state.discriminator, other.discriminator)):
        assert_close(net.state_dict(), theirs.state_dict(), rtol=0, atol=0)
    assert_close(state.average.state_dict(), other.generator.state_dict(), rtol=0, atol=0)


@pytest.mark.parametrize("name", PAIRS)
def test_grey_becomes_color_and_keeps_what_it_painted(tmp_path: Path, name: str):
    """A grey model, told to paint in color, paints the same pictures in grey, and judges grey pictures as before."""
    other = saved(tmp_path / "a", name, shape=(1, 16, 16))
    state, carried = taken(tmp_path / "a", name, shape=(3, 16, 16))
    assert carried.fitted
    assert not carried.fresh
    z = torch.randn(4, 8, generator=torch.Generator().manual_seed(0))
    grey, color = other.generator(z), state.generator(z)
    assert_close(color, grey.expand(-1, 3, -1, -1), rtol=1e-4, atol=1e-5)
    assert_close(state.discriminator(color), other.discriminator(grey), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(("theirs", "ours"), [(3, 1), (4, 3), (3, 4), (1, 4)])
def test_other_channels(tmp_path: Path, theirs: int, ours: int):
    saved(tmp_path / "a", "style", shape=(theirs, 16, 16))
    _, carried = taken(tmp_path / "a", "style", shape=(ours, 16, 16))
    assert carried.fitted
    assert not carried.fresh


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("sides", [(32, 32), (24, 16)])
def test_another_size_keeps_the_coarse_stages(tmp_path: Path, name: str, sides: tuple[int, int]):
    other = saved(tmp_path / "a", name, shape=(1, 16, 16))
    state, carried = taken(tmp_path / "a", name, shape=(1, *sides))
    assert carried.same > 0
    last_stage = max(k for k in other.discriminator.state_dict() if k.startswith("stages."))
    ours = max(k for k in state.discriminator.state_dict() if k.startswith("stages."))
    assert_close(state.discriminator.state_dict()[ours], other.discriminator.state_dict()[last_stage], rtol=0, atol=0)
    assert torch.isfinite(state.generator(torch.randn(2, 8))).all()


def test_wider_networks_are_new_and_named(tmp_path: Path):
    saved(tmp_path / "a", "style", width=16)
    _, carried = taken(tmp_path / "a", "style", width=48)
    assert any("generator/stages" in name for name in carried.fresh)
    assert "new (" in carried.in_words()


def test_nothing_fits_is_one_sentence(tmp_path: Path):
    saved(tmp_path / "a", "seed")
    state = state_of("quick", 2)
    with pytest.raises(ModelError, match="nothing of this model fits"):
        carry(state, (1, 16, 16), tmp_path / "a")


def test_a_snapshot_without_its_discriminator_gives_the_generator(tmp_path: Path):
    saved(tmp_path / "a", "quick")
    (tmp_path / "a" / snapshot.CRITIC).unlink()
    _, carried = taken(tmp_path / "a", "quick")
    assert all(name.startswith("discriminator/") for name in carried.fresh)
    assert carried.fresh


def test_a_run_starts_from_another_and_says_so(tmp_path: Path, corpus: Corpus):
    """The origin is in the run's records and in the card of what it paints with; going on needs it no more."""
    train(corpus, small("style"), tmp_path / "first")
    first = Run.open(tmp_path / "first")
    said: list[str] = []
    recipe = small("style", seed=5)
    second = train(corpus, recipe, tmp_path / "second", start=tmp_path / "first", say=said.append)
    origin = snapshot.load(snapshot.find(first.path)[0])[2]
    assert any(origin[:12] in sentence for sentence in said)
    assert second.source.start == origin
    assert snapshot.load(snapshot.find(second.path)[0])[0].start == origin
    train(corpus, recipe, second.path)
    train(corpus, small("style", seed=7), tmp_path / "third")
    with pytest.raises(RunError, match="started from model"):
        train(corpus, recipe, second.path, start=tmp_path / "third")


def test_a_start_is_safe_before_the_first_tick(tmp_path: Path, corpus: Corpus):
    """What was carried over is in a checkpoint at once: a run killed early does not begin from nothing."""
    train(corpus, small("quick"), tmp_path / "first")
    recipe = small("quick", seed=5)

    def kill(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(corpus, recipe, tmp_path / "second", start=tmp_path / "first", hooks=[kill])
    run = Run.open(tmp_path / "second")
    state = new_state(recipe, run.plan)
    read_newest(run, state)
    theirs = snapshot.load(snapshot.find(tmp_path / "first")[0])[1]
    assert_close(state.generator.state_dict(), theirs, rtol=0, atol=0)
