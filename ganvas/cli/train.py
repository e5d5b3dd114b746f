"""`ganvas train`: a corpus and a recipe to a run."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Device, DryRun, Json, SeedOption, show, verb


@verb
def command(
    source: Annotated[
        str, typer.Argument(help="A corpus, or a source to gather: a folder, an archive, builtin:ink, mnist.")
    ],
    into: Annotated[Path, typer.Option("--into", help="The run directory; a run that was stopped goes on.")],
    recipe: Annotated[str, typer.Option("--recipe", help="quick, seed, dcgan, or a recipe.json.")] = "quick",
    medium: Annotated[str, typer.Option("--medium", help="The art form.")] = "image",
    minutes: Annotated[float, typer.Option("--minutes", min=0, help="How long it may take on this machine.")] = 0,
    seen: Annotated[str, typer.Option("--seen", help="Works to show: 200000, 200k, 1.5M.")] = "",
    epochs: Annotated[float, typer.Option("--epochs", min=0, help="Times to show every work.")] = 0,
    size: Annotated[str, typer.Option("--size", help="64, or 96x64 (width × height), in pixels.")] = "",
    seed: SeedOption = 0,
    device: Device = "auto",
    dry_run: DryRun = False,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Train a pair of networks on a corpus, from scratch. The same command goes on where a run was stopped."""
    from ganvas.cli.training import start

    run, stopped = start(source, into, recipe, medium, minutes, seen, epochs, size, seed, device, dry_run)
    if run is not None:
        state = "stopped" if stopped else "done"
        text = f"{state}: {run}\nlook: {run}/report.html\npaint: ganvas sample {run} --seeds 0-63 --into pictures"
        again = "\ngo on: the same command again"
        show({"run": str(run), "state": state}, as_json, text + again * stopped)
        raise typer.Exit(130 if stopped else 0)
