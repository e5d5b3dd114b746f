"""The XML inside a MusicXML file, plain or zipped (.mxl), within limits."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from ganvas.errors import WorkError

MAX_ZIPPED_BYTES = 8 << 20
MAX_BYTES = 64 << 20  # OpenScore's longest quartet is 11 MB
MAX_TAGS = 1_500_000  # of both kinds; that quartet has 0.6 million
MAX_DEPTH = 40
MAX_ENTRIES = 1000
ZIP = b"PK\x03\x04"
ENTRY = b"PK\x01\x02"
CONTAINER = "META-INF/container.xml"
ENCODINGS = ("utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "latin-1")
DECLARED = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([^"'>]{1,40})""")
ROOT_FILE = re.compile(rb"""<rootfile\s[^>]{0,400}?full-path\s*=\s*["']([^"'>]{1,300})["']""")


def xml_of(data: bytes) -> bytes:
    """The XML of a MusicXML file; unzipped where it is an .mxl.

    Raises:
        WorkError: it is too large, damaged or no such file.
    """
    xml = _unzipped(data) if data.startswith(ZIP) else data
    if len(xml) > MAX_BYTES:
        raise WorkError(f"has more than {MAX_BYTES >> 20} MiB of XML; cut out a part.", "size")
    if xml.count(b"<") > MAX_TAGS:
        raise WorkError(f"has more than {MAX_TAGS:,} tags; cut out a part.", "size")
    declared = DECLARED.search(xml[:300])
    if declared and declared[1].decode("latin-1").lower() not in ENCODINGS:
        raise WorkError(f"is written in {declared[1].decode('latin-1')!r}; export it as UTF-8.")
    return xml


def _unzipped(data: bytes) -> bytes:
    if len(data) > MAX_ZIPPED_BYTES or data.count(ENTRY) > MAX_ENTRIES:
        raise WorkError(f"is a zip of more than {MAX_ZIPPED_BYTES >> 20} MiB or {MAX_ENTRIES} files.", "size")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entry = archive.getinfo(_root(archive))
            return _content(archive, entry, MAX_BYTES)
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise WorkError(f"is a zip that cannot be read ({str(error)[:80]}); export it again.") from None


def _root(archive: zipfile.ZipFile) -> str:
    """The name of the score in the archive: what the container says, or the first XML in it."""
    names = archive.namelist()
    if CONTAINER in names:
        found = ROOT_FILE.search(_content(archive, archive.getinfo(CONTAINER), 1 << 16))
        if found and found[1].decode("utf-8", "replace") in names:
            return found[1].decode("utf-8", "replace")
    for name in names:
        if name.lower().endswith((".xml", ".musicxml")) and not name.startswith("META-INF/"):
            return name
    raise WorkError("is a zip that holds no score; export it as MusicXML.")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise WorkError("is a zip that is locked or packed in an unusual way; export it again.")
    import zlib

    try:
        with archive.open(entry) as file:
            content = file.read(most + 1)
    except zlib.error:
        raise WorkError("is a zip that is damaged; export it again.") from None
    if len(content) > most:
        raise WorkError(f"unzips to more than {most >> 10:,} KiB; a score is smaller.", "size")
    return content


def elements(xml: bytes) -> Iterator[Element]:
    """Each element as it ends; the caller clears what it is done with.

    Raises:
        WorkError: the XML is damaged, cut off, defines entities or is nested beyond reason.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    events: Any = iterparse(io.BytesIO(xml), events=("start", "end"))
    depth = 0
    try:
        for event, element in events:
            depth += 1 if event == "start" else -1
            if depth > MAX_DEPTH:
                raise WorkError(f"nests more than {MAX_DEPTH} elements; it is no score.")
            if event == "end":
                yield element
    except ParseError as error:
        raise WorkError(f"is damaged or cut off ({error}); export it again.") from None
    except DefusedXmlException:
        raise WorkError("defines entities, which a score never needs; export it again.") from None
    except (ValueError, LookupError) as error:
        raise WorkError(f"is no XML that can be read ({str(error)[:80]}); export it again.") from None
