"""What a critic of music is shown: a held note sounds as one that begins does."""

import numpy as np
import torch
from torch.autograd import gradcheck, gradgradcheck

from ganvas.media.levels import from_samples
from ganvas.media.music import harmony
from ganvas.media.music.drawn import draw
from ganvas.media.music.grid import grid, heights, to_tokens
from ganvas.media.music.medium import Music
from ganvas.media.music.write_midi import write_midi
from ganvas.nets import NETS, Design
from ganvas.nets.views import know, look, shown

GRID = grid("choir")


def phrases() -> np.ndarray:
    music = Music()
    return music.samples(music.decode(write_midi(draw(3), {}), "a.mid"), GRID.shape)


def test_it_shows_what_sounds_and_which_classes():
    samples = phrases()
    view = harmony.view_of(GRID)
    found = harmony.show(from_samples(samples), view).numpy()
    assert found.shape == (len(samples), harmony.count(view, GRID.shape[0]), 64)
    pitch = heights(to_tokens(samples, GRID), GRID.layout)
    assert (pitch >= 0).all()
    np.testing.assert_allclose(found[:, :4], (pitch - GRID.layout.low) / 12, atol=1e-5)
    wanted = np.stack([(pitch % 12 == k).sum(1) for k in range(12)], 1)
    np.testing.assert_allclose(found[:, 4:], wanted, atol=1e-5)


def test_slopes_go_through_it_twice():
    view = harmony.View(name=harmony.NAME, size=5)
    x = torch.rand(1, 10, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(0)).requires_grad_()
    assert gradcheck(lambda x: harmony.show(x, view), x)
    assert gradgradcheck(lambda x: harmony.show(x, view), x)


def test_a_discriminator_is_shown_it():
    music = Music()
    know(music.views)
    plan = music.plan(GRID.shape)
    assert shown(plan["views"], 200) == 16
    net = NETS["line"].discriminator(Design(shape=GRID.shape, z_dim=8, width=16, patch=4, **plan))
    x = from_samples(phrases()[:2])
    assert look(x, plan["views"]).shape == (2, 216, 64)
    assert net(x).shape == (2,)
