"""How many of 1,000 modes does a model find? Stacked MNIST, by PacGAN's protocol.

    python benchmarks/stacked_mnist.py --into runs/stacked --recipe quick --minutes 60
    python benchmarks/stacked_mnist.py --run runs/stacked

The protocol of Lin et al. 2018 (arXiv:1712.04086), section 4.1: 128,000 training pictures, each of three training
digits drawn at random as its channels; 26,000 generated ones, each channel named by a classifier; the modes that
occur, of 1,000, and KL(generated ‖ uniform) in nats. Ours are 28 × 28, as MNIST's, and all are trained on. One thing
differs from the papers: their classifier is Keras' mnist_cnn, ours the judge of ganvas/metrics/features.py, which has
the same task and about the same accuracy, but other weights and layers. So the floor is measured too: 26,000 stacked
test digits, and as many stacked training digits.

The first form trains, and goes on where it was stopped; then it scores, as the second does. ``--recipe`` is one of
ours or a recipe.json. Writes results/stacked_mnist.json and .png.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from common import INK, JUDGE, OURS, QUIET, RESULTS, mnist_images, write_figure, write_json
from matplotlib.figure import Figure
from modes import covered, kl_from_uniform, stacked
from torch import Tensor

from ganvas import seeds
from ganvas.cli.training import read_recipe, watched
from ganvas.corpus.corpus import Corpus
from ganvas.errors import GanvasError
from ganvas.files import digest, make_folder
from ganvas.media.medium import Bytes8
from ganvas.metrics import Judge, extract
from ganvas.model.model import Model
from ganvas.model.series import paint_all
from ganvas.recipe import Recipe
from ganvas.run import Run
from ganvas.sketch import Seed, Sketch
from ganvas.training.trainer import stopped

TRAINING, SAMPLES, MODES, CHANNELS = 128_000, 26_000, 1000, 3
SEED = 0  # of the stacking
ACROSS, DOWN = 12, 8  # pictures on the sheet
PUBLISHED = {  # modes and KL as printed in the papers, each by its own classifier
    "DCGAN": (99, 3.40),
    "VEEGAN": (150, 2.95),
    "StyleGAN2": (940, 0.42),
    "WGAN-GP": (959, 0.73),
    "PacGAN": (992, 0.28),
    "R3GAN": (1000, 0.029),
}


def triples(digits: int, count: int, what: str) -> Tensor:
    """(count, 3): which of so many digits are the channels of each picture, drawn with replacement."""
    return torch.randint(digits, (count, CHANNELS), generator=seeds.generator(SEED, "stacked", what))


def corpus() -> Corpus:
    """The training pictures, gathered once and kept beside the temporary files under the digest of their bytes."""
    digits = mnist_images("train")
    pictures = digits[triples(len(digits), TRAINING, "training").numpy()]
    levels = np.ascontiguousarray(pictures.transpose(0, 2, 3, 1))
    folder = make_folder(Path(tempfile.gettempdir()) / "ganvas-benchmarks")
    path = folder / f"stacked-{digest(levels.tobytes())[:16]}"
    if path.is_dir():
        return Corpus.open(path)
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        np.save(Path(aside) / "stacked.npy", levels)
        return Corpus.gather(Path(aside) / "stacked.npy", into=path, near="ignore")


def train(into: Path, recipe: str, minutes: float, seed: int, device: str) -> Run:
    """Train on all 128,000, or go on; a signal stops it, and the same command goes on."""
    works = corpus()
    fitted = Recipe.for_corpus(works, read_recipe(recipe), 28, minutes).but(hold_out=False, seed=seed)
    return watched(works, fitted, into, device)


def named_by(judge: Judge, digits: Bytes8) -> Tensor:
    """The classes (N,) of digits (N, 28, 28)."""
    return judge.classes(extract(judge, digits.reshape(-1, 1, 28, 28)))


def score(digits: Tensor) -> dict[str, object]:
    """Modes and KL of pictures whose channels show the digits (N, 3)."""
    counts = torch.bincount(stacked(digits), minlength=MODES)
    return {"n": len(digits), "modes": covered(counts), "kl": kl_from_uniform(counts), "counts": counts.tolist()}


def floors(judge: Judge) -> dict[str, dict[str, object]]:
    """What real digits reach, those that were trained on and those that were not; each is judged once, then stacked."""
    found = {}
    for name, part in {"training digits": "train", "test digits": "t10k"}.items():
        classes = named_by(judge, mnist_images(part))
        found[name] = score(classes[triples(len(classes), SAMPLES, f"floor of {name}")])
    return found


def measure(path: Path, judge: Judge, device: str) -> tuple[dict[str, object], Bytes8]:
    """The score of a run's newest model, and the first of its pictures.

    Raises:
        GanvasError: it paints other pictures.
    """
    model, run = Model.load(path, device=device), Run.open(path)
    if model.card.shape != (CHANNELS, 28, 28):
        raise GanvasError(f"{path}: paints {model.card.shape}, wanted {(CHANNELS, 28, 28)}. Train it with this script.")
    pictures = paint_all(model, (Sketch(latent=Seed(seed=seed), psi=1) for seed in range(SAMPLES)))
    facts = {"recipe": run.recipe.name, "seen": model.card.seen, "elapsed_s": run.lines()[-1]["elapsed_s"]}
    digits = named_by(judge, pictures.reshape(-1, 28, 28)).reshape(-1, CHANNELS)
    facts |= {"snapshot": model.digest, "done": not stopped(run)}
    return facts | score(digits), pictures[: ACROSS * DOWN]


def picture(found: dict[str, object], real: dict[str, dict[str, object]], shown: Bytes8) -> Figure:
    """A sheet of the pictures; beside it how often every mode occurs, the rarest first."""
    figure = Figure(figsize=(11, 4.6), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.1, h_pad=0.1)
    sheet, bars = figure.subplots(1, 2, width_ratios=(1.4, 1))
    rows = shown.reshape(DOWN, ACROSS, CHANNELS, 28, 28).transpose(0, 3, 1, 4, 2)
    sheet.imshow(rows.reshape(DOWN * 28, ACROSS * 28, CHANNELS))
    sheet.axis("off")
    sheet.set_title(f"{found['recipe']}, {found['seen']:,} works seen", loc="left", color=INK)
    for name, one, color in (("generated", found, OURS), ("real test digits", real["test digits"], QUIET)):
        label = f"{name}: {one['modes']} modes, KL {one['kl']:.3f}"
        bars.plot(sorted(one["counts"]), color=color, label=label)  # type: ignore[call-overload]
    bars.axhline(SAMPLES / MODES, color=QUIET, linewidth=0.6, linestyle=":")
    bars.set_yscale("symlog", linthresh=1)
    bars.set_ylim(bottom=0)
    bars.set_xlabel("the 1,000 modes, the rarest first", color=QUIET)
    bars.set_ylabel(f"of {SAMPLES:,} samples", color=QUIET)
    bars.legend(frameon=False, fontsize=9)
    bars.spines[["top", "right"]].set_visible(False)
    bars.set_facecolor("none")
    return figure


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--into", type=Path, metavar="RUN", help="train here, or go on, and score")
    which.add_argument("--run", type=Path, metavar="RUN", help="score this run")
    parser.add_argument("--recipe", default="quick", help="the name of a recipe, or a recipe.json")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0, help="of the training")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--results", type=Path, default=RESULTS)
    return parser.parse_args()


def main() -> int:
    options = arguments()
    try:
        judge = Judge(str(JUDGE))
        if options.into:
            train(options.into, options.recipe, options.minutes, options.seed, options.device)
        found, shown = measure(options.run or options.into, judge, options.device)
        real = floors(judge)
    except GanvasError as error:
        print(f"stacked_mnist: {error}", file=sys.stderr)
        return error.exit_code
    result = {"run": found, "floor": real, "expected_kl_of_a_uniform_sampler": (MODES - 1) / (2 * SAMPLES)}
    result |= {"judge": judge.name, "published": PUBLISHED}
    write_json(options.results / "stacked_mnist.json", result)
    write_figure(options.results / "stacked_mnist.png", picture(found, real, shown))
    for name, one in {"generated": found, **real}.items():
        print(f"{name}: {one['modes']} modes, KL {one['kl']:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
