"""An evaluation says what it measured, of what, and what works reach; a model that copies does not get away with it."""

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganvas.corpus.corpus import Corpus
from ganvas.errors import CorpusError, MetricError, ModelError, RunError
from ganvas.media import medium
from ganvas.metrics import METRICS
from ganvas.model import evaluate as module
from ganvas.model.evaluate import Wishes, evaluate, find_floors
from ganvas.model.evaluation import Evaluation
from ganvas.model.evidence import Evidence
from ganvas.run import Run
from tests.model.tiny import SEEN, tiny_run

QUICK = Wishes(samples=40, extractors=("pixels",))
FILES = {"measures.json", "measures.png", "nearest.png", "blind.png", "blind-answer.txt"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return tiny_run(tmp_path_factory.mktemp("tiny"), 120)


@pytest.fixture(scope="module")
def found(run: Run) -> Evaluation:
    return evaluate(run.path, QUICK)


def test_everything_is_on_disk_and_the_record_is_read_back(run: Run, found: Evaluation):
    folder = run.path / "evaluation" / "000000640"
    assert {path.name for path in folder.iterdir()} == FILES == set(found.files)
    assert Evaluation.model_validate_json((folder / "measures.json").read_bytes()) == found
    for name in FILES:
        if name.endswith(".png"):
            with Image.open(folder / name) as picture:
                picture.load()


def test_every_measure_is_there_with_its_counts_or_its_reason(run: Run, found: Evaluation):
    assert [entry.metric for entry in found.measures] == list(METRICS)
    entries = {entry.metric: entry for entry in found.measures}
    held_out = run.source.held_out
    assert (found.train, found.held_out, found.unseen) == (120 - held_out, held_out, True)
    kid, vendi, authpct, ct = (entries[name] for name in ("kid", "vendi", "authpct", "ct"))
    assert (kid.n_held_out, kid.n_train, kid.n_fake, kid.extractor) == (held_out, 0, 40, "pixels")
    assert kid.floor.n == vendi.floor.n == 40
    assert (authpct.n_train, authpct.floor.n) == (120 - held_out, held_out)
    assert (ct.n_train, ct.n_held_out, ct.n_fake, ct.floor) == (120 - held_out, held_out, 40, None)
    assert "wanted at least 1,000" in entries["frechet"].refused
    assert entries["frechet"].value is None
    assert kid.value > 3 * kid.floor.value  # random weights paint nothing like these works
    assert kid.interval[0] < kid.value < kid.interval[1]


def test_the_same_question_has_the_same_answer_and_features_are_kept(run: Run, found: Evaluation, monkeypatch):
    monkeypatch.setattr("ganvas.metrics.cache.extract", lambda *_: pytest.fail("computed again"))
    assert evaluate(run.path, QUICK) == found


def test_a_model_that_paints_works_again_is_caught(run: Run, tmp_path: Path, monkeypatch):
    corpus = Corpus.open(run.source.path)
    train = corpus.split().train
    works = corpus.prepare(run.recipe.shape).take(train[:40])
    monkeypatch.setattr(module, "paint", lambda *_: works[..., ::-1])
    mirrored = evaluate(run.path, QUICK)
    monkeypatch.setattr(module, "paint", lambda *_: works)
    copied = evaluate(run.path, QUICK)
    entries = {entry.metric: entry for entry in copied.measures}
    assert entries["authpct"].value == 0 < entries["authpct"].floor.value
    assert entries["ct"].value < -4
    assert copied.copies.copied == mirrored.copies.copied == 40
    assert {pair.way for pair in copied.copies.nearest} == {"as it is"}
    assert {pair.way for pair in mirrored.copies.nearest} == {"mirrored"}
    names = [corpus.works[int(train[pair.seed])].name for pair in copied.copies.nearest]
    assert [pair.work for pair in copied.copies.nearest] == names
    assert "40 of 40 samples lie nearer to a work" in "\n".join(copied.in_words())


def test_a_run_that_saw_all_works_cannot_be_tested_for_copying_by_ct(tmp_path: Path):
    run = tiny_run(tmp_path, 100, unseen=False)
    found = evaluate(run.path, QUICK)
    entries = {entry.metric: entry for entry in found.measures}
    assert "has seen all works" in entries["ct"].refused
    assert (found.train, found.unseen, entries["authpct"].n_train) == (100, False, 100)
    assert entries["kid"].n_held_out == found.held_out >= 20
    assert entries["kid"].floor.n == 40
    assert "that it has seen too" in found.in_words()[0]


def test_a_small_corpus_is_measured_as_far_as_it_goes(tmp_path: Path):
    run = tiny_run(tmp_path, 15)
    found = evaluate(run.path, QUICK)
    entries = {entry.metric: entry for entry in found.measures}
    assert found.held_out == 0
    assert "15 real and 40 generated" in entries["kid"].refused
    assert entries["vendi"].value > 1
    assert "wanted at least 20" in found.copies.refused
    assert "nearest.png" not in found.files
    text = "\n".join(found.in_words())
    assert "no precision, recall, density, coverage: 15 real" in text
    assert "copies: not looked for" in text


def test_another_snapshot_psi_and_size_can_be_asked_for(run: Run, found: Evaluation):
    other = evaluate(run.path, Wishes(samples=25, extractors=("pixels", "lite0:32"), seen=SEEN // 2, psi=0.5))
    assert (other.seen, other.psi, other.samples) == (SEEN // 2, 0.5, 25)
    assert other.snapshot != found.snapshot
    assert {entry.extractor for entry in other.measures} == {"pixels", "lite0:32"}
    assert (run.path / "evaluation" / "000000320" / "measures.json").is_file()


def test_what_cannot_be_evaluated_is_one_sentence(run: Run, tmp_path: Path):
    with pytest.raises(RunError, match="no run here"):
        evaluate(tmp_path, QUICK)
    with pytest.raises(ModelError, match="no such run or snapshot"):
        evaluate(run.path, Wishes(samples=40, extractors=("pixels",), seen=7))
    with pytest.raises(MetricError, match="wanted at least one"):
        evaluate(run.path, Wishes(samples=0))
    with pytest.raises(CorpusError, match="no corpus"):
        evaluate(run.path, Wishes(samples=40, extractors=("pixels",), corpus=tmp_path / "nowhere"))
    other = tiny_run(tmp_path, 20)
    Path(other.source.path).rename(tmp_path / "moved")
    with pytest.raises(RunError, match="is gone from here"):
        evaluate(other.path, QUICK)
    assert evaluate(other.path, replace(QUICK, corpus=tmp_path / "moved")).train == 20
    with pytest.raises(RunError, match=r"learned from .* --corpus"):
        evaluate(run.path, Wishes(samples=40, extractors=("pixels",), corpus=tmp_path / "moved"))


def test_works_held_out_by_another_rule_are_refused(run: Run):
    other = Run(run.path, run.recipe, run.source.but(held_out=3), run.plan)
    with pytest.raises(RunError, match="3 works were held out"):
        module.part_works(other, Corpus.open(run.source.path), lambda *_: None)


def test_a_floor_that_would_need_more_works_is_left_out():
    import torch

    rest, held_out = torch.randn(2, 150, 4, generator=torch.Generator().manual_seed(0))
    assert {"recall", "vendi", "kid", "authpct"} <= find_floors(rest, held_out, 120, "none").keys()
    fewer = find_floors(rest, held_out, 400, "none")
    assert fewer.keys() == {"kid", "authpct"}  # whose numbers do not change with the count alone
    assert fewer["kid"].n == 150
    assert find_floors(rest, held_out[:0], 120, "none") == {}


def test_the_answer_of_the_blind_test_is_right(run: Run):
    data = Corpus.open(run.source.path).prepare(run.recipe.shape)
    fakes = np.zeros((30, 1, 16, 16), np.uint8)
    sheet, answer = Evidence(medium("image"), fakes, data, np.arange(40)).blind_test()
    rows = answer.decode().split("\n\n")[1].split("\n")
    marks = [mark for row in rows for mark in row.split()]
    assert (marks.count("●"), marks.count("○"), len(rows[0].split())) == (18, 18, 6)
    assert marks != sorted(marks)
    with Image.open(io.BytesIO(sheet)) as picture:
        pixels = np.asarray(picture.convert("L"))
    step_y, step_x = pixels.shape[0] / 6, pixels.shape[1] / 6
    for place, mark in enumerate(marks):
        row, column = divmod(place, 6)
        middle = pixels[int((row + 0.3) * step_y) : int((row + 0.7) * step_y)]
        middle = middle[:, int((column + 0.3) * step_x) : int((column + 0.7) * step_x)]
        assert (middle.max() == 0) == (mark == "○")


def test_json_is_plain(found: Evaluation):
    assert json.loads(json.dumps(found.model_dump(mode="json")))["measures"][0]["metric"] == "kid"
