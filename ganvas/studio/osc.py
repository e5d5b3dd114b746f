"""Open Sound Control in and out of the live instrument, on this machine alone unless somebody asks for more.

Each of PARAMETERS is /ganvas/NAME with one number. What comes in is taken in the server's loop, one datagram at a time,
and nothing in it waits: time tags of bundles are not waited for, what is damaged or no number is passed over. What goes
out is sent and forgotten.
"""

import asyncio
import contextlib
import math
import socket
from collections.abc import Callable
from typing import Any

from ganvas.errors import GanvasError

PARAMETERS: dict[str, tuple[float, float]] = {
    "x": (-1.0, 1.0),
    "y": (-1.0, 1.0),
    "psi": (0.0, 1.5),
    "speed": (0.0, 1.0),
}
SPACE = "/ganvas/"
IN, OUT = 1338, 1337
HERE, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # the second only where somebody asks for it
MISSING = "OSC needs python-osc; install it with: pip install 'ganvas[osc]'"

Heard = Callable[[str, float], None]


class Osc:
    """OSC of one session; closed until it is opened.

    Attributes:
        port: on which it listens; 0 while it does not.
    """

    def __init__(self, heard: Heard) -> None:
        """``heard`` is called in the server's loop with a parameter and its value, within its range."""
        self._heard, self.port = heard, 0
        self._in: asyncio.DatagramTransport | None = None
        self._out: socket.socket | None = None
        self._to = (HERE, OUT)

    async def open(self, port: int = IN, to: int = OUT, everywhere: bool = False) -> None:
        """Listen on a port, and send to another one of this machine.

        Raises:
            GanvasError: python-osc is not installed, or the port is taken.
        """
        packet = _packets()
        self.close()
        for one in (port, to):
            if not 0 <= one < 65_536:
                raise GanvasError(f"port {one}: a port is a number from 1 to 65535")
        try:
            transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                lambda: _Ear(packet, self._heard), local_addr=(EVERYWHERE if everywhere else HERE, port)
            )
        except OSError as error:
            raise GanvasError(f"port {port}: cannot be listened on ({error.strerror}); choose another") from None
        self._in, self.port, self._to = transport, transport.get_extra_info("sockname")[1], (HERE, to)
        self._out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._out.setblocking(False)

    def send(self, name: str, value: float) -> None:
        """Tell others that a parameter has another value; where nobody listens, nothing happens."""
        if self._out is None or name not in PARAMETERS:
            return
        from pythonosc.osc_message_builder import OscMessageBuilder

        message = OscMessageBuilder(f"{SPACE}{name}")
        message.add_arg(float(value), OscMessageBuilder.ARG_TYPE_FLOAT)
        with contextlib.suppress(OSError):
            self._out.sendto(message.build().dgram, self._to)

    def close(self) -> None:
        """Listen no longer."""
        if self._in is not None:
            self._in.close()
        if self._out is not None:
            self._out.close()
        self._in, self._out, self.port = None, None, 0


class _Ear(asyncio.DatagramProtocol):
    """Takes datagrams apart."""

    def __init__(self, packet: Any, heard: Heard) -> None:
        self._packet, self._heard = packet, heard

    def datagram_received(self, data: bytes, _address: Any) -> None:
        """One datagram: a message or a bundle."""
        try:
            messages = [one.message for one in self._packet(data).messages]
        except Exception:  # from anywhere, in any form: what is no OSC is passed over
            return
        for message in messages:
            name = message.address.removeprefix(SPACE)
            value = next(iter(message.params), None)
            known = message.address.startswith(SPACE) and name in PARAMETERS
            if known and isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
                low, high = PARAMETERS[name]
                self._heard(name, min(max(float(value), low), high))


def _packets() -> Any:
    try:
        from pythonosc.osc_packet import OscPacket
    except ImportError:
        raise GanvasError(MISSING) from None
    return OscPacket
