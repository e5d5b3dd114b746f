"""What a pair of networks is asked to be, one closed set of knobs that every pair reads; and what some offer beyond."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal, Protocol, Self, runtime_checkable

from torch import Tensor

from ganvas.heads import Head
from ganvas.views import View

Critic = Literal["whole", "patches", "both", "cells"]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Design:
    """The measure of a pair.

    Attributes:
        shape: of one sample, channels first: (channels, height, width) for pictures.
        z_dim: length of a latent.
        width: channels (or units) where the pair is widest, in the pair's own measure.
        depth: blocks a stage.
        patch: side, in pixels, of the patches that the networks read and write.
        normalize: batch normalization, where the pair offers it.
        wide_stages: coarse stages of the full width, where the pair offers it; each finer one has half the
            channels of the one before.
        group_width: channels a group of the 3×3 convolutions, where the pair offers it; 0 is one group of all.
        classes: of the labels that the pair is told, where it can be; 0 is a pair without labels.
        heads: groups of channels and how the generator ends in each; none is one group that ends within bounds.
        temperature: of the chances whose slope a choice among classes passes back.
        stir: of the noise on such a choice while training, where the pair offers it; 0 for none, 1 for as chances are.
        context: leading steps of a sample that may be given to the generator, where the pair offers it.
        endless: nothing of the generator depends on where in time it is, where the pair offers it.
        chained: each head is told what those before it chose, where the pair offers it.
        critic: what the discriminator judges, the sample as a whole, its patches, or both, where the pair offers it;
            cells is both and every single patch without its surroundings.
        apart: each judgement of a discriminator that gives several is a game of its own, where the pair offers it; they
            are summed otherwise, and the one that is easiest to win then hides what the others would say.
        views: what the discriminator is shown beside the sample.
        levels: of a pair that learns from coarse to fine, one level after the other.
        ratio: of the side of a level to that of the next finer one.
        together: levels, the finest ones, that learn at a time.
        span: principal components of the works within which the pair works, where it offers that; 0 for all there is.
    """

    shape: Shape
    z_dim: int
    width: int
    depth: int = 1
    patch: int = 1
    normalize: bool = True
    wide_stages: int = 1
    group_width: int = 0
    classes: int = 0
    heads: tuple[Head, ...] = ()
    temperature: float = 1.0
    stir: float = 0.0
    context: int = 0
    endless: bool = False
    chained: bool = False
    critic: Critic = "whole"
    apart: bool = False
    views: tuple[View, ...] = ()
    levels: int = 1
    ratio: float = 0.75
    together: int = 1
    span: int = 0

    @classmethod
    def of(cls, record: object) -> Self:
        """The design in a record that has a field for each of the knobs, such as a snapshot's card."""
        return cls(**{knob.name: getattr(record, knob.name) for knob in fields(cls)})


@runtime_checkable
class Styled(Protocol):
    """A generator with a space of styles between its latents and its samples.

    Attributes:
        z_dim: length of a latent.
        w_dim: length of a style.
        layers: how many styles a sample has, coarsest first.
        noise_size: standard normals that the noise of one sample takes.
    """

    z_dim: int
    w_dim: int
    layers: int
    noise_size: int

    def map(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """(N, z_dim), and labels (N,) where there are classes, to w (N, layers, w_dim)."""

    def paint(self, w: Tensor, noise: Tensor | None = None) -> Tensor:
        """Styles (N, layers, w_dim) to (N, *shape); noise is (N, noise_size), or None for what the generator keeps."""


@runtime_checkable
class Levelled(Protocol):
    """A generator that learns from coarse to fine, one level after the other.

    Attributes:
        layers: how many levels there are.
    """

    layers: int

    def reduce(self, real: Tensor, level: int) -> Tensor:
        """Works (N, *shape) as they are at a level."""

    def enter(self, level: int, real: Tensor, works: Tensor) -> None:
        """Go on to a level with works (N, channels, …) as they are there, and their numbers (N,) int64."""

    def far(self, real: Tensor, works: Tensor) -> Tensor:
        """(N,): how far the generator is from giving back works (N, channels, …) at the level that it has entered."""


@runtime_checkable
class Looking(Protocol):
    """A network that looks at the works once, before it learns."""

    def look_at(self, works: Tensor) -> None:
        """Take on what works (N, *shape) have in common; what it finds is kept in its state."""


@runtime_checkable
class Sized(Styled, Protocol):
    """A generator with styles that paints other sides than those of training, or says why it cannot."""

    def paint_sides(self, w: Tensor, sides: Sequence[int]) -> Tensor:
        """Styles (N, layers, w_dim) to (N, channels, *sides).

        Raises:
            ShapeError: it cannot paint those sides.
        """


@runtime_checkable
class Entered(Protocol):
    """A generator that shows through which weights its latents go in."""

    def entries(self) -> list[Tensor]:
        """For each layer the matrix (features, size) through which its latent enters."""


@runtime_checkable
class Regional(Styled, Protocol):
    """A generator with styles that can join several of them in one picture."""

    def paint_regions(self, w: Tensor, masks: Tensor, depths: Sequence[float], stays: bool = True) -> Tensor:
        """One picture (channels, height, width) of the styles (1 + K, layers, w_dim) of a base and of K regions.

        Args:
            w: the styles.
            masks: (K, height, width) in 0…1, where each region is.
            depths: for each region the share of the layers from which on its features and the base's are one.
            stays: whether the base's picture is untouched where no mask is.
        """
