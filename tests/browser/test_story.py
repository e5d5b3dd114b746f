"""The whole story as one person lives it: sixty works, a model of their own, a picture kept, signed and checked."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganvas.gallery.gallery import Gallery
from tests.browser.rooms import Studio, painted

WORKS = 60
WAIT_MS = 300_000  # a training on a machine that does other things as well
SECRET = "heron on the quay"


def draw_works(into: Path) -> None:
    """Works of one hand: bright grounds with a few round shapes."""
    into.mkdir()
    for seed in range(WORKS):
        chance = np.random.default_rng(seed)
        work = Image.new("RGB", (96, 96), tuple(chance.integers(200, 255, 3).tolist()))
        pen = ImageDraw.Draw(work)
        for left, top, wide, tall, *color in chance.integers(0, 80, (6, 7)).tolist():
            pen.ellipse((left, top, left + 8 + wide // 2, top + 8 + tall // 2), tuple(2 * one for one in color))
        work.save(into / f"work {seed:02d}.png")


def said(page: Any, words: str) -> None:
    page.wait_for_function("(w) => document.querySelector('.gv-status')?.textContent.includes(w)", arg=words)


@pytest.mark.slow
def test_from_sixty_works_to_a_signed_picture(page: Any, studio: Studio, tmp_path: Path):
    page.set_default_timeout(WAIT_MS)
    page.set_viewport_size({"width": 1440, "height": 900})
    bring(page, studio, tmp_path / "prints")
    train(page)
    line = explore_and_keep(page)
    sign(page)
    with Gallery.open(studio.project / "gallery", make=False) as gallery:
        entry = gallery.entry(1)
        file = gallery.file_of(entry)
    assert entry.title == "First light"
    assert f"sketch={line.split()[0]}" in page.url
    check(page, studio, file)


def bring(page: Any, studio: Studio, prints: Path) -> None:
    """Drop the works, and say whose they are."""
    draw_works(prints)
    page.goto(studio.url)
    painted(page)
    page.get_by_role("link", name="Works").click()
    page.get_by_label("Whose works they are").fill("Ada")
    page.keyboard.press("Tab")
    page.locator("gv-drop input[webkitdirectory]").set_input_files(str(prints))
    page.wait_for_selector("gv-tiles")
    page.get_by_role("button", name="All of these are mine").click()
    page.get_by_role("button", name="Yes", exact=True).click()
    said(page, f"{WORKS} works are written down")


def train(page: Any) -> None:
    """Train from nothing, for a moment, and paint with what comes of it."""
    page.get_by_role("link", name="Training").click()
    page.get_by_role("textbox", name="Minutes").fill("0.1")
    page.keyboard.press("Tab")
    page.get_by_label("Begin from").select_option(label="nothing, with your works alone")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_function("document.querySelector('.gv-state strong')?.textContent === 'Finished'")
    page.get_by_role("button", name="Paint with it").click()
    page.wait_for_function("document.querySelector('h1')?.textContent === 'Explore'")
    painted(page)
    assert page.get_by_role("combobox", name="Model", exact=True).input_value() == "training-1"


def explore_and_keep(page: Any) -> str:
    """Look at two other pictures, and keep the second."""
    page.locator("h1").click()
    for _ in range(2):
        before = page.evaluate("new URL(location).searchParams.get('sketch')")
        page.keyboard.press("r")
        page.wait_for_function("(old) => new URL(location).searchParams.get('sketch') !== old", arg=before)
    page.keyboard.press("s")
    said(page, "On the palette")
    found: str = page.evaluate("new URL(location).searchParams.get('sketch')")
    return found


def sign(page: Any) -> None:
    """Make a key, sign what is kept, hang it, and look at where it came from."""
    page.get_by_role("link", name="Gallery").click()
    page.locator(".gv-kept-one").click()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Passphrase, at least").fill(SECRET)
    page.get_by_label("once more").fill(SECRET)
    page.get_by_role("button", name="Make the key").click()
    page.get_by_label("Title", exact=True).fill("First light")
    page.get_by_role("button", name="Sign and hang").click()
    page.get_by_role("button", name="Yes, sign it").click()
    page.wait_for_selector(".gv-card p")
    page.get_by_role("button", name="Compare it with the works").click()
    page.wait_for_selector(".gv-pair")
    assert "60 works" in page.locator(".gv-card").inner_text()


def check(page: Any, studio: Studio, file: Path) -> None:
    """Drop the signed file: it is intact, and tells of the model and of the sixty works."""
    page.get_by_role("link", name="All works").click()
    page.locator("gv-drop input[multiple]").first.set_input_files(str(file))
    page.wait_for_selector("article.gv-report")
    told = page.locator("article.gv-is-intact").inner_text()
    assert "Signed by Ada" in told
    assert f"{WORKS} works" in told
    assert "painted by a model" in told
