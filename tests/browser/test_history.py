"""The room of history as a person meets it."""

from pathlib import Path
from typing import Any

import pytest

from ganvas.gallery.history import History
from tests.browser.rooms import Studio, with_steps
from tests.browser.showing import no_faults


@pytest.fixture(scope="module")
def project(home: Path) -> Path:
    return with_steps(home / "project")


@pytest.fixture
def room(large: Any, studio: Studio) -> Any:
    page = large
    page.goto(studio.url)
    page.goto(studio.at("/history"))
    page.wait_for_function("document.querySelector('gv-tree')?.board")
    painted(page, 1)
    return page


def painted(page: Any, count: int) -> None:
    page.wait_for_function(
        "(n) => [...document.querySelectorAll('gv-live')].filter((one) => one._shown > 0).length === n", arg=count
    )


def view(page: Any, name: str, value: str) -> None:
    page.wait_for_function("([name, value]) => new URL(location).searchParams.get(name) === value", arg=[name, value])


def here(page: Any, number: int) -> None:
    page.wait_for_function("(n) => document.querySelector('gv-tree')?.here === n", arg=number)


def test_look_go_compare_merge_keep_with_the_mouse(room: Any, studio: Studio):
    no_faults(room)
    tree = room.locator("gv-tree [role=treeitem]")
    assert tree.count() == 5
    tree.nth(0).click()
    room.get_by_role("heading", name="Step 1").wait_for()
    here(room, 5)  # looking is not going
    view(room, "at", "1")
    room.get_by_role("button", name="Go there").click()
    here(room, 1)
    tree.nth(3).click()
    room.get_by_role("button", name="Put side by side").click()
    painted(room, 2)
    tree.nth(4).click()
    painted(room, 3)
    view(room, "compare", "1,4,5")
    no_faults(room)
    room.reload()
    painted(room, 3)
    room.get_by_role("button", name="Remove: Step 5").click()
    painted(room, 2)
    room.get_by_role("button", name="Merge these two").click()
    painted(room, 3)
    before = room.evaluate("document.querySelectorAll('gv-live')[1]._shown")
    room.locator(".gv-merge input").fill("0.3")
    room.wait_for_function("(n) => document.querySelectorAll('gv-live')[1]._shown > n", arg=before)
    no_faults(room)
    room.get_by_role("button", name="Keep this blend as a step").click()
    here(room, 7)  # 6 was the keeping of 5
    with History.open(studio.project) as history:
        assert history.event(7).parents == (1, 4)
        assert history.event(7).verb == "merge"
        assert round(history.event(7).after.psi, 3) == round(0.8 + 0.3 * (0.6 - 0.8), 3)


def test_the_palette_has_names_and_tags(room: Any):
    room.wait_for_function("document.querySelector('gv-tiles')?.board")
    room.locator("gv-tiles .cell").first.click()
    room.get_by_role("heading", name="Step 5").wait_for()
    room.get_by_label("Name", exact=True).fill("Grey <b>heron</b>")
    room.keyboard.press("Tab")
    room.get_by_role("heading", name="Grey <b>heron</b>").wait_for()
    room.get_by_label("Tags").fill("bird, ink")
    room.keyboard.press("Tab")
    room.get_by_role("combobox", name="Tag", exact=True).select_option("ink")
    room.wait_for_function("document.querySelector('gv-tiles')?.board?.labels[0] === 'Grey <b>heron</b>'")
    no_faults(room)


def test_who_made_what_and_the_making_as_a_film(room: Any, studio: Studio):
    room.get_by_role("combobox", name="Form").select_option(".gif")
    room.get_by_label("Seconds for each step").fill("0.2")
    room.get_by_role("button", name="Film it").click()
    room.get_by_role("button", name="Count it").click()
    room.locator(".gv-table").wait_for()
    assert "AIA" in room.locator(".gv-attribution").inner_text()
    room.get_by_role("link", name="Download making-").wait_for()
    assert [path.suffix for path in (studio.project / "films").iterdir()] == [".gif"]
    no_faults(room)


def test_the_same_with_keys_alone(room: Any):
    room.get_by_role("combobox", name="By").focus()
    room.keyboard.press("Tab")
    room.keyboard.press("Tab")
    room.keyboard.press("Tab")  # into the tree, which is one stop
    room.keyboard.press("Home")
    room.keyboard.press("ArrowDown")
    room.keyboard.press("Enter")
    room.get_by_role("heading", name="Step 2").wait_for()
    go = room.get_by_role("button", name="Go there")
    for _ in range(12):
        room.keyboard.press("Tab")
        if go.evaluate("(one) => one === document.activeElement"):
            break
    room.keyboard.press("Enter")
    here(room, 2)
    room.locator("h1").click()
    room.keyboard.press("s")
    room.wait_for_function("document.querySelector('gv-tree')?.nodes.find((one) => one.id === 2).kept")
