"""A gallery as a folder of plain pages: it opens from the disk, without a server, a network or anything installed.

What is shown comes from people and is only text: it is escaped, and the pages' own policy lets no other script, no
other style and nothing from another place in.
"""

import base64
import hashlib
import math
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from ganvas.errors import GalleryError
from ganvas.files import whole_folder
from ganvas.gallery.entries import Entry
from ganvas.gallery.forms import SIDECAR
from ganvas.gallery.gallery import THUMB_PX, Gallery, Progress
from ganvas.gallery.wishes import Wish
from ganvas.sketch.line import write_line

A_PAGE = 200
MARK = "made-by-ganvas.txt"
CHECK = "check.html"
HERE = Path(__file__).parent
BUTTONS = {"previous": "←", "next": "→", "closer": "+", "farther": "−", "whole": "whole", "shut": "close"}


def export(
    gallery: Gallery, into: Path, wish: Wish | None = None, title: str = "Gallery", progress: Progress = lambda *_: None
) -> int:
    """Write works as a folder of pages, whole or not at all; an export that is there is replaced.

    Args:
        gallery: whose works.
        into: the folder.
        wish: which works; page and size are not looked at.
        title: above them.
        progress: called with what is done, how many, of how many.
    Returns:
        how many works are shown.
    Raises:
        GalleryError: the folder holds something else, or no work fits.
        WorkError: a work's file is missing, or not as it was hung.
        RunFailed: the disk is full or the folder cannot be written.
    """
    if into.exists() and not (into / MARK).is_file() and (not into.is_dir() or any(into.iterdir())):
        raise GalleryError(f"{into}: holds something else. Choose another folder.")
    entries = list(gallery.every(wish or Wish()))
    if not entries:
        raise GalleryError(f"{gallery.folder}: no work fits, so there is nothing to show.")
    into.parent.mkdir(parents=True, exist_ok=True)
    with whole_folder(into) as folder:
        write_pages(gallery, folder, [(entry, entry) for entry in entries], title, progress)
    return len(entries)


def write_pages(
    gallery: Gallery, folder: Path, entries: Sequence[tuple[Entry, Entry]], title: str, progress: Progress
) -> None:
    """Fill a folder with works, thumbnails and pages.

    Args:
        gallery: whose works.
        folder: an empty one.
        entries: each as it hangs, and as it is shown, perhaps under another path.
        title: above them.
        progress: as in ``export``.
    Raises:
        WorkError: a work's file is missing, or not as it was hung.
    """
    pages = Pages([shown for _, shown in entries], title)
    for part in ("works", "thumbs"):
        (folder / part).mkdir()
    for number, (hung, shown) in enumerate(entries, 1):
        (folder / shown.path).write_bytes(gallery.read(hung))
        if (beside := gallery.credentials_of(hung)).is_file():
            (folder / f"{shown.path}{SIDECAR}").write_bytes(beside.read_bytes())
        (folder / "thumbs" / f"{shown.pixels}.webp").write_bytes(gallery.thumbnail(hung).read_bytes())
        progress("exporting", number, len(entries))
    for number in range(pages.count):
        (folder / page_name(number)).write_text(pages.page(number), encoding="utf-8")
    (folder / CHECK).write_text(pages.check_page(), encoding="utf-8")
    (folder / MARK).write_text("A gallery. Open index.html.\n", encoding="utf-8")


def page_name(number: int) -> str:
    """The file of a page, counted from 0."""
    return "index.html" if number == 0 else f"page-{number + 1}.html"


