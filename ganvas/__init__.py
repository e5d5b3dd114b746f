"""Ganvas: art with your own generative adversarial network.

The public names load what they need when they are first used, so that
``import ganvas`` is quick and does not bring in PyTorch.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from ganvas.artwork import Artwork as Artwork
    from ganvas.corpus.corpus import Corpus as Corpus
    from ganvas.corpus.work import Work as Work
    from ganvas.errors import GanvasError as GanvasError
    from ganvas.gallery.gallery import Gallery as Gallery
    from ganvas.gallery.history import History as History
    from ganvas.model.model import Model as Model
    from ganvas.provenance.verify import verify as verify
    from ganvas.publishing.hub import push_to_hub as push_to_hub
    from ganvas.publishing.simply import publish as publish
    from ganvas.recipe import Recipe as Recipe
    from ganvas.run import Run as Run
    from ganvas.sketch import Blend as Blend
    from ganvas.sketch import Box as Box
    from ganvas.sketch import Cross as Cross
    from ganvas.sketch import Mean as Mean
    from ganvas.sketch import Mix as Mix
    from ganvas.sketch import Mutate as Mutate
    from ganvas.sketch import Oval as Oval
    from ganvas.sketch import Point as Point
    from ganvas.sketch import Push as Push
    from ganvas.sketch import Region as Region
    from ganvas.sketch import Regions as Regions
    from ganvas.sketch import Seed as Seed
    from ganvas.sketch import Share as Share
    from ganvas.sketch import Sketch as Sketch
    from ganvas.sketch import Stroke as Stroke
    from ganvas.sketch import Vector as Vector
    from ganvas.sketch import Walk as Walk
    from ganvas.training.trainer import train as train

_HOMES = {
    "Artwork": "ganvas.artwork",
    "Blend": "ganvas.sketch",
    "Box": "ganvas.sketch",
    "Corpus": "ganvas.corpus.corpus",
    "Cross": "ganvas.sketch",
    "Gallery": "ganvas.gallery.gallery",
    "GanvasError": "ganvas.errors",
    "History": "ganvas.gallery.history",
    "Mean": "ganvas.sketch",
    "Mix": "ganvas.sketch",
    "Model": "ganvas.model.model",
    "Mutate": "ganvas.sketch",
    "Oval": "ganvas.sketch",
    "Point": "ganvas.sketch",
    "Push": "ganvas.sketch",
    "Recipe": "ganvas.recipe",
    "Region": "ganvas.sketch",
    "Regions": "ganvas.sketch",
    "Run": "ganvas.run",
    "Seed": "ganvas.sketch",
    "Share": "ganvas.sketch",
    "Sketch": "ganvas.sketch",
    "Stroke": "ganvas.sketch",
    "Vector": "ganvas.sketch",
    "Walk": "ganvas.sketch",
    "Work": "ganvas.corpus.work",
    "publish": "ganvas.publishing.simply",
    "push_to_hub": "ganvas.publishing.hub",
    "train": "ganvas.training.trainer",
    "verify": "ganvas.provenance.verify",
}

__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'ganvas' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
