"""Where chance comes from: every draw is a pure function of a seed and of what it is for.

No global random state. Latents are drawn on the CPU, one generator a seed, then
moved, so that one seed is one picture on any machine and in any batch.
"""

import hashlib
from collections.abc import Sequence

import torch
from torch import Tensor


def derive(*parts: int | str) -> int:
    """A 63-bit seed from a seed and names or numbers; equal parts, equal seed.

    ``derive(seed, "latents", seen)`` is the seed of the latents of one step: the
    randomness of a run needs no state beyond its seed and its clock.
    """
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def generator(*parts: int | str) -> torch.Generator:
    """A CPU generator started at ``derive(*parts)``."""
    return torch.Generator().manual_seed(derive(*parts))


def latents(seeds: Sequence[int], z_dim: int) -> Tensor:
    """(N, z_dim), standard normal: row i depends on seeds[i] alone."""
    if not seeds:
        return torch.empty(0, z_dim)
    return torch.stack([torch.randn(z_dim, generator=torch.Generator().manual_seed(seed)) for seed in seeds])
