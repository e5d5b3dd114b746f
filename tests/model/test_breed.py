"""Litters: the same by seed, varied by a floor, true to what is locked, and bounded over a hundred rounds."""

import json
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from ganvas.errors import SketchError
from ganvas.media.image.encode import read_text
from ganvas.model.breed import Board, Breeding, breed, depth, first_board, next_board, paint_board, read_board, settle
from ganvas.model.breed import litter as litters
from ganvas.model.breed.litter import FLOOR, diversity
from ganvas.model.model import Model
from ganvas.sketch import Blend, Cross, Mean, Mutate, Seed, Share, Sketch, Vector, layer_slice, nodes
from tests.conftest import save_snapshot
from tests.model.styled import styled

seeds = st.integers(0, 2**32 - 1)
groups = st.sampled_from([(), ("coarse",), ("fine",), ("coarse", "fine"), ("middle",)])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return styled(tmp_path_factory.mktemp("house") / "run")


@pytest.fixture
def fresh(tmp_path: Path) -> Model:
    return styled(tmp_path / "run")


def some(*numbers: int) -> list[Seed]:
    return [Seed(seed=number) for number in numbers]


def test_the_same_seed_breeds_the_same(house: Model):
    first = breed(house, some(3, 7), 5)
    assert first == breed(house, some(3, 7), 5)
    assert first.latents != breed(house, some(3, 7), 6).latents
    assert first.latents != breed(house, some(7, 3), 5).latents
    assert type(first).model_validate_json(first.to_json()) == first


def test_twelve_children_of_their_parents_and_two_strangers(house: Model):
    litter = breed(house, some(3, 7, 9), 5)
    assert len(litter.latents) == 14
    for child in litter.latents[:12]:
        assert isinstance(child, Mutate)
        assert isinstance(child.latent, Cross)
        assert child.latent.parents == tuple(some(3, 7, 9))
        assert child.strength == 0.4
    assert all(isinstance(stranger, Seed) for stranger in litter.latents[12:])
    (only,) = {type(child.latent) for child in breed(house, some(3), 5).latents[:12]}
    assert only is Seed


@settings(max_examples=15)
@given(parents=st.lists(seeds, min_size=1, max_size=3, unique=True), seed=seeds, locked=groups,
       strength=st.sampled_from([0.05, 0.2, 0.5, 1.0]))  # fmt: skip
def test_a_board_is_never_of_one_face(house: Model, parents, seed: int, locked, strength: float):
    """No two are nearer than FLOOR times the usual distance of mutants; each pair is measured here again."""
    litter = breed(house, some(*parents), seed, Breeding(strength=strength, locked=locked))
    assert litter.apart >= FLOOR * strength
    if not locked:
        assert diversity(house, litter.latents) == pytest.approx(litter.apart)


def test_without_the_floor_boards_would_be_more_alike(house: Model, monkeypatch: pytest.MonkeyPatch):
    with_floor = [breed(house, some(3, 7), seed).apart for seed in range(8)]
    monkeypatch.setattr(litters, "FLOOR", 0.0)
    without = [breed(house, some(3, 7), seed).apart for seed in range(8)]
    assert min(with_floor) >= 0.28 > min(without)


@given(locked=groups.filter(bool), seed=seeds)
@settings(max_examples=10)
def test_locked_layers_are_the_first_parents(house: Model, locked, seed: int):
    litter = breed(house, some(3, 7), seed, Breeding(locked=locked))
    parent = house.latent(Seed(seed=3))
    free = list(range(house.layers))
    for group in locked:
        for child in litter.latents[:12]:
            part = layer_slice(group, house.layers)
            assert_close(house.latent(child)[part], parent[part], rtol=0, atol=0)
        free = [row for row in free if row not in range(house.layers)[layer_slice(group, house.layers)]]
    for child in litter.latents[:12]:
        assert not torch.isclose(house.latent(child)[free], parent[free]).all(1).any()


@pytest.mark.parametrize("count", [0, 4])
def test_a_child_has_one_to_three_parents(house: Model, count: int):
    with pytest.raises(SketchError, match=f"1 to 3 parents; got {count}"):
        breed(house, some(*range(count)), 0)


def test_without_layers_nothing_can_be_locked(tmp_path: Path):
    model = Model.load(save_snapshot(tmp_path))
    with pytest.raises(SketchError, match="no layers of style to lock"):
        breed(model, some(1), 0, Breeding(locked=("coarse",)))
    assert len({model.render(Sketch(latent=one)).digest for one in breed(model, some(1, 2), 0).latents}) == 14


