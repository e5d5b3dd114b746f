"""Scores as MusicXML."""

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

import numpy as np

from ganvas.media.music.musicxml import FIELD
from ganvas.media.music.notation import Sign, key_alter, signs, spelled
from ganvas.media.music.score import PITCH, Bar, Part, Score
from ganvas.media.music.words import carry
from ganvas.media.music.write_midi import meters

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    '"http://www.musicxml.org/dtds/partwise.dtd">\n<score-partwise version="4.0">'
)
ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
CLEFS = {"treble": ("G", 2), "alto": ("C", 3), "bass": ("F", 4)}
VIOLA = 41
MIDDLE_C = 60


def write_musicxml(score: Score, text: Mapping[str, str]) -> bytes:
    """The score as a partwise MusicXML file, with accidentals, beams and ties written out.

    Args:
        score: notes of one part that overlap become chords with ties.
        text: carried among the identification; ``musicxml_text`` reads it.
    """
    lines = [HEAD]
    if score.title:
        lines.append(f"<work><work-title>{escape(score.title)}</work-title></work>")
    composer = f'<creator type="composer">{escape(score.composer)}</creator>' if score.composer else ""
    lines.append(
        f"<identification>{composer}<encoding><software>Ganvas</software></encoding><miscellaneous>"
        f'<miscellaneous-field name="{FIELD}">{escape(carry(text))}</miscellaneous-field>'
        "</miscellaneous></identification>\n<part-list>"
    )
    for number, part in enumerate(score.parts, 1):
        lines.append(
            f'<score-part id="P{number}"><part-name>{escape(part.name)}</part-name>'
            f'<score-instrument id="P{number}-I"><instrument-name>{escape(part.name)}</instrument-name>'
            f'</score-instrument><midi-instrument id="P{number}-I"><midi-channel>{10 if part.drums else 1}'
            f"</midi-channel><midi-program>{part.program + 1}</midi-program></midi-instrument></score-part>"
        )
    lines.append("</part-list>")
    for number, part in enumerate(score.parts, 1):
        lines.append(f'<part id="P{number}">')
        lines += _measures(score, part, tempo=number == 1)
        lines.append("</part>")
    return "\n".join([*lines, "</score-partwise>\n"]).encode()


def _measures(score: Score, part: Part, tempo: bool) -> Iterator[str]:
    changes = {tick: (above, below) for tick, above, below in meters(score)}
    keys = dict(score.keys)
    fifths = 0
    for number, (bar, row) in enumerate(zip(score.bars, signs(part.notes, score.bars, score.ticks), strict=True)):
        fifths = keys.get(bar.start, fifths)
        implicit = "" if bar.whole else ' implicit="yes"'
        yield f'<measure number="{number + 1}"{implicit}>'
        yield _attributes(score, part, number, keys.get(bar.start), changes.get(bar.start))
        if tempo:
            yield from _tempos(score, bar)
        altered: dict[tuple[str, int], int] = {}
        for sign in row:
            yield _sign(sign, bar, fifths, altered)
        yield "</measure>"


def _attributes(score: Score, part: Part, number: int, fifths: int | None, meter: tuple[int, int] | None) -> str:
    inside = f"<divisions>{score.ticks}</divisions>" if number == 0 else ""
    if fifths is not None:
        inside += f"<key><fifths>{fifths}</fifths></key>"
    if meter:
        inside += f"<time><beats>{meter[0]}</beats><beat-type>{meter[1]}</beat-type></time>"
    if number == 0:
        sign, line = CLEFS[clef(part)]
        inside += f"<clef><sign>{sign}</sign><line>{line}</line></clef>"
    return f"<attributes>{inside}</attributes>" if inside else ""


def clef(part: Part) -> str:
    """The clef that suits a part."""
    if part.program == VIOLA:
        return "alto"
    return "treble" if not len(part.notes) or np.median(part.notes[:, PITCH]) >= MIDDLE_C else "bass"


def _tempos(score: Score, bar: Bar) -> Iterator[str]:
    for tick, bpm in score.tempos:
        if bar.start <= tick < bar.start + bar.length:
            offset = f"<offset>{tick - bar.start}</offset>" if tick > bar.start else ""
            yield (
                '<direction placement="above"><direction-type><metronome><beat-unit>quarter</beat-unit>'
                f"<per-minute>{bpm:g}</per-minute></metronome></direction-type>{offset}"
                f'<sound tempo="{bpm:g}"/></direction>'
            )


def _sign(sign: Sign, bar: Bar, fifths: int, altered: dict[tuple[str, int], int]) -> str:
    """One rest, or one note for each pitch of a chord."""
    value = sign.value
    written = "" if value is None else f"<type>{value.type}</type>" + "<dot/>" * value.dots
    if not sign.pitches:
        whole = sign.length == bar.length
        rest = '<rest measure="yes"/>' if whole else "<rest/>"
        ending = "" if whole else written + _three(sign)
        return f"<note>{rest}<duration>{sign.length}</duration><voice>1</voice>{ending}</note>"
    notes = []
    for place, pitch in enumerate(sign.pitches):
        step, alter, octave = spelled(pitch, fifths)
        ties = [kind for kind, tied in (("stop", sign.tied_from), ("start", sign.tied_on)) if pitch in tied]
        shown = ""
        if pitch not in sign.tied_from and altered.get((step, octave), key_alter(step, fifths)) != alter:
            altered[step, octave] = alter
            shown = f"<accidental>{ACCIDENTALS[alter]}</accidental>"
        head = ("<chord/>" if place else "") + f"<pitch><step>{step}</step>"
        head += (f"<alter>{alter}</alter>" if alter else "") + f"<octave>{octave}</octave></pitch>"
        heard = "".join(f'<tie type="{kind}"/>' for kind in ties)
        beams = "" if place else "".join(f'<beam number="{n}">{beam}</beam>' for n, beam in enumerate(sign.beams, 1))
        drawn = "".join(f'<tied type="{kind}"/>' for kind in ties)
        notes.append(
            f"<note>{head}<duration>{sign.length}</duration>{heard}<voice>1</voice>{written}{shown}{_three(sign)}{beams}"
            + (f"<notations>{drawn}</notations></note>" if drawn else "</note>")
        )
    return "".join(notes)


def _three(sign: Sign) -> str:
    if sign.value is None or not sign.value.triplet:
        return ""
    return "<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes></time-modification>"
