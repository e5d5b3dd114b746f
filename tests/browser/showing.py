"""Pages for islands to stand on, and what tests want of them."""

import asyncio
import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, WebSocket
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from PIL import Image

import ganvas.studio

ISLANDS = Path(ganvas.studio.__file__).parent / "islands"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Islands</title>{head}
<link rel="icon" href="data:,">
<style>:root {{ color-scheme: light dark }} body {{ margin: 20px; font: 16px system-ui, sans-serif;
background: light-dark(#faf9f6, #171614); color: light-dark(#1f1d1a, #ebe7df) }}</style>
<script type="module">{imports}
window.heard = [];
for (const name of {events})
  addEventListener(name, (event) => heard.push([name, JSON.parse(JSON.stringify(event.detail))]));
window.ready = true;</script></head><body><main><h1>Islands</h1><div id="here"></div></main></body></html>"""
EVENTS = [
    *("frame", "error", "choose", "select", "keep", "more", "shown", "input", "change", "rename", "stroke", "layer"),
    *("undo", "seek", "play", "loop", "hover", "add", "remove", "move"),
]


def with_islands(app: FastAPI, head: str = "") -> FastAPI:
    """The application, with the islands' modules at /islands and pages of them, with that head, at /show/NAME,NAME."""

    @app.get("/show/{names}", response_class=HTMLResponse)
    async def show(names: str) -> str:
        imports = "".join(f'import "/islands/{name}.js";' for name in names.split(","))
        return PAGE.format(head=head, imports=imports, events=json.dumps([f"gv-{name}" for name in EVENTS]))

    app.mount("/islands", StaticFiles(directory=ISLANDS))
    return app


def put(page: Any, url: str, tag: str, properties: dict[str, Any], style: str = "") -> Any:
    """An island of that tag on a fresh page, with these properties; gives its handle."""
    page.goto(f"{url}show/{tag.removeprefix('gv-')}")
    page.wait_for_function("window.ready")
    page.evaluate(
        """([tag, properties, style]) => {
          const island = document.createElement(tag);
          Object.assign(island, properties);
          island.style.cssText = style;
          document.getElementById("here").append(island);
        }""",
        [tag, properties, style],
    )
    return page.locator(tag)


def heard(page: Any, name: str) -> list[Any]:
    """The details of all events of that name so far."""
    return [detail for said, detail in page.evaluate("heard") if said == name]


def wait_heard(page: Any, name: str, count: int = 1) -> Any:
    """The detail of the last event of that name, once there are so many."""
    page.wait_for_function(
        "([name, count]) => heard.filter(([said]) => said === name).length >= count", arg=[name, count]
    )
    return heard(page, name)[-1]


def jpeg(colour: tuple[int, int, int], size: tuple[int, int] = (16, 16)) -> bytes:
    """A JPEG of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG", quality=95)
    return file.getvalue()


def atlas(count: int, columns: int, tile: int = 16) -> dict[str, Any]:
    """A board of tiles from dark to light."""
    rows = -(-count // columns)
    whole = Image.new("RGB", (columns * tile, rows * tile))
    for n in range(count):
        level = 40 + 180 * n // count
        whole.paste(
            (level, level, level),
            (n % columns * tile, n // columns * tile, (n % columns + 1) * tile, (n // columns + 1) * tile),
        )
    file = io.BytesIO()
    whole.save(file, "JPEG", quality=95)
    return {"bytes": base64.b64encode(file.getvalue()).decode(), "columns": columns, "count": count, "tile": tile}


def no_faults(page: Any) -> None:
    """Axe finds nothing serious or critical."""
    axe = pytest.importorskip("axe_core_python.sync_playwright", reason="axe is not installed").Axe()
    found = [one for one in axe.run(page)["violations"] if one["impact"] in {"serious", "critical"}]
    assert not [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


class SlowPainter:
    """A WebSocket at /slow that answers each wish when it is told to, or drops the socket."""

    def __init__(self, app: FastAPI) -> None:
        self.wishes: list[dict[str, Any]] = []
        self.opened = 0
        self.wait_s = 0.0
        self.drop_next = False

        @app.websocket("/slow")
        async def slow(socket: WebSocket) -> None:
            await socket.accept()
            self.opened += 1
            async for text in socket.iter_text():
                wish = json.loads(text)
                self.wishes.append(wish)
                await asyncio.sleep(self.wait_s)
                if self.drop_next:
                    self.drop_next = False
                    await socket.close()
                    return
                if wish["line"] == "wrong":
                    await socket.send_text(json.dumps({"number": wish["number"], "detail": "that is no line"}))
                    continue
                level = int(wish["line"]) % 256
                await socket.send_bytes(wish["number"].to_bytes(8, "big") + jpeg((level, level, level)))
