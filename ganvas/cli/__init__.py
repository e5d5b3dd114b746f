"""The verbs. One file each; a verb parses, calls one public function, and prints."""

import typer

from ganvas import __version__
from ganvas.cli import (
    atlas,
    authorship,
    breed,
    check,
    dance,
    directions,
    evaluate,
    export,
    gallery,
    gather,
    history,
    interpolate,
    keys,
    mix,
    originality,
    perform,
    play,
    project,
    propose,
    publish,
    rights,
    sample,
    serve,
    strip,
    studio,
    taste,
    train,
    turn,
    verify,
)

app = typer.Typer(
    name="ganvas",
    help="Art with your own generative adversarial network, trained from scratch on your own works.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ganvas {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    pass


for _verb in (
    gather,
    check,
    rights,
    train,
    evaluate,
    originality,
    sample,
    mix,
    interpolate,
    perform,
    dance,
    atlas,
    directions,
    breed,
    taste,
    project,
    propose,
    turn,
    play,
    history,
    authorship,
    export,
    keys,
    publish,
    verify,
    strip,
    studio,
    serve,
):
    app.command(_verb.__name__.rsplit(".", 1)[-1])(_verb.command)
app.add_typer(gallery.group, name="gallery", help="Hang works, find them again, check them, and show them as pages.")


def main() -> None:
    """The entry point of ``ganvas`` and ``python -m ganvas``."""
    app()
