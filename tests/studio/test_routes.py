from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ganvas.studio.project import Project
from ganvas.studio.routes import ATLAS_PART, router, safe_parts


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


@pytest.fixture
def client(project: Project) -> TestClient:
    app = FastAPI()
    app.state.session = SimpleNamespace(project=project)
    app.include_router(router)
    return TestClient(app)


def test_a_dropped_file_comes_in_pieces_under_its_own_path(client: TestClient, project: Project):
    for offset, piece in ((0, b"abc"), (3, b"def"), (3, b"DEF")):  # the last was sent twice
        answer = client.put("/studio/drops/b1", params={"name": "prints/sea/one.png", "offset": offset}, content=piece)
        assert answer.json() == {"path": "one.png", "bytes": offset + 3}
    assert (project.path / "drops/b1/prints/sea/one.png").read_bytes() == b"abcDEF"
    gap = client.put("/studio/drops/b1", params={"name": "prints/sea/one.png", "offset": 9}, content=b"x")
    assert gap.status_code == 409
    assert client.put("/studio/drops/b1", params={"name": "empty.png"}, content=b"").json()["bytes"] == 0


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", ["etc", "passwd"]),
        ("/etc/passwd", ["etc", "passwd"]),
        ("C:\\works\\sea.png", ["C_", "works", "sea.png"]),
        ("a/./b/../c.png", ["a", "b", "c.png"]),
        ("a\x00b\n.png", ["a_b_.png"]),
        ("<img src=x>.png", ["_img src=x_.png"]),
        ("海/春 .png", ["海", "春 .png"]),
        ("trailing. /x", ["trailing", "x"]),
    ],
)
def test_no_name_leads_out(name: str, kept: list[str]):
    assert safe_parts(name) == kept


def test_a_long_name_keeps_its_end(client: TestClient, project: Project):
    (part,) = safe_parts("é" * 300 + ".png")
    assert len(part.encode()) <= 200
    assert part.endswith("é.png")


@pytest.mark.parametrize("name", ["..", "/", "../..", "a/" * 20 + "b"])
def test_a_name_that_is_none_is_refused(client: TestClient, project: Project, name: str):
    assert client.put("/studio/drops/b1", params={"name": name}, content=b"x").status_code == 400
    assert not list(project.path.rglob("b"))


@pytest.mark.parametrize("batch", ["..", "a.b", "%2e%2e", "a%2Fb", "x" * 65])
def test_a_batch_is_one_word(client: TestClient, project: Project, batch: str):
    assert client.put(f"/studio/drops/{batch}", params={"name": "x"}, content=b"x").status_code in {404, 405}
    assert not [path for path in project.path.rglob("x") if path.is_file()]


def test_only_pictures_of_known_names_are_given_out(client: TestClient, project: Project):
    look = "a" * 64 + ".jpg"
    (project.folder("looks") / look).write_bytes(b"jpeg")
    sheets = project.folder("runs") / "one" / "sheets"
    sheets.mkdir(parents=True)
    (sheets / "000000640.png").write_bytes(b"sheet")
    (project.path / "runs/one/recipe.json").write_text("{}")
    assert client.get(f"/studio/looks/{look}").content == b"jpeg"
    assert client.get("/studio/runs/one/sheets/000000640.png").content == b"sheet"
    for wrong in (
        "/studio/looks/..%2Fstudio.json",
        "/studio/looks/" + "b" * 64 + ".jpg",
        "/studio/runs/one/sheets/recipe.json",
        "/studio/runs/one/sheets/..%2Frecipe.json",
        "/studio/runs/other/sheets/000000640.png",
        "/studio/runs/one/nearest.png",
    ):
        assert client.get(wrong).status_code == 404, wrong


@pytest.mark.parametrize("part", ["../../history.db", "index.json", "tiles/../index.js", "tiles/1-2.jpg"])
def test_of_an_atlas_only_its_index_and_its_tiles_are_given(part: str):
    assert ATLAS_PART.fullmatch(part) is None


def test_an_atlas_has_an_index_and_tiles():
    assert ATLAS_PART.fullmatch("index.js")
    assert ATLAS_PART.fullmatch("tiles/12-3-45.jpg")
