import io
from collections.abc import Iterator

import httpx
import numpy as np
import pytest
from PIL import Image

from ganvas.bases import base
from ganvas.errors import ShapeError
from ganvas.media.image.mosaic import mosaic
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch
from ganvas.studio.api import api
from ganvas.studio.boards import BoardWish, board
from ganvas.studio.serve import Server
from tests.studio.serving import running


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        running(Server(api({"base": base()}), "127.0.0.1", 0, token=False)) as server,
        httpx.Client(base_url=f"{server.url}api/v1", timeout=120, trust_env=False) as client,
    ):
        yield client


def test_a_board_is_one_picture_of_a_hundred(client: httpx.Client):
    lines = [str(seed) for seed in range(98)]
    sketches = [Sketch(latent=Seed(seed=seed)).model_dump(mode="json") for seed in (200, 201)]
    answer = client.post("/models/base/boards", json={"sketches": sketches, "lines": lines, "columns": 10})
    assert answer.headers["content-type"] == "image/jpeg"
    found = np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGB")).astype(float)
    assert found.shape == (640, 640, 3)
    model = Model.load(base())
    for place, seed in ((0, 200), (1, 201), (2, 0), (99, 97)):
        row, column = divmod(place, 10)
        tile = found[row * 64 : row * 64 + 64, column * 64 : column * 64 + 64]
        painted = np.moveaxis(model.render(Sketch(latent=Seed(seed=seed))).levels, 0, -1).astype(float)
        assert np.abs(tile - painted).mean() < 6, place  # a JPEG is not exact; another picture is 30 away and more
    other = np.moveaxis(model.render(Sketch(latent=Seed(seed=4))).levels, 0, -1).astype(float)
    assert np.abs(found[:64, :64] - other).mean() > 12


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        ({}, 400, "1 to 400 sketches; got 0"),
        ({"lines": ["7"] * 399, "sketches": [Sketch(latent=Seed(seed=1)).model_dump(mode="json")] * 2}, 400, "got 401"),
        ({"lines": ["mix("]}, 400, "character"),
        ({"lines": ["7"], "tile_px": 4}, 422, "8"),
        ({"lines": ["7"], "mood": 1}, 422, "mood"),
        ({"lines": ["7"] * 40, "columns": 1, "tile_px": 512}, 400, "16384 px"),
    ],
)
def test_what_is_no_board_is_said(client: httpx.Client, asked: dict, status: int, says: str):
    answer = client.post("/models/base/boards", json=asked)
    assert (answer.status_code, says in answer.text) == (status, True), answer.text


def test_no_model_no_board(client: httpx.Client):
    assert client.post("/models/nobody/boards", json={"lines": ["7"]}).status_code == 404


def test_a_board_of_one_process_is_that_of_another():
    model, wish = Model.load(base()), BoardWish(lines=("7", "mix(3, 7, coarse)"), columns=2, tile_px=32)
    assert board(model, wish.read(), 2, 32) == board(model, wish.read(), 2, 32)


def test_a_picture_that_is_not_square_lies_in_the_middle():
    tall = np.zeros((3, 64, 32), np.uint8)
    found = np.asarray(Image.open(io.BytesIO(mosaic([tall], 1, 64))).convert("L"))
    assert found.shape == (64, 64)
    assert found[32, 32] < 20
    assert min(found[32, 4], found[32, 60]) > 235


def test_a_small_picture_grows_with_its_pixels_sharp():
    check = np.array([[[0, 255], [255, 0]]], np.uint8)
    found = np.asarray(Image.open(io.BytesIO(mosaic([check], 1, 64))).convert("L"))
    assert (found[:24, :24] < 30).all()
    assert (found[:24, 40:] > 225).all()


def test_a_board_of_nothing():
    with pytest.raises(ShapeError, match="wanted at least one"):
        mosaic([], 1, 64)
