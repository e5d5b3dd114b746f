"""`ganvas originality`: whether artworks are copies of works, with the works that they are nearest to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ganvas.cli.common import Config, Json, show, verb
from ganvas.errors import FormError

if TYPE_CHECKING:
    from ganvas.corpus.corpus import Corpus

COPY_FOUND = 3  # the exit code where at least one artwork is a copy


@verb
def command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Artworks to compare.")],
    corpus: Annotated[Path, typer.Option("--corpus", help="The works to compare them with, as ganvas gather made it.")],
    pairs: Annotated[
        Path | None, typer.Option("--pairs", metavar="PNG", help="Where to draw each beside its nearest work.")
    ] = None,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Compare artworks with every work of a corpus: distinct, close or copy. Ends with 3 if there is a copy."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.corpus.corpus import Corpus
    from ganvas.files import write_whole
    from ganvas.provenance.originality import compare, draw_pairs

    works, progress = Corpus.open(corpus), ProgressLine()
    if not works.art.pictures:
        progress.close()
        _samples(files, works, pairs, as_json)
        return
    try:
        found = compare(files, works, progress)
    finally:
        progress.close()
    if pairs is not None:
        write_whole(pairs, draw_pairs(found, works))
    told = [{"path": str(one.path), **one.originality.model_dump(mode="json")} for one in found]
    show(told, as_json, "\n".join(f"{one.path}: {one.originality.in_words()}" for one in found))
    if any(one.originality.verdict == "copy" for one in found):
        raise typer.Exit(COPY_FOUND)


def _samples(files: list[Path], works: "Corpus", pairs: Path | None, as_json: bool) -> None:
    """The same for an art that says itself how near its samples are."""
    from ganvas.provenance.likeness import likest

    if pairs is not None:
        raise FormError(f"--pairs draws pictures; {works.art.plural} are compared in words. Leave it out.")
    found = likest(files, works)
    show(
        [one.model_dump(mode="json") for one in found],
        as_json,
        "\n".join(f"{one.path}: {one.in_words()}" for one in found),
    )
    if any(one.verdict == "copy" for one in found):
        raise typer.Exit(COPY_FOUND)
