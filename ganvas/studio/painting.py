"""What a painter does in its own process: the tasks it can be asked for, each from a model and values to bytes."""

import base64
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ganvas import snapshot
from ganvas.errors import pick
from ganvas.media.image.film import frame_count
from ganvas.media.image.masks import read_mask, write_mask
from ganvas.media.image.preview import preview
from ganvas.model.director import planned
from ganvas.model.model import Model
from ganvas.model.project.whitened import Whitened
from ganvas.sketch import Latent, Regions, Seed, Sketch
from ganvas.sketch.line import write_line
from ganvas.studio import breeding, turning
from ganvas.studio.boards import board

PNG = ".png"
POOL = 1500  # seeds among which the nearest and the farthest are looked for
POOLS: dict[str, Tensor] = {}  # their whitened latents, of the model that was asked last
MOST_MODELS = 6  # held at once; the one that was asked for longest ago goes

Values = Mapping[str, Any]


@dataclass
class Loaded:
    """The models that a painter holds, by the snapshot file; of a run it is the best or the newest one."""

    models: dict[Path, Model] = field(default_factory=dict)

    def at(self, path: str) -> tuple[Path, Model]:
        """The snapshot file that a path stands for now, and its model.

        Raises:
            ModelError: there is none, or it is damaged.
        """
        file = snapshot.find(Path(path))[0]
        model = self.models.pop(file, None) or Model.load(file)
        self.models[file] = model
        while len(self.models) > MOST_MODELS:
            del self.models[next(iter(self.models))]
        return file, model


def done(loaded: Loaded, task: str, path: str, values: Values) -> bytes:
    """The answer to a task.

    Raises:
        GanvasError: this model cannot do it.
    """
    file, model = loaded.at(path)
    return pick(TASKS, "task", task)(file, model, values)


def picture(_file: Path, model: Model, values: Values) -> bytes:
    """The bytes of a file of one sketch: ``sketch`` as JSON, ``suffix``, ``scale``."""
    artwork = model.render(Sketch.read(values["sketch"]))
    return artwork.encode(values["scale"]) if values["suffix"] == PNG else preview(artwork.levels, values["scale"])


def tiles(_file: Path, model: Model, values: Values) -> bytes:
    """One JPEG of many sketches: ``sketches`` as JSON, ``columns``, ``tile_px``."""
    sketches = [Sketch.model_validate(one) for one in values["sketches"]]
    return board(model, sketches, values["columns"], values["tile_px"])


def plan(_file: Path, model: Model, values: Values) -> bytes:
    """The frames of a film as lines: ``animation`` as a record, ``fps``, and ``heard``, a file or none."""
    from ganvas.studio.animation import Animation

    film, fps = Animation.model_validate(values["animation"]), values["fps"]
    frames = frame_count(film.seconds, fps)
    heard = json.loads(Path(values["heard"]).read_bytes()) if values["heard"] else None
    told = {name: np.asarray(row) for name, row in heard.items()} if heard else None
    sketches = planned(model, film.walk, film.sketch, film.script(), frames, fps, told)
    return json.dumps({"fps": fps, "lines": [write_line(sketch) for sketch in sketches]}).encode()


def card(file: Path, model: Model, _values: Values) -> bytes:
    """What can be said of a model, as JSON."""
    about = model.card
    known = {"digest": model.digest, "layers": model.layers, "file": str(file), "corpus": about.corpus_digest}
    shared = {name: getattr(about, name) for name in ("medium", "shape", "net", "seen", "corpus_name")}
    return json.dumps(known | shared).encode()


def seeds_by_distance(_file: Path, model: Model, values: Values) -> bytes:
    """Seeds as JSON by their distance from ``sketch``: ``first``, ``count``, and ``far`` for the farthest.

    The distance is that of whitened latents, where every way is as long as any other.
    """
    sketch = Sketch.model_validate(values["sketch"])
    latent = sketch.latent.base if isinstance(sketch.latent, Regions) else sketch.latent
    wanted, pool = whitened_pool(model, latent)
    order = (pool - wanted).square().sum(1).argsort(descending=values["far"], stable=True)
    return json.dumps(order[values["first"] : values["first"] + values["count"]].tolist()).encode()


def whitened_pool(model: Model, latent: Latent) -> tuple[Tensor, Tensor]:
    """A latent (size,) and those of the first seeds (POOL, size), whitened; of a latent with layers its mean."""
    whitened = Whitened(model)
    if model.digest not in POOLS:
        POOLS.clear()
        POOLS[model.digest] = whitened.whiten(torch.stack([model.latent(Seed(seed=n))[0] for n in range(POOL)]))
    return whitened.whiten(model.latent(latent)).mean(0), POOLS[model.digest]


def keep_mask(_file: Path, model: Model, values: Values) -> bytes:
    """The digest of a mask that was painted, ``png`` in base64, kept beside the model; nothing where it is empty."""
    cover = torch.from_numpy(read_mask(base64.b64decode(values["png"])))
    return model.vectors.add(cover, keep=True).encode() if cover.any() else b""


def show_mask(_file: Path, model: Model, values: Values) -> bytes:
    """PNG, in base64, of the kept mask of a ``digest``."""
    return base64.b64encode(write_mask(model.vectors.get(values["digest"]).numpy()))


def process(_file: Path, _model: Model, _values: Values) -> bytes:
    """Which process paints."""
    return str(os.getpid()).encode()


TASKS: dict[str, Callable[[Path, Model, Values], bytes]] = {
    "picture": picture,
    "keep-mask": keep_mask,
    "show-mask": show_mask,
    "board": tiles,
    "plan": plan,
    "card": card,
    "process": process,
    "seeds-by-distance": seeds_by_distance,
    "litter": breeding.litter,
    "taste-adopt": breeding.adopt,
    "taste-learn": breeding.learn,
    "taste-propose": breeding.proposal,
    "remember": breeding.remember,
    "turn-drawn": turning.drawn,
    "turn-mask": turning.mask,
    "turn-offers": turning.offers,
    "turn-part": turning.part,
}
