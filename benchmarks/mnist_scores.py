"""How good are these digits? Three Fréchet distances, four neighbor measures, and a count of the classes.

    python benchmarks/mnist_scores.py SAMPLES.npy

SAMPLES.npy holds digits (N, 28, 28), uint8, white on black as MNIST has them. They are
compared with the 10,000 test digits. Figures of different N must not be compared.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from common import JUDGE, mnist_images
from safetensors.torch import load_file, save
from torch import Tensor

import ganvas.metrics.features
import ganvas.metrics.lite0
from ganvas.errors import GanvasError, ShapeError
from ganvas.files import digest, digest_file, make_folder, write_whole
from ganvas.media.medium import Bytes8
from ganvas.metrics import Extractor, Features, Judge, extract, extractor, measure

EXTRACTORS = {"pixels": "pixels", "lite0": "lite0:64", "judge": f"judge:{JUDGE}"}
IN_JUDGE = ("precision", "recall", "density", "coverage")
SOURCES = (ganvas.metrics.features.__file__, ganvas.metrics.lite0.__file__)
DIGITS = 10


def mnist_scores(samples: Bytes8, extractors: Sequence[str] = tuple(EXTRACTORS)) -> dict[str, object]:
    """The scores of digits against MNIST's test set.

    Args:
        samples: (N, 28, 28) or (N, 1, 28, 28), uint8; 10,000 for a figure to publish.
        extractors: which of pixels, lite0 and judge to measure with; lite0 takes most of the time.
    Returns:
        ``n``, ``frechet`` by extractor, ``extractors`` by their full names, and with the judge
        ``precision``, ``recall``, ``density``, ``coverage``, their ``k``, and ``classes``, ten counts.
    Raises:
        GanvasError: the samples are of another kind or too few, or MNIST or the judge is missing.
    """
    samples = np.asarray(samples)
    if samples.dtype != np.uint8 or samples.ndim not in (3, 4) or samples[0].size != 28 * 28:
        raise ShapeError(f"wanted digits (N, 28, 28) of uint8, got {samples.shape} of {samples.dtype}.")
    samples = samples.reshape(-1, 1, 28, 28)
    scores: dict[str, object] = {"n": len(samples), "frechet": {}, "extractors": {}}
    for name in extractors:
        look = extractor(EXTRACTORS[name])
        fake = kept_features(look, samples)
        both = Features.of_two(kept_features(look, mnist_images("t10k").reshape(-1, 1, 28, 28)), fake)
        (distance,) = measure(["frechet"], both, look.name)
        scores["frechet"][name] = distance.value
        scores["extractors"][name] = look.name
        if isinstance(look, Judge):
            found = measure(IN_JUDGE, both, look.name)
            scores |= {one.metric: one.value for one in found} | {"k": found[0].k}
            scores["classes"] = torch.bincount(look.classes(fake), minlength=DIGITS).tolist()
    return scores


def kept_features(look: Extractor, digits: Bytes8) -> Tensor:
    """The features of digits, kept between calls under the digest of all that decides them."""
    key = digest("\n".join([digest(digits.tobytes()), look.name, *map(digest_file, map(Path, SOURCES))]).encode())
    path = make_folder(Path(tempfile.gettempdir()) / "ganvas-benchmarks") / f"{key}.safetensors"
    if not path.exists():
        write_whole(path, save({"features": extract(look, digits)}))
    return load_file(path)["features"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", type=Path)
    parser.add_argument("--extractors", nargs="+", choices=list(EXTRACTORS), default=list(EXTRACTORS))
    options = parser.parse_args()
    try:
        print(json.dumps(mnist_scores(np.load(options.samples, allow_pickle=False), options.extractors), indent=2))
    except (GanvasError, OSError, ValueError) as error:
        print(f"mnist_scores: {options.samples}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
