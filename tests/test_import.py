"""`import ganvas` and `ganvas --help` are quick: what is heavy loads when it is used."""

import json
import subprocess
import sys

import pytest

import ganvas
from ganvas.cli import app
from ganvas.errors import GanvasError

HEAVY = {"torch", "numpy", "PIL", "av", "safetensors", "matplotlib", "pdqhash", "rich", "sqlalchemy", "alembic"}
MOST_MODULES = {"import": 60, "help": 260, "help of a verb": 400}  # beyond a bare interpreter's; Typer alone takes most
VERBS = [command.name for command in app.registered_commands]


def loaded(code: str) -> set[str]:
    """The modules that this code loads in a fresh interpreter, beyond those of a bare one."""
    watch = f"import sys, json; before = set(sys.modules)\n{code}\n"
    watch += "print('\\n' + json.dumps(sorted(set(sys.modules) - before)))"
    told = subprocess.run([sys.executable, "-c", watch], capture_output=True, text=True, timeout=120, check=True)
    return set(json.loads(told.stdout.splitlines()[-1]))


def calling(*words: str) -> str:
    lines = f"sys.argv = {['ganvas', *words]!r}", "from ganvas.cli import main", "try:\n    main()"
    return "\n".join([*lines, "except SystemExit:\n    pass"])


def tops(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_import_is_quick():
    modules = loaded("import ganvas")
    assert not tops(modules) & (HEAVY | {"pydantic"})
    assert len(modules) < MOST_MODULES["import"]


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_is_quick(word: str):
    modules = loaded(calling(word))
    assert "typer" in modules  # it did run
    assert not tops(modules) & (HEAVY | {"pydantic"})
    assert len(modules) < MOST_MODULES["help"]


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_is_quick(verb: str):
    modules = loaded(calling(verb, "--help"))
    assert f"ganvas.cli.{verb}" in modules
    assert not tops(modules) & HEAVY  # pydantic is Typer's own choice: it reads options with it
    assert len(modules) < MOST_MODULES["help of a verb"]


def test_the_heavy_ones_are_seen_where_they_are_used():
    assert {"torch", "numpy", "pydantic"} <= tops(loaded("import ganvas; ganvas.Model"))


@pytest.mark.parametrize("name", ganvas.__all__)
def test_every_public_name_is_there(name: str):
    assert getattr(ganvas, name) is not None
    assert name in dir(ganvas)


def test_the_error_of_the_package_is_the_one_that_it_raises():
    assert ganvas.GanvasError is GanvasError


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'ganvas' has no attribute 'Modle'"):
        _ = ganvas.Modle
