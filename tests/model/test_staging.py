"""A whole play of two models: the plot's scenes, the scenes' turns, and cues that are no copies."""

import hashlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ganvas.cli import app
from ganvas.corpus.corpus import Corpus
from ganvas.errors import FormError, SketchError
from ganvas.media.drama.builtin import builtin_files, builtin_play
from ganvas.media.drama.lines.cues import LEAST, MOST, Cues
from ganvas.media.drama.lines.measures import Copies
from ganvas.media.drama.lines.tokens import lines_of, tokens
from ganvas.media.drama.read import read_play
from ganvas.model.model import Model
from ganvas.model.staging import stage
from ganvas.recipe import Recipe
from ganvas.run import Run
from ganvas.training.trainer import train

PLAYS = [builtin_play(seed) for seed in range(12)]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """A few steps of each recipe: enough to paint with."""
    folder = tmp_path_factory.mktemp("drama")
    (folder / "plays").mkdir()
    for name, data in builtin_files(12).items():
        (folder / "plays" / name).write_bytes(data)
    found = {}
    for name in ("plot", "scene"):
        corpus = Corpus.gather(folder / "plays", into=folder / f"{name}s", medium=name, helpers=1)
        recipe = Recipe.for_corpus(corpus).but(width=16, z_dim=8, batch=8, length=64, ticks=1, half_life=10)
        found[name] = train(corpus, recipe, folder / name, device="cpu")
    return found


@pytest.fixture(scope="module")
def models(runs: dict[str, Run]) -> tuple[Model, Model]:
    return Model.load(runs["plot"].path), Model.load(runs["scene"].path)


def test_same_seed_same_play(models: tuple[Model, Model]):
    one, again, other = (stage(*models, seed) for seed in (3, 3, 4))
    assert one.play == again.play
    assert one.play != other.play
    assert one.told == {"plots": models[0].digest, "scenes": models[1].digest, "seed": "3", "psi": "1.0"}
    assert all(speech.slot_words for speech in one.play.speeches())


def test_its_files_tell_what_they_are(models: tuple[Model, Model], tmp_path: Path):
    staged = stage(*models, 3)
    paths = staged.save(tmp_path, [".fdx", ".png"])
    assert [path.name for path in paths] == ["play.fountain", "play.fdx", "play.png"]
    read, _ = read_play(paths[0].read_bytes(), "play.fountain")
    assert [scene.title for scene in read.scenes] == [scene.title for scene in staged.play.scenes]
    staged.save(tmp_path, [".fdx", ".png"])  # the same again is no question
    with pytest.raises(SketchError, match=r"play\.fountain: is there already"):
        stage(*models, 4).save(tmp_path)
    with pytest.raises(FormError, match=r"a play is saved as .*; found \.mp3"):
        staged.files([".mp3"])


def test_models_of_other_arts_are_refused(models: tuple[Model, Model]):
    with pytest.raises(SketchError, match="paints scenes; wanted one of plots"):
        stage(models[1], models[0])


def test_cues_stand_in_order_with_what_they_are_like(models: tuple[Model, Model], runs: dict[str, Run]):
    corpus = Corpus.open(runs["scene"].path.parent / "scenes")
    staged = stage(*models, 3, cues=corpus)
    speeches = list(staged.play.speeches())
    assert 10 < len(staged.cues) <= len(speeches)  # the rule's plays say little
    texts = [(cue.text,) for cue in staged.cues]
    assert [speech.lines for speech in speeches] == texts + [()] * (len(speeches) - len(texts))
    assert staged.play.scenes[0].title == stage(*models, 3).play.scenes[0].title
    head, *rows = staged.files()["play.cues.tsv"].decode().splitlines()
    assert "no network" in head
    assert rows[0].split("\t")[:2] == [staged.cues[0].text, staged.cues[0].nearest]


def test_cues_are_no_copies():
    drawn = Cues(PLAYS).draw(20, seed=1)
    copies, said = Copies(lines_of(PLAYS)), set(lines_of(PLAYS))
    found = [tokens(cue.text.removesuffix(" …")) for cue in drawn]  # a mark at the end was cut
    assert len(set(found)) == 20
    assert all(LEAST - 1 <= len(line) <= MOST for line in found)
    assert not any(copies.is_blocked(line) for line in found)
    assert all(tokens(cue.nearest) in said for cue in drawn)
    assert Cues(PLAYS).draw(20, seed=1) == drawn
    assert len(Cues(PLAYS).draw(2_000, seed=1)) < 200  # there are no more


def test_on_the_command_line(runs: dict[str, Run], tmp_path: Path):
    words = [str(runs["plot"].path), str(runs["scene"].path), "--into", str(tmp_path / "out"), "--as", "pdf,fdx"]
    dry = CliRunner().invoke(app, ["play", *words, "--dry-run"])
    assert dry.exit_code == 0, dry.output
    assert "nothing was written" in dry.stdout
    assert not (tmp_path / "out").exists()
    done = CliRunner().invoke(app, ["play", *words])
    assert done.exit_code == 0, done.output
    assert "speeches to be written" in done.stdout
    first = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / "out").iterdir()}
    assert sorted(first) == ["play.fdx", "play.fountain", "play.pdf"]
