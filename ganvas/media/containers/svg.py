"""SVG: a drawing as XML, read without entities, so that a small file cannot grow into a large one."""

import io
from typing import Any

from ganvas.errors import SignError

NAMESPACE = "http://www.w3.org/2000/svg"
METADATA = f"{{{NAMESPACE}}}metadata"
MAX_BYTES = 64 << 20


def is_svg(data: bytes) -> bool:
    """Whether these bytes begin as an SVG does."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<svg") or (head.startswith(b"<?xml") and b"<svg" in data[:4096])


def root_of(data: bytes) -> Any:
    """The root element, without comments and processing instructions.

    Raises:
        SignError: it is too large, no XML, or one with entities.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if len(data) > MAX_BYTES:
        raise SignError(f"an SVG of {len(data):,} bytes; the limit is {MAX_BYTES:,}")
    try:
        return fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise SignError(f"an SVG that is not safe to read or no XML ({type(error).__name__}); save it anew") from None


def clear(data: bytes) -> bytes:
    """The drawing without its metadata and comments."""
    from xml.etree import ElementTree

    root = root_of(data)
    for parent in list(root.iter()):
        for child in [one for one in parent if one.tag == METADATA]:
            parent.remove(child)
    ElementTree.register_namespace("", NAMESPACE)
    file = io.BytesIO()
    ElementTree.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)
    return file.getvalue()
