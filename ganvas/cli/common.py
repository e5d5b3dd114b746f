"""What every verb shares: the common options, one sentence for an error, and the exit codes.

0 done · 1 a run that failed · 2 a wrong call or a refused input · 3 a copy was found (originality) · 130 interrupted.
"""

import functools
import json
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer

from ganvas.errors import GanvasError

P = ParamSpec("P")
R = TypeVar("R")


def _read_config(context: typer.Context, path: Path | None) -> Path | None:
    """A flag beats the file, the file beats the preset: the file becomes the defaults of the flags."""
    if path is not None:
        try:
            values = tomllib.loads(path.read_text())
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise typer.BadParameter(f"{path}: {error}") from None
        known = {parameter.name for parameter in context.command.params}
        values = {key.replace("-", "_"): value for key, value in values.items()}
        if strange := sorted(set(values) - known):
            names = ", ".join(sorted(name for name in known if name))
            raise typer.BadParameter(f"{path}: unknown {', '.join(strange)}; known: {names}")
        context.default_map = {**(context.default_map or {}), **values}
    return path


Json = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of text.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")]
Device = Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, max=2**32 - 1, help="Where chance starts.")]
Config = Annotated[
    Path | None,
    typer.Option("--config", help="A TOML file of options; a flag beats it.", callback=_read_config, is_eager=True),
]


def verb(call: Callable[P, R]) -> Callable[P, R]:
    """Show a ``GanvasError`` as its one sentence on stderr; let our own mistakes crash loudly."""

    @functools.wraps(call)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except GanvasError as error:
            typer.echo(f"ganvas: {error}", err=True)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            typer.echo("ganvas: interrupted", err=True)
            raise typer.Exit(130) from None

    return guarded


def show(value: Any, as_json: bool, text: str) -> None:
    """Print the value as one JSON value, or the text that says the same to a person."""
    typer.echo(json.dumps(value, ensure_ascii=False) if as_json else text)


def on_terminal() -> bool:
    """Whether a person watches: a calm line that is rewritten, or plain lines otherwise."""
    return sys.stderr.isatty()
