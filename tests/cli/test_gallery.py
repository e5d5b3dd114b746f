import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from ganvas.cli import app
from ganvas.cli.gallery import VERBS
from ganvas.files import digest_file
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch

COMMANDS = typer.main.get_command(app).commands["gallery"].commands


def call(*words: str | Path | int) -> Result:
    return CliRunner().invoke(app, ["gallery", *map(str, words)])


@pytest.fixture
def place(model: Model, tmp_path: Path) -> list[str]:
    (tmp_path / "made").mkdir()
    for number in range(3):
        model.render(Sketch(latent=Seed(seed=number))).save(tmp_path / "made" / f"{number}.png", scale=4)
    return ["--gallery", str(tmp_path / "gallery")]


def answer(*words: str | Path | int) -> object:
    result = call(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_session_from_the_command_line(place: list[str], tmp_path: Path):
    made = tmp_path / "made"
    first = answer("import", made / "0.png", "--title", "Tide", "--edition", "1/9", "--history", "sea:4", *place)
    assert [(one["title"], one["edition_of"], one["event"]) for one in first] == [("Tide", 9, 4)]
    (made / "0.png").unlink()
    assert len(answer("import", made, "--tag", "study", "--parent", 1, *place)) == 2
    shown = answer("list", *place)
    assert [one["id"] for one in shown] == [3, 2, 1]
    assert all(digest_file(Path(one["path"])) == one["digest"] for one in shown)
    assert answer("star", 2, *place)["starred"]
    assert answer("tag", 2, "--add", "sea", "--remove", "study", *place)["tags"] == ["sea"]
    assert answer("name", 2, "--title", "Ebb", *place)["title"] == "Ebb"
    assert answer("show", 1, *place)["children"] == [2, 3]
    assert [one["id"] for one in answer("list", "--starred", "--text", "eb", *place)] == [2]
    assert (
        answer("list", "--like", made / "1.png", *place)[0] | {"distance": 0.0}
        == answer("list", "--like", made / "1.png", "--size", 1, *place)[0]
    )
    assert answer("check", *place) == {"works": 3, "damaged": []}
    assert answer("export", "--into", tmp_path / "pages", *place)["works"] == 3
    assert (tmp_path / "pages" / "index.html").is_file()


def test_the_words_for_a_person(place: list[str], tmp_path: Path):
    call("import", tmp_path / "made" / "0.png", "--title", "Tide", "--edition", "1/9", "--tag", "sea", *place)
    assert call("list", *place).stdout == "1 works/0.png  “Tide”  1/9  sea\n1 of 1 works\n"
    assert "sketch: 0 psi=0.8" in call("show", 1, *place).stdout


def test_a_damaged_gallery_ends_with_2(place: list[str], tmp_path: Path):
    (one,) = answer("import", tmp_path / "made" / "0.png", *place)
    Path(one["path"]).write_bytes(b"?")
    result = call("check", *place)
    assert result.exit_code == 2
    assert "not as it was hung" in result.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["list"], "no gallery here"),
        (["import", "absent.png"], "absent.png: cannot be read"),
        (["import", "{made}", "--edition", "9/3"], "as in 3/20"),
        (["import", "{made}", "--history", "12"], "as in paintings:12"),
        (["list", "--like", "a.png", "--color", "#000000"], "give one of them"),
    ],
)
def test_a_wrong_call_is_one_sentence(place: list[str], tmp_path: Path, words: list[str], says: str):
    result = call(*(str(tmp_path / "made") if word == "{made}" else word for word in words), *place)
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("ganvas: ")
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_and_speaks_json(verb: str):
    told = call(verb, "--help")
    assert told.exit_code == 0
    options = {option for parameter in COMMANDS[verb].params for option in parameter.opts}
    assert {"--json", "--gallery", "--database"} <= options
    for parameter in COMMANDS[verb].params:
        assert parameter.help, f"{verb} {parameter.name}"
        assert parameter.help.endswith("."), f"{verb} {parameter.name}: {parameter.help}"
