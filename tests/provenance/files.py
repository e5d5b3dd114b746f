"""Small files of every kind that is signed, and what a test needs to sign one."""

import datetime
import hashlib
import io
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from ganvas.artwork import KEY, Origin
from ganvas.media.image.encode import to_png
from ganvas.provenance import claim, keys, sign
from ganvas.provenance.claim import CorpusFacts, Making, ModelFacts, Words
from ganvas.provenance.engine import Signed
from ganvas.provenance.keys import Credential
from ganvas.provenance.verify import Report, verify
from ganvas.sketch import Seed, Sketch

WHEN = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
MODEL = b"the weights of a model" * 20
MODEL_SHA = hashlib.sha256(MODEL).hexdigest()
ORIGIN = Origin(sketch=Sketch(latent=Seed(seed=7)), model=MODEL_SHA, corpus="c" * 64, seen=640)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0L9 9" stroke="#000"/></svg>'


def picture(side_px: int = 64, seed: int = 0) -> Image.Image:
    """Soft patches of color with some grain: neither flat nor noise."""
    random = np.random.default_rng(seed)
    patches = Image.fromarray(random.integers(0, 256, (6, 6, 3), dtype=np.uint8))
    soft = np.asarray(patches.resize((side_px, side_px), Image.Resampling.BICUBIC)).astype(float)
    return Image.fromarray(np.clip(soft + random.normal(0, 4, soft.shape), 0, 255).astype(np.uint8))


def drawing(side_px: int = 256, seed: int = 0) -> Image.Image:
    """Shapes with edges on tinted paper, with some grain."""
    random = np.random.default_rng(seed)
    paper = Image.new("RGB", (side_px, side_px), "#eee8d8")
    for _ in range(14):
        corners = [tuple(corner) for corner in random.integers(0, side_px, (4, 2)).tolist()]
        ImageDraw.Draw(paper).polygon(corners, tuple(random.integers(0, 256, 3).tolist()))
    levels = np.asarray(paper) + random.normal(0, 3, (side_px, side_px, 3))
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))


def saved(format_name: str, image: Image.Image | None = None, **options: Any) -> bytes:
    file = io.BytesIO()
    (image or picture()).save(file, format_name, **options)
    return file.getvalue()


def film() -> bytes:
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="mp4", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata[KEY] = ORIGIN.to_json(indent=None)
        stream = container.add_stream("libx264", rate=5)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for number in range(3):
            frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), 60 * number, np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 5)
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode(None))
    return file.getvalue()


def sound() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(np.arange(800, dtype=np.int16).tobytes())
    return file.getvalue()


FILES: dict[str, Callable[[], bytes]] = {  # embedded
    "a.png": lambda: to_png(picture(), {KEY: ORIGIN.to_json(indent=None)}),
    "a.jpg": lambda: saved("JPEG", quality=90),
    "a.webp": lambda: saved("WEBP", lossless=True),
    "lossy.webp": lambda: saved("WEBP", quality=80),
    "a.tif": lambda: saved("TIFF"),
    "a.gif": lambda: saved("GIF", comment=b"ganvas: " + ORIGIN.to_json(indent=None).encode()),
    "a.avif": lambda: saved("AVIF", quality=80),
    "a.svg": lambda: SVG,
    "a.mp4": film,
    "a.wav": sound,
}
BESIDE: dict[str, Callable[[], bytes]] = {  # credentials beside them
    "a.mid": lambda: b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0\0\4\0\xff\x2f\0",
    "a.bvh": lambda: b"HIERARCHY\nROOT Hips\n",
    "a.fountain": lambda: b"INT. STUDIO - NIGHT\n\nADA\nWho painted this?\n",
    "a.safetensors": lambda: b"\2\0\0\0\0\0\0\0{}",
}


def signed(
    data: bytes, credential: Credential, words: Words | None = None, making: Making | None = None, parents: Any = ()
) -> Signed:
    """The file signed over a model and its corpus, or over other parents."""
    said = claim.of_artwork(
        words or Words(title="A title", author="Ada"),
        making or Making(),
        WHEN,
        [one.says["label"] for one in parents] or ["model"],
        ORIGIN,
    )
    return sign.sign_artwork(data, said, credential, parents or [of_model(credential)])


def of_model(credential: Credential, corpus: str = "c" * 64) -> Any:
    """A model as an ingredient, with a corpus below it."""
    facts = ModelFacts(sha256=MODEL_SHA, corpus=corpus)
    told = CorpusFacts(digest="c" * 64, name="ink", works=9)
    store = sign.sign_model(MODEL, facts, sign.sign_corpus(told, credential, WHEN), credential, WHEN)
    return sign.of_model(store, facts)


def check(path: Path, data: bytes, **options: Any) -> Report:
    """What is found in such a file, on this machine."""
    path.write_bytes(data)
    return verify(path, anchors=keys.anchors(), **options)
