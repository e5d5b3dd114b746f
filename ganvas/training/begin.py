"""How a run begins: works prepared, the machine measured, the directory made; and what going on must agree with."""

import time
from pathlib import Path

import numpy as np
import torch

from ganvas import dist, snapshot
from ganvas.corpus.corpus import Corpus
from ganvas.corpus.dataset import Dataset
from ganvas.corpus.rights.learned import learned
from ganvas.corpus.wishes import Progress
from ganvas.errors import RecipeError, RunError
from ganvas.files import digest_file
from ganvas.recipe import Recipe
from ganvas.run import Run, Source
from ganvas.training.capacity import parts_that_fit
from ganvas.training.carry import carry
from ganvas.training.checkpoint import write_checkpoint
from ganvas.training.probe import pick_device, probe
from ganvas.training.state import begun
from ganvas.training.watch import Say, silent

FEW_A_CLASS = 50  # works


def prepare(corpus: Corpus, recipe: Recipe, say: Say, progress: Progress) -> tuple[Dataset, int]:
    """What to learn from at the recipe's shape, by the first process; the others then find it ready.

    Returns:
        the samples to learn from, and how many are held out.
    """
    check_art(corpus, recipe)
    if recipe.batch % dist.world():
        raise RecipeError(f"a batch of {recipe.batch} cannot be shared by {dist.world()} processes; choose a multiple.")
    if dist.rank() == 0:
        corpus.prepare(recipe.shape, progress=progress)
    dist.barrier()
    whole = corpus.prepare(recipe.shape)
    rows = corpus.split(whole) if recipe.hold_out else None
    held_out = len(rows.held_out) if rows else 0
    if dist.rank() == 0:
        say(told(corpus, whole, held_out))
    data = whole.part(rows.train) if rows and held_out else whole
    if recipe.classes:
        check_labels(data, recipe.classes, say if dist.rank() == 0 else silent)
    return data, held_out


def check_art(corpus: Corpus, recipe: Recipe) -> None:
    """See that the recipe is for the corpus' medium, and alters only what that medium lets be altered.

    Raises:
        RecipeError: it is not.
    """
    art = corpus.art
    if recipe.medium != art.name:
        raise RecipeError(f"{corpus.path}: holds {art.plural}; the recipe is for {recipe.medium!r}. Fit it anew.")
    if recipe.common != corpus.common:
        raise RecipeError(f"{corpus.path}: its works have something else in common than the recipe says. Fit it anew.")
    strange = [name for name in recipe.augment.parts if name not in art.augmentations] if recipe.augment.on else []
    if strange:
        own = ", ".join(art.augmentations) or "none yet"
        raise RecipeError(f"the augmentation {strange[0]!r} is not one of {art.plural}; theirs: {own}.")


def told(corpus: Corpus, data: Dataset, held_out: int) -> str:
    """What there is to learn from, and what is held out of it."""
    size = "×".join(map(str, data.shape))
    works = f"{len(corpus):,} work{'s' * (len(corpus) != 1)}"
    apart = f", {held_out:,} of them held out to measure by" if held_out else ""
    if corpus.art.single:
        return f"{works} at {size}{apart}."
    if held_out and len(corpus) == 1:
        apart = f": the last {held_out:,} are held out to measure by, with a gap of one sample's length before them"
    elif held_out:
        apart += ", whole works each"
    short = len(corpus) - len(np.unique(data.of_work))
    left = f" {short:,} of the works are too short for a sample and are not shown." if short else ""
    return f"{works} in {len(data):,} samples of {size}{apart}.{left}"


def check_labels(data: Dataset, classes: int, say: Say) -> None:
    """See that every work has a label and that there are as many as the recipe says; few works a label are said.

    Raises:
        RecipeError: it is not so.
    """
    names = data.label_names
    if data.labels is None or len(names) != classes:
        found = f"{len(names)} labels" if data.labels is not None else "works without a label"
        raise RecipeError(
            f"the recipe is told {classes} classes; found {found}. Gather with --labels folders, or leave out --labels."
        )
    counts = dict(zip(names, torch.bincount(data.labels, minlength=classes).tolist(), strict=True))
    if few := [f"{name} ({count})" for name, count in counts.items() if count < FEW_A_CLASS]:
        say(f"Few works of {', '.join(few)}: below {FEW_A_CLASS} a class, all of a class may come out alike.")


