"""How many different things there are in a set, as far as its features tell them apart."""

import torch
from torch import Tensor


def vendi_score(features: Tensor) -> float:
    """The effective number of different samples: 1 when all are alike, N when none has anything of another.

    The exponential of the entropy of the eigenvalues of K/N, K the cosines of all pairs. Friedman
    and Dieng 2022 (arXiv:2210.02410). It grows with N: figures of different N must not be compared.

    Args:
        features: (N, D), none of them zero throughout.
    """
    some = torch.nn.functional.normalize(features.double(), dim=1)
    # x·xᵀ and xᵀ·x have the same eigenvalues but for zeros: take the smaller one
    gram = some @ some.T if len(some) <= some.shape[1] else some.T @ some
    shares = (torch.linalg.eigvalsh(gram) / gram.trace()).clamp(min=0)
    return float(torch.special.entr(shares).sum().exp())
