"""The acts of the API, each a function of a request; what they work with lies in the application's state."""

import asyncio
import io
import zipfile
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response, WebSocket
from pydantic import BaseModel, Field
from starlette.applications import Starlette

from ganvas.sketch import Sketch
from ganvas.sketch.line import read_line, write_line
from ganvas.studio.boards import BoardWish
from ganvas.studio.live import LiveWish, live
from ganvas.studio.painters import Painters
from ganvas.studio.wishes import MEDIA_TYPES, MOST_SCALE, SUFFIXES, Batch, Format, Name, Wish

LONGEST_LINK = 4000  # characters

router = APIRouter(prefix="/api/v1")


class Served(BaseModel):
    """A model that is served."""

    name: str
    digest: str = Field(description="SHA-256 of its snapshot: the model's identity")
    medium: str
    shape: tuple[int, ...] = Field(description="of one sample, channels first")
    net: str
    layers: int = Field(description="layers with a style of their own; 1 where the latent goes in at once")
    seen: int = Field(description="real samples that it was shown")
    corpus: str = Field(description="digest of the corpus that it learned from")


class Said(BaseModel):
    """What was wrong, in one sentence."""

    detail: str


class Read(BaseModel):
    """A sketch in both of its forms."""

    sketch: Sketch
    line: str


PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {}, "image/jpeg": {}}, "description": "The picture."},
    400: {"model": Said, "description": "This model cannot paint that."},
    404: {"model": Said, "description": "No such model is served."},
    429: {"model": Said, "description": "More is asked than can be painted soon; see Retry-After."},
    503: {"model": Said, "description": "Painting it ended the painter."},
}
BOARD = PICTURE | {200: {"content": {"image/jpeg": {}}, "description": "The board."}}
ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {}}, "description": "A zip of 0000.png, 0001.png …"}
}


def found(app: Starlette, name: str) -> Served:
    """The model of that name.

    Raises:
        HTTPException: none is served under it.
    """
    known: dict[str, Served] = app.state.models
    if name not in known:
        raise HTTPException(404, f"no model {name!r} is served; served are: {', '.join(known)}")
    return known[name]


async def painted(app: Starlette, name: str, wish: Wish, suffix: str) -> bytes:
    """The bytes of a wish's picture."""
    data: bytes = await app.state.painters.paint(
        found(app, name).name, wish.read().to_json(indent=None), suffix, wish.scale
    )
    return data


async def answered(app: Starlette, name: str, wish: Wish) -> Response:
    """The same as an answer."""
    data = await painted(app, name, wish, SUFFIXES[wish.format])
    return Response(data, media_type=MEDIA_TYPES[wish.format])


@router.get("/models", operation_id="list_models")
async def list_models(request: Request) -> list[Served]:
    """The models that are served."""
    return list(request.app.state.models.values())


@router.get("/models/{name}", operation_id="get_model", responses={404: {"model": Said}})
async def get_model(request: Request, name: Name) -> Served:
    """One model."""
    return found(request.app, name)


@router.post("/models/{name}/pictures", operation_id="paint", responses=PICTURE, response_class=Response)
async def paint(request: Request, name: Name, wish: Wish) -> Response:
    """A sketch to a picture: the same model and sketch give the same bytes."""
    return await answered(request.app, name, wish)


@router.get("/models/{name}/pictures", operation_id="paint_line", responses=PICTURE, response_class=Response)
async def paint_line(
    request: Request,
    name: Name,
    line: Annotated[str, Query(min_length=1, max_length=LONGEST_LINK, description="such as mix(3, 7, coarse) psi=0.7")],
    format: Format = "png",
    scale: Annotated[int, Query(ge=1, le=MOST_SCALE)] = 1,
) -> Response:
    """The same by a link that can be shared."""
    return await answered(request.app, name, Wish(line=line, format=format, scale=scale))


@router.post("/models/{name}/batches", operation_id="paint_batch", responses=PICTURE | ZIP, response_class=Response)
async def paint_batch(request: Request, name: Name, batch: Batch) -> Response:
    """Several sketches to a zip file, in their order."""
    wishes = batch.wishes
    pictures = await asyncio.gather(*(painted(request.app, name, one, SUFFIXES[one.format]) for one in wishes))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for number, (wish, data) in enumerate(zip(wishes, pictures, strict=True)):
            file.writestr(f"{number:04d}{SUFFIXES[wish.format]}", data)
    return Response(archive.getvalue(), media_type="application/zip")


@router.post("/models/{name}/boards", operation_id="paint_board", responses=BOARD, response_class=Response)
async def paint_board(request: Request, name: Name, wish: BoardWish) -> Response:
    """Many sketches to one JPEG of square tiles without gaps, row by row."""
    sketches = [sketch.model_dump(mode="json") for sketch in wish.read()]
    painters: Painters = request.app.state.painters
    data = await painters.ask(
        "board", found(request.app, name).name, sketches=sketches, columns=wish.columns, tile_px=wish.tile_px
    )
    return Response(data, media_type="image/jpeg")


@router.get("/sketches", operation_id="read_sketch", responses={400: {"model": Said}})
async def read_sketch(line: Annotated[str, Query(min_length=1, max_length=LONGEST_LINK)]) -> Read:
    """A line of text as a sketch, and as it is written."""
    sketch = read_line(line)
    return Read(sketch=sketch, line=write_line(sketch))


@router.websocket("/models/{name}/live")
async def live_pictures(socket: WebSocket, name: str) -> None:
    """Sketches in, frames out; see ``ganvas.studio.live``."""
    if name not in socket.app.state.models:
        await socket.close(1008, f"no model {name!r} is served"[:120])
        return

    async def frame(wish: LiveWish) -> bytes:
        return await painted(socket.app, name, wish, SUFFIXES["jpeg"])

    await live(socket, frame)
