"""`ganvas perform`: several arts as one short film, from a script."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ganvas.cli.common import Config, Device, DryRun, Json, show, verb

if TYPE_CHECKING:
    from ganvas.performing.perform import Performed


@verb
def command(
    script: Annotated[Path, typer.Argument(metavar="SCRIPT", help="The script, TOML or JSON.")],
    into: Annotated[Path, typer.Option("--into", metavar="FILE", help="The film: .mp4 or .webm.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
    device: Device = "auto",
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Perform a script as a film: a score drives the picture, a dance keeps its beats, a play gives words and tempo."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.performing.perform import check_target, perform
    from ganvas.performing.script import Performance

    play = Performance.read(script)
    check_target(into, overwrite)
    if dry_run:
        parts = [name for name in ("score", "dance", "picture", "play", "lines") if getattr(play, name)]
        show(
            {"path": str(into), "parts": parts, "dry_run": True}, as_json, f"{into}: would perform {', '.join(parts)}."
        )
        return
    progress = ProgressLine()
    try:
        done = perform(play, script.parent, into, overwrite, device, progress)
    finally:
        progress.close()
    show({"path": str(into)} | done.report(), as_json, f"{into}: {done.frames} frames, {done.seconds:g} s")
    if not as_json:
        _tell(done)


def _tell(done: "Performed") -> None:
    """Say what was measured."""
    if done.beats:
        before, after = done.beats
        typer.echo(f"dance: {after:.2f} of 1 on the beats of the score, {before:.2f} before it was fitted")
    if done.guarded:
        typer.echo(done.guarded.sentence)
