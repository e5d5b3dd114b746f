import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from ganvas.cli import app


@pytest.fixture
def works(tmp_path):
    folder = tmp_path / "works"
    folder.mkdir()
    for number in range(3):
        levels = np.random.default_rng(number).integers(0, 256, (40, 30, 3), np.uint8)
        Image.fromarray(levels).save(folder / f"{number}.png")
    return folder


def call(*words: object, **options: object):
    return CliRunner().invoke(app, [str(word) for word in words], **options)


def test_gathered_declared_recorded_withdrawn_and_described(works, tmp_path):
    into = tmp_path / "corpus"
    assert "rights: 3 unstated" in call("gather", works, "--into", into).stdout
    told = call("gather", works, "--into", into, "--mine", "--author", "Ada", "--yes", "--json")
    assert json.loads(told.stdout)["rights"]["by_basis"] == {"own": 3}
    (tmp_path / "found.csv").write_text("file,basis,licence,holder\n1.png,licence,CC BY 4.0,Bo\n")
    told = call("rights", into, "--set", tmp_path / "found.csv")
    assert told.exit_code == 0, told.output
    assert "recorded: 1 works." in told.stdout
    assert "CC-BY-4.0: name the author" in told.stdout
    assert "“1.png” by Bo, CC-BY-4.0" in told.stdout
    told = call("rights", into, "--withdraw", "2.png", "--reason", "sold", "--croissant", tmp_path / "meta", "--json")
    found = json.loads(told.stdout)
    assert (found["counts"]["works"], found["withdrawn"][0]["reason"]) == (2, "sold")
    assert sorted(work["basis"]["kind"] for work in found["works"]) == ["licence", "own"]
    assert sorted(path.name for path in (tmp_path / "meta").iterdir()) == ["corpus.croissant.json", "works.csv"]
    assert "back: 2.png." in call("rights", into, "--restore", "2.png").stdout
    assert "rights: 2 own, 1 licence" in call("check", into).stdout
    assert json.loads(call("check", into, "--json").stdout)["rights"]["works"] == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--mine"], "whose works are they? Give --author NAME too."),
        (["--mine", "--author", "Ada"], "Give --yes if it is."),
    ],
)
def test_a_declaration_is_asked_for_before_any_work_is_read(words, says, works, tmp_path):
    told = call("gather", works, "--into", tmp_path / "corpus", *words)
    assert told.exit_code == 2
    assert says in told.stderr
    assert told.stderr.count("\n") == 1
    assert not (tmp_path / "corpus").exists()


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 2), ("", 2)])
def test_on_a_terminal_it_is_one_question(answer, code, works, tmp_path, monkeypatch):
    monkeypatch.setattr("ganvas.cli.gather.has_terminal", lambda: True)
    words = ("gather", works, "--into", tmp_path / "corpus", "--mine", "--author", "Ada")
    told = call(*words, input=f"{answer}\n")
    assert told.exit_code == code, told.output
    assert "Did Ada make everything in" in told.stderr
    assert (tmp_path / "corpus").exists() == (code == 0)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--withdraw", "9.png"], "no work is called '9.png'"),
        (["--set", "absent.csv"], "absent.csv: cannot be read"),
        (["--restore", "0.png"], "no work is called '0.png'"),
    ],
)
def test_a_wrong_call_is_one_sentence(words, says, works, tmp_path):
    call("gather", works, "--into", tmp_path / "corpus")
    told = call("rights", tmp_path / "corpus", *words)
    assert told.exit_code == 2
    assert says in told.stderr
    assert call("rights", tmp_path).exit_code == 2


def test_the_verbs_help_brings_in_nothing_heavy():
    script = (
        "import sys\nfrom typer.testing import CliRunner\nfrom ganvas.cli import app\n"
        "assert CliRunner().invoke(app, ['rights', '--help']).exit_code == 0\n"
        "sys.exit(bool({'torch', 'defusedxml', 'mlcroissant', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
