"""The studio as a program that asks over HTTP sees it; what a person sees is in tests/browser/test_shell.py."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import ganvas
from ganvas.studio.app import SHEETS
from ganvas.studio.island import HOME
from ganvas.studio.rooms import FIRST, ROOMS, room

ROOT = Path(ganvas.__file__).parents[1]
ELSEWHERE = re.compile(r"(?:https?:)?//[\w.-]+\.\w+")
NO_REQUESTS = ("http://www.w3.org/", "https://www.w3.org/")  # names of formats


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    home = tmp_path_factory.mktemp("home")
    words = [sys.executable, "-m", "ganvas", "studio", "--port", "0", "--no-browser", "--json"]
    env = os.environ | {"GANVAS_HOME": str(home), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(words, cwd=home, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()
    assert not (home / ".nicegui").exists(), "something is kept where the studio was started"


@pytest.fixture
def client(studio: dict[str, str]) -> Iterator[httpx.Client]:
    base = studio["url"].partition("?")[0]
    with httpx.Client(base_url=base, timeout=120, trust_env=False, headers={"X-Ganvas-Token": studio["token"]}) as made:
        yield made


def test_without_the_token_nothing_is_given(studio: dict[str, str]):
    base = studio["url"].partition("?")[0]
    for path in ("", "explore", "api/v1/models", "islands/common.js", "studio/look.css", "_nicegui/x", "studio/alive"):
        answer = httpx.get(base + path, timeout=120, trust_env=False)
        assert answer.status_code == 403, path


def test_the_link_with_the_token_leads_to_a_room_and_drops_it(studio: dict[str, str]):
    answer = httpx.get(studio["url"] + "&sketch=7", timeout=120, trust_env=False)
    assert answer.headers["location"] == f"/{FIRST}?sketch=7"
    assert "HttpOnly" in answer.headers["set-cookie"]


@pytest.mark.parametrize("name", [one.name for one in ROOMS])
def test_a_page_names_no_address_but_its_own(client: httpx.Client, name: str):
    answer = client.get(f"/{name}")
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    found = {link for link in ELSEWHERE.findall(answer.text) if not link.startswith(NO_REQUESTS)}
    assert found <= {"http://www.w3.org", "//www.w3.org"}


@pytest.mark.parametrize("path", sorted(HOME.glob("*.js")), ids=lambda path: path.name)
def test_an_island_is_served_and_asks_nobody_else(client: httpx.Client, path: Path):
    answer = client.get(f"/islands/{path.name}")
    assert answer.headers["content-type"].startswith(("text/javascript", "application/javascript"))
    assert not ELSEWHERE.findall(answer.text)


def test_the_api_is_there_for_the_model_in_use(client: httpx.Client):
    names: list[str] = []
    while not names:  # the model is loaded meanwhile; a server that has ended refuses the connection
        names = [one["name"] for one in client.get("/api/v1/models").json()]
        time.sleep(0.2)
    assert names == ["base"]
    assert client.post("/api/v1/models/base/boards", json={"lines": ["1", "2"]}).content[:2] == b"\xff\xd8"
    assert client.get("/api/v1/models/nobody").status_code == 404


def test_an_address_that_is_none_is_not_found(client: httpx.Client):
    assert client.get("/nowhere").status_code == 404


def test_rooms_are_found_by_name():
    assert room("works").path == "/works"
    assert len({one.path for one in ROOMS}) == len(ROOMS)


def test_a_project_that_is_none_is_one_sentence(tmp_path: Path):
    (tmp_path / "letter.txt").write_text("dear")
    words = [sys.executable, "-m", "ganvas", "studio", str(tmp_path), "--no-browser"]
    found = subprocess.run(
        words, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert (found.returncode, found.stdout) == (2, "")
    assert "holds other things and no project" in found.stderr


def test_the_server_does_not_bring_in_pytorch():
    """Painting is done elsewhere; the process that answers starts in a second without it."""
    code = "import sys, ganvas.cli.studio, ganvas.studio.app; assert 'torch' not in sys.modules, 'torch'"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_class_is_declared_by_two_rooms():
    """What one room says of a class would bend another one that happens to use the same word."""
    declared: dict[str, set[str]] = {}
    for path in SHEETS.glob("*.css"):
        for name in re.findall(r"^(\.gv-[\w-]+) \{", path.read_text(encoding="utf-8"), re.MULTILINE):
            declared.setdefault(name, set()).add(path.stem)
    assert len(declared) > 100
    assert {name: rooms for name, rooms in declared.items() if len(rooms) > 1} == {}