class Pages:
    """The pages of some works, with what each is kin to among them."""

    def __init__(self, entries: Sequence[Entry], title: str) -> None:
        self.entries, self.title = entries, title
        self.count = math.ceil(len(entries) / A_PAGE)
        self.page_of = {entry.id: place // A_PAGE for place, entry in enumerate(entries)}
        self.known = {entry.id: entry for entry in entries}
        self.children: dict[int, list[int]] = {}
        for entry in sorted(entries, key=lambda one: one.id):
            for parent in entry.parents:
                self.children.setdefault(parent, []).append(entry.id)

    def page(self, number: int) -> str:
        """One page as HTML."""
        some = self.entries[number * A_PAGE : (number + 1) * A_PAGE]
        style, script = _style(some), (HERE / "web.js").read_text(encoding="utf-8")
        policy = (
            f"default-src 'none'; img-src 'self' file:; media-src 'self' file:; style-src '{_hash(style)}';"
            f" script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
        )
        buttons = "".join(f'<button value="{act}" title="{act}">{sign}</button>' for act, sign in BUTTONS.items())
        return (
            f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(self.title)}</title>\n<style>{style}</style>\n"
            f"<header><h1>{escape(self.title)}</h1><p>{_works(len(self.entries))}</p></header>\n"
            f"{self._pages(number)}<main>\n{''.join(self.figure(entry) for entry in some)}</main>\n"
            f"{self._pages(number)}<footer>Made with Ganvas. <a href='{CHECK}'>Is it one of these?</a></footer>\n"
            f'<dialog aria-label="A work"><div class="stage"><img alt=""></div><aside>'
            f'<div class="buttons">{buttons}</div><div class="about"></div>'
            f'<p class="hint">Arrow keys go on, + and − zoom, 0 shows the whole, Escape closes.</p></aside></dialog>\n'
            f"<script>{script}</script>\n</html>\n"
        )

    def check_page(self) -> str:
        """The page that tells whether a file is one of the works."""
        style, script = _style(()), (HERE / "check.js").read_text(encoding="utf-8")
        policy = (
            f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none';"
            " form-action 'none'"
        )
        works = "".join(
            f'<li data-file="{one.digest}" data-pixels="{one.pixels}">'
            f'<a href="{page_name(self.page_of[one.id])}#w{one.id}">{escape(one.title or f"Work {one.id}")}</a></li>\n'
            for one in self.entries
        )
        return (
            f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(self.title)}: is it one of these?</title>\n<style>{style}</style>\n"
            f'<header class="check"><h1>Is it one of these?</h1><p><a href="index.html">{escape(self.title)},'
            f" {_works(len(self.entries))}</a></p>\n"
            f'<label>Choose a file, or drop it here: <input type="file" multiple></label>\n'
            f'<ul class="answers" aria-live="polite"></ul>\n'
            f"<p>The file stays on this machine: its SHA-256, and that of its pixels, are compared with those of the"
            f" works. Pictures that are partly transparent are compared as files only. Who signed a file is told by"
            f" <code>ganvas verify</code>.</p>\n"
            f'<ul class="known">{works}</ul></header>\n<script>{script}</script>\n</html>\n'
        )

    def _pages(self, here: int) -> str:
        if self.count == 1:
            return ""
        where = {number: f'href="{page_name(number)}"' for number in range(self.count)} | {here: 'aria-current="page"'}
        links = (f"<a {place}>{number + 1}</a>" for number, place in where.items())
        return f'<nav class="pages" aria-label="Pages">{"".join(links)}</nav>\n'

    def figure(self, entry: Entry) -> str:
        """One work: its picture, its title, and what is known of it."""
        title = entry.title or f"Work {entry.id}"
        width, height = _fitting(entry)
        star = ' <span title="starred">★</span>' if entry.starred else ""
        rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in self._facts(entry) if value)
        return (
            f'<figure id="w{entry.id}" class="{_aspect(entry)[0]}"><a href="{quote(entry.path)}"{_form(entry)}>'
            f'<img src="thumbs/{entry.pixels}.webp" width="{width}" height="{height}" loading="lazy"'
            f' alt="{escape(title)}"></a><figcaption><b class="title">{escape(title)}</b>{star}'
            f'<dl class="more">{rows}</dl></figcaption></figure>\n'
        )

    def _facts(self, entry: Entry) -> list[tuple[str, str]]:
        """Names and values, the values as HTML."""
        swatches = "".join(
            f'<svg aria-hidden="true"><rect width="100%" height="100%" fill="{c}"/></svg>' for c in entry.colors
        )
        return [
            ("note", escape(entry.note)),
            ("edition", f"{entry.edition} of {entry.edition_of}" if entry.edition else ""),
            ("form", "" if entry.medium == "image" else escape(entry.medium)),
            ("size", f"{entry.width_px} × {entry.height_px} px" if entry.medium in ("image", "film") else ""),
            ("hung", f"{entry.time.day} {entry.time:%B %Y}"),
            ("tags", escape(", ".join(entry.tags))),
            ("sketch", f"<code>{escape(write_line(entry.sketch))}</code>" if entry.sketch else ""),
            ("history", f"event {entry.event} of {escape(entry.project)}" if entry.event else ""),
            ("colours", f'<span class="swatches" title="{", ".join(entry.colors)}">{swatches}</span>'),
            ("made from", self._kin(entry.parents)),
            ("became", self._kin(self.children.get(entry.id, ()))),
            ("model", f"<code>{entry.model}</code>" if entry.model else ""),
            ("corpus", f"<code>{entry.corpus}</code>" if entry.corpus else ""),
            ("file", f'<a href="{quote(entry.path)}">{escape(Path(entry.path).name)}</a>'),
            ("SHA-256", f"<code>{entry.digest}</code>"),
        ]

    def _kin(self, numbers: Sequence[int]) -> str:
        links = []
        for number in numbers:
            if (other := self.known.get(number)) is None:
                links.append(f"work {number}, not shown here")
                continue
            name = escape(other.title or f"Work {number}")
            links.append(
                f'<a href="{page_name(self.page_of[number])}#w{number}" title="{name}">'
                f'<img src="thumbs/{other.pixels}.webp" loading="lazy" alt="{name}"></a>'
            )
        return f'<span class="kin">{"".join(links)}</span>' if links else ""


def _form(entry: Entry) -> str:
    """What tells the script how to show a work that is no picture."""
    return "" if entry.medium == "image" else f' data-form="{escape(entry.medium)}"'


def _works(count: int) -> str:
    return f"{count:,} work{'s' * (count != 1)}"


def _fitting(entry: Entry) -> tuple[int, int]:
    """The size of a work's thumbnail."""
    shrink = max(1.0, max(entry.width_px, entry.height_px) / THUMB_PX)
    return max(1, round(entry.width_px / shrink)), max(1, round(entry.height_px / shrink))


def _aspect(entry: Entry) -> tuple[str, float]:
    """A class for works of this aspect, and the aspect."""
    aspect = min(max(round(entry.width_px / entry.height_px, 1), 0.3), 4.0)
    return f"a{round(10 * aspect)}", aspect


def _style(entries: Sequence[Entry]) -> str:
    """The style sheet, with the aspects of these works."""
    aspects = dict(sorted(_aspect(entry) for entry in entries))
    rules = "".join(f".{name} {{ --a: {aspect}; }}\n" for name, aspect in aspects.items())
    return (HERE / "web.css").read_text(encoding="utf-8") + rules


def _hash(text: str) -> str:
    """A text as a Content-Security-Policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
