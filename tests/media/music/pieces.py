"""Small files of music, built byte by byte and tag by tag."""


def number(value: int) -> bytes:
    """A number of variable length."""
    out = bytes([value & 0x7F])
    while value := value >> 7:
        out = bytes([0x80 | value & 0x7F]) + out
    return out


def track(*events: bytes) -> bytes:
    body = b"".join(events) + b"\x00\xff\x2f\x00"
    return b"MTrk" + len(body).to_bytes(4, "big") + body


def midi(*tracks: bytes, kind: int = 1, division: int = 96) -> bytes:
    head = kind.to_bytes(2, "big") + len(tracks).to_bytes(2, "big") + division.to_bytes(2, "big")
    return b"MThd" + (6).to_bytes(4, "big") + head + b"".join(tracks)


def on(delta: int, pitch: int, channel: int = 0) -> bytes:
    return number(delta) + bytes([0x90 | channel, pitch, 80])


def off(delta: int, pitch: int, channel: int = 0) -> bytes:
    return number(delta) + bytes([0x80 | channel, pitch, 0])


def note(step: str, octave: int, duration: object, *more: str, voice: int = 1, staff: int = 1, alter: int = 0) -> str:
    """One <note>; ``more`` are tags such as grace, chord, tie-start, tie-stop."""
    tags = "".join(f"<{tag}/>" for tag in more if tag in ("grace", "chord", "cue"))
    ties = "".join(f'<tie type="{tag[4:]}"/>' for tag in more if tag.startswith("tie-"))
    length = "" if "grace" in more else f"<duration>{duration}</duration>"
    pitch = f"<pitch><step>{step}</step><alter>{alter}</alter><octave>{octave}</octave></pitch>"
    return f"<note>{tags}{pitch}{length}{ties}<voice>{voice}</voice><staff>{staff}</staff></note>"


def rest(duration: int) -> str:
    return f"<note><rest/><duration>{duration}</duration></note>"


def measure(*inside: str, implicit: bool = False) -> str:
    return (
        f'<measure number="1"{" implicit=" + chr(34) + "yes" + chr(34) if implicit else ""}>{"".join(inside)}</measure>'
    )


def attributes(divisions: object = 4, fifths: int = 0, beats: object = 4, kind: int = 4, more: str = "") -> str:
    return (
        f"<attributes><divisions>{divisions}</divisions><key><fifths>{fifths}</fifths></key>"
        f"<time><beats>{beats}</beats><beat-type>{kind}</beat-type></time>{more}</attributes>"
    )


def xml(*parts: str, head: str = "") -> bytes:
    listed = "".join(f'<score-part id="P{n}"><part-name>Part {n}</part-name></score-part>' for n in range(len(parts)))
    bodies = "".join(f'<part id="P{n}">{part}</part>' for n, part in enumerate(parts))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<score-partwise version="3.1"><part-list>{listed}</part-list>'
        f"{bodies}</score-partwise>"
    ).encode()
