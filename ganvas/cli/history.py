"""`ganvas history`: the tree of a project, the moves on it, and its nodes painted again."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ganvas.cli.common import Config, Device, Json, show, verb
from ganvas.errors import HistoryError

if TYPE_CHECKING:
    from ganvas.gallery.events import Event
    from ganvas.gallery.history import History


@verb
def command(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The folder of a project.")],
    add: Annotated[
        Path | None, typer.Option("--add", metavar="PICTURE", help="Take in what this picture's file tells.")
    ] = None,
    after: Annotated[
        int | None, typer.Option("--after", metavar="N", help="Add it as a child of N; 0 begins anew.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Step back; nothing is removed.")] = False,
    redo: Annotated[bool, typer.Option("--redo", help="Step forward to where you were.")] = False,
    go: Annotated[int | None, typer.Option("--go", metavar="N", help="Stand on N.")] = None,
    keep: Annotated[int | None, typer.Option("--keep", metavar="N", help="Put N on the palette.")] = None,
    unkeep: Annotated[int | None, typer.Option("--unkeep", metavar="N", help="Take N off the palette.")] = None,
    resurrect: Annotated[
        int | None, typer.Option("--resurrect", metavar="N", help="Take up N again, as a step from where you are.")
    ] = None,
    merge: Annotated[str | None, typer.Option("--merge", metavar="A,B", help="Blend two nodes into a new one.")] = None,
    weight: Annotated[float, typer.Option("--weight", help="How much of B a merge has, between 0 and 1.")] = 0.5,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in one line; kept with the step.")] = "",
    paint: Annotated[int | None, typer.Option("--paint", metavar="N", help="Paint N again, byte for byte.")] = None,
    compare: Annotated[
        str | None, typer.Option("--compare", metavar="N,N,…", help="Paint nodes side by side on one sheet.")
    ] = None,
    film: Annotated[
        Path | None,
        typer.Option("--film", metavar="FILE", help="The steps that led to where you stand, as .mp4, .webm or .gif."),
    ] = None,
    step: Annotated[int, typer.Option("--step", metavar="N", min=0, help="Film the steps that led to N instead.")] = 0,
    captions: Annotated[
        bool, typer.Option("--captions/--no-captions", help="In a film, who did what, below each picture.")
    ] = True,
    each: Annotated[float, typer.Option("--each", metavar="S", help="In a film, how long a step is shown.")] = 1.0,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="RUN|SNAPSHOT", help="Who paints them.", show_default=False)
    ] = None,
    into: Annotated[Path | None, typer.Option("--into", metavar="FILE", help="The file to paint to.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
    last: Annotated[int, typer.Option("--last", min=1, metavar="COUNT", help="How many nodes to show.")] = 60,
    device: Device = "auto",
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Show what happened in a project, as a tree, or take one step in it. Nothing is ever lost."""
    from ganvas.gallery.history import History

    wishes: dict[str, Callable[[History], Event] | Literal[False]] = {
        "--add": add is not None and partial(_add, picture=add, after=after, reason=reason),
        "--undo": undo and History.undo,
        "--redo": redo and History.redo,
        "--go": go is not None and partial(History.go, number=go),
        "--keep": keep is not None and partial(History.keep, number=keep, reason=reason),
        "--unkeep": unkeep is not None and partial(History.unkeep, number=unkeep, reason=reason),
        "--resurrect": resurrect is not None and partial(History.resurrect, number=resurrect, reason=reason),
        "--merge": merge is not None and partial(_merge, pair=merge, weight=weight, reason=reason),
    }
    steps = {name: step for name, step in wishes.items() if step}
    given = {"--paint": paint is not None, "--compare": compare is not None, "--film": film is not None}
    views = [name for name, is_given in given.items() if is_given]
    if len(steps) + len(views) > 1:
        raise HistoryError(f"{' and '.join([*steps, *views])}: one at a time, in several calls")
    with History.open(project, make=add is not None) as history:
        if film is not None:
            found, text = _film(history, film, model, step, each, captions, overwrite, device)
        elif views:
            numbers = [paint] if paint is not None else _numbers(compare or "")
            found, text = _paint(history, numbers, model, into, overwrite, device)
        elif steps:
            found, text = _said(next(iter(steps.values()))(history))
        else:
            found, text = _tree(history, last)
    show(found, as_json, text)


def _add(history: "History", picture: Path, after: int | None, reason: str) -> "Event":
    """Take in a picture's sketch, where the artist stands or after another node."""
    from ganvas.artwork import Artwork

    origin = Artwork.read_origin(picture)
    if after is None:
        return history.append(origin.sketch, "add", origin.model, reason=reason)
    return history.branch([after] if after else [], origin.sketch, "add", origin.model, reason=reason)


def _merge(history: "History", pair: str, weight: float, reason: str) -> "Event":
    numbers = _numbers(pair)
    if len(numbers) != 2:
        raise HistoryError(f"--merge {pair}: blends two nodes; write them as in 3,7")
    return history.merge(numbers[0], numbers[1], weight, reason=reason)


def _numbers(text: str) -> list[int]:
    """The nodes of a list such as ``3,7,12``."""
    pieces = [piece.strip() for piece in text.split(",")]
    if not all(piece.isdecimal() and piece.isascii() and len(piece) < 19 for piece in pieces):
        raise HistoryError(f"{text!r}: no list of nodes; write them as in 3,7,12")
    return [int(piece) for piece in pieces]


def _paint(
    history: "History", numbers: list[int], model: Path | None, into: Path | None, overwrite: bool, device: str
) -> tuple[dict[str, Any], str]:
    """One node as its own file, several as a sheet."""
    from ganvas.gallery.painting import paint_nodes, sheet_of, write_new

    if model is None or into is None:
        raise HistoryError("painting takes --model RUN, who paints, and --into FILE, where to")
    artworks = paint_nodes(history, numbers, model, device)
    data = artworks[0].encode() if len(artworks) == 1 else sheet_of(artworks)
    digest = write_new(into, data, overwrite)
    what = f"event {numbers[0]}" if len(numbers) == 1 else f"events {', '.join(map(str, numbers))}, row by row"
    return {"path": str(into), "events": numbers, "digest": digest}, f"{into}: {what}"


def _film(
    history: "History",
    film: Path,
    model: Path | None,
    step: int,
    each: float,
    captions: bool,
    overwrite: bool,
    device: str,
) -> tuple[dict[str, Any], str]:
    """The steps that led to a node, one after another."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.gallery.making import film_making

    if model is None:
        raise HistoryError("--film takes --model RUN, who paints")
    progress = ProgressLine()
    try:
        digest, steps = film_making(history, model, film, step, each, captions, overwrite, device, progress)
    finally:
        progress.close()
    numbers = [event.id for event in steps]
    return {"path": str(film), "events": numbers, "digest": digest}, f"{film}: {len(numbers)} steps, {numbers[0]} first"


def _said(event: "Event") -> tuple[dict[str, Any], str]:
    from ganvas.gallery.tree import draw

    return event.model_dump(mode="json"), draw([event])[0]


def _tree(history: "History", last: int) -> tuple[dict[str, Any], str]:
    from ganvas.gallery.tree import draw_tree

    nodes = [node.model_dump(mode="json") for node in history.last(last)]
    return {"here": history.here, "palette": list(history.kept()), "nodes": nodes}, draw_tree(history, last)
