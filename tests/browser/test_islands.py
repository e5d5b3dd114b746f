"""The islands of the studio as a hand, a keyboard and a screen reader meet them."""

import base64
import io
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from PIL import Image

from ganvas.bases import base
from ganvas.media.image.preview import preview
from ganvas.model.model import Model
from ganvas.sketch.line import read_line
from ganvas.studio.api import api
from tests.browser.showing import SlowPainter, atlas, heard, no_faults, put, wait_heard, with_islands

LEVEL = "(island) => island.canvas.getContext('2d').getImageData(5, 5, 1, 1).data[0]"


@pytest.fixture(scope="module")
def slow() -> tuple[FastAPI, SlowPainter]:
    app = with_islands(FastAPI())
    return app, SlowPainter(app)


@pytest.fixture(scope="module")
def url(slow: tuple[FastAPI, SlowPainter], serve: Callable[[FastAPI], str]) -> str:
    return serve(slow[0])


@pytest.fixture
def painter(slow: tuple[FastAPI, SlowPainter]) -> SlowPainter:
    painter = slow[1]
    painter.wishes.clear()
    painter.opened, painter.wait_s, painter.drop_next = 0, 0.0, False
    return painter


# live


def test_a_live_picture_is_the_models_own(page: Any, serve: Callable[[FastAPI], str]):
    url = serve(with_islands(api({"base": base()})))
    live = put(page, url, "gv-live", {"src": "/api/v1/models/base/live", "line": "mix(3, 7, coarse)", "scale": 2})
    frame = wait_heard(page, "gv-frame")
    assert (frame["number"], frame["width"], frame["height"]) == (1, 128, 128)
    shown = Image.open(io.BytesIO(base64.b64decode(live.evaluate("(island) => island.png()"))))
    wanted = Image.open(io.BytesIO(preview(Model.load(base()).render(read_line("mix(3, 7, coarse)")).levels, 2)))
    apart = [abs(a - b) for a, b in zip(shown.convert("RGB").tobytes(), wanted.tobytes(), strict=True)]
    assert max(apart) <= 4  # two JPEG decoders
    measured = live.evaluate("(island) => island.measure()")
    assert measured["count"] == 1
    assert measured["lag"][0] >= measured["ms"][0] > 0
    no_faults(page)


def test_while_one_wish_is_in_flight_only_the_latest_waits(page: Any, url: str, painter: SlowPainter):
    painter.wait_s = 0.05
    live = put(page, url, "gv-live", {"src": "/slow", "line": "10"})
    live.evaluate("""async (island) => {
      for (let n = 11; n <= 100; n++) { island.line = String(n); await new Promise((done) => setTimeout(done, 2)); }
    }""")
    page.wait_for_function(
        "() => heard.length && document.querySelector('gv-live')._number === document.querySelector('gv-live')._shown"
    )
    lines = [int(wish["line"]) for wish in painter.wishes]
    assert lines == sorted(lines)
    assert lines[-1] == 100
    assert len(lines) < 30
    assert live.evaluate(LEVEL) == pytest.approx(100, abs=3)


def test_a_dropped_socket_is_opened_again_and_told_the_latest_wish(page: Any, url: str, painter: SlowPainter):
    live = put(page, url, "gv-live", {"src": "/slow", "line": "50"})
    wait_heard(page, "gv-frame")
    painter.drop_next = True
    live.evaluate("(island) => { island.line = '200'; }")
    wait_heard(page, "gv-frame", 2)
    assert painter.opened == 2
    assert [wish["line"] for wish in painter.wishes] == ["50", "200", "200"]
    assert live.evaluate(LEVEL) == pytest.approx(200, abs=3)
    assert "asked again" in heard(page, "gv-error")[0]["detail"]
    assert live.locator(".say").text_content() == ""


def test_what_cannot_be_painted_is_said_and_the_picture_goes_on(page: Any, url: str, painter: SlowPainter):
    live = put(page, url, "gv-live", {"src": "/slow", "line": "wrong"})
    assert wait_heard(page, "gv-error") == {"number": 1, "detail": "that is no line"}
    assert live.get_by_role("status").text_content() == "that is no line"
    live.evaluate("(island) => { island.line = '9'; }")
    wait_heard(page, "gv-frame")
    assert live.get_by_role("status").text_content() == ""


