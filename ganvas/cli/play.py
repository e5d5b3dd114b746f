"""`ganvas play`: a whole play to be written, by a model of plots and a model of scenes together."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Device, DryRun, Json, SeedOption, show, verb
from ganvas.cli.sample import suffixes


@verb
def command(
    plots: Annotated[Path, typer.Argument(metavar="PLOTS", help="A run or a snapshot of plots.")],
    scenes: Annotated[Path, typer.Argument(metavar="SCENES", help="A run or a snapshot of scenes.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The folder for the files.")],
    seed: SeedOption = 0,
    psi: Annotated[float, typer.Option("--psi", help="0 is the average, 1 is what the models learned.")] = 1.0,
    forms: Annotated[str, typer.Option("--as", metavar="FORMS", help="Beside Fountain, such as fdx,pdf,png.")] = "pdf",
    cues: Annotated[
        Path | None,
        typer.Option("--cues", metavar="CORPUS", help="Begin each speech with words by an n-gram model of its plays."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that hold something else.")] = False,
    device: Device = "auto",
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Lay out a whole play to be written: a plot, and in each of its scenes who speaks when and how long."""
    from ganvas.corpus.corpus import Corpus
    from ganvas.model.model import Model
    from ganvas.model.staging import stage

    of_plots, of_scenes = (Model.load(path, device=device) for path in (plots, scenes))
    staged = stage(of_plots, of_scenes, seed, psi, Corpus.open(cues) if cues else None)
    wanted = suffixes(forms)
    paths = [into / name for name in staged.files(wanted)] if dry_run else staged.save(into, wanted, overwrite)
    play = staged.play
    count = f"{len(play.scenes)} scenes, {len(play.cast)} characters, {sum(1 for _ in play.speeches()):,} speeches"
    found = {"paths": [str(path) for path in paths], "title": play.title, "cast": list(play.cast), "told": staged.told}
    begun = [f"{len(staged.cues):,} of them begin with a cue"] if cues else []
    lines = [f"{play.title}: {count} to be written", *begun, *(["nothing was written"] if dry_run else map(str, paths))]
    show(found | ({"dry_run": True} if dry_run else {}), as_json, "\n".join(lines))
