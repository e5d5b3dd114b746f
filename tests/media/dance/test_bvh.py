import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganvas.errors import ShapeError, WorkError
from ganvas.media.dance.bvh import read_bvh, read_text, write_bvh
from ganvas.media.dance.drawn import dance
from ganvas.media.dance.motion import Motion
from ganvas.media.dance.skeleton import Skeleton, number
from tests.media.dance.dances import CLIPS, traps

PLAIN = write_bvh(dance(0, 1).motion)
HEAD, BODY = PLAIN.split(b"MOTION\n")


def test_what_a_file_says():
    motion = read_bvh(traps(), "traps")
    tree = motion.skeleton.tree
    assert tree.names == ("joint_Root", "Hips of the dancer", "Left Foot", "Right Foot", "Head", "LeftHandThumb")
    assert tree.parents == (-1, 0, 1, 1, 1, 1)
    assert tree.channels[1][3:] == ("Yrotation", "Xrotation", "Zrotation")
    assert tree.channels[2:5] == (("Xrotation",), ("Zrotation", "Xrotation"), ())
    assert tree.first == (0, 6, 12, 13, 15, 15)
    assert tree.ends == ((2, (0, 0, 2)), (3, (0, 0, 2)), (4, (0, 2, 0)))
    assert motion.values.shape == (40, 18)
    assert motion.frame_s == 0.04


@pytest.mark.parametrize("data", [traps(), PLAIN], ids=["traps", "plain"])
def test_a_file_survives(data: bytes):
    motion = read_bvh(data, "work")
    again = write_bvh(motion)
    assert again.split(b"MOTION")[0].split() == data.removeprefix(b"\xef\xbb\xbf").split(b"MOTION")[0].split()
    found = read_bvh(again, "work")
    assert found.skeleton == motion.skeleton
    assert np.array_equal(found.values, motion.values)
    assert found.frame_s == motion.frame_s
    assert write_bvh(found) == again


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_the_same_float_again(value: float):
    text = number(value)
    assert float(text) == value
    assert "e" not in text


def test_a_number_of_the_file_is_the_same_float_again():
    motion = dance(0, 1).motion
    odd = motion.values.copy()
    odd[0, :5] = [0.1 + 0.2, -0.0, 1e-17, 123456.789012345678, 1 / 3]
    found = read_bvh(write_bvh(Motion(motion.skeleton, odd, 1 / 119.88)), "work")
    assert found.values.tobytes() == odd.tobytes()
    assert found.frame_s == 1 / 119.88


@pytest.mark.parametrize("text", [{"ganvas": "ensō # \n }"}, {"a": "1", "b": "{}"}, {}])
def test_text_rides_along(text: dict[str, str]):
    motion = dance(0, 1).motion
    data = write_bvh(motion, text)
    assert read_text(data) == text
    assert np.array_equal(read_bvh(data, "work").values, motion.values)


NO_TEXT = [b"", b"junk # ganvas {", PLAIN, PLAIN[:-1] + b" # ganvas [1]\n", b"HIERARCHY # ganvas " + b"[" * 99999]


@pytest.mark.parametrize("data", NO_TEXT, ids=["empty", "junk", "plain", "a list", "deep"])
def test_no_text_is_no_text(data: bytes):
    assert read_text(data) == {}


def bad(old: bytes, new: bytes) -> bytes:
    assert old in PLAIN
    return PLAIN.replace(old, new, 1)


