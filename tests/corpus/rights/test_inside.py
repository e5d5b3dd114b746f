"""What a file says of itself: every carrier, every value, and files that mean harm."""

import contextlib
import io
import json
import struct
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ganvas.corpus.rights import jumbf
from ganvas.corpus.rights import xmp as packets
from ganvas.corpus.rights.blocks import LARGEST_BYTES, blocks
from ganvas.corpus.rights.evidence import MEANINGS, evidence
from ganvas.corpus.rights.inside import MOST_SAID, inside
from ganvas.corpus.rights.said import Said

DMI = "http://ns.useplus.org/ldf/vocab/"
OPT_OUT = f"<plus:DataMining>{DMI}DMI-PROHIBITED</plus:DataMining>"
VALUES = {
    "DMI-UNSPECIFIED": [],
    "DMI-ALLOWED": ["yes"],
    "DMI-PROHIBITED": ["no"],
    "DMI-PROHIBITED-AIMLTRAINING": ["no"],
    "DMI-PROHIBITED-GENAIMLTRAINING": ["no"],
    "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING": ["no"],
    "DMI-PROHIBITED-SEECONSTRAINT": ["no"],
    "DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR": ["no"],
    "DMI-PROHIBITED-SEELINKEDRIGHTSEXPR": ["no"],
    "DMI-SOMETHING-NEW": ["terms"],
}


def says(data: bytes) -> list[tuple[str, str]]:
    return [(one.what, one.says) for one in evidence(inside(data))]


@pytest.mark.parametrize("form", ["<plus:DataMining>{}</plus:DataMining>", '<plus:DataMining rdf:resource="{}"/>'])
@pytest.mark.parametrize("place", [DMI, ""])
@pytest.mark.parametrize("value", VALUES)
def test_every_value_of_the_plus_vocabulary(value, place, form, xmp, save, draw):
    data = save(draw(1), "JPEG", xmp(form.format(place + value)))
    assert [meaning for _, meaning in says(data)] == VALUES[value]


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "GIF"])
def test_every_format_is_read(format_name, xmp, save, draw):
    assert says(save(draw(1), format_name, xmp(OPT_OUT))) == [("plus:DataMining", "no")]


def test_a_packed_packet_of_a_png(xmp, save, draw):
    assert says(save(draw(1), "PNG", xmp(OPT_OUT), zipped=True)) == [("plus:DataMining", "no")]


def test_attributes_count_as_elements_do(xmp):
    whole = xmp("").replace("<rdf:Description ", '<rdf:Description plus:DataMining="DMI-PROHIBITED" ', 1)
    assert list(packets.said(whole.encode())) == [Said("XMP", "plus:DataMining", "DMI-PROHIBITED")]


def test_holders_terms_and_licences(xmp, save, draw):
    body = (
        "<dc:creator><rdf:Seq><rdf:li>Bo Berg</rdf:li></rdf:Seq></dc:creator>"
        '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2024 Bo Berg</rdf:li></rdf:Alt></dc:rights>'
        '<cc:license rdf:resource="https://creativecommons.org/licenses/by-nc/4.0/"/>'
        "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
        "</Iptc4xmpExt:DigitalSourceType><tdm:reservation>1</tdm:reservation>"
    )
    found = evidence(inside(save(draw(1), "WEBP", xmp(body))))
    assert [(one.what, one.says, one.spdx) for one in found] == [
        ("dc:creator", "holder", ""),
        ("dc:rights", "terms", ""),
        ("dc:rights", "holder", ""),
        ("cc:license", "licence", "CC-BY-NC-4.0"),
        ("Iptc4xmpExt:DigitalSourceType", "machine", ""),
        ("tdm:reservation", "no", ""),
    ]


@pytest.mark.parametrize(("value", "meaning"), [("1", "no"), ("0", "yes"), ("2", "terms"), ("yes", "terms")])
def test_a_reservation_has_two_values(value, meaning, xmp):
    (found,) = evidence(packets.said(xmp(f"<tdm:reservation>{value}</tdm:reservation>").encode()))
    assert found.says == meaning


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_names_the_holder(format_name, save, draw):
    exif = Image.Exif()
    exif[315], exif[33432] = "Bo Berg", "(c) 2024 Bo Berg. Not for AI training."
    assert says(save(draw(1), format_name, exif=exif)) == [
        ("exif:Artist", "holder"),
        ("exif:Copyright", "no"),
        ("exif:Copyright", "holder"),
    ]


