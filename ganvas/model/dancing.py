"""A model's dance to a music: several are painted as long as the music, and the one that fits best is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ganvas.errors import MetricError, SketchError
from ganvas.files import make_folder, write_whole
from ganvas.media.dance.bvh import read_bvh
from ganvas.media.dance.features import to_features
from ganvas.media.dance.figure import Figure, figure_of
from ganvas.media.dance.film import film
from ganvas.media.dance.forms import bvh
from ganvas.media.dance.medium import Dance
from ganvas.media.dance.music import Fitted, beats_of, fit
from ganvas.media.dance.works import FPS
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Danced:
    """A dance to a music.

    Attributes:
        figure: who dances.
        fitted: the dance, and how well it meets the beats.
        beats: how many the music has.
        seed: of the dance that was chosen; −1 for one from a file.
    """

    figure: Figure
    fitted: Fitted
    beats: int
    seed: int = -1

    def save(self, path: Path, song: Path) -> list[Path]:
        """Write the film with its music, and the dance beside it as BVH; neither tells a sketch, for none paints it.

        Raises:
            RunFailed: the disk is full or the folder cannot be written.
            WorkError: the sound cannot be read.
        """
        make_folder(path.parent)
        beside = path.with_suffix(Dance.suffix)
        text = {"Comment": f"danced to {song.name}"}
        write_whole(beside, bvh(self.fitted.sample, self.figure, text))
        write_whole(path, film(self.fitted.sample, self.figure, text, sound=song))
        return [path, beside]


def dance_to(
    model: Model, song: Path, seeds: Sequence[int], psi: float = 0.8, progress: Progress = lambda *_: None
) -> Danced:
    """Of the dances of these seeds, as long as the music, the one whose beats come nearest to the music's.

    Raises:
        MetricError: no beat is heard, or none of the dances has any.
        SketchError: it is no model of dances, or there is no seed.
        WorkError: the sound cannot be read.
    """
    art = model.art
    if not isinstance(art, Dance):
        raise SketchError(f"model {model.digest[:12]} paints {art.plural}, which do not dance")
    beats, seconds = beats_of(song)
    sides = (max(1, round(seconds * art.figure.fps)),)
    found = []
    for number, seed in enumerate(seeds, 1):
        sample = model.render(Sketch(latent=Seed(seed=seed), psi=psi, sides=sides)).levels
        try:
            found.append((fit(sample, art.figure, beats), seed))
        except MetricError:  # one that never comes to rest; another may
            continue
        finally:
            progress("dancing", number, len(seeds))
    if not found:
        raise MetricError(f"none of {len(seeds)} dances has a beat to bring to the music's; try other seeds.")
    best, seed = max(found, key=lambda one: one[0].after)
    return Danced(art.figure, best, len(beats), seed)


def file_to(path: Path, song: Path) -> Danced:
    """A dance in a BVH file, at 30 frames a second, fitted to a music; errors as in ``dance_to``."""
    motion = read_bvh(path.read_bytes(), str(path))
    figure, _ = figure_of(motion, FPS)
    beats, _ = beats_of(song)
    return Danced(figure, fit(to_features(motion, figure), figure, beats), len(beats))
