"""Live pictures: sketches in, frames out, over one WebSocket; the latest wish wins.

A message is the JSON of a ``Wish`` with a number: ``{"number": 7, "line": "mix(3, 7, coarse)", "scale": 2}``. A frame
is that number as eight bytes, big end first, and a JPEG. What was wished for while a frame was painted and is no longer
the latest is skipped: a slow model lags behind a hand by one frame and never by a queue. What cannot be painted comes
back as a text message, ``{"number": 7, "detail": "one sentence"}``.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import ConfigDict, Field, ValidationError

from ganvas.errors import GanvasError
from ganvas.studio.wishes import Wish

NUMBER_BYTES = 8


class LiveWish(Wish):
    """A picture that is wished for, and the number that its frame will carry."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(0, ge=0, lt=2**63)


Paint = Callable[[LiveWish], Awaitable[bytes]]


async def live(socket: WebSocket, paint: Paint) -> None:
    """Serve one socket until it closes.

    Args:
        socket: not yet accepted.
        paint: gives the bytes of a wish.
    """
    await socket.accept()
    latest: asyncio.Queue[LiveWish] = asyncio.Queue(maxsize=1)
    frames = asyncio.create_task(_frames(socket, latest, paint))
    try:
        while True:
            await _put_latest(socket, latest, await socket.receive_text())
    except (WebSocketDisconnect, KeyError):  # a binary message has no text: such a client is let go
        pass
    finally:
        frames.cancel()
        with contextlib.suppress(asyncio.CancelledError, RuntimeError):
            await frames


async def _put_latest(socket: WebSocket, latest: asyncio.Queue[LiveWish], text: str) -> None:
    """Let a message be the latest wish, or say what is wrong with it."""
    try:
        wish = LiveWish.model_validate_json(text)
        wish.read()
    except (ValidationError, GanvasError) as error:
        sentence = str(error).partition("\n")[0] if isinstance(error, GanvasError) else "not a wish of this form"
        await socket.send_text(json.dumps({"number": _number_in(text), "detail": sentence}))
        return
    if latest.full():
        latest.get_nowait()
    latest.put_nowait(wish)


def _number_in(text: str) -> int:
    """The number of a message that is no wish, as far as it has one."""
    with contextlib.suppress(ValueError, TypeError, AttributeError):
        number = json.loads(text).get("number", 0)
        return number if isinstance(number, int) else 0
    return 0


async def _frames(socket: WebSocket, latest: asyncio.Queue[LiveWish], paint: Paint) -> None:
    """Paint the latest wish, again and again."""
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            wish = await latest.get()
            try:
                data = await paint(wish)
            except GanvasError as error:
                await socket.send_text(json.dumps({"number": wish.number, "detail": str(error)}))
            else:
                await socket.send_bytes(wish.number.to_bytes(NUMBER_BYTES, "big") + data)
