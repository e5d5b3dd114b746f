"""The application that serves models over HTTP, under /api/v1.

Every answer that is no picture is JSON; an error is ``{"detail": "one sentence"}``. 400 is a request that
cannot be painted, 404 a model that is not served, 422 a request of another form, 429 more than can be
painted soon, with Retry-After.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from ganvas import __version__
from ganvas.errors import GanvasError
from ganvas.studio.acts import Served, router
from ganvas.studio.painters import Busy, PainterLost, Painters
from ganvas.studio.wall import Wall

Life = Callable[[FastAPI], AbstractAsyncContextManager[None]]
RETRY_S = "1"
STATUS = {Busy: 429, PainterLost: 503}


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


def application(life: Life) -> FastAPI:
    """An application of ours that nothing is served on yet; ``life`` begins and ends what it works with."""
    return FastAPI(
        title="Ganvas",
        version=__version__,
        summary="Your own models over HTTP: a sketch in, a picture out.",
        lifespan=life,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )


def api(models: Mapping[str, Path], painters: int = 1, gallery: Path | None = None) -> FastAPI:
    """The application that serves these models, and a gallery if one is given.

    Args:
        models: a run or snapshot by the name that it is served under.
        painters: processes that paint.
        gallery: the folder of one; it need not have been begun.
    Raises:
        ModelError: one of the models is missing or damaged.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.painters = Painters(models, painters)
        yield
        app.state.painters.close()
        if gallery is not None:
            app.state.wall.close()

    app = application(life)
    app.state.models = served(models)
    app.include_router(router)
    if gallery is not None:
        from ganvas.studio import wall_acts

        app.state.wall = Wall(gallery)
        app.include_router(wall_acts.router)

    @app.exception_handler(GanvasError)
    async def refused(_request: Request, error: GanvasError) -> JSONResponse:
        return answer_of(error)

    return app


def answer_of(error: GanvasError) -> JSONResponse:
    """An error as an answer: its sentence, and the status of its kind."""
    status = STATUS.get(type(error), 400)
    return JSONResponse({"detail": str(error)}, status, {"Retry-After": RETRY_S} if status != 400 else None)
