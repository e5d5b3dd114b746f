"""What rooms put before the artist: the picture that follows the sketch, and boards of many."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from ganvas.sketch import Sketch
from ganvas.studio.session import Session
from ganvas.studio.wishes import MOST_SCALE
from ganvas.studio.words import t

SAVED_PX = 512  # about how large a picture is saved
REST_S = 0.3  # how long a hand rests before where it is becomes a step


class Resting:
    """An act that is done once for several calls in a row, with the last values, when no other call has come since.

    Keys change a slider many times in a second: only where it comes to rest is a step.
    """

    def __init__(self, act: Callable[..., Awaitable[None]], wait_s: float = REST_S) -> None:
        self._act, self._wait_s, self._calls = act, wait_s, 0

    async def __call__(self, *args: Any) -> None:
        """Wait, and do it unless it was asked for again."""
        self._calls += 1
        mine = self._calls
        await asyncio.sleep(self._wait_s)
        if mine == self._calls:
            await self._act(*args)


def plain(sketch: Sketch) -> dict[str, Any]:
    """A sketch as JSON carries it."""
    return sketch.model_dump(mode="json")


def live(session: Session) -> dict[str, Any]:
    """What gv-live takes to show the session's picture; one pixel is one pixel, so that a frame is small."""
    return {
        "src": f"/api/v1/models/{session.name}/live",
        "sketch": plain(session.sketch),
        "label": t("picture", line=session.line),
    }


def board(
    session: Session, sketches: Sequence[Sketch], columns: int, tile_px: int = 96, labels: Sequence[str] = ()
) -> dict[str, Any]:
    """A board of sketches as gv-tiles and gv-slider take it: one wish to the API, one JPEG."""
    wish = {"sketches": [plain(one) for one in sketches], "columns": columns, "tile_px": tile_px}
    return {
        "url": f"/api/v1/models/{session.name}/boards", "wish": wish, "columns": columns, "count": len(sketches),
        "tile": tile_px, "labels": list(labels),
    }  # fmt: skip


def saved(session: Session) -> str:
    """The address of the picture as a file."""
    scale = min(MOST_SCALE, max(1, round(SAVED_PX / max(session.card.shape[1:]))))
    return f"/api/v1/models/{session.name}/pictures?{urlencode({'line': session.line, 'scale': scale})}"
