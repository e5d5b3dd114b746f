"""Publishing in one call: what was painted, or a file, signed with a key of this machine."""

import contextlib
import re
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from ganvas.artwork import Artwork
from ganvas.errors import SignError
from ganvas.files import make_folder
from ganvas.gallery.gallery import Gallery
from ganvas.provenance import keys
from ganvas.provenance.claim import Wish, Words
from ganvas.provenance.ledger import Lines
from ganvas.publishing.authored import of_file
from ganvas.publishing.publish import Published, Wishes
from ganvas.publishing.publish import publish as publish_file
from ganvas.publishing.shelf import Hung

FOLDER = "published"


def publish(
    artwork: Artwork | str | PathLike[str],
    key: str = "",
    *,
    into: str | PathLike[str] = "",
    title: str = "",
    author: str = "",
    rights: str = "",
    training: Wish = "notAllowed",
    constraint: str = "",
    model: str | PathLike[str] = "",
    project: str = "",
    gallery: str | PathLike[str] = "",
    scale: int = 1,
    passphrase_file: str | PathLike[str] = "",
) -> Published:
    """Sign a work with what it was made from, mark it, list it, and hang it in a gallery; or none of it.

    Args:
        artwork: what a model made, or a file of it.
        key: the name of a key of this machine, as ``ganvas keys new`` made it; the only one, if left out.
        into: the folder for the published file; left out, a file is replaced, and an artwork goes to ``published``.
        title: that is signed; left out, the file's name.
        author: who made it; left out, the key's holder.
        rights: a line such as ``© 2026 Ada``.
        training: whether others may train on it.
        constraint: what is asked of them, where that is constrained.
        model: the run or snapshot that painted it, for the whole chain.
        project: the project whose log says who did what, as ``FOLDER`` or ``FOLDER:STEP``.
        gallery: the folder of a gallery in which it is hung.
        scale: of an artwork, how many times larger than painted.
        passphrase_file: its first line unlocks the key; left out, ``GANVAS_PASSPHRASE``, or you are asked.
    Returns:
        what became of it.
    Raises:
        KeyRefused: there is no such key, or it cannot be unlocked.
        SignError: it cannot be signed, or a file is in the way.
        WorkError: it cannot be read.
    """
    name = keys.choose(key)
    credential = keys.unlock(name, Path(passphrase_file) if passphrase_file else None)
    with _file_of(artwork, title, Path(into or FOLDER), scale) as path:
        words = Words(
            title=title or path.stem,
            author=author or credential.key.holder,
            rights=rights,
            wish=training,
            constraint=constraint,
        )
        told = of_file(path, project) if project else None
        wishes = Wishes(
            words,
            into=Path(into) if into and not isinstance(artwork, Artwork) else None,
            model=Path(model) if model else None,
            painted=told.by_hand if told else False,
            contribution=told.contribution() if told else None,
        )
        with _shelf(gallery) as shelf, shelf.held():
            return publish_file(path, credential, shelf, wishes)


@contextlib.contextmanager
def _file_of(artwork: Artwork | str | PathLike[str], title: str, folder: Path, scale: int) -> Iterator[Path]:
    """The file to publish; one that was written for that is taken away again if it is not published."""
    if not isinstance(artwork, Artwork):
        yield Path(artwork)
        return
    stem = re.sub(r"[^\w-]+", "-", title).strip("-")[:60] or artwork.digest[:12]
    path = make_folder(folder) / f"{stem}{artwork.art.suffix}"
    if path.exists():
        raise SignError(f"{path}: is there already. Choose another title, or another folder with into.")
    artwork.save(path, scale)
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _shelf(gallery: str | PathLike[str]) -> Iterator[Lines]:
    if not gallery:
        yield Lines()
        return
    with Gallery.open(gallery) as opened:
        yield Hung(opened)