BAD = {
    "empty": (b"", "begins with HIERARCHY"),
    "binary": (bytes(range(256)) * 50, "begins with HIERARCHY"),
    "UTF-16": (PLAIN.decode().encode("utf-16"), "UTF-16"),
    "no motion": (HEAD, "has no MOTION"),
    "cut hierarchy": (HEAD.rstrip()[:-1] + b"MOTION\nFrames: 1\nFrame Time: 0.1\n0", "cut off"),
    "cut frames": (PLAIN[: len(PLAIN) // 2], "promises 30 frames"),
    "cut a little": (PLAIN[:-900], "promises 30 frames"),
    "1e12 frames": (bad(b"Frames: 30", b"Frames: 1000000000000"), "promises 1,000,000,000,000 frames"),
    "many frames": (bad(b"Frames: 30", b"Frames: 999999"), "cut off"),
    "a huge word": (bad(b"Frames: 30", b"Frames: " + b"9" * 38), "Frames; a motion has at least one"),
    "no frames": (bad(b"Frames: 30", b"Frames: 0"), "at least one"),
    "negative frames": (bad(b"Frames: 30", b"Frames: -3"), "at least one"),
    "too few": (bad(b"Frames: 30", b"Frames: 31"), "promises 31 frames of 66 numbers, but holds 1,980 numbers"),
    "too many": (bad(b"Frames: 30", b"Frames: 29"), "more than the 29 frames"),
    "no time": (bad(b"Frame Time: 0.03333", b"Frame Time: 0.00003333"), "Frame Time"),
    "time nan": (bad(b"Frame Time: 0.0333333333333333", b"Frame Time: nan #"), "Frame Time"),
    "NaN": (HEAD + b"MOTION\n" + BODY.replace(b" 0.0 ", b" nan ", 1), "no angle and no place"),
    "inf": (HEAD + b"MOTION\n" + BODY.replace(b" 0.0 ", b" -inf ", 1), "no angle and no place"),
    "1e308": (HEAD + b"MOTION\n" + BODY.replace(b" 0.0 ", b" 1e308 ", 1), "no angle and no place"),
    "a word": (HEAD + b"MOTION\n" + BODY.replace(b" 0.0 ", b" zero ", 1), "'zero' stands among its numbers"),
    "an underscore": (HEAD + b"MOTION\n" + BODY.replace(b" 0.0 ", b" 1_0 ", 1), "'1_0' stands among its numbers"),
    "two figures": (HEAD + HEAD.replace(b"HIERARCHY", b"") + b"MOTION\n" + BODY, "one figure"),
    "a strange channel": (bad(b"Zrotation", b"Wrotation"), "no channel is called 'Wrotation'"),
    "a channel twice": (bad(b"3 Zrotation Xrotation", b"3 Zrotation Zrotation"), "twice"),
    "1e6 channels": (bad(b"CHANNELS 6", b"CHANNELS 1000000"), "CHANNELS takes a count"),
    "no offset": (bad(b"OFFSET 0.0 0.0 0.0", b""), "no OFFSET"),
    "offset nan": (bad(b"OFFSET 0.0 0.0 0.0", b"OFFSET 0 nan 0"), "OFFSET takes three numbers"),
    "a brace too many": (bad(b"HIERARCHY\n", b"HIERARCHY\n}\n"), "closes nothing"),
    "nonsense": (bad(b"HIERARCHY\n", b"HIERARCHY\nLIMB x\n"), "'LIMB x' has no meaning"),
    "deep": (b"HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\nCHANNELS 0\n" + b"JOINT a\n{\nOFFSET 0 0 0\nCHANNELS 0\n" * 9999
             + b"MOTION\nFrames: 1\nFrame Time: 0.1\n0", "nested more than 64 deep"),
    "wide": (b"HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\nCHANNELS 0\n" + b"JOINT a\n{\nOFFSET 0 0 0\nCHANNELS 0\n}\n" * 9999
             + b"}MOTION\nFrames: 1\nFrame Time: 0.1\n0", "more than 512 joints"),
    "long hierarchy": (b"HIERARCHY\n" + b" " * (2 << 20) + b"MOTION\nFrames: 1\nFrame Time: 0.1\n0", "1,048,576"),
    "nothing moves": (b"HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\nCHANNELS 0\n}\nMOTION\nFrames: 1\nFrame Time: 0.1\n",
                      "nothing can move"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_sentence(name: str):
    data, words = BAD[name]
    with pytest.raises(WorkError) as caught:
        read_bvh(data, "the work")
    assert str(caught.value).startswith("the work")
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


def test_a_line_of_fifty_megabytes_takes_little_memory():
    data = HEAD + b"MOTION\nFrames: 30\nFrame Time: 0.1\n" + b"1 " * (25 << 20)
    tracemalloc.start()
    with pytest.raises(WorkError, match="more than the 30 frames"):
        read_bvh(data, "the work")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # the work's own bytes once more, as they are stripped, and a block of numbers
    assert peak < 1.1 * len(data) + (120 << 20)


@pytest.mark.parametrize("data", [PLAIN, traps()], ids=["plain", "traps"])
def test_no_damage_crashes(data: bytes):
    random = np.random.default_rng(0)
    for _ in range(300):
        hurt = bytearray(data)
        for place in random.integers(0, len(data), 3):
            hurt[place] = random.integers(256)
        assert _said_of(bytes(hurt)).startswith("the work")


def _said_of(data: bytes) -> str:
    """What is wrong with a file; its name where nothing is."""
    try:
        read_bvh(data, "the work")
    except WorkError as error:
        return str(error)
    return "the work"


def test_a_skeleton_is_a_record():
    skeleton = read_bvh(traps(), "traps").skeleton
    assert Skeleton.model_validate_json(skeleton.to_json()) == skeleton
    with pytest.raises(WorkError, match="cut off"):
        Skeleton(hierarchy="HIERARCHY\nROOT a\n{")


def test_a_skeleton_of_parts():
    made = Skeleton.of(["a", "b c"], [-1, 0], [[0, 0, 0], [0, 1e-7, 2]], [["Xposition"], []], [(1, (0, 0, 1))])
    tree = made.tree
    assert (tree.names, tree.parents) == (("a", "b c"), (-1, 0))
    assert tree.offsets.tolist() == [[0, 0, 0], [0, 1e-7, 2]]
    assert tree.channels == (("Xposition",), ())
    assert tree.ends == ((1, (0.0, 0.0, 1.0)),)
    assert tree.column(0, "Xposition") == 0
    assert tree.column(1, "Xposition") == -1
    assert tree.chain(1) == [1, 0]


def test_a_motion_has_the_width_of_its_skeleton():
    with pytest.raises(ShapeError, match="66"):
        Motion(dance(0, 1).motion.skeleton, np.zeros((3, 5)), 0.1)


@pytest.mark.skipif(not CLIPS, reason="the staged clips are not here")
@pytest.mark.parametrize("path", CLIPS, ids=lambda path: path.stem)
def test_a_clip_survives(path):
    data = path.read_bytes()
    motion = read_bvh(data, path.name)
    again = write_bvh(motion)
    assert again.split(b"MOTION")[0].split() == data.split(b"MOTION")[0].split()
    assert np.array_equal(read_bvh(again, path.name).values, motion.values)


@pytest.mark.skipif(not CLIPS, reason="the staged clips are not here")
@pytest.mark.parametrize("path", CLIPS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore")  # pybvh guesses which way is up, and says so
def test_an_other_reader_sees_the_same_places(path, tmp_path):
    pybvh = pytest.importorskip("pybvh")
    motion = read_bvh(path.read_bytes(), path.name)
    (tmp_path / "again.bvh").write_bytes(write_bvh(motion, {"ganvas": "here"}))
    theirs = pybvh.read_bvh_file(tmp_path / "again.bvh")
    assert list(theirs.joint_names) == list(motion.skeleton.tree.names)
    ours = motion.world[1]
    places = np.asarray(theirs.joint_positions())
    assert places.shape == ours.shape
    np.testing.assert_allclose(places - places[:, :1], ours - ours[:, :1], atol=1e-6 * np.abs(ours).max())
