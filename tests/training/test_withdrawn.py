"""A run whose corpus had a work withdrawn does not go on, and says why."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.rights.record import withdraw
from ganvas.errors import RunError
from ganvas.training.trainer import train
from tests.training.small import planned, small


def test_a_withdrawn_work_is_named(tmp_path: Path):
    random = np.random.default_rng(1)
    (tmp_path / "works").mkdir()
    for number in range(20):
        levels = random.integers(0, 256, (16, 16), dtype=np.uint8)
        Image.fromarray(levels).save(tmp_path / "works" / f"{number}.png")
    corpus = Corpus.gather(str(tmp_path / "works"), into=tmp_path / "corpus")
    recipe = small("quick", hold_out=False)
    planned(tmp_path / "run", corpus, recipe)
    withdraw(corpus, ["7.png"], "Bo asked")
    says = (
        r"run: 1 of the works that it began with were withdrawn since \(7.png\), so it does not go on. Start a new run"
    )
    with pytest.raises(RunError, match=says):
        train(Corpus.open(tmp_path / "corpus"), recipe, tmp_path / "run")
