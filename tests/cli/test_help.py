"""Every verb explains itself, and a wrong call ends with one sentence and the exit code 2."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner, Result

from ganvas import __version__
from ganvas.cli import app
from ganvas.media import MEDIA
from ganvas.recipe import RECIPES

VERBS = {command.name: command for command in app.registered_commands}
COMMANDS = typer.main.get_command(app).commands
every_verb = pytest.mark.parametrize("verb", VERBS)


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("works")
    for level in range(3):
        Image.new("L", (40, 40), 90 * level).save(folder / f"{level}.png")
    return folder


@every_verb
def test_every_verb_says_what_it_does(verb: str):
    told = call(verb, "--help")
    assert told.exit_code == 0
    assert VERBS[verb].callback.__doc__.split()[:6] == told.stdout.split("\n\n")[1].split()[:6]
    assert f"  {verb} " in call("--help").stdout


@every_verb
def test_every_option_says_what_it_is_for(verb: str):
    for parameter in COMMANDS[verb].params:
        assert parameter.help, f"{verb} {parameter.name}"
        assert parameter.help.endswith("."), f"{verb} {parameter.name}: {parameter.help}"


@every_verb
def test_every_verb_speaks_json(verb: str):
    assert "--json" in {option for parameter in COMMANDS[verb].params for option in parameter.opts}


def test_no_word_at_all_shows_the_help():
    told = call()
    assert told.exit_code == 2
    assert all(f"  {verb} " in told.output for verb in VERBS)


def test_the_version_is_that_of_the_package():
    assert call("--version").stdout == f"ganvas {__version__}\n"
    metadata = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert metadata["project"]["dynamic"] == ["version"]


REFUSED = {  # the words of a call, and a part of the sentence that it ends with
    "no such corpus": (["train", "/nowhere", "--into", "{into}"], "/nowhere: no such folder or file"),
    "no source": (["train", "--into", "{into}"], "nothing to learn from"),
    "unknown recipe": (
        ["train", "{works}", "--into", "{into}", "--recipe", "qiuck"],
        f"unknown recipe 'qiuck'; choose one of: {', '.join(sorted(RECIPES))}",
    ),
    "absent recipe": (["train", "{works}", "--into", "{into}", "--recipe", "own.json"], "own.json: not a recipe"),
    "unknown medium": (
        ["train", "{works}", "--into", "{into}", "--medium", "smell"],
        f"unknown medium 'smell'; choose one of: {', '.join(sorted(MEDIA))}",
    ),
    "seen is no number": (["train", "{works}", "--into", "{into}", "--seen", "many"], "--seen many: cannot read it"),
    "nothing to see": (["train", "{works}", "--into", "{into}", "--seen", "0"], "at least one work"),
    "size is no number": (["train", "{works}", "--into", "{into}", "--size", "12a"], "--size 12a: cannot read it"),
    "size of three sides": (["train", "{works}", "--into", "{into}", "--size", "8x8x8"], "--size 8x8x8: cannot read"),
    "odd size": (["train", "{works}", "--into", "{into}", "--size", "30x33"], "Train at --size 28x32."),
    "two lengths": (
        ["train", "{works}", "--into", "{into}", "--seen", "1k", "--minutes", "1"],
        "give one of --minutes, --hours, --seen and --epochs",
    ),
    "unknown device": (["train", "{works}", "--into", "{into}", "--device", "tpu"], "unknown device 'tpu'"),
    "nothing to resume": (["train", "--into", "{into}", "--resume"], "no run here"),
    "nothing to gather": (["gather", "/nowhere", "--into", "{into}"], "/nowhere: no such folder or file"),
    "no corpus to check": (["check", "/nowhere"], "/nowhere: no corpus"),
    "no run to sample": (["sample", "/nowhere", "--into", "{into}"], "/nowhere: no such run"),
    "nowhere to paint": (["sample", "/nowhere"], "nowhere to paint to"),
    "no run to evaluate": (["evaluate", "/nowhere"], "/nowhere: no run here"),
    "no run to film": (["interpolate", "/nowhere", "--into", "{into}.mp4"], "/nowhere: no such run"),
    "no film": (["interpolate", "/nowhere", "--into", "{into}.txt"], "a film ends in"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_call_is_one_sentence(case: str, works: Path, tmp_path: Path):
    words, says = REFUSED[case]
    places = {"{works}": str(works), "{into}": str(tmp_path / "into")}
    told = call(*(places.get(word, word.replace("{into}", places["{into}"])) for word in words))
    assert told.exit_code == 2, told.output
    assert isinstance(told.exception, SystemExit)
    (sentence,) = [line for line in told.stderr.splitlines() if line.startswith("ganvas: ")]
    assert told.stderr.rstrip().endswith(sentence)
    assert says in sentence
    assert told.stdout == ""
    assert not (tmp_path / "into").exists()


MISTYPED = {  # what the parser itself refuses, and a part of what it says
    "no such verb": (["pait"], "No such command 'pait'"),
    "no such option": (["train", "x", "--into", "y", "--epoch", "3"], "--epochs"),
    "below nothing": (["train", "x", "--into", "y", "--minutes", "-1"], "--minutes"),
    "seed too large": (["train", "x", "--into", "y", "--seed", str(2**32)], "--seed"),
    "no into": (["gather", "x"], "Missing option '--into'"),
    "no config": (["train", "x", "--into", "y", "--config", "absent.toml"], "absent.toml"),
    "no choice": (["gather", "x", "--into", "y", "--near", "maybe"], "leave-out"),
}


@pytest.mark.parametrize("case", MISTYPED)
def test_a_mistyped_call_says_what_was_mistyped(case: str):
    words, says = MISTYPED[case]
    told = call(*words)
    assert told.exit_code == 2
    assert says in told.stderr
    assert "Traceback" not in told.output


def test_an_unknown_key_of_a_config_lists_the_known(tmp_path: Path):
    (tmp_path / "own.toml").write_text("minuets = 3\n")
    told = call("train", "x", "--into", tmp_path / "run", "--config", tmp_path / "own.toml")
    assert told.exit_code == 2
    assert "unknown minuets; known: " in told.stderr.replace("\n", " ")


def test_a_flag_beats_the_file_and_the_file_beats_the_preset(works: Path, tmp_path: Path):
    (tmp_path / "own.toml").write_text('recipe = "seed"\nseen = "2k"\nseed = 5\n')
    told = call(
        "train", works, "--into", tmp_path / "run", "--config", tmp_path / "own.toml", "--seen", "3k", "--dry-run"
    )
    recipe = json.loads(told.stdout)
    assert [recipe[field] for field in ("name", "length", "seed")] == ["seed", 3000, 5]
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("program", [[sys.executable, "-m", "ganvas"], [str(Path(sys.executable).with_name("ganvas"))]])
def test_the_program_itself_ends_without_a_traceback(program: list[str], tmp_path: Path):
    words = [*program, "check", str(tmp_path / "corpus")]
    told = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == f"ganvas: {tmp_path}/corpus: no corpus; make one with ganvas gather.\n"
