"""`ganvas propose`: several different answers of the model to colours, lines, or a part of a picture."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Device, DryRun, Json, SeedOption, show, verb
from ganvas.cli.searching import Into, Overwrite, Seconds, watched


class Follow(StrEnum):
    """What of the picture is followed."""

    colours = "colours"
    lines = "lines"
    keep = "keep"


@verb
def command(
    source: Annotated[Path, typer.Argument(metavar="RUN|SNAPSHOT", help="A run, a snapshot's folder, or its file.")],
    picture: Annotated[
        Path, typer.Argument(metavar="PICTURE", help="Your strokes or picture; what is transparent is free.")
    ],
    into: Into,
    follow: Annotated[
        Follow,
        typer.Option("--as", help="colours: masses of colour; lines: a drawing; keep: the picture itself, in a part."),
    ] = Follow.colours,
    mask: Annotated[
        Path | None, typer.Option("--mask", metavar="MASK", help="A picture that is white where yours counts.")
    ] = None,
    count: Annotated[int, typer.Option("--proposals", min=1, max=24, help="How many answers.")] = 6,
    steps: Annotated[int, typer.Option("--steps", min=0, max=100_000, help="Of the search, at most.")] = 150,
    seconds: Seconds = None,
    seed: SeedOption = 0,
    scale: Annotated[int, typer.Option("--scale", min=1, max=64, help="Show each picture so many times larger.")] = 1,
    overwrite: Overwrite = False,
    device: Device = "auto",
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Answer a sketch with several different pictures, best first; another --seed gives others."""
    from ganvas.model.model import Model
    from ganvas.model.project import KINDS, Wish, propose, read_both
    from ganvas.model.project.files import check_free, names_for
    from ganvas.model.series import SHEET, paint_series

    model = Model.load(source, device=device)
    levels, counts = read_both(picture, mask, model, KINDS[follow.value].paper)
    names, wish = names_for(picture.stem, count), Wish(levels, follow.value, counts)
    if not overwrite:
        check_free(into / name for name in names)
    found: dict[str, object] = {"model": model.digest, "seed": seed, "as": follow.value}
    if dry_run:
        found |= {"dry_run": True, "paths": [str(into / name) for name in names]}
        show(found, as_json, f"{count} answers to {picture} would be painted; nothing was written")
        return
    with watched() as watch:
        answers = propose(model, wish, count, seed, steps, seconds, True, watch.progress, watch.stop)
    named = dict(zip(names, answers, strict=True))
    paint_series(model, {name: answer.sketch for name, answer in named.items()}, into, scale, overwrite=overwrite)
    lines = [f"{into / name}: {answer.line}" for name, answer in named.items()]
    found["proposals"] = [{"path": str(into / name), **answer.facts()} for name, answer in named.items()]
    show(found | {"sheet": str(into / SHEET)}, as_json, "\n".join(lines))
