"""The file that makes art: the averaged generator as safetensors, with a card that says what it is.

A snapshot is data, never code. Its digest, the SHA-256 of the file, is the model's
identity in every picture and claim; the checksum in its card tells a damaged file
from a whole one.
"""

import hashlib
import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

import torch
from pydantic import Field, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load as unpack
from safetensors.torch import save as pack
from torch import Tensor

from ganvas import __version__
from ganvas.errors import ModelError
from ganvas.files import canonical_json, digest, write_whole
from ganvas.heads import Head
from ganvas.recipe import Recipe
from ganvas.record import Record, fault_in
from ganvas.views import View

FILE = "generator.safetensors"
CRITIC = "discriminator.safetensors"  # beside it: what a run that starts from this model plays against
FOLDER = "snapshots"
BEST = "best.json"  # in a run: which of its snapshots is the best
KEY = "ganvas"
MAX_HEADER_BYTES = 100_000_000  # the limit of the safetensors format itself

LATER = (  # fields that older cards do not have
    *("wide_stages", "group_width", "classes", "start", "common"),
    *(
        "heads",
        "temperature",
        "stir",
        "context",
        "endless",
        "chained",
        "critic",
        "apart",
        "views",
        "levels",
        "ratio",
        "together",
        "span",
    ),
)

Side = Annotated[int, Field(ge=1, le=65_536)]


class Card(Record):
    """What a snapshot is: the generator's plan, and the recipe and corpus that it came from."""

    version: Literal[1] = 1
    medium: str
    common: str = Field("", max_length=1_000_000, description="what the works have in common; of the medium")
    shape: tuple[Side, ...] = Field(min_length=1, max_length=4, description="of one sample, channels first")
    net: str = Field(description="the pair of networks, a name in NETS")
    width: Side
    depth: int = Field(1, ge=1, le=256)
    patch: Side = 1
    normalize: bool = True
    wide_stages: int = Field(1, ge=1, le=256)
    group_width: int = Field(0, ge=0, le=65_536)
    classes: int = Field(0, ge=0, le=65_536, description="labels that the generator is told; 0 for none")
    heads: tuple[Head, ...] = Field((), max_length=256, description="groups of channels, and how each of them ends")
    temperature: float = Field(1.0, gt=0)
    stir: float = Field(0, ge=0)
    context: int = Field(0, ge=0, le=65_536, description="leading steps that may be given")
    endless: bool = False
    chained: bool = False
    critic: Literal["whole", "patches", "both", "cells"] = "whole"
    apart: bool = False
    views: tuple[View, ...] = Field((), max_length=256, description="what the discriminator is shown beside a sample")
    levels: int = Field(1, ge=1, le=64, description="from coarse to fine, of a pair that learns them one by one")
    ratio: float = Field(0.75, gt=0, lt=1, description="of the side of a level to that of the next finer one")
    together: int = Field(1, ge=1, le=64, description="levels that learned at a time")
    span: int = Field(0, ge=0, le=65_536, description="principal components within which the pair works; 0 for all")
    z_dim: Side
    recipe: str = Field(description="the recipe's name")
    recipe_digest: str
    corpus_digest: str
    corpus_name: str = ""
    seen: int = Field(ge=0, description="real samples shown until this snapshot")
    start: str = Field("", description="digest of the snapshot that its run started from; empty: from nothing")
    ganvas: str = Field(__version__, description="the version of Ganvas that wrote it")
    checksum: str = Field("", description="of the tensors and of this card without it; ``save`` fills it in")

    @classmethod
    def of(cls, recipe: Recipe, corpus_digest: str, corpus_name: str, seen: int, start: str = "") -> Self:
        """The card of a generator that this recipe trained on this corpus."""
        shared = set(cls.model_fields) & set(Recipe.model_fields) - {"version"}
        return cls.model_validate(
            {name: getattr(recipe, name) for name in shared}
            | {"recipe": recipe.name, "recipe_digest": recipe.fingerprint}
            | {"corpus_digest": corpus_digest, "corpus_name": corpus_name, "seen": seen, "start": start}
        )


class Best(Record):
    """Which snapshot of a run is the best, and by what it was chosen."""

    version: Literal[1] = 1
    seen: int = Field(ge=0)
    metric: str
    value: float
    extractor: str


def best(run: Path) -> Best | None:
    """The best snapshot of a run as far as it was measured; None if none was, or the note or the snapshot is gone."""
    try:
        chosen = Best.model_validate_json((run / BEST).read_bytes())
    except (OSError, ValueError):
        return None
    return chosen if (run / FOLDER / folder_name(chosen.seen) / FILE).is_file() else None


