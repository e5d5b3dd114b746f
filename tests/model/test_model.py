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
from torch.testing import assert_close

from ganvas import seeds, snapshot
from ganvas.artwork import Artwork
from ganvas.errors import ModelError, SketchError
from ganvas.media.levels import to_levels
from ganvas.model.model import Model
from ganvas.nets import NETS
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
    assert model.latent(walk).shape == (1, 8)


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


@pytest.mark.parametrize(("name", "classes"), [(name, 0) for name in NETS] + [("r3gan", 3), ("style", 3)])
@pytest.mark.parametrize("shape", [(1, 16, 16), (3, 32, 32)])
def test_every_pair_can_be_saved_loaded_and_painted(
    tmp_path: Path, write_snapshot, name: str, classes: int, shape: tuple[int, ...]
):
    of_pair = shape[:2] if name == "line" else shape
    file = write_snapshot(tmp_path, net=name, shape=of_pair, classes=classes, wide_stages=2)
    model, again = Model.load(file), Model.load(file)
    arts = [model.render(seed_sketch(seed)) for seed in range(3)]
    assert len({art.digest for art in arts}) == 3
    assert again.render(seed_sketch(1)).digest == arts[1].digest


@pytest.fixture(scope="module")
def styled(tmp_path_factory: pytest.TempPathFactory, write_snapshot) -> Model:
    return Model.load(write_snapshot(tmp_path_factory.mktemp("styled"), net="style"))


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory, write_snapshot) -> Model:
    return Model.load(write_snapshot(tmp_path_factory.mktemp("labelled"), net="style", classes=3))


def test_psi_acts_on_styles(styled: Model):
    """w = mean + psi · (w − mean): 0 is the average style, 1 is what the generator paints from z."""
    generator, z = styled._generator, seeds.latents([5], 8)
    with torch.no_grad():
        w = generator.map(z)
        many = generator.map(torch.randn(20_000, 8, generator=torch.Generator().manual_seed(0)))[:, 0]
        mean = styled.latent(Mean())
        assert_close(mean[0], many.mean(0), rtol=0, atol=0.05 * float(many.std()))
        assert_close(styled.latent(Seed(seed=5)), w[0])
        for psi, style in ((1.0, w), (0.0, mean.expand_as(w)), (0.5, (w + mean) / 2)):
            wanted = torch.as_tensor(to_levels(generator.paint(style)[0]))
            found = torch.as_tensor(styled.render(seed_sketch(5, psi)).levels)
            assert_close(found.float(), wanted.float(), rtol=0, atol=1)


def test_a_style_that_is_given_out_can_take_part_in_a_gradient(styled: Model):
    w = styled.latent(Seed(seed=1)).requires_grad_(True)
    w.square().sum().backward()
    assert w.shape == (styled.layers, 8)


def test_styles_are_blended_around_the_mean(styled: Model):
    """By 1 : 1 the way from the mean is that of (a − mean) + (b − mean), as long as the two are on average."""
    a, b, mean = (styled.latent(one) for one in (Seed(seed=1), Seed(seed=2), Mean()))
    shares = (Share(latent=Seed(seed=1), weight=1), Share(latent=Seed(seed=2), weight=1))
    way = a + b - 2 * mean
    length = ((a - mean)[0].norm() + (b - mean)[0].norm()) / 2
    assert_close(styled.latent(Blend(of=shares)), mean + way / way[0].norm() * length, rtol=1e-4, atol=1e-5)
    assert styled.render(Sketch(latent=Blend(of=shares[:1]), psi=1)).digest == styled.render(seed_sketch(1, 1)).digest


@settings(max_examples=10)
@given(numbers)
def test_psi_zero_is_the_mean_of_styles(styled: Model, seed: int):
    assert styled.render(seed_sketch(seed, psi=0)).digest == styled.render(Sketch(latent=Mean())).digest


def test_walks_go_through_styles(styled: Model):
    walk = Walk(keys=(Seed(seed=3), Mean(), Seed(seed=7)), curve="slerp")
    assert_close(styled.latent(walk), styled.latent(Seed(seed=3)))
    assert_close(styled.latent(walk.but(at=1)), styled.latent(Seed(seed=7)))


def test_the_seeds_of_a_labelled_model_go_through_its_classes(labelled: Model):
    generator = labelled._generator
    with torch.no_grad():
        for seed in (0, 1, 2, 5):
            w = generator.map(seeds.latents([seed], 8), torch.tensor([seed % 3]))
            assert_close(labelled.latent(Seed(seed=seed)), w[0])
        z = torch.randn(9_000, 8, generator=torch.Generator().manual_seed(0))
        of_class = [generator.map(z, torch.full((len(z),), label))[:, 0].mean(0) for label in range(3)]
    assert_close(labelled.latent(Mean())[0], torch.stack(of_class).mean(0), rtol=0, atol=0.05)


@settings(max_examples=10)
@given(given_seeds=st.lists(numbers, min_size=2, max_size=4, unique=True))
def test_a_style_ignores_its_neighbors(styled: Model, given_seeds: list[int]):
    alone = [styled.render(seed_sketch(seed)).digest for seed in given_seeds]
    together = styled.render_many(seed_sketch(seed) for seed in reversed(given_seeds))
    assert [art.digest for art in together] == alone[::-1]


def test_a_model_with_styles_is_the_same_in_another_process(styled: Model, tmp_path: Path, write_snapshot):
    file, threads = write_snapshot(tmp_path, net="style"), torch.get_num_threads() + 2
    called = [sys.executable, "-c", PAINT, str(file), "1,2", str(threads)]
    there = subprocess.run(called, check=True, capture_output=True, text=True).stdout.split()
    assert there == [styled.render(seed_sketch(seed)).digest for seed in (1, 2)]


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
