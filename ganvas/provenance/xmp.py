"""What a published file says in XMP, the metadata that other programs read: title, author, rights, and that a
model painted it.

The names are those of Dublin Core, of IPTC Photo Metadata 2025.1, and of PLUS.
"""

import json
from xml.sax.saxutils import escape, quoteattr

from ganvas import __version__
from ganvas.artwork import KEY, Origin
from ganvas.provenance.claim import Words

MINING = {  # the wish in the words of PLUS
    "allowed": "DMI-ALLOWED",
    "notAllowed": "DMI-PROHIBITED-AIMLTRAINING",
    "constrained": "DMI-PROHIBITED-SEECONSTRAINT",
}
SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "TC260": "http://www.tc260.org.cn/ns/AIGC/1.0/",
    KEY: "urn:ganvas:xmp:1",
}
PLUS = "http://ns.useplus.org/ldf/vocab/"


def packet(words: Words, source: str, origin: Origin | None, label: str = "") -> bytes:
    """An XMP packet.

    Args:
        words: the author's; already looked through for what XML cannot hold.
        source: the digital source type, an IRI.
        origin: what the model was asked to paint, if a model painted it.
        label: the one that China asks for, as ``aigc`` writes it; empty for none.
    """
    parts = [
        f"<Iptc4xmpExt:DigitalSourceType>{escape(source)}</Iptc4xmpExt:DigitalSourceType>",
        "<Iptc4xmpExt:AISystemUsed>Ganvas</Iptc4xmpExt:AISystemUsed>",
        f"<Iptc4xmpExt:AISystemVersionUsed>{__version__}</Iptc4xmpExt:AISystemVersionUsed>",
        f"<plus:DataMining>{PLUS}{MINING[words.wish]}</plus:DataMining>",
    ]
    if words.title:
        parts.append(f"<dc:title>{_in_any_language(words.title)}</dc:title>")
    if words.author:
        parts.append(f"<dc:creator><rdf:Seq><rdf:li>{escape(words.author)}</rdf:li></rdf:Seq></dc:creator>")
    if words.rights:
        parts.append(f"<dc:rights>{_in_any_language(words.rights)}</dc:rights>")
        parts.append("<xmpRights:Marked>True</xmpRights:Marked>")
    if words.constraint:
        parts.append(f"<plus:OtherConstraints>{_in_any_language(words.constraint)}</plus:OtherConstraints>")
    if label:
        parts.append(f"<TC260:AIGC>{escape(label)}</TC260:AIGC>")
    if origin is not None:
        parts.append(f"<{KEY}:origin>{escape(origin.to_json(indent=None))}</{KEY}:origin>")
    used = {name: address for name, address in SPACES.items() if label or name != "TC260"}
    spaces = " ".join(f"xmlns:{name}={quoteattr(address)}" for name, address in used.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {spaces}>{"".join(parts)}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def aigc(producer: str, produce_id: str) -> str:
    """The implicit label of China's measures as JSON."""
    label = {"Label": "1", "ContentProducer": producer, "ProduceID": produce_id, "ReservedCode1": ""}
    return json.dumps(label | {"ContentPropagator": "", "PropagateID": "", "ReservedCode2": ""}, ensure_ascii=False)


def _in_any_language(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'
