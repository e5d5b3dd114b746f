"""Sketches as a film: one file with its sound, or a folder of PNG frames, each of which knows its own sketch."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ganvas.artwork import KEY
from ganvas.errors import SketchError
from ganvas.files import digest, make_folder, write_whole
from ganvas.media.image.film import check_suffix, encode_film
from ganvas.media.medium import Bytes8
from ganvas.model.model import Model
from ganvas.model.series import paint_series
from ganvas.sketch import Sketch, Walk

Progress = Callable[[str, int, int], None]
Paint = Callable[[int, Sketch], Bytes8]
NUMBERED = re.compile(r"%0?(\d?)d")


@dataclass(frozen=True)
class Reel:
    """Where a film goes, and how it is shown.

    Attributes:
        path: .mp4, .webm or .gif for a film; a folder, or a name such as frame-%04d.png, for single frames.
        fps: frames a second.
        scale: how many times larger than painted; left out, a film of small pictures fills about half a screen.
        overwrite: replace what is there.
        sound: a file whose sound goes with the film; a GIF and single frames have none.
        text: what the film carries beside the sketch of its walk.
    """

    path: Path
    fps: int
    scale: int | None = None
    overwrite: bool = False
    sound: Path | None = None
    text: Mapping[str, str] | None = None

    @property
    def is_frames(self) -> bool:
        """Whether it is single frames."""
        return not self.path.suffix or self.path.suffix == ".png"

    @property
    def has_sound(self) -> bool:
        """Whether a sound was given and the film can carry it."""
        return self.sound is not None and self.path.suffix in (".mp4", ".webm")

    def check_name(self) -> None:
        """Refuse a name under which no film can be written.

        Raises:
            SketchError: it has another suffix, or frames have no number.
        """
        if self.is_frames:
            if self.path.suffix and not NUMBERED.search(self.path.name):
                raise SketchError(f"{self.path}: single frames need a number in their name, as in frame-%04d.png")
        else:
            check_suffix(self.path.suffix)

    def check(self, model: Model) -> None:
        """Refuse what cannot be filmed, before the work.

        Raises:
            SketchError: as in ``check_name``, a file is in the way, or the model does not make pictures.
        """
        self.check_name()
        if not self.is_frames and self.path.exists() and not self.overwrite:
            raise SketchError(f"{self.path}: is there already. Choose another name, or replace it with --overwrite.")
        if model.card.medium != "image":
            raise SketchError(f"films are made of pictures; this model makes {model.card.medium}")


def paint_film(
    model: Model,
    walk: Walk,
    psi: float,
    frames: int,
    fps: int,
    path: Path,
    scale: int | None = None,
    overwrite: bool = False,
    progress: Progress = lambda *_: None,
) -> str:
    """Paint a walk as a film; the suffix of its path says whether MP4, WebM or GIF, and none that it is single frames.

    Args:
        model: who paints; a model of pictures.
        walk: the way; its own position is not looked at.
        psi: how far from the average work, as in a sketch.
        frames: how many, at even distances on the way.
        fps: frames a second.
        path: the file.
        scale: how many times larger than painted; left out, a small picture fills about half a screen.
        overwrite: replace a file that is there.
        progress: called with what is done, how many, of how many.
    Returns:
        SHA-256 of the film's bytes.
    Raises:
        SketchError: a file is in the way, it has another suffix, or the model does not make pictures.
        RunFailed: the disk is full or the folder cannot be written.
    """
    sketch = Sketch(latent=walk.but(at=0), psi=psi)
    steps = [sketch.model_copy(update={"latent": step}) for step in walk.frames(frames)]
    return shoot(model, steps, sketch, Reel(path, fps, scale, overwrite), progress=progress)


def shoot(
    model: Model,
    sketches: Sequence[Sketch],
    about: Sketch,
    reel: Reel,
    paint: Paint | None = None,
    progress: Progress = lambda *_: None,
    shown: Callable[[Bytes8], None] = lambda _: None,
) -> str:
    """Paint sketches one after another as a film.

    Args:
        model: who paints.
        sketches: of the frames, at least one.
        about: what the film's file says that it shows.
        reel: where it goes.
        paint: gives the levels of a frame that may have been painted before; left out, each is painted now.
        progress: called with what is done, how many, of how many.
        shown: called with the levels of each frame of a film, in their order.
    Returns:
        SHA-256 of the film's bytes; of single frames, that of their digests.
    Raises:
        SketchError: as in ``Reel.check``.
        RunFailed: the disk is full or the folder cannot be written.
        WorkError: the sound cannot be read.
    """
    reel.check(model)
    if reel.is_frames:
        return _frames(model, sketches, reel, progress)
    make_folder(reel.path.parent)

    def levels() -> Iterator[Bytes8]:
        for number, sketch in enumerate(sketches):
            frame = paint(number, sketch) if paint else model.render(sketch).levels
            shown(frame)
            yield frame
            progress("filming", number + 1, len(sketches))

    text = {KEY: model.origin(about).to_json(indent=None), **(reel.text or {})}
    data = encode_film(levels(), reel.path.suffix, reel.fps, text, reel.scale, reel.sound if reel.has_sound else None)
    write_whole(reel.path, data)
    return digest(data)


def _frames(model: Model, sketches: Sequence[Sketch], reel: Reel, progress: Progress) -> str:
    """Each frame as a PNG of its own, numbered from 0, as large as it was painted unless asked otherwise."""
    folder, name = (reel.path.parent, reel.path.name) if reel.path.suffix else (reel.path, "frame-%04d.png")
    before, digits, after = NUMBERED.split(name, maxsplit=1)
    named = {f"{before}{number:0{digits or 4}d}{after}": sketch for number, sketch in enumerate(sketches)}
    series = paint_series(model, named, folder, reel.scale or 1, False, reel.overwrite, progress)
    return digest("".join(file.digest for file in series.files).encode())
