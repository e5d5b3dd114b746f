"""The works of a performance: files, what models make of sketches, and works that Ganvas draws."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ganvas.bases import BASE, base
from ganvas.errors import SketchError, WorkError
from ganvas.files import digest
from ganvas.media.dance.bvh import write_bvh
from ganvas.media.dance.drawn import dance
from ganvas.media.drama.builtin import builtin_play
from ganvas.media.drama.write.fountain import to_fountain
from ganvas.media.music.drawn import draw
from ganvas.media.music.write_midi import write_midi
from ganvas.model.directions import kept
from ganvas.model.model import Model
from ganvas.performing.script import Source
from ganvas.sketch import Sketch
from ganvas.sketch.line import read_line

MOST_BYTES = 256 << 20
DRAWN: dict[str, tuple[str, Callable[[int], bytes]]] = {  # by part: how the file ends, and who draws it
    "score": (".mid", lambda seed: write_midi(draw(seed), {})),
    "dance": (".bvh", lambda seed: write_bvh(dance(seed, 20.0).motion)),
    "play": (".fountain", lambda seed: to_fountain(builtin_play(seed))),
}


@dataclass
class Works:
    """What a script names, read once.

    Attributes:
        folder: that names are beside of.
        device: on which models paint.
        used: by what the script calls it, the digest of each file and model.
    """

    folder: Path
    device: str = "auto"
    used: dict[str, str] = field(default_factory=dict)

    def files(self, kind: str, source: Source) -> list[tuple[bytes, str]]:
        """The files of a part and their names, one after the other.

        Args:
            kind: score, dance or play.
            source: as the script says.
        Raises:
            WorkError: a file cannot be read.
            SketchError: a model is asked for nothing.
            ModelError: there is no such model.
        """
        if source.drawn is not None:
            suffix, make = DRAWN[kind]
            return [(make(source.drawn), f"drawn {kind} {source.drawn}{suffix}")]
        if source.file:
            return [self._file(source.file)]
        model = self.model(source.model)
        if not source.sketches:
            raise SketchError(f'{kind}: the model {source.model} needs sketches, such as sketches = ["7"].')
        return [
            (model.render(sketch).encode(), f"{kind} by {source.model}{model.art.suffix}")
            for sketch in self.sketches(model, source.sketches)
        ]

    def model(self, name: str) -> Model:
        """A model that the script names; errors as ``Model.load``."""
        found = Model.load(base() if name == BASE else self.folder / name, device=self.device)
        self.used[name] = found.digest
        return found

    def sketches(self, model: Model, lines: tuple[str, ...]) -> list[Sketch]:
        """What lines of text ask of a model.

        Raises:
            SketchError: one cannot be read.
        """
        names = kept(model).digests
        found = []
        for line in lines:
            try:
                found.append(read_line(line, names))
            except SketchError as error:
                raise SketchError(f"sketch {line!r}: {error}") from None
        return found

    def path(self, name: str) -> Path:
        """Where a file is."""
        return self.folder / name

    def _file(self, name: str) -> tuple[bytes, str]:
        path = self.path(name)
        try:
            if path.stat().st_size > MOST_BYTES:
                raise WorkError(f"{path}: larger than {MOST_BYTES >> 20} MB; a performance is short.")
            data = path.read_bytes()
        except OSError as error:
            raise WorkError(f"{path}: cannot be read ({error.strerror}). The script names it.") from None
        self.used[name] = digest(data)
        return data, str(path)
