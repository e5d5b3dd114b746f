"""`ganvas rights`: whose works a corpus holds, on what ground, and what their licences ask."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Json, show, verb


@verb
def command(
    path: Annotated[Path, typer.Argument(metavar="CORPUS", help="A corpus folder that ganvas gather made.")],
    table: Annotated[
        Path | None,
        typer.Option(
            "--set", help="Record the basis of works from a CSV file with the columns file (or sha256) and basis."
        ),
    ] = None,
    withdraw: Annotated[
        list[str] | None,
        typer.Option("--withdraw", help="Take a work out, by name or beginning of its digest; repeat for more."),
    ] = None,
    restore: Annotated[
        list[str] | None, typer.Option("--restore", help="Let a work that was withdrawn come back.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why works are withdrawn or restored.")] = "",
    croissant: Annotated[
        Path | None, typer.Option("--croissant", help="Write Croissant metadata and works.csv into this folder.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show whose works a corpus holds, on what ground, what they say themselves, and whom to credit."""
    from ganvas.corpus.corpus import Corpus
    from ganvas.corpus.rights import record, view
    from ganvas.corpus.rights.croissant import write_croissant

    corpus, told = Corpus.open(path), []
    if table:
        recorded = record.record_table(corpus, table)
        told += [f"recorded: {len(recorded):,} works.", *record.waiting(corpus, recorded)]
    if withdraw:
        told += [f"withdrawn: {one.name}." for one in record.withdraw(Corpus.open(path), withdraw, reason)]
    if restore:
        told += [f"back: {one.name}." for one in record.restore(Corpus.open(path), restore, reason)]
    corpus = Corpus.open(path)
    files = [str(file) for file in write_croissant(corpus, croissant)] if croissant else []
    value = {**view.summary(corpus), "did": told, "written": files} if as_json else {}
    text = [] if as_json else [*told, *(f"written: {file}" for file in files), *view.in_words(corpus)]
    show(value, as_json, "\n".join(text))
