import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganvas.bases import base
from ganvas.errors import SketchError
from ganvas.model.model import Model
from ganvas.model.turns import telling
from ganvas.model.turns.board import Board, Forward, Proposal, Zone, painted_over, take
from ganvas.model.turns.play import propose, take_part
from ganvas.sketch import Box, Mean, Oval, Region, Seed, Sketch

LEFT, RIGHT = Box(left=0, top=0, right=0.5, bottom=1), Box(left=0.5, top=0, right=1, bottom=1)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load(base())


@pytest.fixture(scope="module")
def board() -> Board:
    return Board(
        sketch=Sketch(latent=Seed(seed=9)),
        zones=(Zone(mask=LEFT, owner="human"), Zone(mask=RIGHT, owner="model", name="yours")),
    )


@pytest.fixture(scope="module")
def offers(model: Model, board: Board) -> tuple[Proposal, ...]:
    return propose(model, board, "echo", seed=1)


def levels(model: Model, sketch: Sketch) -> np.ndarray:
    return model.render(sketch).levels.astype(int)


@pytest.mark.parametrize("intent", ["echo", "contrast", "continue"])
def test_nothing_outside_the_zone_changes(model: Model, board: Board, intent: str):
    before = levels(model, board.sketch)
    for offer in propose(model, board, intent, seed=2):
        after = levels(model, offer.sketch)
        assert (after[..., :32] == before[..., :32]).all()
        assert np.abs(after[..., 36:] - before[..., 36:]).mean() > 1
        assert offer.told.outside == 0


def test_the_same_turn_is_the_same_offers(model: Model, board: Board, offers: tuple[Proposal, ...]):
    assert propose(model, board, "echo", seed=1) == offers
    assert propose(model, board, "echo", seed=2) != offers


def test_offers_differ_from_each_other(model: Model, offers: tuple[Proposal, ...]):
    assert len(offers) == 3
    shown = [levels(model, offer.sketch)[..., 36:] for offer in offers]
    for k, one in enumerate(shown):
        assert all(np.abs(one - other).mean() > 1 for other in shown[:k])


def test_each_does_what_it_was_asked(model: Model, board: Board):
    """Of the best offers: an echo is most like the artist's part, a contrast least, and to go on has the least seam."""
    best = {intent: propose(model, board, intent, seed=1)[0].told for intent in ("echo", "contrast", "continue")}
    assert best["echo"].likeness == max(told.likeness for told in best.values())
    assert best["contrast"].likeness == min(told.likeness for told in best.values())
    assert best["continue"].seam == min(told.seam for told in best.values())


def test_what_is_said_is_what_was_measured(offers: tuple[Proposal, ...]):
    for offer in offers:
        assert "\n" not in offer.why
        assert f"{offer.told.likeness:.2f}" in offer.why
        assert ("darker" in offer.why) == (offer.told.tone < -telling.TONE)
        assert ("lighter" in offer.why) == (offer.told.tone > telling.TONE)


def test_taking_all_of_it(board: Board, offers: tuple[Proposal, ...]):
    assert take(board, offers[1]).sketch == offers[1].sketch
    moved = board.but(sketch=board.sketch.but(psi=0.3))
    with pytest.raises(SketchError, match="has changed since"):
        take(moved, offers[1])
    with pytest.raises(SketchError, match="no longer the model's"):
        take(board.but(zones=board.zones[:1]), offers[1])


def test_taking_a_part_of_it(model: Model, board: Board, offers: tuple[Proposal, ...]):
    upper = Box(left=0, top=0, right=1, bottom=0.5)
    taken = levels(model, take_part(model, board, offers[0], upper).sketch)
    before, whole = levels(model, board.sketch), levels(model, offers[0].sketch)
    assert (taken[:, 32:] == before[:, 32:]).all()
    assert (taken[..., :32] == before[..., :32]).all()
    assert np.abs(taken - before).sum() > 0
    assert np.abs(whole[:, 32:] - before[:, 32:]).sum() > 0
    with pytest.raises(SketchError, match="outside the zone"):
        take_part(model, board, offers[0], LEFT)


def test_an_answer_goes_on_from_what_was_taken(model: Model, board: Board, offers: tuple[Proposal, ...]):
    taken = take(board, offers[0])
    mine = Region(mask=Oval(left=0.1, top=0.1, right=0.4, bottom=0.6), latent=Seed(seed=3))
    answered = taken.but(sketch=painted_over(taken.sketch, mine))
    again = propose(model, answered, "echo", seed=3)[0]
    assert len(again.sketch.latent.over) == 3
    assert (levels(model, again.sketch)[..., :30] == levels(model, answered.sketch)[..., :30]).all()


def test_what_the_artist_claims_is_not_the_models(model: Model, board: Board):
    claimed = board.claim(Zone(mask=Box(left=0.5, top=0, right=1, bottom=0.5), owner="human"))
    before = levels(model, claimed.sketch)
    for offer in propose(model, claimed, "contrast", seed=1):
        assert (levels(model, offer.sketch)[:, :32] == before[:, :32]).all()
    everything = board.claim(Zone(mask=Box(left=0, top=0, right=1, bottom=1), owner="human"))
    with pytest.raises(SketchError, match="give it more room"):
        propose(model, everything)


def test_zones_that_are_not_the_models(model: Model, board: Board):
    with pytest.raises(SketchError, match="no zone is the model's"):
        propose(model, board.but(zones=()))
    with pytest.raises(SketchError, match=r"zone 0 is not the model's; its zones are 1"):
        propose(model, board, zone=0)


def test_a_piece_has_a_limit(board: Board):
    sketch, region = board.sketch, Region(mask=LEFT, latent=Mean())
    for _ in range(64):
        sketch = painted_over(sketch, region)
    with pytest.raises(SketchError, match="has 64 regions"):
        painted_over(sketch, region)


@given(st.booleans(), st.floats(0, 100))
def test_how_forward_the_model_may_be(asked: bool, idle_s: float):
    assert not Forward(mode="silent").may(asked, idle_s)
    assert Forward(mode="asked").may(asked, idle_s) == asked
    assert Forward(mode="every", wait_s=20).may(asked, idle_s) == (asked or idle_s >= 20)


def test_a_board_goes_both_ways(board: Board, offers: tuple[Proposal, ...]):
    assert Board.model_validate_json(board.to_json()) == board
    assert Proposal.model_validate_json(offers[0].to_json()) == offers[0]


def test_telling_golden():
    """Left white but for a black row, right the same mirrored: likeness 1, and no tone beside the artist's."""
    picture = np.ones((16, 32))
    picture[4, :10] = 0
    after = picture.copy()
    after[4, 22:] = 0
    inside, artist = np.zeros((16, 32)), np.zeros((16, 32))
    inside[:, 16:], artist[:, :16] = 1, 1
    told = telling.measure(picture, after, inside, artist)
    assert told.part == "left third"
    assert told.outside == 0
    assert told.tone == pytest.approx(0)
    assert told.ink == pytest.approx(0)


@given(st.integers(1, 40), st.integers(1, 40))
def test_telling_takes_any_shape(height: int, width: int):
    random = np.random.default_rng(0)
    before, after = random.random((2, height, width))
    zone = np.zeros((height, width))
    zone[:, width // 2 :] = 1
    told = telling.measure(before, after, zone, 1 - zone)
    assert -1 <= told.likeness <= 1
    assert told.seam >= 0
    for intent in ("echo", "contrast", "continue"):
        assert telling.sentence(intent, told)
