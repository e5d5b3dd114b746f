"""Where published works go: the list of this machine, and the gallery."""

from pathlib import Path

from ganvas.files import digest_file
from ganvas.gallery.forms import is_other
from ganvas.gallery.gallery import About, Gallery
from ganvas.media.containers import kind_of
from ganvas.provenance.ledger import Entry, Lines

PICTURES = ("png", "jpeg", "webp", "tiff", "avif", "gif")


class Hung(Lines):
    """The list of published works, each of which hangs in a gallery, too, if it is of a form that galleries show.

    A work is hung before it counts as published. What a kill leaves between the two is hung when the list is next
    held for publishing; what cannot be hung is not published.
    """

    def __init__(self, gallery: Gallery, path: Path | None = None, about: About | None = None) -> None:
        """Lines of a machine beside a gallery; ``about`` is what else is said of what is hung, such as its step."""
        self.gallery, self.about = gallery, about or About()
        super().__init__(path)

    def commit(self, entry: Entry) -> None:
        """Hang it, then list it.

        Raises:
            GalleryError: it cannot be hung.
            RunFailed: the disk is full or the gallery's folder cannot be written.
        """
        path = Path(entry.path)
        hangs = kind_of(path.read_bytes()) in PICTURES or is_other(path.name)
        if hangs and not self.gallery.hangs(digest_file(path)):
            self.gallery.add(path, self.about.but(title=entry.title))
        super().commit(entry)
