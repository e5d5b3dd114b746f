"""The room that makes films, as a person meets it."""

import socket
from pathlib import Path
from typing import Any

import pytest

from ganvas.gallery.history import History
from ganvas.sketch import Walk
from ganvas.studio.animation import of_film
from ganvas.studio.takes import read_take
from tests.browser.rooms import Studio, with_steps
from tests.browser.showing import no_faults
from tests.studio.test_animation import beats


@pytest.fixture(scope="module")
def project(home: Path) -> Path:
    return with_steps(home / "project")


@pytest.fixture
def room(large: Any, studio: Studio) -> Any:
    page = large
    page.goto(studio.url)
    page.goto(studio.at("/animate"))
    page.locator("gv-strip").wait_for()
    return page


def frames(page: Any, count: int) -> None:
    page.wait_for_function("(n) => document.querySelector('gv-strip')?.frames.length === n", arg=count)


def ready(page: Any) -> None:
    page.wait_for_function("document.querySelector('gv-player')?.getAttribute('state') === 'ready'")


def until_walk(page: Any, begins: str) -> None:
    page.wait_for_function("(begins) => new URL(location).searchParams.get('sketch')?.startsWith(begins)", arg=begins)


def test_a_film_from_the_palette_to_the_disk_and_back(room: Any, studio: Studio):
    room.wait_for_function("document.querySelector('gv-tiles')?.board")
    room.locator("gv-tiles .cell").first.click()
    frames(room, 1)
    room.get_by_role("button", name="The picture I stand on").click()
    frames(room, 2)
    ready(room)
    no_faults(room)
    room.evaluate("window.seen = 0")
    room.evaluate("document.querySelector('gv-live').addEventListener('gv-frame', () => { seen += 1; })")
    room.locator("gv-strip [data-act=play]").click()
    room.wait_for_function("seen >= 8")
    room.locator("gv-strip [data-act=play]").click()
    room.get_by_label("The whole film").fill("1")
    room.keyboard.press("Tab")
    room.wait_for_function("document.querySelector('gv-strip').duration === 1")
    room.get_by_role("combobox", name="Form").select_option(".gif")
    room.get_by_role("combobox", name="Size").select_option("1")
    room.locator(".gv-button.first", has_text="Make the film").click()
    room.locator(".gv-verdict", has_text="in any second").wait_for()
    film = of_film(studio.project / "films" / "walk.gif")
    assert film.times == (0.0, 0.5, 1.0)
    no_faults(room)
    room.get_by_role("button", name="Begin anew").click()
    frames(room, 0)
    room.get_by_role("button", name="Open its keys: walk.gif").click()
    frames(room, 2)
    with History.open(studio.project) as history:
        walk = history.event(history.here).after.latent
    assert isinstance(walk, Walk)
    assert walk.keys == film.keys


def test_a_sound_is_dropped_and_moves_the_film(room: Any, studio: Studio, tmp_path: Path):
    room.locator("gv-drop input.pick").first.set_input_files(str(beats(tmp_path / "drum.wav")))
    room.get_by_role("button", name="Let it move something").click()
    room.get_by_role("combobox", name="moves").select_option("psi")
    room.wait_for_function("document.querySelector('gv-player')?.sound.endsWith('/drum.wav')")
    assert room.evaluate("fetch(document.querySelector('gv-player').sound).then((one) => one.ok)")
    assert [path.name for path in (studio.project / "drops").iterdir()] == []
    no_faults(room)


def test_keys_alone_add_move_take_out_and_undo(room: Any):
    seeds = room.get_by_label("Seeds, such as")
    room.get_by_role("button", name="Begin anew").focus()
    room.keyboard.press("Enter")
    frames(room, 0)
    seeds.focus()
    room.keyboard.type("3,7,12")
    room.keyboard.press("Enter")
    frames(room, 3)
    ready(room)
    room.locator("gv-strip li").first.focus()
    room.keyboard.press("Alt+ArrowRight")
    until_walk(room, "walk(7, 3, 12")
    room.locator("gv-strip li").first.focus()
    room.keyboard.press("Delete")
    until_walk(room, "walk(7, 12")  # the page has heard of it
    room.locator("h1").click()
    room.keyboard.press("z")
    frames(room, 3)


def test_it_is_played_by_pad_knob_and_osc_and_recorded(room: Any, studio: Studio):
    osc = pytest.importorskip("pythonosc.osc_message_builder", reason="python-osc is not installed")
    room.goto(studio.at("/animate?view=live"))
    room.wait_for_function("document.querySelector('gv-live')?._shown > 1")
    no_faults(room)
    room.locator("gv-instrument .rec").click()
    pad = room.locator("gv-instrument .pad")
    pad.focus()
    room.keyboard.press("Shift+ArrowRight")
    room.keyboard.press("ArrowUp")
    room.wait_for_function("document.querySelector('gv-instrument').line().includes('88, 0.2)')")
    room.evaluate("""() => { const one = document.querySelector('gv-instrument');
        one._learns = 'speed'; one.midi([0xb0, 21, 0]); one.midi([0x90, 21, 90]); one.midi([0xb0, 22, 90]); }""")
    assert room.evaluate("document.querySelector('gv-instrument').values.speed") == 0
    room.evaluate("document.querySelector('gv-instrument').midi([0xb0, 21, 127])")
    assert room.evaluate("document.querySelector('gv-instrument').values.speed") == 1
    room.get_by_label("Port to listen on").fill("0")
    room.keyboard.press("Tab")
    room.get_by_role("button", name="Open OSC").click()
    said = room.locator("p", has_text="OSC is heard at 127.0.0.1, port").inner_text()
    message = osc.OscMessageBuilder("/ganvas/psi")
    message.add_arg(0.25)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.sendto(message.build().dgram, ("127.0.0.1", int(said.rstrip(".").rpartition(" ")[2])))
    room.wait_for_function("document.querySelector('gv-instrument').values.psi === 0.25")
    room.locator("gv-instrument .rec").click()
    room.get_by_role("button", name="Paint take-1 again").wait_for()
    take = read_take(studio.project / "takes" / "take-1.json")
    assert take.steps[-1].line.endswith(" psi=0.25")
    room.get_by_role("button", name="Close OSC").click()
    room.locator("p", has_text="OSC is closed").wait_for()
