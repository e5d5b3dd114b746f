"""The studio as one application: the API, the islands, our sheet of styles, and the pages.

NiceGUI keeps one application in a process, so a process serves one studio.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from nicegui import ui
from nicegui.language import Language
from starlette.staticfiles import StaticFiles

from ganvas.errors import GanvasError
from ganvas.studio import films, frame, routes, wall_acts
from ganvas.studio.acts import router
from ganvas.studio.api import answer_of, application
from ganvas.studio.island import HOME as ISLANDS
from ganvas.studio.island import PLACE
from ganvas.studio.project import taste
from ganvas.studio.rooms import FIRST, ROOMS
from ganvas.studio.session import Session
from ganvas.studio.wall import wall_of
from ganvas.studio.words import speak, spoken

SHEETS = Path(__file__).parent / "sheets"  # what all rooms share in frame.css, and one for each room
MARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#26241f"/>
<rect x="8" y="8" width="16" height="16" fill="none" stroke="#f4f2ee" stroke-width="2.4"/>
<path d="M11 21l4-6 3 3.5 3-4.5" fill="none" stroke="#d9674c" stroke-width="2.4"/></svg>"""
HTML_LANGUAGES: dict[str, Language] = {"en": "en-US", "zh": "zh-CN"}
RECONNECT_S = 30.0  # how long a page may be away, asleep or without a network, and come back as it was


def studio(session: Session) -> FastAPI:
    """The application of a session; it is closed with it."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(begin(session))
            yield
            wall_of(session).close()
            session.close()

    app = application(life)
    app.state.models, app.state.painters, app.state.session = session.served, session.painters, session
    app.state.wall = wall_of(session)
    for part in (router, wall_acts.router, routes.router, films.router):
        app.include_router(part)
    app.mount(PLACE, StaticFiles(directory=ISLANDS, check_dir=False))

    @app.get(frame.CSS, include_in_schema=False)
    async def look() -> Response:
        return Response(sheet(), media_type="text/css")

    @app.get("/", include_in_schema=False)
    async def door(request: Request) -> RedirectResponse:
        query = "&".join(part for part in request.url.query.split("&") if part and not part.startswith("token="))
        return RedirectResponse(f"/{FIRST}" + (f"?{query}" if query else ""))

    @app.exception_handler(GanvasError)
    async def refused(_request: Request, error: GanvasError) -> JSONResponse:
        return answer_of(error)

    make_pages(session)
    speak(taste().language)
    ui.run_with(
        app,
        title="Ganvas",
        favicon=MARK,
        dark=None,
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=RECONNECT_S,
        storage_secret=secrets.token_urlsafe(32),
    )
    return app


async def begin(session: Session) -> None:
    """Get to know the model in use before anybody asks; what is wrong with it is said on the first page."""
    with contextlib.suppress(GanvasError):
        await session.ready()


def sheet() -> str:
    """How the studio looks: the sheet of all rooms, then those of each."""
    rooms = sorted(path for path in SHEETS.glob("*.css") if path.stem != "frame")
    return "\n".join(path.read_text(encoding="utf-8") for path in (SHEETS / "frame.css", *rooms))


def make_pages(session: Session) -> None:
    """A page at the address of each room; all of them are one page, which goes from room to room by itself."""

    async def page(request: Request) -> None:
        speak(taste().language)
        ui.context.client.page.language = HTML_LANGUAGES[spoken()]
        said = dict(request.query_params)
        sketch, model = said.pop("sketch", ""), said.pop("model", "")
        said.pop("token", None)
        frame.build(session, request.url.path, sketch, model, view=said)

    for room in ROOMS:
        ui.page(room.path)(page)
