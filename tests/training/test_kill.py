"""Sixty kills at random moments: no finished checkpoint is lost, and the end is that of the unbroken run."""

import json
import subprocess
import sys
from pathlib import Path

import torch
from safetensors.torch import load

from ganvas.corpus.corpus import Corpus
from ganvas.run import Run
from ganvas.training.hooks import write_state
from ganvas.training.trainer import train
from tests.training.small import planned, small

KILLS = 60


def final(run: Run) -> dict[str, torch.Tensor]:
    return load((run.checkpoints()[-1] / "state.safetensors").read_bytes())


def test_sixty_kills(tmp_path: Path, corpus: Corpus):
    recipe = small("quick", length=8 * 1200, ticks=600)
    whole = planned(tmp_path / "whole", corpus, recipe)
    broken = planned(tmp_path / "broken", corpus, recipe)
    command = [sys.executable, str(Path(__file__).with_name("kill_driver.py")), str(broken.path), str(corpus.path)]
    told = subprocess.run([*command, str(KILLS), "7"], capture_output=True, text=True, timeout=600, check=False)
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout.splitlines()[-1])
    assert found["wrong"] == []
    assert found["hit"] == KILLS, found  # every kill met a training at work
    assert recipe.tick * 10 <= found["reached"] < recipe.length, found  # and it got on between them
    train(corpus, recipe, whole.path, hooks=[lambda moment: write_state(moment) if moment.final else None])
    unbroken, survived = final(whole), final(broken)
    assert int(broken.checkpoints()[-1].name) == recipe.length
    assert unbroken.keys() == survived.keys()
    for key in unbroken:
        assert torch.equal(unbroken[key], survived[key]), key
