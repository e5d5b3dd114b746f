"""From the words of `ganvas train` to a recipe, and the training with its progress line."""

from dataclasses import dataclass
from pathlib import Path

import typer

from ganvas.bases import BASE, FEW_WORKS, base
from ganvas.cli.progress import ProgressLine
from ganvas.corpus.corpus import Corpus
from ganvas.errors import RecipeError
from ganvas.media import medium
from ganvas.recipe import RECIPES, STYLE, Recipe, named
from ganvas.run import Run, is_run
from ganvas.training.dial import Advice, advise
from ganvas.training.progress import Progress
from ganvas.training.trainer import train

AUTO = "auto"
OFFER = "--from base would begin with a model of nobody's works instead of nothing; --scratch leaves this unsaid."
MOST = 10**12
UNITS = {"": 1, "k": 1_000, "m": 1_000_000}


@dataclass(frozen=True)
class Words:
    """What the command line says of a recipe, as it was typed."""

    recipe: str
    medium: str
    minutes: float
    hours: float
    seen: str
    epochs: float
    size: str
    seed: int
    labels: bool = False

    @property
    def longer_px(self) -> int:
        """The longer side of the samples, if it is known before the works are; a guess where it is to be chosen."""
        return max(read_size(self.size)) or read_recipe("quick" if self.recipe == AUTO else self.recipe).size_px

    def check(self) -> None:
        """Refuse what cannot be read, before anything is gathered.

        Raises:
            RecipeError: two lengths at once, or a word that cannot be read.
        """
        if sum(map(bool, (self.minutes, self.hours, self.seen, self.epochs))) > 1:
            raise RecipeError("give one of --minutes, --hours, --seen and --epochs, not several.")
        if self.medium:
            medium(self.medium)
        if self.recipe != AUTO:
            read_recipe(self.recipe)
        read_size(self.size)
        if self.seen:
            read_count(self.seen)


def set_out(source: str, into: Path, words: Words, device: str, start: str, scratch: bool) -> Run:
    """Gather if need be, and train, from another model where one is named; a run that is there already goes on.

    Raises:
        RecipeError: a model to start from is named, and refused as well.
    """
    words.check()
    if start and scratch:
        raise RecipeError("give --from MODEL or --scratch, not both.")
    corpus = gathered(source, into, words.longer_px, words.medium)
    recipe = asked(corpus, words, device, into)
    if recipe.net == STYLE.net and len(corpus) < FEW_WORKS and not (start or scratch or is_run(into)):
        tell(f"{len(corpus):,} works are few: {OFFER}")
    if start and words.recipe in (AUTO, *RECIPES) and not is_run(into):
        recipe = recipe.for_start()
    return watched(corpus, recipe, into, device, str(base()) if start == BASE else start)


def go_on(into: Path, device: str) -> Run:
    """Go on with a run, on its own corpus and with its own recipe."""
    run = Run.open(into)
    return watched(Corpus.open(run.source.path), run.recipe, into, device)


def gathered(source: str, into: Path, size_px: int, medium: str) -> Corpus:
    """The corpus at source, or one gathered from it beside the run, for samples whose longer side is ``size_px``."""
    line = ProgressLine()
    try:
        return Corpus.open_or_gather(source, into.with_name(into.name + "-corpus"), line, size_px, medium)
    finally:
        line.close()


def watched(corpus: Corpus, recipe: Recipe, into: Path, device: str, start: str = "") -> Run:
    """Train with a progress line."""
    preparing, progress = ProgressLine(), list[Progress]()

    def say(sentence: str) -> None:
        preparing.close()
        (progress[0] if progress else Progress(recipe.length)).say(sentence)

    def glance(line: dict[str, object]) -> None:
        if not progress:
            progress.append(Progress(Run.open(into).recipe.length))
        progress[0].show(line)

    try:
        return train(corpus, recipe, into, device=device, start=start, say=say, glance=glance, preparing=preparing)
    finally:
        preparing.close()
        for line in progress:
            line.close()


def asked(corpus: Corpus, words: Words, device: str = "auto", into: Path | None = None) -> Recipe:
    """The recipe that these words ask for.

    Args:
        corpus: the works.
        words: as they were typed.
        device: where to measure, if the recipe is to be chosen.
        into: the run; what was chosen for it stays chosen.

    Raises:
        RecipeError: two lengths at once, a word that cannot be read, or a medium that the corpus does not hold.
    """
    words.check()
    if words.medium and medium(words.medium).name != corpus.medium:
        raise RecipeError(f"--medium {words.medium}: {corpus.path} holds {corpus.art.plural}; leave --medium out.")
    width, height = read_size(words.size)
    fitted = chosen(corpus, words, device, into).recipe
    changes: dict[str, object] = {"seed": words.seed or fitted.seed}
    if width != height:
        changes["shape"] = (fitted.shape[0], height, width)
    if words.seen:
        changes["length"] = read_count(words.seen)
    if words.epochs:
        changes["length"] = max(1, round(words.epochs * len(corpus)))
    if words.labels:
        changes["classes"] = len(corpus.label_names)
    return fitted.but(**changes)


def chosen(corpus: Corpus, words: Words, device: str, into: Path | None = None) -> Advice:
    """The recipe by its name, or by the dial where only a time is named; with its reasons if it was the dial."""
    size_px, minutes = max(read_size(words.size)), words.minutes or 60 * words.hours
    if words.recipe != AUTO:
        base = read_recipe(words.recipe)
        ours = words.recipe if words.recipe in RECIPES else base
        return Advice(Recipe.for_corpus(corpus, ours, size_px, minutes or base.minutes), ())
    if into is not None and is_run(into):
        return Advice(Run.open(into).recipe.but(minutes=minutes), ())
    if not minutes or not corpus.art.pictures:  # the dial knows what time makes of pictures, and of nothing else yet
        return Advice(Recipe.for_corpus(corpus, size_px=size_px, minutes=minutes), ())
    advice = advise(corpus, minutes, size_px, device, say=tell)
    for reason in advice.reasons:
        tell(reason)
    return advice


def tell(sentence: str) -> None:
    """A sentence to whoever watches, beside what a script reads."""
    typer.echo(sentence, err=True)


def read_recipe(name: str) -> Recipe:
    """One of our recipes by name, or a recipe.json."""
    if name in RECIPES or not name.endswith(".json"):
        return named(name)
    try:
        return Recipe.model_validate_json(Path(name).read_bytes())
    except (OSError, ValueError) as error:
        raise RecipeError(f"{name}: not a recipe that can be read ({str(error).splitlines()[0]}).") from None


def read_size(text: str) -> tuple[int, int]:
    """Width and height in pixels from 64 or 96x64; zeros from nothing."""
    parts = text.lower().replace("×", "x").split("x") if text else ["0"]
    if len(parts) > 2 or not all(part.strip().isdigit() for part in parts):
        raise RecipeError(f"--size {text}: cannot read it; wanted pixels like 64, or 96x64 for width × height.")
    return int(parts[0]), int(parts[-1])


def read_count(text: str) -> int:
    """A number of works from 200000, 200k or 1.5M."""
    number, unit = (text[:-1], text[-1].lower()) if text[-1:].isalpha() else (text, "")
    try:
        count = round(float(number) * UNITS[unit])
    except (ValueError, KeyError, OverflowError):
        raise RecipeError(
            f"--seen {text}: cannot read it; wanted a number of works like 200000, 200k or 1.5M."
        ) from None
    if not 1 <= count <= MOST:
        raise RecipeError(f"--seen {text}: wanted at least one work, and at most {MOST:,}.")
    return count