def test_a_live_picture_fills_the_screen_by_a_key(page: Any, url: str, painter: SlowPainter):
    live = put(page, url, "gv-live", {"src": "/slow", "line": "9"})
    live.get_by_role("img").press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    live.get_by_role("img").press("f")
    page.wait_for_function("document.fullscreenElement === null")


def test_a_live_picture_asks_no_other_machine(page: Any, url: str):
    put(page, url, "gv-live", {"src": "ws://192.0.2.1/live", "line": "9"})
    assert "another machine" in wait_heard(page, "gv-error")["detail"]


# tiles


def test_keys_go_through_the_tiles_with_one_tab_stop(page: Any, url: str):
    tiles = put(page, url, "gv-tiles", {"board": atlas(10, 4)}, "width: 400px")
    wait_heard(page, "gv-shown")
    page.keyboard.press("Tab")
    at = "(island) => [island.root.activeElement.ariaLabel, island.all('[tabindex=\"0\"]').length]"
    walked = []
    for key in (
        "ArrowRight",
        "ArrowDown",
        "End",
        "Home",
        "ArrowDown",
        "Control+End",
        "ArrowRight",
        "Control+Home",
        "ArrowUp",
    ):
        page.keyboard.press(key)
        walked.append(tiles.evaluate(at))
    assert walked == [[f"{n} of 10", 1] for n in (2, 6, 8, 5, 9, 10, 10, 1, 1)]
    no_faults(page)


def test_tiles_are_chosen_selected_up_to_the_most_and_kept(page: Any, url: str):
    tiles = put(page, url, "gv-tiles", {"board": atlas(6, 3), "most": 2, "more": True})
    wait_heard(page, "gv-shown")
    page.keyboard.press("Tab")
    for key in ("Enter", "x", "k", "ArrowRight", "x", " ", "ArrowRight", "x", "ArrowLeft", "x", "m"):
        page.keyboard.press(key)
    assert [one["index"] for one in heard(page, "gv-choose")] == [0, 1]
    assert [one["selected"] for one in heard(page, "gv-select")] == [[0], [0, 1], [0]]  # the third was refused
    assert heard(page, "gv-keep") == [{"index": 0, "kept": True, "all": [0]}]
    assert heard(page, "gv-more") == [{"count": 6}]
    first = tiles.get_by_role("gridcell").first
    assert first.get_attribute("aria-label") == "1 of 6, selected as number 1, kept"
    assert "".join(first.text_content().split()) == "1★"


def test_a_pointer_chooses_and_with_ctrl_selects(page: Any, url: str):
    tiles = put(page, url, "gv-tiles", {"board": atlas(6, 3)})
    wait_heard(page, "gv-shown")
    tiles.get_by_role("gridcell").nth(4).click()
    tiles.get_by_role("gridcell").nth(2).click(modifiers=["Control"])
    tiles.get_by_role("button", name="Keep").click()
    assert heard(page, "gv-choose") == [{"index": 4}]
    assert heard(page, "gv-select")[-1]["selected"] == [2]
    assert heard(page, "gv-keep")[-1]["index"] == 2


