"""What a painter does for breeding: a round's children, and what a taste learns and proposes.

Each is a task of ``ganvas.studio.painting``: from a model and values to bytes. A litter and a proposal are functions of
what they are asked with; only what is kept is written, beside the model.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from ganvas import seeds
from ganvas.model.breed import Board, Breeding, breed
from ganvas.model.model import Model
from ganvas.model.taste import Taste, propose, read_taste, save_taste
from ganvas.sketch import SEEDS_END, Latent, Sketch, kept_values
from ganvas.studio.boards import board

Values = Mapping[str, Any]
LATENT: TypeAdapter[Latent] = TypeAdapter(Latent)


def litter(_file: Path, model: Model, values: Values) -> bytes:
    """A round as ``ganvas.model.breed.Board``, in JSON.

    ``parents`` as records, ``chance`` (numbers and words that the round's chance comes from), ``round``, ``psi``,
    ``breeding`` as a record, ``previous`` and ``picked`` as the board has them.
    """
    seed = seeds.derive(*values["chance"]) % SEEDS_END
    born = breed(model, latents_of(values["parents"]), seed, Breeding.model_validate(values["breeding"]))
    names = dict.fromkeys(name for one in (*born.parents, *born.latents) for name in kept_values(one))
    keep(model, tuple(names))
    made = Board(
        model=model.digest, seed=seed, round=values["round"], psi=values["psi"], litter=born,
        previous=values["previous"], picked=tuple(values["picked"]), values=model.vectors.pack(tuple(names)),
    )  # fmt: skip
    return made.to_json(indent=None).encode()


def learn(_file: Path, model: Model, values: Values) -> bytes:
    """Write choices into the taste file at ``path``: ``keep`` and ``skip`` (latents), ``prefer`` ([one, others] …).

    ``values`` has what the latents need, as text by digest.
    """
    path = Path(values["path"])
    taste = taste_at(path, model)
    model.vectors.unpack(values["values"])
    if values["keep"]:
        taste = taste.keep(model, latents_of(values["keep"]))
    if values["skip"]:
        taste = taste.skip(model, latents_of(values["skip"]))
    for better, others in values["prefer"]:
        taste = taste.prefer(model, LATENT.validate_python(better), latents_of(others))
    save_taste(taste, path)
    return json.dumps(counted(taste)).encode()


def proposal(_file: Path, model: Model, values: Values) -> bytes:
    """What a taste would like next, as JSON, with two boards: ``path``, ``psi``, ``columns``, ``tile_px``.

    Nothing is written: what the latents need is in ``values``, and is kept when one of them is taken.
    """
    taste = taste_at(Path(values["path"]), model)
    found = propose(model, taste, seeds.derive("studio", taste.fingerprint))
    boards = [
        base64.b64encode(board(model, [Sketch(latent=one, psi=values["psi"]) for one in some], across, px)).decode()
        for some, across, px in zip((found.plane, found.side), values["columns"], values["tile_px"], strict=True)
    ]
    names = dict.fromkeys(name for one in found.latents for name in kept_values(one))
    said = {
        "latents": [one.model_dump(mode="json") for one in found.latents], "notes": found.notes, "boards": boards,
        "values": model.vectors.pack(tuple(names)), "counts": counted(taste),
    }  # fmt: skip
    return json.dumps(said).encode()


def remember(_file: Path, model: Model, values: Values) -> bytes:
    """Keep beside the model what a sketch needs: ``values`` as text by digest."""
    model.vectors.unpack(values["values"])
    keep(model, tuple(values["values"]))
    return b""


def adopt(_file: Path, model: Model, values: Values) -> bytes:
    """Take a taste file that somebody brought, at ``source``, as the one at ``path``."""
    taste = read_taste(Path(values["source"]), model)
    save_taste(taste, Path(values["path"]))
    return json.dumps(counted(taste)).encode()


def keep(model: Model, names: Sequence[str]) -> None:
    """Write values beside the model, so that every process that paints knows them."""
    for name in names:
        model.vectors.add(model.vectors.get(name), keep=True)


def taste_at(path: Path, model: Model) -> Taste:
    """The taste in a file; none yet where none is."""
    return read_taste(path, model) if path.exists() else Taste.of(model)


def counted(taste: Taste) -> dict[str, int]:
    """How much a taste knows."""
    return {"kept": len(taste.kept), "skipped": len(taste.skipped), "pairs": len(taste.pairs)}


def latents_of(records: Sequence[object]) -> list[Latent]:
    """Latents from their records."""
    return [LATENT.validate_python(one) for one in records]