def save(path: Path, generator_state: Mapping[str, Tensor], card: Card) -> str:
    """Write a snapshot, whole or not at all; equal weights and card give equal bytes.

    Args:
        path: the file to write, in a folder that exists.
        generator_state: ``state_dict()`` of the averaged generator.
        card: what it is.
    Returns:
        the snapshot's digest.
    Raises:
        RunFailed: the disk is full or the folder cannot be written.
    """
    state = {name: generator_state[name].detach().to("cpu").contiguous() for name in sorted(generator_state)}
    card = card.but(checksum=checksum(card, state))
    data = pack(state, {KEY: card.to_json(indent=None)})
    write_whole(path, data)
    return digest(data)


def checksum(card: Card, state: Mapping[str, Tensor]) -> str:
    """SHA-256 over the card, but for its own checksum, and every tensor's name, type, shape and bytes.

    A field that older cards do not have counts where it is not as they take it, so that they stay whole.
    """
    usual = {name for name in LATER if getattr(card, name) == Card.model_fields[name].default}
    hasher = hashlib.sha256(canonical_json(card.model_dump(mode="json", exclude={"checksum", *usual})))
    for name in sorted(state):
        tensor = state[name]
        hasher.update(canonical_json([name, str(tensor.dtype), list(tensor.shape)]))
        hasher.update(tensor.reshape(-1).view(torch.uint8).numpy().tobytes())
    return hasher.hexdigest()


def load(path: Path) -> tuple[Card, dict[str, Tensor], str]:
    """Read a snapshot.

    Returns:
        its card, the generator's tensors by name, those that were kept in half precision in full, and its digest.
    Raises:
        ModelError: it is missing, cut short, damaged, or not a snapshot of Ganvas.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: cannot read this snapshot ({error.strerror}). Name a run or a snapshot.") from None
    card = read_card(data, path)
    try:
        state = unpack(data)
    except (SafetensorError, KeyError, ValueError, RuntimeError) as error:
        raise ModelError(f"{path}: damaged or cut short ({_first_line(error)}). Use another snapshot.") from None
    if checksum(card, state) != card.checksum:
        raise ModelError(f"{path}: damaged; its contents do not agree with its checksum. Use another snapshot.")
    whole = {name: tensor.float() if tensor.dtype == torch.float16 else tensor for name, tensor in state.items()}
    return card, whole, digest(data)


def read_card(data: bytes, path: Path) -> Card:
    """The card in a snapshot's bytes, without its tensors; ``path`` is for the error.

    Raises:
        ModelError: the bytes are not a snapshot, or one that this version does not read.
    """
    header_bytes = struct.unpack("<Q", data[:8])[0] if len(data) >= 8 else 0
    if not 2 <= header_bytes <= min(len(data) - 8, MAX_HEADER_BYTES):
        raise ModelError(f"{path}: not a snapshot, or one cut short ({len(data):,} bytes). Use another snapshot.")
    try:
        text = json.loads(data[8 : 8 + header_bytes])["__metadata__"][KEY]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ModelError(f"{path}: has no card of Ganvas, so it is damaged or another program's file.") from None
    try:
        return Card.model_validate_json(text)
    except ValidationError as error:
        raise ModelError(
            f"{path}: its card is not one that Ganvas {__version__} reads ({fault_in(error)})."
            " It is damaged or from another version."
        ) from None


def find(source: Path) -> list[Path]:
    """The snapshot files that a path stands for: a run's, a snapshot folder's, or the file itself.

    Of a run the best one is first, where it was measured; the others follow, newest first.

    Raises:
        ModelError: there is none.
    """
    if not source.exists():
        raise ModelError(f"{source}: no such run or snapshot.")
    if not source.is_dir():
        return [source]
    if (source / FILE).is_file():
        return [source / FILE]
    inside = source / FOLDER if (source / FOLDER).is_dir() else source
    seen = {folder: int(folder.name) for folder in inside.iterdir() if folder.name.isdecimal()}
    chosen = best(source)
    first = chosen.seen if chosen else -1
    files = [folder / FILE for folder in sorted(seen, key=lambda one: (seen[one] == first, seen[one]), reverse=True)]
    whole = [file for file in files if file.is_file()]
    if not whole:
        raise ModelError(f"{source}: no snapshot in it; train first, or name a run or a {FILE}.")
    return whole


def folder_name(seen: int) -> str:
    """The name of the folder of the snapshot made when ``seen`` samples had been shown: nine digits."""
    return f"{seen:09d}"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
