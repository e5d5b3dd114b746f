"""White noise that a style names: the same style, the same noise, at any length, and near styles near noise.

A sample has far more noise than a style has numbers. So row r of a matrix Φ that everybody knows, drawn from a fixed
seed, says how the r-th value of the noise hangs on the style: noise = Φ w / ‖w‖. Given w its values are independent
standard normals, as the generator knows them from training; styles that lie near one another share most of it, so
that blends, walks and mutations move the noise with them. Rows are drawn in blocks, so that more of them begin with
the same ones.
"""

from functools import lru_cache

import torch
from torch import Tensor

from ganvas import seeds

BLOCK = 64  # rows of a seed of their own
TINY = 1e-12


@lru_cache(maxsize=64)
def rows(count: int, size: int, what: str) -> Tensor:
    """(count, size) standard normal, float32; the first rows are the same whatever the count. Not to be written to."""
    found = torch.empty(count, size, device="cpu")
    for start in range(0, count, BLOCK):
        block = torch.randn(BLOCK, size, generator=seeds.generator("white", what, size, start))
        found[start : start + BLOCK] = block[: count - start]
    return found


def white(w: Tensor, count: int, what: str) -> Tensor:
    """(N, count): the noise of styles w (N, size), standard normal over all styles whatever their length.

    ``what`` names the noise, so that two of them do not hang together.
    """
    matrix = rows(count, w.shape[1], what).to(w.device, w.dtype)
    noise: Tensor = (w / w.norm(dim=1, keepdim=True).clamp_min(TINY)) @ matrix.mT
    return noise
