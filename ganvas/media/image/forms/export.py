"""A picture's file to files of its other forms. No file that is there is replaced unasked."""

import glob
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL.Image import Image

from ganvas.errors import FormError, WorkError
from ganvas.files import digest, make_folder, write_whole
from ganvas.media.image.decode import decode
from ganvas.media.image.encode import read_text
from ganvas.media.image.fit import colour_of
from ganvas.media.image.forms.inks import inks_of, paper_of
from ganvas.media.image.forms.paper import Page, page_for
from ganvas.media.image.forms.plates import separate
from ganvas.media.image.forms.plot import Style, plot
from ganvas.media.image.forms.prints import KINDS, encode_print, lay_out, pixels_of
from ganvas.media.image.forms.upscale import Floats

OWN = "paper"  # the ground that means: the color of the picture's own paper
TOLD = "ganvas"  # texts of a picture whose key begins so go on with it


@dataclass(frozen=True)
class Order:
    """What is wanted of a picture.

    Attributes:
        forms: form to the name of its paper, at least one.
        margin_mm: on each side.
        dpi: of prints and plates.
        kind: of prints: tiff, png or pdf.
        inks: pens, or inks of plates: how many, or which colors.
        ground: the color of a print's margins; ``paper`` is that of the picture's own paper.
        style: of a plotter's drawing.
    """

    forms: Mapping[str, str]
    margin_mm: float = 15.0
    dpi: int = 300
    kind: str = "tiff"
    inks: str = "1"
    ground: str = OWN
    style: Style = field(default_factory=Style)


@dataclass(frozen=True, eq=False)
class Made:
    """The bytes of one file, the end of its name, and what is worth telling of it."""

    ending: str
    data: bytes
    facts: Mapping[str, object]


@dataclass(frozen=True)
class Written:
    """A file that was written: its place, its form, the SHA-256 of its bytes, and what is worth telling."""

    path: Path
    form: str
    digest: str
    facts: Mapping[str, object]


def export(path: Path, order: Order, into: Path) -> list[Written]:
    """Write the forms of one picture.

    Args:
        path: of the picture.
        order: what is wanted.
        into: the folder; made if it is not there. Files that are in the way are replaced: see ``check_free``.
    Raises:
        WorkError: the picture cannot be read.
        FormError: it cannot take the form; the sentence names it.
        RunFailed: the disk is full or the folder cannot be written.
    """
    data = _read(path)
    picture: Image = decode(data, path.name).content
    told = {key: text for key, text in read_text(data).items() if key.startswith(TOLD)}
    make_folder(into)
    written = []
    for form, paper in order.forms.items():
        text = {**told, f"{TOLD}-export": json.dumps({"form": form, "paper": paper, "source": digest(data)})}
        try:
            page = page_for(paper, order.margin_mm, picture.width, picture.height)
            made = list(FORMS[form].make(picture, page, order, text))
        except FormError as error:
            raise FormError(f"{path}: {error}") from None
        for file in made:
            place = into / f"{path.stem}{file.ending}"
            write_whole(place, file.data)
            written.append(Written(place, form, digest(file.data), file.facts))
    return written


def endings_of(order: Order) -> list[str]:
    """How the names of the files of an order end, as patterns."""
    return [ending for form in order.forms for ending in FORMS[form].endings(order)]


def forecast(paths: Sequence[Path], order: Order, into: Path) -> list[dict[str, object]]:
    """What would be written, without enlarging a pixel: for each picture and form its sheet, pixels and names.

    Raises:
        FormError: two pictures have one name, or a page has too many pixels.
        WorkError: a picture cannot be read.
    """
    _check_names(paths)
    found: list[dict[str, object]] = []
    for path in paths:
        picture: Image = decode(_read(path), path.name).content
        for form, paper in order.forms.items():
            page = page_for(paper, order.margin_mm, picture.width, picture.height)
            width, height = page.size_px(order.dpi) if FORMS[form].pixels else (0, 0)
            size = {"width_px": width, "height_px": height, "pixels": width * height} if width else {}
            names = [str(into / f"{path.stem}{ending}") for ending in FORMS[form].endings(order)]
            sheet = {"width_mm": page.width_mm, "height_mm": page.height_mm}
            found.append({"source": str(path), "form": form, **sheet, **size, "paths": names})
    return found


