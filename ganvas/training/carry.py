"""Starting from another model: what fits is carried over, what does not is named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganvas import snapshot
from ganvas.errors import ModelError
from ganvas.nets.design import Shape
from ganvas.training.state import TrainState

LISTED = re.compile(r"^(\w+)\.(\d+)\.(.+)$")  # a tensor of a numbered module


@dataclass(frozen=True)
class Carried:
    """What a run took from another model.

    Attributes:
        digest: of the snapshot that it started from.
        same: tensors that were taken as they are.
        fitted: names of tensors that were brought to another grid or other channels.
        fresh: names of tensors that start anew.
    """

    digest: str
    same: int
    fitted: tuple[str, ...]
    fresh: tuple[str, ...]

    def in_words(self) -> str:
        """One sentence."""
        said = f"Starting from model {self.digest[:12]}: {self.same} of {self._all} tensors as they are"
        for names, what in ((self.fitted, "fitted"), (self.fresh, "new")):
            if names:
                more = f" and {len(names) - 3} more" if len(names) > 3 else ""
                said += f", {len(names)} {what} ({', '.join(names[:3])}{more})"
        return said + "."

    @property
    def _all(self) -> int:
        return self.same + len(self.fitted) + len(self.fresh)


def carry(state: TrainState, shape: Shape, source: Path) -> Carried:
    """Take over what fits of a snapshot into a state that has not begun: both players, and the average.

    Sizes and channels may differ. Stages are matched from the coarsest on, since that is where a larger
    picture adds none. A snapshot without its discriminator gives the generator alone.

    Args:
        state: new; its optimizers stay as they are, at rest.
        shape: of one sample of the new run.
        source: a run, a snapshot's folder, or the file of a generator.

    Raises:
        ModelError: there is no such snapshot, it is damaged, or nothing of it fits.
    """
    file = snapshot.find(source)[0]
    card, tensors, digest = snapshot.load(file)
    critic = file.with_name(snapshot.CRITIC)
    rivals = snapshot.load(critic)[1] if critic.is_file() else {}
    channels = (card.shape[0], shape[0])
    same, fitted, fresh = pour(tensors, state.generator, channels, "generator", coarse_first=True)
    if not same and not fitted:
        raise ModelError(f"{file}: nothing of this model fits (it is a {card.net!r}). Use its recipe, or start anew.")
    state.average.load_state_dict(state.generator.state_dict())
    more = pour(rivals, state.discriminator, channels, "discriminator", coarse_first=False)
    return Carried(digest, same + more[0], fitted + more[1], fresh + more[2])


@torch.no_grad()
def pour(
    found: Mapping[str, Tensor], net: nn.Module, channels: tuple[int, int], name: str, coarse_first: bool
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Copy tensors into the network; returns how many are the same, which were fitted, and which stay as they were."""
    own = net.state_dict()
    shifts = {} if coarse_first else _shifts(own, found)
    same, fitted, fresh = 0, [], []
    learned = {key for key, _ in net.named_parameters()}
    for key, tensor in own.items():
        other = found.get(_shifted(key, shifts))
        if other is not None and other.shape == tensor.shape:
            tensor.copy_(other)
            same += 1
        elif other is not None and (fit := _fit(other, tensor, *channels)) is not None:
            tensor.copy_(fit)
            fitted.append(f"{name}/{key}")
        elif key in learned:
            fresh.append(f"{name}/{key}")
    return same, tuple(fitted), tuple(fresh)


def _shifts(own: Mapping[str, Tensor], found: Mapping[str, Tensor]) -> dict[str, int]:
    """For each list of modules how many more of them the other network has."""
    lengths = []
    for names in (own, found):
        numbers: dict[str, int] = {}
        for match in filter(None, map(LISTED.match, names)):
            numbers[match[1]] = max(numbers.get(match[1], 0), int(match[2]) + 1)
        lengths.append(numbers)
    return {name: lengths[1][name] - lengths[0][name] for name in lengths[0].keys() & lengths[1].keys()}


def _shifted(key: str, shifts: Mapping[str, int]) -> str:
    """The name of the same tensor in the other network: lists are matched at their ends."""
    match = LISTED.match(key)
    return f"{match[1]}.{int(match[2]) + shifts.get(match[1], 0)}.{match[3]}" if match else key


def _fit(other: Tensor, own: Tensor, theirs: int, ours: int) -> Tensor | None:
    """The other tensor on the own one's grid, or with its channels; None where neither can be."""
    if other.ndim == own.ndim >= 3 and other.shape[:-2] == own.shape[:-2]:
        flat = other.float().reshape(1, -1, *other.shape[-2:])
        return F.interpolate(flat, size=own.shape[-2:], mode="bilinear", antialias=True).view(own.shape)
    for axis in range(min(other.ndim, 2)):
        rest = [other.shape[:axis] == own.shape[:axis], other.shape[axis + 1 :] == own.shape[axis + 1 :]]
        cells, odd = divmod(other.shape[axis], theirs)
        if theirs != ours and all(rest) and not odd and own.shape[axis] == ours * cells:
            return _recolored(other.float(), own, axis, theirs, ours)
    return None


def _recolored(other: Tensor, own: Tensor, axis: int, theirs: int, ours: int) -> Tensor:
    """Other channels of a sample along an axis: grey is every color alike, and a new alpha starts as it was drawn.

    Along axis 0 a network writes samples; along axis 1 it reads them, where the sum over colors counts.
    """
    given = torch.unflatten(other.movedim(axis, 0), 0, (theirs, -1))
    fit = torch.unflatten(own.movedim(axis, 0), 0, (ours, -1)).clone()
    colors = given[:3]
    if ours == 1:
        fit[0] = colors.mean(0) if axis == 0 else colors.sum(0)
    else:
        fit[:3] = colors / (3 if theirs == 1 and axis == 1 else 1)
    return fit.flatten(0, 1).movedim(0, axis)
