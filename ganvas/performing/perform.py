"""A script to a film: the score leads, the picture and the dance follow, a play gives tempo and words."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganvas.artwork import KEY as ORIGIN
from ganvas.errors import SketchError
from ganvas.files import digest, make_folder, write_whole
from ganvas.media.dance.draw import look
from ganvas.media.dance.stage import Stage
from ganvas.media.image.film import check_suffix, encode_film, frame_count
from ganvas.media.image.flashes import MOST, FlashMeter
from ganvas.media.medium import Bytes8
from ganvas.media.screen.roll import Bars, bars_of_score, bars_of_sound
from ganvas.media.screen.screen import Screen
from ganvas.model.director import Progress
from ganvas.model.guard import Guarded, Kept, hold_back
from ganvas.model.model import Model
from ganvas.model.pace import timed
from ganvas.model.score import Score as Drives
from ganvas.model.score import read_drives
from ganvas.model.timing import Timing
from ganvas.performing.moving import stage_for
from ganvas.performing.saying import Said, said_in
from ganvas.performing.script import KEY, Performance, PicturePart
from ganvas.performing.sounding import Music, at_tension, played, score_of, seconds_of, sound_of
from ganvas.performing.sources import Works
from ganvas.sketch import Regions, Sketch, Walk

Floats = NDArray[np.float64]
SUFFIXES = (".mp4", ".webm")


@dataclass(frozen=True)
class Painted:
    """The picture of a performance: the sketch of each frame, and who paints them."""

    kept: Kept
    sketches: Sequence[Sketch]
    about: Sketch
    guarded: Guarded | None

    def levels(self, number: int) -> Bytes8:
        """The levels of a frame."""
        return self.kept.paint(number, self.sketches[number])


@dataclass(frozen=True)
class Performed:
    """What was performed.

    Attributes:
        digest: SHA-256 of the film's bytes.
        frames: how many.
        seconds: how long.
        used: by name, the digest of each file and model that went in.
        beats: how well the dance met the beats, before and after it was fitted; None where it was not.
        guarded: what the guard found in the picture and did; None without a picture that a score drives.
        flashes: the most within any second of the whole frames.
    """

    digest: str
    frames: int
    seconds: float
    used: dict[str, str]
    beats: tuple[float, float] | None
    guarded: Guarded | None
    flashes: float

    def report(self) -> dict[str, Any]:
        """For JSON."""
        found: dict[str, Any] = {"digest": self.digest, "frames": self.frames, "seconds": self.seconds}
        found |= {"used": self.used, "flashes": self.flashes}
        if self.beats:
            found["beats"] = {"before": round(self.beats[0], 4), "after": round(self.beats[1], 4)}
        return found | ({"held_back_s": self.guarded.held_back_s} if self.guarded else {})


@dataclass(frozen=True, eq=False)
class Rehearsed:
    """All that a film needs before its first frame; ``frame`` is a pure function of it.

    Attributes:
        screen: what is shown besides the picture.
        painted: the picture; None for none.
        music: the sound; None for none.
        frames: how many there are.
        works: what went in.
        beats: as in ``Performed``.
    """

    screen: Screen
    painted: Painted | None
    music: Music | None
    frames: int
    works: Works
    beats: tuple[float, float] | None

    def frame(self, number: int) -> Bytes8:
        """(3, height, width), uint8."""
        return self.screen.frame(number, self.painted.levels(number) if self.painted else None)


def perform(
    script: Performance,
    folder: Path,
    into: Path,
    overwrite: bool = False,
    device: str = "auto",
    progress: Progress = lambda *_: None,
) -> Performed:
    """Perform a script as a film.

    Args:
        script: what is performed.
        folder: that its names are beside of.
        into: an .mp4 or .webm.
        overwrite: replace a film that is there.
        device: on which models paint.
        progress: called with what is done, how many, of how many.
    Raises:
        SketchError: a file is in the way, a sketch cannot be read, or it flashes whatever is done.
        WorkError: a work cannot be read.
        ModelError: there is no such model.
        FormError: the score cannot be played.
        RunFailed: the disk is full or the folder cannot be written.
    """
    check_target(into, overwrite)
    with tempfile.TemporaryDirectory() as own:
        ready = rehearse(script, folder, Path(own), device, progress)
        meter = FlashMeter(script.fps)
        frames = _shown(ready, meter, progress)
        sound = ready.music.path if ready.music else None
        data = encode_film(frames, into.suffix, script.fps, _text(script, ready), 1, sound)
    if meter.failing:
        raise SketchError(
            f"{into}: the film would flash {meter.worst:g} times a second at {meter.failing[0] / script.fps:.1f} s,"
            f" more than {MOST}; move the picture less, with fewer keys or weaker drives."
        )
    make_folder(into.parent)
    write_whole(into, data)
    guarded = ready.painted.guarded if ready.painted else None
    seconds = ready.frames / script.fps
    return Performed(digest(data), ready.frames, seconds, ready.works.used, ready.beats, guarded, meter.worst)


def check_target(into: Path, overwrite: bool) -> None:
    """Refuse a name under which no film is written, before the work.

    Raises:
        SketchError: it has another suffix, or a file is in the way.
    """
    if check_suffix(into.suffix) not in SUFFIXES:
        raise SketchError(f"{into}: a performance has sound; it ends in {' or '.join(SUFFIXES)}.")
    if into.exists() and not overwrite:
        raise SketchError(f"{into}: is there already. Choose another name, or replace it with --overwrite.")


def rehearse(
    script: Performance, folder: Path, own: Path, device: str = "auto", progress: Progress = lambda *_: None
) -> Rehearsed:
    """Read, fit and plan everything; errors as in ``perform``, ``own`` is a folder for the sound."""
    works = Works(folder, device)
    said, music = _heard(script, works, own)
    seconds = script.seconds or (music.seconds if music else 0.0)
    frames = frame_count(seconds, script.fps)
    stage, beats, begins, ends = None, None, 0.0, seconds
    if script.dance:
        begins, ends = script.dance.start, script.dance.until(seconds)
        own_beats = music.beats[music.beats >= begins] - begins if music else np.empty(0)
        stage, beats = stage_for(script.dance, works, ends - begins, own_beats)
    painted = _painted(script.picture, works, music, said.tension, script, frames, progress) if script.picture else None
    screen = _screen(script, stage, (begins, ends), music, said)
    return Rehearsed(screen, painted, music, frames, works, beats)


def _heard(script: Performance, works: Works, own: Path) -> tuple[Said, Music | None]:
    """The words and the music, whose tempo follows them."""
    part = script.score
    if part is None:
        return said_in(script.play, script.lines, works, script.seconds or 0.0), None
    score = score_of(part, works)
    if score is None:
        music = sound_of(part, works, script.fps, script.seconds)
        return said_in(script.play, script.lines, works, music.seconds), music
    said = said_in(script.play, script.lines, works, script.seconds or part.start + seconds_of(score))
    if script.play and script.play.tempo:
        score = at_tension(score, said.tension, script.play.tempo, script.seconds, part.start)
    return said, played(score, part.start, script.fps, script.seconds, own)


def _screen(
    script: Performance, stage: Stage | None, dances: tuple[float, float], music: Music | None, said: Said
) -> Screen:
    return Screen(
        colors=look(script.look),
        fps=script.fps,
        pictured=script.picture is not None,
        stage=stage,
        begins=dances[0],
        ends=dances[1],
        bars=_bars(music, script.fps) if music else None,
        captions=said.captions,
        title=script.title,
    )


def _bars(music: Music, fps: int) -> Bars:
    if music.score is not None:
        return bars_of_score(music.score, music.start)
    return bars_of_sound(music.heard["loudness"], fps)


def _painted(
    part: PicturePart,
    works: Works,
    music: Music | None,
    tension: Floats,
    script: Performance,
    frames: int,
    progress: Progress,
) -> Painted:
    """The sketches of the picture's frames, held back where they would flash."""
    model = works.model(part.model)
    if model.card.medium != "image":
        raise SketchError(f"picture: the model {part.model} makes {model.art.plural}; name one of pictures.")
    walk = _walk(part, works, model)
    about = Sketch(latent=walk.but(at=0), psi=part.psi)
    drives = Drives(drives=read_drives(part.drives, music), fps=script.fps) if music and part.drives else None
    if drives is None or music is None:
        moving = np.zeros((0, frames))
    else:
        moving = drives.levels(music.heard) * _strength(script, tension, frames)

    def plan(gains: Floats) -> list[Sketch]:
        if drives is None:
            places = np.linspace(0, 1, frames)
            return [about.model_copy(update={"latent": step}) for step in timed(model, walk, Timing(), places, None)]
        gone = drives.moments(moving, gains, walk.closed)
        return drives.sketches(about, timed(model, walk, Timing(), gone, None), moving, gains)

    kept = Kept(model)
    sketches, guarded = hold_back(kept, plan, frames, script.fps, progress)
    return Painted(kept, sketches, about, guarded)


