"""`ganvas breed`: children of pictures, round by round, for the artist to choose from."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ganvas.cli.common import Config, Device, DryRun, Json, SeedOption, show, verb
from ganvas.errors import SketchError

if TYPE_CHECKING:
    from ganvas.model.breed import Board, Breeding


@verb
def command(
    source: Annotated[Path, typer.Argument(metavar="RUN|SNAPSHOT", help="A run, a snapshot's folder, or its file.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The folder for the boards, one each round.")],
    parents: Annotated[str | None, typer.Option("--parents", metavar="SEEDS", help="Begin with 1 to 3 seeds.")] = None,
    board: Annotated[Path | None, typer.Option("--from", metavar="BOARD.json", help="Go on from this board.")] = None,
    pick: Annotated[str | None, typer.Option("--pick", metavar="NUMBERS", help="Its 1 to 3 new parents.")] = None,
    strength: Annotated[
        float | None,
        typer.Option("--strength", help="How new children are, from 0.05 to 1.", show_default="0.4, or as before"),
    ] = None,
    lock: Annotated[
        list[str] | None,
        typer.Option("--lock", help="coarse, middle or fine: stays as the first parent has it; none unlocks."),
    ] = None,
    psi: Annotated[float | None, typer.Option("--psi", help="0 is the average work.", show_default="0.8")] = None,
    seed: SeedOption = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace rounds that are there.")] = False,
    device: Device = "auto",
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Breed pictures: twelve children of one to three parents, and two strangers, again and again."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.model.breed import first_board, next_board, paint_board, read_board
    from ganvas.model.model import Model
    from ganvas.sketch import Seed, check_psi, parse_seeds

    if (parents is None) == (board is None) or (board is None) != (pick is None):
        raise SketchError("begin with --parents 3,7, or go on with --from BOARD.json --pick 2,5")
    if board is None:
        check_psi(0.8 if psi is None else psi)
        chosen = [Seed(seed=number) for number in parse_seeds(str(parents))]
        model = Model.load(source, device=device)
        found = first_board(model, chosen, seed, _breeding(None, strength, lock), 0.8 if psi is None else psi)
    else:
        if psi is not None:
            raise SketchError("--psi is the board's own; leave it out")
        before = read_board(board)
        model = Model.load(source, before.model, device)
        found = next_board(model, before, parse_seeds(str(pick)), _breeding(before, strength, lock))
    told: dict[str, Any] = {"model": model.digest, "round": found.round, "apart": found.litter.apart}
    if dry_run:
        show(told | {"dry_run": True}, as_json, f"round {found.round} would be painted into {into}")
        return
    progress = ProgressLine()
    try:
        path = paint_board(model, found, into, overwrite, progress)
    finally:
        progress.close()
    text = f"{path.with_suffix('.png')}: round {found.round}; go on with --from {path} --pick 2,5"
    show(told | {"board": str(path), "sheet": str(path.with_suffix(".png"))}, as_json, text)


def _breeding(before: "Board | None", strength: float | None, lock: list[str] | None) -> "Breeding":
    """How to breed: as before, but for what is said now."""
    from pydantic import ValidationError

    from ganvas.model.breed import Breeding

    breeding = before.litter.breeding if before else Breeding()
    said: dict[str, Any] = {} if strength is None else {"strength": strength}
    if lock is not None:
        said["locked"] = tuple(one for one in dict.fromkeys(lock) if one != "none")
    try:
        return breeding.but(**said)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        option = "--strength" if first["loc"][0] == "strength" else "--lock"
        raise SketchError(
            f"{option}: {first['msg']}; wanted --strength from 0.05 to 1, and at most two of coarse, middle, fine"
        ) from None
