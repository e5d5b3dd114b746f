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
    augmentations: Annotated[
        bool,
        typer.Option(
            "--augmentations", help="Draw CORPUS/augmentations.png too: works as the discriminator may see them."
        ),
    ] = False,
    parts: Annotated[
        str,
        typer.Option(
            "--parts", help="Which augmentations to draw, with commas; without it, those that are kind to art."
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Show the report of a corpus again, read every work's bytes, and draw a contact sheet and a graph of the works."""
    from ganvas.augment.policy import KIND_TO_ART, STRONGEST
    from ganvas.cli.progress import ProgressLine
    from ganvas.corpus.corpus import Corpus
    from ganvas.corpus.rights.view import counts, short
    from ganvas.corpus.sheet import augmentation_sheet, contact_sheet, histogram, sample_sheet
    from ganvas.corpus.verify import damaged

    corpus, progress = Corpus.open(path), ProgressLine()
    pictures = {"sheet": sheet or path / "sheet.png", "graph": graph or path / "graph.png"}
    names = [name.strip() for name in parts.split(",")] if parts else KIND_TO_ART
    if augmentations or parts:
        from ganvas.augment.parts import check_medium

        check_medium(names, corpus.medium)  # now, and not after every work was read
        pictures["augmentations"] = path / "augmentations.png"
    try:
        harm = damaged(corpus, progress)
        if not harm:
            if corpus.art.pictures:
                contact_sheet(corpus, pictures["sheet"])
                histogram(corpus, pictures["graph"])
            else:
                sample_sheet(corpus, pictures["sheet"])
                del pictures["graph"]
            if "augmentations" in pictures:
                augmentation_sheet(corpus, pictures["augmentations"], names, STRONGEST)
    finally:
        progress.close()
    drawn = {} if harm else {name: str(picture) for name, picture in pictures.items()}
    rights = counts(corpus)
    text = [*corpus.in_words(), short(rights), *(harm or (f"{name}: {drawn[name]}" for name in drawn))]
    show({**corpus.summary(), "rights": rights.model_dump(), **drawn, "damaged": harm}, as_json, "\n".join(text))
    if harm:
        raise typer.Exit(2)
