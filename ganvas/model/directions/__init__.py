"""Ways through a model's latents that change one thing: found in its weights, in its latents, or from examples."""

from ganvas.model.directions.examples import from_examples
from ganvas.model.directions.record import (
    Direction,
    Directions,
    find_kept,
    kept,
    name_directions,
    read_shared,
    share,
)
from ganvas.model.directions.search import Found, find_directions
from ganvas.model.directions.strips import Look, paint_strips

__all__ = [
    "Direction",
    "Directions",
    "Found",
    "Look",
    "find_directions",
    "find_kept",
    "from_examples",
    "kept",
    "name_directions",
    "paint_strips",
    "read_shared",
    "share",
]
