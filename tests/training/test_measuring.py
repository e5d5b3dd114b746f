"""While training: the best snapshot is the one nearest to held-out works, and copying is said."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from ganvas import snapshot
from ganvas.media.image import Image
from ganvas.media.levels import to_range
from ganvas.model.model import Model
from ganvas.run import Run, nine
from ganvas.training import measuring
from ganvas.training.hooks import write_snapshot
from ganvas.training.measuring import Measuring
from ganvas.training.moment import Moment
from ganvas.training.state import new_state
from tests.conftest import save_snapshot
from tests.model.tiny import tiny_run


@pytest.fixture(autouse=True)
def quick_look(monkeypatch: pytest.MonkeyPatch):
    """A small measure by values: what is tested is what is made of it."""
    monkeypatch.setattr(Image, "look", "pixels")
    monkeypatch.setattr(measuring, "SAMPLES", 80)


class Painter(nn.Module):
    """A generator that knows its pictures by heart and gives them in turn, with noise of a strength."""

    def __init__(self, works: np.ndarray, noise: float = 0.0) -> None:
        super().__init__()
        self.works, self.noise = to_range(torch.tensor(works)), noise

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        rows = torch.arange(len(z)) % len(self.works)
        random = torch.Generator().manual_seed(0)
        return (self.works[rows] + self.noise * torch.randn(self.works[rows].shape, generator=random)).clamp(-1, 1)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return tiny_run(tmp_path, 120)


def works_of(run: Run, held_out: bool) -> np.ndarray:
    from ganvas.corpus.corpus import Corpus

    corpus = Corpus.open(run.source.path)
    rows = corpus.split()
    return corpus.prepare(run.recipe.shape).take(rows.held_out if held_out else rows.train)


def moment_of(run: Run, painter: nn.Module, seen: int, final: bool = True) -> Moment:
    state = new_state(run.recipe, run.plan)
    state.average, state.seen = painter, seen
    return Moment(run, state, {"seen": seen, "elapsed_s": 1.0}, final)


def test_the_nearest_to_held_out_works_is_the_best(run: Run):
    """Later snapshots that are farther away do not displace it, and it is what a model is loaded from."""
    hook, works = Measuring(), works_of(run, held_out=True)
    values = []
    save_snapshot(run.path / "snapshots" / nine(960), 3, seen=960)
    for seen, noise in ((320, 0.5), (640, 0.0), (960, 1.5)):
        moment = moment_of(run, Painter(works, noise), seen)
        hook(moment)
        values.append(moment.line["kid"])
        assert moment.line["kid_low"] < moment.line["kid"] < moment.line["kid_high"]
    assert values[1] < min(values[0], values[2])
    assert snapshot.best(run.path).seen == 640
    assert snapshot.find(run.path)[0].parent.name == nine(640)
    (run.path / snapshot.BEST).unlink()
    assert snapshot.find(run.path)[0].parent.name == nine(960)
    hook(moment_of(run, Painter(works), 320))
    assert snapshot.find(run.path)[0].parent.name == nine(320)
    assert Model.load(run.path).card.seen == 320
    shutil.rmtree(run.path / "snapshots" / nine(320))
    assert snapshot.best(run.path) is None  # a rollback took it away


def test_the_best_is_not_thinned_out(run: Run):
    (run.path / snapshot.BEST).write_text(
        snapshot.Best(seen=642, metric="kid", value=1.0, extractor="lite0:128").to_json()
    )
    state = new_state(run.recipe, run.plan)
    save_snapshot(run.path / "snapshots" / nine(642), 3, seen=642)
    for state.seen in range(641, 646):  # all of the slot of 640, which is the one that is kept of it
        write_snapshot(Moment(run, state, {}, False))
    assert [int(path.name) for path in run.snapshots()] == [320, 640, 642, 645]


def test_copying_is_said_once_and_shown(run: Run):
    hook, works = Measuring(), works_of(run, held_out=False)
    moment = moment_of(run, Painter(works, 0.02), 640)
    hook(moment)
    assert moment.line["copies"] > 0.9
    assert sum("Copies:" in sentence for sentence in moment.said) == 1
    assert (run.path / "nearest.png").read_bytes()[:4] == b"\x89PNG"
    again = moment_of(run, Painter(works, 0.02), 960)
    hook(again)
    assert not again.said


def test_works_that_it_did_not_see_raise_no_alarm(run: Run):
    moment = moment_of(run, Painter(works_of(run, held_out=True)), 640)
    Measuring()(moment)
    assert moment.line["copies"] <= measuring.ALARM
    assert not any("Copies:" in sentence for sentence in moment.said)


def test_few_works_are_not_measured_and_that_is_said(tmp_path: Path):
    run = tiny_run(tmp_path, 30)
    moment = moment_of(run, Painter(np.zeros((1, 1, 16, 16), np.uint8)), 640)
    Measuring()(moment)
    assert "kid" not in moment.line
    assert any("too few to hold any out" in sentence for sentence in moment.said)
    assert snapshot.best(run.path) is None


def test_measuring_keeps_to_its_share_of_the_time(run: Run, monkeypatch: pytest.MonkeyPatch):
    """A tick is left out in the first minute and while measuring has had its share, but never the last one."""
    now = [0.0]
    monkeypatch.setattr(measuring.time, "perf_counter", lambda: now[0])
    hook = Measuring(spent_s=4.0, _start_s=0.0)
    for now_s, final, measured in ((50.0, False, False), (70.0, False, False), (70.0, True, True), (90.0, False, True)):
        now[0] = now_s
        moment = moment_of(run, Painter(works_of(run, held_out=True)), 640, final)
        hook(moment)
        assert ("copies" in moment.line) == measured
