"""A whole play to be written, of two models: who is on stage when by the one, who speaks in which turn by the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ganvas import seeds
from ganvas.corpus.corpus import Corpus
from ganvas.corpus.prepare import read_work
from ganvas.errors import FormError, SketchError
from ganvas.files import make_folder, write_whole
from ganvas.media.drama import plot, scene
from ganvas.media.drama.lines.cues import METHOD, Cue, Cues
from ganvas.media.drama.medium import FORMS, Drama, Plots, Scenes
from ganvas.media.drama.play import Play
from ganvas.media.drama.skeleton import play_of_both
from ganvas.media.drama.write.fountain import to_fountain
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch, check_psi

NAME = "play"
TO_CHOOSE_FROM = 2  # scenes painted for each scene of the plot


@dataclass(frozen=True)
class Staged:
    """A play to be written.

    Attributes:
        play: with empty places for speeches.
        cues: words to begin from, for the speeches in order; fewer than those where the works say too little, and
            none where none were asked for.
        told: what the files say of how it was made.
    """

    play: Play
    cues: Sequence[Cue]
    told: dict[str, str]

    def files(self, suffixes: Sequence[str] = ()) -> dict[str, bytes]:
        """The play by file name: Fountain, other forms, and the cues beside the works' lines that are like them.

        Raises:
            FormError: there is no such form.
        """
        if strange := sorted(set(suffixes) - {Drama.suffix, *FORMS}):
            known = ", ".join([Drama.suffix, *sorted(FORMS)])
            raise FormError(f"a play is saved as {known}; found {', '.join(strange)}.")
        found = {NAME + Drama.suffix: to_fountain(self.play, self.told)}
        found |= {NAME + suffix: form(self.play, self.told) for suffix, form in FORMS.items() if suffix in suffixes}
        if self.cues:
            lines = [f"# By a {METHOD}, no network: cue, the work's line most like it, share of word pairs there"]
            lines += [f"{cue.text}\t{cue.nearest}\t{cue.shared:.2f}" for cue in self.cues]
            found[f"{NAME}.cues.tsv"] = ("\n".join(lines) + "\n").encode()
        return found

    def save(self, into: Path, suffixes: Sequence[str] = (), overwrite: bool = False) -> list[Path]:
        """Write ``files`` to a folder, all or none.

        Raises:
            FormError: there is no such form.
            SketchError: a file that holds something else is in the way.
            RunFailed: the disk is full or the folder cannot be written.
        """
        files = {into / name: data for name, data in self.files(suffixes).items()}
        for path, data in files.items():
            if not overwrite and path.exists() and path.read_bytes() != data:
                raise SketchError(
                    f"{path}: is there already and holds something else. Nothing was written;"
                    " choose another folder, or replace it with --overwrite."
                )
        make_folder(into)
        for path, data in files.items():
            write_whole(path, data)
        return list(files)


def stage(plots: Model, scenes: Model, seed: int = 0, psi: float = 1.0, cues: Corpus | None = None) -> Staged:
    """Paint a plot, fill each of its scenes with the turns of a painted scene of about as many speakers.

    Scenes of the plot in which nobody is on stage are left out.

    Args:
        plots: a model of plots.
        scenes: a model of scenes.
        seed: of the plot, and of everything else. Same models and seed, same play.
        psi: of both; 1 is what they learned.
        cues: plays to draw words to begin from; left out, the places stay empty.

    Raises:
        SketchError: a model is of another art, or nobody is on stage in any scene of the plot.
        CorpusError: nothing is said in the works often enough for cues.
    """
    check_psi(psi)
    for model, wanted in ((plots, Plots), (scenes, Scenes)):
        if not isinstance(model.art, wanted):
            raise SketchError(f"model {model.digest[:12]} paints {model.art.plural}; wanted one of {wanted.plural}.")
    columns = plot.peopled(plot.from_sample(plots.render(Sketch(latent=Seed(seed=seed), psi=psi)).levels))
    if not columns:
        raise SketchError(f"in the plot of seed {seed} nobody is ever on stage; take another seed.")
    painted = [_turns(scenes, seed, number, psi) for number in range(TO_CHOOSE_FROM * len(columns))]
    turns = [one for one in painted if one] or [()]
    whole = play_of_both(columns, turns, seed)
    told = {"plots": plots.digest, "scenes": scenes.digest, "seed": str(seed), "psi": str(psi)}
    if cues is None:
        return Staged(whole, (), told)
    drawn = Cues(_plays(cues)).draw(len(list(whole.speeches())), seed)
    words = [cue.text for cue in drawn]
    return Staged(play_of_both(columns, turns, seed, cues=words), drawn, {**told, "cues": f"{METHOD}, {cues.digest}"})


def _turns(scenes: Model, seed: int, number: int, psi: float) -> scene.Turns:
    own = seeds.derive(seed, "scene", number) % 2**32
    return scene.from_sample(scenes.render(Sketch(latent=Seed(seed=own), psi=psi)).levels)


def _plays(corpus: Corpus) -> list[Play]:
    """The plays of a corpus.

    Raises:
        SketchError: it holds another art.
    """
    art = corpus.art
    if not isinstance(art, Drama):
        raise SketchError(f"{corpus.path} holds {art.plural}; cues come from plays.")
    shape = corpus.natural_shape(art.usual_size)
    return [read_work(corpus.path, work, art, shape).content for work in corpus.works]
