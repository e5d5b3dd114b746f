"""What the numbers of a log say, in sentences that a person can read."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ganvas.training.units import count, duration, number

RECENT = 5  # lines that "now" is an average of
EARLY = 0.05  # share of the run in which every pair is easily told apart
SURE, UNSURE = 0.97, 0.55  # share of pairs in which the discriminator prefers the real work

Line = dict[str, object]


@dataclass(frozen=True)
class Curve:
    """One figure of the report.

    Attributes:
        title: what it shows.
        series: (key in the log, label, whose number it is); the owner chooses the colour.
        says: what the number is, and what is healthy.
        scale: of the upright axis.
        includes: values that the upright axis always shows.
        moving: whether it is left out while it never changes.
    """

    title: str
    series: tuple[tuple[str, str, Literal["d", "g", "run"]], ...]
    says: str
    scale: Literal["linear", "log"] = "linear"
    includes: tuple[float, ...] = ()
    moving: bool = False


CURVES = (
    Curve(
        "Distance to held-out works",
        (("kid", "KID × 1,000", "run"),),
        "How far its pictures are from works that it never saw, in features of a network that knows photographs. "
        "Healthy falls, then rests; the snapshot where it is lowest is the best one. Measured now and then.",
        includes=(0.0,),
    ),
    Curve(
        "Margin",
        (("margin", "margin", "d"),),
        "How much higher the discriminator scores real works than generated ones. Healthy is above zero and level: "
        "it neither runs away upward nor comes to rest at zero.",
        includes=(0.0,),
    ),
    Curve(
        "Pairs told apart",
        (("sign", "share", "d"),),
        "The share of pairs in which the discriminator prefers the real work: a half is guessing, one is certainty. "
        "Healthy lies between the two.",
        includes=(0.0, 1.0),
    ),
    Curve(
        "Losses",
        (("d_loss", "discriminator", "d"), ("g_loss", "generator", "g")),
        "What each player pays, the discriminator with its penalties. They pull against each other: healthy is "
        "restless and level, and a loss that falls is not progress by itself. Trust the sheets.",
    ),
    Curve(
        "Gradients",
        (("d_gradient", "discriminator", "d"), ("g_gradient", "generator", "g")),
        "How strongly a batch asks each network to change. Healthy is steady within a power of ten; "
        "a spike is a batch that shook the game, and next to nothing means that nothing is being learned.",
        scale="log",
    ),
    Curve(
        "Penalties",
        (("r1", "R1, at real works", "d"), ("r2", "R2, at generated ones", "g")),
        "How steep the discriminator is, before the weight gamma. Healthy is low and level; "
        "a climb says that it draws sharp edges around single works.",
        scale="log",
    ),
    Curve(
        "Copies",
        (("copies", "share of the sheet", "run"),),
        "Pictures of the sheet that are nearer to a work than works are to one another. Healthy stays where unseen "
        "works would be, near zero; a climb says that works are being learned by heart.",
        includes=(0.0, 0.2),
    ),
    Curve(
        "Augmentation",
        (("augment_p", "chance of each part", "run"),),
        "How often what the discriminator sees is altered, so that few works last longer.",
        includes=(0.0, 1.0),
        moving=True,
    ),
    Curve(
        "Rate",
        (("rate", "works a second", "run"),),
        "Works a second on this machine. Healthy is flat; a dip means that something else wanted the machine.",
        includes=(0.0,),
    ),
    Curve(
        "Learning rate",
        (("lr", "learning rate", "run"),),
        "How large a step the optimizers may take. It follows the recipe, and each rollback makes it gentler.",
        includes=(0.0,),
        moving=True,
    ),
    Curve(
        "Gamma",
        (("gamma", "gamma", "run"),),
        "The weight of the penalties. It follows the recipe, and each rollback doubles it.",
        includes=(0.0,),
        moving=True,
    ),
)


def shown(lines: Sequence[Line]) -> list[Curve]:
    """The curves that these lines hold numbers for."""
    return [curve for curve in CURVES if _is_shown(curve, lines)]


def _is_shown(curve: Curve, lines: Sequence[Line]) -> bool:
    values = {number(line, key) for line in lines for key, _, _ in curve.series} - {None}
    return len(values) > curve.moving


def recent(lines: Sequence[Line], key: str) -> float | None:
    """The mean of the last few numbers under key; None without any."""
    values = [value for line in lines if (value := number(line, key)) is not None][-RECENT:]
    return sum(values) / len(values) if values else None


def verdict(lines: Sequence[Line], length: int) -> str:
    """How the run goes: where it is, and how the game stands."""
    seen = int(number(lines[-1], "seen") or 0) if lines else 0
    if not seen:
        return "No work has been shown yet."
    return f"{_where(lines[-1], seen, length)} {_how(lines, seen / length)}"


def _where(line: Line, seen: int, length: int) -> str:
    elapsed_s, rate = number(line, "elapsed_s"), number(line, "rate")
    after = f" in {duration(elapsed_s)}" if elapsed_s else ""
    if seen >= length:
        return f"The run is finished: {count(seen)} works were shown{after}."
    left = f"; {duration((length - seen) / rate)} to go at {count(rate)} a second" if rate else ""
    return f"{count(seen)} of {count(length)} works were shown{after}{left}."


def _how(lines: Sequence[Line], progress: float) -> str:
    if _is_broken(lines[-1]):
        return "The last numbers are not finite: the game broke down. Try a smaller learning rate or larger penalties."
    sign = recent(lines, "sign")
    if sign is None:
        return "The log does not tell yet how the two networks stand."
    told = f"The discriminator prefers the real work in {100 * sign:.0f}% of pairs"
    if sign >= SURE and progress < EARLY:
        return f"{told}, as it always does at first: wait for the sheets to take shape."
    if sign >= SURE:
        return f"{told}, so the generator hears little but “no”: if the sheets stand still, try larger penalties."
    if sign <= UNSURE:
        return f"{told}, hardly more than a guess: good if the sheets look right, else it is too weak to teach."
    return f"{told}: enough to teach the generator, not so much as to silence it."


def _is_broken(line: Line) -> bool:
    watched = (line.get(key) for key in ("d_loss", "g_loss", "margin", "d_gradient", "g_gradient"))
    return any(isinstance(value, float) and not math.isfinite(value) for value in watched)
