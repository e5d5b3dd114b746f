"""`ganvas verify`: who signed a file, what it was made from, and whether it is still what was signed."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Json, show, verb

SEVERITY = (0, 3, 1, 2)  # exit codes, the gravest last


@verb
def command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files to check.")],
    page: Annotated[
        Path | None, typer.Option("--page", metavar="FILE", help="Write the reports as a page, too.")
    ] = None,
    corpora: Annotated[
        list[Path] | None,
        typer.Option("--corpus", metavar="CORPUS", help="A corpus in which to look for works that were withdrawn."),
    ] = None,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Check files: 0 intact, 1 damaged, 2 unreadable, 3 without credentials. Needs no model and no network."""
    from ganvas.files import write_whole
    from ganvas.provenance import keys, tell
    from ganvas.provenance.ledger import Lines
    from ganvas.provenance.verify import verify
    from ganvas.provenance.withdrawn import withdrawn_from

    ledger, anchors = Lines(), keys.anchors()
    withdrawn = withdrawn_from(corpora or [])
    reports = [verify(file, ledger, anchors, withdrawn) for file in files]
    if page:
        write_whole(page, tell.page(reports).encode())
    text = "\n".join("\n".join(tell.lines(report)) for report in reports)
    show([report.model_dump(mode="json") for report in reports], as_json, text)
    raise typer.Exit(max((report.exit_code for report in reports), key=SEVERITY.index))
