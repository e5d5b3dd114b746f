"""What the rooms are built of: plain elements of HTML that carry text as text, and never as markup."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

Act = Callable[..., Awaitable[None] | None]
VALUE = "^value"  # as an attribute: a property is set anew whenever Vue draws the page, over what somebody types


class Text(TextElement):
    """An element with text in it."""

    def __init__(self, tag: str, text: str = "", classes: str = "") -> None:
        super().__init__(tag=tag, text=text)
        self.classes(classes)


def box(tag: str = "div", classes: str = "", label: str = "") -> ui.element:
    """An element that holds others, to be used as a context; ``label`` is what a screen reader calls it."""
    made = ui.element(tag).classes(classes)
    if label:
        made.props["aria-label"] = label
    return made


def heading(text: str, level: int = 2, classes: str = "") -> Text:
    """A heading; a room has one of level 1, and then 2 and 3 in order."""
    return Text(f"h{level}", text, classes)


def paragraph(text: str, classes: str = "") -> Text:
    """A paragraph."""
    return Text("p", text, classes)


def button(text: str, act: Act, kind: str = "", key: str = "") -> Text:
    """A button.

    Args:
        text: what it says.
        act: what it does; it may be a coroutine.
        kind: ``first`` for the one that a room is for, ``quiet`` for one without a frame.
        key: the key that does the same, shown with it.
    """
    made = Text("button", text, f"gv-button {kind}")
    made.props["type"] = "button"
    if key:
        made.props["aria-keyshortcuts"] = key
        made.props["title"] = f"{text} ({key})"
    return made.on("click", act, args=[])


def link(text: str, path: str, classes: str = "") -> Text:
    """A link to a view of the studio."""
    made = Text("a", text, classes)
    made.props["href"] = path
    return made


def slider(
    label: str,
    value: float,
    low: float,
    high: float,
    step: float,
    moved: Callable[[float], Any] | None = None,
    settled: Callable[[float], Any] | None = None,
    say: Callable[[float], str] = "{:g}".format,
) -> "Slider":
    """A slider with its label and value: ``moved`` while it moves, ``settled`` when it rests."""
    return Slider(label, value, (low, high, step), moved, settled, say)


class Slider:
    """A native slider; the arrow keys move it, and a screen reader reads it."""

    def __init__(
        self,
        label: str,
        value: float,
        span: tuple[float, float, float],
        moved: Callable[[float], Any] | None,
        settled: Callable[[float], Any] | None,
        say: Callable[[float], str],
    ) -> None:
        self._say, self._moved, self._settled = say, moved, settled
        with box("label", "gv-slider"):
            with box("span", "gv-slider-head"):
                Text("span", label)
                self._shown = Text("output", say(value))
            self._input = ui.element("input")
            low, high, step = span
            self._input.props.update({"type": "range", "min": low, "max": high, "step": step, VALUE: value})
            while_open(self._input)
            emit = "(e) => emit(Number(e.target.value))"
            self._input.on("input", self._move, throttle=0.03, js_handler=emit)
            self._input.on("change", self._settle, js_handler=emit)

    def show(self, value: float) -> None:
        """Stand at a value that came from elsewhere; nobody is told."""
        self._shown.set_text(self._say(value))
        put(self._input, f"{value}")

    def _move(self, event: Any) -> Any:
        self._shown.set_text(self._say(event.args))
        return self._moved(event.args) if self._moved else None

    def _settle(self, event: Any) -> Any:
        self._shown.set_text(self._say(event.args))
        return self._settled(event.args) if self._settled else None


def choice(label: str, options: Mapping[str, str], value: str, chosen: Callable[[str], Any]) -> ui.element:
    """A choice of one among several, as the system shows it."""
    with box("label", "gv-choice"):
        Text("span", label)
        made = ui.element("select")
        with made:
            for key, text in options.items():
                Text("option", text).props.update({"value": key} | ({"selected": True} if key == value else {}))
        made.on("change", lambda event: chosen(event.args), js_handler="(e) => emit(e.target.value)")
    return made


def field(label: str, value: str = "", settled: Callable[[str], Any] | None = None, **props: Any) -> ui.element:
    """A line to write in; ``settled`` is called with Enter or when it is left. Props such as type="number", min=1."""
    with box("label", "gv-field"):
        Text("span", label)
        made = ui.element("input")
        made.props.update({"type": "text", VALUE: value, "autocomplete": "off", "spellcheck": "false", **props})
        if settled:
            while_open(made)
            made.on("change", lambda event: settled(event.args), js_handler="(e) => emit(e.target.value)")
    return made


def while_open(field: ui.element) -> None:
    """Let a field know, in the browser, whether somebody is just giving it a value; see ``put``."""
    field.on("input", js_handler="(e) => { e.target.gvOpen = true }")
    field.on("change", js_handler="(e) => { e.target.gvOpen = false }")


def put(field: ui.element, value: str) -> None:
    """Let a field or a slider hold another value, unless somebody is just giving it one; nobody is told."""
    field.props[VALUE] = value
    field.client.run_javascript(
        f"{{ const e = getHtmlElement({field.id});"
        f" if (e && !(e.gvOpen && document.activeElement === e)) e.value = {json.dumps(value)}; }}"
    )


def tick(label: str, value: bool, chosen: Callable[[bool], Any]) -> ui.element:
    """A box to tick."""
    with box("label", "gv-tick"):
        made = ui.element("input")
        made.props.update({"type": "checkbox", **({"checked": True} if value else {})})
        made.on("change", lambda event: chosen(event.args), js_handler="(e) => emit(e.target.checked)")
        Text("span", label)
    return made


def image(source: str, says: str, classes: str = "") -> ui.element:
    """A picture and what it shows, for those who do not see it."""
    made = ui.element("img").classes(classes)
    made.props.update({"src": source, "alt": says, "decoding": "async"})
    return made


def facts(rows: Sequence[tuple[str, str]]) -> None:
    """Names and values, side by side."""
    with box("dl", "gv-facts"):
        for name, value in rows:
            Text("dt", name)
            Text("dd", value)
