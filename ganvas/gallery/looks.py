"""Works by how they look: the nearest to a colour, and the nearest to a picture, over a whole gallery at once.

Each work's look is 52 bytes: its PDQ hash and up to five main colours. A gallery's looks are read once and kept.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ganvas.errors import GalleryError
from ganvas.media.image.fit import fit
from ganvas.media.image.looks import main_colors
from ganvas.media.image.pdq import SIDE_PX, pdq
from ganvas.media.medium import Bytes8, Decoded

HASH_BYTES = 32
COLORS = 5
LOOK_BYTES = HASH_BYTES + 4 * COLORS
D65 = np.array([0.95047, 1.0, 1.08883])
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
LEAST_SHARE = 0.04  # of a picture; a colour that covers less is no main one
DISTANT = 1e3
FAR_COLOR = 30.0  # in L*a*b*; beyond it a colour is another
FAR_HASH = 90.0  # bits of 256; two pictures that have nothing in common differ in about 128

Ranked = tuple[NDArray[np.int64], NDArray[np.float64]]  # numbers and distances, the nearest first


def look_of(decoded: Decoded) -> bytes:
    """The 52 bytes of a picture: PDQ, then five times RGB and the share in 255ths."""
    square = fit(decoded, (3, SIDE_PX, SIDE_PX), "stretch")
    views, _ = pdq(np.ascontiguousarray(square.transpose(1, 2, 0))[None])
    colors, shares = main_colors(decoded, COLORS)
    places = np.zeros((COLORS, 4), np.uint8)
    places[: len(colors), :3] = colors
    places[: len(colors), 3] = np.maximum(np.round(shares * 255), 1)
    return bytes(views[0, 0].tobytes() + places.tobytes())


def colors_of(look: bytes) -> tuple[str, ...]:
    """The main colours of a look, such as ``#aa5533``, the one that covers most first."""
    return tuple(f"#{bytes(place[:3]).hex()}" for place in _places(look) if place[3])


def hash_of(look: bytes) -> str:
    """The PDQ hash of a look, in hexadecimal letters."""
    return look[:HASH_BYTES].hex()


def _places(look: bytes) -> Bytes8:
    return np.frombuffer(look, np.uint8, offset=HASH_BYTES).reshape(COLORS, 4)


def lab(rgb: Bytes8) -> NDArray[np.float32]:
    """(…, 3) sRGB to CIE L*a*b* under D65, where distances are about those that an eye sees."""
    levels = rgb.astype(np.float64) / 255
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    xyz = linear @ TO_XYZ.T / D65
    curved = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(curved, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1).astype(np.float32)


def parse_color(text: str) -> Bytes8:
    """(3,) RGB of a colour written as #aa5533.

    Raises:
        GalleryError: it is not one.
    """
    if not re.fullmatch(r"#?[0-9a-fA-F]{6}", text):
        raise GalleryError(f"colour {text!r}: write it as #aa5533, two letters each for red, green and blue")
    return np.frombuffer(bytes.fromhex(text[-6:]), np.uint8)


@dataclass(frozen=True, eq=False)
class Looks:
    """The looks of many works.

    Attributes:
        numbers: (N,), the works'.
        hashes: (N, 32) bytes.
        colors: (3, N, 5): L*, a* and b*.
        shares: (N, 5), 0…1; 0 where there is no such colour.
    """

    numbers: NDArray[np.int64]
    hashes: Bytes8
    colors: NDArray[np.float32]
    shares: NDArray[np.float32]

    @staticmethod
    def of(rows: list[tuple[int, bytes]]) -> "Looks":
        """The looks in rows of a number and 52 bytes."""
        data = np.frombuffer(b"".join(look for _, look in rows), np.uint8).reshape(len(rows), LOOK_BYTES)
        places = data[:, HASH_BYTES:].reshape(-1, COLORS, 4)
        return Looks(
            np.array([number for number, _ in rows], np.int64),
            np.ascontiguousarray(data[:, :HASH_BYTES]),
            np.ascontiguousarray(np.moveaxis(lab(places[..., :3]), -1, 0)),
            (places[..., 3] / 255).astype(np.float32),
        )

    def and_more(self, more: "Looks") -> "Looks":
        """These and more."""
        return Looks(
            np.concatenate([self.numbers, more.numbers]),
            np.concatenate([self.hashes, more.hashes]),
            np.concatenate([self.colors, more.colors], 1),
            np.concatenate([self.shares, more.shares]),
        )

    def near_color(self, rgb: Bytes8) -> Ranked:
        """Numbers and distances, the nearest first.

        A work's distance is that of its nearest main colour, in units of L*a*b*, and less by up to three
        where that colour covers more of it.
        """
        apart = np.zeros(self.shares.shape, np.float32)
        for axis, wanted in enumerate(lab(rgb)):
            apart += np.square(self.colors[axis] - wanted)
        cost = np.where(self.shares >= LEAST_SHARE, np.sqrt(apart) - 3 * self.shares, DISTANT).min(-1)
        return self._ranked(cost.astype(np.float64), FAR_COLOR)

    def near_hash(self, look: bytes) -> Ranked:
        """Numbers and distances, the nearest first: bits of 256 in which the hashes differ."""
        wanted = np.frombuffer(look[:HASH_BYTES], np.uint64)
        apart = np.bitwise_count(self.hashes.view(np.uint64) ^ wanted).sum(1)
        return self._ranked(apart.astype(np.float64), FAR_HASH)

    def _ranked(self, cost: NDArray[np.float64], far: float) -> Ranked:
        near = np.flatnonzero(cost <= far)
        order = near[np.argsort(cost[near], kind="stable")]
        return self.numbers[order], cost[order]