def test_iptc_in_photoshops_resources(save, draw):
    records = b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(words)) + words
        for number, words in ((80, b"Bo Berg"), (116, "© Bö".encode()), (40, b"No AI training"), (25, b"keyword"))
    )
    block = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records
    jpeg = save(draw(1), "JPEG")
    data = jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]
    assert [(one.what, one.words, one.says) for one in evidence(inside(data))] == [
        ("iptc:By-line", "Bo Berg", "holder"),
        ("iptc:CopyrightNotice", "© Bö", "terms"),
        ("iptc:CopyrightNotice", "© Bö", "holder"),
        ("iptc:SpecialInstructions", "No AI training", "no"),
    ]


def test_xmp_in_an_extended_jpeg(xmp, save, draw):
    whole = xmp(OPT_OUT + f"<dc:title>{'x' * 90_000}</dc:title>").encode()
    parts = [(offset, whole[offset : offset + 60_000]) for offset in range(0, len(whole), 60_000)]
    segments = b""
    for offset, part in reversed(parts):  # in any order
        body = b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + struct.pack(">II", len(whole), offset) + part
        segments += b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    jpeg = save(draw(1), "JPEG")
    assert says(jpeg[:2] + segments + jpeg[2:]) == [("plus:DataMining", "no")]


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def superbox(label: str, *content: bytes) -> bytes:
    return box(b"jumb", box(b"jumd", bytes(16) + b"\x03" + label.encode() + b"\0") + b"".join(content))


def text(words: str) -> bytes:
    data = words.encode()
    return bytes([0x78, len(data)]) + data


def wish(use: str, info: str = "") -> bytes:
    more = text("constraint_info") + text(info) if info else b""
    entry = bytes([0xA2 if info else 0xA1]) + text("use") + text(use) + more
    return b"\xa1" + text("entries") + b"\xa1" + text("cawg.ai_generative_training") + entry


@pytest.mark.parametrize("label", ["cawg.training-mining", "c2pa.training-mining", "cawg.training-mining__1"])
@pytest.mark.parametrize(
    ("use", "meaning"), [("notAllowed", ["no"]), ("constrained", ["no"]), ("allowed", ["yes"]), ("later", [])]
)
def test_a_c2pa_wish_from_a_signer_that_nobody_knows(use, meaning, label):
    store = superbox("c2pa", superbox("urn:x", superbox("c2pa.assertions", superbox(label, box(b"cbor", wish(use))))))
    assert [one.says for one in evidence(jumbf.said(store))] == meaning


def test_other_assertions_say_nothing_of_training():
    assert list(jumbf.said(superbox("c2pa", superbox("c2pa.actions", box(b"cbor", wish("notAllowed")))))) == []
    assert evidence(jumbf.said(superbox("cawg.training-mining", box(b"json", b'{"entries": []}')))) == []


def test_a_damaged_wish_is_told():
    for body in (wish("notAllowed")[:-3], b"\xa1" * 60, b"\x9f" * 60, b"\x1c", b"\xbb" + b"\xff" * 8):
        (found,) = jumbf.said(superbox("cawg.training-mining", box(b"cbor", body)))
        assert (found.what, found.words) == ("unread", "cawg.training-mining, damaged")


def test_a_wish_under_a_real_signature(save, draw):
    signed = sign(save(draw(1), "PNG"), "image/png")
    assert says(signed) == [("training-mining:ai_generative_training", "no")]
    webp = sign(save(draw(1), "WEBP"), "image/webp")
    assert says(webp) == [("training-mining:ai_generative_training", "no")]
    assert says(sign(save(draw(1), "JPEG"), "image/jpeg")) == says(webp)
    assert says(sign(save(draw(1), "GIF"), "image/gif")) == says(webp)
    assert says(sign(save(draw(1), "AVIF"), "image/avif")) == says(webp)
    assert says(sign(save(draw(1), "TIFF"), "image/tiff")) == says(webp)


