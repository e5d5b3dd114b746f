"""Pictures of a corpus: a contact sheet, its sizes, aspects and colours, and what augmentations make of its works."""

import colorsys
import io
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ganvas.corpus.corpus import Corpus
from ganvas.corpus.prepare import picture_of, read_work
from ganvas.files import write_whole
from ganvas.media.image.encode import to_picture
from ganvas.media.image.fit import fit
from ganvas.media.medium import Decoded

PAPER, INK, QUIET, BAR = "#faf8f4", "#26221c", "#8c857a", "#3d5a80"
WIDTH_PX = 1200
MARGIN_PX = 32
GAP_PX = 6
ROW_PX = 110  # the height a row of the contact sheet aims at
MOST_WORKS = 120
MOST_SAMPLES = 24
USUAL_SIZE = 64  # of a medium that has none of its own
BARS = 24
PANEL_PX = 240
ALTERED_PX = 68  # the longer side at which works are altered, near that of a training; twice of it is a column
ALTERED = (6, 8)  # works, and how often each is shown: once as it is


def contact_sheet(corpus: Corpus, path: Path, most: int = MOST_WORKS) -> None:
    """Draw up to ``most`` works, evenly chosen and whole, in rows of one height, as a PNG."""
    small = _some(corpus, most, ROW_PX * 2)
    title = f"{corpus.name}   {_counted(len(corpus.works), len(small))}"
    rows = _rows([picture.width / picture.height for picture in small])
    height = MARGIN_PX * 2 + 40 + sum(round(row_px) + GAP_PX for _, row_px in rows)
    sheet, draw = _sheet(title, height)
    top, pictures = MARGIN_PX + 40, iter(small)
    for aspects, row_px in rows:
        left = float(MARGIN_PX)
        for aspect in aspects:
            size = (max(1, round(aspect * row_px)), max(1, round(row_px)))
            picture = next(pictures)
            picture = picture.resize(size, _sampling(picture.size, size), reducing_gap=2.0)
            sheet.paste(picture, (round(left), top), picture if picture.mode == "RGBA" else None)
            draw.rectangle((round(left), top, round(left) + size[0] - 1, top + size[1] - 1), outline="#d8d2c8")
            left += aspect * row_px + GAP_PX
        top += round(row_px) + GAP_PX
    _save(sheet, path)


