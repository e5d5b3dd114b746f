"""`ganvas directions`: what a model can be steered along, seen, named, kept and shared."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ganvas.cli.common import Config, Device, Json, show, verb
from ganvas.errors import SketchError

if TYPE_CHECKING:
    from ganvas.model.directions import Found
    from ganvas.model.model import Model


@verb
def command(
    source: Annotated[Path, typer.Argument(metavar="RUN|SNAPSHOT", help="A run, a snapshot's folder, or its file.")],
    into: Annotated[Path | None, typer.Option("--into", metavar="FILE", help="A PNG: five frames of each.")] = None,
    name: Annotated[
        list[str] | None, typer.Option("--name", metavar="N=WORD", help="Keep the one of that number under a name.")
    ] = None,
    layers: Annotated[
        list[str] | None,
        typer.Option("--layers", help="Look in these only: all, coarse, middle, fine, or numbers such as 0-3."),
    ] = None,
    count: Annotated[int, typer.Option("--count", min=1, max=32, help="How many for each range of layers.")] = 4,
    liked: Annotated[str | None, typer.Option("--liked", metavar="SEEDS", help="Find the way to these seeds.")] = None,
    others: Annotated[str | None, typer.Option("--others", metavar="SEEDS", help="Find it from these seeds.")] = None,
    named_as: Annotated[str | None, typer.Option("--as", metavar="NAME", help="Keep that way under this name.")] = None,
    kept: Annotated[bool, typer.Option("--kept", help="Show the named ones, and look for no others.")] = False,
    export: Annotated[Path | None, typer.Option("--export", metavar="FILE", help="Write the named ones here.")] = None,
    take: Annotated[Path | None, typer.Option("--import", metavar="FILE", help="Keep those that it holds.")] = None,
    on: Annotated[int, typer.Option("--on", min=0, max=2**32 - 1, help="The seed in the middle of the strips.")] = 0,
    psi: Annotated[float, typer.Option("--psi", help="0 is the average work, 1 is untouched.")] = 0.8,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files and names that are there.")] = False,
    device: Device = "auto",
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Find what a model can be steered along, name it, and use the names in sketches."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.model.directions import Look, find_directions, find_kept, paint_strips, read_shared, share
    from ganvas.model.directions import kept as named_ones
    from ganvas.model.directions.strips import check_sheet
    from ganvas.model.model import Model
    from ganvas.sketch import Seed, check_psi, parse_layers

    check_psi(psi)
    examples = liked is not None or others is not None
    if examples and (liked is None or others is None or named_as is None):
        raise SketchError("a direction from examples wants all of --liked 3,7 --others 1,2 --as NAME")
    if sum((examples, bool(name), kept, take is not None)) > 1:
        raise SketchError("one at a time: --name, --liked, --kept, or --import")
    ranges = [parse_layers(one) for one in layers or []]
    model = Model.load(source, device=device)
    if into is not None:
        check_sheet(model, into, overwrite)
    progress = ProgressLine()
    try:
        if take is not None:
            read_shared(model, take, overwrite)
        if examples:
            found = _from_examples(model, str(liked), str(others), str(named_as), ranges, psi, overwrite)
        elif kept or take is not None or (export is not None and not name):
            found = find_kept(model)
        else:
            searched = find_directions(model, ranges, count, psi, progress)
            found = _named(model, searched, name or [], overwrite)
        if export is not None:
            share(model, export, overwrite)
        if into is not None:
            paint_strips(model, found, into, Look(Seed(seed=on), psi), overwrite, progress)
    finally:
        progress.close()
    told = _tell(model, found, named_ones(model).digests)
    files = {key: str(path) for key, path in (("sheet", into), ("export", export)) if path is not None}
    show({"model": model.digest, "directions": told, **files}, as_json, _in_words(told, files))


def _from_examples(
    model: "Model", liked: str, others: str, name: str, ranges: list[str], psi: float, overwrite: bool
) -> "dict[str, Found]":
    """Name to direction: that which leads from some seeds to others, kept."""
    from ganvas.model.directions import from_examples, name_directions
    from ganvas.sketch import ALL, Seed, parse_seeds

    if len(ranges) > 1:
        raise SketchError("a direction from examples is of one range of layers; give --layers once")
    these, those = ([Seed(seed=seed) for seed in parse_seeds(text)] for text in (liked, others))
    found = {name: from_examples(model, these, those, ranges[0] if ranges else ALL, psi)}
    name_directions(model, found, overwrite)
    return found


def _named(model: "Model", searched: "list[Found]", names: list[str], overwrite: bool) -> "dict[str, Found]":
    """Number or given name to direction; those with a name are kept."""
    from ganvas.model.directions import name_directions

    chosen = {}
    for text in names:
        number, _, word = text.partition("=")
        if not (number.isdecimal() and word and 1 <= int(number) <= len(searched)):
            raise SketchError(f"--name {text}: write a number from 1 to {len(searched)} and a name, as in 3=smile")
        chosen[int(number)] = word
    if names:
        name_directions(model, {word: searched[number - 1] for number, word in chosen.items()}, overwrite)
    return {chosen.get(number, str(number)): found for number, found in enumerate(searched, 1)}


def _tell(model: "Model", found: "dict[str, Found]", kept: Any) -> list[dict[str, Any]]:
    """What a script reads of each direction."""
    rows = []
    for name, one in found.items():
        row = {"name": name, "layers": one.layers, "source": one.source, "effect": round(one.effect, 4)}
        rows.append(row | ({"digest": kept[name]} if name in kept else {}))
    return rows


def _in_words(told: list[dict[str, Any]], files: dict[str, str]) -> str:
    """The same for a person."""
    lines = [
        f"{row['name']:<20} {row['layers']:<8} {row['source']:<11} changes {row['effect']:.1%} of black to white"
        + (", kept" if "digest" in row else "")
        for row in told
    ]
    lines += [f"{key}: {path}" for key, path in files.items()]
    return "\n".join(lines or ["no direction of this model has a name yet"])
