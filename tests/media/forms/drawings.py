"""What the tests ask of every plotter's drawing, read back by an XML parser of its own."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

SVG, INKSCAPE = "{http://www.w3.org/2000/svg}", "{http://www.inkscape.org/namespaces/inkscape}"
WORDS = re.compile(r"[MLC]|-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Read:
    """A drawing: its size in mm, the label and color of each layer, all of its places, its metadata."""

    size: tuple[float, float]
    layers: list[tuple[str, str]]
    places: list[tuple[float, float]]
    metadata: dict[str, str]


def read(data: bytes) -> Read:
    root = ET.fromstring(data)
    assert root.tag == SVG + "svg"
    width, height = (re.fullmatch(r"([\d.]+)mm", root.get(side))[1] for side in ("width", "height"))
    assert root.get("viewBox") == f"0 0 {width} {height}"
    layers, places, metadata = [], [], {}
    for child in root:
        if child.tag == SVG + "metadata":
            metadata[child.get("id")] = child.text
            continue
        assert child.tag == SVG + "g"
        assert child.get(INKSCAPE + "groupmode") == "layer"
        assert child.get("fill") == "none"
        layers.append((child.get(INKSCAPE + "label"), child.get("stroke")))
        assert len(child) > 0
        for path in child:
            assert path.tag == SVG + "path"
            assert set(path.attrib) == {"d"}
            places += coordinates(path.get("d"))
    return Read((float(width), float(height)), layers, places, metadata)


def coordinates(d: str) -> list[tuple[float, float]]:
    """All points of a path of absolute M, L and C."""
    assert d.startswith("M")
    assert not re.sub(r"[MLC]|-?\d+(\.\d+)?|[ ,]", "", d)
    pieces = re.findall(r"([MLC])([^MLC]*)", d)
    assert [letter for letter, _ in pieces].count("M") == 1
    points = []
    for letter, rest in pieces:
        numbers = [float(word) for word in re.split(r"[ ,]", rest.strip())]
        assert len(numbers) % {"M": 2, "L": 2, "C": 6}[letter] == 0
        points += list(zip(numbers[::2], numbers[1::2], strict=True))
    assert len(points) > 1
    return points
