"""Two processes that share every batch end with the averaged weights of one process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import load
from torch.testing import assert_close

from ganvas.corpus.corpus import Corpus
from ganvas.run import Run
from ganvas.snapshot import FILE
from ganvas.training.trainer import train
from tests.training.small import SMALL, planned, small

STEPS = 4


def average(run: Run) -> dict[str, object]:
    return load((run.snapshots()[-1] / FILE).read_bytes())


@pytest.mark.parametrize("name", SMALL)
def test_two_processes_equal_one(tmp_path: Path, corpus: Corpus, name: str):
    # With a small eps Adam would turn the noise of a gradient that is zero into a whole step.
    recipe = small(name, length=8 * STEPS, ticks=1, eps=1e-3)
    one, two = (planned(tmp_path / count, corpus, recipe) for count in ("one", "two"))
    train(corpus, recipe, one.path)
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", "29517"]
    command += ["-m", "ganvas", "train", "--into", str(two.path), "--resume"]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    told = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert told.returncode == 0, told.stderr
    found, wanted = average(two), average(one)
    assert found.keys() == wanted.keys()
    for key in wanted:
        assert_close(found[key], wanted[key], rtol=1e-4, atol=1e-5, msg=lambda text, key=key: f"{key}: {text}")


def test_all_processes_roll_back_together(tmp_path: Path, corpus: Corpus):
    """One process alone sees that something broke; both go back to the same checkpoint, and both end."""
    run = planned(tmp_path / "run", corpus, small("quick", length=64, ticks=4))
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", "29519"]
    command += [str(Path(__file__).with_name("rollback_driver.py")), str(run.path), str(corpus.path)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    told = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("(rollback 1 of 3)") == 1
    assert told.stdout.count("ended") == 2
    assert int(run.checkpoints()[-1].name) == 64
