"""The room of history without a browser: which steps are shown, what they are called, their pictures and their film."""

import io
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from ganvas.bases import base
from ganvas.errors import GanvasError, HistoryError
from ganvas.gallery.events import Event
from ganvas.gallery.history import History
from ganvas.media.image.said import text_in
from ganvas.model.model import Model
from ganvas.sketch.line import read_line
from ganvas.studio import films
from ganvas.studio.palette import Named, call, lines_of, names_in, wanted_nodes
from ganvas.studio.project import Project
from ganvas.studio.rooms.history import numbers_in
from ganvas.studio.session import Session
from ganvas.studio.tasks.making import making
from tests.studio.sessions import with_session

MODEL = "a" * 64


def steps(history: History, *rows: tuple[str, str, tuple[int, ...]]) -> tuple[Event, ...]:
    for verb, line, parents in rows:
        history.branch(parents, read_line(line), verb, MODEL, "model" if verb == "mix" else "human")
    return history.last(100)


@pytest.fixture
def nodes(tmp_path: Path) -> tuple[Event, ...]:
    with History.open(tmp_path / "h") as history:
        return steps(history, ("seed", "1", ()), ("psi", "1 psi=0.5", (1,)), ("mix", "mix(1, 2, coarse)", (2,)),
                     ("psi", "2 psi=0.4", (3,)), ("seed", "5", (1,)), ("merge", "6", (4, 5)))  # fmt: skip


def test_a_step_whose_parent_is_not_shown_hangs_on_the_nearest_that_is(nodes: tuple[Event, ...]):
    shown = wanted_nodes(nodes, "", "psi", None)
    assert [(line["id"], line["parents"]) for line in lines_of(nodes, shown, (), {})] == [(2, []), (4, [2])]
    by_hand = wanted_nodes(nodes, "human", "", None)
    lines = {line["id"]: line for line in lines_of(nodes, by_hand, (2,), {"psi": "ψ"})}
    assert lines[4]["parents"] == [2]  # over the model's step 3
    assert lines[6]["parents"] == [4, 5]
    assert (lines[2]["kept"], lines[2]["verb"], lines[5]["verb"]) == (True, "ψ", "seed")
    assert [node.id for node in wanted_nodes(nodes, "", "", (5,))] == [5]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3,7,12", [3, 7, 12]),
        ("3,3,x,-1,,7", [3, 7]),
        ("", []),
        ("1,2,3,4,5,6,7,8", [1, 2, 3, 4, 5, 6]),
        ("9" * 40, []),
    ],
)
def test_an_address_names_steps_and_what_is_none_is_passed_over(text: str, numbers: list[int]):
    assert numbers_in(text) == numbers


def test_what_is_kept_has_a_name_and_tags_and_loses_them_when_they_are_empty(tmp_path: Path):
    project = Project(tmp_path / "p")
    call(project, 3, "  Grey   heron ", "bird, ink，bird,, calm sea ")
    call(project, 5, "", "ink")
    assert names_in(project).of[3] == Named(name="Grey heron", tags=("bird", "ink", "calm sea"))
    assert names_in(project).tags == ["bird", "calm sea", "ink"]
    call(project, 5, "", " ")
    assert set(names_in(project).of) == {3}
    with pytest.raises(GanvasError, match="at most 80 letters"):
        call(project, 3, "x" * 81, "")
    assert names_in(project).of[3].name == "Grey heron"


