"""Rounds of breeding on disk: each is a picture with numbers, and a record from which the next one goes on."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from ganvas import seeds
from ganvas.errors import SketchError
from ganvas.files import make_folder, write_whole
from ganvas.media.image.board import Tile, tiles
from ganvas.model.breed.litter import USUAL, Breeding, Litter, breed
from ganvas.model.model import Model
from ganvas.record import Record, fault_in
from ganvas.sketch import SEEDS_END, Latent, Sketch, kept_values
from ganvas.sketch.masks import Digest

MOST_BYTES = 64 * 2**20
COLUMNS = 7
LETTERS = "ABC"


class Board(Record):
    """One round, with all that it takes to paint it and to go on from it."""

    version: Literal[1] = 1
    model: Digest = Field(description="of the snapshot that paints it")
    seed: int = Field(ge=0, lt=SEEDS_END, description="of the whole session")
    round: int = Field(ge=1)
    psi: float = Field(ge=0, le=2)
    litter: Litter
    previous: str = Field("", description="fingerprint of the board that its parents were picked on")
    picked: tuple[Annotated[int, Field(ge=1)], ...] = Field((), description="their numbers there")
    values: dict[str, str] = Field({}, description="by digest, what the sketches need beside the model")

    @model_validator(mode="after")
    def _was_picked_somewhere(self) -> Self:
        if bool(self.previous) != bool(self.picked):
            raise ValueError("previous and picked go together")
        return self

    @property
    def sketches(self) -> tuple[Sketch, ...]:
        """What is on the board, in the order of the numbers."""
        return tuple(Sketch(latent=latent, psi=self.psi) for latent in self.litter.latents)

    @property
    def name(self) -> str:
        """Of its files, without a suffix."""
        return f"board-{self.round:03d}"


def first_board(
    model: Model, parents: Sequence[Latent], seed: int = 0, breeding: Breeding = USUAL, psi: float = 0.8
) -> Board:
    """The first round of a session; errors as in ``breed``."""
    litter = breed(model, parents, seeds.derive(seed, "round", 1) % SEEDS_END, breeding)
    return Board(model=model.digest, seed=seed, round=1, psi=psi, litter=litter, values=_values(model, litter))


def next_board(model: Model, board: Board, picks: Sequence[int], breeding: Breeding | None = None) -> Board:
    """The round after a board: children of those that were picked, by their numbers from 1.

    Args:
        model: the one that painted the board.
        board: on which they were picked.
        picks: one to three numbers; the first gives the locked layers.
        breeding: how, if not as before.
    Raises:
        SketchError: the model is another one, a number is not on the board, or errors as in ``breed``.
    """
    if board.model != model.digest:
        raise SketchError(
            f"the board is of model {board.model[:12]}, this is {model.digest[:12]}; go on with the one that painted it"
        )
    count = len(board.litter.latents)
    if not 1 <= len(picks) <= 3 or len(set(picks)) < len(picks) or not all(1 <= pick <= count for pick in picks):
        told = ",".join(map(str, picks)) or "nothing"
        raise SketchError(f"picked {told}: pick one to three different numbers from 1 to {count}")
    model.vectors.unpack(board.values)
    parents = [board.litter.latents[pick - 1] for pick in picks]
    before, number = board.fingerprint, board.round + 1
    seed = seeds.derive(board.seed, "round", number, before, *picks) % SEEDS_END
    litter = breed(model, parents, seed, breeding or board.litter.breeding)
    changes = {"round": number, "litter": litter, "previous": before, "picked": tuple(picks)}
    return board.but(**changes, values=_values(model, litter))


def paint_board(
    model: Model,
    board: Board,
    into: Path,
    overwrite: bool = False,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Path:
    """Write a board to a folder: its picture, its record, and its sketches, one a line.

    The parents are in the first row, by letters; the children, then the strangers, have numbers.

    Args:
        model: the one that the board is of; a model of pictures.
        board: the round.
        into: the folder; made if it is not there.
        overwrite: replace files that hold something else.
        progress: called with what is done, how many, of how many.
    Returns:
        the path of the record.
    Raises:
        SketchError: a file that holds something else is in the way, or the model does not make pictures.
        RunFailed: the disk is full or the folder cannot be written.
    """
    if model.card.medium != "image":
        raise SketchError(f"boards are of pictures; this model makes {model.card.medium}")
    lines = "".join(sketch.to_json(indent=None) + "\n" for sketch in board.sketches)
    files = {into / f"{board.name}.json": board.to_json().encode(), into / f"{board.name}.jsonl": lines.encode()}
    for path, data in files.items():
        if path.exists() and path.read_bytes() != data and not overwrite:
            raise SketchError(
                f"{path}: is there already and holds another round. Choose another folder, or use --overwrite."
            )
    parents = [Sketch(latent=latent, psi=board.psi) for latent in board.litter.parents]
    painted = []
    for sketch in (*parents, *board.sketches):
        painted.append(model.render(sketch).levels)
        progress("painting", len(painted), len(parents) + len(board.sketches))
    rows = [[Tile(letter, levels) for letter, levels in zip(LETTERS, painted[: len(parents)], strict=False)]]
    words = [f"{number}{_note(board, number)}" for number in range(1, len(board.sketches) + 1)]
    children = [Tile(word, levels) for word, levels in zip(words, painted[len(parents) :], strict=True)]
    rows += [children[start : start + COLUMNS] for start in range(0, len(children), COLUMNS)]
    make_folder(into)
    for digest in board.values:
        model.vectors.add(model.vectors.get(digest), keep=model.vectors.folder is not None)
    write_whole(into / f"{board.name}.png", tiles(rows))
    for path, data in files.items():
        write_whole(path, data)
    return into / f"{board.name}.json"


def read_board(path: Path) -> Board:
    """The board in a file.

    Raises:
        SketchError: it cannot be read, or is no board.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SketchError(f"{path}: larger than any board; name one that breeding wrote")
        return Board.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SketchError(f"{path}: cannot be read ({error.strerror}); name a board that breeding wrote") from None
    except ValidationError as error:
        raise SketchError(f"{path}: no board that this version reads ({fault_in(error)})") from None


def _note(board: Board, number: int) -> str:
    return "  stranger" if number > board.litter.breeding.children else ""


def _values(model: Model, litter: Litter) -> dict[str, str]:
    """What the sketches of a litter need, as text."""
    names = dict.fromkeys(name for one in (*litter.parents, *litter.latents) for name in kept_values(one))
    return model.vectors.pack(tuple(names))
