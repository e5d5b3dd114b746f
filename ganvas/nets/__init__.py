"""Pairs of networks. A generator maps latents (N, z_dim) to samples (N, *shape), a
discriminator samples to logits (N,), high for real. One pair a file; ``NETS`` is the only road to them.

Where the design has classes both take labels (N,) int64 as their second argument. A generator with
a style space is ``Styled``; one that joins several styles in a picture is ``Regional``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from ganvas.nets import dcgan, line, mlp, patch, r3gan, single, style
from ganvas.nets.design import Design, Entered, Levelled, Looking, Regional, Sized, Styled
from ganvas.nets.views import seeing


@dataclass(frozen=True)
class Pair:
    """Two makers of networks, each called with a ``Design``.

    ``couples`` says that the generator mixes the samples of a batch (batch normalization), so
    that a batch cannot be computed in parts; no discriminator may. ``labels`` says that both can be
    told the class of every sample. A discriminator is shown the views that its design names.
    """

    generator: Callable[[Design], nn.Module]
    discriminator: Callable[[Design], nn.Module]
    couples: bool
    labels: bool


NETS = {
    "mlp": Pair(mlp.Generator, seeing(mlp.Discriminator), couples=True, labels=False),
    "dcgan": Pair(dcgan.Generator, seeing(dcgan.Discriminator), couples=True, labels=False),
    "patch": Pair(patch.Generator, seeing(patch.Discriminator), couples=False, labels=False),
    "r3gan": Pair(r3gan.generator, seeing(r3gan.Discriminator), couples=False, labels=True),
    "style": Pair(style.Generator, seeing(style.Discriminator), couples=False, labels=True),
    "line": Pair(line.Generator, seeing(line.Discriminator), couples=False, labels=True),
    "single": Pair(single.Generator, seeing(single.Discriminator), couples=False, labels=False),
}

__all__ = ["NETS", "Design", "Entered", "Levelled", "Looking", "Pair", "Regional", "Sized", "Styled"]
