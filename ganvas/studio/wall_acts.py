"""The gallery over HTTP: finding works, their files, and checking a file; the gallery is ``wall`` of the state."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Body, HTTPException, Query, Request
from fastapi import Path as InPath
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from ganvas.errors import GalleryError
from ganvas.gallery.entries import Entry
from ganvas.gallery.gallery import Gallery
from ganvas.gallery.wishes import Page
from ganvas.gallery.wishes import Wish as GalleryWish
from ganvas.provenance.verify import Report
from ganvas.studio.acts import Said
from ganvas.studio.routes import safe_parts
from ganvas.studio.wall import Wall

MOST_ON_PAGE = 200
LAST_PAGE = 100_000
LAST_WORK = 2**31 - 1  # the largest number that every database holds
T = TypeVar("T")

router = APIRouter(prefix="/api/v1")


class Hanging(BaseModel):
    """Works of the gallery that were asked for."""

    total: int = Field(description="on all pages")
    works: tuple[Entry, ...]
    distances: tuple[float, ...] = Field((), description="of each, where nearness was asked for")


Number = Annotated[int, InPath(ge=1, le=LAST_WORK, description="of a work, as the list names it")]
PageNumber = Annotated[int, Query(ge=1, le=LAST_PAGE)]
Size = Annotated[int, Query(ge=1, le=MOST_ON_PAGE, description="works on a page")]
Color = Annotated[str, Query(pattern="^(#[0-9a-fA-F]{6})?$", description="such as #aa5533: the nearest first")]
Picture = Annotated[bytes, Body(media_type="application/octet-stream", description="the bytes of the file")]
MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Said, "description": "No such work hangs here."}}
REFUSED: dict[int | str, dict[str, Any]] = {400: {"model": Said, "description": "It cannot be asked like that."}}
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file as it was hung."}
}
THUMBNAIL: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/webp": {}}, "description": "A small copy, at most 480 pixels wide or tall."}
}


def wall(request: Request) -> Wall:
    """The gallery that is served."""
    found: Wall = request.app.state.wall
    return found


async def asked(request: Request, number: int, question: Callable[[Gallery, Entry], T]) -> T:
    """What the gallery answers about one work.

    Raises:
        HTTPException: there is none of that number.
    """
    place = wall(request)
    try:
        entry = await place.ask(lambda gallery: gallery.entry(number))
    except GalleryError as error:
        raise HTTPException(404, str(error)) from None
    return await place.ask(lambda gallery: question(gallery, entry))


@router.get("/gallery", operation_id="list_works", responses=REFUSED)
async def list_works(
    request: Request,
    text: Annotated[str, Query(max_length=200, description="beginnings of words of title, note and tags")] = "",
    tag: Annotated[str, Query(max_length=40)] = "",
    color: Color = "",
    like: Annotated[int, Query(ge=0, le=LAST_WORK, description="a work: those that look like it; 0 for none")] = 0,
    starred: bool = False,
    model: Annotated[str, Query(pattern="^[0-9a-f]{0,64}$", description="digest, or its beginning")] = "",
    page: PageNumber = 1,
    size: Size = 60,
) -> Hanging:
    """Works of the gallery: the newest first, or the nearest to a colour or a work."""
    if like and color:
        raise HTTPException(400, "color and like both ask for what is nearest; give one of them")
    wish = GalleryWish(text=text, tag=tag, color=color, starred=starred, model=model, page=page, size=size)
    place = wall(request)
    if not place.is_begun:
        return Hanging(total=0, works=())
    if like:
        found = await place.ask(lambda gallery: gallery.like(gallery.file_of(gallery.entry(like)), wish))
    else:
        found = await place.ask(lambda gallery: gallery.find(wish))
    return told(found)


@router.post("/gallery/alike", operation_id="list_alike", responses=REFUSED)
async def list_alike(request: Request, picture: Picture, page: PageNumber = 1, size: Size = 60) -> Hanging:
    """Works of the gallery that look like a picture that is sent, the most alike first."""
    place = wall(request)
    if not place.is_begun:
        return Hanging(total=0, works=())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(picture)
        wish = GalleryWish(page=page, size=size)
        return told(await place.ask(lambda gallery: gallery.like(path, wish)))


@router.get("/gallery/{number}", operation_id="get_work", responses=MISSING)
async def get_work(request: Request, number: Number) -> Entry:
    """One work."""
    return await asked(request, number, lambda _, entry: entry)


@router.get("/gallery/{number}/file", operation_id="get_work_file", responses=MISSING | FILE,
            response_class=FileResponse)  # fmt: skip
async def get_work_file(request: Request, number: Number) -> FileResponse:
    """The file of a work, with its credentials."""
    path = await asked(request, number, lambda gallery, entry: gallery.file_of(entry))
    return given(path)


@router.get("/gallery/{number}/thumbnail", operation_id="get_work_thumbnail", responses=MISSING | REFUSED | THUMBNAIL,
            response_class=FileResponse)  # fmt: skip
async def get_work_thumbnail(request: Request, number: Number) -> FileResponse:
    """A small copy of a work."""
    return given(await asked(request, number, lambda gallery, entry: gallery.thumbnail(entry)))


@router.post("/verify", operation_id="verify_file", responses=REFUSED)
async def verify_file(
    data: Picture, name: Annotated[str, Query(max_length=200, description="what the file is called")] = "file"
) -> Report:
    """What is known of a file that is sent: whether it is what was signed, by whom, and what it was made from."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (safe_parts(name or "file")[-1])
        path.write_bytes(data)
        report = await asyncio.to_thread(checked, path)
    return report.but(path=path.name, note=report.note.replace(str(path), path.name))


def checked(path: Path) -> Report:
    """The report on a file, with what this machine knows."""
    from ganvas.provenance import keys
    from ganvas.provenance.ledger import Lines
    from ganvas.provenance.verify import verify

    return verify(path, Lines(), keys.anchors())


def told(found: Page) -> Hanging:
    """A page as an answer."""
    return Hanging(total=found.total, works=found.entries, distances=found.distances)


def given(path: Path) -> FileResponse:
    """A file, or the sentence that it is not there."""
    if not path.is_file():
        raise HTTPException(404, "its file is missing from the gallery; put a copy of it back")
    return FileResponse(path)
