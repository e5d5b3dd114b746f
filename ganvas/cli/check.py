"""`ganvas check`."""

from ganvas.cli.common import Json, verb


@verb
def command(as_json: Json = False) -> None:
    """To be written."""
