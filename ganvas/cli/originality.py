"""`ganvas originality`: whether artworks are copies of works, with the works that they are nearest to."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ganvas.cli.common import Config, Json, show, verb

COPY_FOUND = 3  # the exit code where at least one artwork is a copy


@verb
def command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Pictures, or what else the corpus holds.")],
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
        _other_art(files, works, pairs, as_json)
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


def _other_art(files: list[Path], works: Any, pairs: Path | None, as_json: bool) -> None:
    """The same by the measure of another medium, which draws no pairs."""
    from dataclasses import asdict

    from ganvas.errors import MetricError
    from ganvas.provenance.likeness import liken

    if pairs is not None:
        raise MetricError(f"pairs are drawn of pictures; the corpus holds {works.art.plural}. Leave out --pairs.")
    found = liken(files, works)
    told = [
        {"path": str(one.path), "verdict": one.nearest.verdict, "work": one.work, "name": one.name}
        | {"works": one.works, "method": one.method}
        | {key: value for key, value in asdict(one.nearest).items() if key != "work"}
        for one in found
    ]
    show(told, as_json, "\n".join(f"{one.path}: {one.in_words()}" for one in found))
    if any(one.nearest.verdict == "copy" for one in found):
        raise typer.Exit(COPY_FOUND)
