import io
import os
import signal
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ganvas.artwork import Artwork
from ganvas.bases import base
from ganvas.errors import GanvasError
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch
from ganvas.sketch.line import read_line
from ganvas.studio.api import api
from ganvas.studio.serve import Server, names
from tests.studio.serving import running


@pytest.fixture(scope="module")
def server(run_folder: Path) -> Iterator[Server]:
    models = {"base": base(), "plain": run_folder}
    with running(Server(api(models, painters=2), "127.0.0.1", 0, token=False)) as server:
        yield server


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{server.url}api/v1", timeout=60, trust_env=False) as client:
        yield client


def test_what_is_served(client: httpx.Client):
    found = client.get("/models").json()
    assert [one["name"] for one in found] == ["base", "plain"]
    assert found[0]["digest"] == Model.load(base()).digest
    assert client.get("/models/plain").json() == found[1]


def test_a_picture_is_the_one_that_the_command_line_paints(client: httpx.Client):
    sketch = read_line("mix(3, blend(7, 9, 0.4), coarse) psi=0.7")
    wanted = Model.load(base()).render(sketch).encode(2)
    asked = {"sketch": sketch.model_dump(), "scale": 2}
    assert client.post("/models/base/pictures", json=asked).content == wanted
    line = {"line": "mix(3, blend(7, 9, 0.4), coarse) psi=0.7", "scale": 2}
    assert client.get("/models/base/pictures", params=line).content == wanted
    assert Artwork.read_sketch(wanted) == sketch


def test_a_quick_look_is_a_jpeg(client: httpx.Client):
    answer = client.post("/models/base/pictures", json={"line": "7", "format": "jpeg"})
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8")


def test_a_batch_is_a_zip_in_its_order(client: httpx.Client):
    answer = client.post("/models/plain/batches", json={"wishes": [{"line": str(seed)} for seed in range(20)]})
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.namelist() == [f"{number:04d}.png" for number in range(20)]
    drawn = [Artwork.read_sketch(archive.read(name)).latent for name in archive.namelist()]
    assert drawn == [Seed(seed=seed) for seed in range(20)]


def test_a_line_in_both_of_its_forms(client: httpx.Client):
    found = client.get("/sketches", params={"line": "blend(1,2,.5)"}).json()
    assert Sketch.model_validate(found["sketch"]) == read_line(found["line"])


@pytest.mark.parametrize(
    ("path", "asked", "status", "says"),
    [
        ("/models/nobody/pictures", {"line": "7"}, 404, "no model 'nobody' is served; served are: base, plain"),
        ("/models/base/pictures", {"line": "mix(3"}, 400, "at character 6"),
        ("/models/base/pictures", {}, 422, "a sketch, or a line"),
        ("/models/base/pictures", {"line": "7", "sketch": {"latent": {"kind": "mean"}}}, 422, "and not both"),
        ("/models/plain/pictures", {"line": "mix(3, 7, coarse)"}, 400, "no layers of style"),
        ("/models/base/pictures", {"line": "push(3, " + "a" * 64 + ", 1)"}, 400, "not beside this model"),
        ("/models/base/batches", {"wishes": []}, 422, ""),
        ("/models/base/batches", {"wishes": [{"line": "7"}, {"line": "("}]}, 400, "at character 1"),
        ("/models/base/pictures", {"line": "7", "mood": 1}, 422, ""),
        ("/models/base/pictures", {"line": "7", "scale": 1000}, 422, ""),
    ],
)
def test_what_is_wrong_is_said(client: httpx.Client, path: str, asked: dict, status: int, says: str):
    answer = client.post(path, json=asked)
    assert answer.status_code == status
    assert says in str(answer.json()["detail"])


def test_the_description_names_every_act_and_its_errors(client: httpx.Client):
    paths = client.get("/openapi.json").json()["paths"]
    acts = {act["operationId"]: act for path in paths.values() for act in path.values()}
    wanted = {"list_models", "get_model", "paint", "paint_line", "paint_batch", "paint_board", "read_sketch"}
    assert set(acts) == wanted
    assert {"200", "400", "404", "422", "429", "503"} <= acts["paint"]["responses"].keys()
    assert all(act["description"] for act in acts.values())


def test_a_painter_that_dies_is_replaced(run_folder: Path):
    with running(Server(api({"plain": run_folder}, painters=1), "127.0.0.1", 0, token=False)) as server:
        url = f"{server.url}api/v1/models/plain/pictures"
        first = httpx.get(url, params={"line": "1"}, timeout=60, trust_env=False)
        for pid in children():
            os.kill(pid, signal.SIGKILL)
        again = httpx.get(url, params={"line": "1"}, timeout=60, trust_env=False)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content


def children() -> list[int]:
    """Processes that this one has started as painters."""
    import multiprocessing

    return [child.pid for child in multiprocessing.active_children() if child.pid]


def test_more_than_can_be_painted_is_refused_and_not_late(run_folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ganvas.studio.painters.Painters.__init__.__defaults__", (1, 4))
    with running(Server(api({"plain": run_folder}, painters=1), "127.0.0.1", 0, token=False)) as server:
        answers: list[httpx.Response] = []

        def ask(number: int) -> None:
            url = f"{server.url}api/v1/models/plain/pictures?line={number}"
            answers.append(httpx.get(url, timeout=60, trust_env=False))

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    found = {answer.status_code for answer in answers}
    assert found == {200, 429}
    assert all(answer.headers["retry-after"] == "1" for answer in answers if answer.status_code == 429)


def test_names_of_models(tmp_path: Path):
    a, b = tmp_path / "one" / "ada", tmp_path / "two" / "ada"
    assert names([a, b, tmp_path / "x.safetensors"]) == {"ada": a, "ada-2": b, "x": tmp_path / "x.safetensors"}


def test_an_address_that_is_taken_is_one_sentence(server: Server, run_folder: Path):
    with pytest.raises(GanvasError, match="choose another --port"):
        Server(api({"plain": run_folder}), "127.0.0.1", server.port, token=False)


@pytest.mark.parametrize(("host", "asks"), [("0.0.0.0", True), ("127.0.0.1", False)])
def test_another_address_asks_for_the_token(run_folder: Path, host: str, asks: bool):
    with running(Server(api({"plain": run_folder}), host, 0, token=False)) as server:
        assert bool(server.token) == asks
