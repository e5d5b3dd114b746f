"""The rows of music tell works from music that nobody composed, and a copy in another key from a phrase of its own."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from ganvas.cli import app
from ganvas.corpus.corpus import Corpus
from ganvas.errors import MetricError
from ganvas.media.music import rows
from ganvas.media.music.drawn import draw
from ganvas.media.music.grid import grid, to_sample, to_tokens
from ganvas.media.music.medium import Music
from ganvas.media.music.nulls import NULLS
from ganvas.media.music.write_midi import write_midi

GRID = grid("choir")


@cache
def phrases(first: int, count: int) -> np.ndarray:
    music = Music()
    files = [write_midi(draw(seed), {}) for seed in range(first, first + count)]
    return np.concatenate([music.samples(music.decode(data, "a.mid"), GRID.shape) for data in files])


def moved(sample: np.ndarray, semitones: int) -> np.ndarray:
    tokens = to_tokens(sample, GRID)
    return to_sample(np.where(tokens < GRID.layout.pitches, tokens + semitones, tokens), GRID)


def test_a_model_that_copies_is_told_so_and_one_that_shuffles_is_told_apart():
    train, held_out = phrases(0, 6), phrases(50, 6)
    copied = {row.name: row for row in rows.measure(train, held_out, moved(train[:40], 2))}
    assert (copied["copied"].fake, copied["copied"].real) == (1.0, 0.0)
    assert copied["nearest"].fake == pytest.approx(1.0)
    noise = to_sample(NULLS["uniform noise"](to_tokens(held_out, GRID), GRID, np.random.default_rng(1)), GRID)
    made = {row.name: row for row in rows.measure(train, held_out, noise)}
    for name in ("crossed", "chords of thirds", "eighths or longer", "in one scale", "told apart"):
        fake, real, null = made[name].fake, made[name].real, made[name].nulls["uniform noise"]
        assert fake is not None
        assert real is not None
        assert abs(fake - null) < 0.5 * abs(fake - real), name
    assert made["copied"].fake == 0


def test_windows_that_overlap_are_of_one_work():
    own = rows._own(to_tokens(phrases(0, 3), GRID), GRID)
    sizes = [len(phrases(seed, 1)) for seed in range(3)]
    assert own.tolist() == np.repeat([0, 1, 2], sizes).tolist()


def test_a_roll_is_refused_in_one_sentence():
    music, shape = Music(), grid("roll").shape
    sample = music.fit(music.decode(write_midi(draw(0), {}), "a.mid"), shape)
    found = rows.measure(sample[None], sample[None], sample[None])
    assert {row.refused for row in found} == {"the measures are of voices, and these phrases are a roll"}
    with pytest.raises(MetricError, match="these are a roll"):
        music.nearest(sample[None], [music.decode(write_midi(draw(0), {}), "a.mid")])


def test_a_copy_in_another_key_ends_with_three(tmp_path: Path):
    corpus = Corpus.gather("builtin:chorales?works=3", into=tmp_path / "corpus", helpers=1)
    music = Music()
    copy, own = moved(phrases(1, 1)[1], 2), phrases(90, 1)[0]
    for name, sample in (("copy", copy), ("own", own)):
        (tmp_path / f"{name}.mid").write_bytes(music.encode(sample, {}))
    words = ["originality", *(str(tmp_path / f"{name}.mid") for name in ("copy", "own")), "--corpus", str(corpus.path)]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 3, told.output
    first, second = told.stdout.splitlines()
    assert "copy: nearest to chorales/00001.mid, moved up by 2 semitones; likeness 1.00" in first
    assert second.startswith(f"{tmp_path / 'own.mid'}: distinct: nearest to")
    assert "pairs are drawn of pictures" in CliRunner().invoke(app, [*words, "--pairs", str(tmp_path / "a.png")]).output
