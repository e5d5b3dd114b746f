"""Breeding in the studio: rounds that are steps, and a taste that learns beside them and moves nothing."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from ganvas.errors import GanvasError, SketchError
from ganvas.model.breed import read_board
from ganvas.model.model import Model
from ganvas.model.taste import read_taste
from ganvas.sketch import Regions, Seed, Sketch
from ganvas.sketch.line import read_line
from ganvas.studio import session as sessions
from ganvas.studio.looks import look_of
from ganvas.studio.nursery import Nursery, Parent, bare, read_round
from ganvas.studio.project import Project
from ganvas.studio.session import Session
from ganvas.studio.taster import Taster
from tests.studio.sessions import with_session


@pytest.fixture(autouse=True)
def one_painter(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process is enough, and starts sooner."""
    monkeypatch.setattr(sessions, "PAINTERS", 1)


def in_nursery(project: Path, act: Callable[[Session, Nursery], Awaitable[None]]) -> None:
    with_session(Project(project), lambda session: act(session, session.shared(Nursery)))


async def proposed(taster: Taster) -> None:
    while taster.busy:
        await asyncio.sleep(0.02)
    assert not taster.fault


def test_looking_is_no_step_and_is_the_same_again(tmp_path: Path):
    async def act(session: Session, nursery: Nursery) -> None:
        now = await nursery.now()
        assert (now.node, now.number, len(now.sketches), now.strangers) == (0, 1, 12, 2)
        assert [now.is_stranger(place) for place in (0, 9, 10, 11)] == [False, False, True, True]
        assert len(session.history) == 0
        assert not (session.project.path / "breed").exists()
        assert (await Nursery(session).now()).sketches == now.sketches
        await nursery.adjust(strength=0.9)
        assert (await nursery.now()).sketches != now.sketches

    in_nursery(tmp_path / "p", act)


def test_every_round_is_a_step_that_one_can_go_back_to(tmp_path: Path):
    async def act(session: Session, nursery: Nursery) -> None:
        first = await nursery.now()
        await nursery.pick(3)
        assert session.sketch == first.sketches[3]
        assert (await nursery.now()).sketches == first.sketches
        nursery.choose([Parent(first.sketches[place], place) for place in (5, 7)])
        bred = await nursery.breed()
        assert (bred.verb, bred.actor, bred.reason) == ("breed", "human", "round 2, of 6, 8")
        second = await nursery.now()
        assert (second.node, second.number) == (bred.id, 2)
        assert second.parents == (first.sketches[5], first.sketches[7])
        assert nursery.chosen == ()
        await nursery.breed()  # of the lead parent alone: another round, though the picture is the same
        third = await nursery.now()
        assert (third.number, len(third.parents)) == (3, 1)
        await session.undo()
        assert (await nursery.now()).sketches == second.sketches
        await session.undo()
        assert (await nursery.now()).sketches == first.sketches
        await session.do("seed", Sketch(latent=Seed(seed=99)))
        assert (await nursery.now()).number == 1
        await session.go(third.node)
        assert (await nursery.now()).sketches == third.sketches
        session.history.check()

    in_nursery(tmp_path / "p", act)

    async def again(_session: Session, nursery: Nursery) -> None:
        assert [one.number for one in await nursery.rounds()] == [1, 2, 3]
        assert (await nursery.now()).number == 3

    in_nursery(tmp_path / "p", again)
    boards = [read_board(path) for path in sorted((tmp_path / "p" / "breed").glob("0*.json"))]
    assert [board.round for board in boards] == [1, 2, 3]  # as the command line reads them
    assert boards[1].picked == (6, 8)


def test_a_child_is_kept_without_moving_the_artist(tmp_path: Path):
    async def act(session: Session, nursery: Nursery) -> None:
        await session.do("seed", Sketch(latent=Seed(seed=5)))
        now = await nursery.now()
        assert await nursery.keep(4)
        assert (session.here, session.line) == (1, "5 psi=0.8")
        (kept,) = await nursery.palette()
        assert kept.after == now.sketches[4]
        assert kept.reason == "child 5 of round 1"
        assert not await nursery.keep(4)
        assert await nursery.palette() == []

    in_nursery(tmp_path / "p", act)


def test_parents_come_from_the_palette_and_from_seeds_and_are_three_at_most(tmp_path: Path):
    async def act(session: Session, nursery: Nursery) -> None:
        await session.do("seed", Sketch(latent=Seed(seed=5)))
        await session.do("seed", Sketch(latent=Seed(seed=6)))
        nursery.add(Parent(read_line("5"), node=1))
        nursery.add(Parent(read_line("77")))
        nursery.add(Parent(read_line("77")))
        assert len(nursery.chosen) == 2
        nursery.add(Parent(read_line("78")))
        with pytest.raises(SketchError, match="3 parents are chosen already"):
            nursery.add(Parent(read_line("79")))
        bred = await nursery.breed()
        assert bred.parents == (2, 1)
        assert bred.after == read_line("5")
        assert (await nursery.now()).number == 2

    in_nursery(tmp_path / "p", act)


