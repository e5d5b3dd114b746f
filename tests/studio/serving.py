"""A server in a thread of the tests, and the rawest of clients."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

from ganvas.studio.serve import Server


@contextlib.contextmanager
def running(server: Server) -> Iterator[Server]:
    """The server, answering."""
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.uvicorn.started:
        assert thread.is_alive(), "the server ended at once"
        time.sleep(0.01)
    yield server
    server.uvicorn.should_exit = True
    thread.join(timeout=20)


def raw(server: Server, lines: list[str], body: bytes = b"") -> bytes:
    """What comes back for exactly these lines."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def status(answer: bytes) -> int:
    """The status of a raw answer."""
    return int(answer.split(b" ", 2)[1])
