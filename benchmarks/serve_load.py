"""How many pictures a second `ganvas serve` gives to 32 clients at once, beside painting alone in as many processes.

    python benchmarks/serve_load.py [--seconds 10] [--rounds 3] [--clients 32]

Both paint and encode the same PNG files of the base at 64 px, in turn. The clients share one process, and write and
read plain sockets, so that little of the cores is theirs. Then a burst that is more than the server lets wait: every
answer must be a picture or 429 with Retry-After. Writes results/serve_load.json and .png.
"""

import argparse
import asyncio
import collections
import itertools
import multiprocessing
import os
import statistics
import subprocess
import sys
import time

import httpx
from common import INK, OTHERS, OURS, PAPER, RESULTS, write_figure, write_json
from matplotlib.figure import Figure

from ganvas.bases import base

GOAL = 0.8


def paint_alone(seconds: float, start: int) -> int:
    """Pictures that one process paints and encodes."""
    from ganvas.model.model import Model
    from ganvas.sketch import Seed, Sketch

    model = Model.load(base())
    model.render(Sketch(latent=Seed(seed=start))).encode()
    count, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        model.render(Sketch(latent=Seed(seed=start + count))).encode()
        count += 1
    return count


def raw_rate(seconds: float, processes: int) -> float:
    """Pictures a second of so many processes with nothing between them and the model."""
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        counts = pool.starmap(paint_alone, [(seconds, 10**6 * k) for k in range(processes)])
    return sum(counts) / seconds


async def served(port: int, seconds: float, clients: int) -> tuple[float, list[float], dict[int, int]]:
    """Pictures a second, the seconds that each took, and how many answers had which status."""
    taken: list[float] = []
    statuses: collections.Counter[int] = collections.Counter()
    numbers, end = itertools.count(), time.perf_counter() + seconds

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (begun := time.perf_counter()) < end:
            path = f"/api/v1/models/pictures-64/pictures?line={next(numbers)}"
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            await reader.readexactly(int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]))
            statuses[int(head.split(b" ", 2)[1])] += 1
            taken.append(time.perf_counter() - begun)
            if b"retry-after" in head:
                await asyncio.sleep(0.2)
        writer.close()

    await asyncio.gather(*(one() for _ in range(clients)))
    return statuses[200] / seconds, taken, dict(statuses)


def start(port: int, painters: int) -> subprocess.Popen[str]:
    """The server, when it answers."""
    call = [sys.executable, "-m", "ganvas", "serve", "--port", str(port), "--painters", str(painters)]
    server = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    server.stdout.readline()
    for _ in range(100):
        try:
            httpx.get(f"http://127.0.0.1:{port}/api/v1/models", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
    return server


def draw(raw: list[float], ours: list[float]) -> Figure:
    """Two bars, and where 80 percent is."""
    figure = Figure(figsize=(7, 2), facecolor=PAPER, layout="constrained")
    axes = figure.add_subplot(facecolor=PAPER)
    values = [statistics.median(ours), statistics.median(raw)]
    axes.barh(["served", "painted alone"], values, color=[OURS, OTHERS])
    for row, value in enumerate(values):
        axes.text(value, row, f"  {value:.0f}", va="center", color=INK)
    axes.axvline(GOAL * values[1], color=INK, lw=1)
    axes.set_xlabel("pictures of 64 px a second; the line is 80 % of painting alone")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--port", type=int, default=8791)
    parser.add_argument("--painters", type=int, default=os.cpu_count() or 1)
    wanted = parser.parse_args()
    raw, ours, waits = [], [], []
    server = start(wanted.port, wanted.painters)
    try:
        for _ in range(wanted.rounds):
            raw.append(raw_rate(wanted.seconds, wanted.painters))
            rate, taken, _ = asyncio.run(served(wanted.port, wanted.seconds, wanted.clients))
            ours.append(rate)
            waits += taken
        burst_rate, _, burst = asyncio.run(served(wanted.port, wanted.seconds, 600))
    finally:
        server.terminate()
        server.wait()
    waits.sort()
    result = {
        "clients": wanted.clients,
        "painters": wanted.painters,
        "cores": os.cpu_count(),
        "alone_per_s": [round(one, 1) for one in raw],
        "served_per_s": [round(one, 1) for one in ours],
        "share": round(statistics.median(o / r for o, r in zip(ours, raw, strict=True)), 3),
        "wanted": GOAL,
        "wait_ms": {f"p{p}": round(1000 * waits[int(p / 100 * (len(waits) - 1))], 1) for p in (50, 95, 99)},
        "burst": {"clients": 600, "painted_per_s": round(burst_rate, 1), "answers": burst},
    }
    write_json(RESULTS / "serve_load.json", result)
    write_figure(RESULTS / "serve_load.png", draw(raw, ours))
    print(result)


if __name__ == "__main__":
    main()
