"""Kill a writer again and again: `python killing.py PROJECT KILLS`, run by test_kills.py.

Each writer is forked from this process, so that it costs no start of Python, tells the number of every event that was
acknowledged, and is killed at a moment of its own: every fourth while it opens, the others while they write.
"""

import json
import os
import random
import select
import signal
import struct
import sys
import time

import alembic.command  # noqa: F401  # once, and not in every writer

from ganvas.gallery.history import History
from ganvas.sketch import Seed, Sketch

MODEL = "a" * 64


def write(project: str, pipe: int) -> None:
    history = History.open(project)
    while True:
        event = history.append(Sketch(latent=Seed(seed=random.randrange(2**32))), "sample", MODEL)
        assert isinstance(event.after.latent, Seed)
        os.write(pipe, struct.pack("<QQ", event.id, event.after.latent.seed))


def main(project: str, kills: int) -> None:
    acknowledged: list[tuple[int, int]] = []
    chance = random.Random(7)
    for number in range(kills):
        told, tell = os.pipe()
        child = os.fork()
        if not child:
            random.seed()
            write(project, tell)
        os.close(tell)
        if number % 4:
            select.select([told], [], [], 30.0)  # until it has written once, however busy the machine is
        time.sleep(chance.uniform(0.0, 0.08))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(told, "rb") as pipe:
            data = pipe.read()
        acknowledged += list(struct.iter_unpack("<QQ", data[: len(data) // 16 * 16]))
    json.dump(acknowledged, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
