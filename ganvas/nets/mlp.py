"""Dense networks: the pair of the article with which Ganvas began. Any shape of sample."""

import itertools
import math

import torch
from torch import Tensor, nn

from ganvas.nets.design import Design
from ganvas.nets.heads import ending
from ganvas.nets.labels import refuse_classes
from ganvas.nets.layers import BatchNorm, leaky
from ganvas.nets.views import seen

KEEP = 0.8  # of the running statistics; "momentum" in Keras' sense


class Generator(nn.Module):
    """z → width/4 → width/2 → width → sample, tanh. With width 1024: 256, 512, 1024.

    Each hidden layer is dense, leaky, then normalized over the batch, in the article's order.
    """

    def __init__(self, design: Design) -> None:
        super().__init__()
        refuse_classes(design, "mlp")
        self.z_dim, self.shape, self.finish = design.z_dim, design.shape, ending(design, torch.tanh)
        sizes = [design.z_dim, design.width // 4, design.width // 2, design.width]
        self.hidden = nn.ModuleList(dense(a, b) for a, b in itertools.pairwise(sizes))
        self.norms = nn.ModuleList(BatchNorm(n, KEEP) if design.normalize else nn.Identity() for n in sizes[1:])
        self.out = dense(sizes[-1], math.prod(design.shape))

    def forward(self, z: Tensor) -> Tensor:
        """(N, z_dim) to (N, *shape) in −1…1."""
        for layer, norm in zip(self.hidden, self.norms, strict=True):
            z = norm(leaky(layer(z)))
        return self.finish(self.out(z).view(-1, *self.shape))

    def entries(self) -> list[Tensor]:
        """The matrix (units, z_dim) of the first layer."""
        return [self.hidden[0].get_parameter("weight")]


class Discriminator(nn.Module):
    """sample → width → width/2 → width/4 → one logit. With width 1024: 1024, 512, 256."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        refuse_classes(design, "mlp")
        sizes = [math.prod(seen(design)), design.width, design.width // 2, design.width // 4]
        self.hidden = nn.ModuleList(dense(a, b) for a, b in itertools.pairwise(sizes))
        self.out = dense(sizes[-1], 1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, *shape) to logits (N,)."""
        x = x.flatten(1)
        for layer in self.hidden:
            x = leaky(layer(x))
        logits: Tensor = self.out(x).squeeze(1)
        return logits


def dense(fan_in: int, fan_out: int) -> nn.Linear:
    """A dense layer as Keras starts it: Glorot uniform weights, zero bias."""
    layer = nn.Linear(fan_in, fan_out)
    nn.init.xavier_uniform_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer
