"""What a painter does for taking turns: masks that were painted by hand, the model's offers, and a part of one.

Each is a task of ``ganvas.studio.painting``: from a model and values to bytes.
"""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from pydantic import TypeAdapter
from torch import Tensor

from ganvas.media.image.decode import decode
from ganvas.media.image.encode import encode
from ganvas.model.masks import draw_mask
from ganvas.model.model import Model
from ganvas.model.turns.board import Board, Proposal
from ganvas.model.turns.play import propose, take_part
from ganvas.sketch import Mask, Painted, kept_values
from ganvas.studio.boards import board
from ganvas.studio.breeding import keep

Values = Mapping[str, Any]
MASK: TypeAdapter[Mask] = TypeAdapter(Mask)
LEAST = 4.0  # pixels of the model's picture; a mask of less is none
MOST_PX = 1024  # of a painted mask's side


def mask(_file: Path, model: Model, values: Values) -> bytes:
    """A mask as a record, in JSON, null where it covers nothing: ``vector`` as one, or the pixels of ``png``."""
    _, height, width = model.card.shape
    if values["vector"] is not None:
        found = MASK.validate_python(values["vector"])
        if float(draw_mask(found, height, width, model.vectors.get).sum()) < LEAST:
            return b"null"
        return found.model_dump_json().encode()
    painted = light(base64.b64decode(values["png"]))
    if float(painted.mean()) * height * width < LEAST:
        return b"null"
    return Painted(digest=model.vectors.add(painted, keep=True)).model_dump_json().encode()


def drawn(_file: Path, model: Model, values: Values) -> bytes:
    """Masks as PNG files in base64, a JSON list: ``masks`` as records, ``size`` [width, height]."""
    width, height = values["size"]
    files = []
    for record in values["masks"]:
        cover = draw_mask(MASK.validate_python(record), height, width, model.vectors.get)
        levels = (cover * 255).round().to(torch.uint8).numpy()[None]
        files.append(base64.b64encode(encode(levels, {})).decode())
    return json.dumps(files).encode()


def offers(_file: Path, model: Model, values: Values) -> bytes:
    """What the model offers, as JSON with a board of it: ``board``, ``intent``, ``seed``, ``count``, ``tile_px``.

    Masks that the offers need are kept beside the model.
    """
    found = propose(model, Board.model_validate(values["board"]), values["intent"], values["seed"], values["count"])
    for offer in found:
        if offer.region.mask.kind == "painted":
            keep(model, (offer.region.mask.digest,))
    look = board(model, [offer.sketch for offer in found], values["count"], values["tile_px"])
    said = {"offers": [offer.model_dump(mode="json") for offer in found], "look": base64.b64encode(look).decode()}
    return json.dumps(said).encode()


def part(_file: Path, model: Model, values: Values) -> bytes:
    """The sketch with as much of an offer as lies where ``part`` is: ``board``, ``offer``, ``part`` as records."""
    given = Board.model_validate(values["board"]), Proposal.model_validate(values["offer"])
    taken = take_part(model, *given, MASK.validate_python(values["part"])).sketch
    keep(model, kept_values(taken.latent))
    return taken.to_json(indent=None).encode()


def light(data: bytes) -> Tensor:
    """(height, width) in 0…1, float32: a picture by how light it is.

    Raises:
        WorkError: it is no picture.
    """
    picture = decode(data, "mask.png").content.convert("L")
    picture.thumbnail((MOST_PX, MOST_PX))
    return torch.from_numpy(np.asarray(picture, np.float32) / 255)
