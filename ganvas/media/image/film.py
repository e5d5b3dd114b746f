"""Samples one after another as a film: MP4, WebM or GIF."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import chain, pairwise
from pathlib import Path

import av
import numpy as np
from PIL import Image

from ganvas.errors import SketchError
from ganvas.media.image.encode import enlarge, on_paper, to_picture
from ganvas.media.image.soundtrack import Soundtrack
from ganvas.media.medium import Bytes8

BT709, LIMITED = 1, 1  # FFmpeg's numbers of the colors of high-definition video and its range of levels
MAX_SCALE = 16
MAX_S = 3600
CODECS = {
    ".mp4": ("libx264", {"crf": "14", "preset": "medium"}, {"movflags": "use_metadata_tags"}),
    ".webm": ("libvpx-vp9", {"crf": "22", "b:v": "0", "deadline": "good", "cpu-used": "4", "row-mt": "1"}, {}),
}


def encode_film(
    frames: Iterable[Bytes8],
    suffix: str,
    fps: int,
    text: Mapping[str, str],
    scale: int | None = None,
    sound: Path | None = None,
) -> bytes:
    """Frames of one shape as the bytes of a film; what is transparent lies on white.

    Args:
        frames: uint8 (channels, height, width) each; read one at a time.
        suffix: .mp4, .webm or .gif.
        fps: frames a second.
        text: keyword to text, kept as the film's metadata.
        scale: how many times larger it is shown; left out, a small picture fills about half a screen.
        sound: a file whose sound goes with an MP4 or WebM, up to the end of the shorter of the two.
    Raises:
        SketchError: no film of that suffix can be written, or there are no frames.
        ShapeError: the frames are not pictures.
        WorkError: the sound cannot be read.
    """
    write = FORMATS[check_suffix(suffix)]
    frames = iter(frames)
    first = next(frames, None)
    if first is None:
        raise SketchError("a film needs at least one frame")
    scale = scale or best_scale(max(first.shape[1:]), suffix)
    pictures = (on_paper(enlarge(to_picture(frame), scale)) for frame in chain([first], frames))
    return write(pictures, suffix, fps, text, sound)


def check_suffix(suffix: str) -> str:
    """The suffix, if a film can be written under it.

    Raises:
        SketchError: it cannot.
    """
    if suffix not in SUFFIXES:
        raise SketchError(f"a film ends in {', '.join(SUFFIXES)}; got {suffix or 'no suffix'!r}")
    return suffix


def frame_count(seconds: float, fps: int) -> int:
    """How many frames so long a film has.

    Raises:
        SketchError: that is fewer than two frames, or more than an hour.
    """
    if not 2 / fps <= seconds <= MAX_S:
        raise SketchError(f"a film lasts {2 / fps:g} s (two frames) to {MAX_S:,} s; got {seconds:g} s")
    return round(seconds * fps)


def best_scale(side_px: int, suffix: str) -> int:
    """How much to enlarge frames of ``side_px``: to about half a screen, a GIF to less because it grows so heavy."""
    return max(1, min(MAX_SCALE, (256 if suffix == ".gif" else 512) // side_px))


def _video(
    pictures: Iterator[Image.Image], suffix: str, fps: int, text: Mapping[str, str], sound: Path | None
) -> bytes:
    """MP4 (H.264) or WebM (VP9), 4:2:0, colors of BT.709."""
    codec, quality, container_options = CODECS[suffix]
    file, first = io.BytesIO(), next(pictures)
    with av.open(file, "w", format=suffix[1:], options=container_options) as container:
        container.metadata.update(text)
        stream = container.add_stream(codec, rate=fps, options=quality)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = first.width + first.width % 2, first.height + first.height % 2
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = LIMITED
        track = Soundtrack(container, suffix, sound) if sound else None
        for number, picture in enumerate(chain([first], pictures)):
            frame = av.VideoFrame.from_ndarray(_even(np.asarray(picture.convert("RGB"))), format="rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            container.mux(stream.encode(frame))
            if track:
                container.mux(list(track.until((number + 1) / fps)))
        container.mux(stream.encode(None))
        if track:
            container.mux(list(track.rest()))
    return file.getvalue()


def _even(pixels: Bytes8) -> Bytes8:
    """Pixels (height, width, 3) with an odd side made even by its last row or column once more, as 4:2:0 needs."""
    height, width, _ = pixels.shape
    return np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")


def _gif(
    pictures: Iterator[Image.Image], _suffix: str, fps: int, text: Mapping[str, str], _sound: Path | None
) -> bytes:
    """GIF that repeats for ever; each frame keeps its own palette, so greys stay exact."""
    stills = [still if still.mode == "L" else still.quantize(256, dither=Image.Dither.NONE) for still in pictures]
    ends = [round(100 * number / fps) for number in range(len(stills) + 1)]  # a GIF counts hundredths of a second
    durations_ms = [10 * (end - start) for start, end in pairwise(ends)]
    comment = "\n".join(f"{key}: {text[key]}" for key in sorted(text)).encode()
    file = io.BytesIO()
    stills[0].save(
        file, "GIF", save_all=True, append_images=stills[1:], duration=durations_ms, loop=0, comment=comment, disposal=1
    )
    return file.getvalue()


FORMATS: dict[str, Callable[[Iterator[Image.Image], str, int, Mapping[str, str], Path | None], bytes]] = {
    ".mp4": _video,
    ".webm": _video,
    ".gif": _gif,
}
SUFFIXES = tuple(FORMATS)
