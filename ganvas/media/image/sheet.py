"""Many samples side by side, mounted on board with even gaps."""

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageOps

from ganvas.errors import ShapeError
from ganvas.media.image.encode import ENLARGE, enlarge, on_paper, read_text, to_picture, to_png
from ganvas.media.medium import Bytes8

BOARDS: dict[str, int | tuple[int, ...]] = {"L": 229, "RGB": (233, 229, 221)}
SOFTWARE = {"Software": "Ganvas contact sheet"}
ASPECT = 4 / 3
EMPTY_COST = 4.0  # how much the share of empty places weighs against a better aspect
COMFORT_PX = 176  # a small picture is shown about this wide
SHEET_PX = 2000  # and a sheet stays below this, where the pictures allow it
MAX_SCALE = 8
GAP = 0.06  # between two pictures, as a share of one; the margin is twice that
MIN_GAP_PX = 4


def contact_sheet(samples: Bytes8, columns: int | None = None, scale: int | None = None) -> bytes:
    """Samples (N, channels, height, width) as one PNG, row by row; what is transparent lies on white.

    Args:
        samples: uint8.
        columns: pictures in a row; left out, the sheet comes close to 4:3 with few places empty.
        scale: how many times larger each is shown; left out, small pictures grow to a comfortable size.
    Raises:
        ShapeError: these are not pictures, or there are none.
    """
    if samples.ndim != 4 or not samples.size:
        raise ShapeError(f"a contact sheet takes pictures (N, channels, height, width); got {samples.shape}")
    count, _, height, width = samples.shape
    columns = columns or best_columns(count, width / height)
    rows = math.ceil(count / columns)
    scale = scale or best_scale(max(columns * width, rows * height), max(width, height))
    pictures = [on_paper(enlarge(to_picture(sample), scale)) for sample in samples]
    return to_png(mount(pictures, columns), SOFTWARE, compress_level=1)


def sheet_of_previews(previews: Sequence[bytes], columns: int | None = None) -> bytes:
    """Pictures of samples, the bytes of a PNG each, as one PNG, row by row; a smaller one lies in the middle.

    Small ones grow to a comfortable size, and many large ones shrink, so that the sheet stays below SHEET_PX.

    Raises:
        ShapeError: there are none.
    """
    if not previews:
        raise ShapeError("a contact sheet takes at least one sample; got none")
    pictures = [Image.open(io.BytesIO(data)).convert("RGB") for data in previews]
    size = max(picture.width for picture in pictures), max(picture.height for picture in pictures)
    columns = columns or best_columns(len(pictures), size[0] / size[1])
    sheet_px = max(columns * size[0], math.ceil(len(pictures) / columns) * size[1])
    scale = SHEET_PX / sheet_px if sheet_px > SHEET_PX else best_scale(sheet_px, max(size))
    shown = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    even = [picture if picture.size == size else ImageOps.pad(picture, size, color="white") for picture in pictures]
    even = [picture.resize(shown, Image.Resampling.LANCZOS if scale < 1 else ENLARGE) for picture in even]
    return to_png(mount(even, columns), SOFTWARE, compress_level=1)


def is_contact_sheet(data: bytes) -> bool:
    """Whether these are the bytes of a contact sheet that Ganvas drew, and may draw anew."""
    return SOFTWARE.items() <= read_text(data).items()


def mount(pictures: list[Image.Image], columns: int) -> Image.Image:
    """Pictures of one size on a board, ``columns`` in a row."""
    width, height = pictures[0].size
    gap = max(MIN_GAP_PX, round(GAP * min(width, height)))
    rows = math.ceil(len(pictures) / columns)
    mode = pictures[0].mode
    board = Image.new(mode, (columns * (width + gap) + 3 * gap, rows * (height + gap) + 3 * gap), BOARDS[mode])
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        board.paste(picture, (2 * gap + column * (width + gap), 2 * gap + row * (height + gap)))
    return board


def best_columns(count: int, aspect: float) -> int:
    """The number of columns that brings a sheet of ``count`` pictures nearest to 4:3, few places left empty."""

    def cost(columns: int) -> float:
        places = columns * math.ceil(count / columns)
        shape = columns * columns * aspect / places
        return abs(math.log(shape / ASPECT)) + EMPTY_COST * (places - count) / places

    return min(range(1, count + 1), key=cost)


def best_scale(sheet_px: int, side_px: int) -> int:
    """How much to enlarge pictures of ``side_px`` on a sheet that would be ``sheet_px`` long at their own size."""
    return max(1, min(MAX_SCALE, round(COMFORT_PX / side_px), SHEET_PX // sheet_px))
