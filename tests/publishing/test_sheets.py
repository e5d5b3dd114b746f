"""What laws ask to be told of a model: every field has an answer with its source, or is said to be a gap."""

import json
import tomllib
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from ganvas.cli import app
from ganvas.corpus.corpus import Corpus
from ganvas.errors import SignError
from ganvas.provenance.claim import Words
from ganvas.provenance.keys import Credential
from ganvas.provenance.ledger import Lines
from ganvas.provenance.verify import verify
from ganvas.publishing.publish import Wishes, publish
from ganvas.publishing.sheets import FACTS, LAWS, know, sheet, write_sheet
from tests.provenance.files import FILES, saved

pytestmark = pytest.mark.usefixtures("own_home")
ROWS = {"says", "from", "gap"}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Three works of the author's own and one of nobody knows whom."""
    for name, count in (("mine", 3), ("found", 1)):
        (tmp_path / name).mkdir()
        for number in range(count):
            color = (80 * number, 40 + 9 * len(name), 200 - 60 * number)
            Image.new("RGB", (40, 40), color).save(tmp_path / name / f"{number}.png")
    (tmp_path / "mine" / "rights.csv").write_text("file,basis,holder\n*.png,own,Ada\n")
    words = ["gather", str(tmp_path / "mine"), str(tmp_path / "found"), "--into", str(tmp_path / "corpus")]
    assert CliRunner().invoke(app, words).exit_code == 0
    return Corpus.open(tmp_path / "corpus")


@pytest.fixture
def snapshot_of(corpus: Corpus, tmp_path: Path, write_snapshot) -> Path:
    return write_snapshot(tmp_path / "model", corpus_digest=corpus.digest)


def test_every_row_is_answered_in_one_way():
    laws = tomllib.loads(LAWS.read_text(encoding="utf-8"))
    assert set(laws) == {"eu", "california", "china"}
    used = set()
    for law in laws.values():
        for row in law["rows"]:
            assert len(ROWS & set(row)) == 1, row
            assert set(row) <= ROWS | {"section", "field", "source"}, row
            used |= {row["from"]} if "from" in row else set()
    assert used == set(FACTS)


@pytest.mark.parametrize("name", ["eu", "california", "china"])
def test_without_a_corpus_the_gaps_are_said(name: str, run_folder: Path):
    told = sheet(name, know(run_folder))
    assert all(item.source for item in told.items)
    authored = {"Provider", "Who makes the system available", "ContentProducer"}
    assert authored & set(told.gaps)
    if name != "china":
        assert {"Number of data points", "Size of the training content"} & set(told.gaps)


def test_what_the_corpus_tells(corpus: Corpus, snapshot_of: Path):
    known = know(snapshot_of, corpus.path, "Ada")
    answers = {item.field: item.answer for item in sheet("california", known).items}
    assert answers["Number of data points"] == f"4 works, corpus digest {corpus.digest}."
    assert answers["Who makes the system available"] == "Ada"
    assert answers["Sources or owners of the data"].startswith("3 own work; 1 unstated")
    assert answers["Licensed"] == "none of the works is under a licence to everybody."
    assert answers["Synthetic data"] == "0 works say that a machine made them."
    assert answers["Purchased"] == ""
    more = {item.field: item.answer for item in sheet("eu", known).items}
    assert more["Licensed by rights holders"] == "None."
    assert more["Opt-outs in this corpus"].startswith("0 works that ask not to be learned from were found")


def test_of_another_corpus_nothing_is_said(corpus: Corpus, run_folder: Path):
    with pytest.raises(SignError, match="but the model learned from cccccccccccc"):
        know(run_folder, corpus.path)
    with pytest.raises(SignError, match="no sheet 'peru'; choose one of: california, china, eu"):
        sheet("peru", know(run_folder))


def test_written_whole_as_two_files(corpus: Corpus, snapshot_of: Path, tmp_path: Path):
    told = sheet("eu", know(snapshot_of, corpus.path, "Ada"))
    page, data = write_sheet(told, tmp_path / "out" / "eu")
    assert json.loads(data.read_text())["items"] == [item.model_dump() for item in told.items]
    text = page.read_text(encoding="utf-8")
    assert text.count("TO BE FILLED IN.") == len(told.gaps) > 0
    for item in told.items:
        assert f"- **{item.field}.** " in text
        assert f"*({item.source})*" in text
    with pytest.raises(SignError, match="something is here already"):
        write_sheet(told, tmp_path / "out" / "eu")


def test_the_verb(run_folder: Path, tmp_path: Path):
    words = ["export", str(run_folder), "--sheet", "china", "--into", str(tmp_path / "cn")]
    assert "nothing was written" in CliRunner().invoke(app, [*words, "--dry-run"]).stdout
    told = CliRunner().invoke(app, [*words, "--author", "Ada", "--json"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert found["paths"] == [str(tmp_path / "cn" / "sheet.md"), str(tmp_path / "cn" / "sheet.json")]
    assert "ContentProducer" not in found["gaps"]


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_the_label_that_china_asks_for_is_written_before_signing(
    name: str, run_folder: Path, credential: Credential, tmp_path: Path
):
    path = tmp_path / name
    path.write_bytes(FILES[name]() if name == "a.png" else saved(name[2:].replace("jpg", "jpeg").upper()))
    wishes = Wishes(Words(title="A & B"), made_of=(), model=None if name == "a.png" else run_folder, china="Ada <A&B>")
    publish(path, credential, Lines(tmp_path / "list.jsonl"), wishes)
    assert verify(path).verdict == "intact"
    with Image.open(path) as image:
        told = image.getxmp()["xmpmeta"]["RDF"]["Description"]["AIGC"]
    label = json.loads(told)
    assert (label["Label"], label["ContentProducer"], len(label["ProduceID"])) == ("1", "Ada <A&B>", 32)
    assert set(label) == {
        *("Label", "ContentProducer", "ProduceID", "ReservedCode1"),
        *("ContentPropagator", "PropagateID", "ReservedCode2"),
    }


def test_no_label_unless_it_is_asked_for(run_folder: Path, credential: Credential, tmp_path: Path):
    (tmp_path / "a.png").write_bytes(FILES["a.png"]())
    publish(tmp_path / "a.png", credential, Lines(tmp_path / "list.jsonl"), Wishes(Words(title="A")))
    assert b"TC260" not in (tmp_path / "a.png").read_bytes()
    (tmp_path / "a.wav").write_bytes(FILES["a.wav"]())
    with pytest.raises(SignError, match="goes into PNG, JPEG and WebP"):
        publish(tmp_path / "a.wav", credential, Lines(tmp_path / "list.jsonl"), Wishes(model=run_folder, china="Ada"))