def _walk(part: PicturePart, works: Works, model: Model) -> Walk:
    keys = [sketch.latent for sketch in works.sketches(model, part.sketches)]
    if any(isinstance(key, Regions) for key in keys):
        raise SketchError("picture: regions are no point that a walk can go through; give the latent of one region.")
    return Walk.model_validate({"keys": tuple(keys), "closed": False, "curve": part.curve})


def _strength(script: Performance, tension: Floats, frames: int) -> Floats:
    """(frames,): how much of what the score does is let through, less where the play is calm."""
    if script.play is None or not len(tension):
        return np.ones(frames)
    places = (np.arange(len(tension)) + 0.5) / len(tension)
    over = np.interp((np.arange(frames) + 0.5) / frames, places, tension)
    return np.asarray(1 - script.play.strength * (1 - over) / 2)


def _shown(ready: Rehearsed, meter: FlashMeter, progress: Progress) -> Iterator[Bytes8]:
    for number in range(ready.frames):
        frame = ready.frame(number)
        meter.add(frame)
        yield frame
        progress("performing", number + 1, ready.frames)


def _text(script: Performance, ready: Rehearsed) -> dict[str, str]:
    """What the film carries: the script, what went in, and the origin of its picture."""
    said = {KEY: json.dumps({"script": script.model_dump(mode="json"), "used": ready.works.used})}
    if ready.painted:
        said[ORIGIN] = ready.painted.kept.model.origin(ready.painted.about).to_json(indent=None)
    return said