def test_locked_layers_stay(tmp_path: Path):
    async def act(session: Session, nursery: Nursery) -> None:
        await nursery.adjust(locked=["coarse", "middle"])
        now = await nursery.now()
        model = Model.load(session.models[session.name])
        own = model.latent(session.sketch.latent)
        for child in now.sketches[:10]:
            changed = (model.latent(child.latent) != own).any(1).tolist()
            assert changed == [False] * 5 + [True] * 3

    in_nursery(tmp_path / "p", act)


def test_what_was_painted_over_a_picture_is_left_behind():
    painted = read_line("regions(3, on(box(0, 0, 0.5, 1), 4)) psi=0.7")
    assert isinstance(painted.latent, Regions)
    assert bare(painted) == read_line("3 psi=0.7")


def test_a_damaged_round_is_left_out(tmp_path: Path):
    (tmp_path / "000003-abc.json").write_text("{")
    assert read_round(tmp_path / "000003-abc.json") is None


def test_a_board_is_painted_once(tmp_path: Path):
    async def act(session: Session, nursery: Nursery) -> None:
        sketches = (await nursery.now()).sketches
        board = await look_of(session, sketches, 4, 192)
        path = session.project.path / "looks" / str(board["url"]).rpartition("/")[2]
        before = path.stat().st_mtime_ns
        assert board == await look_of(session, sketches, 4, 192)
        assert path.stat().st_mtime_ns == before
        assert board["tile"] == 192  # a multiple of the model's 64

    in_nursery(tmp_path / "p", act)


def rounds_of(project: Path, learns: bool) -> list[str]:
    found: list[str] = []

    async def act(session: Session, nursery: Nursery) -> None:
        taster = session.shared(Taster)
        await taster.switch(learns)
        for place in (2, 5):
            now = await nursery.now()
            await nursery.pick(place)
            await nursery.breed()
            await taster.learn(keep=[now.sketches[place]], prefer=[(now.sketches[place], now.sketches[6:9])])
            found.append(now.fingerprint)
        await proposed(taster)
        found.append(session.line)
        assert taster.path.exists() is learns
        assert (taster.shown() is not None) is learns

    in_nursery(project, act)
    return found


def test_with_and_without_a_taste_breeding_is_the_same(tmp_path: Path):
    assert rounds_of(tmp_path / "on", True) == rounds_of(tmp_path / "off", False)


def test_a_taste_learns_proposes_and_moves_nothing(tmp_path: Path, own_home: Path):
    async def act(session: Session, nursery: Nursery) -> None:
        taster, now = session.shared(Taster), await nursery.now()
        await session.do("seed", Sketch(latent=Seed(seed=5)))
        taster.look()
        await proposed(taster)
        first = taster.shown()
        assert first is not None
        assert not first.is_learned
        assert first.notes == ("stranger",) * 3
        await taster.learn(
            keep=[now.sketches[0]], skip=now.sketches[1:4], prefer=[(now.sketches[4], now.sketches[5:9])]
        )
        await proposed(taster)
        found = taster.shown()
        assert found is not None
        assert found.counts == {"kept": 1, "skipped": 3, "pairs": 4}
        assert len(found.sketches) == 28
        assert (session.here, session.line) == (1, "5 psi=0.8")
        event = await taster.take(26, found.notes[1])
        assert event is not None
        assert (event.verb, event.actor, event.reason) == ("take", "human", "most promising")
        assert await session.paint(session.sketch)  # by any painter: what it needs is beside the model
        await proposed(taster)
        after = read_taste(taster.path, Model.load(session.models[session.name]))
        assert len(after.pairs) > 4
        await session.undo()
        assert session.line == "5 psi=0.8"
        kept = taster.path.read_bytes()
        await taster.reset()
        await proposed(taster)
        assert not taster.path.exists()
        (tmp_path / "mine.json").write_bytes(kept)
        await taster.adopt(tmp_path / "mine.json")
        assert taster.path.read_bytes() == kept
        other = json.loads(kept) | {"model": "a" * 64}
        (tmp_path / "other.json").write_text(json.dumps(other))
        with pytest.raises(GanvasError, match="the taste was learned with model"):
            await taster.adopt(tmp_path / "other.json")
        assert taster.path.read_bytes() == kept
        await proposed(taster)

    in_nursery(tmp_path / "p", act)
