"""`ganvas project`: an own picture, as near as the model comes to it, and what is missing."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Device, DryRun, Json, show, verb
from ganvas.cli.searching import Into, Overwrite, Seconds, watched

STEPS = 800


@verb
def command(
    source: Annotated[Path, typer.Argument(metavar="RUN|SNAPSHOT", help="A run, a snapshot's folder, or its file.")],
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="The own picture, of any size.")],
    into: Into,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="MASK", help="A picture that is white where the own one counts."),
    ] = None,
    steps: Annotated[int, typer.Option("--steps", min=0, max=100_000, help="Of the search, at most.")] = STEPS,
    seconds: Seconds = None,
    scale: Annotated[int, typer.Option("--scale", min=1, max=64, help="Show the picture so many times larger.")] = 1,
    overwrite: Overwrite = False,
    device: Device = "auto",
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Find the latent that paints an own picture; write that picture, its sketch, and what the model cannot paint."""
    from ganvas.model.model import Model
    from ganvas.model.project import project, read_both
    from ganvas.model.project.files import check_free, places_for, save_projected

    model = Model.load(source, device=device)
    levels, mask = read_both(picture, keep, model)
    places = places_for(into, picture.stem)
    if not overwrite:
        check_free(places.values())
    found: dict[str, object] = {"model": model.digest, **{name: str(place) for name, place in places.items()}}
    if dry_run:
        show(found | {"dry_run": True}, as_json, f"{places['picture']} would be projected; nothing was written")
        return
    with watched() as watch:
        projected = project(model, levels, mask, steps, seconds, kept=True, progress=watch.progress, stop=watch.stop)
    save_projected(projected, places, scale)
    found |= {"sentence": projected.report.sentence, **projected.report.facts()}
    show(found, as_json, f"{places['picture']}: {projected.report.sentence}")
