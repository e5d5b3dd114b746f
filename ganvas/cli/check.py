"""`ganvas check`: what a corpus holds, what its gathering found, and whether all of it is still there."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Json, show, verb


@verb
def command(
    path: Annotated[Path, typer.Argument(metavar="CORPUS", help="A corpus folder that ganvas gather made.")],
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="Where to draw the contact sheet; CORPUS/sheet.png without it.")
    ] = None,
    graph: Annotated[
        Path | None,
        typer.Option("--graph", help="Where to draw sizes, aspects and colours; CORPUS/graph.png without it."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the report of a corpus again, read every work's bytes, and draw a contact sheet and a graph of the works."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.corpus.corpus import Corpus
    from ganvas.corpus.sheet import contact_sheet, histogram
    from ganvas.corpus.verify import damaged

    corpus, progress = Corpus.open(path), ProgressLine()
    pictures = {"sheet": sheet or path / "sheet.png", "graph": graph or path / "graph.png"}
    try:
        harm = damaged(corpus, progress)
        if not harm:
            contact_sheet(corpus, pictures["sheet"])
            histogram(corpus, pictures["graph"])
    finally:
        progress.close()
    drawn = {} if harm else {name: str(picture) for name, picture in pictures.items()}
    text = [*corpus.in_words(), *harm] if harm else [*corpus.in_words(), *(f"{name}: {drawn[name]}" for name in drawn)]
    show({**corpus.summary(), **drawn, "damaged": harm}, as_json, "\n".join(text))
    if harm:
        raise typer.Exit(2)
