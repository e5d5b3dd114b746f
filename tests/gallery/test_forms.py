"""Films, sounds and other forms in a gallery; the page that checks a file; an edition as one ZIP."""

import hashlib
import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganvas.errors import GalleryError, WorkError
from ganvas.gallery import web
from ganvas.gallery.edition import make_edition
from ganvas.gallery.gallery import About, Gallery
from ganvas.gallery.wishes import Wish
from ganvas.media.image.film import encode_film
from tests.gallery.test_web import BROWSER
from tests.provenance.files import BESIDE, ORIGIN, SVG, film, sound

FILES = {
    "film.mp4": film,
    "film.webm": lambda: encode_film([np.full((3, 16, 16), 90, np.uint8)] * 3, ".webm", 5, {}, 2),
    "sound.wav": sound,
    "drawing.svg": lambda: SVG,
    "tune.mid": BESIDE["a.mid"],
    "dance.bvh": BESIDE["a.bvh"],
    "scene.fountain": BESIDE["a.fountain"],
}
FORMS = ["film", "film", "sound", "drawing", "music", "motion", "script"]


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    with Gallery.open(tmp_path / "gallery") as gallery:
        for name, make in FILES.items():
            (tmp_path / name).write_bytes(make())
            if name == "tune.mid":
                (tmp_path / f"{name}.c2pa").write_bytes(b"credentials")
            gallery.add(tmp_path / name, About(title=name.partition(".")[0].title()))
        yield gallery


def shown(gallery: Gallery, number: int) -> np.ndarray:
    return np.asarray(Image.open(gallery.thumbnail(gallery.entry(number))).convert("L")).astype(float)


def test_every_form_hangs_with_a_picture_that_stands_for_it(gallery: Gallery, tmp_path: Path):
    entries = [gallery.entry(number) for number in range(1, len(FILES) + 1)]
    assert [entry.medium for entry in entries] == FORMS
    for entry, name in zip(entries, FILES, strict=True):
        assert gallery.read(entry) == (tmp_path / name).read_bytes()
        assert entry.pixels == entry.digest
        assert gallery.thumbnail(entry).is_file()
    assert entries[0].sketch == ORIGIN.sketch
    assert gallery.check() == []
    assert gallery.credentials_of(entries[4]).read_bytes() == b"credentials"
    assert shown(gallery, 1).max() < 30  # the first frame of the film is black
    rows = shown(gallery, 3).argmin(0)  # the sound is a ramp: silence in the middle, its loudest near the top
    assert rows[:10].mean() - rows[-10:].mean() > 100


def test_a_given_preview_stands_for_it_and_stays(gallery: Gallery, tmp_path: Path):
    Image.new("RGB", (60, 40), "#aa2211").save(tmp_path / "cover.png")
    (tmp_path / "second.bvh").write_bytes(b"HIERARCHY\nROOT Knees\n")
    entry = gallery.add(tmp_path / "second.bvh", preview=tmp_path / "cover.png")
    assert (entry.width_px, entry.height_px, entry.colors[0]) == (60, 40, "#aa2211")
    gallery.thumbnail(entry).unlink()
    with Image.open(gallery.thumbnail(entry)) as small:
        assert small.size == (60, 40)
    assert gallery.find(Wish(color="#aa2211")).entries[0].id == entry.id


def test_what_is_no_film_does_not_hang(gallery: Gallery, tmp_path: Path):
    (tmp_path / "bad.mp4").write_bytes(b"no film at all")
    with pytest.raises(WorkError, match="no frame of this film"):
        gallery.add(tmp_path / "bad.mp4")
    (tmp_path / "bad.wav").write_bytes(b"RIFFxxxx")
    with pytest.raises(WorkError, match=r"bad.wav"):
        gallery.add(tmp_path / "bad.wav")
    assert len(gallery) == len(FILES)


def test_the_pages_play_and_show_them(gallery: Gallery, tmp_path: Path):
    web.export(gallery, tmp_path / "pages")
    page = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'data-form="(\w+)"', page) == FORMS[::-1]
    assert "media-src 'self' file:" in page
    assert (tmp_path / "pages" / "works" / "tune.mid.c2pa").read_bytes() == b"credentials"