def sign(data: bytes, kind: str) -> bytes:
    """Signed by somebody whom no machine knows, with the wish that no model learns from it."""
    c2pa = pytest.importorskip("c2pa")
    pytest.importorskip("cryptography")
    chain, key = certificates()
    entries = {"cawg.ai_generative_training": {"use": "notAllowed"}}
    created = {"action": "c2pa.created", "digitalSourceType": "http://c2pa.org/digitalsourcetype/empty"}
    manifest = {
        "claim_generator_info": [{"name": "test", "version": "1"}],
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [created]}},
            {"label": "cawg.training-mining", "data": {"entries": entries}},
        ],
    }
    info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=key, ta_url=None)
    settings = {"builder": {"thumbnail": {"enabled": False}}, "verify": {"remote_manifest_fetch": False}}
    target = io.BytesIO()
    context = c2pa.Context(c2pa.Settings.from_dict(settings))
    with c2pa.Signer.from_info(info) as signer, c2pa.Builder(json.dumps(manifest), context=context) as builder:
        builder.sign(signer, kind, io.BytesIO(data), target)
    return target.getvalue()


def certificates() -> tuple[bytes, bytes]:
    """A chain and a key, made for this test alone."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def name(words: str) -> x509.Name:
        attributes = [(NameOID.COMMON_NAME, words), (NameOID.ORGANIZATION_NAME, words)]
        return x509.Name([x509.NameAttribute(*pair) for pair in attributes])

    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)

    def made(subject: str, key: ec.EllipticCurvePrivateKey, is_root: bool) -> x509.Certificate:
        sign_key = x509.KeyUsage(not is_root, False, False, False, False, is_root, is_root, False, False)
        start = x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name("root"))
        start = start.public_key(key.public_key()).serial_number(x509.random_serial_number())
        start = start.not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(9))
        start = start.add_extension(x509.BasicConstraints(is_root, 0 if is_root else None), True)
        start = start.add_extension(sign_key, True)
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key())
        start = start.add_extension(own, False)
        if not is_root:
            start = start.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
        return start.sign(root, hashes.SHA256())

    pem = serialization.Encoding.PEM
    chain = made("leaf", leaf, False).public_bytes(pem) + made("root", root, True).public_bytes(pem)
    private = serialization.PrivateFormat.PKCS8
    return chain, leaf.private_bytes(pem, private, serialization.NoEncryption())


# --- packets that mean harm


BOMBS = {
    "billion laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
    "external entity": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "outer document type": '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><x/>',
    "deep": "<a>" * 400_000,
    "deep and well-formed": "<a>" * 200 + "</a>" * 200,
    "many": "<x>" + "<a/>" * 200_000 + "</x>",
    "many attributes": "<x " + " ".join(f'a{number}="1"' for number in range(60_000)) + "/>",
    "no XML": "not at all",
    "cut short": "<x:xmpmeta",
    "empty": "",
    "unknown encoding": '<?xml version="1.0" encoding="klingon"?><x/>',
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_packet_that_means_harm_is_told_as_unread(name):
    (found,) = packets.said(BOMBS[name].encode())
    assert found.what == "unread"
    assert "passwd" not in found.words
    assert [one.says for one in evidence([found])] == ["unread"]


@pytest.mark.parametrize("name", ["billion laughs", "deep", "no XML"])
def test_an_opt_out_in_a_broken_packet_still_counts(name):
    found = list(packets.said((BOMBS[name] + DMI + 'DMI-PROHIBITED tdm:reservation="1"').encode()))
    assert [(one.what, one.words) for one in found[1:]] == [
        ("plus:DataMining", "DMI-PROHIBITED"),
        ("tdm:reservation", "1"),
    ]


def test_a_packet_that_is_too_large_is_not_read(xmp):
    data = xmp(OPT_OUT + f"<dc:title>{'x' * LARGEST_BYTES}</dc:title>").encode()
    (found,) = packets.said(data)
    assert found == Said("XMP", "unread", f"{len(data):,} bytes, the limit is {LARGEST_BYTES:,}")


def test_a_bomb_in_a_packed_chunk_is_told(save, draw):
    packed = zlib.compress(bytes(200 << 20))
    body = b"XML:com.adobe.xmp\0\1\0\0\0" + packed
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", zlib.crc32(b"iTXt" + body))
    data = save(draw(1), "PNG")
    tracemalloc.start()
    found = inside(data[:33] + chunk + data[33:])
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [one.what for one in found] == ["unread"]
    assert most_bytes < 5 * LARGEST_BYTES  # and not two hundred million


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_packets_in_every_encoding(encoding, xmp):
    whole = xmp("<dc:creator>Bö</dc:creator>" + OPT_OUT).replace("\ufeff", "")
    found = list(packets.said(whole.encode(encoding)))
    assert [one.words for one in found] == ["Bö", f"{DMI}DMI-PROHIBITED"]


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF"])
def test_a_file_cut_anywhere_is_no_error(format_name, xmp, save, draw):
    exif = Image.Exif()
    exif[315] = "Bo"
    whole = save(draw(1, (32, 32)), format_name, xmp(OPT_OUT), **({} if format_name == "GIF" else {"exif": exif}))
    for length in [*range(0, min(len(whole), 3000), 7), len(whole) - 1]:
        inside(whole[:length])


@given(changes=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=30), which=st.integers(0, 5))
def test_a_file_changed_anywhere_is_no_error(changes, which, request):
    files = request.getfixturevalue("changeable")
    data = bytearray(files[which])
    for place, value in changes:
        data[place % len(data)] = value
    assert len(inside(bytes(data))) < 100


@pytest.fixture(scope="module")
def changeable(xmp: Callable[[str], str], save: Callable[..., bytes], draw: Callable[..., Image.Image]) -> list[bytes]:
    small = draw(1, (16, 16))
    return [save(small, name, xmp(OPT_OUT)) for name in ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "AVIF")]


HEADS = [b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"II*\0", b"MM\0*", b"GIF89a", b"\0\0\0\x18ftypavif"]


@given(data=st.binary(max_size=400), head=st.sampled_from(HEADS))
def test_any_bytes_at_all_are_no_error(data, head):
    inside(head + data)
    assert all(kind for kind, _ in blocks(head + data))


def test_cbor_has_a_depth_and_a_length():
    assert jumbf.cbor(b"\x81" * 20 + b"\x07")
    with pytest.raises(jumbf.Damaged, match="too deep"):
        jumbf.cbor(b"\x81" * 30 + b"\x07")
    with pytest.raises(jumbf.Damaged, match="too long"):
        jumbf.cbor(b"\x9a\x00\x98\x96\x80" + bytes(100))
    assert jumbf.cbor(b"\xbf\x61a\x9f\x01\x20\xff\x61b\x7f\x61c\x61d\xff\xff") == {"a": [1, -1], "b": "cd"}
    assert jumbf.cbor(b"\xc1\x82\xf5\xfb" + bytes(8)) == [True, None]


@given(st.binary(max_size=300))
def test_any_cbor_is_read_or_refused(data):
    with contextlib.suppress(jumbf.Damaged):
        jumbf.cbor(data)


def test_an_opt_out_behind_many_statements_counts(xmp, save, draw):
    body = "".join(f"<dc:creator>{number}</dc:creator>" for number in range(400))
    words = "".join(f"<dc:subject>{number}</dc:subject>" for number in range(400))
    found = inside(save(draw(1), "JPEG", xmp(body + words + OPT_OUT)))
    assert [one.what for one in found] == ["dc:creator"] * MOST_SAID + ["plus:DataMining", "unread"]
    assert found[-1] == Said("the file", "unread", f"more than {MOST_SAID} of dc:creator")


def test_every_property_that_is_read_has_a_meaning():
    prefixes = {name.partition(":")[0] for name in packets.PROPERTIES}
    assert {name for name in MEANINGS if name.partition(":")[0] in prefixes} == packets.PROPERTIES
    assert prefixes == set(packets.NAMESPACES.values())


def test_the_older_names_of_a_wish():
    older = wish("notAllowed").replace(text("cawg.ai_generative_training"), text("c2pa.ai_generative_training"))
    (found,) = evidence(jumbf.said(superbox("c2pa.training-mining", box(b"cbor", older))))
    assert found.says == "no"
    inference = wish("notAllowed").replace(text("cawg.ai_generative_training"), text("cawg.ai_inference"))
    assert evidence(jumbf.said(superbox("cawg.training-mining", box(b"cbor", inference)))) == []


def test_reading_brings_in_neither_torch_nor_c2pa():
    script = (
        "import sys, ganvas.corpus.rights.inside, ganvas.corpus.rights.shelf; "
        "sys.exit(bool({'torch', 'c2pa', 'mlcroissant', 'defusedxml'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
