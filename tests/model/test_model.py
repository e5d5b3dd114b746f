import random
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from ganvas import snapshot
from ganvas.artwork import Artwork
from ganvas.errors import ModelError, SketchError
from ganvas.model.model import Model
from ganvas.sketch import Blend, Mean, Seed, Share, Sketch, Walk

numbers = st.integers(0, 2**32 - 1)


def seed_sketch(seed: int, psi: float = 0.8) -> Sketch:
    return Sketch(latent=Seed(seed=seed), psi=psi)


@settings(max_examples=20)
@given(seeds=st.lists(numbers, min_size=1, max_size=8, unique=True), order=st.randoms(use_true_random=False))
def test_a_seed_ignores_its_neighbors_and_their_order(model: Model, seeds: list[int], order: random.Random):
    alone = {seed: model.render(seed_sketch(seed)).digest for seed in seeds}
    shuffled = order.sample(seeds, len(seeds))
    together = model.render_many(seed_sketch(seed) for seed in shuffled)
    assert {art.sketch.latent.seed: art.digest for art in together} == alone


PAINT = """
import sys, torch
torch.set_num_threads(int(sys.argv[3]))
torch.rand(7)
from ganvas import Model, Seed, Sketch
model = Model.load(sys.argv[1])
for seed in sys.argv[2].split(","):
    print(model.render(Sketch(latent=Seed(seed=int(seed)))).digest)
"""


def test_a_seed_is_the_same_picture_in_another_process(model: Model, run_folder: Path):
    seeds, threads = (99, 0, 2**32 - 1), torch.get_num_threads() + 2
    called = [sys.executable, "-c", PAINT, str(run_folder), ",".join(map(str, seeds)), str(threads)]
    there = subprocess.run(called, check=True, capture_output=True, text=True).stdout.split()
    assert there == [model.render(seed_sketch(seed)).digest for seed in seeds]


def test_threads_may_paint_at_once(model: Model):
    sketches = [seed_sketch(seed) for seed in range(12)]
    alone = [art.digest for art in model.render_many(sketches)]
    with ThreadPoolExecutor(4) as pool:
        assert [art.digest for art in pool.map(model.render, sketches)] == alone


def test_painting_leaves_threads_chance_and_gradients_alone(run_folder: Path):
    threads, chance = torch.get_num_threads(), torch.get_rng_state()
    Model.load(run_folder).render(seed_sketch(1))
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), chance)
    assert torch.is_grad_enabled()


def test_seeds_differ_and_the_mean_is_psi_zero(model: Model):
    arts = [model.render(seed_sketch(seed)) for seed in range(4)]
    assert len({art.digest for art in arts}) == 4
    mean = model.render(Sketch(latent=Mean()))
    assert {model.render(seed_sketch(seed, psi=0)).digest for seed in range(4)} == {mean.digest}
    assert model.render(seed_sketch(1, psi=1)).digest != model.render(seed_sketch(1, psi=0.5)).digest


def test_an_artwork_says_where_it_comes_from(model: Model):
    sketch = Sketch(latent=Blend(of=(Share(latent=Seed(seed=1), weight=1), Share(latent=Mean(), weight=2))))
    art = model.render(sketch)
    assert art.levels.shape == model.card.shape
    assert art.levels.dtype == np.uint8
    assert art.sketch == sketch
    assert (art.origin.model, art.origin.corpus, art.origin.seen) == (model.digest, "c" * 64, 640)
    again = Artwork.read_sketch(art.encode())
    assert model.render(again).digest == art.digest


def test_a_loop_comes_back_to_its_first_frame(model: Model):
    walk = Walk(keys=(Seed(seed=3), Seed(seed=7), Seed(seed=12)), closed=True)
    assert model.render(Sketch(latent=walk.but(at=1))).digest == model.render(Sketch(latent=walk)).digest


