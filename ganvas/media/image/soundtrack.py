"""The sound of a film, encoded as the film goes on."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.packet import Packet

from ganvas.media.sound.decode import Samples, blocks

RATE = 48_000  # what Opus takes, and every player plays
CODECS = {".mp4": ("aac", 192_000), ".webm": ("libopus", 160_000)}


class Soundtrack:
    """A stream of sound in a film; packets come in time with the pictures, so that a player need not look ahead."""

    def __init__(self, container: av.container.OutputContainer, suffix: str, path: Path) -> None:
        codec, bit_rate = CODECS[suffix]
        stream = container.add_stream(codec, rate=RATE)
        assert isinstance(stream, av.AudioStream)
        stream.layout, stream.bit_rate = "stereo", bit_rate
        self._stream, self._blocks, self._count = stream, blocks(path, RATE, 2), 0
        self._held: Samples = np.empty((2, 0), np.float32)

    def until(self, seconds: float) -> "Iterator[Packet[av.AudioStream]]":
        """What is heard up to that moment of the film and was not given yet.

        Raises:
            WorkError: the sound cannot be read on.
        """
        end = round(seconds * RATE)
        while self._count < end:
            if not self._held.shape[1]:
                self._held = next(self._blocks, self._held)
            if not self._held.shape[1]:
                return
            now, self._held = np.split(self._held, [min(end - self._count, self._held.shape[1])], axis=1)
            yield from self._encode(now)

    def rest(self) -> "Iterator[Packet[av.AudioStream]]":
        """What the encoder still holds."""
        yield from self._stream.encode(None)

    def _encode(self, block: Samples) -> "Iterator[Packet[av.AudioStream]]":
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._count, Fraction(1, RATE)
        self._count += block.shape[1]
        yield from self._stream.encode(frame)
