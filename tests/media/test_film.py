import io

import av
import numpy as np
import pytest
from PIL import Image
from torch.testing import assert_close

from ganvas.errors import ShapeError, SketchError
from ganvas.media.image.film import SUFFIXES, best_scale, encode_film, frame_count

TEXT = {"ganvas": '{"sketch": "ensō"}'}
COLORS = [(200, 40, 30), (30, 160, 60), (40, 60, 190), (245, 240, 230), (20, 20, 25)]


def frames(height: int = 12, width: int = 10) -> list[np.ndarray]:
    return [np.tile(np.array(color, np.uint8)[:, None, None], (1, height, width)) for color in COLORS]


def decoded(data: bytes) -> tuple[list[np.ndarray], dict[str, str]]:
    with av.open(io.BytesIO(data)) as container:
        metadata = {key.lower(): value for key, value in container.metadata.items()}
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)], metadata


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_frame_arrives_in_its_color(suffix: str):
    found, _ = decoded(encode_film(iter(frames()), suffix, 25, TEXT, 4))
    assert len(found) == len(COLORS)
    for frame, color in zip(found, COLORS, strict=True):
        assert frame.shape == (48, 40, 3)
        assert_close(frame.mean((0, 1)), np.array(color, float), rtol=0, atol=6)


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_a_film_carries_its_text(suffix: str):
    _, metadata = decoded(encode_film(frames(), suffix, 25, TEXT, 2))
    assert metadata["ganvas"] == TEXT["ganvas"]


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_odd_sides_are_made_even(suffix: str):
    found, _ = decoded(encode_film(frames(7, 9), suffix, 25, {}, 3))
    assert found[0].shape == (22, 28, 3)


def test_a_gif_keeps_grey_levels_its_pace_and_its_text():
    grey = [np.arange(k, k + 60, dtype=np.uint8).reshape(1, 6, 10) for k in range(0, 180, 30)]
    with Image.open(io.BytesIO(encode_film(grey, ".gif", 30, TEXT, 1))) as film:
        assert (film.n_frames, film.info["loop"]) == (6, 0)
        assert TEXT["ganvas"].encode() in film.info["comment"]
        durations = []
        for number, levels in enumerate(grey):
            film.seek(number)
            durations.append(film.info["duration"])
            assert np.array_equal(np.asarray(film.convert("L")), levels[0])
    assert sum(durations) == 200  # 6 frames at 30 a second


def test_what_is_transparent_lies_on_white():
    found, _ = decoded(encode_film([np.zeros((4, 8, 8), np.uint8)] * 2, ".mp4", 25, {}, 2))
    assert found[0].min() > 248


def test_small_pictures_are_shown_large():
    assert [best_scale(28, ".mp4"), best_scale(64, ".webm"), best_scale(64, ".gif"), best_scale(1024, ".mp4")] == [
        16,
        8,
        4,
        1,
    ]


@pytest.mark.parametrize("suffix", ["", ".avi", "mp4", ".MP4"])
def test_other_suffixes_are_one_sentence(suffix: str):
    with pytest.raises(SketchError, match=r"a film ends in \.mp4, \.webm, \.gif"):
        encode_film(frames(), suffix, 25, {})


def test_a_film_needs_frames_that_are_pictures():
    with pytest.raises(SketchError, match="at least one frame"):
        encode_film([], ".gif", 25, {})
    with pytest.raises(ShapeError):
        encode_film([np.zeros((2, 8, 8), np.uint8)], ".gif", 25, {})


def test_how_long_a_film_may_be():
    assert frame_count(6, 25) == 150
    for seconds in (0, 0.01, 3601, float("nan"), -1):
        with pytest.raises(SketchError, match="a film lasts"):
            frame_count(seconds, 25)
