"""`ganvas sample`: samples of a trained model, one a seed, and a contact sheet."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ganvas.cli.common import Config, Device, DryRun, Json, show, verb
from ganvas.cli.picture import Place, show_samples
from ganvas.errors import SketchError

SEEDS = "0-63"
PSI = 0.8


@verb
def command(
    source: Annotated[Path, typer.Argument(metavar="RUN|SNAPSHOT", help="A run, a snapshot's folder, or its file.")],
    into: Annotated[Path | None, typer.Option("--into", metavar="DIR", help="The folder for the pictures.")] = None,
    seeds: Annotated[
        str | None, typer.Option("--seeds", help="Numbers and ranges, such as 0-63,99.", show_default=SEEDS)
    ] = None,
    psi: Annotated[
        float | None,
        typer.Option("--psi", help="0 is the average work, 1 is untouched, up to 2 is bolder.", show_default=str(PSI)),
    ] = None,
    like: Annotated[
        Path | None, typer.Option("--like", metavar="PICTURE", help="Paint again what this picture's file tells.")
    ] = None,
    sketch: Annotated[
        list[str] | None,
        typer.Option("--sketch", metavar="LINE|FILE", help="Such as 'mix(3, 7, coarse)', or a file of sketches."),
    ] = None,
    scale: Annotated[int, typer.Option("--scale", min=1, max=64, help="Show each picture so many times larger.")] = 1,
    forms: Annotated[
        str, typer.Option("--as", metavar="FORMS", help="Other forms beside each file, such as mid,wav.")
    ] = "",
    options: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="How other forms are made, such as tempo=72 or key=G."),
    ] = None,
    show_in: Annotated[Place | None, typer.Option("--show", help="Show the pictures here.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that hold something else.")] = False,
    device: Device = "auto",
    dry_run: DryRun = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Paint pictures. The same snapshot and seed give the same picture, in any batch and order."""
    from ganvas.cli.progress import ProgressLine
    from ganvas.model.directions import kept
    from ganvas.model.model import Model
    from ganvas.model.series import SHEET, paint_all, paint_series

    if into is None and show_in is None and not dry_run:
        raise SketchError("nowhere to paint to; add --into DIR, or --show terminal")
    origin = _origin(like, seeds, psi, sketch) if like else None
    model = Model.load(source, origin.model if origin else "", device)
    art = model.art
    if origin and like:
        model.vectors.unpack(origin.vectors)
        named = {like.stem: origin.sketch}
    elif sketch:
        named = _as_said(sketch, seeds, psi, kept(model).digests)
    else:
        named = _by_seed(seeds or SEEDS, PSI if psi is None else psi)
    sketches = {f"{name}{art.suffix}": one for name, one in named.items()}
    count = f"{len(sketches):,} {art.singular if len(sketches) == 1 else art.plural}"
    found: dict[str, Any] = {"model": model.digest, "seen": model.card.seen}
    if dry_run:
        found |= {"dry_run": True, "paths": [str((into or Path()) / name) for name in sketches]}
        show(found, as_json, f"{count} would be painted by {model.digest[:12]}; nothing was written")
        return
    if into is None:
        levels = paint_all(model, sketches.values())
        text = f"{count} by {model.digest[:12]}; --into DIR keeps them"
    else:
        progress = ProgressLine()
        try:
            series = paint_series(
                model, sketches, into, scale, not like, overwrite, progress, _suffixes(forms), _options(options)
            )
        finally:
            progress.close()
        pictures = [{"path": str(file.path), **_seed_of(file.sketch), "digest": file.digest} for file in series.files]
        found |= {"pictures": pictures} | ({} if like else {"sheet": str(into / SHEET)})
        levels, text = series.shown, f"{count} in {into}, by {model.digest[:12]}"
    if show_in:
        show_samples(levels, art, show_in, aside=as_json)
    show(found, as_json, text)


def _suffixes(forms: str) -> list[str]:
    """The suffixes that --as names, with or without their dot."""
    return [f".{form.strip().removeprefix('.').lower()}" for form in forms.split(",")] if forms else []


def _options(said: list[str] | None) -> dict[str, str]:
    """Name to value, of words such as tempo=72."""
    parts = [word.partition("=") for word in said or ()]
    if wrong := ["".join(part) for part in parts if not all(part)]:
        raise SketchError(f"--set {wrong[0]}: write NAME=VALUE, such as --set tempo=72")
    return {name.strip(): value.strip() for name, _, value in parts}


def _by_seed(seeds: str, psi: float) -> dict[str, Any]:
    """Name to sketch, one a seed."""
    from ganvas.sketch import Seed, Sketch, check_psi, parse_seeds

    check_psi(psi)
    return {f"seed-{seed:04d}": Sketch(latent=Seed(seed=seed), psi=psi) for seed in parse_seeds(seeds)}


def _as_said(said: list[str], seeds: str | None, psi: float | None, names: Any) -> dict[str, Any]:
    """Name to sketch, of lines and files."""
    from ganvas.cli.sketches import read_sketches

    if seeds is not None:
        raise SketchError("--sketch says what to paint; leave out --seeds")
    sketches = [one if psi is None else one.but(psi=psi) for text in said for one in read_sketches(text, names)]
    return {f"sketch-{one.fingerprint[:12]}": one for one in sketches}


def _origin(like: Path, seeds: str | None, psi: float | None, sketch: list[str] | None) -> Any:
    """What a picture tells of itself."""
    from ganvas.artwork import Artwork

    if seeds is not None or psi is not None or sketch:
        raise SketchError("--like paints what the picture tells; leave out --seeds, --sketch and --psi")
    return Artwork.read_origin(like)


def _seed_of(sketch: Any) -> dict[str, int]:
    return {"seed": sketch.latent.seed} if sketch.latent.kind == "seed" else {}
