"""`ganvas strip`: a file without anything that it says about itself."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, DryRun, Json, show, verb


@verb
def command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files to clear.")],
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="DIR", help="A folder for the cleared files; else each is replaced."),
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Take credentials, metadata and text out of files, and prove it by reading them again."""
    from ganvas.files import make_folder
    from ganvas.provenance.strip import strip
    from ganvas.publishing.publish import read_file, true_path

    if dry_run:
        show([{"path": str(file), "dry_run": True} for file in files], as_json, f"{len(files)} to clear")
        return
    folder = make_folder(into) if into else None
    done = [strip(true_path(file), read_file(file), folder) for file in files]
    text = "\n".join(
        f"{one.path}: {one.bytes_before - one.bytes_after:,} bytes of it were not the picture" for one in done
    )
    marks = [
        f"{one.path}: the invisible mark {one.mark} is part of the picture, and stays"
        for one in done
        if one.mark != "none"
    ]
    show([one.model_dump(mode="json") for one in done], as_json, "\n".join([text, *marks]))
