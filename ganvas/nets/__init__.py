"""Pairs of networks. A generator maps latents (N, z_dim) to samples (N, *shape), a
discriminator samples to logits (N,), high for real. One pair a file; ``NETS`` is the only road to them.

Where the design has classes both take labels (N,) int64 as their second argument. A generator with
a style space offers ``map`` (z to w) and ``paint`` (w to samples) too, and the sizes ``w_dim``,
``layers``, ``noise_size``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from ganvas.nets import dcgan, mlp, patch, r3gan, style
from ganvas.nets.design import Design


@dataclass(frozen=True)
class Pair:
    """Two makers of networks, each called with a ``Design``.

    ``couples`` says that the generator mixes the samples of a batch (batch normalization), so
    that a batch cannot be computed in parts; no discriminator may.
    """

    generator: Callable[[Design], nn.Module]
    discriminator: Callable[[Design], nn.Module]
    couples: bool


NETS = {
    "mlp": Pair(mlp.Generator, mlp.Discriminator, couples=True),
    "dcgan": Pair(dcgan.Generator, dcgan.Discriminator, couples=True),
    "patch": Pair(patch.Generator, patch.Discriminator, couples=False),
    "r3gan": Pair(r3gan.generator, r3gan.Discriminator, couples=False),
    "style": Pair(style.Generator, style.Discriminator, couples=False),
}

__all__ = ["NETS", "Design", "Pair"]
