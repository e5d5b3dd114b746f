"""Expressions that have grown over many rounds, kept small: a long ancestry becomes the latent that it led to."""

from ganvas.model.model import Model
from ganvas.sketch import Latent, Node, Vector, nodes

MOST_DEEP = 6  # a child adds at most 3 levels, an artist's own moves some more: well within MAX_DEPTH
MOST_PARTS = 48  # three parents of so many parts have a child of 150


def depth(latent: Node) -> int:
    """How deep an expression is nested; a seed is 1."""
    return 1 + max(map(depth, latent.inner), default=0)


def settle(model: Model, latent: Latent) -> Latent:
    """The latent itself while it is small, otherwise the vector of its values.

    The values are known to the model afterwards; a picture of the vector is that of the expression,
    but for float32's last bit. Who keeps the expression beside it keeps the ancestry.

    Raises:
        SketchError: the expression is not of this model.
    """
    if depth(latent) <= MOST_DEEP and sum(1 for _ in nodes(latent)) <= MOST_PARTS:
        return latent
    return Vector(digest=model.vectors.add(model.latent(latent)))
