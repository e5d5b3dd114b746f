"""Sound files as samples: WAV, MP3, FLAC and Ogg, decoded a block at a time within limits."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from ganvas.errors import WorkError

Samples = NDArray[np.float32]
MAX_S = 3600  # as long as a film may be
FORMATS = {".wav": "wav", ".mp3": "mp3", ".flac": "flac", ".ogg": "ogg"}  # FFmpeg's readers: no playlist, no network
LAYOUTS = {1: "mono", 2: "stereo"}


def blocks(path: Path, rate: int, channels: int) -> Iterator[Samples]:
    """The sound of a file, (channels, n) float32 at a time, resampled and mixed.

    Args:
        path: a WAV, MP3, FLAC or Ogg file.
        rate: samples a second.
        channels: 1 or 2.
    Raises:
        WorkError: it is no sound that can be read whole, lasts more than an hour, or holds numbers that are none.
    """
    reader = FORMATS.get(path.suffix.lower())
    if reader is None:
        raise WorkError(f"{path}: a sound ends in {', '.join(FORMATS)}; got {path.suffix or 'no suffix'!r}.")
    count = 0
    try:
        for block in _decoded(path, reader, rate, channels):
            if not np.isfinite(block).all():
                raise WorkError(f"{path}: holds samples that are no numbers; export the sound again.")
            count += block.shape[1]
            _check_length(path, count / rate)
            yield block
    except (OSError, ValueError) as error:  # FFmpeg's errors are among these, or both
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise WorkError(f"{path}: cannot be read as sound ({reason}); export it again.") from None
    if not count:
        raise WorkError(f"{path}: holds no sound, not one sample.")


def _decoded(path: Path, reader: str, rate: int, channels: int) -> Iterator[Samples]:
    """What FFmpeg gives, (channels, n) at a time."""
    with path.open("rb") as file, av.open(file, "r", format=reader) as container:
        if not container.streams.audio:
            raise WorkError(f"{path}: holds no sound.")
        stream = container.streams.audio[0]
        _check_length(path, float(container.duration or 0) / av.time_base)
        resampler = av.AudioResampler("fltp", LAYOUTS[channels], rate)
        for decoded in _with_end(container.decode(stream)):
            for frame in resampler.resample(decoded):
                yield np.asarray(frame.to_ndarray(), np.float32).reshape(channels, -1)


def _with_end(frames: Iterator[av.AudioFrame]) -> Iterator[av.AudioFrame | None]:
    """The frames, and then what tells a resampler to give back what it still holds."""
    yield from frames
    yield None


def _check_length(path: Path, seconds: float) -> None:
    if seconds > MAX_S:
        raise WorkError(
            f"{path}: lasts more than {MAX_S // 3600} hour, as long as a film may be; cut out the part that it is for."
        )


def read_mono(path: Path, rate: int) -> Samples:
    """The whole sound, (n,) float32, mixed to one channel; errors as in ``blocks``."""
    return np.concatenate([block[0] for block in blocks(path, rate, 1)])
