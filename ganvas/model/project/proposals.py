"""Several different answers to a wish: each begins at another of the model's own works, and none comes near another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ganvas import seeds
from ganvas.artwork import Artwork
from ganvas.errors import SketchError
from ganvas.media.levels import to_range
from ganvas.model.model import Model
from ganvas.model.project.inputs import check_pictures
from ganvas.model.project.projection import Progress, ignore, never
from ganvas.model.project.report import places
from ganvas.model.project.search import State, search
from ganvas.model.project.whitened import Whitened, apart, beyond
from ganvas.model.project.wishes import KINDS, Follow, Wish
from ganvas.sketch import SEEDS_END, Seed, Sketch, Vector

COUNT = 6
MOST = 24
STEPS = 150
RATE = 0.05
POOL = 128  # of the model's own works that an answer may begin at
TOP = 4  # an answer begins at one of the best POOL / TOP
BATCH = 16
FLOOR = 0.7  # standard deviations between two answers at least; two of the model's own have 1.4
FREE = 1.2  # from FREE times the floor on, another answer is not felt
PUSH = 1.0  # price of coming nearer than that
PULL = 0.1  # of going farther from the mean than the model's own
APART = 0.3  # of a style that differs from layer to layer


@dataclass(frozen=True, eq=False)
class Proposal:
    """One answer to a wish.

    Attributes:
        sketch: paints it.
        artwork: the picture.
        seed: whose work it began at.
        score: 1 follows the wish exactly, 0 no better than what the model paints by itself.
        line: what it follows, in one line.
    """

    sketch: Sketch
    artwork: Artwork
    seed: int
    score: float
    line: str

    def facts(self) -> dict[str, object]:
        """The numbers, for a script."""
        return {"seed": self.seed, "score": self.score, "line": self.line}


@dataclass(frozen=True, eq=False)
class Begun:
    """Where the answers begin.

    Attributes:
        numbers: a seed for each.
        v: (N, layers, size), whitened.
        usual: the price of what the model paints by itself: the median over the pool.
    """

    numbers: list[int]
    v: Tensor
    usual: float


def begin(model: Model, wish: Wish, count: int = COUNT, seed: int = 0) -> Begun:
    """The model's own works that are near the wish and far from each other: the first is the nearest of a pool.

    Each next one is, of the best quarter, the one that looks least like those taken before.

    Raises:
        SketchError: so many answers are not given, or the wish does not fit the model.
    """
    if not 1 <= count <= MOST:
        raise SketchError(f"{count} proposals: ask for 1 to {MOST}")
    check_pictures(model)
    follow, chance = wish.follow(model), seeds.generator(seed, "proposals")
    numbers = torch.randint(SEEDS_END, (POOL,), generator=chance).tolist()
    v = torch.stack([Whitened(model).whiten(model.latent(Seed(seed=number))) for number in numbers]).to(model.device)
    prices, looks = _seen(model, follow, v)
    better = prices.argsort(stable=True)[: max(POOL // TOP, 2 * count)].tolist()
    taken = [better.pop(0)]
    while len(taken) < count:
        free = [one for one in better if one not in taken and float(_distances(v[[one]], v[taken]).min()) > FLOOR]
        if not free:
            raise SketchError(f"this model has no {count} works that differ enough; ask for fewer proposals")
        taken.append(max(free, key=lambda one: float((looks[[one]] - looks[taken]).square().mean(1).min())))
    return Begun([numbers[one] for one in taken], v[taken], float(prices.median()))


def _seen(model: Model, follow: Follow, v: Tensor) -> tuple[Tensor, Tensor]:
    """The price (N,) of each latent, and (N, D): what each looks like from afar."""
    whitened, prices, looks = Whitened(model), [], []
    with torch.no_grad():
        for some in torch.split(v, BATCH):
            x = model.paint(whitened.latents(some))
            prices.append(follow.price(x))
            looks.append(F.adaptive_avg_pool2d(x, 8).flatten(1))
    return torch.cat(prices), torch.cat(looks)


def _distances(v: Tensor, others: Tensor) -> Tensor:
    """(N, M): root mean squares between whitened latents (N, layers, size) and (M, layers, size)."""
    difference = v.flatten(1)[:, None] - others.flatten(1)[None]
    return (difference.square().mean(2) + 1e-12).sqrt()


def nearest(v: Tensor) -> Tensor:
    """(N, N − 1): how far each whitened latent (N, layers, size) is from every other."""
    return _distances(v, v)[~torch.eye(len(v), dtype=torch.bool, device=v.device)].view(len(v), -1)


def proposing(
    model: Model, wish: Wish, begun: Begun, steps: int = STEPS, seconds: float | None = None
) -> Iterator[State]:
    """Follow the wish from each beginning at once; each state can be looked at, and the search left after any.

    The best of a state never holds two answers that are nearer than FLOOR. Errors as in ``begin``.
    """
    follow, whitened = wish.follow(model), Whitened(model)

    def price(v: Tensor) -> Tensor:
        crowded = (FREE * FLOOR - nearest(v)).clamp_min(0).square().sum(1)
        shares = follow.price(model.paint(whitened.latents(v))) / begun.usual
        return shares + PUSH * crowded + PULL * beyond(v) + APART * apart(v)

    def allowed(v: Tensor) -> bool:
        return len(v) == 1 or float(nearest(v).min()) >= FLOOR

    return search(price, begun.v, steps, seconds, RATE, allowed)


def finish_proposals(model: Model, wish: Wish, begun: Begun, state: State, kept: bool = False) -> tuple[Proposal, ...]:
    """What a search has found so far, best first.

    Args:
        model: who paints.
        wish: what was followed.
        begun: where the answers began.
        state: the last of the search.
        kept: write the vectors beside the model.
    """
    follow, whitened, found = wish.follow(model), Whitened(model), []
    for number, v in zip(begun.numbers, state.best.cpu().double(), strict=True):
        digest = model.vectors.add(whitened.latents(v).float(), keep=kept)
        sketch = Sketch(latent=Vector(digest=digest), psi=1.0)
        artwork = model.render(sketch)
        x = to_range(torch.from_numpy(artwork.levels.copy()))[None].to(model.device)
        with torch.no_grad():
            score, miss = 1 - float(follow.price(x)) / begun.usual, places(follow.miss(x)[0].cpu())
        least = max(miss, key=miss.__getitem__)
        line = (
            f"began at seed {number}; follows {KINDS[wish.kind].words} {max(0.0, score):.0%} of the way,"
            f" least {'in the' if least == 'middle' else 'at the'} {least}"
        )
        found.append(Proposal(sketch, artwork, number, score, line))
    return tuple(sorted(found, key=lambda one: -one.score))


def propose(
    model: Model,
    wish: Wish,
    count: int = COUNT,
    seed: int = 0,
    steps: int = STEPS,
    seconds: float | None = None,
    kept: bool = False,
    progress: Progress = ignore,
    stop: Callable[[], bool] = never,
) -> tuple[Proposal, ...]:
    """So many different answers to a wish, best first. On one thread the same seed gives the same answers.

    When ``stop`` says so, the best so far are taken. Other arguments and errors as in ``begin``, ``proposing``
    and ``finish_proposals``.
    """
    begun = begin(model, wish, count, seed)
    for state in proposing(model, wish, begun, steps, seconds):
        progress("proposing", state.step, state.of)
        if stop():
            break
    return finish_proposals(model, wish, begun, state, kept)
