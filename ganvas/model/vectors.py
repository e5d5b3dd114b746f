"""Values that sketches name by their digest: projected latents, directions, painted masks.

They lie beside the model, one file each, named by what is in it; so a sketch stays small and
still means one picture. A picture's origin carries those that its sketch needs.
"""

import base64
import binascii
import math
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

from ganvas import bases
from ganvas.errors import SketchError
from ganvas.files import canonical_json, digest, make_folder, write_whole
from ganvas.home import home

FOLDER = "vectors"
MOST_NUMBERS = 2**22  # a mask of 2048²
NAME = "values"


def digest_of(values: Tensor) -> str:
    """SHA-256 of the shape and of the numbers as float32: equal values, equal digest."""
    exact = values.detach().to("cpu", torch.float32).contiguous()
    return digest(canonical_json(list(exact.shape)) + exact.numpy().astype("<f4").tobytes())


class Vectors:
    """Tensors by digest: in a folder where there is one, and in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._known: dict[str, Tensor] = {}

    def add(self, values: Tensor, keep: bool = False) -> str:
        """Know these values, and return their digest.

        Args:
            values: of any shape, finite, at most MOST_NUMBERS.
            keep: write them beside the model, too.
        Raises:
            SketchError: they are not finite or too many, or there is no folder to keep them in.
            RunFailed: the disk is full or the folder cannot be written.
        """
        exact = values.detach().to("cpu", torch.float32).contiguous().clone()
        if exact.numel() > MOST_NUMBERS or not exact.isfinite().all():
            raise SketchError(f"values of {tuple(exact.shape)}: wanted at most {MOST_NUMBERS:,} finite numbers")
        name = digest_of(exact)
        self._known[name] = exact
        if keep:
            if self.folder is None:
                raise SketchError("this model has no folder to keep vectors in; load it from a run")
            path = make_folder(self.folder) / f"{name}.safetensors"
            if not path.exists():
                write_whole(path, save_tensors({NAME: exact}))
        return name

    def get(self, name: str) -> Tensor:
        """The values of that digest, float32.

        Raises:
            SketchError: they are not here, or the file holds something else.
        """
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str) -> Tensor:
        path = self.folder / f"{name}.safetensors" if self.folder else Path(name)
        if self.folder is None or not path.is_file():
            raise SketchError(
                f"the sketch needs the values {name[:12]}, which are not beside this model;"
                " paint with the run that they were found in, or with --like a picture that carries them"
            )
        try:
            values = load_tensors(path.read_bytes())[NAME].float()
        except Exception as error:  # the library has no base class for what a damaged file does to it
            raise SketchError(f"{path}: damaged ({str(error).partition(chr(10))[0]}); find the vector again") from None
        if digest_of(values) != name:
            raise SketchError(f"{path}: damaged, its values are not those of its name; find the vector again")
        return values

    def pack(self, names: tuple[str, ...]) -> dict[str, str]:
        """Text for each digest that a file can carry."""
        return {name: _packed(self.get(name)) for name in names}

    def unpack(self, packed: Mapping[str, str]) -> None:
        """Know what a file carries.

        Raises:
            SketchError: it is damaged.
        """
        for name, text in packed.items():
            values = _unpacked(text)
            if values is None or digest_of(values) != name:
                raise SketchError(f"values {name[:12]}: the file carries them damaged; use another copy of it")
            self._known[name] = values


def _packed(values: Tensor) -> str:
    shape = "x".join(str(side) for side in values.shape)
    numbers = zlib.compress(values.numpy().astype("<f4").tobytes(), 9)
    return f"{shape}:{base64.b64encode(numbers).decode()}"


def _unpacked(text: str) -> Tensor | None:
    """The values, or nothing where the text is damaged; a bomb is not inflated beyond what its shape says."""
    shape_text, _, numbers = text.partition(":")
    try:
        shape = [int(side) for side in shape_text.split("x")] if shape_text else []
        size = 4 * math.prod(shape)
        if not 0 <= size <= 4 * MOST_NUMBERS or any(side < 0 for side in shape):
            return None
        data = zlib.decompressobj().decompress(base64.b64decode(numbers, validate=True), size + 1)
    except (ValueError, binascii.Error, zlib.error):
        return None
    if len(data) != size:
        return None
    return torch.from_numpy(np.frombuffer(data, "<f4").astype(np.float32).reshape(shape))


def beside(snapshot: Path) -> Path:
    """The folder for vectors of the model in this snapshot file.

    One for a run, so that all its snapshots share it; what is found in a base that came with Ganvas lies in the
    person's own folder, for the base is everybody's.
    """
    folder = snapshot.parent
    if bases.HOME in snapshot.resolve().parents:
        return home() / "bases" / folder.name / FOLDER
    return (folder.parent.parent if folder.parent.name == "snapshots" else folder) / FOLDER
