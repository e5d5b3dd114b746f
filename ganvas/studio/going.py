"""Work that goes on, on a page: a bar, a sentence, and a way to stop it."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from ganvas.studio import parts
from ganvas.studio.page import Page
from ganvas.studio.words import t


class Going:
    """A place on a page that shows how far one task is; empty while nothing is done."""

    def __init__(self, page: Page) -> None:
        self._page, self._at = page, -1
        self._holder = parts.box("div", "gv-going")
        self._bar: ui.element | None = None

    async def through(self, task: Callable[..., Awaitable[Any]]) -> Any:
        """Wait for a task, which is given what to tell; errors as the task has them."""
        self._holder.clear()
        with self._holder:
            self._bar = ui.element("progress")
            self._bar.props.update({"max": 100, "aria-label": t("going.label")})
            self._said = parts.Text("span", t("going.begins"), "gv-quiet")
            parts.button(t("going.stop"), self._page.session.helper.stop, "quiet")
        try:
            return await task(self._tell)
        finally:
            if not self._holder.is_deleted:
                self._holder.clear()

    def _tell(self, words: str, share: float) -> None:
        percent = round(100 * share)
        if self._bar is None or self._holder.is_deleted or percent == self._at:
            return
        self._at = percent
        self._bar.props["value"] = percent
        self._said.set_text(t("going.at", percent=percent) if share >= 0 else words)
