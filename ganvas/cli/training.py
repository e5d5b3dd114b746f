"""From the words of `ganvas train` to a recipe, and the training with its progress line."""

from pathlib import Path

from ganvas.corpus.corpus import Corpus
from ganvas.errors import GanvasError, RecipeError, pick
from ganvas.media import MEDIA
from ganvas.recipe import RECIPES, Recipe, named
from ganvas.run import Run, is_run
from ganvas.training.progress import Progress
from ganvas.training.trainer import stopped, train

UNITS = {"": 1, "k": 1_000, "m": 1_000_000}


def start(
    source: str,
    into: Path,
    recipe: str,
    medium: str,
    minutes: float,
    seen: str,
    epochs: float,
    size: str,
    seed: int,
    device: str,
    dry_run: bool,
) -> tuple[Path | None, bool]:
    """Gather if need be, train or go on; returns the run, and whether it was stopped before its end."""
    pick(dict.fromkeys(MEDIA), "medium", medium)
    corpus = Corpus.open_or_gather(source, into.with_name(into.name + "-corpus"))
    wanted = asked(corpus, recipe, minutes, seen, epochs, size).but(medium=medium, seed=seed)
    if dry_run:
        print(wanted.to_json())
        return None, False
    length = Run.open(into).recipe.length if is_run(into) else wanted.length
    progress: list[Progress] = []

    def say(sentence: str) -> None:
        (progress[0] if progress else Progress(length)).say(sentence)

    def glance(line: dict[str, object]) -> None:
        if not progress:
            progress.append(Progress(Run.open(into).recipe.length))
        progress[0].show(line)

    try:
        run = train(corpus, wanted, into, device=device, say=say, glance=glance)
    finally:
        for line in progress:
            line.close()
    return run.path, stopped(run)


def asked(corpus: Corpus, name: str, minutes: float, seen: str, epochs: float, size: str) -> Recipe:
    """The recipe that these words ask for.

    Raises:
        RecipeError: two lengths at once, or a word that cannot be read.
    """
    if sum(map(bool, (minutes, seen, epochs))) > 1:
        raise RecipeError("give one of --minutes, --seen and --epochs, not several.")
    base = read_recipe(name)
    width, height = read_size(size)
    fitted = Recipe.for_corpus(corpus, base, max(width, height), minutes)
    if width != height:
        fitted = fitted.but(shape=(fitted.shape[0], height, width))
    if seen:
        return fitted.but(length=read_count(seen))
    return fitted.but(length=max(1, round(epochs * len(corpus)))) if epochs else fitted


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
    except (ValueError, KeyError):
        raise RecipeError(
            f"--seen {text}: cannot read it; wanted a number of works like 200000, 200k or 1.5M."
        ) from None
    if count < 1:
        raise GanvasError(f"--seen {text}: at least one work must be seen.")
    return count
