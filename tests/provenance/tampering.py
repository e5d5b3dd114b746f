"""Random damage to signed files, and single flipped bits: shared by the tests and by benchmarks/tampering.py."""

import contextlib
import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ganvas.errors import GanvasError
from ganvas.media.image.said import text_in
from ganvas.media.image.still import pixel_digest
from ganvas.provenance import claim, engine, tell
from ganvas.provenance.claim import Making, Words
from ganvas.provenance.keys import Credential
from ganvas.provenance.sign import mime_of, sidecar_of
from ganvas.provenance.strip import strip
from ganvas.provenance.verify import verify
from tests.provenance.files import BESIDE, FILES, WHEN, picture, saved, signed

TINY = {  # for flips: pixels that decode fast, credentials without a chain
    "a.png": lambda: saved("PNG", picture(8)),
    "a.jpg": lambda: saved("JPEG", picture(8), quality=90),
    "a.webp": lambda: saved("WEBP", picture(8), lossless=True),
    "a.gif": lambda: saved("GIF", picture(8)),
}


@dataclass(frozen=True)
class Case:
    """A signed file, with its credentials if they lie beside it."""

    name: str
    data: bytes
    manifest: bytes | None


def cases(credential: Credential) -> list[Case]:
    """Every kind of file, signed over a model and a corpus."""
    inside = [Case(name, signed(make(), credential).data, None) for name, make in FILES.items()]
    beside = [Case(name, make(), signed(make(), credential).manifest) for name, make in BESIDE.items()]
    return inside + beside


def damaged(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """The data after one to four accidents."""
    for _ in range(chance.randint(1, 4)):
        place, length = chance.randrange(len(data) + 1), chance.choice((1, 4, 64, 5000))
        other = chance.choice(others)
        start = chance.randrange(len(other))
        data = chance.choice(
            (
                data[:place] + chance.randbytes(length) + data[place + length :],
                data[:place] + data[place + length :],
                data[:place] + other[start : start + length] + data[place:],
                data[:place] + bytes([chance.choice((0, 1, 127, 128, 255))]) * length + data[place + length :],
                data[:place],
                data[:place] + data[place:] * 2,
            )
        )
        data = data or b"\0"
    return data


def mutate(folder: Path, credential: Credential, count: int, seed: int) -> Iterator[str]:
    """Check, tell and clear so many damaged files; gives the verdicts. An error that is not ours goes through."""
    chance, files = random.Random(seed), cases(credential)
    others = [file.data for file in files]
    for number in range(count):
        case = files[number % len(files)]
        path = folder / case.name
        manifest = case.manifest
        if manifest is not None and chance.random() < 0.5:
            manifest = damaged(manifest, chance, others)
            path.write_bytes(case.data)
        else:
            path.write_bytes(damaged(case.data, chance, others))
        if manifest is not None:
            sidecar_of(path).write_bytes(manifest)
        report = verify(path)
        assert tell.page([report])
        text_in(path.read_bytes())
        with contextlib.suppress(GanvasError):
            strip(path, path.read_bytes(), folder / "cleared")
        yield report.verdict


@dataclass
class Flips:
    """How flipped bits ended.

    Attributes:
        tried: how many.
        no_picture: no picture could be read any more.
        same_picture: every pixel is as it was.
        noticed: another picture, and its credentials say so.
        another_picture: another picture, and nobody says so.
    """

    tried: int = 0
    no_picture: int = 0
    same_picture: int = 0
    noticed: int = 0
    another_picture: int = 0


def tiny(name: str, credential: Credential) -> bytes:
    """A tiny signed picture."""
    said = claim.of_artwork(Words(), Making(), WHEN, ())
    data = TINY[name]()
    return engine.sign(said, mime_of(data), data, credential).data


def flip(name: str, data: bytes, places: Iterable[int], bits: Iterable[int] = (0,)) -> Flips:
    """Flip one bit at each place, each of these bits in turn; is it noticed, or does it change what is shown?"""
    found, mime, shown = Flips(), mime_of(data), pixel_digest(data, name)
    for place, bit in itertools.product(places, bits):
        bad = data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
        found.tried += 1
        try:
            if pixel_digest(bad, name) == shown:
                found.same_picture += 1
                continue
        except GanvasError:
            found.no_picture += 1
            continue
        noticed = is_noticed(bad, mime)
        found.noticed += noticed
        found.another_picture += not noticed
    return found


def is_noticed(data: bytes, mime: str) -> bool:
    """Whether credentials say that a file is not what was signed."""
    try:
        told = engine.read(mime, data)
    except engine.Damaged:
        return True
    return told is None or told.state == "Invalid"
