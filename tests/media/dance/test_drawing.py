import csv
import io
import json

import av
import numpy as np
import pytest
from PIL import Image
from torch.testing import assert_close

from ganvas.errors import RecipeError, ShapeError
from ganvas.media.dance.bvh import read_bvh, read_text
from ganvas.media.dance.draw import LOOKS, look, seen, shapes
from ganvas.media.dance.drawn import dance
from ganvas.media.dance.features import to_features
from ganvas.media.dance.figure import figure_of
from ganvas.media.dance.film import SIZE_PX, followed, picture, pictures
from ganvas.media.dance.forms import FORMS
from ganvas.media.dance.stage import side_of, stage_of
from ganvas.media.dance.strip import HEIGHT_PX, WIDTH_PX, preview, sheet
from ganvas.media.image.sheet import is_contact_sheet
from tests.media.dance.dances import drawn

TEXT = {"ganvas": '{"sketch": "ensō"}'}


def pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as still:
        return np.asarray(still.convert("RGB")).astype(int)


@pytest.mark.parametrize(
    ("name", "side"),
    [("LeftArm", -1), ("right_ankle", 1), ("Arm.R", 1), ("lShldr", -1), ("mixamorig:LeftToeBase", -1), ("L_Wrist", -1),
     ("Hips", 0), ("RightHand tip", 1), ("Upleft", 0), ("LHipJoint", -1), ("Spine", 0), ("left toe", -1)],
)  # fmt: skip
def test_which_side_a_joint_is_on(name: str, side: int):
    assert side_of(name) == side


def test_the_trunk_and_the_limbs():
    figure, sample = drawn()
    stage = stage_of(sample, figure)
    name = dict(zip(stage.names, stage.limbs, strict=True))
    assert name["LeftArm"] == name["Head"] == name["RightUpLeg"] == 0  # collar bones and hips are of the trunk
    assert (name["LeftForeArm"], name["RightLeg"], name["LeftHand tip"]) == (-1, 1, -1)
    assert {stage.names[point] for point in stage.torso} == {"LeftArm", "RightArm", "LeftUpLeg", "RightUpLeg"}
    assert stage.names[stage.head] == "Head"
    assert stage.weights[0] == 1
    assert_close(float(stage.weights[stage.names.index("LeftHand tip")]), 0.0)


def test_an_eye_walks_around():
    place = np.array([0.0, 0.0, 1.0])
    np.testing.assert_allclose(seen(place, 0.0, 0.0), [0, 0, 1], atol=1e-12)
    np.testing.assert_allclose(seen(place, np.pi / 2, 0.0), [-1, 0, 0], atol=1e-12)


def test_the_nearest_is_drawn_last():
    figure, sample = drawn()
    parts = shapes(stage_of(sample, figure), 0, 0.0, 300, (0, 0))
    assert [part.near for part in parts] == sorted(part.near for part in parts)
    assert len(shapes(stage_of(sample, figure), 0, 0.0, 300, (0, 0), is_whole=False)) == len(parts) - 2


