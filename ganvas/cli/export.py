"""`ganvas export`: other forms of a picture: a print, a plotter's drawing, plates for spot colors."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ganvas.cli.common import Config, DryRun, Json, show, verb
from ganvas.errors import FormError

Paper = str | None


class Kind(StrEnum):
    """The file of a print."""

    tiff = "tiff"
    png = "png"
    pdf = "pdf"


class Law(StrEnum):
    """Whose questions a sheet answers."""

    eu = "eu"
    california = "california"
    china = "china"


class Lines(StrEnum):
    """How a drawing shows strokes and areas."""

    centre = "centre"
    outline = "outline"
    both = "both"


@verb
def command(
    pictures: Annotated[
        list[Path], typer.Argument(metavar="PICTURE…", help="Pictures, painted by Ganvas or not; a model for --hub.")
    ],
    into: Annotated[Path | None, typer.Option("--into", metavar="DIR", help="The folder for the files.")] = None,
    hub: Annotated[
        Path | None,
        typer.Option("--hub", metavar="DIR", help="Of a RUN or SNAPSHOT instead: a new folder with it for others."),
    ] = None,
    push: Annotated[
        str, typer.Option("--push", metavar="OWNER/NAME", help="Put what --hub writes on a hub, under this name.")
    ] = "",
    public: Annotated[bool, typer.Option("--public", help="With --push: a model made there is for everybody.")] = False,
    law: Annotated[
        Law | None,
        typer.Option(
            "--sheet", help="Of a RUN or SNAPSHOT instead: what a law asks to be told of it, in a new folder --into."
        ),
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", metavar="CORPUS", help="What it learned from, for --sheet and --hub.")
    ] = None,
    author: Annotated[str, typer.Option("--author", help="Who stands for it, for --sheet and --hub.")] = "",
    print_on: Annotated[
        Paper, typer.Option("--print", metavar="PAPER", help="A print: A4, letter, 300x400 in mm, and so on.")
    ] = None,
    plot_on: Annotated[
        Paper, typer.Option("--plot", metavar="PAPER", help="A plotter's drawing as SVG, one layer a pen.")
    ] = None,
    separate_on: Annotated[
        Paper, typer.Option("--separate", metavar="PAPER", help="A plate for each ink, and a proof.")
    ] = None,
    tile_by: Annotated[
        Path | None,
        typer.Option("--tile", metavar="RUN|SNAPSHOT", help="A seamless tile, by the model that painted it."),
    ] = None,
    scale: Annotated[int, typer.Option("--scale", min=1, max=64, help="A tile so many times larger.")] = 1,
    margin: Annotated[float, typer.Option("--margin", metavar="MM", help="Free on each side, in mm.")] = 15.0,
    dpi: Annotated[int, typer.Option("--dpi", min=10, max=4800, help="Pixels an inch of prints and plates.")] = 300,
    kind: Annotated[Kind, typer.Option("--as", help="The file of a print.")] = Kind.tiff,
    ground: Annotated[
        str, typer.Option("--ground", metavar="COLOR", help="A print's margins; paper is the picture's own paper.")
    ] = "paper",
    pens: Annotated[
        str, typer.Option("--pens", help="Pens or inks: how many to find, or which, such as black,#aa2211.")
    ] = "1",
    lines: Annotated[
        Lines, typer.Option("--lines", help="Centre lines, outlines, or strokes by the one and areas by the other.")
    ] = Lines.both,
    hatch: Annotated[float, typer.Option("--hatch", metavar="MM", min=0, help="Hatch tones so wide; 0 is not.")] = 0.0,
    pen_width: Annotated[float, typer.Option("--pen-width", metavar="MM", min=0.01, help="Of a pen, in mm.")] = 0.3,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Make prints, plotter drawings, printing plates and seamless tiles of pictures."""
    if hub is not None:
        _hub(pictures, hub, corpus, author, push, public, dry_run, as_json)
        return
    if push:
        raise FormError("--push goes with --hub DIR, which writes what is pushed")
    if into is None:
        raise FormError("nowhere to write to; add --into DIR")
    if law is not None:
        _sheet(pictures, law.value, into, corpus, author, dry_run, as_json)
        return
    from ganvas.cli.progress import ProgressLine
    from ganvas.media.image.forms.export import Order, check_free, endings_of, export, forecast
    from ganvas.media.image.forms.plot import Style

    papers = {"print": print_on, "plot": plot_on, "separate": separate_on}
    forms = {form: paper for form, paper in papers.items() if paper is not None}
    if not forms and tile_by is None:
        raise FormError("no form is asked for; add --print A4, --plot A4, --separate A4 or --tile RUN")
    order = Order(forms, margin, dpi, kind.value, pens, ground, Style(lines.value, hatch, pen_width))
    found = forecast(pictures, order, into)
    if tile_by is not None:
        found += [
            {"source": str(each), "form": "tile", "paths": [str(into / f"{each.stem}-tile.png")]} for each in pictures
        ]
    if dry_run:
        show({"dry_run": True, "files": found}, as_json, "\n".join(map(_forecast_line, found)))
        return
    if not overwrite:
        check_free(pictures, [*endings_of(order), *(["-tile.png"] if tile_by else [])], into)
    progress, files = ProgressLine(), []
    try:
        for number, picture in enumerate(pictures, 1):
            for file in export(picture, order, into):
                facts = {"form": file.form, **file.facts, "digest": file.digest}
                files.append({"source": str(picture), "path": str(file.path), **facts})
            if tile_by is not None:
                files.append(_tile(picture, tile_by, into, scale, overwrite))
            progress("exporting", number, len(pictures))
    finally:
        progress.close()
    show({"files": files}, as_json, "\n".join(map(_line, files)))