def start_run(
    path: Path,
    corpus: Corpus,
    data: Dataset,
    recipe: Recipe,
    device: str,
    start: Path | str,
    say: Say,
    held_out: int,
) -> None:
    """Measure this machine, fix the run's length, make the directory, and carry over what it starts from."""
    origin = digest_of(start)
    plan = probe(recipe, device, parts_that_fit(recipe, pick_device(device)))
    if recipe.minutes:
        batches = max(1, round(plan.rate * recipe.minutes * 60 / recipe.batch))
        recipe = recipe.but(length=batches * recipe.batch)
    chosen = ["bfloat16" if plan.bf16 else "float32", f"{plan.threads} thread{'s' if plan.threads > 1 else ''}"]
    chosen += ["channels last"] * plan.channels_last + [f"{plan.parts} parts a batch"] * (plan.parts > 1)
    wait_s = recipe.length / plan.rate
    until = time.strftime("%H:%M", time.localtime(time.time() + wait_s))
    say(f"Measured: {', '.join(chosen)}; {plan.rate:,.0f} works/s on {plan.device}.")
    say(f"{recipe.length:,} works to see: done in about {wait_s / 60:.1f} minutes, at {until}. Ctrl-C stops and saves.")
    source = Source(
        name=corpus.name,
        path=str(corpus.path),
        digest=corpus.digest,
        prepared=data.digest,
        works=len(corpus),
        held_out=held_out,
        start=origin,
        samples=0 if corpus.art.single else len(data.levels),
    )
    if not start:
        Run.create(path, recipe, source, plan)
        return
    state = begun(recipe, plan, data)
    carried = carry(state, recipe.shape, Path(start))
    say(carried.in_words())
    write_checkpoint(Run.create(path, recipe, source, plan), state, 0.0)


def digest_of(start: Path | str) -> str:
    """The digest of the snapshot to start from; empty for none."""
    return digest_file(snapshot.find(Path(start))[0]) if start else ""


def check_same(run: Run, recipe: Recipe, data: Dataset, start: Path | str = "") -> None:
    """Going on must mean the same works, the same recipe, and the same start where one is named.

    Raises:
        RunError: it would not.
    """
    source = run.source
    if source.prepared != data.digest:
        gone = learned(run.path).withdrawn
        if gone:
            some = ", ".join(one.name for one in gone[:3]) + (", …" if len(gone) > 3 else "")
            raise RunError(
                f"{run.path}: {len(gone):,} of the works that it began with were withdrawn since ({some}), so it does"
                f" not go on. Start a new run, which learns without them; ganvas rights {source.path} --restore brings"
                " a work back."
            )
        then = (source.samples or source.works) - source.held_out
        raise RunError(
            f"{run.path}: its corpus has changed since the run began ({then:,} works to learn from then,"
            f" {len(data):,} now, or other ones). Start a new run on it, or restore the corpus at {source.path}."
        )
    if start and (origin := digest_of(start)) != source.start:
        began = f"model {source.start[:12]}" if source.start else "nothing"
        raise RunError(f"{run.path}: started from {began}; asked is {start}, {origin[:12]}. Choose another folder.")
    asked = recipe.but(length=run.recipe.length) if recipe.minutes else recipe
    other = [name for name in Recipe.model_fields if getattr(asked, name) != getattr(run.recipe, name)]
    if other:
        shown = ["name"] if "name" in other else other[:3]
        began, wanted = (", ".join(f"{name} {getattr(one, name)}" for name in shown) for one in (run.recipe, asked))
        raise RunError(f"{run.path}: started with {began}; asked is {wanted}. Choose another folder, or use --resume.")
