"""Measures of a model: one file a family, one row a measure, and every result says how it was got.

A measure compares features of real and of generated samples. Its row says which way is
better and how many samples it needs before its number means anything.
"""

from collections.abc import Iterable

from ganvas.media.medium import Bytes8
from ganvas.metrics.copying import authentic_share, copying_score
from ganvas.metrics.features import EXTRACTORS, Extractor, Judge, extract, extractor
from ganvas.metrics.frechet import frechet_distance
from ganvas.metrics.kernel import kernel_distance
from ganvas.metrics.prdc import compute_prdc
from ganvas.metrics.table import METRICS, Features, Measured, Metric, Refused, assess, measure
from ganvas.metrics.vendi import vendi_score


def score(real: Bytes8, fake: Bytes8, names: Iterable[str] = ("kid",), look: str = "lite0:128") -> list[Measured]:
    """Measures of two sets of samples, for a script.

    Args:
        real: (N, *shape), uint8.
        fake: (M, *shape), uint8.
        names: rows of METRICS that look at nothing but these two.
        look: the name of an extractor.
    Returns:
        One result a name.
    Raises:
        MetricError: there are too few samples for a measure.
        RecipeError: there is no such measure or extractor.
        ShapeError: the extractor cannot look at such samples, or the two are of different shapes.
    """
    eye = extractor(look)
    return measure(names, Features.of_two(extract(eye, real), extract(eye, fake)), eye.name)


__all__ = [
    "EXTRACTORS",
    "METRICS",
    "Extractor",
    "Features",
    "Judge",
    "Measured",
    "Metric",
    "Refused",
    "assess",
    "authentic_share",
    "compute_prdc",
    "copying_score",
    "extract",
    "extractor",
    "frechet_distance",
    "kernel_distance",
    "measure",
    "score",
    "vendi_score",
]
