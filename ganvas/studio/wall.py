"""The gallery of a project as a server asks it: one question after another, in a thread of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ganvas.gallery.gallery import WORKS, Gallery

if TYPE_CHECKING:
    from ganvas.studio.session import Session

FOLDER = "gallery"  # in a project
T = TypeVar("T")


class Wall:
    """A gallery that may not have been begun.

    Attributes:
        folder: where it lies, or will.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._gallery: Gallery | None = None
        self._thread = ThreadPoolExecutor(1, "gallery")

    @property
    def is_begun(self) -> bool:
        """Whether anything was hung."""
        return (self.folder / WORKS).is_dir()

    async def ask(self, question: Callable[[Gallery], T]) -> T:
        """What the gallery answers.

        Raises:
            GalleryError: nothing was hung yet, or as the question says.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._asked, question)

    def close(self) -> None:
        """Let go of the database."""
        self._thread.shutdown()
        if self._gallery is not None:
            self._gallery.close()

    def _asked(self, question: Callable[[Gallery], T]) -> T:
        if self._gallery is None:
            self._gallery = Gallery.open(self.folder, make=False)
        return question(self._gallery)


def wall_of(session: "Session") -> Wall:
    """The gallery of the project that is open; the same for all of its pages."""
    return session.shared(_wall)


def _wall(session: "Session") -> Wall:
    return Wall(session.project.path / FOLDER)