def _hub(
    models: list[Path],
    into: Path,
    corpus: Path | None,
    author: str,
    push: str,
    public: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """A model as a folder that others can load, and on a hub if that is asked for."""
    from ganvas.corpus.corpus import Corpus
    from ganvas.publishing.hub import export, push_folder
    from ganvas.publishing.learned import facts_of

    model = _one_model(models, "--hub")
    commit = ""
    if not dry_run:
        export(model, into, facts_of(Corpus.open(corpus)) if corpus else None, author=author)
        commit = push_folder(into, push, not public) if push else ""
    written = "would be written; nothing was" if dry_run else "is written; others load it with Model.load"
    pushed = f"\n{push}: commit {commit}" if commit else ""
    found = {"path": str(into), "dry_run": dry_run} | ({"pushed": push, "commit": commit} if commit else {})
    show(found, as_json, f"{into}: the model with its card {written}{pushed}")


def _sheet(
    models: list[Path], law: str, into: Path, corpus: Path | None, author: str, dry_run: bool, as_json: bool
) -> None:
    """What a law asks to be told of a model."""
    from ganvas.publishing.sheets import know, sheet, write_sheet

    told = sheet(law, know(_one_model(models, "--sheet"), corpus, author))
    paths = [] if dry_run else [str(path) for path in write_sheet(told, into)]
    lines = [*paths, *(f"to be filled in by you: {field}" for field in told.gaps)]
    lines += ["nothing was written"] if dry_run else []
    show({"paths": paths, "gaps": list(told.gaps), "sheet": told.model_dump(mode="json")}, as_json, "\n".join(lines))


def _one_model(models: list[Path], option: str) -> Path:
    if len(models) != 1:
        raise FormError(f"{option} takes one run or snapshot; got {len(models)}")
    return models[0]


def _tile(picture: Path, tile_by: Path, into: Path, scale: int, overwrite: bool) -> dict[str, Any]:
    from ganvas.files import digest_file
    from ganvas.model.tile import write_tile

    path = write_tile(picture, tile_by, into, scale, overwrite)
    return {"source": str(picture), "path": str(path), "form": "tile", "scale": scale, "digest": digest_file(path)}


def _forecast_line(found: dict[str, Any]) -> str:
    pixels = f", {found['width_px']:,} × {found['height_px']:,} pixels" if "pixels" in found else ""
    return f"{', '.join(found['paths'])}: {_paper(found)}{pixels}; nothing was written"


def _line(file: dict[str, Any]) -> str:
    words = [_paper(file)]
    if "width_px" in file:
        words.append(f"{file['width_px']:,} × {file['height_px']:,} pixels")
    if "ink" in file:
        words.append(f"ink {file['ink']} {file['color']}, {file['covered']:.1%} covered")
    words += [f"{pen['name']} {pen['color']}: {pen['strokes']:,} strokes" for pen in file.get("pens", ())]
    if "drawn_mm" in file:
        words.append(f"{file['drawn_mm'] / 1000:.2f} m drawn, {file['travel_mm'] / 1000:.2f} m between")
    return f"{file['path']}: {'; '.join(words)}"


def _paper(facts: dict[str, Any]) -> str:
    return f"{facts['width_mm']:g} × {facts['height_mm']:g} mm" if "width_mm" in facts else "a seamless tile"