def sample_sheet(corpus: Corpus, path: Path, most: int = MOST_SAMPLES) -> None:
    """Draw the first sample of up to ``most`` works, evenly chosen, as their medium shows it, as a PNG."""
    art, count = corpus.art, min(most, len(corpus.works))
    shape = corpus.natural_shape(art.usual_size or USUAL_SIZE)
    chosen = [corpus.works[index * len(corpus.works) // count] for index in range(count)]
    samples = [art.samples(read_work(corpus.path, work, art, shape), shape)[:1] for work in chosen]
    write_whole(path, art.contact_sheet(np.concatenate(samples)))


def histogram(corpus: Corpus, path: Path) -> None:
    """Three panels, as a PNG: how large the works are, what aspect they have, and their mean colours."""
    sheet, draw = _sheet(f"{corpus.name}   {len(corpus.works):,} works", MARGIN_PX * 2 + 70 + PANEL_PX)
    across, down, colors = [], [], []
    for work in corpus.works:
        across.append(int(work.facts["width_px"]))
        down.append(int(work.facts["height_px"]))
        colors += [color] if (color := work.fact("color")) else []
    widths, heights = np.array(across, float), np.array(down, float)
    panel = (WIDTH_PX - 2 * MARGIN_PX - 2 * 40) // 3
    places = [(MARGIN_PX + number * (panel + 40), MARGIN_PX + 50) for number in range(3)]
    _bars(draw, places[0], panel, np.log2(np.minimum(widths, heights)), "shorter side", _px)
    _bars(draw, places[1], panel, np.log2(widths / heights), "width : height", _ratio)
    _palette(draw, places[2], panel, colors)
    _save(sheet, path)


def augmentation_sheet(corpus: Corpus, path: Path, parts: Sequence[str], p: float, seed: int = 0) -> None:
    """Draw some works, each as it is and then as the discriminator may see it, as a PNG.

    The works have the shape that a training would give them. Levels beyond white and black are cut for the eye alone.

    Args:
        corpus: the works.
        path: of the PNG.
        parts: of the augmentation, names in PARTS.
        p: the chance of each.
        seed: of the draws.

    Raises:
        RecipeError: there is no part of that name, or it is not one for pictures.
    """
    import torch  # here: a contact sheet does without

    from ganvas.augment.parts import augment, check_medium, in_order, numbers_needed
    from ganvas.media.levels import to_levels, to_range
    from ganvas.seeds import generator

    check_medium(parts, "image")
    shape = corpus.natural_shape(ALTERED_PX)
    works = [fit(Decoded(picture, {}), shape) for picture in _some(corpus, ALTERED[0], ALTERED_PX)]
    samples = to_range(torch.from_numpy(np.stack(works))).repeat_interleave(ALTERED[1] - 1, 0)
    chance = torch.rand(len(samples), numbers_needed(parts), generator=generator(seed, "augmentation sheet"))
    altered = iter(to_levels(augment(samples, chance, p, parts)))
    wide = (WIDTH_PX - 2 * MARGIN_PX - (ALTERED[1] - 1) * GAP_PX) // ALTERED[1]
    scale = max(1, wide // shape[2])
    wide, tall = shape[2] * scale, shape[1] * scale
    sheet, draw = _sheet(
        f"{corpus.name}   what the discriminator sees", 2 * MARGIN_PX + 66 + len(works) * (tall + GAP_PX)
    )
    note = f"left: as it is; then drawn anew, each with chance {p:g}: {', '.join(in_order(parts)) or 'nothing'}"
    draw.text((MARGIN_PX, MARGIN_PX + 26), note, QUIET, ImageFont.load_default(16))
    for row, work in enumerate(works):
        for column in range(ALTERED[1]):
            picture = to_picture(work if column == 0 else next(altered))
            picture = picture.resize((wide, tall), Image.Resampling.NEAREST)  # pixel by pixel, as it is seen
            place = (MARGIN_PX + column * (wide + GAP_PX), MARGIN_PX + 66 + row * (tall + GAP_PX))
            sheet.paste(picture, place, picture if picture.mode == "RGBA" else None)
    _save(sheet, path)


def _some(corpus: Corpus, most: int, size_px: int) -> list[Image.Image]:
    """Up to that many works, evenly chosen, at least that large where they are."""
    count = min(most, len(corpus.works))
    chosen = [corpus.works[index * len(corpus.works) // count] for index in range(count)]
    return [picture_of(corpus.path, work, size_px) for work in chosen]


def _save(sheet: Image.Image, path: Path) -> None:
    file = io.BytesIO()
    sheet.save(file, "PNG", optimize=True)
    write_whole(path, file.getvalue())


def _sheet(title: str, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    sheet = Image.new("RGB", (WIDTH_PX, height), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((MARGIN_PX, MARGIN_PX - 8), title, INK, ImageFont.load_default(22))
    return sheet, draw


def _sampling(size: tuple[int, int], wanted: tuple[int, int]) -> Image.Resampling:
    return Image.Resampling.NEAREST if size < wanted else Image.Resampling.LANCZOS  # small works show their pixels


def _counted(total: int, shown: int) -> str:
    return f"{total:,} works" if shown == total else f"{shown} of {total:,} works"


def _rows(aspects: Sequence[float]) -> list[tuple[list[float], float]]:
    """The aspects broken into rows, each with the height at which it fills the width."""
    room = WIDTH_PX - 2 * MARGIN_PX
    rows: list[tuple[list[float], float]] = []
    row: list[float] = []
    for aspect in (min(max(aspect, 0.05), 20.0) for aspect in aspects):
        row.append(aspect)
        height = (room - GAP_PX * (len(row) - 1)) / sum(row)
        if height <= ROW_PX:
            rows.append((row, height))
            row = []
    return [*rows, (row, float(ROW_PX))] if row else rows


def _bars(
    draw: ImageDraw.ImageDraw,
    place: tuple[int, int],
    width: int,
    values: NDArray[np.float64],
    title: str,
    words: Callable[[float], str],
) -> None:
    """A histogram over doublings; a single value is one bar."""
    left, top = place
    low, high = float(values.min()), float(values.max())
    middle, spread = (low + high) / 2, max(high - low, 0.5)
    counts, edges = np.histogram(values, BARS, (middle - spread / 2, middle + spread / 2))
    bottom = top + PANEL_PX - 24
    step = width / BARS
    for number, count in enumerate(counts):
        tall = (bottom - top - 28) * count / counts.max()
        if count:
            x = left + number * step
            draw.rectangle((x, bottom - max(tall, 2), x + step - 2, bottom), BAR)
    draw.line((left, bottom + 1, left + width, bottom + 1), QUIET)
    font = ImageFont.load_default(14)
    draw.text((left, top - 6), title, INK, ImageFont.load_default(16))
    draw.text((left + width, top - 4), f"most: {counts.max():,}", QUIET, font, anchor="ra")
    for share, anchor in ((0, "la"), (0.5, "ma"), (1, "ra")):
        value = edges[0] + share * (edges[-1] - edges[0])
        draw.text((left + share * width, bottom + 8), words(value), QUIET, font, anchor=anchor)


def _palette(draw: ImageDraw.ImageDraw, place: tuple[int, int], width: int, colors: Sequence[str]) -> None:
    """The mean colour of every work, greys first, then around the wheel, each column dark to light."""
    left, top = place
    bottom = top + PANEL_PX - 24
    draw.text((left, top - 6), "mean colours, by hue", INK, ImageFont.load_default(16))
    if not colors:
        draw.text((left, top + 40), "not known before the works are drawn", QUIET, ImageFont.load_default(14))
        return
    columns = min(64, max(1, math.isqrt(len(colors))))
    ordered = sorted(colors, key=_hue)
    wide = width / columns
    for column in range(columns):
        part = ordered[column * len(ordered) // columns : (column + 1) * len(ordered) // columns]
        part.sort(key=lambda color: sum(bytes.fromhex(color[1:])), reverse=True)
        part = part[:: max(1, len(part) // 80)]
        tall = (bottom - top - 24) / len(part)
        for row, color in enumerate(part):
            x, y = left + column * wide, top + 24 + row * tall
            draw.rectangle((round(x), round(y), round(x + wide) - 1, round(y + tall) - 1), color)


def _hue(color: str) -> tuple[float, float]:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(level / 255 for level in bytes.fromhex(color[1:])))
    return (-1.0, lightness) if saturation < 0.08 else (hue, lightness)


def _px(value: float) -> str:
    return f"{2**value:,.0f} px"


def _ratio(value: float) -> str:
    return f"{2**value:.2g} : 1" if value >= 0 else f"1 : {2**-value:.2g}"
