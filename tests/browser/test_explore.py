"""The room to explore, with the mouse and with keys alone."""

from typing import Any

from tests.browser.rooms import Studio, board, line, no_serious_fault, opened, until


def test_a_tile_is_a_step_and_around_it_there_are_more(large: Any, studio: Studio):
    page = large
    opened(page, studio, "/explore?sketch=1+psi%3D0.8&model=base")
    board(page).nth(5).click()
    until(page, r"^5 psi=0.8$")
    page.get_by_role("button", name="More like this").click()
    page.wait_for_function("new URL(location).searchParams.get('about') === '5 psi=0.8'")
    board(page).nth(2).click()
    until(page, r"^mutate\(5, 0.45, seed=2\)")
    page.reload()
    page.wait_for_function("document.querySelector('gv-live')?._shown > 0")
    assert page.get_by_label("Shown").input_value() == "like"
    assert board(page).nth(2).get_attribute("aria-current") == "true"
    page.get_by_role("button", name="Less like this").click()
    page.wait_for_function("document.querySelector('.gv-about')?.textContent.includes('farthest')")
    board(page)
    page.get_by_role("button", name="Undo").click()
    until(page, r"^5 psi=0.8$")
    no_serious_fault(page)


def test_psi_follows_the_hand_before_it_is_a_step(large: Any, studio: Studio):
    page = large
    opened(page, studio, "/explore?sketch=7+psi%3D0.8&model=base")
    board(page)
    before = page.evaluate("document.querySelector('gv-live')._shown")
    slider = page.locator("gv-slider input[type=range]").first
    slider.evaluate("(e) => { e.value = 0.3; e.dispatchEvent(new Event('input')); }")
    page.wait_for_function("(old) => document.querySelector('gv-live')._shown > old", arg=before)
    assert line(page) == "7 psi=0.8"
    slider.evaluate("(e) => e.dispatchEvent(new Event('change'))")
    until(page, r"^7 psi=0.3$")


def test_by_keys_alone_one_goes_along_the_board_and_keeps(large: Any, studio: Studio):
    page = large
    opened(page, studio, "/explore?sketch=1+psi%3D0.8&model=base")
    board(page).first.focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    until(page, r"^2 psi=0.8$")
    page.keyboard.press("k")
    page.wait_for_function("document.querySelector('gv-tiles').kept.includes(2)")
    page.keyboard.press("m")
    board(page, 1)
    assert page.locator("gv-tiles").nth(1).locator(".cell").count() == 40
    page.get_by_role("button", name="Directions").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Look for directions").wait_for()
    assert "view=directions" in page.url
    page.get_by_role("button", name="Atlas").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Draw the atlas").wait_for()
    no_serious_fault(page)
