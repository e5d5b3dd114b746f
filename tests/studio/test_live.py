import json
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from ganvas.bases import base
from ganvas.media.image.preview import preview
from ganvas.model.model import Model
from ganvas.sketch.line import read_line
from ganvas.studio.api import api
from ganvas.studio.guard import BODY_BYTES
from ganvas.studio.serve import Server
from tests.studio.serving import running


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(Server(api({"base": base()}), "127.0.0.1", 0, token=False)) as server:
        yield server


def opened(server: Server, name: str = "base") -> ClientConnection:
    here = f"127.0.0.1:{server.port}"
    return connect(f"ws://{here}/api/v1/models/{name}/live", origin=f"http://{here}", proxy=None)  # type: ignore[arg-type]


def wished(number: int, line: str, **more: object) -> str:
    return json.dumps({"number": number, "line": line, **more})


def test_a_frame_carries_its_number_and_the_picture(server: Server):
    with opened(server) as socket:
        socket.send(wished(7, "mix(3, 7, coarse)", scale=2))
        frame = socket.recv(timeout=60)
    assert isinstance(frame, bytes)
    assert int.from_bytes(frame[:8], "big") == 7
    assert frame[8:] == preview(Model.load(base()).render(read_line("mix(3, 7, coarse)")).levels, 2)


def test_the_latest_wish_wins(server: Server):
    with opened(server) as socket:
        for number in range(200):
            socket.send(wished(number, str(number)))
        numbers = []
        while not numbers or numbers[-1] != 199:
            numbers.append(int.from_bytes(socket.recv(timeout=60)[:8], "big"))  # type: ignore[arg-type]
    assert numbers == sorted(numbers)
    assert len(numbers) < 150


@pytest.mark.parametrize(
    ("text", "number", "says"),
    [
        (wished(3, "mix(3"), 3, "at character 6"),
        (wished(4, "push(3, " + "a" * 64 + ", 1)"), 4, "not beside this model"),
        ('{"number": 5, "mood": 1}', 5, "not a wish"),
        ("[]", 0, "not a wish"),
        ("{", 0, "not a wish"),
    ],
)
def test_what_is_wrong_is_said_and_the_socket_goes_on(server: Server, text: str, number: int, says: str):
    with opened(server) as socket:
        socket.send(text)
        said = json.loads(socket.recv(timeout=60))
        assert said["number"] == number
        assert says in said["detail"]
        socket.send(wished(9, "7"))
        assert socket.recv(timeout=60)[:8] == (9).to_bytes(8, "big")


def test_a_message_beyond_all_limits_closes_it(server: Server):
    with opened(server) as socket:
        socket.send("x" * (BODY_BYTES + 1))
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=60)


def test_bytes_are_no_wish(server: Server):
    with opened(server) as socket:
        socket.send(b"\x00")
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=60)


def test_a_model_that_is_not_served(server: Server):
    with pytest.raises(InvalidStatus):
        opened(server, "nobody")