def test_thumbnails_are_what_each_steps_model_paints_and_are_painted_once(tmp_path: Path):
    async def act(session: Session) -> None:
        await session.do("seed", read_line("3"))
        await session.do("seed", read_line("4"))
        gone = session.history.branch([1], read_line("9"), "seed", MODEL)  # by a model that is not here
        nodes = session.history.last(10)
        asked: list[str] = []
        ask = session.painters.ask

        async def counted(task: str, model: str, **values: object) -> bytes:
            asked.append(task)
            return await ask(task, model, **values)

        session.painters.ask = counted  # type: ignore[method-assign]
        while not await session.thumbs.paint(nodes, 32):
            pass
        board, places = await session.thumbs.board(nodes, 32)
        assert places == {1: 0, 2: 1}
        assert gone.id not in places
        assert (board["count"], board["tile"]) == (2, 32)
        data = session.thumbs.sheets[board["url"].rpartition("/")[2]]
        with Image.open(io.BytesIO(data)) as sheet:
            assert sheet.size == (64, 32)
            right = sheet.crop((32, 0, 64, 32)).convert("L")
        whole = Image.open(io.BytesIO(Model.load(base()).render(read_line("4")).encode()))
        wanted = whole.convert("L").resize((32, 32), Image.Resampling.LANCZOS)
        off = [abs(one - two) for one, two in zip(right.tobytes(), wanted.tobytes(), strict=True)]
        assert sum(off) / len(off) < 6
        before = asked.count("board")
        assert await session.thumbs.paint(nodes, 32)
        assert asked.count("board") == before == 1

    with_session(Project(tmp_path / "p"), act)


def test_merging_and_taking_up_again_are_steps_that_are_seen_and_undone(tmp_path: Path):
    async def act(session: Session) -> None:
        for line in ("3", "4", "5 psi=0.4"):
            await session.do("seed", read_line(line))
        merged = await session.merge(1, 3, 0.25)
        assert (merged.parents, session.here, round(session.sketch.psi, 3)) == ((1, 3), 4, 0.7)
        again = await session.resurrect(2)
        assert (again.parents, session.sketch) == ((4, 2), read_line("4"))
        await session.undo()
        assert session.here == 4
        with pytest.raises(HistoryError, match="weight"):
            await session.merge(1, 3, 1.0)

    with_session(Project(tmp_path / "p"), act)


def test_the_making_is_a_film_that_knows_its_last_step(tmp_path: Path):
    project = Project(tmp_path / "p")
    model = Model.load(base())
    with History.open(project.path) as history:
        for line in ("3", "4", "5"):
            history.append(read_line(line), "seed", model.digest)
    into = films.new_name(project, "making-2", ".gif")
    told: list[float] = []
    snapshots = {model.digest: str(base())}
    found = making(lambda _, share: told.append(share), str(project.path), str(into), 2, snapshots, 0.2, False)
    assert (found["steps"], found["name"]) == (2, "making-2.gif")
    assert told == [0.5, 1.0]
    assert '"seed":4' in text_in(into.read_bytes())["ganvas"].replace(" ", "")
    assert films.new_name(project, "making-2", ".gif").name == "making-2-2.gif"
    with pytest.raises(HistoryError, match="not here"):
        making(lambda *_: None, str(project.path), str(into.with_name("x.gif")), 2, {}, 0.2, False)


def test_only_films_and_sounds_of_the_project_are_given_out(tmp_path: Path):
    project = Project(tmp_path / "p")
    (project.folder("films") / "walk.mp4").write_bytes(b"film")
    (project.folder("films") / "notes.txt").write_bytes(b"no")
    (project.folder("sounds") / "drum.wav").write_bytes(b"sound")
    app = FastAPI()
    app.include_router(films.router)

    class Thumbs:
        sheets = {"a" * 64 + ".jpg": b"jpeg"}  # noqa: RUF012

    app.state.session = type("Any", (), {"project": project, "thumbs": Thumbs()})()
    with TestClient(app) as client:
        assert client.get("/studio/films/walk.mp4").content == b"film"
        assert client.get("/studio/films/walk.mp4").headers["content-type"] == "video/mp4"
        assert client.get("/studio/sounds/drum.wav").content == b"sound"
        assert client.get(f"/studio/atlas/{'a' * 64}.jpg").content == b"jpeg"
        for wrong in ("/studio/films/notes.txt", "/studio/films/..%2Fstudio.json", "/studio/films/none.mp4",
                      "/studio/sounds/walk.mp4", f"/studio/atlas/{'b' * 64}.jpg"):  # fmt: skip
            assert client.get(wrong).status_code == 404, wrong
    assert [path.name for path in films.films(project)] == ["walk.mp4"]
    with pytest.raises(GanvasError, match="no name for a film"):
        films.new_name(project, "../x", ".mp4")
