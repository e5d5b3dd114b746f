"""`ganvas serve`: your models over HTTP, on this machine."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Json, show, verb
from ganvas.errors import GanvasError


@verb
def command(
    sources: Annotated[
        list[Path] | None, typer.Argument(metavar="[RUN|SNAPSHOT]...", help="The models; the base where none is named.")
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes one that is free.")] = 8700,
    host: Annotated[
        str,
        typer.Option("--host", help="Any other address lets other machines in; then every request needs the token."),
    ] = "127.0.0.1",
    painters: Annotated[int, typer.Option("--painters", min=1, max=64, help="Processes that paint.")] = 2,
    token: Annotated[bool, typer.Option("--token", help="Ask for a token on this machine, too.")] = False,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Serve models: GET /api/v1/models, POST /api/v1/models/NAME/pictures; /api/v1/openapi.json describes it."""
    try:
        from ganvas.studio.api import api
        from ganvas.studio.serve import LOCAL, Server, names
    except ImportError as error:
        raise GanvasError(f"serving needs {error.name}; install ganvas[studio]") from None
    from ganvas.bases import base

    models = names(sources or [base()])
    server = Server(api(models, painters), host, port, token)
    open_to = (
        "" if host in LOCAL else " Other machines can reach it: whoever has the token may paint with these models."
    )
    text = (
        f"{', '.join(models)} at {server.url}api/v1/models"
        if not server.token
        else f"{', '.join(models)} at {server.url}"
    )
    show({"url": server.url, "token": server.token, "models": list(models)}, as_json, text + open_to)
    server.run()
