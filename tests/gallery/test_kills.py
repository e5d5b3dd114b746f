"""Sixty kills at any moment lose no step that was acknowledged, and two writers do not lose or fork one another's."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ganvas.gallery.history import History
from ganvas.sketch import Seed, Sketch

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WRITER = """
import sys
from ganvas.gallery.history import History
from ganvas.sketch import Seed, Sketch
history = History.open(sys.argv[1])
for seed in range(int(sys.argv[2])):
    history.append(Sketch(latent=Seed(seed=seed)), sys.argv[3], "a" * 64)
"""


def start(*words: str | Path) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, *map(str, words)], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )


def chain(history: History) -> list[tuple[int, ...]]:
    return [event.parents for event in history]


def test_sixty_kills_lose_nothing_that_was_acknowledged(tmp_path: Path):
    killing = start(HERE / "killing.py", tmp_path, "60")
    told, _ = killing.communicate(timeout=200)
    assert killing.returncode == 0
    acknowledged = dict(json.loads(told))
    assert len(acknowledged) > 20  # they did write
    with History.open(tmp_path) as history:
        kept = {event.id: event.after.latent.seed for event in history if isinstance(event.after.latent, Seed)}
        assert acknowledged.items() <= kept.items()
        assert list(kept) == list(range(1, len(kept) + 1))
        assert chain(history) == [(), *((number,) for number in range(1, len(kept)))]
        assert history.here == len(kept)
        assert history.append(Sketch(latent=Seed(seed=1)), "sample", "a" * 64).id == len(kept) + 1


def test_two_writers_share_one_line_of_steps(tmp_path: Path):
    writers = [start("-c", WRITER, tmp_path, "40", verb) for verb in ("mutate", "push")]  # they make the file, too
    for writer in writers:
        writer.communicate(timeout=200)
        assert writer.returncode == 0
    with History.open(tmp_path) as history:
        assert chain(history) == [(), *((number,) for number in range(1, 80))]
        assert sorted(event.verb for event in history) == ["mutate"] * 40 + ["push"] * 40
        for verb in ("mutate", "push"):  # each writer's own steps, in its own order
            mine = [event.after.latent for event in history if event.verb == verb]
            assert mine == [Seed(seed=seed) for seed in range(40)]
        assert all(event.before == history.event(event.parents[0]).after for event in history if event.parents)
