"""The rooms of breeding and of turns as a person meets them: once with the mouse, once with the keyboard alone."""

from typing import Any

import pytest

from tests.browser.rooms import Studio

BOARD = ".gv-litter gv-tiles"


@pytest.fixture
def bred(large: Any, studio: Studio) -> Any:
    """The room of breeding, with its board."""
    large.goto(studio.url)
    large.goto(studio.at("/breed"))
    large.wait_for_function(f"document.querySelector('{BOARD}')?._cells?.length === 12")
    large.wait_for_selector(".gv-plane gv-tiles")
    return large


@pytest.fixture
def turning(large: Any, studio: Studio) -> Any:
    """The room of turns, with its picture."""
    large.goto(studio.url)
    large.goto(studio.at("/turns"))
    large.wait_for_function("document.querySelector('gv-live')?._shown > 0")
    return large


def round_shown(page: Any, number: int) -> None:
    page.wait_for_function(f"document.querySelector('.gv-litter h2')?.textContent === 'Round {number}'")


def logged(page: Any, *says: str) -> None:
    """Wait until these are the newest lines of the log, the newest first."""
    page.wait_for_function(
        "(says) => says.every((one, n) => document.querySelectorAll('.gv-log li')[n]?.textContent.includes(one))",
        arg=list(says),
    )


def serious(page: Any) -> list[Any]:
    axe = pytest.importorskip("axe_core_python.sync_playwright", reason="axe-core is not installed")
    found = [one for one in axe.Axe().run(page)["violations"] if one["impact"] in {"serious", "critical"}]
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]


def test_breeding_with_the_mouse(bred: Any, studio: Studio):
    tiles = bred.locator(f"{BOARD} .cell")
    address = bred.url
    tiles.nth(3).click()
    bred.wait_for_function("(old) => location.href !== old", arg=address)
    picked = bred.url
    for place in (5, 7):
        tiles.nth(place).click(modifiers=["Control"])
    bred.wait_for_function("document.querySelectorAll('.gv-chosen li').length === 2")
    bred.get_by_text("Other parents").click()
    bred.get_by_label("A seed").fill("77")
    bred.keyboard.press("Enter")
    bred.wait_for_function("document.querySelectorAll('.gv-chosen li').length === 3")
    bred.get_by_role("button", name="Take out parent 3").click()
    bred.wait_for_function("document.querySelectorAll('.gv-chosen li').length === 2")
    bred.get_by_role("button", name="Next round").click()
    round_shown(bred, 2)
    bred.wait_for_function("document.querySelectorAll('.gv-chosen li').length === 0")
    bred.locator(".gv-rounds .cell").nth(0).click()
    round_shown(bred, 1)
    first = bred.url
    bred.get_by_role("button", name="Redo").click()  # forward is where one stood last
    bred.wait_for_function("(old) => location.href !== old", arg=first)
    assert not serious(bred)
    bred.goto(picked)  # a view is a link
    round_shown(bred, 1)
    bred.wait_for_function(f"document.querySelector('{BOARD}')?.chosen === 3")
    assert ("breed", "human") in studio.steps()


def test_breeding_with_the_keyboard_alone(bred: Any, studio: Studio):
    before = len(studio.steps())
    bred.evaluate(f"document.querySelector('{BOARD}').focusTile(0)")
    number = int(bred.locator(".gv-litter h2").inner_text().split()[1])
    for key in ("ArrowRight", "x", "ArrowDown", "x", "k"):
        bred.keyboard.press(key)
    bred.wait_for_function("document.querySelectorAll('.gv-chosen li').length === 2")
    bred.wait_for_function("document.querySelector('.gv-status')?.textContent === 'On the palette'")
    bred.keyboard.press("n")
    round_shown(bred, number + 1)
    bred.wait_for_function("document.querySelector('.gv-taste')?.textContent.includes('Learned from 1 kept')")
    bred.keyboard.press("z")
    round_shown(bred, number)
    bred.wait_for_function(f"document.querySelector('{BOARD}')?.kept.length === 1")
    assert len(studio.steps()) == before + 3 + (before == 0)  # pick, keep, breed; and where it began


