"""An own picture as a latent of the model: a first guess, then downhill in what a network sees and in pixels.

For models with styles every layer gets a style of its own (W+, Abdal et al. 2019, arXiv:1904.03189); for
others it is z.
A latent that lies farther from the mean than the model's own is pulled back, so that what is found can be changed
like any other (Tov et al. 2021, arXiv:2102.02766, on what is lost by going farther).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from torch import Tensor

from ganvas.artwork import Artwork
from ganvas.media.medium import Bytes8
from ganvas.model.model import Model
from ganvas.model.project.encoder import Encoder, encoder_of
from ganvas.model.project.inputs import as_mask, as_sample, check_pictures
from ganvas.model.project.look import Perceptual, far_apart
from ganvas.model.project.report import Report, report
from ganvas.model.project.search import State, search
from ganvas.model.project.whitened import Whitened, beyond
from ganvas.sketch import Sketch, Vector

STEPS = 800
PULL = 0.01  # price of a mean square of 1 more than usual, beside the perceptual distance

Progress = Callable[[str, int, int], None]


def ignore(_what: str, _done: int, _of: int) -> None:
    """Progress that nobody watches."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


@dataclass(frozen=True, eq=False)
class Projected:
    """An own picture as the model paints it.

    Attributes:
        sketch: paints it; its vector is beside the model.
        artwork: the picture.
        report: how near it is, and what is missing.
    """

    sketch: Sketch
    artwork: Artwork
    report: Report


def projecting(
    model: Model,
    levels: Bytes8,
    keep: Tensor | None = None,
    steps: int = STEPS,
    seconds: float | None = None,
    start: Tensor | None = None,
) -> Iterator[State]:
    """Search for the latent of a picture; each state can be looked at, and the search left after any.

    Args:
        model: who paints.
        levels: (C, H, W), uint8, the picture.
        keep: (H, W) in 0…1: what of it counts; the rest is the model's.
        steps: at most.
        seconds: at most.
        start: (1, layers, size), whitened; None begins at the mean.
    Raises:
        SketchError: the picture or the mask does not fit the model.
        MetricError: the weights of the network that looks are not installed.
    """
    check_pictures(model)
    target, mask = as_sample(levels, model), as_mask(keep, model)
    whitened, look = Whitened(model), Perceptual(target, mask)

    def price(v: Tensor) -> Tensor:
        x = model.paint(whitened.latents(v))
        return look(x) + far_apart(x, target[None], mask) + PULL * beyond(v)

    mean = target.new_zeros(1, whitened.layers, whitened.size)
    yield from search(price, mean if start is None else start.to(mean), steps, seconds)


def guess(model: Model, encoder: Encoder, levels: Bytes8, keep: Tensor | None = None) -> Tensor:
    """(1, layers, size), whitened: what the encoder takes the picture for; what does not count is shown as the mean."""
    target, mask = as_sample(levels, model), as_mask(keep, model)
    mean = model.paint(model.space.mean.expand(1, model.layers, -1))[0]
    found: Tensor = encoder((mean + (target - mean) * mask)[None].cpu())
    return found


def finish(model: Model, levels: Bytes8, keep: Tensor | None, state: State, kept: bool = False) -> Projected:
    """What a search has found so far, as a sketch.

    Args:
        model: who paints.
        levels: the picture that was projected.
        keep: what of it counted.
        state: the last of the search.
        kept: write the vector beside the model.
    Raises:
        SketchError: there is no folder to keep it in.
    """
    latent = Whitened(model).latents(state.best.cpu().double())[0].float()
    sketch = Sketch(latent=Vector(digest=model.vectors.add(latent, keep=kept)), psi=1.0)
    artwork = model.render(sketch)
    return Projected(sketch, artwork, report(model, levels, artwork.levels, as_mask(keep, model), state.best))


def project(
    model: Model,
    levels: Bytes8,
    keep: Tensor | None = None,
    steps: int = STEPS,
    seconds: float | None = None,
    kept: bool = False,
    progress: Progress = ignore,
    stop: Callable[[], bool] = never,
) -> Projected:
    """The nearest that the model comes to a picture. On one thread the same picture gives the same latent.

    The model's encoder is taught first, where it has none: that takes about a minute, once. When ``stop`` says so,
    the best so far is taken. Other arguments and errors as in ``projecting``, ``finish`` and ``encoder_of``.
    """
    as_sample(levels, model), as_mask(keep, model)  # refused before the minute, not after
    start = guess(model, encoder_of(model, progress), levels, keep)
    for state in projecting(model, levels, keep, steps, seconds, start):
        progress("projecting", state.step, state.of)
        if stop():
            break
    return finish(model, levels, keep, state, kept)
