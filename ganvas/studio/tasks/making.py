"""Films as tasks: the making of a picture, a way from key to key, and what is heard in a sound."""

import json
import shutil
from pathlib import Path
from typing import Any

from ganvas.errors import WorkError
from ganvas.files import digest, digest_file, write_whole
from ganvas.gallery.history import History
from ganvas.gallery.making import film_making
from ganvas.media.image.film import MAX_SCALE, frame_count
from ganvas.media.sound.decode import FORMATS
from ganvas.media.sound.features import hear as listen
from ganvas.media.sound.features import length_s
from ganvas.model.director import film as film_walk
from ganvas.model.filming import Reel, shoot
from ganvas.model.guard import Witness
from ganvas.model.model import Model
from ganvas.publishing.authored import authorship_of
from ganvas.studio.animation import Animation
from ganvas.studio.progress import Progress
from ganvas.studio.takes import read_take

TAKE_PX = 1024


def who(_progress: Progress, project: str, step: int) -> dict[str, Any]:
    """Who made what, up to a step: an ``Authorship`` as JSON carries it."""
    with History.open(project, make=False) as history:
        return authorship_of(history, step).model_dump(mode="json")


def making(
    progress: Progress, project: str, into: str, step: int, models: dict[str, str], each_s: float, captions: bool
) -> dict[str, Any]:
    """Film every step that led to one, each painted again by the snapshot of its digest in ``models``."""
    with History.open(project, make=False) as history:
        sha256, steps = film_making(
            history,
            {digest: Path(path) for digest, path in models.items()},
            Path(into),
            step,
            each_s,
            captions,
            progress=lambda words, done, of: progress(words, done / of),
        )
    return {"sha256": sha256, "steps": len(steps), "name": Path(into).name}


def film(
    progress: Progress, animation: dict[str, Any], model: str, into: str, fps: int, scale: int, sound: str
) -> dict[str, Any]:
    """Film a way from key to key; what drives it is held back where it would flash."""
    wanted = Animation.model_validate(animation)
    reel = Reel(Path(into), fps, scale or None, sound=Path(sound) if sound else None)
    frames = frame_count(wanted.seconds, fps)
    found = film_walk(
        Model.load(model), wanted.walk, wanted.sketch, wanted.script(), frames, reel,
        lambda words, done, of: progress(words, done / of),
    )  # fmt: skip
    mute = bool(sound) and not reel.has_sound
    return {"name": reel.path.name, "frames": frames, "mute": mute, **found.report(),
            "guard": found.flashes.sentence if found.flashes else ""}  # fmt: skip


def hear(_progress: Progress, sound: str, into: str, fps: int, seconds: float) -> str:
    """The file with what is heard at each frame of a film; listened to once."""
    path = Path(sound)
    place = Path(into) / f"{digest(f'{digest_file(path)} {fps} {seconds:g}'.encode())}.heard.json"
    if not place.exists():
        found = listen(path, fps, frame_count(seconds, fps) / fps)
        write_whole(place, json.dumps({name: row.tolist() for name, row in found.values.items()}).encode())
    return str(place)


def take_sound(_progress: Progress, batch: str, into: str) -> dict[str, Any]:
    """The first sound among dropped files, checked and put with the sounds of the project.

    Raises:
        WorkError: there is none, or it cannot be read.
    """
    files = sorted(path for path in Path(batch).rglob("*") if path.is_file())
    found = next((path for path in files if path.suffix.lower() in FORMATS), None)
    if found is None:
        raise WorkError(f"a sound ends in {', '.join(FORMATS)}; nothing like that was dropped")
    seconds = length_s(found)
    place = Path(into) / found.name
    shutil.move(found, place)
    return {"name": place.name, "seconds": seconds}


def take(progress: Progress, take: str, model: str, into: str, fps: int) -> dict[str, Any]:
    """Paint what was played live again, each frame anew, about twice as large as a walk is filmed."""
    painter, played = Model.load(model), read_take(Path(take))
    sketches = played.frames(fps)
    scale = min(MAX_SCALE, max(1, round(TAKE_PX / max(painter.card.shape[1:]))))
    with Witness(fps) as witness:
        sha256 = shoot(
            painter, sketches, sketches[0], Reel(Path(into), fps, scale), None,
            lambda words, done, of: progress(words, done / of), witness.see,
        )  # fmt: skip
    guard = witness.found.sentence if witness.found else ""
    return {"name": Path(into).name, "frames": len(sketches), "sha256": sha256, "guard": guard}
