"""Pictures that say something of their rights, and folders of them."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "cc": "http://creativecommons.org/ns#",
    "tdm": "http://www.w3.org/ns/tdmrep/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
DMI = "http://ns.useplus.org/ldf/vocab/"


def drawing(seed: int, size: tuple[int, int] = (96, 72)) -> Image.Image:
    levels = np.random.default_rng(seed).integers(0, 256, (24, 32, 3), np.uint8)
    return Image.fromarray(levels).resize(size, Image.Resampling.BICUBIC)


def packet(body: str) -> str:
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {spaces}>{body}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )


def file_of(image: Image.Image, format_name: str, xmp: str = "", zipped: bool = False, **options: object) -> bytes:
    """The picture as a file of this format, with this packet in it where that format keeps it."""
    file = io.BytesIO()
    if format_name == "PNG" and xmp:
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", xmp, zip=zipped)  # type: ignore[attr-defined]
    elif format_name == "TIFF" and xmp:
        options["tiffinfo"] = {700: xmp.encode()}
    elif xmp and format_name != "GIF":
        options["xmp"] = xmp.encode()
    image.save(file, format_name, **options)
    data = file.getvalue()
    if format_name == "GIF" and xmp:  # Pillow reads it, and does not write it
        magic = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
        data = data[:-1] + b"\x21\xff\x0bXMP DataXMP" + xmp.encode() + magic + b";"
    return data


@pytest.fixture(scope="session")
def xmp() -> Callable[[str], str]:
    """``xmp(body)``: a packet around the properties of its body."""
    return packet


@pytest.fixture(scope="session")
def draw() -> Callable[..., Image.Image]:
    """``draw(seed, size)``: a picture, different for every seed."""
    return drawing


@pytest.fixture(scope="session")
def save() -> Callable[..., bytes]:
    """``save(image, format, xmp)``: the bytes of a file."""
    return file_of


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """``folder({name: bytes, text, or packet body as ("PNG", body)})``: a folder of them; numbers are drawings."""

    def make(files: dict[str, object], at: str = "works") -> Path:
        for number, (name, content) in enumerate(files.items()):
            path = tmp_path / at / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, int):
                content = file_of(drawing(content), "PNG")
            elif isinstance(content, tuple):
                content = file_of(drawing(1000 + number), content[0], packet(content[1]))
            path.write_bytes(content if isinstance(content, bytes) else str(content).encode())
        return tmp_path / at

    return make
