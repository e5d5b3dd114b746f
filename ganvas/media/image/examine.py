"""A picture as a gathering looks at it: whole, large enough, what it shows, and the square that its hash is made of."""

from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image, ImageChops

from ganvas.errors import WorkError
from ganvas.media.image.decode import LIMITS, Limits, decode
from ganvas.media.image.pdq import QUALITY, SIDE_PX, pdq
from ganvas.media.medium import Bytes8, Decoded, Examined, Facts, Shape

SMALLEST_PX = 16
ENOUGH_PX = (256, 256)  # to look at a JPEG: its hash, its colours
HASHED_PX = SIDE_PX  # every work is hashed from this square, so that one work at two sizes hashes alike
HASH_FROM_PX = 64  # on the shorter side; below it a perceptual hash sees mere blocks
GREY_SPREAD = 6  # largest difference of channels (0…255) in a picture that counts as grey: JPEG's own noise
FACTS = {
    "width_px": "width in pixels",
    "height_px": "height in pixels",
    "mode": "what it shows: L grey, RGB colour, RGBA colour that lets through",
    "color": "its mean colour on white; empty if not known",
    "pdq": "perceptual hash; empty where it makes no sense",
}


def examine(data: bytes, name: str, limits: Mapping[str, int]) -> Examined:
    """See ``Medium.examine``; limits: smallest_px of the shorter side, largest_px of the whole picture.

    Raises:
        WorkError: it cannot be read, or is too small or too large.
    """
    decoded = decode(data, name, Limits(largest_px=limits["largest_px"]), ENOUGH_PX)
    found = decoded.facts
    shorter = min(int(found["width_px"]), int(found["height_px"]))
    if shorter < limits["smallest_px"]:
        raise WorkError(
            f"{name}: the shorter side is {shorter} px, wanted at least {limits['smallest_px']}. "
            "Give a larger copy, or allow it with --min-px.",
            "too-small",
        )
    seen, square = describe(decoded.content)
    facts = {"width_px": found["width_px"], "height_px": found["height_px"], **seen, "pdq": ""}
    mark = square if shorter >= HASH_FROM_PX else None
    kind = str(found["format"])
    return Examined(decoded, facts, f".{kind.lower()}", kind != "JPEG", mark)


def describe(picture: Image.Image) -> tuple[dict[str, str], Bytes8]:
    """What a picture truly shows (mode) and its mean on white (color); and the square to hash, (64, 64, 3)."""
    small = picture.resize((HASHED_PX, HASHED_PX), Image.Resampling.BOX)
    if small.mode == "RGBA":
        ground = Image.new("RGBA", small.size, "white")
        ground.alpha_composite(small)
        small = ground
    small = small if small.mode == "RGB" else small.convert("RGB")
    red, green, blue = small.reduce(HASHED_PX).tobytes()
    mode = "RGBA" if picture.mode == "RGBA" else "L" if _is_grey(small) else "RGB"
    return {"mode": mode, "color": f"#{red:02x}{green:02x}{blue:02x}"}, np.asarray(small)


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    spreads = ((red, green), (green, blue))
    return all(ImageChops.difference(*pair).getextrema()[1] <= GREY_SPREAD for pair in spreads)  # type: ignore[operator]


def signatures(squares: Sequence[Bytes8]) -> list[list[str]]:
    """The hash of each picture and of its seven turns and flips, made of many at once; none where it is too plain."""
    if not squares:
        return []
    hashes, quality = pdq(np.stack(squares))
    return [
        [view.tobytes().hex() for view in views] if enough else []
        for views, enough in zip(hashes, quality >= QUALITY, strict=True)
    ]


def read(data: bytes, name: str, facts: Facts, shape: Shape) -> Decoded:
    """See ``Medium.read``; a JPEG is decoded no larger than twice the sample, which is all that Lanczos can use.

    The limit is what the picture has, since its own gathering let it in.
    """
    largest_px = max(LIMITS.largest_px, int(facts["width_px"]) * int(facts["height_px"]))
    return decode(data, name, Limits(largest_px=largest_px), (2 * shape[2], 2 * shape[1]))