@pytest.mark.parametrize("dark", [False, True])
def test_a_film_frame_shows_the_figure_twice(dark: bool):
    figure, sample = drawn()
    stage, colors = stage_of(sample, figure), look("dark" if dark else "light")
    shown = np.asarray(picture(stage, 10, followed(stage)[10], colors)).astype(int)
    assert shown.shape == (SIZE_PX[1], SIZE_PX[0], 3)
    assert (shown[0, 0] == colors.paper).all()
    ink = np.abs(shown - colors.ink).sum(2) < 30
    assert ink[:, : SIZE_PX[0] // 2].sum() > 2000
    assert ink[:, SIZE_PX[0] // 2 :].sum() > 1000
    top, bottom = np.flatnonzero(ink.any(1))[[0, -1]]
    assert 0.1 * SIZE_PX[1] < top < bottom < 0.9 * SIZE_PX[1]


def test_the_left_of_a_figure_is_at_the_right_of_a_front_view():
    figure, sample = drawn()
    shown = np.asarray(next(pictures(stage_of(sample, figure)))).astype(int)[:, : SIZE_PX[0] // 2]
    left = np.argwhere(np.abs(shown - LOOKS["light"].left).sum(2) < 40)[:, 1].mean()
    right = np.argwhere(np.abs(shown - LOOKS["light"].right).sum(2) < 40)[:, 1].mean()
    assert left > right


def test_a_strip_is_the_same_every_time_and_carries_text():
    figure, sample = drawn()
    data = preview(sample, figure, TEXT)
    assert preview(sample, figure, TEXT) == data
    with Image.open(io.BytesIO(data)) as still:
        assert still.size == (WIDTH_PX, HEIGHT_PX)
        assert still.text == TEXT
    shown = pixels(data)
    paper = (shown == LOOKS["light"].paper).all(2)
    used = [1 - paper[:, start : start + WIDTH_PX // 8].mean() for start in range(0, WIDTH_PX, WIDTH_PX // 8)]
    assert min(used[:-1]) > 0.03  # figures from one end to the other
    assert 0.4 < paper.mean() < 0.95
    assert not np.array_equal(pixels(preview(sample, figure, {}, dark=True)), shown)


@pytest.mark.parametrize("frames", [1, 2, 5])
def test_a_strip_of_a_moment(frames: int):
    figure, sample = drawn()
    assert pixels(preview(sample[:, :frames], figure, {})).shape == (HEIGHT_PX, WIDTH_PX, 3)


def test_a_sheet():
    figure, sample = drawn()
    data = sheet([sample, sample[:, :30]], figure, ["one", "two"])
    assert is_contact_sheet(data)
    assert pixels(data).shape[0] > 2 * HEIGHT_PX
    with pytest.raises(ShapeError, match="as many labels"):
        sheet([sample], figure, ["a", "b"])
    with pytest.raises(ShapeError, match="takes samples"):
        sheet([], figure)
    with pytest.raises(RecipeError, match="look"):
        look("sepia")


def test_every_form_is_written():
    figure, sample = drawn(1, 1.0)
    files = {suffix: form(sample, figure, TEXT) for suffix, form in FORMS.items()}
    assert set(files) == {".bvh", ".csv", ".json", ".mp4", ".png"}
    np.testing.assert_allclose(to_features(read_bvh(files[".bvh"], "work"), figure), sample, atol=1e-5)
    assert read_text(files[".bvh"]) == TEXT
    shown = json.loads(files[".json"])
    assert shown["text"] == TEXT
    assert len(shown["frames"]) == 30
    assert len(shown["frames"][0]) == len(shown["parents"]) == len(shown["names"]) == len(shown["sides"])
    assert len(shown["stands"][0]) == len(shown["feet"])
    with av.open(io.BytesIO(files[".mp4"])) as container:
        assert len(list(container.decode(video=0))) == 30
        assert container.metadata["ganvas"] == TEXT["ganvas"]


def test_a_table_says_where_the_joints_are():
    known = dance(0, 1.0)
    figure, _ = figure_of(known.motion, 30)
    rows = list(csv.reader(io.StringIO(FORMS[".csv"](to_features(known.motion, figure), figure, {}).decode())))
    assert rows[0][:4] == ["seconds", "Hips x", "Hips y", "Hips z"]
    assert len(rows) == 31
    assert_close(float(rows[4][0]), 0.1)
    heights = [float(row[2]) for row in rows[1:]]
    np.testing.assert_allclose(heights, known.motion.world[1][:, 0, 1] - figure.floor, atol=1e-3)


def test_a_table_holds_no_formula():
    figure, sample = drawn(1, 1.0)
    text = figure.skeleton.hierarchy.replace("ROOT Hips", "ROOT =HYPERLINK(1)")
    odd = figure.but(skeleton={"hierarchy": text})
    assert b"seconds,'=HYPERLINK(1) x" in FORMS[".csv"](sample, odd, {})


def test_a_seed_is_a_dance():
    one, again, other = dance(11, 2.0), dance(11, 2.0), dance(12, 2.0)
    np.testing.assert_array_equal(one.motion.values, again.motion.values)
    assert not np.array_equal(one.motion.values, other.motion.values)
    with pytest.raises(ShapeError, match="two frames"):
        dance(0, 0.01)


@pytest.mark.parametrize("seed", range(6))
def test_a_standing_foot_keeps_its_place(seed: int):
    known = dance(seed, 6.0)
    tree, places = known.motion.skeleton.tree, known.motion.world[1]
    for side, name in enumerate(("LeftFoot", "RightFoot")):
        foot = places[:, tree.names.index(name)]
        stands = known.stands[1:, side] & known.stands[:-1, side]
        assert np.linalg.norm(np.diff(foot, axis=0), axis=1)[stands].max() < 1e-6
        np.testing.assert_allclose(foot[known.stands[:, side], 1], 6.0, atol=1e-6)
        assert foot[:, 1].min() > 5.9
        assert 0.4 < known.stands[:, side].mean() < 0.8
    assert np.abs(places[:, 0, [0, 2]]).max() < 200