def test_a_taste_is_switched_off_and_forgotten(bred: Any):
    where = bred.url
    bred.get_by_text("Bring a taste from a file").wait_for()
    bred.locator(".gv-bring input").set_input_files({"name": "taste.json", "mimeType": "", "buffer": b"{}"})
    bred.wait_for_function("document.querySelector('.gv-alert')?.textContent.includes('no taste that this version')")
    bred.get_by_role("button", name="Close").first.click()
    bred.get_by_label("Learn from what I choose").uncheck()
    bred.wait_for_selector(".gv-plane", state="detached")
    bred.get_by_label("Learn from what I choose").check()
    bred.wait_for_selector(".gv-plane gv-tiles")
    bred.locator(".gv-aside .cell").nth(0).click()
    bred.wait_for_function("(old) => location.href !== old", arg=where)
    bred.wait_for_function("document.querySelector('.gv-taste')?.textContent.includes('comparisons')")
    bred.get_by_role("button", name="Forget it").click()
    bred.get_by_role("button", name="Yes, forget it").click()
    bred.wait_for_function("document.querySelector('.gv-taste')?.textContent.includes('Nothing is learned yet')")


def test_turns_with_the_mouse(turning: Any, studio: Studio):
    stage = turning.locator("gv-paint .top").bounding_box()
    assert stage is not None

    def drag(*places: tuple[float, float]) -> None:
        spots = [(stage["x"] + x * stage["width"], stage["y"] + y * stage["height"]) for x, y in places]
        turning.mouse.move(*spots[0])
        turning.mouse.down()
        for spot in spots[1:]:
            turning.mouse.move(*spot, steps=4)
        turning.mouse.up()

    drag((0.2, 0.2), (0.25, 0.8))
    logged(turning, "You claimed a zone.")
    turning.locator("gv-paint").get_by_text("The model's").click()
    turning.locator("gv-paint [data-tool=box]").click()
    drag((0.5, 0.1), (0.95, 0.9))
    logged(turning, "You gave the model a zone.")
    where = turning.url
    turning.get_by_role("button", name="Your turn, model").click()
    turning.wait_for_selector(".gv-offers gv-tiles")
    turning.locator(".gv-offers .cell").last.click()
    assert turning.url == where
    assert not serious(turning)
    turning.get_by_role("button", name="Take a part").click()
    turning.wait_for_function("document.querySelector('.gv-status')?.textContent.includes('Brush over')")
    drag((0.55, 0.2), (0.9, 0.5))
    turning.wait_for_timeout(1500)
    turning.get_by_role("button", name="Take a part").click()
    logged(turning, "You took a part of it")
    turning.wait_for_function("(old) => location.href !== old", arg=where)
    assert studio.steps()[-1] == ("turn", "model")
    turning.reload()
    turning.wait_for_function("document.querySelector('gv-paint')?._layers?.get('model')?.image.data.some((v) => v)")


def test_turns_with_the_keyboard_alone(turning: Any, studio: Studio):
    before = len(studio.steps())
    turning.get_by_role("button", name="Give the model the rest").focus()
    turning.keyboard.press("Enter")
    logged(turning, "You gave the model a zone.")
    turning.locator("gv-paint .top").focus()
    where = turning.url
    for key in ("b", "Space", "r", "3", "b"):  # brush, a stamp, box, no room and no other seed, brush
        turning.keyboard.press(key)
    logged(turning, "You claimed a zone.")
    assert turning.url == where
    turning.get_by_label("It may speak").focus()
    turning.keyboard.press("End")
    turning.wait_for_function("document.querySelector('.gv-countdown')?.textContent.includes('offers something in')")
    turning.get_by_role("button", name="Stop the countdown").press("Enter")
    turning.wait_for_function("document.querySelector('.gv-countdown').checkVisibility() === false")
    turning.get_by_role("button", name="Your turn, model").press("Enter")
    turning.wait_for_selector(".gv-offers gv-tiles")
    turning.get_by_role("button", name="Take it and answer").press("Enter")
    logged(turning, "You answered in your zone", "You took it", "The model offered")
    assert studio.steps()[before:] == [("turn", "model"), ("answer", "human")]
    turning.get_by_role("button", name="Your turn, model").press("Enter")
    turning.wait_for_selector(".gv-offers gv-tiles")
    turning.get_by_role("button", name="Refuse").press("Enter")
    logged(turning, "You refused.", "The model offered an echo")
    assert len(studio.steps()) == before + 2
