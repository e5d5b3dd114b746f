"""Draw the pictures of losses.md from the losses and penalties themselves.

Run it from anywhere: python docs/draw_losses.py [FOLDER]
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import matplotlib
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image
from torch import Tensor

from ganvas import regularizers
from ganvas.losses import GAMES, Game

PICTURES = Path(__file__).parent / "pictures"
PAPER, INK, QUIET, RULE = "#faf9f6", "#1f1d1a", "#6a655c", "#dfdbd2"
D, G = "#2a6099", "#bf4a24"
ACROSS = torch.linspace(-5, 5, 401)
STYLE = {
    "figure.facecolor": PAPER, "axes.facecolor": PAPER, "axes.edgecolor": RULE, "axes.labelcolor": QUIET,
    "xtick.color": QUIET, "ytick.color": QUIET, "text.color": INK, "axes.titlecolor": INK,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": RULE, "grid.linewidth": 0.6,
    "font.size": 9, "axes.titlesize": 10, "axes.titlelocation": "left", "legend.frameon": False, "legend.fontsize": 8.5,
}  # fmt: skip


def discriminator(x: Tensor) -> Tensor:
    """A discriminator over a line: fakes lie on the left, real samples on the right. (N, 1) to (N,)."""
    return 2.4 * torch.tanh(1.3 * x.flatten(1).sum(1)) + 0.25 * x.flatten(1).sum(1)


REAL, FAKE = torch.tensor([[0.9], [1.6], [2.5]]), torch.tensor([[-2.4], [-1.5], [-0.8]])
SHARE = torch.tensor([0.5, 0.35, 0.62])
PENALTIES: dict[str, tuple[str, Tensor, Callable[..., Tensor]]] = {
    "r1": ("at real works", REAL, lambda net, x: regularizers.r1(net, x)),
    "r2": ("at generated works", FAKE, lambda net, x: regularizers.r2(net, x)),
    "wgan-gp": (
        "between a real and a generated work",
        torch.lerp(FAKE, REAL, SHARE[:, None]),
        lambda net, x: regularizers.wgan_gp(net, x, x, torch.zeros(len(x))),  # both ends at x: the point is x
    ),
}


def canvas(columns: int) -> tuple[Figure, list[Axes]]:
    """A figure with that many panels side by side."""
    figure = Figure(figsize=(9, 2.9), layout="constrained")
    return figure, list(figure.subplots(1, columns))


def save(figure: Figure, path: Path) -> None:
    """Write it as a small PNG: sixty-four colours are enough for lines on paper."""
    whole = io.BytesIO()
    figure.savefig(whole, dpi=110)
    Image.open(whole).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)


def pull(loss: Callable[[Tensor], Tensor]) -> Tensor:
    """The push on each logit of ACROSS: minus the slope of what the player pays."""
    logits = ACROSS.clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(loss(logits).sum(), logits)
    return -slope


def sides(game: Game) -> list[tuple[dict[str, object], Callable[[Tensor], Tensor]]]:
    """The looks of the three curves of a game, each with its function of one logit while the other of the pair is 0."""
    broad = {"color": D, "linewidth": 4, "alpha": 0.45}  # the generator's curve may run upon it
    return [
        ({"label": "D, at a real work", **broad}, lambda x: game.discriminator(x, torch.zeros_like(x))),
        (
            {"label": "D, at a generated work", "color": D, "linestyle": "--"},
            lambda x: game.discriminator(torch.zeros_like(x), x),
        ),
        ({"label": "G, at a generated work", "color": G}, lambda x: game.generator(torch.zeros_like(x), x)),
    ]


def draw_game(name: str, path: Path) -> None:
    """What each player pays, and how it is pushed, against the logit of one work."""
    figure, (paid, pushed) = canvas(2)
    for looks, loss in sides(GAMES[name]):
        paid.plot(ACROSS, loss(ACROSS), **looks)
        pushed.plot(ACROSS, pull(loss), **looks)
    paid.set(title=f"{name}: what is paid", xlabel="logit of the work (the other of its pair at 0)", ylim=(-6, 8))
    pushed.set(title="how the logit is pushed (up: more real)", xlabel="logit of the work", ylim=(-2.6, 2.6))
    pushed.axhline(0, color=QUIET, linewidth=0.8)
    paid.legend()
    save(figure, path)


def draw_penalty(name: str, path: Path) -> None:
    """Where a penalty looks, and what a slope costs there."""
    where, points, penalty = PENALTIES[name]
    figure, (line, cost) = canvas(2)
    x = torch.linspace(-3.2, 3.2, 401)
    line.plot(x, discriminator(x[:, None]), color=D)
    line.plot(REAL, torch.full_like(REAL, -3.9), "o", color=INK, markersize=5, label="real works")
    line.plot(FAKE, torch.full_like(FAKE, -3.9), "o", color=G, markersize=5, label="generated works")
    for point, paid in zip(points, penalty(discriminator, points).detach(), strict=True):
        tangent(line, point, float(paid))
    line.set(title=f"{name} looks {where}", xlabel="a work, as a point on a line", ylabel="logit", ylim=(-4.4, 4.4))
    line.legend(loc="upper left")
    slopes = torch.linspace(-3, 3, 121)
    paid = torch.cat([penalty(lambda x, slope=slope: slope * x.flatten(1).sum(1), points[:1]) for slope in slopes])
    cost.plot(slopes, paid.detach(), color=D)
    cost.set(title="what a slope costs", xlabel="slope of D", ylim=(-0.3, 9))
    save(figure, path)


def tangent(axes: Axes, point: Tensor, paid: float) -> None:
    """The slope of the discriminator at one point, with the penalty it costs."""
    there = point[None].requires_grad_(True)
    logit = discriminator(there)
    slope = float(regularizers.slope(logit, there).detach())
    x, y, reach = float(point), float(logit.detach()), 0.42 / (1 + slope**2) ** 0.5
    axes.plot([x - reach, x + reach], [y - slope * reach, y + slope * reach], color=G, linewidth=2.2)
    axes.annotate(f"{paid:.2g}", (x, y), xytext=(8, -12), textcoords="offset points", fontsize=8.5)


def draw_same_loss(path: Path) -> None:
    """Two runs with the same losses: one is done, the other has not begun."""
    figure, panels = canvas(2)
    x = torch.linspace(-4, 4, 401)
    real = torch.exp(-((x - 1) ** 2))
    blind = torch.zeros(1)
    loss = float(GAMES["cross-entropy"].discriminator(blind, blind))
    for axes, center, title in (
        (panels[0], 1.06, "finished: nothing to tell apart"),
        (panels[1], -1.6, "not begun: D is blind"),
    ):
        axes.fill_between(x, real, color=D, alpha=0.25, linewidth=0, label="real works")
        axes.plot(x, torch.exp(-((x - center) ** 2)), color=G, label="generated works")
        axes.axhline(0, color=INK, linewidth=1.2, label="D, 0 everywhere")
        axes.set(title=f"{title} (D pays {loss:.2f})", ylim=(-0.1, 1.75), xlabel="a work, as a point on a line")
        axes.legend(loc="upper left", ncols=3, columnspacing=1.2, handlelength=1.4)
        axes.set_yticks([])
    save(figure, path)


def draw_margin_and_sign(path: Path) -> None:
    """Three crowds of logits with what the report says of each."""
    figure, panels = canvas(3)
    chance = torch.Generator().manual_seed(4)
    noise = torch.randn(2, 4000, generator=chance)
    for axes, (title, apart, spread) in zip(
        panels, (("cannot tell", 0.05, 1.0), ("in balance", 1.2, 1.0), ("overwhelming", 5.0, 0.8)), strict=True
    ):
        real, fake = spread * noise[0] + apart / 2, spread * noise[1] - apart / 2
        margin, sign = float((real - fake).mean()), float((real > fake).float().mean())
        bins = torch.linspace(-6, 6, 49).tolist()
        axes.hist(real.numpy(), bins, color=D, alpha=0.55, label="real")
        axes.hist(fake.numpy(), bins, color=G, alpha=0.55, label="generated")
        axes.set(title=f"{title}: margin {margin:.1f}, {sign:.0%} of pairs", xlabel="logit", ylim=(0, 760))
        axes.set_yticks([])
    panels[0].legend(loc="upper left")
    save(figure, path)


def main(folder: Path) -> None:
    """Draw every picture of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(STYLE):
        for name in GAMES:
            draw_game(name, folder / f"loss-{name}.png")
        for name in PENALTIES:
            draw_penalty(name, folder / f"penalty-{name}.png")
        draw_same_loss(folder / "same-loss.png")
        draw_margin_and_sign(folder / "margin-and-sign.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
