"""The gallery over HTTP, and every act of the API under requests that nobody thought of."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image

from ganvas.bases import base
from ganvas.gallery.gallery import About, Gallery
from ganvas.model.model import Model
from ganvas.provenance import keys
from ganvas.publishing.simply import publish
from ganvas.sketch.line import read_line
from ganvas.studio.api import api
from ganvas.studio.serve import Server
from tests.conftest import WORDS
from tests.studio.serving import running

EXAMPLES = 6  # of each act


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gallery of three pictures: two that a model painted, and one of plain red."""
    folder = tmp_path_factory.mktemp("gallery")
    model = Model.load(base())
    with Gallery.open(folder / "hung") as gallery:
        for seed in (3, 4):
            path = folder / f"seed {seed}.png"
            model.render(read_line(f"{seed}")).save(path)
            gallery.add(path, About(title=f"Seed {seed}", tags=("painted",)))
        Image.new("RGB", (60, 40), "#cc1111").save(folder / "red.png")
        gallery.add(folder / "red.png", About(title="Red"))
    return folder / "hung"


@pytest.fixture(scope="module")
def url(place: Path) -> Iterator[str]:
    with running(Server(api({"base": base()}, gallery=place), "127.0.0.1", 0, token=False)) as server:
        yield f"{server.url}"


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{url}api/v1", timeout=120, trust_env=False) as client:
        yield client


def titles(answer: httpx.Response) -> list[str]:
    return [work["title"] for work in answer.json()["works"]]


def test_works_are_found_by_words_tag_colour_and_likeness(client: httpx.Client, place: Path):
    assert titles(client.get("/gallery")) == ["Red", "Seed 4", "Seed 3"]
    assert titles(client.get("/gallery", params={"text": "see 3"})) == ["Seed 3"]
    assert titles(client.get("/gallery", params={"tag": "painted", "size": 1})) == ["Seed 4"]
    assert titles(client.get("/gallery", params={"color": "#cc1010"}))[0] == "Red"
    assert titles(client.get("/gallery", params={"like": 2}))[0] == "Seed 4"
    picture = (place.parent / "seed 3.png").read_bytes()
    assert titles(client.post("/gallery/alike", content=picture))[0] == "Seed 3"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/gallery/9", 404), ("/gallery/9/file", 404), ("/gallery/9/thumbnail", 404), ("/gallery/0", 422),
        ("/gallery?color=red", 422), ("/gallery?size=201", 422), ("/gallery?color=%23cc1111&like=1", 400),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_a_sentence(client: httpx.Client, path: str, status: int):
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_a_file_comes_back_as_it_was_hung(client: httpx.Client, place: Path):
    assert client.get("/gallery/1/file").content == (place.parent / "seed 3.png").read_bytes()
    assert client.get("/gallery/1/thumbnail").content[8:12] == b"WEBP"
    assert client.get("/gallery/1").json()["title"] == "Seed 3"


def test_a_gallery_that_is_not_begun_is_empty(tmp_path: Path):
    with running(Server(api({"base": base()}, gallery=tmp_path / "none"), "127.0.0.1", 0, token=False)) as server:
        answer = httpx.get(f"{server.url}api/v1/gallery", timeout=120, trust_env=False)
    assert answer.json() == {"total": 0, "works": [], "distances": []}
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_sent_is_checked(client: httpx.Client, own_home: Path, tmp_path: Path):
    keys.make("ada", "Ada", WORDS)
    published = publish(Model.load(base()).render(read_line("7")), into=tmp_path, title="Seven", scale=4)
    data = Path(published.path).read_bytes()
    answer = client.post("/verify", params={"name": "../../etc/seven.png"}, content=data).json()
    assert (answer["verdict"], answer["signer"], answer["path"]) == ("intact", "Ada", "seven.png")
    spoiled = data[: len(data) // 2] + b"\x00" + data[len(data) // 2 + 1 :]
    assert client.post("/verify", content=spoiled).json()["verdict"] in {"damaged", "unreadable"}
    assert client.post("/verify", content=b"a letter").json()["verdict"] == "no trace"


def test_no_request_breaks_any_act(url: str, own_home: Path):
    """Requests made from the description of the API: each is answered as it says, and never with 500."""
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    calm = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    schema = schemathesis.openapi.from_url(f"{url}api/v1/openapi.json")
    asked = set()

    def ask(case: Any) -> None:
        asked.add(case.operation.label)
        answer = case.call(base_url=url.rstrip("/"))
        assert answer.status_code < 500, (case.operation.label, answer.status_code, answer.text[:300])
        assert answer.status_code in {200, 400, 404, 405, 413, 415, 422, 429}, (case.operation.label, answer.text[:300])

    for found in schema.get_all_operations():
        calm(given(case=found.ok().as_strategy())(ask))()
    assert len(asked) >= 12