@pytest.mark.skipif(not BROWSER, reason="needs chromium")
@pytest.mark.parametrize(("number", "tag"), [(1, "video"), (3, "audio"), (4, "drawing.svg")])
def test_a_browser_shows_them(gallery: Gallery, tmp_path: Path, number: int, tag: str):
    web.export(gallery, tmp_path / "pages")
    words = [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'browser'}"]
    address = f"{(tmp_path / 'pages' / 'index.html').as_uri()}#w{number}"
    told = subprocess.run(
        [*words, "--virtual-time-budget=2000", "--dump-dom", address], capture_output=True, text=True, timeout=120,
        check=True,
    )  # fmt: skip
    (stage,) = re.findall(r'<div class="stage[^>]*>(.*?)</div>', told.stdout, re.DOTALL)
    assert (f"<{tag} controls" in stage) or (tag in stage)
    assert "Refused" not in told.stderr


@pytest.mark.skipif(not BROWSER, reason="needs chromium")
def test_a_file_is_checked_in_the_page(tmp_path: Path):
    from playwright.sync_api import sync_playwright

    levels = np.random.default_rng(3).integers(0, 255, (20, 30, 3), dtype=np.uint8)
    grey = np.random.default_rng(4).integers(0, 255, (20, 30), dtype=np.uint8)
    with Gallery.open(tmp_path / "gallery") as gallery:
        for name, pixels in (("color", levels), ("grey", grey)):
            Image.fromarray(pixels).save(tmp_path / f"{name}.png")
            gallery.add(tmp_path / f"{name}.png", About(title=f"The {name} <one>"))
        web.export(gallery, tmp_path / "pages")
    Image.fromarray(levels).save(tmp_path / "again.webp", lossless=True)
    Image.fromarray(grey).save(tmp_path / "again.png", optimize=True)
    levels[3, 4, 0] ^= 1
    Image.fromarray(levels).save(tmp_path / "changed.png")
    (tmp_path / "words.txt").write_text("no picture")
    wanted = {
        "color.png": "intact, byte for byte the file of The color <one>",
        "again.webp": "the same pixels, but another file; credentials may be gone. It shows The color <one>",
        "again.png": "the same pixels, but another file; credentials may be gone. It shows The grey <one>",
        "changed.png": "not one of these works, or changed",
        "words.txt": "not one of these works, or changed",
    }
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        troubles: list[str] = []
        page.on("console", lambda message: troubles.append(message.text))
        page.goto((tmp_path / "pages" / "check.html").as_uri())
        page.set_input_files("input", [tmp_path / name for name in wanted])
        page.locator(".answers li").nth(len(wanted) - 1).wait_for()
        told = page.locator(".answers li").all_inner_texts()
        browser.close()
    assert told[::-1] == [f"{name}: {words}" for name, words in wanted.items()]
    assert troubles == []


def test_an_edition_is_numbered_whole_and_the_same_again(gallery: Gallery, tmp_path: Path):
    count, found = make_edition(gallery, tmp_path / "edition.zip", title="Seven")
    assert count == len(FILES)
    data = (tmp_path / "edition.zip").read_bytes()
    assert hashlib.sha256(data).hexdigest() == found == make_edition(gallery, tmp_path / "two.zip", title="Seven")[1]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        works = sorted(name for name in names if name.startswith("works/") and not name.endswith(".c2pa"))
        assert works[:2] == ["works/1-Film.mp4", "works/2-Film.webm"]
        assert "works/5-Tune.mid.c2pa" in names
        assert archive.read("works/3-Sound.wav") == sound()
        assert all(one.compress_type == zipfile.ZIP_STORED for one in archive.infolist())
        sums = dict(line.split("  ")[::-1] for line in archive.read("SHA256SUMS").decode().splitlines())
        assert set(sums) == set(names) - {"SHA256SUMS"}
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == wanted for name, wanted in sums.items())
        assert archive.read("edition.txt").decode().splitlines()[2].startswith("1/7  Film  works/1-Film.mp4  ")
        page = archive.read("index.html").decode()
        assert 'href="works/3-Sound.wav"' in page
        assert "3 of 7" in page
    with pytest.raises(GalleryError, match="is there already"):
        make_edition(gallery, tmp_path / "edition.zip")
    with pytest.raises(GalleryError, match="no edition"):
        make_edition(gallery, tmp_path / "none.zip", Wish(tag="absent"))
    assert not (tmp_path / "none.zip").exists()
