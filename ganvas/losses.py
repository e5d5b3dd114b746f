"""The games that generator and discriminator play.

Every function takes the logits of real and fake samples in that order, (N,) each, where **high
means real**, and returns one value per sample to be minimized. No mean, no weight, no log.
"""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor
from torch.nn.functional import relu, softplus

Side = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Game:
    """The two sides of one loss, what the game says in a line, and where it is from.

    ``pairs`` says that the generator's side looks at the real logits too.
    """

    discriminator: Side
    generator: Side
    says: str
    source: str
    pairs: bool = False


def cross_entropy_d(real: Tensor, fake: Tensor) -> Tensor:
    """−log σ(D(real)) − log(1 − σ(D(fake))). Goodfellow et al. 2014, eq. 1."""
    return softplus(-real) + softplus(fake)


def non_saturating_g(real: Tensor, fake: Tensor) -> Tensor:  # noqa: ARG001
    """−log σ(D(fake)). Goodfellow et al. 2014, section 3."""
    return softplus(-fake)


def minimax_g(real: Tensor, fake: Tensor) -> Tensor:  # noqa: ARG001
    """log(1 − σ(D(fake))): the other side of eq. 1, which fades where D is sure."""
    return -softplus(fake)


def least_squares_d(real: Tensor, fake: Tensor) -> Tensor:
    """½(D(real) − 1)² + ½D(fake)². Mao et al. 2017, eq. 9 (a = 0, b = 1)."""
    return ((real - 1).square() + fake.square()) / 2


def least_squares_g(real: Tensor, fake: Tensor) -> Tensor:  # noqa: ARG001
    """½(D(fake) − 1)². Mao et al. 2017, eq. 9 (c = 1)."""
    return (fake - 1).square() / 2


def hinge_d(real: Tensor, fake: Tensor) -> Tensor:
    """max(0, 1 − D(real)) + max(0, 1 + D(fake)). Lim & Ye 2017, section 3."""
    return relu(1 - real) + relu(1 + fake)


def wasserstein_d(real: Tensor, fake: Tensor) -> Tensor:
    """D(fake) − D(real). Arjovsky et al. 2017, eq. 2; wants a penalty that bounds D's slope."""
    return fake - real


def wasserstein_g(real: Tensor, fake: Tensor) -> Tensor:  # noqa: ARG001
    """−D(fake). Arjovsky et al. 2017; the generator's side of hinge as well."""
    return -fake


def relativistic_d(real: Tensor, fake: Tensor) -> Tensor:
    """softplus(D(fake) − D(real)). Jolicoeur-Martineau 2018, arXiv:1807.00734."""
    return softplus(fake - real)


def relativistic_g(real: Tensor, fake: Tensor) -> Tensor:
    """softplus(D(real) − D(fake)): the same game from the other side."""
    return softplus(real - fake)


GAMES = {
    "cross-entropy": Game(
        cross_entropy_d, non_saturating_g, "D names real and fake; G wants its fakes named real", "arXiv:1406.2661"
    ),
    "minimax": Game(
        cross_entropy_d, minimax_g, "the same, with G's side exactly opposite: fades where D is sure", "arXiv:1406.2661"
    ),
    "least-squares": Game(
        least_squares_d, least_squares_g, "D aims at 1 and 0 by squared error; G at 1", "arXiv:1611.04076"
    ),
    "hinge": Game(hinge_d, wasserstein_g, "D wants a margin and rests beyond it", "arXiv:1705.02894"),
    "wasserstein": Game(wasserstein_d, wasserstein_g, "D measures a distance; G shortens it", "arXiv:1701.07875"),
    "relativistic": Game(
        relativistic_d,
        relativistic_g,
        "D compares a real with a fake; G wants its fake preferred",
        "arXiv:1807.00734",
        pairs=True,
    ),
}
