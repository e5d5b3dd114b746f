"""A picture with a line of words below it, as a frame of a film."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ganvas.media.image.encode import enlarge, on_paper, to_picture
from ganvas.media.image.strips import INK, PAPER, QUIET
from ganvas.media.medium import Bytes8

BAR = 0.13  # of the picture's width, the height of the bar of words
LEAST_BAR_PX = 34


def captioned(levels: Bytes8, words: str, quiet: str = "", scale: int = 1) -> Bytes8:
    """(3, height, width), uint8: a picture, enlarged, with words below it.

    Args:
        levels: (channels, height, width), uint8; what is transparent lies on white.
        words: the first line; cut where it does not fit.
        quiet: a second line, smaller.
        scale: how many times larger.
    """
    picture = on_paper(enlarge(to_picture(levels), scale)).convert("RGB")
    bar_px = max(LEAST_BAR_PX, round(BAR * picture.width))
    sheet = Image.new("RGB", (picture.width, picture.height + bar_px), PAPER)
    sheet.paste(picture, (0, 0))
    draw, edge = ImageDraw.Draw(sheet), bar_px // 4
    lines = ((words, INK, 0.36, 0.46 if quiet else 0.62), (quiet, QUIET, 0.26, 0.84))
    for text, color, size, base in lines:
        font = ImageFont.load_default(bar_px * size)
        while text and draw.textlength(text, font) > picture.width - 2 * edge:
            text = f"{text[:-2]}…"
        draw.text((edge, picture.height + bar_px * base), text, color, font, anchor="ls")
    return np.ascontiguousarray(np.asarray(sheet).transpose(2, 0, 1))
