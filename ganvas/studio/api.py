"""The acts of Ganvas over HTTP, under /api/v1: which models there are, and a sketch to a picture.

Every answer that is no picture is JSON; an error is ``{"detail": "one sentence"}``. 400 is a request that
cannot be painted, 404 a model that is not served, 422 a request of another form, 429 more than can be
painted soon, with Retry-After.
"""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request, Response, WebSocket
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from ganvas import __version__
from ganvas.errors import GanvasError
from ganvas.sketch import Sketch
from ganvas.sketch.line import read_line, write_line
from ganvas.studio.live import LiveWish, live
from ganvas.studio.painters import Busy, PainterLost, Painters
from ganvas.studio.wishes import MEDIA_TYPES, MOST_SCALE, SUFFIXES, Batch, Format, Name, Wish

RETRY_S = "1"


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


def served(models: Mapping[str, Path]) -> dict[str, Served]:
    """What can be said of each model; loads them once, so that a false one ends the start and not a request.

    Raises:
        ModelError: one of them is missing or damaged.
    """
    from ganvas.model.model import Model

    found = {}
    for name, path in models.items():
        model = Model.load(path)
        card = model.card
        found[name] = Served(
            name=name,
            digest=model.digest,
            medium=card.medium,
            shape=card.shape,
            net=card.net,
            layers=model.layers,
            seen=card.seen,
            corpus=card.corpus_digest,
        )
    return found


def api(models: Mapping[str, Path], painters: int = 1) -> FastAPI:
    """The application that serves these models.

    Args:
        models: a run or snapshot by the name that it is served under.
        painters: processes that paint.
    Raises:
        ModelError: one of the models is missing or damaged.
    """
    known = served(models)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.painters = Painters(models, painters)
        yield
        app.state.painters.close()

    app = FastAPI(
        title="Ganvas",
        version=__version__,
        summary="Your own models over HTTP: a sketch in, a picture out.",
        lifespan=life,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    _answer_errors(app)
    _routes(app, known)
    return app


def _answer_errors(app: FastAPI) -> None:
    """One sentence for each error of ours."""

    @app.exception_handler(GanvasError)
    async def _refused(_request: Request, error: GanvasError) -> JSONResponse:
        status = {Busy: 429, PainterLost: 503}.get(type(error), 400)
        headers = {"Retry-After": RETRY_S} if status in {429, 503} else None
        return JSONResponse({"detail": str(error)}, status, headers)


def _routes(app: FastAPI, known: Mapping[str, Served]) -> None:
    """The acts."""

    def painter_of(name: str) -> Painters:
        if name not in known:
            raise HTTPException(404, f"no model {name!r} is served; served are: {', '.join(known)}")
        painters: Painters = app.state.painters
        return painters

    async def bytes_of(name: str, wish: Wish, suffix: str) -> bytes:
        return await painter_of(name).paint(name, wish.read().to_json(indent=None), suffix, wish.scale)

    async def painted(name: str, wish: Wish) -> Response:
        data = await bytes_of(name, wish, SUFFIXES[wish.format])
        return Response(data, media_type=MEDIA_TYPES[wish.format])

    @app.websocket("/api/v1/models/{name}/live")
    async def live_pictures(socket: WebSocket, name: str) -> None:
        if name not in known:
            await socket.close(1008, f"no model {name!r} is served"[:120])
            return

        async def frame(wish: LiveWish) -> bytes:
            return await bytes_of(name, wish, SUFFIXES["jpeg"])

        await live(socket, frame)

    @app.get("/api/v1/models", operation_id="list_models")
    async def list_models() -> list[Served]:
        """The models that are served."""
        return list(known.values())

    @app.get("/api/v1/models/{name}", operation_id="get_model", responses={404: {"model": Said}})
    async def get_model(name: Name) -> Served:
        """One model."""
        painter_of(name)
        return known[name]

    @app.post("/api/v1/models/{name}/pictures", operation_id="paint", responses=PICTURE, response_class=Response)
    async def paint(name: Name, wish: Wish) -> Response:
        """A sketch to a picture: the same model and sketch give the same bytes."""
        return await painted(name, wish)

    @app.get("/api/v1/models/{name}/pictures", operation_id="paint_line", responses=PICTURE, response_class=Response)
    async def paint_line(
        name: Name,
        line: Annotated[str, Query(min_length=1, max_length=4000, description="such as mix(3, 7, coarse) psi=0.7")],
        format: Format = "png",
        scale: Annotated[int, Query(ge=1, le=MOST_SCALE)] = 1,
    ) -> Response:
        """The same by a link that can be shared."""
        return await painted(name, Wish(line=line, format=format, scale=scale))

    @app.post(
        "/api/v1/models/{name}/batches",
        operation_id="paint_batch",
        responses=PICTURE | {200: {"content": {"application/zip": {}}, "description": "A zip of 0000.png, 0001.png …"}},
        response_class=Response,
    )
    async def paint_batch(name: Name, batch: Batch) -> Response:
        """Several sketches to a zip file, in their order."""
        answers = await asyncio.gather(*(painted(name, wish) for wish in batch.wishes), return_exceptions=True)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            for number, (wish, answer) in enumerate(zip(batch.wishes, answers, strict=True)):
                if isinstance(answer, BaseException):
                    raise answer
                file.writestr(f"{number:04d}{SUFFIXES[wish.format]}", answer.body)
        return Response(archive.getvalue(), media_type="application/zip")

    @app.get("/api/v1/sketches", operation_id="read_sketch", responses={400: {"model": Said}})
    async def read_sketch(line: Annotated[str, Query(min_length=1, max_length=4000)]) -> Read:
        """A line of text as a sketch, and as it is written."""
        sketch = read_line(line)
        return Read(sketch=sketch, line=write_line(sketch))
