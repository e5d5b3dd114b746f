"""The room that makes films, as a person meets it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ganvas.gallery.history import History
from ganvas.sketch import Walk
from ganvas.studio.animation import of_film
from tests.browser.showing import no_faults
from tests.browser.test_history import made
from tests.browser.test_shell import Studio
from tests.studio.test_animation import beats


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    home = tmp_path_factory.mktemp("home")
    made(home / "project")
    running = Studio(home, home / "project")
    yield running
    running.stop()


@pytest.fixture
def room(page: Any, studio: Studio) -> Any:
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(studio.url)
    page.goto(studio.at("/animate"))
    page.locator("gv-strip").wait_for()
    return page


def frames(page: Any, count: int) -> None:
    page.wait_for_function("(n) => document.querySelector('gv-strip')?.frames.length === n", arg=count)


def ready(page: Any) -> None:
    page.wait_for_function("document.querySelector('gv-player')?.getAttribute('state') === 'ready'")


def test_a_film_from_the_palette_to_the_disk_and_back(room: Any, studio: Studio):
    room.wait_for_function("document.querySelector('gv-tiles')?.board")
    room.locator("gv-tiles .cell").first.click()
    frames(room, 1)
    room.get_by_role("button", name="The picture I stand on").click()
    frames(room, 2)
    ready(room)
    no_faults(room)
    room.evaluate(
        "() => { window.seen = 0; document.querySelector('gv-live').addEventListener('gv-frame', () => { seen += 1; }); }"
    )
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
    assert room.evaluate("fetch(document.querySelector('gv-player').sound).then((one) => one.status)") == 200
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
    room.wait_for_function("new URL(location).searchParams.get('sketch')?.startsWith('walk(7, 3, 12')")
    room.locator("gv-strip li").first.focus()
    room.keyboard.press("Delete")
    frames(room, 2)
    room.locator("h1").click()
    room.keyboard.press("z")
    frames(room, 3)