def test_a_walk_starts_at_its_key(model: Model):
    walk = Walk(keys=(Seed(seed=3), Seed(seed=7)), curve="slerp")
    assert np.allclose(model.latent(walk), model.latent(Seed(seed=3)))
    assert model.latent(walk).dtype == torch.float32
    assert model.latent(walk).shape == (8,)


def test_a_deep_latent_is_refused(model: Model):
    latent = Seed(seed=1)
    for _ in range(17):
        latent = Blend(of=(Share(latent=latent, weight=1),))
    with pytest.raises(SketchError, match="nested"):
        model.latent(latent)


def test_load_takes_a_run_a_folder_or_a_file(run_folder: Path, model: Model):
    newest, older = snapshot.find(run_folder)

    class Run:
        path = run_folder

    for source in (str(run_folder), run_folder, Run(), newest.parent, newest):
        assert Model.load(source).digest == model.digest
    assert Model.load(older).digest != model.digest


def test_load_finds_a_snapshot_by_its_digest(run_folder: Path, model: Model):
    _, older = snapshot.find(run_folder)
    wanted = Model.load(older).digest
    assert Model.load(run_folder, wanted).digest == wanted
    with pytest.raises(ModelError, match=f"{wanted[:12]} is wanted") as caught:
        Model.load(run_folder / "snapshots" / "000000640", wanted)
    assert model.digest[:12] in str(caught.value)


@pytest.mark.parametrize("name", ["mlp", "dcgan", "patch"])
@pytest.mark.parametrize("shape", [(1, 16, 16), (3, 32, 32)])
def test_every_pair_can_be_saved_loaded_and_painted(tmp_path: Path, write_snapshot, name: str, shape: tuple[int, ...]):
    file = write_snapshot(tmp_path, net=name, shape=shape)
    assert Model.load(file).render(seed_sketch(1)).digest == Model.load(file).render(seed_sketch(1)).digest


@pytest.mark.parametrize(
    "changes", [{"width": 64}, {"depth": 2}, {"z_dim": 9}, {"net": "dream"}, {"shape": (1, 3)}, {"width": 65_536}]
)
def test_a_card_that_does_not_fit_its_weights_is_one_sentence(
    tmp_path: Path, run_folder: Path, changes: dict[str, object]
):
    card, state, _ = snapshot.load(snapshot.find(run_folder)[0])
    snapshot.save(tmp_path / "false", state, card.but(**changes))
    with pytest.raises(ModelError) as caught:
        Model.load(tmp_path / "false")
    assert "\n" not in str(caught.value)
    assert str(tmp_path / "false") in str(caught.value)


class Fixed(nn.Module):
    def __init__(self, sample: torch.Tensor) -> None:
        super().__init__()
        self.sample = sample

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.sample.expand(len(z), *self.sample.shape)


def test_a_generator_that_breaks_its_word_is_refused(model: Model):
    for sample, says in ((torch.zeros(1, 8, 8), "its card says"), (torch.full((1, 16, 16), torch.nan), "not finite")):
        with pytest.raises(ModelError, match=says):
            Model(Fixed(sample), model.card, "d" * 64).render(seed_sketch(1))
    assert Model(Fixed(torch.ones(1, 16, 16)), model.card, "d" * 64).render(seed_sketch(1)).levels.min() == 255


def test_an_absent_device_is_one_sentence(run_folder: Path):
    with pytest.raises(ModelError, match=r"device 'abacus' is not on this machine; choose one of: auto, cpu"):
        Model.load(run_folder, device="abacus")


def test_no_thread_waits_for_ever(model: Model):  # an error while painting must free the one painter
    broken = Model(Fixed(torch.zeros(2)), model.card, "d" * 64)
    with pytest.raises(ModelError):
        broken.render(seed_sketch(1))
    painter = threading.Thread(target=model.render, args=(seed_sketch(1),), daemon=True)
    painter.start()
    painter.join(10)
    assert not painter.is_alive()
