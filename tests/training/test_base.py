"""The base that ships: whole, small, said to be of what, and fit to begin with at any size."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ganvas import snapshot
from ganvas.bases import BASE, FEW_WORKS, base
from ganvas.cli import app
from ganvas.corpus.corpus import Corpus
from ganvas.files import digest_file
from ganvas.model.model import Model
from ganvas.recipe import RECIPES
from ganvas.run import Plan, Run
from ganvas.sketch import Seed, Sketch
from ganvas.training.carry import carry
from ganvas.training.state import new_state

MOST_BYTES = 12_000_000


def test_it_is_whole_small_and_says_of_what():
    record = json.loads((base() / "base.json").read_text())
    for name in (snapshot.FILE, snapshot.CRITIC):
        assert digest_file(base() / name) == record["digests"][name]
    assert sum(path.stat().st_size for path in base().rglob("*")) < MOST_BYTES
    assert record["sources"]
    assert all(source["rights"] for source in record["sources"])
    assert snapshot.load(base() / snapshot.FILE)[0].corpus_digest == record["corpus"]


def test_every_work_behind_it_is_in_the_public_domain_and_says_why():
    record = json.loads((base() / "base.json").read_text())
    with (base() / "corpus" / "works.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["sha256"] for row in rows}) == record["works"]
    assert {row["basis"] for row in rows} == {"public-domain"}
    assert all(row["reason"] for row in rows)
    told = json.loads((base() / "corpus" / "corpus.croissant.json").read_text())
    assert told["@id"] == f"urn:ganvas:corpus:{record['corpus']}"
    assert told["distribution"][0]["sha256"] == digest_file(base() / "corpus" / "works.csv")


def test_it_paints():
    model = Model.load(base())
    pictures = [model.render(Sketch(latent=Seed(seed=seed))).levels for seed in range(3)]
    assert pictures[0].shape == (3, 64, 64)
    assert pictures[0].std() > 1
    assert (pictures[0] != pictures[1]).any()


def test_the_house_recipe_takes_all_of_it():
    recipe = RECIPES["style"].but(shape=(3, 64, 64))
    carried = carry(new_state(recipe, Plan()), recipe.shape, base())
    assert not carried.fitted
    assert not carried.fresh


@pytest.mark.parametrize("shape", [(1, 64, 64), (4, 64, 64), (3, 128, 128), (3, 48, 64)], ids=str)
def test_other_sizes_and_channels_take_the_most_of_it(shape: tuple[int, ...]):
    recipe = RECIPES["style"].but(shape=shape)
    carried = carry(new_state(recipe, Plan()), recipe.shape, base())
    assert carried.same > 40
    assert len(carried.fresh) < carried.same / 2


def test_it_is_offered_where_works_are_few_and_named_where_it_is_taken(tmp_path: Path, corpus: Corpus):
    assert len(corpus) < FEW_WORKS
    words = ["train", str(corpus.path), "--recipe", "style", "--seen", "16", "--size", "16"]
    offered = CliRunner().invoke(app, [*words, "--into", str(tmp_path / "plain")])
    assert "--from base would begin" in offered.stderr
    refused = CliRunner().invoke(app, [*words, "--into", str(tmp_path / "scratch"), "--scratch"])
    assert "--from base" not in refused.stderr
    taken = CliRunner().invoke(app, [*words, "--into", str(tmp_path / "run"), "--from", BASE])
    assert taken.exit_code == 0, taken.output
    assert Run.open(tmp_path / "run").source.start == digest_file(base() / snapshot.FILE)
    both = CliRunner().invoke(app, [*words, "--into", str(tmp_path / "both"), "--from", BASE, "--scratch"])
    assert both.exit_code == 2
