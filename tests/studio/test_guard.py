"""Requests as an attacker's page, a rebound name or a strange client would send them, over real sockets."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request, WebSocket

from ganvas.studio.guard import HEADERS, Rules
from ganvas.studio.serve import Server
from tests.studio.serving import raw, running, status

LIMIT = 64 * 2**20


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    app = FastAPI()

    @app.api_route("/", methods=["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
    async def echo(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @app.websocket("/live")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        await socket.close()

    with running(Server(app, "127.0.0.1", 0, token=True)) as server:
        yield server


def head(server: Server, method: str = "GET", *extra: str, host: str = "", path: str = "/") -> list[str]:
    return [f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{server.port}'}", "Connection: close", *extra]


def cookie(server: Server) -> str:
    return f"Cookie: ganvas={server.token}"


def own(server: Server) -> str:
    return f"Origin: http://127.0.0.1:{server.port}"


def key(server: Server) -> str:
    return f"X-Ganvas-Token: {server.token}"


UPGRADE = (
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


def socket_head(server: Server, *extra: str) -> list[str]:
    return ["GET /live HTTP/1.1", f"Host: 127.0.0.1:{server.port}", *UPGRADE, *extra]


def test_what_is_let_through(server: Server):
    for lines in (
        head(server, "GET", cookie(server)),
        head(server, "GET", cookie(server), host=f"localhost:{server.port}"),
        head(server, "GET", cookie(server), "Sec-Fetch-Site: same-origin"),
        head(server, "GET", cookie(server), "Sec-Fetch-Site: none"),
        head(server, "POST", cookie(server), own(server), "Content-Length: 0"),
        head(server, "POST", key(server), "Content-Length: 0"),
        head(server, "GET", path=f"/?token={server.token}"),
    ):
        assert status(raw(server, lines)) == 200, lines
    assert status(raw(server, socket_head(server, cookie(server), own(server)))) == 101
    assert status(raw(server, socket_head(server, key(server)))) == 101


def attacks(server: Server) -> dict[str, tuple[int, list[str]]]:
    port = server.port
    return {
        "rebinding, GET": (421, head(server, "GET", cookie(server), host=f"evil.example:{port}")),
        "rebinding, POST": (421, head(server, "POST", cookie(server), host=f"evil.example:{port}")),
        "0.0.0.0": (421, head(server, "GET", cookie(server), host=f"0.0.0.0:{port}")),
        "a trailing dot": (421, head(server, "GET", cookie(server), host=f"localhost.:{port}")),
        "no port": (421, head(server, "GET", cookie(server), host="127.0.0.1")),
        "another port": (421, head(server, "GET", cookie(server), host="127.0.0.1:1")),
        "another name of loopback": (421, head(server, "GET", cookie(server), host=f"127.1:{port}")),
        "another origin": (403, head(server, "POST", cookie(server), "Origin: http://evil.example")),
        "Origin: null": (403, head(server, "POST", cookie(server), "Origin: null")),
        "an origin of https": (403, head(server, "POST", cookie(server), f"Origin: https://127.0.0.1:{port}")),
        "same site, another port": (403, head(server, "GET", cookie(server), "Sec-Fetch-Site: same-site")),
        "an image of another site": (403, head(server, "GET", cookie(server), "Sec-Fetch-Site: cross-site")),
        "DELETE of another site": (403, head(server, "DELETE", cookie(server), "Origin: http://evil.example")),
        "POST without an origin": (403, head(server, "POST", cookie(server), "Content-Length: 0")),
        "DELETE without an origin": (403, head(server, "DELETE", cookie(server))),
        "no token": (403, head(server)),
        "a false token": (403, head(server, "GET", "X-Ganvas-Token: guess")),
        "a false cookie": (403, head(server, "GET", "Cookie: ganvas=guess")),
        "a link with a token to a POST": (403, head(server, "POST", own(server), path=f"/?token={server.token}")),
        "a known browser's name": (421, head(server, "GET", "User-Agent: Mozilla/5.0", host=f"evil.example:{port}")),
        "two origins": (400, head(server, "POST", cookie(server), own(server), "Origin: http://evil.example")),
        "two cookies": (400, head(server, "GET", cookie(server), "Cookie: ganvas=guess")),
        "oversize": (413, head(server, "POST", key(server), f"Content-Length: {LIMIT + 1}")),
    }


NAMES = list(attacks(type("Like", (), {"port": 1, "token": "x"})()))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not(server: Server, name: str):
    wanted, lines = attacks(server)[name]
    answer = raw(server, lines)
    assert status(answer) == wanted
    assert b'{"detail": "' in answer
    assert server.token.encode() not in answer


@pytest.mark.parametrize(
    "extra",
    [(), ("Origin: http://evil.example",), ("Origin: null",), ("X-Ganvas-Token: guess",)],
    ids=["nothing", "another origin", "null", "a false token"],
)
def test_a_socket_that_is_not(server: Server, extra: tuple[str, ...]):
    assert status(raw(server, socket_head(server, *extra))) == 403
    if extra[:1] and "Origin" in extra[0]:
        assert status(raw(server, socket_head(server, cookie(server), *extra))) == 403


def test_two_hosts_are_refused(server: Server):
    assert status(raw(server, [*head(server, "GET", cookie(server)), "Host: evil.example"])) == 400


def test_a_body_in_pieces_that_goes_on_is_cut(server: Server):
    lines = head(server, "POST", key(server), "Transfer-Encoding: chunked")
    piece = b"100000\r\n" + bytes(0x100000) + b"\r\n"
    assert status(raw(server, lines, piece * 64 + b"1\r\n0\r\n0\r\n\r\n")) == 413
    assert b'{"bytes":1048576}' in raw(server, lines, piece + b"0\r\n\r\n")


def test_every_answer_carries_the_headers(server: Server):
    for lines in (head(server, "GET", cookie(server)), head(server), head(server, path="/nowhere")):
        answer = raw(server, lines).lower()
        for name, value in HEADERS:
            assert name + b": " + value.lower() in answer


def test_the_link_leaves_a_cookie_that_no_script_and_no_other_site_can_use(server: Server):
    answer = raw(server, head(server, path=f"/?token={server.token}")).decode().lower()
    assert f"set-cookie: ganvas={server.token.lower()}; path=/; httponly; samesite=strict" in answer
    assert b"set-cookie" not in raw(server, head(server, "GET", cookie(server)))


def test_rules_of_other_addresses():
    assert Rules.on("192.168.1.5", 80).hosts == {"192.168.1.5:80"}
    assert Rules.on("localhost", 80).hosts == Rules.on("127.0.0.1", 80).hosts == Rules.on("::1", 80).hosts
    assert Rules.on("fe80::1", 80).hosts == {"[fe80::1]:80"}
