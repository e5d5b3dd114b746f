"""`ganvas studio`: the studio in a browser, on this machine."""

from pathlib import Path
from typing import Annotated

import typer

from ganvas.cli.common import Config, Json, show, verb
from ganvas.errors import GanvasError


@verb
def command(
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="[RUN|SNAPSHOT|PROJECT]", help="What to work on; your own project and the base without it."
        ),
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes one that is free.")] = 8710,
    host: Annotated[
        str,
        typer.Option("--host", help="Any other address lets other machines in; then every request needs the token."),
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
    token: Annotated[bool, typer.Option("--token/--no-token", help="Ask for a token on this machine, too.")] = True,
    as_json: Json = False,
    _config: Config = None,
) -> None:
    """Open the studio: works, training, and everything that you and your model do together."""
    from ganvas.studio.project import Project

    project = Project.at(source)
    try:
        from ganvas.studio.session import Session

        session = Session(project)  # its painters load the model while the pages are loaded
        from ganvas.studio.app import studio
        from ganvas.studio.serve import Server
    except ImportError as error:
        raise GanvasError(f"the studio needs {error.name}; install ganvas[studio]") from None
    try:
        server = Server(studio(session), host, port, token)
    except GanvasError:
        session.close()
        raise
    show(
        {"url": server.url, "token": server.token, "project": str(project.path)},
        as_json,
        f"the studio of {project.path} is at {server.url}\nCtrl-C ends it; trainings go on.",
    )
    if browser:
        import webbrowser

        webbrowser.open(server.url)
    server.run()
