"""By what a picture is found again when its credentials are gone: its pixels, its mark, and two perceptual hashes."""

from pydantic import Field

from ganvas.media.image.still import Still, colors, pixel_digest, read_still, reduce
from ganvas.record import Record

ISCC_SIDE_PX = 32
ISCC_BITS = 64
PDQ_BITS = 256
PDQ_NEAR = 31  # of 256; its authors call it a match up to here, and unrelated pictures lie about 128 apart
PDQ_QUALITY = 50  # of 100; below it there is too little in a picture to hash
ISCC_NEAR = 4  # of 64


class Fingerprint(Record):
    """What a picture looks like, in a few numbers that survive where its metadata does not."""

    pixels_sha256: str = Field(description="of size and levels of all frames")
    width_px: int
    height_px: int
    pdq: str = Field("", description="PDQ, 256 bits; empty where there is too little in the picture")
    iscc: str = Field("", description="ISCC image code, ISO 24138")
    mark: str = Field("none", description="number of the invisible mark, six hexadecimal digits, or none")
    no_mark_because: str = ""


def fingerprint(data: bytes, name: str, mark: str = "none", why: str = "") -> Fingerprint:
    """The fingerprint of a picture file.

    Raises:
        WorkError: it is no picture that can be read.
    """
    still = read_still(data, name)
    height_px, width_px = still.levels.shape[:2]
    return Fingerprint(
        pixels_sha256=pixel_digest(data, name),
        width_px=width_px,
        height_px=height_px,
        pdq=pdq_of(still)[0],
        iscc=iscc_of(still),
        mark=mark,
        no_mark_because=why,
    )


def pdq_of(still: Still) -> list[str]:
    """PDQ of the picture as it is and of its seven turns and flips, each empty where there is too little in it."""
    import numpy as np
    import pdqhash

    hashes, quality = pdqhash.compute_dihedral(np.ascontiguousarray(colors(still)))
    if quality < PDQ_QUALITY:
        return [""] * len(hashes)
    return [np.packbits(bits).tobytes().hex() for bits in hashes]


def iscc_of(still: Still) -> str:
    """The ISCC image code of 64 bits."""
    import iscc_core

    pixels = reduce(still, ISCC_SIDE_PX).reshape(-1).tolist()
    return str(iscc_core.gen_image_code_v0(pixels, bits=ISCC_BITS)["iscc"])


def bits_apart(one: str, other: str) -> int:
    """In how many bits two hashes of hexadecimal digits differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def iscc_apart(one: str, other: str) -> int:
    """In how many bits two ISCC codes differ."""
    import base64

    bodies = []
    for code in (one, other):
        text = code.removeprefix("ISCC:")
        bodies.append(int.from_bytes(base64.b32decode(text + "=" * (-len(text) % 8))[2:]))
    return (bodies[0] ^ bodies[1]).bit_count()
