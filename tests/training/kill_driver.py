"""Start a training in a child, kill it at a random moment, look at what is left; again and again.

    python tests/training/kill_driver.py RUN CORPUS KILLS SEED

A third of the kills come at any moment from the start, a third some time after a new
checkpoint, a third while a file or folder is being written. Prints one JSON line: how many
kills hit a training at work, how far it got between them, and every finding (none is right).
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import torch
from safetensors.torch import load

from ganvas.corpus.corpus import Corpus
from ganvas.files import digest
from ganvas.run import Run
from ganvas.training.hooks import write_state
from ganvas.training.trainer import train

PATIENCE_S = 20.0


def findings(run: Run, newest: int) -> list[str]:
    """What is wrong with the checkpoints after a kill."""
    wrong = []
    for folder in run.checkpoints():
        data = (folder / "state.safetensors").read_bytes()
        if json.loads((folder / "state.json").read_text())["tensors"] != digest(data) or not load(data):
            wrong.append(f"{folder.name} is listed and not whole")
    seen = [int(folder.name) for folder in run.checkpoints()]
    if newest and (not seen or seen[-1] < newest):
        wrong.append(f"checkpoint {newest} was finished and is lost; left: {seen}")
    return wrong


def newest_of(run: Run) -> int:
    return max((int(folder.name) for folder in run.checkpoints()), default=0)


def writing(path: Path) -> bool:
    """Whether a file or folder is half there just now, or went away while we looked."""
    try:
        return any(path.rglob("*.partial"))
    except FileNotFoundError:
        return True


def wait_for_the_moment(kind: int, run: Run, newest: int, chance: random.Random) -> None:
    """Sleep until a moment of that kind."""
    patience_s = time.monotonic() + PATIENCE_S
    if kind == 0:
        time.sleep(chance.uniform(0.0, 0.3))
        return
    while newest_of(run) <= newest and time.monotonic() < patience_s:
        time.sleep(0.001)
    if kind == 1:
        time.sleep(chance.uniform(0.0, 0.1))
        return
    while not writing(run.path) and time.monotonic() < patience_s:
        pass


def main() -> None:
    path, source, kills, seed = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(1)
    corpus, chance, run = Corpus.open(source), random.Random(seed), Run.open(path)
    wrong: list[str] = []
    hit = newest = 0
    for kill in range(kills):
        child = os.fork()
        if child == 0:
            train(corpus, run.recipe, path)
            os._exit(0)
        wait_for_the_moment(kill % 3, run, newest, chance)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        hit += os.WIFSIGNALED(status)
        wrong += findings(run, newest)
        newest = max(newest, newest_of(run))
    train(corpus, run.recipe, path, hooks=[lambda moment: write_state(moment) if moment.final else None])
    print(json.dumps({"kills": kills, "hit": hit, "reached": newest, "wrong": wrong}))


if __name__ == "__main__":
    main()
