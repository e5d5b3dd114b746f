"""What the keyboard does, in one table; the overlay behind ``?`` shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ganvas.studio.words import t

WAIT_S = 1.5  # how long a first key waits for its second


@dataclass(frozen=True)
class Key:
    """One key, or two after another.

    Attributes:
        keys: as the browser names them, such as ("g", "w"); capital letters are typed with Shift.
        act: what is done: an act of the frame, or the path of a room.
        words: the key of what it is called.
    """

    keys: tuple[str, ...]
    act: str
    words: str = ""

    def said(self) -> str:
        """What it does, in words."""
        return t(self.words) if self.words else t("key.room", room=t(f"room.{self.act.lstrip('/')}"))


KEYS: tuple[Key, ...] = (
    Key(("z",), "undo", "key.undo"),
    Key(("Z",), "redo", "key.redo"),
    Key(("s",), "keep", "key.keep"),
    Key(("r",), "surprise", "key.surprise"),
    Key(("?",), "help", "key.help"),
    Key(("Escape",), "escape", "key.escape"),
)
ROOM_LETTERS = {
    "works": "w", "training": "t", "explore": "e", "shape": "s", "breed": "b", "turns": "u", "animate": "a",
    "history": "h", "gallery": "g", "help": "?",
}  # fmt: skip


def all_keys(rooms: Sequence[str]) -> tuple[Key, ...]:
    """The keys of the frame, then g and a letter for each room, then the digits."""
    letters = [Key(("g", ROOM_LETTERS[name]), f"/{name}") for name in rooms]
    digits = [Key((str(place),), f"/{name}") for place, name in enumerate(rooms[:9], 1)]
    return (*KEYS, *letters, *digits)
