"""Any art goes the whole way: gathered, trained, gone on with, painted and measured; two arts for tests show it."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from typer.testing import CliRunner

from ganvas.artwork import Artwork
from ganvas.augment.policy import Augment
from ganvas.cli import app
from ganvas.corpus import pool
from ganvas.corpus.corpus import Corpus
from ganvas.errors import CorpusError, FormError, MetricError, RecipeError, ShapeError
from ganvas.media import MEDIA
from ganvas.model.evaluate import Wishes, evaluate
from ganvas.model.model import Model
from ganvas.recipe import Recipe
from ganvas.run import Plan, Run
from ganvas.sketch import Seed, Sketch
from ganvas.training import begin
from ganvas.training.trainer import train
from tests.contracts.tone import ARTS, drawn, written

SHORT = {"batch": 8, "length": 24, "ticks": 3, "width": 16, "z_dim": 4, "half_life": 10, "hold_out": True}


@pytest.fixture(autouse=True)
def arts(monkeypatch: pytest.MonkeyPatch):
    """Both arts have a row here, and in the helpers."""
    for name, art in ARTS.items():
        monkeypatch.setitem(MEDIA, name, art)
    monkeypatch.setattr(pool, "WORKER", "tests.contracts.tone_worker")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def works(folder: Path, count: int, kind: str = "tone", length: int = 40) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(count):
        (folder / f"{seed:02d}.{kind}").write_bytes(written(drawn(seed, length), {}, kind))
    return folder


def gathered(tmp_path: Path, count: int, kind: str = "tone", length: int = 40) -> Corpus:
    return Corpus.gather(works(tmp_path / "works", count, kind, length), into=tmp_path / "corpus", helpers=1)


def recipe(corpus: Corpus, **changes: object) -> Recipe:
    return Recipe.for_corpus(corpus).but(**SHORT | changes)


@pytest.mark.parametrize("kind", ARTS)
def test_the_whole_way(tmp_path: Path, kind: str):
    corpus = gathered(tmp_path, 12, kind)
    assert corpus.medium == kind
    asked = recipe(corpus)
    assert (asked.medium, asked.shape, asked.net) == (kind, (2, 16), "mlp")
    said: list[str] = []
    run = train(corpus, asked, tmp_path / "run", device="cpu", say=said.append)
    assert any("12 works in 48 samples of 2×16" in one for one in said)
    assert any(f"no measure of {kind}s can choose one yet" in one for one in said)
    with Image.open(run.sheets()[-1]) as sheet:
        assert sheet.width > 100
    model = Model.load(run)
    artwork = model.render(Sketch(latent=Seed(seed=3)))
    assert artwork.levels.dtype == ARTS[kind].dtype
    assert artwork.digest == model.render(Sketch(latent=Seed(seed=3))).digest
    native = artwork.save(tmp_path / f"art.{kind}")
    assert Artwork.read_sketch(native) == artwork.sketch
    assert ARTS[kind]().read_text(native.read_bytes()).get("common") == corpus.common or kind == "tone"
    assert corpus.common == {"tone": "", "sway": "the longest has 40 steps"}[kind]
    assert artwork.save(tmp_path / "art.csv").read_bytes().count(b"\n") == 1
    with pytest.raises(FormError, match=rf"{kind}s are saved as .{kind}, or as .csv; found '.wav'"):
        artwork.save(tmp_path / "art.wav")


def test_a_run_of_another_art_goes_on_bit_for_bit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    corpus = gathered(tmp_path, 12, "sway")
    monkeypatch.setattr(begin, "probe", lambda *_: Plan(rate=100.0))  # computed in one way
    whole = train(corpus, recipe(corpus), tmp_path / "whole", device="cpu")

    class Enough(Exception):
        pass

    def leave(moment):
        raise Enough

    from ganvas.training.hooks import write_snapshot, write_state

    with pytest.raises(Enough):
        train(corpus, recipe(corpus), tmp_path / "parts", device="cpu", hooks=[write_state, write_snapshot, leave])
    parts = train(corpus, recipe(corpus), tmp_path / "parts", device="cpu")
    ends = [Model.load(run).render(Sketch(latent=Seed(seed=1))).levels for run in (whole, parts)]
    assert np.array_equal(*ends)


def test_it_is_measured_by_its_own_measures_or_says_that_there_are_none(tmp_path: Path):
    for kind in ARTS:
        corpus = gathered(tmp_path / kind, 12, kind)
        run = train(corpus, recipe(corpus), tmp_path / kind / "run", device="cpu")
        if ARTS[kind].measured_by:
            found = evaluate(run.path, Wishes(samples=10))
            (row,) = found.art
            assert row.name == "loudness"
            assert row.nulls == {"noise": pytest.approx(1 / 3)}
            assert any("loudness" in line and "0.333" in line for line in found.in_words())
        else:
            with pytest.raises(MetricError, match="no measure of sways yet"):
                evaluate(run.path, Wishes(samples=10))
            assert evaluate(run.path, Wishes(samples=40, extractors=("pixels",))).measures


def test_on_the_command_line(tmp_path: Path):
    def ganvas(*words: object) -> str:
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exit_code == 0, (words, done.output, done.exception)
        return done.stdout

    folder = works(tmp_path / "works", 12)
    assert "by the files' suffixes (12 .tone)" in ganvas("gather", folder, "--into", tmp_path / "corpus")
    ganvas("train", tmp_path / "corpus", "--into", tmp_path / "run", "--seen", 256, "--device", "cpu")
    assert Run.open(tmp_path / "run").recipe.medium == "tone"
    words = ("sample", tmp_path / "run", "--seeds", "0-2", "--into", tmp_path / "art", "--as", "csv,tone", "--json")
    assert len(json.loads(ganvas(*words))["pictures"]) == 3
    ganvas(*words)  # what is there already is the same
    names = sorted(path.name for path in (tmp_path / "art").iterdir())
    assert names == sorted(["sheet.png", *(f"seed-000{n}.{end}" for n in range(3) for end in ("csv", "tone"))])
    assert "loudness" in ganvas("evaluate", tmp_path / "run", "--samples", 10)
    ganvas("check", tmp_path / "corpus")
    with Image.open(tmp_path / "corpus/sheet.png") as sheet:
        assert sheet.width > 100
    assert not (tmp_path / "corpus/graph.png").exists()


def test_a_folder_of_two_arts_asks_which(tmp_path: Path):
    works(tmp_path / "works", 2)
    Image.new("L", (32, 32)).save(tmp_path / "works/cover.png")
    with pytest.raises(CorpusError, match=r"1 files of pictures and 2 files of tones.*--medium image\|tone"):
        Corpus.gather(tmp_path / "works", into=tmp_path / "corpus", helpers=1)
    corpus = Corpus.gather(tmp_path / "works", into=tmp_path / "corpus", medium="tone", helpers=1)
    assert len(corpus) == 2
    (line,) = [line for line in corpus.report if line.did == "left out"]
    assert (line.name, line.reason, line.text) == ("cover.png", "other-art", "cover.png is none of TONE.")
    with pytest.raises(CorpusError, match="holds tones; gather pictures into another corpus"):
        Corpus.gather(tmp_path / "works", into=corpus.path, medium="image", helpers=1)


def test_what_is_damaged_is_told_and_costs_one_work(tmp_path: Path):
    folder = works(tmp_path / "works", 3)
    (folder / "bad.tone").write_bytes(b"{")
    (folder / "again.tone").write_bytes((folder / "01.tone").read_bytes())
    corpus = Corpus.gather(folder, into=tmp_path / "corpus", helpers=1)
    told = {line.name: line.reason for line in corpus.report if line.did == "left out"}
    assert told == {"bad.tone": "unreadable", "again.tone": "duplicate"}
    assert {work.facts["steps"] for work in corpus.works} == {40}
    assert all(set(work.facts) == set(ARTS["tone"].facts) for work in corpus.works)


def test_samples_lie_in_the_order_of_works_and_of_time(tmp_path: Path):
    corpus = gathered(tmp_path, 5, "sway")
    data = corpus.prepare((2, 16))
    assert data.levels.dtype == np.float32
    assert data.of_work.tolist() == [work for work in range(5) for _ in range(4)]
    for row, work in enumerate(corpus.works):
        wanted = drawn(int(Path(work.name).stem)).round(6)[:, 8:24].astype(np.float32)
        assert np.array_equal(data.levels[4 * row + 1], wanted)
        assert torch.equal(data.batch(torch.tensor([4 * row + 1]))[0], torch.from_numpy(wanted))
    again = corpus.prepare((2, 16))
    assert again.digest == data.digest
    assert corpus.prepare((2, 8)).digest != data.digest
    part = data.part(np.array([19, 0]))
    assert part.of_work.tolist() == [4, 0]


def test_no_work_is_on_both_sides(tmp_path: Path):
    corpus = gathered(tmp_path, 40)
    data = corpus.prepare((2, 16))
    parted = corpus.split(data)
    assert len(parted.held_out) >= 20
    assert len(parted.train) + len(parted.held_out) == len(data)
    assert not set(data.of_work[parted.train]) & set(data.of_work[parted.held_out])


def test_a_single_work_is_parted_in_its_time(tmp_path: Path):
    said: list[str] = []
    corpus = gathered(tmp_path, 1, length=1000)
    data = corpus.prepare((2, 16))
    parted = corpus.split(data)  # 124 windows of 16, each 8 on
    assert parted.held_out.tolist() == list(range(104, 124))
    assert parted.train.tolist() == list(range(101))
    assert 8 * 104 >= 8 * 100 + 16 + 16  # the first held out begins a length after the last one shown has ended
    train(corpus, recipe(corpus), tmp_path / "run", device="cpu", say=said.append)
    assert any("the last 20 are held out" in one and "gap" in one for one in said)


def test_nothing_is_held_out_where_too_little_would_be_left(tmp_path: Path):
    for count, length in ((1, 200), (2, 40)):
        corpus = gathered(tmp_path / str(count), count, length=length)
        parted = corpus.split(corpus.prepare((2, 16)))
        assert not len(parted.held_out)
        assert len(parted.train) == len(corpus.prepare((2, 16)))


def test_works_too_short_for_a_sample_are_said(tmp_path: Path):
    folder = works(tmp_path / "works", 3)
    (folder / "short.tone").write_bytes(written(drawn(9, 10), {}))
    corpus = Corpus.gather(folder, into=tmp_path / "corpus", helpers=1)
    said: list[str] = []
    train(corpus, recipe(corpus), tmp_path / "run", device="cpu", say=said.append)
    assert any("1 of the works are too short for a sample" in one for one in said)
    with pytest.raises(CorpusError, match="not one work has enough"):
        corpus.prepare((2, 64))


def test_a_medium_draws_its_own_works(tmp_path: Path):
    corpus = Corpus.gather("builtin:sways?works=6", into=tmp_path / "corpus", helpers=1)
    assert (corpus.medium, len(corpus)) == ("sway", 6)
    assert {rights.by for rights in (corpus.rights().of(work) for work in corpus.works)} == {"Ganvas"}
    with pytest.raises(CorpusError, match=r"builtin:chorales, .*builtin:ink, .*builtin:sways, builtin:tones"):
        Corpus.gather("builtin:nothing", into=tmp_path / "other")
    with pytest.raises(CorpusError, match="gives pictures, and these are sways"):
        Corpus.gather("builtin:ink?works=2", into=corpus.path)


def test_what_is_of_pictures_only_is_refused_in_one_sentence(tmp_path: Path):
    corpus = gathered(tmp_path, 3)
    with pytest.raises(ShapeError, match="no option of tones"):
        corpus.prepare((2, 16), fit="pad")
    with pytest.raises(ShapeError, match=r"tones are \(channels, time\); got \(1, 16, 16\)"):
        corpus.prepare((1, 16, 16))
    with pytest.raises(CorpusError, match="a limit of pictures"):
        Corpus.gather(tmp_path / "works", into=tmp_path / "other", smallest_px=8)
    altered = recipe(corpus, augment=Augment(mode="cosine"))
    with pytest.raises(RecipeError, match="not one of tones; theirs: none yet"):
        train(corpus, altered, tmp_path / "run")
    with pytest.raises(RecipeError, match="holds tones; the recipe is for 'image'"):
        train(corpus, recipe(corpus, medium="image"), tmp_path / "run")


def test_pictures_of_sheets_are_previews(tmp_path: Path):
    art = ARTS["tone"]()
    sheet = Image.open(io.BytesIO(art.contact_sheet(art.kept(np.stack([drawn(n, 16) for n in range(4)])))))
    assert sheet.format == "PNG"
    assert np.asarray(sheet).std() > 10


def test_copies_of_another_art_are_looked_for_elsewhere_and_that_is_said(tmp_path: Path):
    corpus = gathered(tmp_path, 12, "tone")
    run = train(corpus, recipe(corpus), tmp_path / "run", device="cpu")
    found = evaluate(run.path, Wishes(samples=10)).copies
    assert found.refused == "these are tones, and ganvas originality compares tones one by one"
