"""The studio as a person meets it: a real process, a real browser, one project."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ganvas.gallery.history import History
from ganvas.recipe import RECIPES
from ganvas.run import Plan, Run, Source
from ganvas.studio.rooms import ROOMS
from tests.browser.rooms import Studio, line, painted


def until(page: Any, wanted: str) -> None:
    page.wait_for_function("(wanted) => new URL(location).searchParams.get('sketch') === wanted", arg=wanted)


def test_the_token_is_in_the_address_only_once(shown: Any, studio: Studio):
    assert "token" not in shown.url
    assert studio.token not in shown.content()
    cookies = {cookie["name"]: cookie for cookie in shown.context.cookies()}
    assert cookies["ganvas"]["httpOnly"]
    assert cookies["ganvas"]["sameSite"] == "Strict"


@pytest.mark.parametrize("room", [room.name for room in ROOMS])
def test_every_room_opens_without_a_fault_and_can_be_reached_by_everybody(shown: Any, studio: Studio, room: str):
    axe = pytest.importorskip("axe_core_python.sync_playwright", reason="axe-core is not installed")
    for theme in ("light", "dark"):
        shown.emulate_media(color_scheme=theme)
        shown.goto(studio.at(f"/{room}"))
        shown.wait_for_selector("h1")
        shown.wait_for_load_state("networkidle")
        assert shown.locator("h1").count() == 1
        found = axe.Axe().run(shown)["violations"]
        serious = [one for one in found if one["impact"] in {"serious", "critical"}]
        told = [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in serious]
        assert not told, (theme, told)


def test_a_step_is_a_link_and_survives_a_reload(shown: Any, studio: Studio):
    shown.get_by_label("As a line of text").fill("mix(3, 7, coarse) psi=0.7")
    shown.keyboard.press("Enter")
    until(shown, "mix(3, 7, coarse) psi=0.7")
    shown.reload()
    painted(shown)
    assert line(shown) == "mix(3, 7, coarse) psi=0.7"
    assert shown.get_by_label("As a line of text").input_value() == "mix(3, 7, coarse) psi=0.7"
    assert shown.locator("output").first.inner_text() == "0.70"


def test_keys_alone_change_rooms_and_undo(shown: Any):
    shown.wait_for_function("new URL(location).searchParams.has('sketch')")
    before = line(shown)
    shown.locator("h1").click()
    shown.keyboard.press("r")
    shown.wait_for_function("(old) => new URL(location).searchParams.get('sketch') !== old", arg=before)
    after = line(shown)
    shown.keyboard.press("z")
    until(shown, before)
    shown.keyboard.press("Shift+Z")
    until(shown, after)
    shown.keyboard.press("g")
    shown.keyboard.press("w")
    shown.wait_for_url("**/works*")
    shown.wait_for_function("document.querySelector('h1')?.textContent === 'Works'")
    assert line(shown) == after
    shown.keyboard.press("3")
    shown.wait_for_function("document.querySelector('h1')?.textContent === 'Explore'")
    assert shown.locator(".gv-way[aria-current=page]").inner_text() == "Explore"
    shown.keyboard.press("?")
    shown.wait_for_selector("dialog[open]")
    shown.keyboard.press("Escape")
    shown.wait_for_selector("dialog[open]", state="detached")


def test_typing_is_no_command(shown: Any):
    field = shown.get_by_label("As a line of text")
    field.fill("")
    field.type("zsr?")
    assert field.input_value() == "zsr?"
    assert shown.locator("dialog[open]").count() == 0


def test_what_is_wrong_is_said_and_the_page_lives_on(shown: Any):
    field = shown.get_by_label("As a line of text")
    field.fill("mix(3")
    field.press("Enter")
    shown.wait_for_function("document.querySelector('.gv-alert')?.textContent.includes('at character')")
    field.fill("9 psi=0.8")
    field.press("Enter")
    until(shown, "9 psi=0.8")


def test_what_a_link_says_is_text_and_never_markup(shown: Any, studio: Studio):
    shown.goto(studio.at("/explore?sketch=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&model=%3Cb%3Eno%3C/b%3E"))
    shown.wait_for_function("document.querySelector('.gv-alert')?.textContent.length > 0")
    assert shown.locator(".gv-alert img, .gv-alert b").count() == 0


def test_two_tabs_stay_in_step_and_one_may_close_meanwhile(shown: Any, studio: Studio):
    other = shown.context.new_page()
    other.goto(studio.at("/explore"))
    painted(other)
    for seed in (21, 22):
        shown.get_by_label("As a line of text").fill(f"{seed} psi=0.8")
        shown.keyboard.press("Enter")
        until(other, f"{seed} psi=0.8")
    other.get_by_role("button", name="Another seed").click()
    other.close()
    shown.wait_for_function("new URL(location).searchParams.get('sketch') !== '22 psi=0.8'")
    painted(shown)


def test_what_comes_from_elsewhere_does_not_overwrite_what_is_being_written(shown: Any, studio: Studio):
    line = shown.get_by_label("As a line of text")
    line.fill("33 psi=0.8")  # not settled: nothing was pressed yet
    other = shown.context.new_page()
    other.goto(studio.at("/explore"))
    painted(other)
    other.get_by_label("As a line of text").fill("34 psi=0.8")
    other.keyboard.press("Enter")
    until(shown, "34 psi=0.8")
    assert line.input_value() == "33 psi=0.8"
    line.press("Enter")
    until(other, "33 psi=0.8")
    other.close()


def test_a_language_is_kept(shown: Any):
    shown.get_by_label("Language").select_option("zh")
    shown.wait_for_function("document.querySelector('h1')?.textContent === '探索'")
    assert shown.locator("html").get_attribute("lang") == "zh-CN"
    shown.reload()
    shown.wait_for_function("document.querySelector('h1')?.textContent === '探索'")
    shown.get_by_label("语言").select_option("en")
    shown.wait_for_function("document.querySelector('h1')?.textContent === 'Explore'")


def test_a_studio_that_was_killed_comes_back_as_it_was(shown: Any, studio: Studio):
    shown.get_by_label("As a line of text").fill("33 psi=0.5")
    shown.keyboard.press("Enter")
    until(shown, "33 psi=0.5")
    studio.process.kill()
    studio.process.wait(timeout=30)
    assert studio.process.stdout is not None
    studio.process.stdout.close()
    shown.faults.clear()  # the page says that nobody answers
    shown.goto("about:blank")
    shown.faults.clear()
    with History.open(studio.project) as history:
        history.check()
        assert history.event(history.here).after.psi == 0.5
    studio.start()
    shown.goto(studio.url)
    painted(shown)
    assert shown.get_by_label("As a line of text").input_value() == "33 psi=0.5"


@pytest.mark.parametrize("width", [1024, 1440, 2560])
def test_nothing_is_cut_off_at_any_width(shown: Any, width: int):
    shown.set_viewport_size({"width": width, "height": 900})
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    sizes: Callable[[str], Any] = shown.evaluate
    small = sizes("""[...document.querySelectorAll('a, button, select, input')].filter((e) => {
        const box = e.getBoundingClientRect(); return box.width && (box.width < 24 || box.height < 24)
          && !e.closest('.gv-tick') && getComputedStyle(e).position !== 'absolute'; }).map((e) => e.outerHTML)""")
    assert not small


def test_what_is_typed_stays_while_the_page_changes(shown: Any):
    field = shown.get_by_label("As a line of text")
    field.fill("half a thou")
    shown.evaluate("document.querySelector('button[title=\"Keep (s)\"]').click()")  # something on the page changes
    shown.wait_for_function("document.querySelector('.gv-status')?.textContent.length > 0")
    assert field.input_value() == "half a thou"


def test_works_are_dropped_looked_at_and_declared(shown: Any, studio: Studio, tmp_path: Path):
    prints = tmp_path / "prints"
    (prints / "sea").mkdir(parents=True)
    for number in range(6):
        Image.effect_noise((80, 80), 20 + 30 * number).save(prints / "sea" / f"print {number}.png")
    (prints / "<b>torn.png").write_bytes(b"\x89PNG")
    shown.goto(studio.at("/works"))
    shown.wait_for_selector("gv-drop")
    shown.get_by_label("Whose works they are").fill("Ada")
    shown.keyboard.press("Tab")
    shown.locator("gv-drop input[webkitdirectory]").set_input_files(str(prints))
    shown.wait_for_selector("gv-tiles")
    assert shown.locator(".gv-lines li").count() >= 1
    assert shown.locator(".gv-lines b").count() == 0
    shown.get_by_role("button", name="All of these are mine").click()
    shown.get_by_role("button", name="Yes", exact=True).click()
    shown.wait_for_function("document.querySelector('.gv-status')?.textContent.includes('6 works are written down')")
    assert [path.name for path in (studio.project / "drops").iterdir()] == []
    shown.locator("gv-tiles .cell").nth(2).click()
    shown.wait_for_selector(".gv-detail h3")
    shown.reload()
    shown.wait_for_selector("gv-tiles")
    assert shown.get_by_label("Whose works they are").input_value() in {"", "Ada"}
    shown.goto(studio.at("/training"))
    shown.wait_for_selector(".gv-form")
    assert shown.get_by_role("combobox", name="Works", exact=True).input_value() == "works"
    shown.get_by_role("textbox", name="Minutes").fill("0")
    shown.keyboard.press("Tab")
    shown.get_by_role("button", name="Begin", exact=True).click()
    shown.wait_for_function("document.querySelector('.gv-alert')?.textContent.includes('more than none')")


def test_a_training_is_seen_from_the_first_sheet_on(shown: Any, studio: Studio, run_folder: Path):
    sea = studio.project / "runs" / "sea"
    recipe = RECIPES["quick"].but(length=640, shape=(1, 16, 16))
    run = Run.create(sea, recipe, Source(name="ink", path="ink", digest="c" * 64, prepared="p", works=9), Plan())
    for place, seen in enumerate((320, 640)):
        run.log({"seen": seen, "elapsed_s": 1.0, "rate": 320.0, "sign": 0.8, "margin": 0.4, "event": "<b>calm</b>"})
        Image.new("L", (64, 64), 90 * place).save(sea / "sheets" / f"{seen:09d}.png")
    shutil.copytree(run_folder / "snapshots", sea / "snapshots", dirs_exist_ok=True)
    shown.goto(studio.at("/training"))
    shown.wait_for_selector(".gv-sheet-now")
    shown.wait_for_function("document.querySelector('.gv-state strong')?.textContent === 'Finished'")
    assert shown.locator(".gv-curve").count() >= 2
    assert shown.locator(".gv-rest b").count() == 0
    shown.locator(".gv-film input").focus()
    shown.keyboard.press("ArrowLeft")
    shown.wait_for_function("document.querySelector('.gv-sheet-now').src.endsWith('000000320.png')")
    shown.get_by_role("button", name="Begin another training from here").click()
    shown.wait_for_function("document.querySelector('.gv-status')?.textContent.includes('after 320 works')")
    shown.get_by_role("button", name="Paint with it").click()
    shown.wait_for_function("document.querySelector('h1')?.textContent === 'Explore'")
    painted(shown)
    assert shown.get_by_role("combobox", name="Model", exact=True).input_value() == "sea"
