"""`ganvas atlas`: thousands of samples, and works, on one map that zooms."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, DryRun, Json, show, verb


@verb
def command(
    source: Annotated[Path, typer.Argument(metavar="RUN|SNAPSHOT", help="A run, a snapshot's folder, or its file.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="The folder for the map; open its index.html.")],
    corpus: Annotated[
        Path | None, typer.Option("--corpus", metavar="CORPUS", help="Works to lay on the map, too.")
    ] = None,
    count: Annotated[int, typer.Option("--count", help="How many samples, of the seeds from 0 on.")] = 5000,
    psi: Annotated[float, typer.Option("--psi", help="1 paints what the model learned, less its mean.")] = 1.0,
    look: Annotated[
        str, typer.Option("--extractor", help="Whose features decide what is near, such as lite0:64 or pixels.")
    ] = "lite0:64",
    jobs: Annotated[int, typer.Option("--jobs", min=0, max=64, help="Processes that paint; 0: one a core.")] = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an atlas that is there.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Draw a map of what a model paints: alike lies together, and lands without samples show."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.model.atlas.draw import PAGE, Wishes, draw_atlas
    from ganvas.model.model import Model

    wishes = Wishes(count, psi, corpus, look, jobs, overwrite)
    if dry_run:
        model = Model.load(source)
        found = {"path": str(into), "model": model.digest, "count": count, "dry_run": True}
        show(
            found, as_json, f"{count:,} samples of {model.digest[:12]} would be laid out in {into}; nothing was written"
        )
        return
    progress = ProgressLine()
    try:
        index = draw_atlas(source, into, wishes, progress).index
    finally:
        progress.close()
    lands = {"only_works": len(index.only_works), "only_samples": len(index.only_samples)}
    found = {"path": str(into), "model": index.model, "samples": len(index.seeds), "works": len(index.works)}
    works = f" and {len(index.works):,} works" if index.works else ""
    text = (
        f"{into / PAGE}: {len(index.seeds):,} samples{works}, by {index.method}{f' ({index.note})' * bool(index.note)}"
    )
    if index.only_works:
        share = sum(land.share for land in index.only_works)
        text += f"\n{share:.0%} of the works lie on the map where hardly a sample is"
    show(found | lands | {"method": index.method, "note": index.note, "page": str(into / PAGE)}, as_json, text)
