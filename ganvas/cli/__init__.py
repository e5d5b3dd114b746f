"""The verbs. One file each; a verb parses, calls one public function, and prints."""

import typer

from ganvas import __version__
from ganvas.cli import check, evaluate, gather, interpolate, originality, sample, train

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


for _verb in (gather, check, train, evaluate, sample, interpolate, originality):
    app.command(_verb.__name__.rsplit(".", 1)[-1])(_verb.command)


def main() -> None:
    """The entry point of ``ganvas`` and ``python -m ganvas``."""
    app()