def test_each_tile_shows_its_part_of_the_one_picture(page: Any, url: str):
    tiles = put(page, url, "gv-tiles", {"board": atlas(6, 3)})
    wait_heard(page, "gv-shown")
    levels = tiles.evaluate("""(island) => island.all('.cell canvas').map(
      (one) => one.getContext('2d').getImageData(8, 8, 1, 1).data[0])""")
    assert levels == pytest.approx([40 + 180 * n // 6 for n in range(6)], abs=3)


def test_a_new_board_keeps_the_cells_and_the_focus(page: Any, url: str):
    tiles = put(page, url, "gv-tiles", {"board": atlas(6, 3)})
    wait_heard(page, "gv-shown")
    tiles.get_by_role("gridcell").nth(3).focus()
    tiles.evaluate("(island, board) => { island.was = island.root.activeElement; island.board = board; }", atlas(8, 4))
    wait_heard(page, "gv-shown", 2)
    assert tiles.evaluate("(island) => island.was === island.root.activeElement")
    assert tiles.get_by_role("gridcell").count() == 8


def test_hovering_shows_larger_but_not_where_motion_is_reduced(page: Any, url: str):
    tiles = put(page, url, "gv-tiles", {"board": atlas(6, 3)}, "width: 300px")
    wait_heard(page, "gv-shown")
    tiles.get_by_role("gridcell").nth(1).hover()
    tiles.locator(".large").wait_for(state="visible")
    page.keyboard.press("Escape")
    assert tiles.locator(".large").is_hidden()
    page.emulate_media(reduced_motion="reduce")
    tiles.get_by_role("gridcell").nth(2).hover()
    page.wait_for_timeout(500)
    assert tiles.locator(".large").is_hidden()


# slider


def test_a_slider_by_keys_fine_coarse_and_back(page: Any, url: str):
    slider = put(page, url, "gv-slider", {"name": "d3", "label": "Warmth", "strip": atlas(5, 5)})
    range_ = slider.get_by_role("slider", name="Warmth")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "PageDown", "ArrowLeft"):
        range_.press(key)
    assert [one["value"] for one in heard(page, "gv-change")] == [0.1, 0.2, 1.2, 0.2, 0.1]
    range_.press("End")
    range_.dblclick(position={"x": 20, "y": 14})
    assert heard(page, "gv-change")[-1] == {"name": "d3", "value": 0}
    assert slider.evaluate("(island) => island.value") == 0
    no_faults(page)


def test_a_dragged_slider_tells_at_most_once_a_frame(page: Any, url: str):
    slider = put(page, url, "gv-slider", {"strip": atlas(5, 5)}, "width: 400px")
    told = slider.evaluate("""async (island) => {
      let frames = 0, going = true;
      const count = () => { frames += 1; if (going) requestAnimationFrame(count); };
      requestAnimationFrame(count);
      const range = island.find('[type=range]');
      for (let n = 0; n < 200; n++) {
        range.value = String(-3 + n * 0.03);
        range.dispatchEvent(new Event('input'));
        if (n % 20 === 0) await new Promise((done) => setTimeout(done, 5));
      }
      await new Promise((done) => setTimeout(done, 50));
      going = false;
      return frames;
    }""")
    inputs = heard(page, "gv-input")
    assert 1 <= len(inputs) <= told
    assert inputs[-1]["value"] == 3


def test_a_click_on_a_picture_of_the_strip_goes_to_its_value(page: Any, url: str):
    slider = put(page, url, "gv-slider", {"strip": atlas(5, 5)}, "width: 400px")
    slider.locator(".strip span").nth(3).click()
    assert heard(page, "gv-change") == [{"name": "", "value": 1.5}]
    assert slider.locator(".strip .near").count() == 1


def test_a_slider_is_renamed(page: Any, url: str):
    slider = put(page, url, "gv-slider", {"name": "d1", "label": "Direction 1"})
    slider.get_by_role("slider").press("F2")
    page.keyboard.type("Dusk")
    page.keyboard.press("Enter")
    assert heard(page, "gv-rename") == [{"name": "d1", "label": "Dusk"}]
    assert slider.get_by_role("slider", name="Dusk").count() == 1


# what all have


def test_values_set_before_the_module_is_loaded_are_taken(page: Any, url: str):
    page.goto(f"{url}show/common")
    page.evaluate("""() => {
      const early = document.createElement('gv-slider');
      early.value = 2;
      early.setAttribute('label', 'Early');
      early.setAttribute('strip', 'no JSON');
      document.getElementById('here').append(early);
    }""")
    page.evaluate("import('/islands/slider.js')")
    page.wait_for_function("document.querySelector('gv-slider').matches(':defined')")
    assert page.get_by_role("slider", name="Early").input_value() == "2"
