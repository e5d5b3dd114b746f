"""The whole story of the studio as a film: works, a training, a picture kept, signed and checked.

    python benchmarks/studio_film.py --into benchmarks/results [--minutes 5] [--source builtin:ink] [--scratch]

A real studio is driven through a real browser as a person would, and every moment is a screenshot; nothing is drawn
afterwards. Writes studio_film.mp4 and studio_film.gif.
"""

import argparse
import io
import tempfile
import time
from pathlib import Path
from typing import Any

import av
import numpy as np
from common import RESULTS
from PIL import Image
from studio_driver import WORKS, browser, draw_works, painted, studio

from ganvas.files import make_folder

WIDE, TALL = 1280, 800
FPS = 12
GIF_WIDE, GIF_COLORS, GIF_MS = 640, 48, 900
SECRET = "heron on the quay"


class Film:
    """What is seen, frame after frame."""

    def __init__(self, page: Any) -> None:
        self.page, self.shots = page, []

    def hold(self, seconds: float) -> None:
        """Look at the page for a while."""
        end = time.perf_counter() + seconds
        while True:
            picture = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
            if not self.shots or self.shots[-1][0].tobytes() != picture.tobytes():  # nobody watches a page stand still
                self.shots.append((picture, 1))
            if time.perf_counter() >= end:
                break
        if seconds:
            self.shots[-1] = (picture, FPS)  # rests for a second

    def write(self, into: Path) -> None:
        """The film, and a short one for a page."""
        with av.open(str(into / "studio_film.mp4"), "w") as file:
            stream = file.add_stream("libx264", rate=FPS)
            stream.width, stream.height, stream.pix_fmt, stream.options = WIDE, TALL, "yuv420p", {"crf": "26"}
            for picture, times in self.shots:
                for _ in range(times):
                    file.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")))
            file.mux(stream.encode())
        small = [shot.resize((GIF_WIDE, GIF_WIDE * TALL // WIDE)) for shot, times in self.shots if times > 1]
        small = [one.quantize(GIF_COLORS, dither=Image.Dither.NONE) for one in small]
        small[0].save(into / "studio_film.gif", save_all=True, append_images=small[1:], duration=GIF_MS, loop=0)


def bring(film: Film, page: Any, source: str, prints: Path) -> None:
    page.get_by_role("link", name="Works").click()
    page.get_by_label("Whose works they are").fill("Ada Okonkwo")
    page.keyboard.press("Tab")
    film.hold(1)
    if source:
        page.get_by_label("Or a folder on this machine").fill(source)
        page.get_by_role("button", name="Gather").click()
    else:
        draw_works(prints)
        page.locator("gv-drop input[webkitdirectory]").set_input_files(str(prints))
    page.wait_for_selector("gv-tiles")
    page.wait_for_timeout(600)
    film.hold(1)
    page.get_by_role("button", name="All of these are mine").click()
    page.get_by_role("button", name="Yes", exact=True).click()
    page.wait_for_function("document.querySelector('.gv-status')?.textContent.includes('written down')")
    page.mouse.wheel(0, 260)
    film.hold(1)


def train(film: Film, page: Any, minutes: float, scratch: bool) -> None:
    page.get_by_role("link", name="Training").click()
    page.get_by_role("textbox", name="Minutes").fill(f"{minutes:g}")
    page.keyboard.press("Tab")
    page.get_by_label("Begin from").select_option(index=1 if scratch else 0)
    film.hold(1)
    page.get_by_role("button", name="Begin", exact=True).click()
    while page.locator(".gv-state strong").count() == 0 or page.locator(".gv-state strong").inner_text() != "Finished":
        film.hold(0)
        page.wait_for_timeout(1500)
    page.wait_for_selector(".gv-sheet-now")
    page.mouse.wheel(0, 500)
    film.hold(1)
    page.get_by_role("button", name="Paint with it").click()
    page.wait_for_function("document.querySelector('h1')?.textContent === 'Explore'")
    painted(page)


def explore(film: Film, page: Any) -> None:
    page.locator("h1").click()
    for _ in range(4):
        page.keyboard.press("r")
        page.wait_for_timeout(700)
        film.hold(0)
    page.keyboard.press("s")
    page.wait_for_function("document.querySelector('.gv-status')?.textContent.length > 0")
    film.hold(1)


def sign(film: Film, page: Any) -> None:
    page.get_by_role("link", name="Gallery").click()
    page.locator(".gv-kept-one").click()
    page.get_by_label("Your name").fill("Ada Okonkwo")
    page.get_by_label("Passphrase, at least").fill(SECRET)
    page.get_by_label("once more").fill(SECRET)
    film.hold(1)
    page.get_by_role("button", name="Make the key").click()
    page.get_by_label("Title", exact=True).fill("First light")
    page.get_by_role("button", name="Sign and hang").click()
    page.get_by_role("button", name="Yes, sign it").scroll_into_view_if_needed()
    film.hold(1)
    page.get_by_role("button", name="Yes, sign it").click()
    page.wait_for_selector(".gv-card p")
    page.evaluate("scrollTo(0, 0)")
    film.hold(2)
    page.get_by_role("button", name="Compare it with the works").click()
    page.wait_for_selector(".gv-pair")
    page.mouse.wheel(0, 420)
    page.wait_for_timeout(400)
    film.hold(2)


def check(film: Film, page: Any, project: Path) -> None:
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("link", name="All works").click()
    page.wait_for_selector(".gv-hung")
    film.hold(1)
    file = next((project / "gallery" / "works").glob("*.png"))
    page.locator("gv-drop input[multiple]").first.set_input_files(str(file))
    page.wait_for_selector("article.gv-report")
    page.locator("article.gv-report").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    film.hold(3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=RESULTS)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--scratch", action="store_true", help="train from nothing, and not from the base")
    parser.add_argument("--source", default="", help=f"works to gather; left out, {WORKS} are drawn and dropped")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        with studio(home, home / "harbour") as found, browser(WIDE, TALL) as page:
            page.goto(found["url"])
            painted(page)
            film = Film(page)
            film.hold(1)
            bring(film, page, wanted.source, home / "prints")
            train(film, page, wanted.minutes, wanted.scratch)
            explore(film, page)
            sign(film, page)
            check(film, page, home / "harbour")
        film.write(make_folder(wanted.into))


if __name__ == "__main__":
    main()
