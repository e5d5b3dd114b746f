"""What the benchmarks share: where the digits and the judge lie, and how results are written and drawn."""

import gzip
import io
import json
import os
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from ganvas.corpus.corpus import Corpus
from ganvas.errors import GanvasError
from ganvas.files import digest, make_folder, write_whole
from ganvas.media.medium import Bytes8

REPOSITORY = Path(__file__).resolve().parents[1]
RESULTS = REPOSITORY / "benchmarks" / "results"
SHARED = Path(os.environ.get("GANVAS_SHARED", REPOSITORY.parent / "shared"))
MNIST = SHARED / "data" / "mnist"
JUDGE = SHARED / "eval" / "mnist_judge.safetensors"
IDX_IMAGES = 2051  # the magic number of a file of uint8 pictures
IDX_HEADER_BYTES = 16
PAPER, INK, QUIET = "#faf9f6", "#1f1d1a", "#6a655c"
OTHERS, OURS = "#b8b0a2", "#2a6099"


def mnist_images(part: str) -> Bytes8:
    """The digits (N, 28, 28) of one part, ``train`` or ``t10k``.

    Raises:
        GanvasError: the file is missing or is not a file of MNIST pictures.
    """
    path = MNIST / f"{part}-images-idx3-ubyte.gz"
    if not path.is_file():
        raise GanvasError(
            f"{path}: missing. Put MNIST's four files there, or set GANVAS_SHARED to where data/mnist lies."
        )
    data = gzip.decompress(path.read_bytes())
    magic, count, height, width = np.frombuffer(data[:IDX_HEADER_BYTES], ">u4")
    if magic != IDX_IMAGES or len(data) != IDX_HEADER_BYTES + count * height * width:
        raise GanvasError(f"{path}: not a whole file of MNIST pictures. Fetch it again.")
    return np.frombuffer(data, np.uint8, offset=IDX_HEADER_BYTES).reshape(count, height, width)


def kept_corpus(source: str) -> Corpus:
    """The corpus of a source, gathered once and kept beside the temporary files under the source's digest.

    Raises:
        GanvasError: there is no such source, or nothing usable in it.
    """
    folder = make_folder(Path(tempfile.gettempdir()) / "ganvas-benchmarks")
    return Corpus.open_or_gather(source, folder / f"corpus-{digest(source.encode())[:16]}")


def write_json(path: Path, value: object) -> None:
    """Write a result whole, readable, and with its folder."""
    make_folder(path.parent)
    write_whole(path, (json.dumps(value, indent=2) + "\n").encode())


def write_figure(path: Path, figure: Figure) -> None:
    """Write a picture of a result whole, as PNG."""
    whole = io.BytesIO()
    figure.savefig(whole, format="png", dpi=110, facecolor=PAPER)
    write_whole(path, whole.getvalue())
