"""The guard before every server of ours: a page on another site must not reach what runs on this machine.

Loopback alone protects from nothing: a browser here opens any page, and that page may send requests to
127.0.0.1, or have its own name resolve to it (DNS rebinding). So each request is asked for its exact
Host, for its Origin and Sec-Fetch-Site where a browser tells them, for the token of this start, and for
a body within limits, before anything else sees it. Pure ASGI, HTTP and WebSocket alike.
"""

import json
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

COOKIE = "ganvas"
HEADER = b"x-ganvas-token"
QUERY = "token"
BODY_BYTES = 64 * 2**20
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
SAME_SITE = {b"same-origin", b"none"}
ONCE = (b"host", b"origin", b"sec-fetch-site", b"cookie", HEADER, b"content-length", b"content-type")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline';"
        b" script-src 'self' 'unsafe-inline' 'unsafe-eval'; connect-src 'self'; object-src 'none';"
        b" frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
]


class TooLarge(HTTPException):
    """A body that goes on beyond the limit while it streams; of Starlette's kind, which it passes on as it is."""

    def __init__(self, most: int) -> None:
        super().__init__(413, too_large(most))


def too_large(most: int) -> str:
    """The sentence of it."""
    return f"the body is larger than {most:,} bytes"


@dataclass(frozen=True)
class Rules:
    """What the guard lets through.

    Attributes:
        hosts: names with port that a Host header may be, such as 127.0.0.1:8700.
        token: of this start; empty asks for none, which only loopback may.
        body_bytes: a request's body at most.
    """

    hosts: frozenset[str]
    token: str = ""
    body_bytes: int = BODY_BYTES

    @classmethod
    def on(cls, host: str, port: int, token: str = "", body_bytes: int = BODY_BYTES) -> "Rules":
        """Of a server on that address: loopback goes by its three names, any other by its own."""
        names = LOOPBACK if host in {"127.0.0.1", "localhost", "::1"} else (f"[{host}]" if ":" in host else host,)
        return cls(frozenset(f"{name}:{port}" for name in names), token, body_bytes)


def new_token() -> str:
    """256 bits, for one start."""
    return secrets.token_urlsafe(32)


class Guard:
    """The application behind these rules; it sees only requests that pass."""

    def __init__(self, app: App, rules: Rules) -> None:
        self.app, self.rules = app, rules

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Let one connection through, or answer it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        fault = self.fault(scope)
        if fault is not None:
            await refuse(scope, send, *fault)
            return
        guarded = _Guarded(receive, send, self.rules.body_bytes, self.cookie(scope))
        try:
            await self.app(scope, guarded.receive, guarded.send)
        except TooLarge:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1009, "reason": "too large"})
            elif not guarded.started:
                await refuse(scope, send, 413, too_large(self.rules.body_bytes))

    def fault(self, scope: Message) -> tuple[int, str] | None:
        """Status and sentence of what is wrong with a request's head, if anything is."""
        headers = scope["headers"]
        names = [name.lower() for name, _ in headers]
        if twice := [name for name in ONCE if names.count(name) > 1]:
            return 400, f"the header {twice[0].decode()} stands twice; send it once"
        head = {name.lower(): value for name, value in headers}
        host = head.get(b"host", b"").decode("latin-1").lower()
        if host not in self.rules.hosts:
            return 421, "this server does not go by that name; open it at the address that it printed when it started"
        origin = head.get(b"origin")
        if origin is not None and origin.decode("latin-1").lower() not in {f"http://{one}" for one in self.rules.hosts}:
            return 403, "that page is of another origin; only pages of this server may call it"
        if head.get(b"sec-fetch-site", b"none").lower() not in SAME_SITE:
            return 403, "that call comes from another site; only pages of this server may call it"
        if scope["type"] == "websocket" and origin is None and HEADER not in head:
            return 403, "a WebSocket needs its Origin, or the token in X-Ganvas-Token"
        return self._token_fault(scope, head) or self._body_fault(head)

    def _token_fault(self, scope: Message, head: dict[bytes, bytes]) -> tuple[int, str] | None:
        if not self.rules.token:
            return None
        by_header = self._is_token(head.get(HEADER, b"").decode("latin-1"))
        by_cookie = self._is_token(_cookie(head.get(b"cookie", b"")))
        by_link = scope.get("method") == "GET" and self._is_token(_query(scope))
        unsafe = scope["type"] == "websocket" or scope.get("method") not in SAFE_METHODS
        if unsafe and b"origin" not in head and not by_header:
            return 403, "send the token of this start in X-Ganvas-Token; it was printed when the server started"
        if by_header or by_cookie or by_link:
            return None
        return 403, "open the address with the token that was printed when the server started"

    def _body_fault(self, head: dict[bytes, bytes]) -> tuple[int, str] | None:
        length = head.get(b"content-length", b"0")
        if not length.isdigit():
            return 400, "Content-Length is no number"
        most = self.rules.body_bytes
        return (413, too_large(most)) if int(length) > most else None

    def _is_token(self, found: str) -> bool:
        return secrets.compare_digest(found.encode(), self.rules.token.encode())

    def cookie(self, scope: Message) -> bytes:
        """The cookie to set where a link brought the token, so that the pages after it need none in their address."""
        if not self.rules.token or scope["type"] != "http" or not self._is_token(_query(scope)):
            return b""
        return f"{COOKIE}={self.rules.token}; Path=/; HttpOnly; SameSite=Strict".encode()


class _Guarded:
    """Receive and send of one connection: the body is counted, the headers are added."""

    def __init__(self, receive: Receive, send: Send, body_bytes: int, cookie: bytes) -> None:
        self._receive, self._send = receive, send
        self._left = self._most = body_bytes
        self._cookie, self.started = cookie, False

    async def receive(self) -> Message:
        """The next message; TooLarge where a body, or one message of a socket, goes beyond the limit."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
        size = len(message.get("bytes") or message.get("text") or b"")
        if self._left < 0 or size > self._most:
            raise TooLarge(self._most)
        return message

    async def send(self, message: Message) -> None:
        """The message, with our headers."""
        if message["type"] in {"http.response.start", "websocket.accept"}:
            self.started = True
            own = {name for name, _ in message.get("headers", [])}
            extra = [(name, value) for name, value in HEADERS if name not in own]
            if self._cookie:
                extra.append((b"set-cookie", self._cookie))
            message = {**message, "headers": [*message.get("headers", []), *extra]}
        await self._send(message)


def _cookie(header: bytes) -> str:
    """The token in a Cookie header, or nothing."""
    try:
        jar = SimpleCookie(header.decode("latin-1"))
    except CookieError:
        return ""
    found: str = jar[COOKIE].value if COOKIE in jar else ""
    return found


def _query(scope: Message) -> str:
    """The token in the address, or nothing."""
    found: str = parse_qs(scope.get("query_string", b"").decode("latin-1")).get(QUERY, [""])[0]
    return found


async def refuse(scope: Message, send: Send, status: int, sentence: str) -> None:
    """Answer with a status and one sentence, as JSON; a WebSocket is closed before it opens."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": sentence[:120]})
        return
    body = json.dumps({"detail": sentence}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
