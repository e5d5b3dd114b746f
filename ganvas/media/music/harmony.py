"""What a critic of music is shown beside a phrase: what sounds while a note is held, and how it sounds together.

A sample says where notes begin; a held note is one channel whatever its pitch. So a critic would have to learn what
sounds before it can learn harmony. This view tells it: MuseGAN's chroma stream (arXiv:1709.06298), of voices.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ganvas.views import Kind, View

if TYPE_CHECKING:
    from torch import Tensor

    from ganvas.media.music.grid import Grid

NAME = "harmony"
OCTAVE = 12


def view_of(grid: "Grid") -> View:
    """The view of samples of a grid of voices."""
    return View(name=NAME, size=grid.layout.classes)


def count(view: View, channels: int) -> int:
    """How many channels are shown of so many."""
    return channels // view.size + OCTAVE


def show(x: "Tensor", view: View) -> "Tensor":
    """(N, voices · size, steps): pitches, hold and rest of each voice, to (N, voices + 12, steps).

    How high each voice sounds, in octaves; then how many voices sound each of the twelve pitch classes. A hold takes
    over what sounded a step before, in as many rounds as doubling takes.
    """
    import torch
    import torch.nn.functional as F

    voices = torch.unflatten((x + 1) / 2, 1, (-1, view.size))
    pitches = view.size - 2
    classes = torch.eye(OCTAVE).repeat(1, -(-pitches // OCTAVE))[:, :pitches]
    told = torch.cat([torch.arange(pitches)[None] / OCTAVE, classes])
    heard = torch.einsum("nvps,op->nvos", voices[:, :, :pitches], told.to(x))
    held, reach = voices[:, :, pitches : pitches + 1], 1
    while reach < x.shape[-1]:
        heard = heard + held * F.pad(heard, (reach, 0))[..., :-reach]
        held = held * F.pad(held, (reach, 0))[..., :-reach]
        reach *= 2
    return torch.cat([heard[:, :, 0], heard[:, :, 1:].sum(1)], 1)


KINDS: Mapping[str, Kind] = {
    NAME: Kind("how high voices of size channels sound, and how many of them each pitch class", count, show)
}
