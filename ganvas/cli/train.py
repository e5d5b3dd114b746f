"""`ganvas train`: a corpus and a recipe to a run."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from ganvas.cli.common import Config, Device, DryRun, Json, SeedOption, show, verb


@verb
def command(
    into: Annotated[Path, typer.Option("--into", help="The run directory; a run that was stopped goes on.")],
    source: Annotated[
        str, typer.Argument(help="A corpus, or a source to gather: a folder, an archive, builtin:ink, mnist.")
    ] = "",
    recipe: Annotated[
        str, typer.Option("--recipe", help="quick, style, r3gan, single, seed, dcgan, or a file; auto chooses.")
    ] = "auto",
    medium: Annotated[
        str, typer.Option("--medium", help="The art form of a source to gather.", show_default="as its suffixes tell")
    ] = "",
    minutes: Annotated[float, typer.Option("--minutes", min=0, help="How long it may take on this machine.")] = 0,
    hours: Annotated[float, typer.Option("--hours", min=0, help="The same in hours.")] = 0,
    seen: Annotated[str, typer.Option("--seen", help="Works to show: 200000, 200k, 1.5M.")] = "",
    epochs: Annotated[float, typer.Option("--epochs", min=0, help="Times to show every work.")] = 0,
    size: Annotated[str, typer.Option("--size", help="64, or 96x64 (width × height), in pixels.")] = "",
    seed: SeedOption = 0,
    labels: Annotated[
        bool, typer.Option("--labels", help="Tell the networks each work's label, as ganvas gather --labels found it.")
    ] = False,
    start: Annotated[
        str,
        typer.Option(
            "--from", metavar="MODEL", help="A run or a snapshot to start from, or base; what fits is taken over."
        ),
    ] = "",
    scratch: Annotated[
        bool, typer.Option("--scratch", help="Start from nothing, and be offered nothing else.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run at --into, as it was begun.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Only say what would be chosen for these works and this time, and why.")
    ] = False,
    device: Device = "auto",
    dry_run: DryRun = False,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Train a pair of networks on a corpus. The same command goes on where a run was stopped."""
    from ganvas.cli.training import Words, asked, gathered, go_on, set_out
    from ganvas.errors import RecipeError
    from ganvas.training.trainer import stopped

    if not source and (dry_run or explain or not resume):
        raise RecipeError("nothing to learn from; name a corpus, a folder or builtin:ink, or add --resume.")
    words = Words(recipe, medium, minutes, hours, seen, epochs, size, seed, labels)
    if explain or dry_run:
        with TemporaryDirectory() as aside:
            wanted = asked(gathered(source, Path(aside) / into.name, 0, medium), words, device)
        if dry_run or as_json:
            typer.echo(wanted.to_json())
        return
    run = go_on(into, device) if resume else set_out(source, into, words, device, start, scratch)
    state = "stopped" if stopped(run) else "done"
    text = f"{state}: {into}\nlook: {into}/report.html\npaint: ganvas sample {into} --seeds 0-63 --into pictures"
    again = f"\ngo on: ganvas train --into {into} --resume" if state == "stopped" else ""
    show({"run": str(into), "state": state}, as_json, text + again)
    raise typer.Exit(130 if again else 0)
