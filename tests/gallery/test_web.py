import base64
import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
from PIL import Image

from ganvas.errors import GalleryError, WorkError
from ganvas.gallery import web
from ganvas.gallery.gallery import About, Gallery
from ganvas.gallery.wishes import Wish

BROWSER = shutil.which("chromium")
HOSTILE = "\"><script>alert('x')</script>&amp;"


class Seen(HTMLParser):
    """The tags of a page, and what their attributes lead to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    """Five works; the third is made from the others before it, and its words are hostile."""
    with Gallery.open(tmp_path / "gallery") as gallery:
        for number in range(1, 6):
            levels = np.random.default_rng(number).integers(0, 255, (20 + number, 30, 3), dtype=np.uint8)
            path = tmp_path / f"näh {number} %.png"
            Image.fromarray(levels).save(path)
            about = About(title=f"Work {number}", tags=("odd",) if number % 2 else ())
            if number == 3:
                about = About(title=HOSTILE, note=HOSTILE, tags=(HOSTILE.replace(",", ""),), parents=(1, 2))
            gallery.add(path, about)
        yield gallery


def test_every_link_leads_to_a_file_of_the_folder(gallery: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(web, "A_PAGE", 2)
    assert web.export(gallery, tmp_path / "pages", title="Über & more") == 5
    pages = sorted((tmp_path / "pages").glob("*.html"))
    check, *pages = pages
    assert [page.name for page in (check, *pages)] == ["check.html", "index.html", "page-2.html", "page-3.html"]
    assert "page-2.html#w3" in Seen(check.read_text(encoding="utf-8")).links
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<title>Über &amp; more</title>" in text
        assert not re.search(r"https?:|url\(", text)
        links = Seen(text).links
        assert len(links) > 4
        for link in links:
            assert (tmp_path / "pages" / unquote(link.partition("#")[0])).is_file(), link
            if "#" in link:
                name, _, anchor = link.partition("#")
                assert f'id="{anchor}"' in (tmp_path / "pages" / name).read_text(encoding="utf-8")
    assert "page-3.html#w1" in Seen(pages[1].read_text(encoding="utf-8")).links  # made from
    assert "page-2.html#w3" in Seen(pages[2].read_text(encoding="utf-8")).links  # became
    for entry in gallery.every(Wish()):
        assert (tmp_path / "pages" / entry.path).read_bytes() == gallery.file_of(entry).read_bytes()


def test_what_people_write_stays_text(gallery: Gallery, tmp_path: Path):
    web.export(gallery, tmp_path / "pages", title=HOSTILE)
    page = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    seen = Seen(page)
    assert seen.tags.count("script") == 1
    assert seen.words.count(HOSTILE) == 5  # two titles of the page, and title, note and tag of the work
    assert "<script>alert" not in page


def test_the_policy_lets_only_its_own_script_and_style_in(gallery: Gallery, tmp_path: Path):
    web.export(gallery, tmp_path / "pages")
    page = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    for tag in ("script", "style"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert f"{tag}-src 'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'" in page
    assert not re.search(r"<[^>]+ (style|on\w+)=", page)


def test_only_an_export_of_ours_is_replaced(gallery: Gallery, tmp_path: Path):
    into = tmp_path / "pages"
    web.export(gallery, into)
    assert web.export(gallery, into, Wish(tag="odd")) == 2
    assert len(list((into / "works").iterdir())) == 2
    assert "work 2, not shown here" not in (into / "index.html").read_text(encoding="utf-8")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "novel.txt").write_text("…")
    for taken in (mine, mine / "novel.txt"):
        with pytest.raises(GalleryError, match="holds something else"):
            web.export(gallery, taken)
    assert (mine / "novel.txt").read_text() == "…"
    with pytest.raises(GalleryError, match="no work fits"):
        web.export(gallery, tmp_path / "none", Wish(tag="absent"))
    assert not (tmp_path / "none").exists()


def test_a_damaged_work_ends_the_export_and_keeps_the_last(gallery: Gallery, tmp_path: Path):
    web.export(gallery, tmp_path / "pages")
    before = (tmp_path / "pages" / "index.html").read_bytes()
    entry = gallery.entry(5)
    gallery.file_of(entry).unlink()
    with pytest.raises(WorkError, match="cannot be read"):
        web.export(gallery, tmp_path / "pages")
    gallery.file_of(entry).write_bytes(gallery.read(gallery.entry(4)))
    with pytest.raises(WorkError, match="not as it was hung"):
        web.export(gallery, tmp_path / "pages")
    assert (tmp_path / "pages" / "index.html").read_bytes() == before
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.skipif(not BROWSER, reason="needs chromium")
def test_a_browser_opens_a_work_from_the_disk(gallery: Gallery, tmp_path: Path):
    web.export(gallery, tmp_path / "pages")
    address = (tmp_path / "pages" / "index.html").as_uri()
    words = [BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'browser'}"]
    told = subprocess.run(
        [*words, "--virtual-time-budget=2000", "--dump-dom", f"{address}#w3"], capture_output=True, text=True,
        timeout=120, check=True,
    )  # fmt: skip
    assert re.search(r"<dialog[^>]* open", told.stdout)
    assert '<h2>"&gt;&lt;script&gt;' in told.stdout
    assert "Refused" not in told.stderr
