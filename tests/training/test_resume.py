"""Stop and go on: 4 batches are 2 + restart + 2, bit for bit; what does not fit is refused."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load

from ganvas.corpus.corpus import Corpus
from ganvas.errors import GanvasError, RecipeError, RunError, RunFailed
from ganvas.run import Plan, Run
from ganvas.training.hooks import usual_hooks
from ganvas.training.state import new_state
from ganvas.training.trainer import stopped, train
from tests.training.small import SMALL, planned, small


def final(run: Run) -> dict[str, torch.Tensor]:
    return load((run.checkpoints()[-1] / "state.safetensors").read_bytes())


def assert_same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> None:
    assert one.keys() == other.keys()
    for key in one:
        assert torch.equal(one[key], other[key]), key


def stop_at(seen: int):
    """A hook that asks to stop as Ctrl-C does."""

    def hook(moment):
        if moment.state.seen == seen:
            os.kill(os.getpid(), signal.SIGINT)

    return hook


@pytest.mark.parametrize("bf16", [False, True])
@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("name", SMALL)
def test_a_stopped_run_goes_on_bit_for_bit(tmp_path: Path, corpus: Corpus, name: str, bf16: bool, channels_last: bool):
    recipe = small(name, length=96, ticks=6)
    plan = Plan(threads=1, bf16=bf16, channels_last=channels_last)
    planned(tmp_path / "whole", corpus, recipe, plan)
    planned(tmp_path / "broken", corpus, recipe, plan)
    whole = train(corpus, recipe, tmp_path / "whole")
    broken = train(corpus, recipe, tmp_path / "broken", hooks=[*usual_hooks(), stop_at(32)])
    assert stopped(broken)
    assert not stopped(whole)
    assert int(broken.checkpoints()[-1].name) < 96
    told: list[str] = []
    broken = train(corpus, recipe, tmp_path / "broken", say=told.append)
    assert any(sentence.startswith("Going on at") for sentence in told)
    assert_same(final(broken), final(whole))
    seen = [line["seen"] for line in broken.lines()]
    assert seen == sorted(set(seen))


def test_a_finished_run_stays_as_it_is(tmp_path: Path, corpus: Corpus):
    recipe = small("quick")
    run = train(corpus, recipe, tmp_path / "run")
    before = {path: path.read_bytes() for path in run.path.rglob("*") if path.is_file()}
    train(corpus, recipe, tmp_path / "run")
    assert before == {path: path.read_bytes() for path in run.path.rglob("*") if path.is_file()}


def test_a_damaged_checkpoint_is_named_and_passed_over(tmp_path: Path, corpus: Corpus):
    recipe = small("quick")
    planned(tmp_path / "run", corpus, recipe)
    run = train(corpus, recipe, tmp_path / "run")
    wanted = final(run)
    file = run.checkpoints()[-1] / "state.safetensors"
    data = bytearray(file.read_bytes())
    data[-9] ^= 1
    file.write_bytes(data)
    told: list[str] = []
    train(corpus, recipe, tmp_path / "run", say=told.append)
    assert any(str(file.parent) in sentence and "damaged" in sentence for sentence in told)
    assert_same(final(run), wanted)
    for folder in run.checkpoints():
        (folder / "state.json").write_text("{")
    with pytest.raises(RunError, match="every checkpoint is damaged"):
        train(corpus, recipe, tmp_path / "run")


def test_a_changed_corpus_is_refused(tmp_path: Path, corpus: Corpus):
    recipe = small("quick")
    run = planned(tmp_path / "run", corpus, recipe)
    record = json.loads((run.path / "corpus.json").read_text()) | {"prepared": "0" * 64}
    (run.path / "corpus.json").write_text(json.dumps(record))
    with pytest.raises(RunError, match="corpus has changed"):
        train(corpus, recipe, run.path)


def test_another_recipe_is_refused_by_name(tmp_path: Path, corpus: Corpus):
    planned(tmp_path / "run", corpus, small("quick"))
    with pytest.raises(RunError, match="seed 0; asked is seed 3"):
        train(corpus, small("quick", seed=3), tmp_path / "run")


def test_a_state_is_strict():
    state = new_state(small("quick"), Plan())
    tensors = dict(state.tensors())
    tensors.pop("generator/start.bias")
    with pytest.raises(RunError, match=r"generator/start\.bias"):
        state.restore(tensors, 0)
    tensors = state.tensors() | {"generator/start.bias": torch.zeros(3)}
    with pytest.raises(RunError, match=r"start\.bias"):
        state.restore(tensors, 0)


def test_numbers_that_break_are_said_and_nothing_is_lost(tmp_path: Path, corpus: Corpus):
    recipe = small("quick", length=96, ticks=6)
    planned(tmp_path / "run", corpus, recipe)

    def poison(moment):  # after the checkpoint: the tick that follows is bad, once for each checkpoint
        with torch.no_grad():
            next(moment.state.generator.parameters()).fill_(float("nan"))

    with pytest.raises(RunFailed, match="no longer finite"):
        train(corpus, recipe, tmp_path / "run", hooks=[*usual_hooks(), poison])
    run = Run.open(tmp_path / "run")
    assert int(run.checkpoints()[-1].name) == 64  # rolled back from 32, 48 and 64; 80 was once too often
    assert all(torch.isfinite(tensor).all() for tensor in final(run).values())


def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch):
    recipe = small("quick", length=96, ticks=6)
    planned(tmp_path / "run", corpus, recipe)
    whole = {}

    def remember(moment):
        whole.update({folder.name: (folder / "state.safetensors").read_bytes() for folder in moment.run.checkpoints()})
        if moment.state.seen == 32:
            monkeypatch.setattr("ganvas.training.checkpoint.save_file", full)

    def full(*_args):
        raise OSError(28, "No space left on device")

    with pytest.raises(RunFailed, match="disk is full"):
        train(corpus, recipe, tmp_path / "run", hooks=[*usual_hooks(), remember])
    folders = Run.open(tmp_path / "run").checkpoints()
    left = {folder.name: (folder / "state.safetensors").read_bytes() for folder in folders}
    assert left == {name: whole[name] for name in ("000000016", "000000032")}


def test_a_folder_that_cannot_be_written(tmp_path: Path, corpus: Corpus):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GanvasError, match="in the way"):
        planned(tmp_path / "file", corpus, small("quick"))


def test_a_batch_that_cannot_be_shared(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ganvas.dist.world", lambda: 3)
    with pytest.raises(RecipeError, match="cannot be shared by 3"):
        train(corpus, small("quick"), tmp_path / "run")


def test_minutes_become_a_length(tmp_path: Path, corpus: Corpus):
    recipe = small("quick", minutes=0.005, length=10_000_000)
    run = train(corpus, recipe, tmp_path / "run")
    assert run.recipe.length == round(run.plan.rate * 0.3 / recipe.batch) * recipe.batch
    assert not stopped(run)
    with contextlib.suppress(SystemExit):
        train(corpus, recipe, tmp_path / "run")  # the same call again: nothing to do, nothing refused


def test_two_processes_do_not_write_one_run(tmp_path: Path, corpus: Corpus):
    """The second is refused, nothing is lost, and once the first has ended the run can go on."""
    run = planned(tmp_path / "run", corpus, small("quick"))
    holder = (
        "import sys; from pathlib import Path; from ganvas.run import Run\nwith Run.open(Path(sys.argv[1])).held():"
    )
    holder += " print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(run.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(RunError, match="another process is training this run"):
            train(corpus, run.recipe, run.path)
        other.kill()
    train(corpus, run.recipe, run.path)
    assert not stopped(run)


def test_a_folder_of_other_things_is_refused_before_anything_is_measured(tmp_path: Path, corpus: Corpus):
    (tmp_path / "mine.txt").write_text("mine")
    told: list[str] = []
    with pytest.raises(RunError, match="other things are here already"):
        train(corpus, small("quick"), tmp_path, say=told.append)
    assert told == []
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
