"""`ganvas taste`: what the artist likes, learned from picks; proposals to look at."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ganvas.cli.common import Config, Device, Json, SeedOption, show, verb
from ganvas.errors import SketchError


@verb
def command(
    source: Annotated[Path, typer.Argument(metavar="RUN|SNAPSHOT", help="A run, a snapshot's folder, or its file.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The folder for the board, painted anew.")],
    learn: Annotated[
        Path, typer.Option("--learn", metavar="FILE", help="The taste; begun if it is not there. Delete it to reset.")
    ],
    pick: Annotated[
        str | None, typer.Option("--pick", metavar="NUMBERS", help="Liked on the last board, the most liked first.")
    ] = None,
    skip: Annotated[
        str | None, typer.Option("--skip", metavar="NUMBERS", help="Not liked at all on the last board.")
    ] = None,
    psi: Annotated[float, typer.Option("--psi", help="0 is the average work, 1 is untouched.")] = 0.8,
    seed: SeedOption = 0,
    device: Device = "auto",
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Learn what you like from picks: a plane of 25 through the best so far, and three at the side."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.model.model import Model
    from ganvas.model.taste import Taste, choose, paint_proposal, read_taste, save_taste
    from ganvas.sketch import check_psi, parse_seeds

    check_psi(psi)
    chosen = {name: parse_seeds(text) if text else () for name, text in (("picks", pick), ("skips", skip))}
    if any(chosen.values()) and not learn.exists():
        raise SketchError(f"{learn}: no taste yet, so there was no board to pick from; call without --pick first")
    model = Model.load(source, device=device)
    taste = read_taste(learn, model) if learn.exists() else Taste.of(model)
    if any(chosen.values()):
        taste = choose(model, taste, **chosen, seed=seed)
    progress = ProgressLine()
    try:
        path = paint_proposal(model, taste, into, seed, psi, progress)
    finally:
        progress.close()
    save_taste(taste, learn)
    told: dict[str, Any] = {"model": model.digest, "taste": str(learn), "sheet": str(path), "seen": len(taste.seen)}
    show(told, as_json, f"{path}: pick with --pick 7, or 7,3 for two; {len(taste.seen)} seen so far")
