"""The room to shape, with the mouse and with keys alone."""

from typing import Any

from tests.browser.rooms import Studio, board, line, no_serious_fault, opened, until


def drag(page: Any, *points: tuple[float, float], up: bool = True) -> None:
    """Over the picture, in shares of it."""
    box = page.locator("gv-paint .top").bounding_box()
    for number, (x, y) in enumerate(points):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        if not number:
            page.mouse.down()
    if up:
        page.mouse.up()


def shown(page: Any) -> int:
    found: int = page.evaluate("document.querySelector('gv-live')._shown")
    return found


def test_a_stroke_lets_another_picture_through_and_all_of_it_can_be_undone(large: Any, studio: Studio):
    page = large
    opened(page, studio, "/shape?sketch=3+psi%3D0.8&model=base")
    board(page).nth(6).click()
    page.wait_for_function("document.querySelector('.gv-latent')?.textContent === '6'")
    before = shown(page)
    drag(page, (0.2, 0.7), (0.5, 0.8), up=False)
    page.wait_for_function("(old) => document.querySelector('gv-live')._shown > old", arg=before)
    assert line(page) == "3 psi=0.8", "what is not finished is no step"
    page.mouse.up()
    first = until(page, r"^regions\(3, on\(stroke\(.*\), 6, feather")
    drag(page, (0.6, 0.2), (0.7, 0.3))
    second = until(page, r"^regions\(3, on\(strokes\(")
    page.get_by_label("Take from it").select_option("coarse")
    board(page).nth(8).click()
    until(page, r"\), mix\(8, 6, coarse\), feather")
    page.keyboard.press("Tab")
    for wanted in (second, first, "3 psi=0.8"):
        page.get_by_role("button", name="Undo").first.click()
        page.wait_for_function("(one) => new URL(location).searchParams.get('sketch') === one", arg=wanted)
    page.get_by_role("button", name="Redo").first.click()
    until(page, r"^regions\(3, on\(stroke\(")
    cover = "document.querySelector('gv-paint')._layers.get('0').shapes.length"
    page.wait_for_function(f"{cover} === 1")
    no_serious_fault(page)


def test_what_only_pixels_say_is_kept_and_comes_back(large: Any, studio: Studio):
    page = large
    opened(page, studio, "/shape?sketch=4+psi%3D0.8&model=base")
    board(page)
    page.get_by_role("button", name="Lasso").click()
    drag(page, (0.1, 0.1), (0.5, 0.1), (0.5, 0.6), (0.1, 0.5))
    until(page, r"^regions\(4, on\(painted\([0-9a-f]{64}\), 7")
    page.reload()
    covered = f"document.querySelector('gv-paint')?._layers?.get('0')?.image.data[{4 * (60 * 256 + 60) + 3}] > 200"
    page.wait_for_function(covered)
    page.get_by_role("button", name="Layer 1: take away").click()
    until(page, r"^4 psi=0.8$")


def test_by_keys_alone_one_paints_sets_and_compares(large: Any, studio: Studio):
    page = large
    opened(page, studio, "/shape?sketch=5+psi%3D0.8&model=base")
    board(page)
    page.locator("gv-paint .top").focus()
    for key in ("ArrowRight", "ArrowDown", "d", "ArrowRight", "ArrowRight", "d"):
        page.keyboard.press(key)
    until(page, r"^regions\(5, on\(stroke\(0.16, ")
    depth = page.locator("gv-slider").filter(has_text="Harmonise").locator("input[type=range]")
    depth.focus()
    page.keyboard.press("End")
    until(page, r"depth=1\)")
    page.locator("h1").click()
    before = shown(page)
    page.keyboard.down("c")
    page.wait_for_function("(old) => document.querySelector('gv-live')._shown > old", arg=before)
    assert page.get_by_role("button", name="Before").get_attribute("aria-pressed") == "true"
    page.keyboard.up("c")
    page.wait_for_function("document.querySelector('gv-live')._compares === false")
    page.keyboard.press("z")
    until(page, r"depth=0.5\)")


def test_a_wish_without_a_stroke_is_answered_in_a_sentence(large: Any, studio: Studio):
    page = large
    opened(page, studio, "/shape?sketch=6+psi%3D0.8&model=base&mode=lines")
    page.get_by_role("button", name="Six proposals").click()
    page.wait_for_function("document.querySelector('.gv-alert')?.textContent.includes('Paint something')")
    drag(page, (0.2, 0.2), (0.8, 0.8))
    page.wait_for_function("document.querySelector('gv-paint')._layers.get('lines').shapes.length === 1")
    assert line(page) == "6 psi=0.8"
    page.get_by_role("button", name="Own picture").click()
    page.get_by_role("button", name="Choose files").wait_for()
    assert "mode=own" in page.url
    no_serious_fault(page)
