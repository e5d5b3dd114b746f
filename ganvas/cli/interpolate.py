"""`ganvas interpolate`: a film of the way from key to key, at key times or driven by a sound."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ganvas.cli.common import Config, Device, DryRun, Json, show, verb

if TYPE_CHECKING:
    from ganvas.model.director import Filmed
    from ganvas.sketch import Sketch, Walk

SEEDS, PSI = "0-5", 0.8


class Curve(StrEnum):
    """How the way leads through its keys."""

    spline = "spline"
    slerp = "slerp"


@verb
def command(
    source: Annotated[Path, typer.Argument(metavar="RUN|SNAPSHOT", help="A run, a snapshot's folder, or its file.")],
    into: Annotated[
        Path,
        typer.Option("--into", metavar="FILE", help="The film: .mp4, .webm, .gif; a folder or frame-%04d.png: frames."),
    ],
    seeds: Annotated[
        str | None, typer.Option("--seeds", help="The keys of the way, such as 3,7,12.", show_default=SEEDS)
    ] = None,
    sketches: Annotated[
        Path | None,
        typer.Option("--sketches", metavar="FILE", help="The keys as sketches instead, one a line, as text or JSON."),
    ] = None,
    loop: Annotated[bool, typer.Option("--loop", help="Come back to the first key, without a seam.")] = False,
    seconds: Annotated[
        float | None,
        typer.Option("--seconds", help="How long the film is.", show_default="6, or as its times or sound"),
    ] = None,
    fps: Annotated[int, typer.Option("--fps", min=1, max=100, help="Frames a second.")] = 25,
    psi: Annotated[
        float | None,
        typer.Option("--psi", help="0 is the average work, 1 is untouched, up to 2 is bolder.", show_default=str(PSI)),
    ] = None,
    curve: Annotated[
        Curve, typer.Option("--curve", help="spline: smooth through the keys; slerp: great arcs with corners.")
    ] = Curve.spline,
    times: Annotated[
        str, typer.Option("--times", help="The second of each key, such as 0,1.5,4; with --loop also of the return.")
    ] = "",
    ease: Annotated[
        str,
        typer.Option(
            "--ease", help="linear, ease-in, ease-out, ease-in-out or hold; one for all stretches, or one for each."
        ),
    ] = "",
    even: Annotated[bool, typer.Option("--even", help="Measure first, so that equal frames look equally far.")] = False,
    only: Annotated[
        str, typer.Option("--only", help="Walk in these layers alone: coarse, middle, fine, or numbers as in 0-3.")
    ] = "all",
    sound: Annotated[
        Path | None, typer.Option("--sound", metavar="FILE", help="A WAV, MP3, FLAC or Ogg that goes with the film.")
    ] = None,
    drive: Annotated[
        list[str] | None,
        typer.Option("--drive", help="What the sound moves, such as onset:strength=0.4 or loudness:speed=3; several."),
    ] = None,
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
    """Film the way from key to key: at an even pace, at key times, or as a sound drives it."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.model.directions import kept
    from ganvas.model.director import film, film_length
    from ganvas.model.filming import Reel
    from ganvas.model.model import Model
    from ganvas.model.score import read_drives
    from ganvas.model.script import Script
    from ganvas.model.timing import Timing
    from ganvas.sketch import parse_layers

    reel = Reel(into, fps, scale, overwrite, sound)
    reel.check_name()
    script = Script(
        timing=Timing.read(times, ease), even=even, only=parse_layers(only), drives=read_drives(drive or [], sound)
    )
    frames = film_length(seconds, script.timing, sound, fps)
    model = Model.load(source, device=device)
    walk, base = _keys(seeds, sketches, psi, loop, curve, kept(model).digests)
    found = {"path": str(into), "model": model.digest, "seeds": _seeds(walk), "frames": frames}
    if dry_run:
        show(
            found | {"dry_run": True}, as_json, f"{frames} frames would be painted by {model.digest[:12]} into {into}."
        )
        return
    progress = ProgressLine()
    try:
        filmed = film(model, walk, base, script, frames, reel, progress)
    finally:
        progress.close()
    show(found | filmed.report(), as_json, f"{into}: {frames} frames, {frames / fps:g} s, by {model.digest[:12]}")
    if not as_json:
        _tell(filmed, reel.sound is not None and not reel.has_sound)


def _keys(
    seeds: str | None, sketches: Path | None, psi: float | None, loop: bool, curve: Curve, names: Any
) -> "tuple[Walk, Sketch]":
    """The walk that the options tell, and psi as a sketch of its beginning."""
    from ganvas.errors import SketchError
    from ganvas.model.keys import read_keys
    from ganvas.sketch import Sketch, check_psi, parse_seeds, walk_through

    if psi is not None:
        check_psi(psi)
    if sketches is not None:
        if seeds is not None:
            raise SketchError("--sketches gives the keys; leave out --seeds")
        walk, base = read_keys(sketches, loop, curve.value, psi, names)
    else:
        walk = walk_through(parse_seeds(seeds or SEEDS), loop, curve.value)
        base = Sketch(latent=walk, psi=PSI if psi is None else psi)
    return walk, base


def _seeds(walk: "Walk") -> list[int]:
    """The seeds of the keys, where all of them are seeds."""
    seeds: list[int] = [key.seed for key in walk.keys if key.kind == "seed"]
    return seeds if len(seeds) == len(walk.keys) else []


def _tell(filmed: "Filmed", mute: bool) -> None:
    """Say what was measured, and what the film leaves out."""
    lines: list[Any] = []
    if filmed.uneven:
        before, after = filmed.uneven
        lines.append(f"steps vary by {before.variation:.0%} along the latents, by {after.variation:.0%} as filmed")
    if filmed.flashes:
        lines.append(filmed.flashes.sentence)
    if mute:
        lines.append("single frames and GIF have no sound; write .mp4 or .webm for it")
    for line in lines:
        typer.echo(line)
