"""An atlas on disk: what lies where, and the latent of any place."""

from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from ganvas.errors import ModelError, SketchError
from ganvas.record import Record
from ganvas.sketch import Blend, Latent, Seed, Share, Sketch

INDEX = "index.json"
Floats = NDArray[np.float64]
FAINT = 1e-3  # a corner of less weight is left out of a blend


class Place(Record):
    """A part of the map where works or samples are and the others hardly: its middle, and both shares."""

    x: float
    y: float
    share: float
    other: float


class Index(Record):
    """What ``index.json`` holds. Places run from 0 at the left and top to 1."""

    version: Literal[1] = 1
    model: str = Field(description="digest of the snapshot")
    source: str = Field(description="what was named as the model")
    corpus: str = Field("", description="digest of the corpus whose works are on the map; empty without")
    psi: float = Field(ge=0, le=2)
    look: str = Field(description="the extractor whose features decide what is near")
    method: Literal["umap", "pca"]
    note: str = ""
    tile_px: int
    cell_px: int
    levels: int = Field(ge=1, description="of the pyramid; level n has 2ⁿ tiles a side")
    seeds: tuple[int, ...]
    seed_places: tuple[tuple[float, float], ...] = Field(description="where each seed's picture hangs")
    works: tuple[str, ...] = Field((), description="names")
    work_places: tuple[tuple[float, float], ...] = ()
    triangles: tuple[tuple[int, int, int], ...] = Field((), description="of rows of seeds; what lies in one is a blend")
    grid: int
    seed_density: tuple[float, ...] = Field(description="grid × grid, row by row from the top; sums to 1")
    work_density: tuple[float, ...] = ()
    only_works: tuple[Place, ...] = Field((), description="lands of works that the model hardly paints")
    only_samples: tuple[Place, ...] = Field((), description="lands of samples that hardly any work is in")


class Atlas:
    """A map of a model's samples, and perhaps of works, in a folder.

    Attributes:
        path: the folder.
        index: what lies where.
    """

    def __init__(self, path: Path, index: Index) -> None:
        self.path, self.index = path, index
        self._places = np.asarray(index.seed_places, np.float64).reshape(-1, 2)
        self._triangles = np.asarray(index.triangles, np.int64).reshape(-1, 3)

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """The atlas in a folder.

        Raises:
            ModelError: there is none, or it is damaged.
        """
        path = Path(path)
        try:
            return cls(path, Index.model_validate_json((path / INDEX).read_bytes()))
        except OSError:
            raise ModelError(f"{path}: no atlas is here; draw one with ganvas atlas MODEL --into {path}") from None
        except ValidationError as error:
            where = ".".join(str(step) for step in error.errors()[0]["loc"]) or "JSON"
            raise ModelError(f"{path / INDEX}: not an atlas that this version reads ({where}); draw it again") from None

    def nearest(self, x: float, y: float) -> Sketch:
        """The sketch of the sample that hangs nearest to a place."""
        return self._sketch(Seed(seed=self.index.seeds[self._near(x, y)]))

    def at(self, x: float, y: float) -> Sketch:
        """The sketch of any place: a blend of the three samples around it, by barycentric weights.

        Outside of all triangles it is the nearest sample.
        """
        found = self._corners(np.array([x, y], np.float64))
        if found is None:
            return self.nearest(x, y)
        corners, weights = found
        shares = tuple(
            Share(latent=Seed(seed=self.index.seeds[row]), weight=round(float(weight), 6))
            for row, weight in zip(corners, weights, strict=True)
            if weight > FAINT
        )
        return self._sketch(shares[0].latent if len(shares) == 1 else Blend(of=shares))

    def _sketch(self, latent: Latent) -> Sketch:
        return Sketch.model_validate({"latent": latent, "psi": self.index.psi})

    def _near(self, x: float, y: float) -> int:
        if not (np.isfinite(x) and np.isfinite(y)):
            raise SketchError(f"place {x}, {y}: wanted two numbers, 0…1 on the map")
        return int(((self._places - (x, y)) ** 2).sum(1).argmin())

    def _corners(self, place: Floats) -> tuple[NDArray[np.int64], Floats] | None:
        """The triangle that a place lies in, and the weights of its corners."""
        if not len(self._triangles):
            return None
        a, b, c = (self._places[self._triangles[:, corner]] for corner in range(3))
        area = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
        area = np.where(np.abs(area) > 1e-15, area, np.nan)
        at_b = ((place - a)[:, 0] * (c - a)[:, 1] - (place - a)[:, 1] * (c - a)[:, 0]) / area
        at_c = ((b - a)[:, 0] * (place - a)[:, 1] - (b - a)[:, 1] * (place - a)[:, 0]) / area
        weights = np.stack([1 - at_b - at_c, at_b, at_c], 1)
        least = np.nan_to_num(weights.min(1), nan=-np.inf)
        best = int(least.argmax())
        if least[best] < -1e-9:
            return None
        return self._triangles[best], np.clip(weights[best], 0, 1)
