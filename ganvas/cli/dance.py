"""`ganvas dance`: a dance to a music."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Json, show, verb


@verb
def command(
    source: Annotated[Path, typer.Argument(metavar="RUN|BVH", help="A model of dances, or one dance.")],
    to: Annotated[Path, typer.Option("--to", metavar="SOUND", help="The music: WAV, MP3, FLAC or Ogg.")],
    into: Annotated[Path, typer.Option("--into", metavar="FILM", help="The film, .mp4; the BVH stands beside it.")],
    seeds: Annotated[str, typer.Option("--seeds", help="The dances of a model to choose from.")] = "0-7",
    psi: Annotated[float, typer.Option("--psi", help="0 is the clip itself, 1 is free of it.")] = 0.8,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Dance to a music: the beats of a dance are brought to those of a sound, at most 15 % faster or slower."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.errors import FormError
    from ganvas.model.dancing import dance_to, file_to
    from ganvas.model.model import Model
    from ganvas.sketch import check_psi, parse_seeds

    check_psi(psi)
    if into.suffix.lower() != ".mp4":
        raise FormError(f"{into}: a dance to a music is a film; name it .mp4.")
    line = ProgressLine()
    try:
        if source.suffix.lower() == ".bvh":
            danced = file_to(source, to)
        else:
            danced = dance_to(Model.load(source), to, list(parse_seeds(seeds)), psi, line)
        files = danced.save(into, to)
    finally:
        line.close()
    fitted = danced.fitted
    found = {
        "files": [str(file) for file in files],
        "seed": danced.seed if danced.seed >= 0 else None,
        "beats": danced.beats,
        "before": round(fitted.before, 3),
        "after": round(fitted.after, 3),
    }
    chosen = f"seed {danced.seed}, " if danced.seed >= 0 else ""
    text = f"{into}: {chosen}{danced.beats} beats; BeatAlign {fitted.before:.2f} before, {fitted.after:.2f} after"
    show(found, as_json, text)
