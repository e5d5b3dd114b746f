"""The gallery and the help as a person meets them: once with the mouse, once with the keyboard alone."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ganvas.gallery.gallery import Gallery
from tests.browser.rooms import Studio

SECRET = "heron on the quay"


@pytest.fixture(scope="module")
def project(home: Path) -> Path:
    return home / "harbour"


def keep(page: Any, line: str) -> None:
    """Go to a sketch, and keep it."""
    page.get_by_label("As a line of text").fill(line)
    page.keyboard.press("Enter")
    page.wait_for_function("(line) => new URL(location).searchParams.get('sketch') === line", arg=line)
    page.locator("h1").click()
    page.keyboard.press("s")
    said(page, "On the palette")


def said(page: Any, words: str) -> None:
    page.wait_for_function("(w) => document.querySelector('.gv-status')?.textContent.includes(w)", arg=words)


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement?.matches(s)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")


def test_a_work_is_kept_signed_and_hung_with_the_mouse(shown: Any, studio: Studio):
    keep(shown, "mix(3, 7, coarse) psi=0.8")
    keep(shown, "12 psi=0.8")
    shown.get_by_role("link", name="Gallery").click()
    shown.locator(".gv-kept-one").nth(1).click()
    shown.get_by_label("Your name").fill("Ada")
    shown.get_by_label("Passphrase, at least").fill(SECRET)
    shown.get_by_label("once more").fill(SECRET + "s")
    shown.get_by_role("button", name="Make the key").click()
    shown.wait_for_function("document.querySelector('.gv-alert')?.textContent.includes('differ')")
    shown.get_by_label("once more").fill(SECRET)
    shown.get_by_role("button", name="Make the key").click()
    shown.get_by_label("Title", exact=True).fill("<i>Two</i> tides")
    assert SECRET not in shown.content()
    shown.get_by_role("button", name="Sign and hang").click()
    assert not (studio.project / "gallery").exists(), "nothing is signed before it was asked"
    shown.get_by_role("button", name="Yes, sign it").click()
    shown.wait_for_selector(".gv-card p")
    assert shown.locator("h1").inner_text() == "<i>Two</i> tides"
    assert "work=1" in shown.url
    assert "Ada" in shown.locator(".gv-card").inner_text()
    shown.get_by_label("Note").fill("seen from the pier")
    shown.get_by_label("Tags").fill("sea, blue")
    shown.get_by_role("button", name="Write down").click()
    said(shown, "Written down")
    shown.reload()
    shown.wait_for_selector(".gv-card p")
    assert shown.get_by_label("Tags").input_value() == "blue, sea"


def test_a_work_is_found_by_its_words(shown: Any, studio: Studio):
    shown.goto(studio.at("/gallery?work=1"))
    shown.get_by_role("link", name="All works").click()
    shown.get_by_label("Words of title").fill("pier")
    shown.keyboard.press("Enter")
    shown.wait_for_url("**text=pier*")
    assert shown.locator(".gv-hung").count() == 1
    shown.get_by_label("Words of title").fill("harvest")
    shown.keyboard.press("Enter")
    shown.wait_for_selector("text=No work fits")
    shown.get_by_role("link", name="Show all").click()
    shown.wait_for_selector(".gv-hung")


def test_files_are_checked_in_plain_words(shown: Any, studio: Studio, tmp_path: Path):
    with Gallery.open(studio.project / "gallery", make=False) as gallery:
        entry = gallery.entry(1)
        file = gallery.file_of(entry)
        assert (entry.project, entry.title) == ("harbour", "<i>Two</i> tides")
    copy = tmp_path / "copy.jpg"
    Image.open(file).save(copy, quality=85)
    shown.goto(studio.at("/gallery"))
    shown.locator("gv-drop input[multiple]").first.set_input_files([str(file), str(copy)])
    shown.wait_for_selector("article.gv-report")
    assert "Intact" in shown.locator("article.gv-is-intact").inner_text()
    assert "“<i>Two</i> tides”" in shown.locator("article.gv-is-intact").inner_text()
    assert "invisible mark" in shown.locator("article.gv-is-altered").inner_text()
    drops = studio.project / "drops"
    assert len(list(drops.iterdir())) == 1
    shown.goto("about:blank")


def test_a_work_is_signed_and_taken_along_with_the_keyboard_alone(shown: Any, studio: Studio):
    shown.locator("h1").click()
    shown.keyboard.press("g")
    shown.keyboard.press("g")
    shown.wait_for_selector(".gv-kept-one")
    tab_to(shown, ".gv-kept-one")
    shown.keyboard.press("Enter")
    shown.wait_for_selector(".gv-sign h2")
    tab_to(shown, ".gv-sign input[type=text]")
    shown.keyboard.type("Low water")
    tab_to(shown, ".gv-sign .gv-ask .first")
    shown.keyboard.press("Enter")
    shown.wait_for_function("document.activeElement?.textContent === 'Yes, sign it'")
    shown.keyboard.press("Enter")
    shown.wait_for_selector(".gv-card p")
    assert shown.locator("h1").inner_text() == "Low water"
    for _ in range(3):  # the file, the paper, the kind of a print
        tab_to(shown, ".gv-take a, .gv-take select")
    tab_to(shown, ".gv-offer button")
    tab_to(shown, ".gv-offer button")
    shown.keyboard.press("Enter")
    shown.wait_for_selector(".gv-save")
    shown.wait_for_function("document.activeElement?.classList.contains('gv-save')")
    with shown.expect_download() as saved:
        shown.keyboard.press("Enter")
    assert Path(saved.value.path()).read_bytes().lstrip().startswith(b"<")
    assert saved.value.suggested_filename.endswith("-plot.svg")


def test_the_gallery_is_taken_along_as_pages(shown: Any, studio: Studio, tmp_path: Path):
    shown.goto(studio.at("/gallery"))
    shown.get_by_role("button", name="A gallery of plain pages").click()
    shown.wait_for_selector(".gv-save")
    with shown.expect_download() as saved:
        shown.locator(".gv-save").click()
    names = zipfile.ZipFile(saved.value.path()).namelist()
    assert {"gallery/index.html", "gallery/works/i-Two-i-tides-1.png"} & set(names)
    assert len(names) > 4


def test_a_work_is_known_by_its_colour_and_its_looks(shown: Any, studio: Studio):
    shown.goto(studio.at("/gallery?work=1"))
    shown.locator(".gv-swatch").first.click()
    shown.wait_for_url("**color=*")
    shown.wait_for_selector(".gv-hung")
    shown.go_back()
    shown.get_by_role("link", name="Works that look like it").click()
    shown.wait_for_url("**like=1*")
    shown.wait_for_selector(".gv-hung")
    assert "work=1" in str(shown.locator(".gv-hung").first.get_attribute("href"))


@pytest.mark.parametrize("path", ["/gallery", "/gallery?work=1", "/gallery?sign=1", "/help"])
def test_every_view_can_be_reached_by_everybody(shown: Any, studio: Studio, path: str):
    axe = pytest.importorskip("axe_core_python.sync_playwright", reason="axe-core is not installed")
    shown.goto(studio.at(path))
    shown.wait_for_selector("h1")
    shown.wait_for_load_state("networkidle")
    for theme in ("light", "dark"):
        shown.emulate_media(color_scheme=theme)
        found = axe.Axe().run(shown)["violations"]
        told = [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found
                if one["impact"] in {"serious", "critical"}]  # fmt: skip
        assert not told, (theme, told)


@pytest.mark.parametrize("width", [1024, 2560])
def test_nothing_is_cut_off(shown: Any, studio: Studio, width: int):
    shown.set_viewport_size({"width": width, "height": 900})
    for path in ("/gallery", "/gallery?work=1", "/help"):
        shown.goto(studio.at(path))
        shown.wait_for_selector("h1")
        shown.wait_for_load_state("networkidle")
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_tour_leads_to_where_each_step_is_done(shown: Any):
    shown.get_by_role("link", name="Help").click()
    shown.wait_for_selector(".gv-tour")
    assert shown.locator(".gv-tour li").count() == 5
    shown.locator(".gv-tour a").first.click()
    shown.wait_for_function("document.querySelector('h1')?.textContent === 'Works'")
