"""Projection and proposals on tiny models; the encoder's lesson is cut short, its place on disk is real."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from ganvas.errors import ModelError, SketchError
from ganvas.model.model import Model
from ganvas.model.project import Wish, begin, encoder, finish, finish_proposals, project, projecting, propose, proposing
from ganvas.model.project.proposals import FLOOR, nearest
from ganvas.model.project.report import FAR
from ganvas.model.project.whitened import Whitened, apart, beyond
from ganvas.sketch import Mean, Seed, Sketch, Vector

STEPS = 25


@pytest.fixture(autouse=True)
def short_lessons(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(encoder, "STEPS", 4)
    monkeypatch.setattr(encoder, "DRAWN", 32)
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module", params=["style", "dcgan"])
def tiny(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, write_snapshot) -> Model:
    folder = tmp_path_factory.mktemp(request.param)
    return Model.load(write_snapshot(folder, net=request.param, shape=(3, 16, 16), width=16))


def own(model: Model, seed: int) -> np.ndarray:
    return model.render(Sketch(latent=Seed(seed=seed), psi=1)).levels


def left() -> torch.Tensor:
    mask = torch.zeros(16, 16)
    mask[:, :8] = 1
    return mask


def test_whitening_is_undone_and_a_usual_latent_costs_nothing(tiny: Model):
    whitened = Whitened(tiny)
    latents = torch.stack([tiny.latent(Seed(seed=seed)) for seed in range(64)])
    v = whitened.whiten(latents)
    assert_close(whitened.latents(v), latents, rtol=1e-3, atol=1e-4)
    assert 0.7 < float(v.square().mean()) < 1.3
    assert_close(whitened.latents(torch.zeros(1, tiny.layers, whitened.size))[0], tiny.latent(Mean()))
    assert_close(apart(v), torch.zeros(64), rtol=0, atol=1e-6)
    assert_close(beyond(0.9 * torch.ones(1, 2, 8)), torch.zeros(1))
    assert_close(beyond(2 * torch.ones(1, 2, 8)), torch.tensor([3.0]))


def test_the_loss_falls(tiny: Model):
    falls = []
    for seed in range(4):
        states = list(projecting(tiny, own(tiny, seed), steps=STEPS))
        falls.append(states[-1].least / float(states[0].loss))
    assert sum(falls) / len(falls) < 0.8


def test_an_own_latent_is_its_own_projection(tiny: Model):
    start = Whitened(tiny).whiten(tiny.latent(Seed(seed=3)))[None]
    state = next(projecting(tiny, own(tiny, 3), start=start))
    found = finish(tiny, own(tiny, 3), None, state)
    assert found.report.reached > 0.99
    assert "nearly exactly" in found.report.sentence
    assert np.abs(found.artwork.levels.astype(int) - own(tiny, 3)).max() <= 1


def test_the_same_picture_gives_the_same_latent(tiny: Model):
    one, again = (project(tiny, own(tiny, 5), steps=5) for _ in range(2))
    assert one.sketch == again.sketch
    assert one.artwork.digest == tiny.render(one.sketch).digest


def test_only_what_is_kept_counts(tiny: Model):
    wanted = own(tiny, 5)
    other = np.where(left().numpy() > 0, wanted, own(tiny, 6))
    one, same = (project(tiny, levels, left(), steps=5).sketch for levels in (wanted, other))
    assert one == same
    assert project(tiny, other, steps=5).sketch != one


def test_it_can_be_stopped_and_keeps_what_it_has(tiny: Model):
    asked = iter([False, False, True])
    found = project(tiny, own(tiny, 5), steps=1000, stop=lambda: next(asked))
    state = list(islice(projecting(tiny, own(tiny, 5), steps=1000, start=None), 3))[-1]
    assert isinstance(found.sketch.latent, Vector)
    assert state.step == 2


def test_the_encoder_is_taught_once_and_kept_by_the_models_digest(write_snapshot, tmp_path: Path):
    model = Model.load(write_snapshot(tmp_path, net="style", shape=(3, 16, 16), width=16))
    told: list[str] = []
    first = encoder.encoder_of(model, lambda what, *_: told.append(what))
    path = encoder.place(model)
    assert path is not None
    assert path.stem == model.digest
    assert len(told) == 4
    again = encoder.encoder_of(model, lambda *_: pytest.fail("taught again"))
    for name, weights in first.state_dict().items():
        assert_close(again.state_dict()[name], weights, rtol=0, atol=0)
    path.unlink()
    anew = encoder.encoder_of(model)
    assert_close(anew.head.weight, first.head.weight, rtol=0, atol=0)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ModelError, match=r"damaged .*Remove it"):
        encoder.encoder_of(model)


def test_a_lesson_that_is_broken_off_leaves_nothing(write_snapshot, tmp_path: Path):
    model = Model.load(write_snapshot(tmp_path, net="style", shape=(3, 16, 16), width=16))

    def impatient(_what: str, done: int, _of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encoder.encoder_of(model, impatient)
    assert not list(tmp_path.rglob("*encoders*"))


def test_lessons_help(tiny: Model):
    losses = list(encoder.learning(tiny, encoder.untrained(tiny), 40))
    assert sum(losses[-5:]) < 0.95 * sum(losses[:5])


@pytest.mark.parametrize("kind", ["colours", "lines", "keep"])
def test_proposals_follow_and_differ(tiny: Model, kind: str):
    wish = Wish(own(tiny, 5), kind, left())
    begun = begin(tiny, wish, 4, seed=1)
    states = list(proposing(tiny, wish, begun, steps=STEPS))
    assert states[-1].least < states[0].least
    assert float(nearest(states[-1].best).min()) >= FLOOR
    found = finish_proposals(tiny, wish, begun, states[-1])
    assert len({one.artwork.digest for one in found}) == 4
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(f"began at seed {one.seed}; follows " in one.line for one in found)
    assert tiny.render(found[0].sketch).digest == found[0].artwork.digest


def test_the_floor_holds_where_the_wish_would_have_them_all_alike(tiny: Model):
    wish = Wish(own(tiny, 5), "keep")
    *_, last = proposing(tiny, wish, begin(tiny, wish, 3), steps=60)
    assert float(nearest(last.best).min()) >= FLOOR


def test_the_same_seed_gives_the_same_answers_and_another_gives_others(tiny: Model):
    wish = Wish(own(tiny, 5), "colours")
    one, again, other = (propose(tiny, wish, 2, seed, steps=3) for seed in (1, 1, 2))
    assert [answer.sketch for answer in one] == [answer.sketch for answer in again]
    assert {answer.seed for answer in one} != {answer.seed for answer in other}


def test_a_wish_ignores_what_is_outside_its_mask(tiny: Model):
    other = np.where(left().numpy() > 0, own(tiny, 5), own(tiny, 6))
    one, same = (propose(tiny, Wish(levels, "colours", left()), 2, steps=3) for levels in (own(tiny, 5), other))
    assert [answer.sketch for answer in one] == [answer.sketch for answer in same]


def test_a_latent_far_out_is_called_so(tiny: Model):
    v = torch.full((1, tiny.layers, len(tiny.space.mean)), 2 * FAR)
    state = next(projecting(tiny, own(tiny, 1), start=v))
    found = finish(tiny, own(tiny, 1), None, state).report
    assert found.deviations["all"] == pytest.approx(2 * FAR)
    assert "farther than the model's own" in found.sentence


WRONG = {
    "another size": (np.zeros((3, 8, 8), np.uint8), None, "fit it first"),
    "another mask": (np.zeros((3, 16, 16), np.uint8), torch.ones(8, 8), r"wanted \(16, 16\)"),
    "no mask": (np.zeros((3, 16, 16), np.uint8), torch.zeros(16, 16), "the mask is empty"),
    "a mask of levels": (np.zeros((3, 16, 16), np.uint8), torch.full((16, 16), 255.0), "numbers in 0…1"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_is_one_sentence(tiny: Model, case: str):
    levels, mask, says = WRONG[case]
    with pytest.raises(SketchError, match=says):
        project(tiny, levels, mask)
    with pytest.raises(SketchError, match=says):
        propose(tiny, Wish(levels, "keep", mask))


def test_wishes_that_are_none(tiny: Model):
    with pytest.raises(SketchError, match="unknown kind of wish 'smell'; choose one of: colours, lines, keep"):
        propose(tiny, Wish(own(tiny, 1), "smell"))
    with pytest.raises(SketchError, match="ask for 1 to 24"):
        propose(tiny, Wish(own(tiny, 1), "keep"), 25)
