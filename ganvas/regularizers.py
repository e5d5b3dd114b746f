"""Penalties on the slope of the discriminator: one value per sample, each without its weight.

A penalty is a sum over the values of one sample and never over a batch, so that a sample's
neighbors do not matter. It is taken in float32 whatever the network computes in.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from ganvas.errors import ShapeError

Logits = Callable[[Tensor], Tensor]


def slope(logits: Tensor, x: Tensor) -> Tensor:
    """∇ₓD(x), (N, *shape), differentiable in the discriminator's weights; of several judgements, that of their sum.

    Args:
        logits: D(x), (N,) or (N, judgements), where row i depends on x[i] alone.
        x: (N, *shape), requires a gradient.

    Raises:
        ShapeError: the logits are not so many.
    """
    if logits.ndim not in (1, 2) or logits.shape[:1] != x.shape[:1]:
        raise ShapeError(f"expected {len(x)} logits, one per sample; got {tuple(logits.shape)}")
    (gradient,) = torch.autograd.grad(logits.sum(), x, create_graph=True)
    return gradient.float()


def squared_norm(gradient: Tensor) -> Tensor:
    """‖g‖² of each sample, (N,)."""
    return gradient.flatten(1).square().sum(1)


def r1(discriminator: Logits, real: Tensor) -> Tensor:
    """Squared slope of the logits at real samples, ‖∇ₓD(x)‖².

    The R1 penalty of Mescheder et al. 2018 (arXiv:1801.04406) without its factor γ/2.

    Args:
        discriminator: maps (N, *shape) to logits (N,).
        real: (N, *shape); picture, sound or motion.

    Returns:
        (N,), one penalty per sample, differentiable in the discriminator's weights.

    Raises:
        ShapeError: the logits are not (N,).
    """
    real = real.detach().requires_grad_(True)
    return squared_norm(slope(discriminator(real), real))


def r2(discriminator: Logits, fake: Tensor) -> Tensor:
    """Squared slope of the logits at fake samples: R2 of Mescheder et al. 2018, without γ/2."""
    return r1(discriminator, fake)


def wgan_gp(discriminator: Logits, real: Tensor, fake: Tensor, share: Tensor) -> Tensor:
    """(‖∇D‖ − 1)² at points between real and fake. Gulrajani et al. 2017, arXiv:1704.00028, eq. 3, without λ.

    Args:
        discriminator: maps (N, *shape) to logits (N,).
        real: (N, *shape).
        fake: (N, *shape).
        share: (N,) in 0…1, where on the way from fake to real each point lies.

    Returns:
        (N,), one penalty per sample.
    """
    share = share.view(-1, *[1] * (real.ndim - 1))
    between = torch.lerp(fake.detach(), real.detach(), share).requires_grad_(True)
    norm = (squared_norm(slope(discriminator(between), between)) + 1e-12).sqrt()
    return (norm - 1).square()
