"""`ganvas mix`: a table of pictures, the coarse layers of its rows with the fine ones of its columns."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Device, DryRun, Json, show, verb


@verb
def command(
    source: Annotated[Path, typer.Argument(metavar="RUN|SNAPSHOT", help="A run, a snapshot's folder, or its file.")],
    into: Annotated[Path, typer.Option("--into", metavar="FILE", help="The table, a PNG file.")],
    rows: Annotated[str, typer.Option("--rows", help="Seeds that give the layers.")] = "0-3",
    columns: Annotated[str, typer.Option("--columns", help="Seeds that give the others.")] = "4-9",
    layers: Annotated[
        str, typer.Option("--layers", help="coarse, middle, fine, or numbers such as 0-3: what the rows give.")
    ] = "coarse",
    psi: Annotated[
        float, typer.Option("--psi", help="0 is the average work, 1 is untouched, up to 2 is bolder.")
    ] = 0.8,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
    device: Device = "auto",
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Mix pictures by layers: subject from one, colour and grain from another."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.model.model import Model
    from ganvas.model.table import paint_table
    from ganvas.sketch import check_psi, parse_layers, parse_seeds

    check_psi(psi)
    down, across, layers = parse_seeds(rows), parse_seeds(columns), parse_layers(layers)
    model = Model.load(source, device=device)
    found = {"path": str(into), "model": model.digest, "rows": down, "columns": across, "layers": layers}
    if dry_run:
        text = f"{len(down) * len(across):,} mixes would be painted by {model.digest[:12]} into {into}"
        show(found | {"dry_run": True}, as_json, text)
        return
    progress = ProgressLine()
    try:
        digest = paint_table(model, down, across, layers, psi, into, overwrite, progress)
    finally:
        progress.close()
    text = f"{into}: {len(down)} rows by {len(across)} columns, by {model.digest[:12]}"
    show(found | {"digest": digest}, as_json, text)
