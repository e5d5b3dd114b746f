"""The protocol of the digits: the judge knows them, and real ones stand at the known floor."""

import gzip
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from ganvas.metrics import Features, extract, extractor, measure

SHARED = Path(__file__).parents[3] / "shared"
JUDGE = SHARED / "eval" / "mnist_judge.safetensors"
MNIST = SHARED / "data" / "mnist"
COUNT = 10_000

pytestmark = pytest.mark.skipif(
    not (JUDGE.is_file() and MNIST.is_dir()), reason="MNIST and its judge do not lie beside this checkout"
)


def read(name: str, header: int) -> np.ndarray:
    return np.frombuffer(gzip.decompress((MNIST / name).read_bytes()), np.uint8, offset=header)


def images(part: str) -> np.ndarray:
    return read(f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)


def drawn() -> np.ndarray:
    """10,000 training digits drawn at random: in file order, even and odd places have different sources."""
    train = images("train")
    return train[torch.randperm(len(train), generator=torch.Generator().manual_seed(0))[:COUNT].numpy()]


@pytest.mark.slow
def test_the_judge_and_its_floor():
    judge = extractor(f"judge:{JUDGE}")
    test = extract(judge, images("t10k"))
    right = judge.classes(test).numpy() == read("t10k-labels-idx1-ubyte.gz", 8)
    assert_close(float(right.mean()), 0.990, rtol=0, atol=5e-4)
    (floor,) = measure(["frechet"], Features.of_two(test, extract(judge, drawn())), judge.name)
    assert_close(floor.value, 1.62, rtol=0, atol=0.01)


def test_the_floor_in_pixels():
    pixels = extractor("pixels")
    test, train = extract(pixels, images("t10k")), extract(pixels, drawn())
    (floor,) = measure(["frechet"], Features.of_two(test, train), pixels.name)
    assert_close(floor.value, 0.47, rtol=0, atol=0.005)
