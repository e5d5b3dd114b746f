"""`ganvas interpolate`: a film of the way from seed to seed."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Device, DryRun, Json, show, verb


class Curve(StrEnum):
    """How the way leads through its keys."""

    spline = "spline"
    slerp = "slerp"


@verb
def command(
    source: Annotated[Path, typer.Argument(metavar="RUN|SNAPSHOT", help="A run, a snapshot's folder, or its file.")],
    into: Annotated[Path, typer.Option("--into", metavar="FILE", help="The film: .mp4, .webm or .gif.")],
    seeds: Annotated[str, typer.Option("--seeds", help="The keys of the way, such as 3,7,12.")] = "0-5",
    loop: Annotated[bool, typer.Option("--loop", help="Come back to the first key, without a seam.")] = False,
    seconds: Annotated[float, typer.Option("--seconds", help="How long the film is.")] = 6.0,
    fps: Annotated[int, typer.Option("--fps", min=1, max=100, help="Frames a second.")] = 25,
    psi: Annotated[
        float, typer.Option("--psi", help="0 is the average work, 1 is untouched, up to 2 is bolder.")
    ] = 0.8,
    curve: Annotated[
        Curve, typer.Option("--curve", help="spline: smooth through the keys; slerp: great arcs with corners.")
    ] = Curve.spline,
    scale: Annotated[
        int | None,
        typer.Option(
            "--scale", min=1, max=64, help="Show it so many times larger.", show_default="about half a screen"
        ),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
    device: Device = "auto",
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Film the way from seed to seed, at an even pace."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.media.image.film import check_suffix, frame_count
    from ganvas.model.model import Model
    from ganvas.model.series import paint_film
    from ganvas.sketch import check_psi, parse_seeds, walk_through

    check_psi(psi)
    check_suffix(into.suffix)
    frames = frame_count(seconds, fps)
    keys = parse_seeds(seeds)
    walk = walk_through(keys, loop, curve.value)
    model = Model.load(source, device=device)
    found = {"path": str(into), "model": model.digest, "seeds": keys, "frames": frames}
    if dry_run:
        show(
            found | {"dry_run": True}, as_json, f"{frames} frames would be painted by {model.digest[:12]} into {into}."
        )
        return
    progress = ProgressLine()
    try:
        digest = paint_film(model, walk, psi, frames, fps, into, scale, overwrite, progress)
    finally:
        progress.close()
    show(found | {"digest": digest}, as_json, f"{into}: {frames} frames, {frames / fps:g} s, by {model.digest[:12]}")
