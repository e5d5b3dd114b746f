"""Views: what a discriminator sees beside the sample itself, as further channels on the same grid.

Dong et al. 2018 (arXiv:1709.06298) showed theirs onsets and chroma beside the score. A view is computed from the
sample, alike for real and fake, so it tells a discriminator nothing new, only what it would find late; slopes go
through it, as R1 and R2 are taken at the sample. All views here but ``echo``, a product, are linear.
"""

from collections.abc import Callable, Mapping, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganvas.errors import NetError, RecipeError, pick
from ganvas.nets.design import Design, Looking
from ganvas.views import Kind, View

POOLS: dict[int, Callable[..., Tensor]] = {3: F.avg_pool1d, 4: F.avg_pool2d}


def fold(x: Tensor, view: View) -> Tensor:
    """How many of the channels that lie ``size`` apart are on, one value each."""
    on = (x + 1) / 2
    missing = -on.shape[1] % view.size
    full = torch.cat([on, torch.zeros_like(on[:, :1]).expand(-1, missing, *on.shape[2:])], 1)
    return torch.unflatten(full, 1, (-1, view.size)).sum(1)


def difference(x: Tensor, view: View) -> Tensor:
    """Every step along the last axis less the one ``size`` before; 0 where there is none."""
    changed = (x[..., view.size :] - x[..., : -view.size]) / 2
    return F.pad(changed, (min(view.size, x.shape[-1]), 0))


def coarse(x: Tensor, view: View) -> Tensor:
    """The mean over ``size`` cells along every axis around each cell, of those that there are."""
    if x.ndim not in POOLS:
        raise RecipeError(f"the view 'coarse' is of samples of two or three axes; found {tuple(x.shape[1:])}.")
    pooled = POOLS[x.ndim](x, view.size, 1, view.size // 2, count_include_pad=False)
    for axis in range(2, x.ndim):  # an even window gives one cell more
        pooled = pooled.narrow(axis, 0, x.shape[axis])
    return pooled


def groups(x: Tensor, view: View) -> Tensor:
    """The mean of every ``size`` consecutive channels."""
    return torch.unflatten(x, 1, (-1, view.size)).mean(2)


def windows(x: Tensor, view: View) -> Tensor:
    """The channels of ``size`` steps along the last axis side by side: this one and those before it."""
    steps = x.shape[-1]
    return torch.cat([F.pad(x[..., : max(0, steps - k)], (min(k, steps), 0)) for k in range(view.size)], 1)


def project(x: Tensor, view: View) -> Tensor:
    """Sums of channels with the weights of ``matrix``, a row for each value shown."""
    matrix = torch.tensor(view.matrix, dtype=x.dtype, device=x.device)
    return torch.einsum("oc,nc...->no...", matrix, x)


def echo(x: Tensor, view: View) -> Tensor:
    """For each of the ``size`` steps before along the last axis, how many channels are on there and here."""
    on, steps = (x + 1) / 2, x.shape[-1]
    found = [(on[..., k:] * on[..., : max(0, steps - k)]).sum(1) for k in range(1, view.size + 1)]
    return torch.stack([F.pad(some, (steps - some.shape[-1], 0)) for some in found], 1)


VIEWS = {
    "fold": Kind("channels summed that lie size apart (pitches to 12 classes)", lambda view, _: view.size, fold),
    "difference": Kind("each step less the one size before it", lambda _, count: count, difference),
    "coarse": Kind("the mean over size cells along every axis", lambda _, count: count, coarse),
    "groups": Kind("the mean of every size channels", lambda view, count: count // view.size, groups),
    "windows": Kind("size consecutive steps side by side", lambda view, count: count * view.size, windows),
    "echo": Kind("for each of the size steps before, how much of it is here again", lambda view, _: view.size, echo),
    "project": Kind("sums of channels, weighted by matrix", lambda view, _: len(view.matrix), project),
}

_of_media: dict[str, Kind] = {}


def know(kinds: Mapping[str, Kind]) -> None:
    """Let views of these names be shown too: those that a medium has of its own, such as where the joints are.

    Raises:
        RecipeError: a name is taken by another view.
    """
    for name, kind in kinds.items():
        if name in VIEWS or _of_media.get(name, kind) != kind:
            raise RecipeError(f"there is a view called {name!r} already; give the medium's another name.")
        _of_media[name] = kind


def kind_of(view: View) -> Kind:
    """The kind of a view.

    Raises:
        RecipeError: there is none of that name.
    """
    return pick(VIEWS | _of_media, "view", view.name)


def shown(views: Sequence[View], channels: int) -> int:
    """How many channels the views of a sample of that many channels have together.

    Raises:
        NetError: a view looks at channels that are not there, or its numbers do not fit them.
        RecipeError: there is none of a view's name.
    """
    return sum(_fitting(view, channels) for view in views)


def _fitting(view: View, channels: int) -> int:
    """The channels of one view, if it fits."""
    count = view.channels or channels - view.first
    if count < 1 or view.first + count > channels:
        raise NetError(
            f"the view {view.name!r} looks at channels {view.first} to {view.first + count - 1};"
            f" a sample has {channels}."
        )
    if view.name == "groups" and count % view.size:
        raise NetError(f"the view 'groups' cannot part {count} channels into groups of {view.size}; take a divisor.")
    if view.name == "project" and (not view.matrix or any(len(row) != count for row in view.matrix)):
        raise NetError(f"the view 'project' wants a matrix of rows of {count} numbers, one for each channel.")
    return kind_of(view).channels(view, count)


def seen(design: Design) -> tuple[int, ...]:
    """The shape of what a discriminator of this design is shown of one sample: its channels, and those of its views."""
    channels, *rest = design.shape
    return (channels + shown(design.views, channels), *rest)


def look(x: Tensor, views: Sequence[View]) -> Tensor:
    """Samples (N, channels, …) with their views as further channels."""
    found = [x]
    for view in views:
        some = x.narrow(1, view.first, view.channels or x.shape[1] - view.first)
        found.append(kind_of(view).show(some, view))
    return torch.cat(found, 1)


class Seeing(nn.Module):
    """A discriminator that is shown the views of a sample beside it."""

    def __init__(self, inner: nn.Module, views: tuple[View, ...]) -> None:
        super().__init__()
        self.inner, self.views = inner, views

    def look_at(self, works: Tensor) -> None:
        """See ``Looking``: the one inside sees views, too."""
        if isinstance(self.inner, Looking):
            self.inner.look_at(look(works, self.views))

    def forward(self, x: Tensor, labels: Tensor | None = None) -> Tensor:
        """(N, *shape), and labels (N,) where there are classes, to logits (N,)."""
        seen = look(x, self.views)
        logits: Tensor = self.inner(seen) if labels is None else self.inner(seen, labels)
        return logits


def seeing(make: Callable[[Design], nn.Module]) -> Callable[[Design], nn.Module]:
    """The maker of a discriminator, which is shown views where the design has some."""

    def made(design: Design) -> nn.Module:
        return Seeing(make(design), design.views) if design.views else make(design)

    return made
