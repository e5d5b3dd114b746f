"""The tasks of the rooms to explore and to shape, as helper and painters do them."""

import asyncio
import base64
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from ganvas.errors import SketchError, WorkError
from ganvas.model.directions import kept
from ganvas.model.model import Model
from ganvas.sketch import Painted, Seed, Sketch
from ganvas.studio import easel, painting, shaping
from ganvas.studio.boards import BoardWish
from ganvas.studio.progress import unwatched
from ganvas.studio.tasks import explore, shape


@pytest.fixture
def model(run_folder: Path, tmp_path: Path) -> str:
    """A snapshot file of its own: what is kept beside it is kept nowhere else."""
    explore.model_of.cache_clear()
    painting.POOLS.clear()
    run = shutil.copytree(run_folder, tmp_path / "run")
    return str(next((run / "snapshots").glob("*/generator.safetensors")))


def png(picture: Image.Image) -> str:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def asked(task: str, model: str, **values: object) -> bytes:
    return painting.done(painting.Loaded(), task, model, values)


def test_directions_are_looked_for_once_named_and_named_otherwise(model: str, tmp_path: Path):
    told: list[str] = []
    values = {"model": model, "into": str(tmp_path), "psi": 0.8}
    assert explore.directions(unwatched, **values, search=False) == []
    found = explore.directions(lambda words, _: told.append(words), **values, search=True)
    assert 1 <= len(found) <= explore.MOST
    assert told
    again = explore.directions(lambda *_: told.append("again"), **values, search=True)
    assert again == found
    assert "again" not in told

    first = found[0]
    naming = {"model": model, "into": str(tmp_path), "digest": first["digest"], "layers": first["layers"]}
    assert explore.name_direction(unwatched, **naming, old="", name="much darker") == {"name": "much_darker"}
    assert kept(Model.load(model)).named[0].source == first["source"]
    explore.name_direction(unwatched, **naming, old="much_darker", name="light")
    now = explore.directions(unwatched, **values, search=False)
    assert [row["name"] for row in now] == ["light"] + [""] * (len(found) - 1)
    assert {row["digest"] for row in now} == {row["digest"] for row in found}
    with pytest.raises(SketchError, match="no name for a direction"):
        explore.name_direction(unwatched, **naming, old="light", name="7 up!")
    with pytest.raises(SketchError, match="needs a name"):
        explore.name_direction(unwatched, **naming, old="light", name="  ")


def test_a_direction_from_examples_leads_to_what_is_liked(model: str):
    liked, others = ([Sketch(latent=Seed(seed=seed)).model_dump(mode="json") for seed in some] for some in ([3], [8]))
    explore.direction_from(unwatched, model, liked, others, "toward three", 0.8)
    loaded = Model.load(model)
    named = kept(loaded).named[0]
    assert (named.name, named.source) == ("toward_three", "examples")
    way = loaded.latent(Seed(seed=3))[0] - loaded.latent(Seed(seed=8))[0]
    assert float(way.double() @ loaded.vectors.get(named.digest).double()) > 0


def test_the_nearest_seed_of_a_seed_is_itself_and_far_is_the_other_end(model: str):
    sketch = Sketch(latent=Seed(seed=40)).model_dump(mode="json")
    near = json.loads(asked("seeds-by-distance", model, sketch=sketch, first=0, count=5, far=False))
    far = json.loads(asked("seeds-by-distance", model, sketch=sketch, first=0, count=5, far=True))
    assert near[0] == 40
    assert not set(near) & set(far)
    after = json.loads(asked("seeds-by-distance", model, sketch=sketch, first=3, count=2, far=False))
    assert after == near[3:]


def test_a_painted_mask_is_kept_once_and_comes_back_as_it_was(model: str):
    picture = Image.new("L", (32, 32))
    ImageDraw.Draw(picture).ellipse((4, 8, 20, 30), 200)
    digest = asked("keep-mask", model, png=png(picture)).decode()
    assert asked("keep-mask", model, png=png(picture.convert("RGB"))).decode() == digest
    back = Image.open(io.BytesIO(base64.b64decode(asked("show-mask", model, digest=digest))))
    assert np.array_equal(np.asarray(back), np.asarray(picture))
    assert asked("keep-mask", model, png=png(Image.new("L", (32, 32)))) == b""
    sketch = shaping.with_region(
        Sketch(latent=Seed(seed=3)), 0, mask=Painted(digest=digest).model_dump(), latent={"kind": "mean"}
    )
    assert shaping.regions(sketch)[0].mask == Painted(digest=digest)


def test_proposals_follow_what_is_painted_and_can_be_painted(tmp_path: Path, own_home: Path):
    torch.set_num_threads(1)
    from ganvas.bases import base

    file = str(base() / "generator.safetensors")
    painted = Image.new("RGBA", (128, 128))
    ImageDraw.Draw(painted).rectangle((0, 0, 127, 63), (200, 40, 30, 255))
    wish = {"model": file, "sketch": Sketch(latent=Seed(seed=3)).model_dump(mode="json"), "seed": 1, "count": 2}
    found = shape.propose_six(unwatched, kind="colours", picture=png(painted), seconds=1.0, **wish)
    assert len(found) == 2
    assert found[0]["score"] >= found[1]["score"]
    assert "your colours" in found[0]["line"]
    pictures = [Model.load(file).render(Sketch.model_validate(one["sketch"])).levels for one in found]
    assert not np.array_equal(*pictures)
    kept_part = shape.propose_six(
        unwatched, kind="keep", picture=png(Image.new("L", (64, 64), 255)), seconds=1.0, **wish
    )
    assert "what you keep" in kept_part[0]["line"]
    with pytest.raises(SketchError, match="nothing is marked"):
        shape.propose_six(unwatched, kind="keep", picture=png(Image.new("L", (64, 64))), seconds=1.0, **wish)
    with pytest.raises(SketchError, match="nothing of the picture counts"):
        shape.propose_six(unwatched, kind="colours", picture=png(Image.new("RGBA", (64, 64))), seconds=1.0, **wish)


def test_an_own_picture_that_is_none_is_refused_in_a_sentence(model: str, tmp_path: Path):
    values = {"model": model, "into": str(tmp_path / "looks"), "seconds": 1.0, "steps": 1}
    (tmp_path / "drop").mkdir()
    with pytest.raises(SketchError, match="no picture has arrived"):
        shape.project_own(unwatched, folder=str(tmp_path / "drop"), **values)
    (tmp_path / "drop" / "letter.png").write_text("dear")
    with pytest.raises(WorkError):
        shape.project_own(unwatched, folder=str(tmp_path / "drop"), **values)


def test_a_hand_that_goes_on_makes_one_step():
    done: list[int] = []

    async def act(value: int) -> None:
        done.append(value)

    async def whole() -> None:
        resting = easel.Resting(act, 0.05)
        await asyncio.gather(*(resting(value) for value in range(5)))
        await resting(9)

    asyncio.run(whole())
    assert done == [4, 9]


def test_a_board_is_a_wish_that_the_api_takes():
    class Here:
        name = "base"

    sketches = [Sketch(latent=Seed(seed=seed)) for seed in (3, 4)]
    board = easel.board(Here(), sketches, 2, 32)
    assert BoardWish.model_validate(json.loads(json.dumps(board["wish"]))).read() == sketches
    assert (board["url"], board["count"]) == ("/api/v1/models/base/boards", 2)
