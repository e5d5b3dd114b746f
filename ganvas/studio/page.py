"""One open page: the session that it shows, where it says things, and how it hears of changes."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Literal

from nicegui import background_tasks, ui
from nicegui.client import Client

from ganvas.errors import GanvasError
from ganvas.studio import parts
from ganvas.studio.helper import Replaced
from ganvas.studio.session import Change, Session, What
from ganvas.studio.words import t

Kind = Literal["status", "alert"]
CALM_S = 12.0  # how long a status stays


class Page:
    """A page in one tab of a browser.

    Attributes:
        session: what it shows; shared with every other page.
        path: of the room that is open.
        view: what else its address says of the view, such as {"board": "alike"}; another room begins without.
        rooms: names of all rooms, in their order.
    """

    def __init__(self, session: Session, path: str, view: Mapping[str, str] | None = None) -> None:
        self.session, self.path = session, path
        self.view = dict(view or {})
        self.rooms: tuple[str, ...] = ()
        self.client: Client = ui.context.client
        self._status: parts.Text | None = None
        self._alert: parts.Text | None = None
        self._said = 0

    def build_said(self) -> None:
        """The two lines in which the page says things: calmly, and at once."""
        with parts.box("div", "gv-said"):
            self._status = parts.Text("p", "", "gv-status")
            self._status.props.update({"role": "status", "aria-live": "polite"})
            self._alert = parts.Text("p", "", "gv-alert")
            self._alert.props["role"] = "alert"
            self._close = parts.button(t("close"), lambda: self.say(""), "gv-close")
            self._close.set_visibility(False)

    def say(self, sentence: str, kind: Kind = "status") -> None:
        """Say a sentence; an alert stays until something else is said."""
        if self._status is None or self._alert is None or self.client.is_deleted:
            return
        alert = kind == "alert" and bool(sentence)
        self._status.set_text("" if alert else sentence)
        self._alert.set_text(sentence if alert else "")
        self._close.set_visibility(alert)
        self._said += 1
        if sentence and not alert:
            asyncio.get_running_loop().call_later(CALM_S, self._fade, self._said)

    def _fade(self, number: int) -> None:
        """A status goes when it has been read, if nothing else was said since."""
        if number == self._said and self._status is not None and not self.client.is_deleted:
            self._status.set_text("")

    def act(self, doing: Callable[..., Any]) -> Callable[..., Coroutine[Any, Any, None]]:
        """The same act for a button or a slider: what goes wrong in it is said as a sentence, and the page lives on."""

        async def guarded(*args: Any) -> None:
            try:
                done = doing(*args)
                if isinstance(done, Awaitable):
                    await done
            except Replaced:
                return
            except GanvasError as error:
                self.say(str(error), "alert")

        return guarded

    def watch(self, what: What | tuple[What, ...], tell: Callable[[Change], Any]) -> None:
        """Call that at changes of these kinds, for as long as the element in which it is written is on the page."""
        holder = ui.context.slot.parent
        kinds = (what,) if isinstance(what, str) else what

        def heard(change: Change) -> None:
            if holder.is_deleted or self.client.is_deleted:
                end()
            elif change.what in kinds:
                with holder:
                    self.later(tell, change)

        end = self.session.listen(heard)
        self.client.on_delete(end)

    def later(self, doing: Callable[..., Any], *args: Any) -> None:
        """Do something now, or as a task where it is a coroutine; its errors are said."""
        done = self._safely(doing, *args)
        if isinstance(done, Awaitable):
            background_tasks.create(self._safely_awaited(done), name="page", context=ui.context.slot.parent)

    def _safely(self, doing: Callable[..., Any], *args: Any) -> Any:
        try:
            return doing(*args)
        except GanvasError as error:
            self.say(str(error), "alert")
            return None

    async def _safely_awaited(self, done: Awaitable[Any]) -> None:
        with contextlib.suppress(asyncio.CancelledError, Replaced):
            try:
                await done
            except Replaced:
                return
            except GanvasError as error:
                self.say(str(error), "alert")

    def look(self, **view: str) -> None:
        """Let the address say of the view what it is now; an empty value says nothing."""
        self.view = {name: value for name, value in {**self.view, **view}.items() if value}
        self.follow()

    def follow(self) -> None:
        """Let the address of the page be the view as it is now."""
        link = self.session.link(self.path, **self.view)
        self.client.run_javascript(f"history.replaceState(history.state, '', {link!r})")

    def go(self, path: str, **view: str) -> None:
        """Open a room, at a view of it if one is named."""
        with self.client:
            ui.navigate.to(self.session.link(path, **view))
