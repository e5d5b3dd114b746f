"""Taking turns in the studio: the model paints in its own zone alone, and only what is taken is a step."""

import base64
import io
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganvas.errors import GanvasError, SketchError
from ganvas.model.masks import draw_mask
from ganvas.model.model import Model
from ganvas.model.turns.board import Forward, Told
from ganvas.sketch import Box, Seed, Sketch
from ganvas.studio import session as sessions
from ganvas.studio.project import Project
from ganvas.studio.rooms.turns import told, why
from ganvas.studio.session import Session
from ganvas.studio.table import Turn, Turns, at
from ganvas.studio.words import speak
from tests.studio.sessions import with_session

LEFT, RIGHT = Box(left=0, top=0, right=0.4, bottom=1), Box(left=0.5, top=0, right=1, bottom=1)


@pytest.fixture(autouse=True)
def one_painter(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process is enough, and starts sooner."""
    monkeypatch.setattr(sessions, "PAINTERS", 1)


def at_table(project: Path, act: Callable[[Session, Turns], Awaitable[None]]) -> None:
    async def seated(session: Session) -> None:
        await session.do("seed", Sketch(latent=Seed(seed=3)))
        await act(session, session.shared(Turns))

    with_session(Project(project), seated)


def differs(one: np.ndarray, other: np.ndarray, where: np.ndarray) -> bool:
    return bool((one[where] != other[where]).any())


async def pixels(session: Session) -> np.ndarray:
    with Image.open(io.BytesIO(await session.paint(session.sketch))) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def cover(session: Session, mask: Box) -> np.ndarray:
    model = Model.load(session.models[session.name])
    return draw_mask(mask, *model.card.shape[1:], model.vectors.get).numpy()


def test_an_offer_moves_nothing_and_what_is_taken_changes_nothing_outside_its_zone(tmp_path: Path):
    async def act(session: Session, turns: Turns) -> None:
        await turns.claim("human", LEFT)
        await turns.claim("model", RIGHT)
        before, zone = await pixels(session), cover(session, RIGHT)
        await turns.ask()
        assert 1 <= len(turns.offers) <= 3
        assert (session.here, session.line) == (1, "3 psi=0.8")
        offer, event = turns.offers[0], await turns.take(0)
        assert event is not None
        assert (event.verb, event.actor, event.reason) == ("turn", "model", offer.why)
        after = await pixels(session)
        assert not differs(after, before, zone == 0)
        assert differs(after, before, zone > 0.9)
        with pytest.raises(SketchError, match="offers nothing"):
            await turns.take(0)
        await turns.ask()
        half = Box(left=0.5, top=0, right=1, bottom=0.5)
        await turns.take_part(0, half)
        partly = await pixels(session)
        assert not differs(partly, after, cover(session, half) == 0)
        assert differs(partly, after, cover(session, half) > 0.9)

    at_table(tmp_path / "p", act)


def test_an_answer_is_the_artists_and_stays_in_their_zone(tmp_path: Path):
    async def act(session: Session, turns: Turns) -> None:
        await turns.claim("model", RIGHT)
        await turns.ask()
        with pytest.raises(SketchError, match="no zone of yours"):
            await turns.answer(0)
        await turns.claim("human", LEFT)
        assert turns.offers == ()  # they were for other zones
        before, own, zone = await pixels(session), cover(session, LEFT), cover(session, RIGHT)
        await turns.ask()
        event = await turns.answer(0)
        assert event is not None
        assert (event.verb, event.actor) == ("answer", "human")
        after = await pixels(session)
        assert not differs(after, before, (own == 0) & (zone == 0))
        assert differs(after, before, own > 0.9)
        await turns.ask()
        here = session.here
        await turns.refuse()
        assert (session.here, turns.offers) == (here, ())
        assert [turn.did for turn in turns.log[-5:]] == ["offer", "take", "answer", "offer", "refuse"]
        session.history.check()

    at_table(tmp_path / "p", act)

    async def again(_session: Session, turns: Turns) -> None:
        assert (turns.table.mine, turns.table.model) == (LEFT, RIGHT)
        assert len(turns.log) == 8

    at_table(tmp_path / "p", again)


def test_how_forward_the_model_may_be(tmp_path: Path):
    async def act(session: Session, turns: Turns) -> None:
        with pytest.raises(GanvasError, match="no zone is the model's"):
            await turns.ask()
        await turns.claim("model", RIGHT)
        await turns.be(Forward(mode="silent"))
        with pytest.raises(SketchError, match="is to be silent"):
            await turns.ask()
        await turns.ask(False)
        await turns.be(Forward(mode="asked"))
        assert turns.left_s() is None
        await turns.ask(False)
        assert turns.offers == ()
        await turns.be(Forward(mode="every", wait_s=30))
        assert 28 <= (turns.left_s() or 0) <= 30
        await turns.ask(False)
        assert turns.offers == ()
        turns._moved -= 31  # half a minute of thought
        assert turns.left_s() == 0
        await turns.ask(False)
        assert turns.offers
        assert turns.left_s() is None
        assert session.here == 1
        await session.surprise()  # the artist moves: what was offered was for another picture
        assert turns.offers == ()
        assert (turns.left_s() or 0) > 25
        await turns.claim("model", None)
        assert turns.left_s() is None

    at_table(tmp_path / "p", act)


def test_what_a_hand_painted_is_a_mask(tmp_path: Path):
    async def act(_session: Session, turns: Turns) -> None:
        vector = RIGHT.model_dump(mode="json")
        assert await turns.mask_of(vector, "") == RIGHT
        assert await turns.mask_of(None, painted(np.zeros((32, 32)))) is None
        light = np.zeros((32, 32))
        light[:, 16:] = 255
        mask = await turns.mask_of(None, painted(light))
        assert mask is not None
        assert mask.kind == "painted"
        (png,) = await turns.drawn([mask], (32, 32))
        with Image.open(io.BytesIO(base64.b64decode(png))) as picture:
            assert (np.asarray(picture) == light).all()

    at_table(tmp_path / "p", act)


def painted(light: np.ndarray) -> str:
    file = io.BytesIO()
    Image.fromarray(light.astype(np.uint8)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def test_a_line_that_was_cut_short_does_not_lose_the_log(tmp_path: Path):
    place = tmp_path / "p" / "turns"
    place.mkdir(parents=True)
    turn = Turn(at=at(), who="human", did="refuse")
    (place / "log.jsonl").write_text(turn.to_json(indent=None) + "\n" + json.dumps({"who": "nobody"}) + '\n{"at"')

    async def act(_session: Session, turns: Turns) -> None:
        assert turns.log == [turn]

    at_table(tmp_path / "p", act)


def test_turns_are_told_in_words():
    one = Told(tone=-0.11, ink=0.2, likeness=0.73, part="left third", mirrored=True, seam=1.04, outside=0)
    assert (
        why(one) == "mirrors your left third (0.73) · 11% darker · livelier · its edge shows (1.0 times a usual step)"
    )
    offer = Turn(at=at(), who="model", did="offer", intent="contrast", told=one)
    assert told(offer).startswith("The model offered a contrast: mirrors your left third")
    assert told(Turn(at=at(), who="human", did="forward", why="every 20 s")).endswith("after a while (20 s).")
    speak("zh")
    try:
        assert "左三分之一" in told(offer)
        assert told(Turn(at=at(), who="human", did="release", why="model")) == "你收回了模型的分区。"
    finally:
        speak("en")
