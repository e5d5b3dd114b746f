"""Boards of sketches as files of the project: painted once, then found again by what they show."""

from collections.abc import Sequence
from typing import Any

from ganvas.files import canonical_json, digest, write_whole
from ganvas.sketch import Sketch
from ganvas.studio.session import Session

PLACE = "/studio/looks"
MOST_TILE_PX = 512


def tile_px(session: Session, about: int) -> int:
    """The side of a tile of about so many pixels: whole multiples of a small picture, so that its pixels stay sharp."""
    side = max(session.card.shape[1:])
    return max(8, min(MOST_TILE_PX, side * max(1, round(about / side))))


async def look_of(session: Session, sketches: Sequence[Sketch], columns: int, about: int) -> dict[str, Any]:
    """A board as gv-tiles takes it, painted if it is not there yet.

    Args:
        session: its model in use paints.
        sketches: of the tiles, in their order.
        columns: tiles in a row.
        about: the side of a tile, in pixels.
    Raises:
        GanvasError: the model cannot paint one of them.
    """
    side = tile_px(session, about)
    records = [sketch.model_dump(mode="json") for sketch in sketches]
    name = digest(canonical_json([session.card.digest, records, columns, side]))
    path = session.project.path / "looks" / f"{name}.jpg"
    if not path.is_file():
        data = await session.painters.ask("board", session.name, sketches=records, columns=columns, tile_px=side)
        await session.write(lambda: write_whole(session.project.folder("looks") / path.name, data))
    return shown(path.name, len(sketches), columns, side)


async def kept_look(session: Session, data: bytes, count: int, columns: int, side: int) -> dict[str, Any]:
    """The same of a board that was painted already."""
    name = f"{digest(data)}.jpg"
    await session.write(lambda: write_whole(session.project.folder("looks") / name, data))
    return shown(name, count, columns, side)


def shown(name: str, count: int, columns: int, side: int) -> dict[str, Any]:
    """A board in the words of gv-tiles."""
    return {"url": f"{PLACE}/{name}", "columns": columns, "count": count, "tile": side}