def test_a_long_ancestry_settles_and_is_not_lost(house: Model):
    grown = Seed(seed=1)
    for number in range(6):
        assert settle(house, grown) == grown
        grown = Mutate(latent=grown, strength=0.3, seed=number)
    assert depth(grown) == 7
    settled = settle(house, grown)
    assert isinstance(settled, Vector)
    assert_close(house.latent(settled), house.latent(grown), rtol=0, atol=1e-6)
    wide = Blend(of=tuple(Share(latent=one, weight=1) for one in some(*range(50))))
    assert isinstance(settle(house, wide), Vector)
    litter = breed(house, [grown, Mean()], 0)
    assert litter.parents == (settled, Mean())
    assert litter.settled == {settled.digest: grown}


def test_a_hundred_rounds_stay_small_and_every_ancestor_is_known(house: Model):
    breeding = Breeding(children=3, strangers=1, locked=("middle",))
    board, deepest, largest, known = first_board(house, some(1, 2), 9, breeding), 0, 0, {}
    for number in range(100):
        assert board.round == number + 1
        known |= board.litter.settled
        for latent in board.litter.latents:
            deepest, largest = max(deepest, depth(latent)), max(largest, sum(1 for _ in nodes(latent)))
        board = next_board(house, board, (1, 2, 3))
    assert 6 < deepest <= 9
    assert largest <= 150
    assert len(known) > 30
    for digest, expression in known.items():
        values = house.vectors.get(digest)
        assert_close(values, house.latent(expression), rtol=0, atol=1e-5)
    Sketch(latent=board.litter.latents[0])  # of a depth that sketches take
    assert len(board.to_json()) < 100_000


def test_a_board_goes_on_from_its_file_alone(fresh: Model, tmp_path: Path):
    board = first_board(fresh, some(3, 7), 1, Breeding(strength=0.6))
    for picks in ((1, 2), (3,), (4, 5, 6), (2, 1), (3, 9)):
        board = next_board(fresh, board, picks)
    path = paint_board(fresh, board, tmp_path / "out")
    assert path == tmp_path / "out" / "board-006.json"
    assert read_board(path) == board
    assert read_text(path.with_suffix(".png").read_bytes())["Software"] == "Ganvas board"
    lines = path.with_suffix(".jsonl").read_text().splitlines()
    again = Model.load(tmp_path / "run")
    assert [again.render(Sketch.read(line)).digest for line in lines] == [
        fresh.render(sketch).digest for sketch in board.sketches
    ]
    elsewhere = styled(tmp_path / "elsewhere")  # the same weights, and no vectors beside them
    assert next_board(elsewhere, read_board(path), (1, 8)) == next_board(fresh, board, (1, 8))


def test_the_chain_of_boards_tells_where_a_child_comes_from(house: Model):
    first = first_board(house, some(3, 7), 1)
    second = next_board(house, first, (5, 13))
    assert second.previous == first.fingerprint
    assert second.picked == (5, 13)
    assert second.litter.parents == (first.litter.latents[4], first.litter.latents[12])


@pytest.mark.parametrize("picks", [(), (0,), (15,), (1, 1), (1, 2, 3, 4)])
def test_picks_are_on_the_board(house: Model, picks):
    with pytest.raises(SketchError, match="pick one to three different numbers from 1 to 14"):
        next_board(house, first_board(house, some(1)), picks)


def test_another_model_is_refused(house: Model, tmp_path: Path):
    other = styled(tmp_path / "other", seed=4)
    with pytest.raises(SketchError, match="go on with the one that painted it"):
        next_board(other, first_board(house, some(1)), (1,))


def test_a_round_that_is_there_is_kept(house: Model, tmp_path: Path):
    paint_board(house, first_board(house, some(1)), tmp_path)
    before = (tmp_path / "board-001.json").read_bytes()
    paint_board(house, first_board(house, some(1)), tmp_path)
    with pytest.raises(SketchError, match="is there already and holds another round"):
        paint_board(house, first_board(house, some(2)), tmp_path)
    assert (tmp_path / "board-001.json").read_bytes() == before
    paint_board(house, first_board(house, some(2)), tmp_path, overwrite=True)
    assert (tmp_path / "board-001.json").read_bytes() != before
    music = Model(house._generator, house.card.but(medium="music"), house.digest)
    with pytest.raises(SketchError, match="this model makes music"):
        paint_board(music, first_board(music, some(1)), tmp_path / "music")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:100],
        lambda text: text.replace('"version": 1', '"version": 2'),
        lambda text: json.dumps(json.loads(text) | {"strange": 1}),
        lambda text: json.dumps(json.loads(text) | {"picked": [1]}),
    ],
)
def test_a_damaged_board_is_one_sentence(house: Model, tmp_path: Path, damage):
    path = paint_board(house, first_board(house, some(1)), tmp_path)
    path.write_text(damage(path.read_text()))
    with pytest.raises(SketchError, match="no board that this version reads"):
        read_board(path)
    with pytest.raises(SketchError, match="cannot be read"):
        read_board(tmp_path / "absent.json")


def test_a_stored_board_still_reads():
    path = Path(__file__).parent / "fixtures" / "board-1.json"
    board = read_board(path)
    assert isinstance(board, Board)
    assert board.to_json() == path.read_text()
