"""gv-paint: what a hand or a keyboard paints is the mask that the model gets."""

import base64
import io
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from numpy.typing import NDArray
from PIL import Image
from pydantic import TypeAdapter

from ganvas.model.masks import draw_mask
from ganvas.sketch import Mask
from tests.browser.showing import heard, no_faults, put, wait_heard, with_islands

SIZE = (64, 64)


@pytest.fixture(scope="module")
def url(serve: Callable[[FastAPI], str]) -> str:
    return serve(with_islands(FastAPI()))


def canvas(page: Any, url: str, **more: Any) -> Any:
    """A square to paint on, 320 pixels wide."""
    return put(page, url, "gv-paint", {"size": SIZE, "width": 0.2, **more}, "width: 320px")


def drag(page: Any, paint: Any, places: Iterable[tuple[float, float]]) -> None:
    """The mouse along places in 0…1."""
    box = paint.locator(".top").bounding_box()
    for number, (x, y) in enumerate(places):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        if number == 0:
            page.mouse.down()
    page.mouse.up()


def grey(png: str) -> NDArray[np.float64]:
    """Base64 of a PNG as (height, width) in 0…1."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("L")) / 255


def drawn(vector: Any) -> NDArray[np.float64]:
    """The same mask as the model draws it."""
    mask: Mask = TypeAdapter(Mask).validate_python(vector)
    return draw_mask(mask, SIZE[1], SIZE[0], lambda _: pytest.fail("not painted")).numpy()


def press(page: Any, paint: Any, *keys: str) -> None:
    paint.locator(".top").focus()
    for key in keys:
        page.keyboard.press(key)


def test_a_stroke_is_painted_where_the_hand_went_and_as_the_model_draws_it(page: Any, url: str):
    paint = canvas(page, url)
    drag(page, paint, [(0.2, 0.5), (0.8, 0.5)])
    told = wait_heard(page, "gv-stroke")
    mask = grey(told["mask"])
    assert mask.shape == (64, 64)
    assert mask[32, 14:50].min() == 1
    assert mask[:24].max() == mask[40:].max() == 0
    assert told["vector"]["width"] == 0.2
    assert np.abs(mask - drawn(told["vector"])).max() < 0.02  # points are told with four digits
    assert told["bounds"]["left"] < 0.11 < 0.89 < told["bounds"]["right"]
    no_faults(page)


def test_two_strokes_are_one_mask_and_an_eraser_leaves_only_pixels(page: Any, url: str):
    paint = canvas(page, url)
    drag(page, paint, [(0.2, 0.2), (0.8, 0.3)])
    drag(page, paint, [(0.2, 0.8), (0.8, 0.7)])
    told = wait_heard(page, "gv-stroke", 2)
    assert told["vector"]["kind"] == "strokes"
    assert np.abs(grey(told["mask"]) - drawn(told["vector"])).max() < 0.02
    paint.evaluate("(island) => { island.tool = 'eraser'; }")
    drag(page, paint, [(0.5, 0.1), (0.5, 0.9)])
    told = wait_heard(page, "gv-stroke", 3)
    assert told["vector"] is None
    assert grey(told["mask"])[:, 31].max() == 0
    assert grey(told["mask"])[16, 16] == 1


def test_a_pen_presses_and_a_mouse_does_not(page: Any, url: str):
    paint = canvas(page, url)
    paint.evaluate("""(island) => {
      const top = island.find('.top'), box = top.getBoundingClientRect();
      top.setPointerCapture = () => {};
      const send = (kind, x, pressure) => top.dispatchEvent(new PointerEvent(kind, {
        pointerType: 'pen', pointerId: 7, pressure, buttons: kind === 'pointerup' ? 0 : 1, button: 0,
        clientX: box.left + x * box.width, clientY: box.top + box.height / 2 }));
      send('pointerdown', 0.2, 0.25); send('pointermove', 0.8, 1); send('pointerup', 0.8, 0);
    }""")
    told = wait_heard(page, "gv-stroke")
    assert [point["pressure"] for point in told["shape"]["points"]] == [0.25, 1]
    thick = (grey(told["mask"]) > 0.5).sum(0)
    assert thick[12] < thick[50] - 4


def test_the_keyboard_paints_a_stamp_a_line_and_a_lasso(page: Any, url: str):
    paint = canvas(page, url)
    press(page, paint, "ArrowRight", "Space")
    assert wait_heard(page, "gv-stroke")["shape"]["points"] == [{"x": 0.525, "y": 0.5, "pressure": 1}]
    press(page, paint, "d", *["ArrowDown"] * 4, "d")
    points = wait_heard(page, "gv-stroke", 2)["shape"]["points"]
    assert [point["y"] for point in points] == [0.5, 0.525, 0.55, 0.575, 0.6]
    press(page, paint, "2", "l", "Space", *["ArrowRight"] * 8, "Space", *["ArrowDown"] * 8, "Space", "Enter")
    told = wait_heard(page, "gv-stroke", 3)
    assert told["tool"] == "lasso"
    assert grey(told["mask"]).sum() + 0 == pytest.approx(grey(paint.evaluate("(island) => island.mask()")).sum())
    assert told["vector"] is None


def test_frames_by_numbers_are_the_models_box_and_oval(page: Any, url: str):
    paint = canvas(page, url, tool="box")
    for side, value in (("left", "10"), ("top", "20"), ("right", "60"), ("bottom", "70")):
        paint.get_by_label(f"{side} %").fill(value)
    paint.get_by_role("button", name="Put").click()
    told = wait_heard(page, "gv-stroke")
    assert told["vector"] == {"kind": "box", "left": 0.1, "top": 0.2, "right": 0.6, "bottom": 0.7}
    assert np.abs(grey(told["mask"]) - drawn(told["vector"])).max() < 0.01
    paint.get_by_role("button", name="Clear").click()
    press(page, paint, "o")
    paint.get_by_role("button", name="Put").click()
    told = wait_heard(page, "gv-stroke", 3)
    assert told["vector"]["kind"] == "oval"
    assert np.abs(grey(told["mask"]) - drawn(told["vector"])).max() < 0.01
    paint.get_by_label("right %").fill("5")
    paint.get_by_role("button", name="Put").click()
    assert "less than" in paint.get_by_role("status").text_content()


def test_fill_closes_an_outline(page: Any, url: str):
    paint = canvas(page, url, width=0.06)
    drag(page, paint, [(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8), (0.2, 0.2)])
    paint.evaluate("(island) => { island.tool = 'fill'; }")
    drag(page, paint, [(0.5, 0.5)])
    mask = grey(wait_heard(page, "gv-stroke", 2)["mask"])
    assert mask[14:50, 14:50].min() == 1
    assert mask[:8].max() == 0


def test_undo_is_a_layers_own_and_capped_by_bytes(page: Any, url: str):
    paint = canvas(page, url, layers=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}], undoBytes=6000)
    drag(page, paint, [(0.2, 0.2), (0.3, 0.2)])
    paint.get_by_role("button", name="B", exact=True).click()
    drag(page, paint, [(0.7, 0.7), (0.8, 0.7)])
    press(page, paint, "Control+z")
    assert wait_heard(page, "gv-undo")["layer"] == "b"
    assert grey(paint.evaluate("(island) => island.mask('a')")).max() == 1
    assert grey(paint.evaluate("(island) => island.mask('b')")).max() == 0
    press(page, paint, "Control+y")
    told = wait_heard(page, "gv-undo", 2)
    assert grey(told["mask"]).max() == 1
    assert told["vector"]["kind"] == "stroke"
    for y in (0.1, 0.3, 0.5, 0.7, 0.9):
        drag(page, paint, [(0.1, y), (0.9, y)])
    assert paint.evaluate("(island) => island._layers.get('b').held") <= 6000
    assert paint.evaluate("(island) => island._layers.get('b').past.length") == 1


def test_what_is_locked_or_hidden_is_not_painted_on(page: Any, url: str):
    paint = canvas(page, url)
    paint.get_by_role("button", name="Lock Layer 1").click()
    drag(page, paint, [(0.2, 0.2), (0.6, 0.2)])
    assert "locked" in paint.get_by_role("status").text_content()
    paint.get_by_role("button", name="Lock Layer 1").click()
    paint.get_by_role("button", name="Show Layer 1").click()
    drag(page, paint, [(0.2, 0.2), (0.6, 0.2)])
    assert "hidden" in paint.get_by_role("status").text_content()
    assert heard(page, "gv-stroke") == []
    assert heard(page, "gv-layer")[-1]["layers"] == [
        {"id": "layer-1", "name": "Layer 1", "visible": False, "locked": False}
    ]


def test_colours_lie_over_one_another_and_a_mask_comes_back(page: Any, url: str):
    paint = canvas(page, url, mode="colour", colour="#ff0000")
    drag(page, paint, [(0.2, 0.5), (0.8, 0.5)])
    paint.evaluate("(island) => { island.colour = '#0000ff'; }")
    drag(page, paint, [(0.5, 0.2), (0.5, 0.8)])
    told = wait_heard(page, "gv-stroke", 2)
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(told["picture"]))))
    assert picture[32, 18].tolist() == [255, 0, 0, 255]
    assert picture[32, 32].tolist() == [0, 0, 255, 255]
    assert picture[2, 2, 3] == 0
    paint.evaluate("(island, mask) => { island.mode = 'mask'; return island.setMask('layer-1', mask); }", told["mask"])
    assert paint.evaluate("(island) => island.mask()") == told["mask"]
