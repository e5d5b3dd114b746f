"""How many copies does the copying alarm find, and how many new works does it take for copies?

    python benchmarks/copying_alarm.py NAME=FOLDER … [--size 64] [--into results]

The built-in ink works and every folder named: of each, three quarters of the works are known and a
quarter are new, three times over. Copies of 200 known works are made a little soft, of other brightness and contrast,
with grain; besides, moved by up to 2 pixels, mirrored, or cut out at random (78 to 98 % of each side, mirrored
or not). Writes results/copying_alarm.json.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from common import RESULTS, write_json
from torch import Tensor

from ganvas.corpus.corpus import Corpus
from ganvas.errors import GanvasError
from ganvas.media.levels import on_white
from ganvas.media.medium import Bytes8
from ganvas.metrics.memorization import Bank
from ganvas.seeds import generator

ROUNDS = 3
COPIES = 200
MOST_WORKS = 1000


def soft(pictures: Tensor, random: torch.Generator) -> Tensor:
    """Blurred a little, of other brightness and contrast, with grain; pictures are 0…1."""
    half = F.interpolate(pictures, scale_factor=0.5, mode="bilinear", antialias=True)
    blurred = F.interpolate(half, pictures.shape[2:], mode="bilinear")
    each = (len(pictures), 1, 1, 1)
    contrast, brightness = 0.8 + 0.4 * torch.rand(each, generator=random), torch.rand(each, generator=random) - 0.5
    grain = 0.04 * torch.randn(pictures.shape, generator=random)
    return (((0.6 * blurred + 0.4 * pictures) - 0.5) * contrast + 0.5 + 0.1 * brightness + grain).clamp(0, 1)


def moved(pictures: Tensor, random: torch.Generator) -> Tensor:
    steps = torch.randint(0, 5, (len(pictures), 2), generator=random).tolist()
    height, width = pictures.shape[2:]
    wide = F.pad(soft(pictures, random), (2, 2, 2, 2), mode="replicate")
    return torch.stack([one[:, y : y + height, x : x + width] for one, (y, x) in zip(wide, steps, strict=True)])


def mirrored(pictures: Tensor, random: torch.Generator) -> Tensor:
    return soft(pictures, random).flip(3)


def cut_out(pictures: Tensor, random: torch.Generator) -> Tensor:
    height, width = pictures.shape[2:]
    parts = []
    for one in soft(pictures, random):
        share, down, right, turn = torch.rand(4, generator=random).tolist()
        tall, wide = round((0.78 + 0.2 * share) * height), round((0.78 + 0.2 * share) * width)
        top, left = int(down * (height - tall + 1)), int(right * (width - wide + 1))
        part = F.interpolate(one[None, :, top : top + tall, left : left + wide], (height, width), mode="bilinear")
        parts.append(part.flip(3) if turn < 0.5 else part)
    return torch.cat(parts)


KINDS: dict[str, Callable[[Tensor, torch.Generator], Tensor]] = {
    "soft": soft,
    "mirrored": mirrored,
    "moved": moved,
    "cut out": cut_out,
}


def alarm(works: Bytes8) -> dict[str, float]:
    """Shares of copies and of new works that are flagged, on the mean of the rounds."""
    shown = on_white(torch.tensor(works)).numpy() if works.shape[1] == 4 else works
    found: dict[str, list[float]] = {}
    for round_ in range(ROUNDS):
        random = generator("copying alarm", round_)
        order = torch.randperm(len(shown), generator=random).numpy()
        known, new = shown[order[: len(order) * 3 // 4]], shown[order[len(order) * 3 // 4 :]]
        bank = Bank.of(known)
        one = {"threshold": bank.threshold, "twins": bank.twins, "new works": bank.nearest(new).copied.mean()}
        for kind, damage in KINDS.items():
            copies = damage(torch.tensor(known[:COPIES]).float() / 255, random)
            one[kind] = bank.nearest((copies * 255).round().to(torch.uint8).numpy()).copied.mean()
        for name, value in one.items():
            found.setdefault(name, []).append(float(value))
    return {"known": len(known), **{name: round(float(np.mean(values)), 4) for name, values in found.items()}}


def works_of(source: str, size_px: int, into: Path) -> Bytes8:
    """Up to 1,000 works of a source, fitted to a square."""
    corpus = Corpus.gather(source, into=into)
    channels = corpus.natural_shape(size_px)[0]
    return np.array(corpus.prepare((channels, size_px, size_px)).levels[:MOST_WORKS])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", metavar="NAME=FOLDER")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--into", type=Path, default=RESULTS)
    options = parser.parse_args(arguments)
    sources = {"ink": f"builtin:ink?works={MOST_WORKS}"} | dict(folder.split("=", 1) for folder in options.folders)
    results = {}
    try:
        with tempfile.TemporaryDirectory() as aside:
            for name, source in sources.items():
                results[name] = alarm(works_of(source, options.size, Path(aside) / name))
                print(name, results[name], flush=True)
    except GanvasError as error:
        print(f"copying_alarm: {error}", file=sys.stderr)
        return error.exit_code
    write_json(options.into / "copying_alarm.json", {"size_px": options.size, "rounds": ROUNDS, "flagged": results})
    return 0


if __name__ == "__main__":
    sys.exit(main())
