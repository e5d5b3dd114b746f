"""What one picture file says of its own rights."""

from collections import Counter
from collections.abc import Callable, Iterator

from ganvas.corpus.rights import iptc, jumbf, tiff, xmp
from ganvas.corpus.rights.blocks import blocks
from ganvas.corpus.rights.said import Said, plain, text

PNG_WORDS = {"aigc": "AIGC", "author": "png:Author", "copyright": "png:Copyright"}
READERS: dict[str, Callable[[bytes], Iterator[Said]]] = {
    "xmp": xmp.said,
    "exif": tiff.said,
    "iptc": iptc.said,
    "c2pa": jumbf.said,
}
MOST_SAID = 20  # statements of one file in one field that are kept


def inside(data: bytes) -> list[Said]:
    """Every statement in the file, each once; never an error, whatever the bytes are."""
    found: dict[Said, None] = {}
    counts: Counter[str] = Counter()
    for where, what, words in _all(data):
        said = Said(where, what, plain(words))
        counts[what] += said not in found
        if counts[what] <= MOST_SAID:
            found[said] = None
    told = [
        Said("the file", "unread", f"more than {MOST_SAID} of {what}") for what in counts if counts[what] > MOST_SAID
    ]
    return [*found, *told]


def _all(data: bytes) -> Iterator[Said]:
    for kind, block in blocks(data):
        if kind in PNG_WORDS:
            yield Said("PNG text", PNG_WORDS[kind], text(block))
        elif kind == "unread":
            yield Said("the file", "unread", text(block))
        else:
            yield from READERS[kind](block)
