"""What pages of the studio fetch beside the API: pictures out of the project, and works that are dropped into it.

Names come from a browser and are trusted in nothing: a path of a dropped file is taken apart and put together again
below the project, and only files of known names are given out.
"""

import asyncio
import re
import unicodedata
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel

from ganvas.files import make_folder, plain_disk_errors
from ganvas.studio.project import Project

LOOK = re.compile(r"[0-9a-f]{64}\.(jpg|png)")
WORD = re.compile(r"[A-Za-z0-9_-]{1,64}")
ATLAS_PART = re.compile(r"index\.js|tiles/\d{1,2}-\d{1,6}-\d{1,6}\.jpg")
TASTE = re.compile(r"[0-9a-f]{64}\.json")
OFFER = re.compile(r"[\w][\w .()-]{0,160}")  # a file to take along, in a folder named by a digest
DIGEST = re.compile(r"[0-9a-f]{64}")
SHEET = re.compile(r"[0-9]{1,12}\.png")
LONGEST_PART, DEEPEST = 200, 16  # bytes of one name, folders of a path
LARGEST_BYTES = 8 << 30  # of one dropped file
FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}

router = APIRouter(prefix="/studio", include_in_schema=False)


class Dropped(BaseModel):
    """Where a dropped file stands now."""

    path: str
    bytes: int


def project_of(request: Request) -> Project:
    """The project that is open."""
    project: Project = request.app.state.session.project
    return project


def given(path: Path, headers: dict[str, str] | None = None) -> FileResponse:
    """A file, or the sentence that it is not there."""
    if not path.is_file():
        raise HTTPException(404, "there is no such file in this project")
    return FileResponse(path, headers=headers)


@router.get("/looks/{name}")
async def look(request: Request, name: str) -> FileResponse:
    """A picture that a task made, by its digest."""
    if not LOOK.fullmatch(name):
        raise HTTPException(404, "no such picture")
    return given(project_of(request).path / "looks" / name, FOREVER)


@router.get("/atlases/{name}/{part:path}")
async def atlas(request: Request, name: str, part: str) -> FileResponse:
    """A file of an atlas: its index, or a tile."""
    return given(project_of(request).path / "atlases" / named(WORD, name) / named(ATLAS_PART, part))


@router.get("/tastes/{name}")
async def tastes(request: Request, name: str) -> FileResponse:
    """The taste that was learned with a model, by the model's digest."""
    return given(project_of(request).path / "taste" / named(TASTE, name))


@router.get("/runs/{run}/sheets/{name}")
async def sheet(request: Request, run: str, name: str) -> FileResponse:
    """A contact sheet of a training."""
    return given(run_of(request, run) / "sheets" / named(SHEET, name))


@router.get("/runs/{run}/nearest.png")
async def nearest(request: Request, run: str) -> FileResponse:
    """The pairs of what is painted and the works nearest to it."""
    return given(run_of(request, run) / "nearest.png")


@router.get("/exports/{folder}/{name}")
async def take_along(request: Request, folder: str, name: str) -> FileResponse:
    """A file that was made to be taken along."""
    path = project_of(request).path / "exports" / named(DIGEST, folder) / named(OFFER, name)
    if not path.is_file():
        raise HTTPException(404, "it is not there any more; make it again")
    return FileResponse(path, filename=name)


@router.put("/drops/{batch}")
async def drop(
    request: Request,
    batch: str,
    name: Annotated[str, Query(min_length=1, max_length=2000)],
    offset: Annotated[int, Query(ge=0, le=LARGEST_BYTES)] = 0,
) -> Dropped:
    """A piece of a file that is dropped into the studio; the first has offset 0, each goes on where the last ended."""
    place = project_of(request).folder("drops") / named(WORD, batch)
    path = place.joinpath(*safe_parts(name))
    data = await request.body()
    return await asyncio.to_thread(put, path, offset, data)


@router.get("/alive")
async def alive() -> Response:
    """Whether the studio answers."""
    return Response(status_code=204)


def put(path: Path, offset: int, data: bytes) -> Dropped:
    """Write a piece of a file; one that does not go on where the file ends is refused."""
    make_folder(path.parent)
    with plain_disk_errors(path), path.open("r+b" if offset and path.exists() else "wb") as file:
        end = file.seek(0, 2)
        if offset > end:
            raise HTTPException(409, f"{path.name}: {end:,} bytes are here; the piece begins at {offset:,}")
        file.truncate(offset)
        file.seek(offset)
        file.write(data)
    return Dropped(path=path.name, bytes=offset + len(data))


def run_of(request: Request, name: str) -> Path:
    """A training of this project."""
    found = {path.name: path for path in project_of(request).runs()}
    if name not in found:
        raise HTTPException(404, "there is no such training in this project")
    return found[name]


def named(pattern: re.Pattern[str], name: str) -> str:
    """A name of that form."""
    if not pattern.fullmatch(name):
        raise HTTPException(404, "no such name")
    return name


def safe_parts(name: str) -> list[str]:
    """The folders and the name of a dropped file, none of which leads out of where it is put.

    Raises:
        HTTPException: nothing is left of it, or it is too deep.
    """
    parts = [safe(part) for part in name.replace("\\", "/").split("/")]
    parts = [part for part in parts if part]
    if not 1 <= len(parts) <= DEEPEST:
        raise HTTPException(400, "a dropped file needs a name, and folders that are not nested too deep")
    return parts


def safe(part: str) -> str:
    """One name without what a system might read as more than a name."""
    kept = "".join("_" if unicodedata.category(mark)[0] == "C" or mark in ':*?"<>|' else mark for mark in part).strip()
    while len(kept.encode(errors="replace")) > LONGEST_PART:
        kept = kept[1:]
    return "" if set(kept) <= {".", " "} else kept.rstrip(". ") or "_"
