"""Work for the gallery: what a work was made from, checking and clearing files, and other forms to take along."""

import shutil
import zipfile
from pathlib import Path
from typing import Any

from ganvas.errors import GanvasError
from ganvas.files import digest, digest_file, make_folder, write_whole
from ganvas.gallery.edition import make_edition
from ganvas.gallery.gallery import Gallery
from ganvas.gallery.history import History
from ganvas.gallery.web import export as export_pages
from ganvas.gallery.wishes import Wish
from ganvas.media.image.forms.export import Order
from ganvas.media.image.forms.export import export as export_forms
from ganvas.media.image.forms.plot import Style
from ganvas.media.image.still import pixel_digest
from ganvas.provenance import authorship, keys
from ganvas.provenance.ledger import Lines
from ganvas.provenance.originality import compare, draw_pairs
from ganvas.provenance.strip import strip
from ganvas.provenance.tell import plain
from ganvas.provenance.verify import Report, verify
from ganvas.provenance.withdrawn import withdrawn_from
from ganvas.publishing.authored import authorship_of
from ganvas.publishing.hub import export as export_hub
from ganvas.publishing.learned import facts_of
from ganvas.publishing.publish import read_file, true_path
from ganvas.studio.progress import Progress
from ganvas.studio.tasks.signing import corpus_of

MOST_FILES = 40  # checked at once
PLOT_PEN_MM = 0.3


def authored(
    _progress: Progress, project: str, step: int, title: str, file: str, corpus: str, corpora: list[str]
) -> dict[str, Any]:
    """Who made what of a step, for a label and for a registration; the author's name is the one that was signed."""
    path = Path(file)
    known = Lines().by_pixels(pixel_digest(path.read_bytes(), path.name))
    author = known.author if known else ""
    with History.open(project, make=False) as history:
        found = corpus_of(corpus, corpora)
        told = authorship_of(history, step, corpus=facts_of(found) if found else None)
    return {"label": authorship.label(told, title, author), "lines": authorship.lines(told, title, author)}


def likeness(progress: Progress, file: str, corpus: str, corpora: list[str], into: str) -> dict[str, Any]:
    """A work beside the work that it comes nearest to, of those that its model learned from."""
    found = corpus_of(corpus, corpora)
    if found is None:
        return {"verdict": "", "words": "", "pair": ""}

    def said(what: str, done: int, of: int) -> None:
        progress(f"{what}: {done:,} / {of:,}", done / of if of else -1.0)

    compared = compare([Path(file)], found, said)
    picture = draw_pairs(compared, found)
    name = f"{digest(picture)}.png"
    write_whole(make_folder(Path(into)) / name, picture)
    told = compared[0].originality
    return {"verdict": told.verdict, "words": told.in_words(), "pair": name}


def check(progress: Progress, folder: str, corpora: list[str]) -> list[dict[str, Any]]:
    """What is known of each file that was dropped."""
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    if len(files) > MOST_FILES:
        raise GanvasError(f"{len(files):,} files: at most {MOST_FILES} are checked at once; drop fewer")
    ledger, anchors, withdrawn = Lines(), keys.anchors(), withdrawn_from([Path(path) for path in corpora])
    told = []
    for number, path in enumerate(files):
        progress(path.name, number / len(files))
        told.append(_told(verify(path, ledger, anchors, withdrawn), path.name))
    return told


def clear(_progress: Progress, file: str, into: str) -> dict[str, Any]:
    """A copy of a file that says nothing of itself."""
    path = true_path(Path(file))
    data = read_file(path)
    folder = make_folder(Path(into) / digest(data))
    done = strip(path, data, folder)
    return _offered(Path(done.path)) | {"mark": done.mark, "bytes": done.bytes_before - done.bytes_after}


def print_form(progress: Progress, file: str, form: str, paper: str, kind: str, into: str) -> dict[str, Any]:
    """A work as a print, or as a plotter's drawing."""
    progress(form, -1.0)
    order = Order({form: paper}, kind=kind, style=Style("both", 0.0, PLOT_PEN_MM))
    folder = make_folder(Path(into) / digest(f"{digest_file(Path(file))} {form} {paper} {kind}".encode()))
    return _offered(export_forms(Path(file), order, folder)[0].path)


