"""Painting in processes of its own, so that a server stays quick, and a crash there is not its end.

Each painter holds the models and paints one list of requests after another. What waits is
bounded: beyond that a request is refused at once instead of late. Painting is a pure function,
so what a dying painter left undone is simply painted again, once. What a painter can be asked
for is the table ``TASKS`` of ``ganvas.studio.painting``.
"""

import asyncio
import contextlib
import json
import multiprocessing
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from ganvas.errors import GanvasError
from ganvas.studio.answers import settle

TOGETHER = 16  # requests that go to a painter at once
WAITING = 256  # requests that may wait
ANSWER_S = 60.0
DONE, REFUSED, BROKEN = b"d", b"r", b"b"


class Busy(GanvasError):
    """More is asked than can be painted soon."""


class PainterLost(GanvasError):
    """A painter died over a request, twice."""

    exit_code = 1


@dataclass
class Order:
    """One picture or board to paint, or a question about a model."""

    task: str
    model: str
    values: Mapping[str, object]
    answer: "asyncio.Future[bytes]"
    tries: int = 0


@dataclass
class _Desk:
    """Orders that wait, shared by the painters' threads."""

    orders: deque[Order] = field(default_factory=deque)
    changed: threading.Condition = field(default_factory=threading.Condition)
    closed: bool = False


class Painters:
    """So many processes that paint for one server."""

    def __init__(self, models: Mapping[str, Path], count: int = 1, waiting: int = WAITING, soon: bool = False) -> None:
        """Start them.

        Args:
            models: a run or snapshot by the name that it is served under; it may change while they paint.
            count: of processes.
            waiting: orders that may wait.
            soon: let the first of them load the models now, and not with the first order.
        """
        self._models, self._waiting = models, waiting
        self._desk = _Desk()
        self._threads = [
            threading.Thread(target=self._serve, args=(soon and not n,), daemon=True) for n in range(count)
        ]
        for thread in self._threads:
            thread.start()

    async def paint(self, model: str, sketch: str, suffix: str = ".png", scale: int = 1) -> bytes:
        """The bytes of a file of one sketch; errors as in ``ask``."""
        return await self.ask("picture", model, sketch=sketch, suffix=suffix, scale=scale)

    async def ask(self, task: str, model: str, **values: object) -> bytes:
        """The answer to a task of ``ganvas.studio.painting``.

        Args:
            task: a name in its table.
            model: a name that is served.
            values: what the task takes; JSON carries them.
        Raises:
            Busy: too many wait.
            GanvasError: this model cannot paint it.
            PainterLost: painters died over it.
        """
        loop = asyncio.get_running_loop()
        order = Order(task, model, values, loop.create_future())
        with self._desk.changed:
            if len(self._desk.orders) >= self._waiting or self._desk.closed:
                raise Busy("the painters have more to do than they can soon; try again in a moment")
            self._desk.orders.append(order)
            self._desk.changed.notify()
        return await order.answer

    def close(self) -> None:
        """Let the painters go; what waits is refused."""
        with self._desk.changed:
            self._desk.closed = True
            self._desk.changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=5)

    def _serve(self, soon: bool) -> None:
        """One thread for one painter: hand it orders, hand out its answers, replace it when it dies."""
        painter = _Painter(self._paths()) if soon else None
        while (orders := self._next()) is not None:
            painter = painter if painter is not None and painter.alive else _Painter(self._paths())
            undone, paths = deque(orders), self._paths()
            try:
                for kind, data in painter.ask([[one.task, paths[one.model], one.values] for one in orders]):
                    _answer(undone.popleft(), kind, data)
            except (EOFError, OSError):
                painter.end()
                painter = None
                self._again(list(undone))
        if painter is not None:
            painter.end()

    def _paths(self) -> dict[str, str]:
        """Where the models lie now, by their names."""
        return {name: str(path) for name, path in dict(self._models).items()}

    def _next(self) -> list[Order] | None:
        """The next orders, waiting for them; nothing more when the server closes."""
        desk = self._desk
        with desk.changed:
            while not desk.orders and not desk.closed:
                desk.changed.wait()
            if desk.closed:
                for order in desk.orders:
                    _fail(order, Busy("the server is closing; try again when it is back"))
                desk.orders.clear()
                return None
            share = max(1, min(TOGETHER, len(desk.orders) // len(self._threads)))
            return [desk.orders.popleft() for _ in range(share)]

    def _again(self, orders: list[Order]) -> None:
        """Put back what a dead painter left, but for what has now killed two."""
        for position, order in enumerate(orders):
            order.tries += position == 0  # the first undone is what it died over
        with self._desk.changed:
            for order in reversed(orders):
                if order.tries < 2:
                    self._desk.orders.appendleft(order)
                else:
                    _fail(order, PainterLost("painting this sketch ended the painter twice; it was given up"))
            self._desk.changed.notify_all()


class _Painter:
    """A process and the pipe to it."""

    def __init__(self, models: Mapping[str, str]) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the server's threads halfway
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, json.dumps(list(models.values()))), daemon=True)
        self.process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        """Whether it still paints."""
        return self.process.is_alive()

    def ask(self, orders: list[list[object]]) -> Iterator[tuple[bytes, bytes]]:
        """The answers to orders (task, path of a model, values), in their order, as they come."""
        self.pipe.send_bytes(json.dumps(orders).encode())
        for _ in orders:
            if not self.pipe.poll(ANSWER_S):
                raise EOFError
            answer = self.pipe.recv_bytes()
            yield answer[:1], answer[1:]

    def end(self) -> None:
        """Let it go."""
        self.pipe.close()
        self.process.terminate()
        self.process.join(timeout=5)


def _answer(order: Order, kind: bytes, data: bytes) -> None:
    if kind == DONE:
        _settle(order, data)
    else:
        _fail(order, GanvasError(data.decode()) if kind == REFUSED else PainterLost(data.decode()))


def _settle(order: Order, data: bytes) -> None:
    with contextlib.suppress(RuntimeError):  # the server's loop has ended, nobody waits
        order.answer.get_loop().call_soon_threadsafe(settle, order.answer, data)


def _fail(order: Order, error: Exception) -> None:
    with contextlib.suppress(RuntimeError):
        order.answer.get_loop().call_soon_threadsafe(settle, order.answer, error)


def work(pipe: Connection, models: str) -> None:
    """A painter's life: load the models at these paths, then do what comes through the pipe."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends it
    from ganvas.studio.painting import Loaded, done

    loaded = Loaded()
    for path in json.loads(models):
        with contextlib.suppress(GanvasError):  # said to whoever asks for it
            loaded.at(path)
    with contextlib.suppress(EOFError, OSError):
        while True:
            for task, path, values in json.loads(pipe.recv_bytes()):
                pipe.send_bytes(_answered(done, loaded, task, path, values))


def _answered(done: Callable[..., bytes], loaded: object, task: str, path: str, values: Mapping[str, object]) -> bytes:
    """The answer to one order: a letter for its kind, then the file or a sentence."""
    try:
        return DONE + done(loaded, task, path, values)
    except GanvasError as error:
        return REFUSED + str(error).encode()
    except Exception as error:  # our own mistake: said where it happened, and the others go on
        return BROKEN + f"{type(error).__name__}: {error}".encode()
