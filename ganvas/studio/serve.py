"""A server for one address, with the guard before it."""

import socket
from collections.abc import Mapping
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from ganvas.errors import GanvasError
from ganvas.studio.guard import Guard, Rules, new_token

LOCAL = {"127.0.0.1", "localhost", "::1"}


class Server:
    """An application at an address.

    Attributes:
        url: where it is, with the token where one is asked for.
        token: of this start; empty where none is asked for.
    """

    def __init__(self, app: FastAPI, host: str, port: int, token: bool) -> None:
        """Bind the address.

        Args:
            app: what is served.
            host: an address of this machine.
            port: 0 takes one that is free.
            token: ask for one; on any address but loopback that is so in any case.
        Raises:
            GanvasError: the address is taken, or is none of this machine's.
        """
        self._socket = _bound(host, port)
        self.host, self.port = host, self._socket.getsockname()[1]
        self.token = new_token() if token or host not in LOCAL else ""
        name = f"[{host}]" if ":" in host else host
        self.url = f"http://{name}:{self.port}/" + (f"?token={self.token}" if self.token else "")
        guarded = Guard(app, Rules.on(host, self.port, self.token))
        config = uvicorn.Config(
            guarded, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=15, lifespan="on"
        )
        self.uvicorn = uvicorn.Server(config)

    def run(self) -> None:
        """Serve until interrupted."""
        with self._socket:
            self.uvicorn.run(sockets=[self._socket])


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(1024)  # who comes before the first answer waits, and is not refused
    except OSError as error:
        made.close()
        raise GanvasError(
            f"{host}:{port}: cannot be served at ({error.strerror}); choose another --port, or 0 for one that is free"
        ) from None
    return made


def names(paths: list[Path]) -> Mapping[str, Path]:
    """A name for each model: its folder's, made different by a number where two have the same."""
    found: dict[str, Path] = {}
    for path in paths:
        name = stem = path.resolve().name.removesuffix(".safetensors") or "model"
        number = 2
        while name in found:
            name, number = f"{stem}-{number}", number + 1
        found[name] = path
    return found
