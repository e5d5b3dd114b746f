"""Films and sounds of a project, and what pages fetch of them; thumbnails of steps as well."""

import re
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse

from ganvas.errors import GanvasError
from ganvas.studio.project import Project

PLACE = "/studio/films"
SOUNDS = "/studio/sounds"
SUFFIXES = (".mp4", ".webm", ".gif")
MEDIA_TYPES = {".mp4": "video/mp4", ".webm": "video/webm", ".gif": "image/gif", ".wav": "audio/wav",
               ".mp3": "audio/mpeg", ".flac": "audio/flac", ".ogg": "audio/ogg"}  # fmt: skip
NAME = re.compile(r"[\w][\w .-]{0,79}")
SHEET = re.compile(r"[0-9a-f]{64}\.jpg")

router = APIRouter(prefix="/studio", include_in_schema=False)


@router.get("/atlas/{name}")
async def atlas(request: Request, name: str) -> Response:
    """Thumbnails of steps in one picture."""
    data = request.app.state.session.thumbs.sheets.get(name)
    if data is None or not SHEET.fullmatch(name):
        raise HTTPException(404, "these thumbnails are not here any more")
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=31536000, immutable"})


@router.get("/plans/{name}")
async def plan(request: Request, name: str) -> Response:
    """The frames of a film that is looked at before it is painted."""
    data = request.app.state.session.thumbs.plans.get(name)
    if data is None:
        raise HTTPException(404, "this plan is not here any more")
    return Response(data, media_type="application/json")


@router.get("/films/{name}")
async def film(request: Request, name: str) -> FileResponse:
    """A film of the project."""
    return _given(request, "films", name)


@router.get("/sounds/{name}")
async def sound(request: Request, name: str) -> FileResponse:
    """A sound of the project."""
    return _given(request, "sounds", name)


def _given(request: Request, kind: str, name: str) -> FileResponse:
    path = request.app.state.session.project.path / kind / name
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    if not NAME.fullmatch(name) or media_type is None or not path.is_file():
        raise HTTPException(404, "there is no such file in this project")
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": "no-cache"})


def films(project: Project) -> list[Path]:
    """The films of a project, the newest first."""
    place = project.path / "films"
    found = [path for path in place.iterdir() if path.suffix in SUFFIXES] if place.is_dir() else []
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def sounds(project: Project) -> list[Path]:
    """The sounds of a project, by name."""
    place = project.path / "sounds"
    return sorted(path for path in place.iterdir() if path.suffix.lower() in MEDIA_TYPES) if place.is_dir() else []


def new_name(project: Project, wanted: str, suffix: str) -> Path:
    """A place for a film that nothing has yet: NAME, or NAME-2 and so on.

    Raises:
        GanvasError: that is no name.
    """
    if not NAME.fullmatch(wanted) or wanted.endswith((".", " ")):
        raise GanvasError(f"{wanted!r}: is no name for a film; use letters, digits, spaces, dots and dashes")
    place = project.folder("films")
    names = [wanted, *(f"{wanted}-{number}" for number in range(2, 10_000))]
    return next(path for name in names if not (path := place / f"{name}{suffix}").exists())
