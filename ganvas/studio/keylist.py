"""How a key is shown in a list of keys."""

from ganvas.studio import parts
from ganvas.studio.keys import Key
from ganvas.studio.words import t


def show_key(key: Key) -> None:
    """One row of the list of keys."""
    with parts.box("dt"):
        for place, letter in enumerate(key.keys):
            if place:
                parts.Text("span", t("key.then"), "gv-quiet")
            parts.Text("kbd", letter)
    parts.Text("dd", key.said())
