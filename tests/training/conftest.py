from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from ganvas.corpus.corpus import Corpus


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder: Path = tmp_path_factory.mktemp("works")
    random = np.random.default_rng(1)
    for n in range(24):
        Image.fromarray(random.integers(0, 256, (16, 16), dtype=np.uint8)).save(folder / f"{n}.png")
    return Corpus.gather(str(folder), into=folder.with_name("corpus"))


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
