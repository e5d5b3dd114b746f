import os
import signal
from pathlib import Path

import pytest

from ganvas.bases import base
from ganvas.errors import GanvasError, HistoryError
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch
from ganvas.sketch.line import read_line
from ganvas.studio.project import Project, Taste, is_project, keep_taste, taste
from ganvas.studio.session import Change, Session
from tests.studio.sessions import with_session


def test_every_step_is_kept_told_and_undone(tmp_path: Path, run_folder: Path):
    told: list[Change] = []

    async def act(session: Session) -> None:
        session.listen(told.append)
        assert await session.do("seed", Sketch(latent=Seed(seed=3)))
        assert await session.do("psi", session.sketch.but(psi=0.5))
        assert await session.do("psi", session.sketch) is None  # nothing changed: no step
        assert (await session.undo()).after == Sketch(latent=Seed(seed=3))
        assert session.line == "3 psi=0.8"
        await session.redo()
        await session.keep()
        assert session.history.kept() == (2,)
        await session.keep()
        assert session.history.kept() == ()
        with pytest.raises(HistoryError, match="nothing to redo"):
            await session.redo()

    with_session(Project(tmp_path / "p", {"small": run_folder}), act)
    assert [change.what for change in told] == ["sketch"] * 4 + ["palette"] * 2


def test_a_studio_that_comes_back_stands_where_it_stood(tmp_path: Path, run_folder: Path):
    async def work(session: Session) -> None:
        for seed in (3, 4, 5):
            await session.do("seed", Sketch(latent=Seed(seed=seed)))
        await session.undo()

    async def again(session: Session) -> None:
        assert session.here == 2
        assert session.line == "4 psi=0.8"
        assert session.name == "small"
        assert await session.paint(session.sketch) == Model.load(run_folder).render(session.sketch).encode()

    with_session(Project(tmp_path / "p", {"small": run_folder}), work)
    assert is_project(tmp_path / "p")
    with_session(Project(tmp_path / "p"), again)  # the run is not named again: its snapshot was kept


def test_a_link_goes_to_what_the_history_has_and_else_is_a_step(tmp_path: Path):
    async def act(session: Session) -> None:
        await session.do("seed", Sketch(latent=Seed(seed=3)))
        await session.do("seed", Sketch(latent=Seed(seed=4)))
        await session.open("3 psi=0.8", "base")
        assert (session.here, len(session.history)) == (1, 2)
        await session.open("5 psi=0.8")
        assert session.history.event(session.here).verb == "open"
        assert session.link("/shape") == "/shape?sketch=5+psi%3D0.8&model=base"
        for line, model, says in (("5(", "", "at character"), ("5", "nobody", "no model 'nobody'")):
            with pytest.raises(GanvasError, match=says):
                await session.open(line, model)
        with pytest.raises(GanvasError, match="not beside this model"):
            await session.open(f"push(3, {'a' * 64}, 1)")
        assert session.sketch == read_line("5")

    with_session(Project(tmp_path / "p"), act)


def test_a_step_of_another_model_brings_that_model_back(tmp_path: Path, run_folder: Path):
    async def act(session: Session) -> None:
        await session.do("seed", Sketch(latent=Seed(seed=3)))
        await session.use("base")
        await session.do("seed", Sketch(latent=Seed(seed=4)))
        await session.undo()
        assert session.name == "small"
        await session.redo()
        assert session.name == "base"

    with_session(Project(tmp_path / "p", {"small": run_folder}), act)


def test_a_painter_that_dies_is_replaced(tmp_path: Path):
    async def act(session: Session) -> None:
        before = await session.paint(session.sketch)
        os.kill(int(await session.painters.ask("process", session.name)), signal.SIGKILL)
        assert await session.paint(session.sketch) == before

    with_session(Project(tmp_path / "p"), act)


def test_what_a_word_on_the_command_line_means(tmp_path: Path, run_folder: Path, own_home: Path):
    assert Project.at(None).path == own_home / "studio" / "project"
    assert Project.at(run_folder).guests == {"small": run_folder}
    assert Project.at(base() / "generator.safetensors").guests == {"pictures-64": base() / "generator.safetensors"}
    assert Project.at(tmp_path / "new").path == tmp_path / "new"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("dear")
    for wrong, says in ((tmp_path / "other", "no project"), (tmp_path / "other" / "letter.txt", "is a file")):
        with pytest.raises(GanvasError, match=says):
            Project.at(wrong)


def test_tastes_are_remembered_and_a_damaged_one_is_as_new(own_home: Path):
    keep_taste(Taste(language="zh", theme="dark"))
    assert taste() == Taste(language="zh", theme="dark")
    (own_home / "studio.json").write_text("{")
    assert taste() == Taste()
