"""What the verbs that search for latents share: a line that tells how far they are, and Ctrl-C that keeps the best."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

Seconds = Annotated[
    float | None,
    typer.Option("--seconds", min=0.1, help="Stop after so many, if that is earlier.", show_default="no limit"),
]
Into = Annotated[Path, typer.Option("--into", metavar="DIR", help="The folder for what is found.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace files that hold something else.")]


@dataclass(frozen=True)
class Watch:
    """A search that a person watches.

    Attributes:
        progress: to be told how far it is.
        stop: whether it is to end with what it has.
    """

    progress: Callable[[str, int, int], None]
    stop: Callable[[], bool]


@contextmanager
def watched() -> Iterator[Watch]:
    """A search inside the block runs on one thread; the first Ctrl-C ends it with the best so far, a second at once.

    One thread, because the same call then finds the same picture, and because on these small pictures two are no
    faster, and far slower where the machine is busy.
    """
    from ganvas.cli.progress import ProgressLine
    from ganvas.training.probe import threads
    from ganvas.training.watch import stop_signals

    line = ProgressLine()
    with threads(1), stop_signals() as stop:

        def tell(what: str, done: int, of: int) -> None:
            if stop.asked and what == LESSON:
                raise KeyboardInterrupt  # half a lesson is worth nothing
            line(what, done, of)

        from ganvas.model.project.encoder import LESSON

        try:
            yield Watch(tell, lambda: stop.asked)
        finally:
            line.close()
