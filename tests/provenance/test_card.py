"""A model as a folder for others: it paints the same picture there, and its card says what it learned from."""

from pathlib import Path

import pytest

from ganvas import snapshot
from ganvas.errors import SignError
from ganvas.model.model import Model
from ganvas.provenance import card
from ganvas.provenance.claim import CorpusFacts
from ganvas.sketch import Seed, Sketch

FACTS = CorpusFacts(
    digest="c" * 64, name="birds | <b>", works=1200, by_licence={"CC0-1.0": 1000, "CC-BY-4.0": 200},
    by_basis={"public-domain": 1200}, opt_outs_found=3, opt_outs_excluded=3,
)  # fmt: skip


def test_it_paints_the_same_there(run_folder: Path, model: Model, tmp_path: Path):
    folder = card.export(run_folder, tmp_path / "hub")
    assert {path.name for path in folder.iterdir()} == {snapshot.FILE, "config.json", "README.md"}
    there, sketch = Model.load(folder), Sketch(latent=Seed(seed=3))
    assert there.digest == model.digest
    assert there.render(sketch).digest == model.render(sketch).digest
    assert snapshot.Card.model_validate_json((folder / "config.json").read_bytes()) == there.card


def test_the_card_says_what_it_learned_from(run_folder: Path, tmp_path: Path):
    folder = card.export(run_folder, tmp_path / "hub", FACTS, {"KID": 12.5}, "cc-by-4.0", "Ada")
    told = (folder / "README.md").read_text()
    assert told.startswith('---\nlicense: "cc-by-4.0"\nlibrary_name: "ganvas"\n')
    for words in ("1,200 works", "| CC0-1.0 | 1,000 |", "| public-domain | 1,200 |", "| KID | 12.5 |", "by Ada"):
        assert words in told
    assert "3 opted out; 3 of them were left out" in told
    assert "birds \\| \\<b\\>" in told


def test_what_is_not_known_is_said(run_folder: Path, tmp_path: Path):
    told = (card.export(run_folder, tmp_path / "hub") / "README.md").read_text()
    assert "Nothing was recorded of the rights" in told
    assert "None were given" in told


def test_its_credentials_go_with_it(run_folder: Path, tmp_path: Path):
    import shutil

    run = Path(shutil.copytree(run_folder, tmp_path / "run"))
    file = snapshot.find(run)[0]
    file.with_name(file.name + ".c2pa").write_bytes(b"credentials")
    folder = card.export(run, tmp_path / "hub")
    assert (folder / f"{snapshot.FILE}.c2pa").read_bytes() == b"credentials"


def test_nothing_is_overwritten(run_folder: Path, tmp_path: Path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(SignError, match="already"):
        card.export(run_folder, tmp_path / "mine")
    with pytest.raises(SignError, match="author"):
        card.export(run_folder, tmp_path / "hub", author="\u202e")
    assert not (tmp_path / "hub").exists()