def check_free(paths: Sequence[Path], endings: Sequence[str], into: Path) -> None:
    """Refuse where a file that would be written is there already, before anything is.

    Args:
        paths: of the pictures.
        endings: of the names of their files, as patterns.
        into: the folder.

    Raises:
        FormError: it names the file; or two pictures have one name.
    """
    _check_names(paths)
    for path in paths:
        there = [found for ending in endings for found in into.glob(glob.escape(path.stem) + ending)]
        if there:
            raise FormError(
                f"{min(there)}: is there already. Nothing was written; choose another folder,"
                " or replace it with --overwrite."
            )


def _check_names(paths: Sequence[Path]) -> None:
    names: dict[str, Path] = {}
    for path in paths:
        if path.stem in names:
            raise FormError(
                f"{names[path.stem]} and {path} would be written under one name; export them into folders of their own"
            )
        names[path.stem] = path


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise WorkError(f"{path}: cannot be read ({error.strerror}).") from None


def _print(picture: Image, page: Page, order: Order, text: Mapping[str, str]) -> Iterator[Made]:
    pixels, ground = _on_ground(picture, order.ground)
    sheet = lay_out(pixels, page, order.dpi, ground)
    data = encode_print(sheet, page, order.dpi, order.kind, text)
    yield Made(f"-print{KINDS[order.kind]}", data, {**_sheet(page), "width_px": sheet.width, "height_px": sheet.height})


def _on_ground(picture: Image, name: str) -> tuple[Floats, Floats]:
    """The pixels on the ground of that name, and its color."""
    if name == OWN:
        pixels = pixels_of(picture)
        return pixels, paper_of(pixels)
    ground = np.array(colour_of(name), np.float32) / 255
    return pixels_of(picture, ground), ground


def _plot(picture: Image, page: Page, order: Order, text: Mapping[str, str]) -> Iterator[Made]:
    pixels = pixels_of(picture)
    paper = paper_of(pixels)
    drawing = plot(pixels, page, inks_of(pixels, paper, order.inks), paper, order.style, text)
    pens = [{"name": layer.ink.name, "color": layer.ink.hex, "strokes": len(layer.strokes)} for layer in drawing.layers]
    way = {"drawn_mm": round(drawing.drawn_mm, 1), "travel_mm": round(drawing.travel_mm, 1)}
    yield Made("-plot.svg", drawing.svg, {**_sheet(page), "pens": pens, **way})


def _separate(picture: Image, page: Page, order: Order, text: Mapping[str, str]) -> Iterator[Made]:
    pixels = pixels_of(picture)
    paper = paper_of(pixels)
    plates = separate(pixels, page, order.dpi, inks_of(pixels, paper, order.inks), paper)
    for number, (ink, sheet, covered) in enumerate(zip(plates.inks, plates.sheets, plates.covered, strict=True), 1):
        data = encode_print(sheet, page, order.dpi, "png", text)
        facts = {"ink": ink.name, "color": ink.hex, "covered": round(covered, 4)}
        yield Made(f"-plate-{number}.png", data, {**_sheet(page), **facts})
    yield Made("-proof.png", encode_print(plates.proof, page, order.dpi, "png", text), _sheet(page))


def _sheet(page: Page) -> dict[str, object]:
    return {"width_mm": page.width_mm, "height_mm": page.height_mm}


@dataclass(frozen=True)
class Form:
    """One row of ``FORMS``.

    Attributes:
        make: picture, page, order and text to files.
        endings: of their names, as patterns.
        pixels: whether its page is made of them.
    """

    make: Callable[[Image, Page, Order, Mapping[str, str]], Iterator[Made]]
    endings: Callable[[Order], tuple[str, ...]]
    pixels: bool


FORMS = {
    "print": Form(_print, lambda order: (f"-print{KINDS[order.kind]}",), True),
    "plot": Form(_plot, lambda _: ("-plot.svg",), False),
    "separate": Form(_separate, lambda _: ("-plate-*.png", "-proof.png"), True),
}
