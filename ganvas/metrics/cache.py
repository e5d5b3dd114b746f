"""Features that are computed once: kept under the digest of the samples and the name of the extractor."""

from collections.abc import Callable
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from ganvas.files import digest, make_folder, write_whole
from ganvas.media.medium import Bytes8
from ganvas.metrics.features import BATCH, Extractor, extract

PIECES = 4  # batches between two words of progress

Progress = Callable[[str, int, int], None]


def cached_features(
    look: Extractor, samples: Bytes8, folder: Path, what: str = "samples", progress: Progress = lambda *_: None
) -> Tensor:
    """Features (N, D), float32, of samples (N, *shape), from the folder if they were computed before.

    The name of a file is the digest of the samples' shape and bytes and of the extractor's name, never of a path
    or a date. A damaged file is computed anew.

    Args:
        look: the extractor.
        samples: uint8.
        folder: where features are kept; made if it is not there.
        what: the samples in a word, for the progress.
        progress: called with what is done, how many samples, of how many.
    Raises:
        RunFailed: the disk is full or the folder cannot be written.
        ShapeError: the extractor cannot look at samples of this shape.
    """
    contents = f"{look.name}\n{samples.shape}\n{digest(samples.tobytes())}"
    path = make_folder(folder) / f"{digest(contents.encode())}.safetensors"
    if path.is_file():
        try:
            return load(path.read_bytes())["features"]
        except (SafetensorError, KeyError):
            path.unlink()
    parts = []
    step = BATCH * PIECES
    for start in range(0, len(samples), step):
        parts.append(extract(look, samples[start : start + step]))
        progress(f"looking at {what}", min(start + step, len(samples)), len(samples))
    features = torch.cat(parts)
    write_whole(path, save({"features": features}))
    return features
