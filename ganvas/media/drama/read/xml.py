"""XML in one pass: no tree, no entities, nothing from outside, within limits."""

from collections.abc import Mapping
from typing import Protocol

from ganvas.errors import WorkError
from ganvas.media.drama.read.builder import Limits


class Listener(Protocol):
    """What a reader of one XML format does with what comes."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins; ``tag`` without its namespace."""

    def end(self, tag: str) -> None:
        """The element that began last ends."""

    def data(self, text: str) -> None:
        """Some of the text of an element."""


class _Target:
    """Between expat and a listener: names without namespaces, depth within its limit."""

    def __init__(self, listener: Listener, name: str, limits: Limits) -> None:
        self._listener, self._name, self._limits, self._depth = listener, name, limits, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise WorkError(
                f"{self._name}: elements lie more than {self._limits.depth} deep in one another: no play is built so.",
                "too-large",
            )
        self._listener.start(_bare(tag), {_bare(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._listener.end(_bare(tag))

    def data(self, text: str) -> None:
        self._listener.data(text)

    def close(self) -> None:
        """Nothing to hand over: the listener has it."""


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def listen(data: bytes, name: str, limits: Limits, listener: Listener) -> None:
    """Read all of the XML.

    Raises:
        WorkError: it is not well formed, in another encoding than it says, holds entities, or goes beyond the limits.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    try:
        parser = DefusedXMLParser(target=_Target(listener, name, limits), forbid_dtd=False)
        parser.feed(data)
        parser.close()
    except DefusedXmlException:
        raise WorkError(
            f"{name}: it declares entities, which can grow without end or fetch files. Save it without a DTD.", "bomb"
        ) from None
    except ParseError as error:
        raise WorkError(f"{name}: not well-formed XML ({error}). Open it in an editor and save it anew.") from None
    except (ValueError, LookupError) as error:  # an encoding that does not exist, or needs more than one byte
        raise WorkError(f"{name}: its encoding cannot be read ({error}). Save it as UTF-8.") from None