def pages(progress: Progress, gallery: str, wish: dict[str, Any], title: str, into: str) -> dict[str, Any]:
    """Works as a folder of plain pages, in one ZIP."""
    folder = _new_folder(Path(into), "pages")
    with Gallery.open(gallery, make=False) as opened:
        count = export_pages(opened, folder / "gallery", Wish.model_validate(wish), title, _passed_on(progress))
    return _offered(_zipped(folder / "gallery")) | {"works": count}


def edition(progress: Progress, gallery: str, wish: dict[str, Any], title: str, into: str) -> dict[str, Any]:
    """Works as an edition: numbered, with credentials, in one ZIP."""
    folder = _new_folder(Path(into), "edition")
    with Gallery.open(gallery, make=False) as opened:
        count, _ = make_edition(opened, folder / "edition.zip", Wish.model_validate(wish), title, _passed_on(progress))
    return _offered(folder / "edition.zip") | {"works": count}


def hub(progress: Progress, model: str, corpus: str, corpora: list[str], author: str, into: str) -> dict[str, Any]:
    """The model as a folder that others can load, in one ZIP."""
    progress("hub", -1.0)
    folder, found = _new_folder(Path(into), "hub"), corpus_of(corpus, corpora)
    export_hub(Path(model), folder / "model", facts_of(found) if found else None, author=author)
    return _offered(_zipped(folder / "model"))


def _told(report: Report, name: str) -> dict[str, Any]:
    """A report for the page: everything that a file says of itself as text that can be shown."""
    says = report.chain[0].says if report.chain else {}
    contribution, originality = says.get("contribution"), says.get("originality")
    training = sorted(set(report.chain[0].training.values())) if report.chain else []
    chain = [
        {
            "depth": link.depth, "kind": link.kind, "title": plain(link.title), "source": link.source,
            "role": link.role, "signer": plain(link.signer), "known": link.known, "whole": not link.codes,
            **_counted(link.says),
        }
        for link in report.chain
    ]  # fmt: skip
    return {
        "name": plain(name), "verdict": report.verdict, "signer": plain(report.signer), "known": report.known,
        "codes": [plain(code) for code in report.codes], "chain": chain, "training": training[0] if training else "",
        "statement": plain(str(contribution.get("statement", ""))) if isinstance(contribution, dict) else "",
        "originality": plain(str(originality.get("verdict", ""))) if isinstance(originality, dict) else "",
        "work": report.work.model_dump() | {"title": plain(report.work.title)} if report.work else None,
        "withdrawn": [plain(one) for one in report.withdrawn], "note": plain(report.note), "path": report.path,
    }  # fmt: skip


def _counted(says: dict[str, Any]) -> dict[str, Any]:
    """How many works and showings a link tells of."""
    corpus, model = says.get("corpus"), says.get("model")
    works = corpus.get("works") if isinstance(corpus, dict) else 0
    seen = model.get("seen") if isinstance(model, dict) else 0
    return {"works": works if isinstance(works, int) else 0, "seen": seen if isinstance(seen, int) else 0}


def _passed_on(progress: Progress) -> Any:
    return lambda what, done, of: progress(f"{what}: {done:,} / {of:,}", done / of if of else -1.0)


def _new_folder(into: Path, name: str) -> Path:
    """An empty folder for a thing of which only the newest is kept."""
    folder = into / digest(name.encode())
    shutil.rmtree(folder, ignore_errors=True)
    return make_folder(folder)


def _zipped(folder: Path) -> Path:
    """A folder as one file beside it."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            archive.write(file, file.relative_to(folder.parent))
    return path


def _offered(path: Path) -> dict[str, Any]:
    """A file as the page offers it."""
    return {"folder": path.parent.name, "name": path.name, "size": path.stat().st_size}
