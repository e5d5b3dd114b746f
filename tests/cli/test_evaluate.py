import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ganvas.cli import app
from tests.model.tiny import tiny_run


def evaluate(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, words)])


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_run(tmp_path_factory.mktemp("tiny"), 100).path


def test_json_is_one_object_with_counts_extractor_and_floor(run: Path):
    told = evaluate(run, "--samples", "30", "--extractor", "pixels", "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert found["samples"] == 30
    kid = found["measures"][0]
    assert (kid["metric"], kid["extractor"], kid["n_fake"]) == ("kid", "pixels", 30)
    assert kid["floor"]["n"] == 30
    assert all(entry["refused"] or entry["value"] is not None for entry in found["measures"])
    for name in found["files"]:
        assert (Path(found["folder"]) / name).is_file()


def test_the_words_for_a_person(run: Path):
    told = evaluate(run, "--samples", "25", "--extractor", "pixels", "--extractor", "lite0:32", "--snapshot", "320")
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert "after 320 works: 25 samples against 20 held-out works" in lines[0]
    assert [line.split()[:3] for line in lines if "floor" in line][:2] == [
        ["pixels", "value", "floor"],
        ["lite0:32", "value", "floor"],
    ]
    assert sum(line.startswith("kid ") and line.endswith("lower is better") for line in lines) == 2
    assert lines[-1].startswith("look: ")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--extractor", "cubist"], "choose one of: judge, lite0, pixels"),
        (["--snapshot", "7"], "no such run or snapshot"),
        (["--psi", "3"], "psi 3"),
        (["--corpus", "/nowhere"], "/nowhere: no corpus"),
    ],
)
def test_a_wrong_call_is_one_sentence(run: Path, words: list[str], says: str):
    told = evaluate(run, *words)
    assert told.exit_code == 2
    assert told.stderr.startswith("ganvas: ")
    assert told.stderr.count("\n") == 1
    assert says in told.stderr
    assert told.stdout == ""


def test_a_folder_without_a_run_is_refused(tmp_path: Path):
    assert "no run here" in evaluate(tmp_path).stderr
