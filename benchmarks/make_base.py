"""Train a base and put it where ``ganvas train --from base`` finds it.

    python benchmarks/make_base.py --into runs/base [--seen 450k] [--export-only]

The works are nobody's: built-in ink works with their seals, and Open Clip Art, which its authors gave to the public
domain. The bird plates of our measurements are not among them. A run that was stopped goes on. At the end the best
snapshot and its discriminator are written in half precision to ganvas/bases/, with a record of the works and of how
they were learned.
"""

import argparse
import json
from pathlib import Path

from common import SHARED

import ganvas as gv
from ganvas import snapshot
from ganvas.augment.policy import Augment
from ganvas.bases import base
from ganvas.cli.training import read_count
from ganvas.corpus.corpus import Corpus
from ganvas.files import make_folder, write_whole
from ganvas.recipe import RECIPES, Recipe

INK = "builtin:ink?works=1000&colour=seal"
CLIP_ART = SHARED / "data" / "drawings" / "openclipart_512"
SOURCES = (
    {
        "name": "Open Clip Art of Debian's openclipart-png: people, animals, food, plants, buildings, music, vehicles",
        "rights": "dedicated to the public domain by its authors",
        "url": "https://openclipart.org",
    },
    {"name": f"{INK}, drawn by ganvas/corpus/ink", "rights": "made by the program that ships here, Apache-2.0"},
)


def recipe(seen: int) -> Recipe:
    """The house pair, with the augmentation that its number of works asks for."""
    return RECIPES["style"].but(name="base", augment=Augment(mode="cosine", p_end=0.3), ticks=40, length=seen)


def export(run: gv.Run, works: Corpus) -> dict[str, object]:
    """Write the best snapshot and its discriminator in half precision, and what they were made from."""
    best = snapshot.find(run.path)[0]
    make_folder(base())
    digests = {}
    for name in (snapshot.FILE, snapshot.CRITIC):
        card, tensors, _ = snapshot.load(best.with_name(name))
        digests[name] = snapshot.save(base() / name, {key: tensor.half() for key, tensor in tensors.items()}, card)
    chosen = snapshot.best(run.path)
    record = {
        "sources": SOURCES,
        "works": len(works),
        "corpus": works.digest,
        "recipe": run.recipe.fingerprint,
        "seen": card.seen,
        "chosen_by": json.loads(chosen.to_json()) if chosen else None,
        "digests": digests,
    }
    write_whole(base() / "base.json", (json.dumps(record, indent=2) + "\n").encode())
    return record


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, required=True, help="the run")
    parser.add_argument("--seen", default="450k", help="works to show")
    parser.add_argument("--export-only", action="store_true", help="of the run as it is")
    options = parser.parse_args()
    if options.export_only:
        run = gv.Run.open(options.into)
        works = Corpus.open(run.source.path)
    else:
        works = Corpus.gather(CLIP_ART, INK, into=options.into.with_name(options.into.name + "-works"))
        wanted = Recipe.for_corpus(works, recipe(read_count(options.seen)), 64)
        run = gv.train(works, wanted, into=options.into, say=print)
    print(json.dumps(export(run, works), indent=2))


if __name__ == "__main__":
    main()
