"""Scores as engraved pages, SVG by verovio."""

import re
from collections.abc import Mapping, Sequence

from ganvas.errors import FormError
from ganvas.media.music.score import Score
from ganvas.media.music.write_musicxml import write_musicxml

PAGE = {"pageWidth": 2100, "pageHeight": 2970, "pageMarginLeft": 120, "pageMarginRight": 120}  # tenths of a millimetre
SCALE = 45


def engrave(score: Score, text: Mapping[str, str], fit: bool = False) -> Sequence[str]:
    """The score as pages of SVG.

    Args:
        score: what is engraved.
        text: carried in the first page's <metadata>.
        fit: one line on a page of its own size, in place of A4 pages.
    Raises:
        FormError: verovio is not installed, or cannot engrave it.
    """
    try:
        import verovio
    except ImportError:
        raise FormError("a score is engraved with verovio; install it with: pip install 'ganvas[music]'") from None
    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setOptions(
        {**PAGE, "scale": SCALE, "footer": "none", "header": "none", "xmlIdSeed": 1}
        | {"adjustPageHeight": fit, "adjustPageWidth": fit, "breaks": "none" if fit else "auto"}
    )
    if not toolkit.loadData(write_musicxml(score, text).decode()):
        raise FormError("verovio cannot engrave this score; write it as MusicXML and open it in a notation program")
    pages = [toolkit.renderToSVG(number + 1) for number in range(toolkit.getPageCount())]
    return [_with_text(pages[0], text), *pages[1:]]


def _with_text(svg: str, text: Mapping[str, str]) -> str:
    from xml.sax.saxutils import escape

    from ganvas.media.music.words import carry

    return re.sub(r"(<svg\b[^>]*>)", lambda m: f"{m[1]}<metadata>{escape(carry(text))}</metadata>", svg, count=1)
