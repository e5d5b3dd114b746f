"""The making of a work as a film: the steps that led to it, in order, each painted again; captions on and off."""

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner

from ganvas.artwork import KEY, Origin
from ganvas.cli import app
from ganvas.errors import HistoryError, SketchError
from ganvas.gallery.history import History
from ganvas.gallery.making import film_making
from ganvas.media.image.captions import captioned
from ganvas.media.image.encode import enlarge, to_picture
from ganvas.media.image.said import text_in
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch


def sketch(seed: int) -> Sketch:
    return Sketch(latent=Seed(seed=seed))


def frames_of(path: Path) -> list[NDArray[np.float64]]:
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="rgb24").astype(float) for frame in film.decode(video=0)]


def make(project: Path, model: Model) -> History:
    """1 add, 2 a stranger, 3 from 1 by the model, 4 a step aside from 1."""
    history = History.open(project)
    history.append(sketch(1), "add", model.digest)
    history.branch([], sketch(2), "add", model.digest)
    history.branch([1], sketch(3), "push", model.digest, actor="model", reason="calmer")
    history.branch([1], sketch(4), "push", model.digest)
    history.go(3)
    return history


def test_only_the_steps_that_led_to_it_in_their_order(model: Model, run_folder: Path, tmp_path: Path):
    path = tmp_path / "making.mp4"
    with make(tmp_path / "shore", model) as history:
        _, steps = film_making(history, run_folder, path, each_s=0.5, captions=False)
    assert [event.id for event in steps] == [1, 3]
    frames = frames_of(path)
    assert len(frames) == 5 + 15  # half a second at 10 a second; the last one three times
    for number, seed in ((2, 1), (12, 3)):
        shown = enlarge(to_picture(model.render(sketch(seed)).levels), len(frames[number]) // 16)
        assert np.abs(frames[number].mean(-1) - np.asarray(shown)).mean() < 3
    assert Origin.read(text_in(path.read_bytes())[KEY], "film").sketch == sketch(3)


def test_captions_stand_below_and_change_with_the_step(model: Model, run_folder: Path, tmp_path: Path):
    with make(tmp_path / "shore", model) as history:
        film_making(history, run_folder, tmp_path / "said.mp4", each_s=0.5)
        film_making(history, run_folder, tmp_path / "bare.mp4", each_s=0.5, captions=False)
    said, bare = frames_of(tmp_path / "said.mp4"), frames_of(tmp_path / "bare.mp4")
    tall = bare[0].shape[0]
    assert said[0].shape[0] > tall
    bars = [frame[tall:] for frame in said]
    assert np.abs(bars[2] - bars[12]).max() > 60  # other words
    assert np.abs(bars[2] - bars[3]).max() < 20
    assert np.abs(said[2][:tall] - bare[2]).mean() < 3


def test_long_words_are_cut_to_the_picture():
    levels = np.zeros((1, 16, 16), np.uint8)
    short, long = (captioned(levels, words, scale=8) for words in ("1 · add", "word " * 200))
    assert short.shape == long.shape == (3, 128 + 34, 128)
    assert (long[:, 128:, -6:] > 200).all()


def test_what_cannot_be_filmed(model: Model, run_folder: Path, tmp_path: Path):
    with History.open(tmp_path / "empty") as history:
        with pytest.raises(HistoryError, match="nothing to film"):
            film_making(history, run_folder, tmp_path / "a.mp4")
        with pytest.raises(SketchError, match="a film ends in"):
            film_making(history, run_folder, tmp_path / "a.mov")
    with make(tmp_path / "shore", model) as history:
        (tmp_path / "a.mp4").write_bytes(b"mine")
        with pytest.raises(HistoryError, match="is there already"):
            film_making(history, run_folder, tmp_path / "a.mp4")
        with pytest.raises(SketchError, match=r"lasts 0.2 s"):
            film_making(history, run_folder, tmp_path / "b.mp4", each_s=0)
    assert (tmp_path / "a.mp4").read_bytes() == b"mine"


def test_the_verb(model: Model, run_folder: Path, tmp_path: Path):
    make(tmp_path / "shore", model).close()
    words = ["history", str(tmp_path / "shore"), "--film", str(tmp_path / "a.gif"), "--each", "0.4"]
    assert "takes --model RUN" in CliRunner().invoke(app, words).stderr
    told = CliRunner().invoke(app, [*words, "--model", str(run_folder), "--step", "4"])
    assert told.stdout == f"{tmp_path / 'a.gif'}: 2 steps, 1 first\n"
    assert "one at a time" in CliRunner().invoke(app, [*words, "--undo"]).stderr
