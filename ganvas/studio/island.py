"""Islands: the parts of a page that are pixels, written as custom elements in ES modules of our own.

``island("gv-live", src="/api/v1/models/base/live", line="7 psi=0.7")`` puts ``<gv-live>`` on the page and loads
``/islands/live.js`` once. What is given becomes attributes; ``hear("gv-moved", act)`` hears the custom events and
gets their ``detail``.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nicegui import ui

from ganvas.studio.words import for_islands

HOME = Path(__file__).parent / "islands"
PLACE = "/islands"
OWN_KEYS = """(e) => {
  const at = e.composedPath()[0];
  if (e.defaultPrevented || at.matches?.('input:not([type=range]), select, textarea')) e.stopPropagation();
}"""  # a key that an island took, or that is typed into it, is no command of the studio


class Island(ui.element):
    """A custom element on the page."""

    def __init__(self, name: str, /, **values: Any) -> None:
        super().__init__(name)
        self.client.run_javascript(
            f"import('{address(name)}')"
        )  # a module is loaded once, however often it is asked for
        self.on("keydown", js_handler=OWN_KEYS)
        self.put(**values)

    def put(self, **values: Any) -> "Island":
        """Set attributes; ``tile_px=64`` is written ``tile-px``. True and False are written as words.

        What is a list or a dictionary is written as JSON.
        """
        for name, value in values.items():
            key = name.replace("_", "-")
            self.props[key] = json.dumps(value) if isinstance(value, bool | list | dict | tuple) else value
        return self

    def update_live(self, **values: Any) -> "Island":
        """Set properties of the element on this page at once, without keeping them: for a hand that is moving."""
        self.run_method("update", values)
        return self

    def hear(self, event: str, act: Callable[[Any], Any]) -> "Island":
        """Call that with the ``detail`` of each custom event of that name."""
        self.on(event, lambda heard: act(heard.args), js_handler="(e) => emit(e.detail)")
        return self


def island(name: str, /, **values: Any) -> Island:
    """A custom element of ours, such as gv-live, with these attributes."""
    return Island(name, **values)


def address(name: str) -> str:
    """Where the module of an element is: gv-live is in /islands/live.js."""
    return f"{PLACE}/{name.removeprefix('gv-')}.js"


def words() -> str:
    """What a page has in its head so that the islands on it speak the language in use; nothing in English.

    It is data, which no policy of contents forbids; common.js reads it.
    """
    said = for_islands()
    told = json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="gv-words">{told}</script>' if said else ""
