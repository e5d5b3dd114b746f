"""What is performed, as a script that a person writes: parts of a film, each with where it comes from."""

import json
import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from ganvas.errors import SketchError
from ganvas.record import Record, fault_in

KEY = "ganvas-performance"
MOST_BYTES = 1 << 20
MOST_S = 600.0
Curve = Literal["spline", "slerp"]


class Source(Record):
    """Where a part comes from, in one of three ways: a file, a model with sketches, or a work that Ganvas draws."""

    file: str = Field("", description="beside the script, or with its whole path")
    model: str = Field("", description="a run or a snapshot beside the script; base is the one that comes with Ganvas")
    sketches: tuple[str, ...] = Field((), max_length=64, description="as lines of text, one after the other")
    drawn: int | None = Field(None, ge=0, lt=2**32, description="the seed of a built-in work")
    start: float = Field(0, ge=0, le=MOST_S, description="the second at which it begins")
    seconds: float | None = Field(None, gt=0, le=MOST_S, description="how long; left out, to the end")

    @model_validator(mode="after")
    def _from_one_place(self) -> Self:
        if sum((bool(self.file), bool(self.model), self.drawn is not None)) != 1:
            raise ValueError("name one of file, model and drawn")
        if self.sketches and not self.model:
            raise ValueError("sketches are for a model")
        return self

    def until(self, end: float) -> float:
        """The second at which it is over, in a film that ends at ``end``."""
        return end if self.seconds is None else min(end, self.start + self.seconds)


class ScorePart(Source):
    """The music: it leads. A MIDI or MusicXML file, a WAV, MP3, FLAC or Ogg, phrases of a model, or a drawn chorale."""

    bpm: float | None = Field(None, ge=20, le=300, description="quarters a minute; left out, as written")
    program: int | None = Field(None, ge=0, le=127, description="instrument of General MIDI")
    semitones: int = Field(0, ge=-36, le=36, description="higher or lower")


class DancePart(Source):
    """The dancer: a BVH file, dances of a model, or a drawn dance, fitted to the beats of the score."""

    to_beats: bool = Field(True, description="whether its time is warped, by 15 % at most")


class PicturePart(Record):
    """The picture: a walk through sketches of a picture model, driven by the score."""

    model: str = "base"
    sketches: tuple[str, ...] = Field(min_length=2, max_length=64, description="the keys of the walk, as lines of text")
    psi: float = Field(0.8, ge=0, le=2)
    curve: Curve = "spline"
    drives: tuple[str, ...] = Field(
        ("onset:strength=0.25,release=0.5", "loudness:speed=2,release=0.6"),
        max_length=8,
        description="what the score moves, as for ganvas interpolate --drive",
    )


class PlayPart(Source):
    """A scene of a play: who speaks becomes captions, and its tension changes tempo and strength."""

    scene: int = Field(1, ge=1, description="which one")
    first: int = Field(1, ge=1, description="the speech to begin with")
    tempo: float = Field(0.25, ge=0, le=0.8, description="by how much the tensest moment is faster")
    strength: float = Field(0.5, ge=0, le=1, description="how much less the score moves the picture where it is calm")


class Line(Record):
    """Words that a person typed."""

    at: float = Field(ge=0, le=MOST_S)
    seconds: float = Field(3, gt=0, le=MOST_S)
    who: str = Field("", max_length=80)
    says: str = Field(max_length=400)


class Performance(Record):
    """One film. Same script, same works and models: same frames."""

    version: Literal[1] = 1
    title: str = Field("", max_length=120)
    seconds: float | None = Field(None, gt=0.5, le=MOST_S, description="left out, as long as the score")
    fps: int = Field(30, ge=5, le=60)
    look: Literal["light", "dark"] = "light"
    score: ScorePart | None = None
    dance: DancePart | None = None
    picture: PicturePart | None = None
    play: PlayPart | None = None
    lines: tuple[Line, ...] = Field((), max_length=400)

    @model_validator(mode="after")
    def _shows_something(self) -> Self:
        if self.picture is None and self.dance is None:
            raise ValueError("a performance shows a picture or a dance; add one")
        if self.score is None and self.seconds is None:
            raise ValueError("without a score, seconds says how long it is")
        return self

    @classmethod
    def read(cls, path: Path) -> Self:
        """The script in a file, TOML or JSON.

        Raises:
            SketchError: there is none, or it is wrong; the sentence says where.
        """
        try:
            if path.stat().st_size > MOST_BYTES:
                raise SketchError(f"{path}: larger than a script is, {MOST_BYTES >> 20} MB. Name the script.")
            text = path.read_text("utf-8")
            said = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
        except (OSError, ValueError, RecursionError) as error:
            reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
            raise SketchError(f"{path}: cannot be read as a script ({reason}); write it as TOML or JSON.") from None
        try:
            return cls.model_validate_json(json.dumps(said))
        except (ValidationError, TypeError) as error:
            reason = fault_in(error) if isinstance(error, ValidationError) else str(error)
            raise SketchError(f"{path}: is no performance ({reason}).") from None
