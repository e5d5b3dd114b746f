"""Work for the room to explore: directions that a model can be steered along, and its atlas."""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch

from ganvas.errors import SketchError
from ganvas.files import make_folder, write_whole
from ganvas.model.atlas.draw import Wishes, draw_atlas
from ganvas.model.directions import Found, find_directions, find_kept, from_examples, name_directions
from ganvas.model.directions.record import rename_direction
from ganvas.model.model import Model
from ganvas.sketch import Latent, Regions, Sketch
from ganvas.studio.progress import Progress

MOST = 8  # directions that are shown
EACH = 2  # of each range of layers, where none has a name yet
FOLDER = "directions"


@lru_cache(maxsize=2)
def model_of(path: str) -> Model:
    """The model in a snapshot file, on one thread."""
    torch.set_num_threads(1)
    return Model.load(path)


def directions(progress: Progress, model: str, into: str, psi: float, search: bool) -> list[dict[str, Any]]:
    """At most MOST directions: those with a name first, then those that a search found.

    Args:
        progress: is told how far the search is.
        model: the snapshot file.
        into: the project's folder, where what was found is remembered.
        psi: with which the effect of a candidate is measured.
        search: look for them now, where nobody did.
    """
    loaded = model_of(model)
    named = [_row(loaded, one, name) for name, one in reversed(find_kept(loaded).items())]
    found = _remembered(loaded, Path(into))
    if search and not found:
        found = _searched(progress, loaded, Path(into), psi)
    known = {(row["digest"], row["layers"]) for row in named}
    rest = [row for row in found if (row["digest"], row["layers"]) not in known]
    return [*named, *rest][:MOST]


def name_direction(
    _progress: Progress, model: str, into: str, digest: str, layers: str, old: str, name: str
) -> dict[str, str]:
    """Keep a direction that was found with the model under a name, or give one that has a name another."""
    loaded, word = model_of(model), word_of(name)
    if old:
        rename_direction(loaded, old, word)
        return {"name": word}
    rows = [row for row in _remembered(loaded, Path(into)) if (row["digest"], row["layers"]) == (digest, layers)]
    if not rows:
        raise SketchError("this direction is not known any more; look for directions again")
    found = Found(loaded.vectors.get(digest).double(), layers, rows[0]["source"], rows[0]["effect"])
    name_directions(loaded, {word: found})
    return {"name": word}


def direction_from(
    _progress: Progress, model: str, liked: Sequence[Any], others: Sequence[Any], name: str, psi: float
) -> dict[str, str]:
    """The way from some sketches to others, kept with the model under a name."""
    loaded, word = model_of(model), word_of(name)
    sides = [[_latent(Sketch.model_validate(one)) for one in some] for some in (liked, others)]
    name_directions(loaded, {word: from_examples(loaded, sides[0], sides[1], psi=psi)})
    return {"name": word}


def atlas(progress: Progress, model: str, into: str, corpus: str, count: int, look: str) -> dict[str, Any]:
    """Draw the map of what a model paints, with works on it where a corpus is named."""
    works = Path(corpus) if corpus else None

    def said(what: str, done: int, of: int) -> None:
        progress(what, done / of if of else -1.0)

    wishes = Wishes(count=count, corpus=works, look=look, helpers=1, overwrite=True)
    index = draw_atlas(Path(model), Path(into), wishes, said).index
    return {"samples": len(index.seeds), "works": len(index.works), "note": index.note}


def word_of(name: str) -> str:
    """A name as a line of a sketch can hold it: words joined by low lines.

    Raises:
        SketchError: nothing is left of it.
    """
    word = "_".join(name.split())
    if not word:
        raise SketchError("a direction needs a name: a word, such as darker")
    return word


def _searched(progress: Progress, model: Model, into: Path, psi: float) -> list[dict[str, Any]]:
    """Directions that a search finds now; their values are kept beside the model, so that painters find them."""

    def said(what: str, done: int, of: int) -> None:
        progress(f"{what}: {done} / {of}", done / of)

    rows = [_row(model, one, "") for one in find_directions(model, most=EACH, psi=psi, progress=said)]
    path = make_folder(into / FOLDER) / f"{model.digest}.json"
    write_whole(path, json.dumps(rows, indent=1).encode())
    return rows


def _remembered(model: Model, into: Path) -> list[dict[str, Any]]:
    """What a search in this snapshot found before; nothing where its values are gone."""
    path = into / FOLDER / f"{model.digest}.json"
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_bytes())
        for row in rows:
            model.vectors.get(row["digest"])
    except (OSError, ValueError, SketchError):
        return []
    return rows


def _row(model: Model, found: Found, name: str) -> dict[str, Any]:
    digest = model.vectors.add(found.values, keep=True)
    return {"name": name, "digest": digest, "layers": found.layers, "source": found.source, "effect": found.effect}


def _latent(sketch: Sketch) -> Latent:
    return sketch.latent.base if isinstance(sketch.latent, Regions) else sketch.latent
