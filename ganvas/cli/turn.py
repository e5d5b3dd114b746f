"""`ganvas turn`: the model fills a zone of a piece, and says in one line what it did."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Device, DryRun, Json, SeedOption, show, verb


class Intent(StrEnum):
    """What the model is asked to do in its zone."""

    echo = "echo"
    contrast = "contrast"
    goon = "continue"


@verb
def command(
    source: Annotated[Path, typer.Argument(metavar="RUN|SNAPSHOT", help="A run, a snapshot's folder, or its file.")],
    sketch: Annotated[str, typer.Option("--sketch", metavar="LINE|FILE", help="The piece as it is.")],
    zone: Annotated[
        str, typer.Option("--zone", metavar="MASK", help="The model's zone, such as 'oval(0.5, 0.4, 1, 0.9)'.")
    ],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The folder for the proposals.")],
    mine: Annotated[
        list[str] | None, typer.Option("--mine", metavar="MASK", help="A zone of yours, which stays as it is.")
    ] = None,
    intent: Annotated[
        Intent, typer.Option("--as", help="echo what is there, contrast with it, or continue it without a seam.")
    ] = Intent.echo,
    proposals: Annotated[int, typer.Option("--proposals", min=1, max=12, help="How many, at most.")] = 3,
    seed: SeedOption = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that hold something else.")] = False,
    device: Device = "auto",
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Let the model take its turn: it paints in its own zone alone, and tells what it did and why."""
    from ganvas.cli.sketches import read_sketches
    from ganvas.model.model import Model
    from ganvas.model.series import paint_series
    from ganvas.model.turns.board import Board, Zone
    from ganvas.model.turns.play import propose
    from ganvas.sketch.line import read_mask, write_line

    model = Model.load(source, device=device)
    zones = [Zone(mask=read_mask(text), owner="human") for text in mine or ()]
    zones.append(Zone(mask=read_mask(zone), owner="model"))
    board = Board(sketch=read_sketches(sketch)[0], zones=tuple(zones))
    offers = propose(model, board, intent.value, seed, proposals)
    names = [f"proposal-{number}.png" for number in range(1, len(offers) + 1)]
    found = [
        {
            "path": str(into / name),
            "why": offer.why,
            "told": offer.told.model_dump(),
            "sketch": write_line(offer.sketch),
        }
        for name, offer in zip(names, offers, strict=True)
    ]
    if not dry_run:
        pictures = {"before.png": board.sketch} | {n: o.sketch for n, o in zip(names, offers, strict=True)}
        paint_series(model, pictures, into, overwrite=overwrite)
    lines = [f"{into / name}: {offer.why}" for name, offer in zip(names, offers, strict=True)]
    said = {"model": model.digest, "proposals": found} | ({"dry_run": True} if dry_run else {})
    show(said, as_json, "\n".join([*lines, *(["nothing was written"] if dry_run else [])]))
