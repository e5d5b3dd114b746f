"""Two arts for tests only: tones, sine shapes as levels, and sways, the same as numbers. A work is many samples."""

# ruff: noqa: ARG002

import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from PIL import Image

from ganvas.errors import WorkError
from ganvas.heads import Head
from ganvas.media import MEDIA
from ganvas.media.image.sheet import sheet_of_previews
from ganvas.media.measured import Measurement
from ganvas.media.medium import NOTHING, Decoded, Facts, Medium, Samples, Shape

CHANNELS = 2
STEPS_S = 8  # a second


def drawn(seed: int, length: int = 40) -> np.ndarray:
    """Values in −1…1, (2, length): a tone of its own."""
    time = np.arange(length) / STEPS_S
    return np.stack([np.sin(time * (1 + seed % 5) + seed), np.cos(time * (2 + seed % 3))])


def written(values: np.ndarray, text: Mapping[str, str], kind: str = "tone") -> bytes:
    return json.dumps(
        {"kind": kind, "text": dict(text), "values": values.round(6).tolist()}, ensure_ascii=False
    ).encode()


class Tone(Medium):
    """(2, time) in eight-bit levels; windows begin at half their length."""

    name = "tone"
    singular = "tone"
    plural = "tones"
    suffix = ".tone"
    suffixes: tuple[str, ...] = (".tone",)
    formats = "TONE"
    facts: Mapping[str, str] = {"duration_s": "how long it is, in seconds", "steps": "values a channel"}
    steps = 2
    usual_size = 16
    recipe = "seed"
    measured_by: tuple[str, ...] = ("loudness",)

    def decode(self, data: bytes, name: str) -> Decoded:
        try:
            found = json.loads(data)
            values = np.array(found["values"], np.float32)
            if found["kind"] != self.name or values.ndim != 2 or len(values) != CHANNELS:
                raise ValueError("of another kind")
        except (ValueError, KeyError, TypeError) as error:
            raise WorkError(f"{name}: not a {self.name} that can be read ({type(error).__name__}).") from None
        return Decoded(values, {"duration_s": values.shape[1] / STEPS_S, "steps": values.shape[1]})

    def samples(self, decoded: Decoded, shape: Shape, options: Mapping[str, str] = NOTHING) -> Samples:
        length, values = shape[1], decoded.content
        starts = range(0, values.shape[1] - length + 1, max(1, length // 2))
        windows = [values[:, start : start + length] for start in starts]
        return self.kept(np.stack(windows) if windows else np.empty((0, *shape), np.float32))

    def kept(self, values: np.ndarray) -> Samples:
        return np.clip(np.round((values + 1) * 127.5), 0, 255).astype(np.uint8)

    def values(self, sample: Samples) -> np.ndarray:
        return sample.astype(np.float64) / 127.5 - 1

    def natural_shape(self, works: Iterable[Facts], size: int) -> Shape:
        return CHANNELS, min(size, max(int(facts["steps"]) for facts in works))

    def heads(self, shape: Shape) -> tuple[Head, ...]:
        return (Head(name="voices", kind="tanh", channels=shape[0]),)

    def plan(self, shape: Shape) -> Mapping[str, object]:
        return {}

    def encode(self, sample: Samples, text: Mapping[str, str], scale: int = 1) -> bytes:
        return written(self.values(sample), text, self.name)

    def read_text(self, data: bytes) -> Mapping[str, str]:
        try:
            found = json.loads(data)
            return found["text"] if found["kind"] == self.name else {}
        except (ValueError, KeyError, TypeError):
            return {}

    def preview(self, sample: Samples) -> bytes:
        file = io.BytesIO()
        levels = np.clip((self.values(sample) + 1) * 127.5, 0, 255).astype(np.uint8)
        Image.fromarray(levels.repeat(8, 0)).save(file, "PNG")
        return file.getvalue()

    def contact_sheet(self, samples: Samples, columns: int | None = None, scale: int | None = None) -> bytes:
        return sheet_of_previews([self.preview(sample) for sample in samples], columns)

    def measures(self, train: Samples, held_out: Samples, fake: Samples) -> Sequence[Measurement]:
        loud = [float(np.square(self.values(some)).mean()) if len(some) else math.nan for some in (held_out, fake)]
        return [
            Measurement(
                name="loudness", says="mean square; like that of works", better="works", fake=loud[1],
                real=loud[0] if len(held_out) else None, nulls={"noise": 1 / 3},
            )
        ]  # fmt: skip

    def table(self, sample: Samples, text: Mapping[str, str]) -> bytes:
        return "\n".join(",".join(f"{value:.3f}" for value in row) for row in self.values(sample)).encode()

    @property
    def forms(self):
        return {".csv": self.table}

    @property
    def builtins(self):
        return {f"{self.name}s": lambda seed: written(drawn(seed), {}, self.name)}


class Sway(Tone):
    """The same as plain numbers, of which the networks see each as it is."""

    name = "sway"
    singular = "sway"
    plural = "sways"
    suffix = ".sway"
    suffixes: tuple[str, ...] = (".sway",)
    formats = "SWAY"
    dtype = "float32"
    measured_by: tuple[str, ...] = ()

    def measures(self, train: Samples, held_out: Samples, fake: Samples) -> Sequence[Measurement]:
        return []

    def __init__(self, common: str = "") -> None:
        self._common = common

    def common(self, works: Iterable[Facts]) -> str:
        return f"the longest has {max(facts['steps'] for facts in works)} steps"

    def bound(self, common: str) -> "Sway":
        return Sway(common)

    def encode(self, sample: Samples, text: Mapping[str, str], scale: int = 1) -> bytes:
        assert self._common, "a sway is no file without what sways have in common"
        return super().encode(sample, {**text, "common": self._common})

    def kept(self, values: np.ndarray) -> Samples:
        return values.astype(np.float32)

    def values(self, sample: Samples) -> np.ndarray:
        return sample.astype(np.float64)


ARTS = {"tone": Tone, "sway": Sway}


def register() -> None:
    """Give both a row, in this process."""
    MEDIA.update(ARTS)
