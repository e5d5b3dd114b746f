"""Scores as sound, played offline on a soundfont, and sound as the bytes of a WAV, MP3 or Ogg file."""

import importlib.util
import io
import struct
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import av
import numpy as np
from numpy.typing import NDArray

from ganvas.errors import FormError, pick
from ganvas.media.music.midi import DRUMS
from ganvas.media.music.score import LENGTH, ONSET, PITCH, Part, Score
from ganvas.media.music.words import carry
from ganvas.media.music.write_midi import CHANNELS

Sound = NDArray[np.float32]
RATE = 44_100
MAX_S = 3600
TAIL_S = 2.0  # in which the last notes die away
VELOCITY = 90
PEAK = 0.89  # of full scale: −1 dB
SOUNDFONTS = (Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"), Path("/usr/share/sounds/sf2/TimGM6mb.sf2"))
MAX_FONT_BYTES = 1 << 30
KINDS = {".mp3": ("mp3", "libmp3lame", "s16p", 192_000), ".ogg": ("ogg", "libopus", "flt", 128_000)}
OPUS_RATE = 48_000
NOBODY = -1  # plays at the very end
SPREAD = 24  # how far, of 64, the outer parts sit from the middle


def soundfont(path: Path | None = None) -> Path:
    """The soundfont to play on: the one given, the one that pretty_midi carries, or one of the system.

    Raises:
        FormError: there is none.
    """
    if path is not None:
        if not path.is_file() or path.stat().st_size > MAX_FONT_BYTES:
            raise FormError(f"{path}: is no soundfont file; name a .sf2 file of at most 1 GiB.")
        return path
    found = importlib.util.find_spec("pretty_midi")
    inside = [Path(found.origin).with_name("TimGM6mb.sf2")] if found and found.origin else []
    for candidate in [*inside, *SOUNDFONTS]:
        if candidate.is_file():
            return candidate
    raise FormError("there is no soundfont to play on; name one with --soundfont, or: pip install pretty_midi")


def play(score: Score, font: Path | None = None, rate: int = RATE) -> Sound:
    """The score as sound (2, n), −1…1, louder parts no louder than −1 dB of full scale.

    Args:
        score: of at most an hour.
        font: a .sf2 file; left out, as ``soundfont`` finds it.
        rate: samples a second.
    Raises:
        FormError: it is longer, tinysoundfont is not installed, or there is no soundfont.
    """
    seconds = float(score.seconds_at([score.end])[0])
    if seconds > MAX_S:
        raise FormError(f"the music lasts {seconds / 60:.0f} minutes; at most {MAX_S // 60} are played.")
    synth = _synth(soundfont(font), score, rate)
    pieces, now = [], 0
    for moment, channel, pitch, starts in [
        *_moments(score, rate),
        (round((seconds + TAIL_S) * rate), NOBODY, 0, False),
    ]:
        if moment > now:
            pieces.append(np.frombuffer(synth.generate(moment - now), np.float32).copy())
            now = moment
        if starts:
            synth.noteon(channel, pitch, VELOCITY)
        elif channel != NOBODY:
            synth.noteoff(channel, pitch)
    sound = np.concatenate(pieces).reshape(-1, 2).T
    loudest = float(np.abs(sound).max())
    return np.ascontiguousarray(sound * (PEAK / loudest if loudest > PEAK else 1), np.float32)


def _library() -> ModuleType:
    try:
        import tinysoundfont
    except ImportError:
        raise FormError(
            "music is played with tinysoundfont; install it with: pip install --no-deps tinysoundfont "
            "(PyAudio, which it asks for, is needed for loudspeakers only)"
        ) from None
    module: ModuleType = tinysoundfont
    return module


def _synth(font: Path, score: Score, rate: int):  # type: ignore[no-untyped-def]  # the library has no types
    library = _library()
    synth = library.Synth(samplerate=rate)
    try:
        loaded = synth.sfload(str(font), gain=-6.0)
    except Exception as error:  # its own class, which derives from Exception alone
        raise FormError(f"{font}: cannot be read as a soundfont ({error}); name another one.") from None
    pitched = max(1, sum(not part.drums for part in score.parts) - 1)
    for number, part in enumerate(score.parts):
        channel = _channel(number, part)
        synth.program_select(channel, loaded, 128 if part.drums else 0, 0 if part.drums else part.program, part.drums)
        synth.control_change(channel, 10, 64 + round(SPREAD * (2 * min(number / pitched, 1) - 1)))
    return synth


def _channel(number: int, part: Part) -> int:
    return DRUMS if part.drums else CHANNELS[number % len(CHANNELS)]


def _moments(score: Score, rate: int) -> Iterator[tuple[int, int, int, bool]]:
    """(sample, channel, pitch, whether it starts), in time; what ends comes before what starts."""
    rows = []
    for number, part in enumerate(score.parts):
        begin = score.seconds_at(part.notes[:, ONSET])
        end = score.seconds_at(part.notes[:, ONSET] + part.notes[:, LENGTH])
        for pitch, first, last in zip(part.notes[:, PITCH].tolist(), begin.tolist(), end.tolist(), strict=True):
            rows.append((round(first * rate), True, _channel(number, part), pitch))
            rows.append((round(last * rate), False, _channel(number, part), pitch))
    for moment, starts, channel, pitch in sorted(rows):
        yield moment, channel, pitch, starts


def wav(sound: Sound, text: Mapping[str, str], rate: int = RATE) -> bytes:
    """Sound (2, n) as the bytes of a WAV file, 16 bits, with the text as its comment (RIFF INFO, ICMT)."""
    samples = np.round(np.clip(sound, -1, 1).T * 32_767).astype("<i2").tobytes()
    channels = len(sound)
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    comment = b"INFO" + _chunk(b"ICMT", carry(text).encode() + b"\0")
    body = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"LIST", comment) + _chunk(b"data", samples)
    return _chunk(b"RIFF", body)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def packed(sound: Sound, text: Mapping[str, str], suffix: str, rate: int = RATE) -> bytes:
    """Sound (2, n) as the bytes of an .mp3 or .ogg file (Opus), with the text as its comment."""
    kind, codec, form, bit_rate = pick(KINDS, "kind of sound", suffix)
    out = io.BytesIO()
    with av.open(out, "w", format=kind, options={"fflags": "+bitexact"}) as container:  # no number by chance
        container.metadata["comment"] = carry(text)
        stream = container.add_stream(codec, rate=OPUS_RATE if codec == "libopus" else rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout, stream.bit_rate = "stereo", bit_rate
        resampler = av.AudioResampler(form, "stereo", stream.rate, frame_size=stream.frame_size or 960)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        for some in [*resampler.resample(frame), *resampler.resample(None), None]:
            container.mux(stream.encode(some))
    return out.getvalue()


def wav_of(score: Score, text: Mapping[str, str], font: Path | None = None) -> bytes:
    """The score, played, as a WAV file; errors as in ``play``."""
    return wav(play(score, font), text)


def mp3_of(score: Score, text: Mapping[str, str], font: Path | None = None) -> bytes:
    """The score, played, as an MP3 file; errors as in ``play``."""
    return packed(play(score, font), text, ".mp3")


def ogg_of(score: Score, text: Mapping[str, str], font: Path | None = None) -> bytes:
    """The score, played, as an Ogg file; errors as in ``play``."""
    return packed(play(score, font), text, ".ogg")


SOUNDS: Mapping[str, Callable[..., bytes]] = {".wav": wav_of, ".mp3": mp3_of, ".ogg": ogg_of}
