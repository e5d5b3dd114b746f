"""What stands behind the live instrument: OSC in and out, and recordings that are painted again."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from ganvas.bases import base
from ganvas.errors import GanvasError
from ganvas.media.image.said import film_text
from ganvas.model.model import Model
from ganvas.studio.osc import Osc
from ganvas.studio.progress import unwatched
from ganvas.studio.project import Project
from ganvas.studio.takes import Take, keep_take, read_take, takes
from ganvas.studio.tasks import making


def with_osc(act: Callable[[Osc, list[tuple[str, float]]], Awaitable[None]]) -> None:
    pytest.importorskip("pythonosc", reason="python-osc is not installed")

    async def whole() -> None:
        heard: list[tuple[str, float]] = []
        osc = Osc(lambda name, value: heard.append((name, value)))
        try:
            await act(osc, heard)
        finally:
            osc.close()
            await asyncio.sleep(0)

    asyncio.run(whole())


def test_what_comes_in_is_heard_within_its_range_and_what_is_none_is_passed_over():
    async def act(osc: Osc, heard: list[tuple[str, float]]) -> None:
        from pythonosc.osc_bundle_builder import OscBundleBuilder
        from pythonosc.osc_message_builder import OscMessageBuilder

        def message(address: str, *values: object) -> OscMessageBuilder:
            built = OscMessageBuilder(address)
            for value in values:
                built.add_arg(value)
            return built

        bundle = OscBundleBuilder(2_080_000_000)  # a time tag years away is not waited for
        bundle.add_content(message("/ganvas/psi", 9.0).build())
        await osc.open(0, 0)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            for data in (b"\0", b"/ganvas/x", message("/ganvas/x", "far").build().dgram,
                         message("/ganvas/x").build().dgram,
                         message("/ganvas/x", float("nan")).build().dgram, message("/other/x", 0.1).build().dgram,
                         message("/ganvas/quit", 1.0).build().dgram, bundle.build().dgram,
                         message("/ganvas/y", -0.25).build().dgram):  # fmt: skip
                other.sendto(data, ("127.0.0.1", osc.port))
        async with asyncio.timeout(20):
            while len(heard) < 2:
                await asyncio.sleep(0.01)
        assert heard == [("psi", 1.5), ("y", -0.25)]

    with_osc(act)


def test_it_listens_on_this_machine_alone_and_sends_what_is_turned():
    async def act(osc: Osc, heard: list[tuple[str, float]]) -> None:
        from pythonosc.osc_message import OscMessage

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            other.settimeout(20)
            await osc.open(0, other.getsockname()[1])
            assert osc._in is not None
            assert osc._in.get_extra_info("sockname")[0] == "127.0.0.1"
            osc.send("nothing", 1.0)
            osc.send("psi", 0.5)
            message = OscMessage(other.recv(1024))
            assert (message.address, list(message.params)) == ("/ganvas/psi", [0.5])
            second = Osc(lambda *_: None)
            with pytest.raises(GanvasError, match="choose another"):
                await second.open(osc.port)
        osc.close()
        osc.send("psi", 0.5)
        assert osc.port == 0

    with_osc(act)


def test_a_recording_is_kept_and_painted_again_frame_by_frame(tmp_path: Path):
    project, model = Project(tmp_path / "p"), Model.load(base())
    steps = [{"at": at, "line": f"{seed} psi=0.7"} for at, seed in ((0.5, 3), (0.7, 4), (0.72, 5), (1.0, 6))]
    path = keep_take(project, model.digest, steps)
    assert takes(project) == [path]
    take = read_take(path)
    seeds = [sketch.latent.seed for sketch in take.frames(10)]  # type: ignore[union-attr]
    assert seeds == [3, 3, 4, 5, 5]
    into = project.folder("films") / "take-1.mp4"
    found = making.take(unwatched, str(path), str(base()), str(into), 10)
    assert (found["frames"], found["name"]) == (5, "take-1.mp4")
    assert json.loads(film_text(into)["ganvas"])["sketch"]["latent"]["seed"] == 3
    for wrong in ([], steps[:1], [steps[1], steps[0]]):
        with pytest.raises(GanvasError, match="cannot be kept"):
            keep_take(project, model.digest, wrong)
    path.write_text("{}")
    with pytest.raises(GanvasError, match="cannot be read"):
        read_take(path)
    assert Take.model_validate({"model": model.digest, "steps": steps}).seconds == 0.5
