"""The reference says what the code does, every name is in it, and no link leads nowhere."""

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from ganvas import errors
from ganvas.cli import app
from ganvas.losses import GAMES
from ganvas.metrics import METRICS
from ganvas.nets import NETS
from ganvas.recipe import RECIPES, Recipe
from ganvas.references import PENALTY_SOURCES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
VERBS = [command.name for command in app.registered_commands]
ERRORS = [name for name, thing in vars(errors).items() if isinstance(thing, type) and issubclass(thing, Exception)]
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("benchmarks/*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@cache
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(path: str) -> str:
    return (DOCS / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", script().PAGES)
def test_the_page_is_what_the_code_says(name: str):
    assert read(f"reference/{name}") == script().PAGES[name]() + "\n", "run: python docs/make_reference.py"


def test_there_is_no_page_that_nothing_makes():
    assert {path.name for path in (DOCS / "reference").iterdir()} == script().PAGES.keys()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_reference_the_readme_and_a_page_that_uses_it(verb: str):
    assert f"## ganvas {verb}\n" in read("reference/verbs.md")
    assert f"`ganvas {verb}`" in (ROOT / "README.md").read_text(encoding="utf-8")
    pages = [*DOCS.glob("tutorial/*.md"), *DOCS.glob("how-to/*.md")]
    assert any(f"ganvas {verb} " in path.read_text(encoding="utf-8") for path in pages)


@pytest.mark.parametrize("name", [*NETS, *GAMES, *PENALTY_SOURCES, *METRICS])
def test_every_row_of_a_table_is_in_the_reference(name: str):
    assert f"`{name}`" in read("reference/parts.md")


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_is_in_the_reference_and_the_changelog(name: str):
    assert f"| `{name}` " in read("reference/recipes.md")
    assert f"`{name}`" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_field_of_a_recipe_is_explained():
    silent = {name for name, field in Recipe.model_fields.items() if not field.description}
    assert silent <= set(script().OWN)


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_is_in_the_reference(name: str):
    assert f"| `{name}` |" in read("reference/errors.md")


def test_values_as_a_person_reads_them():
    text = script().value_text
    schedules = {"start": 20.0, "end": 2.0, "over": 0.5}, {"start": 0.001, "end": 0.001, "over": 1.0}
    assert [text(value) for value in schedules] == ["20 → 2 over 0.5", "0.001"]
    assert [text(value) for value in ([1, 28, 28], True, "mlp", 300_000, 1e-8)] == [
        "1 × 28 × 28", "true", "mlp", "300,000", "1e-08",
    ]  # fmt: skip
    assert script().table(["a"], [["x|y"]]) == "| a |\n| --- |\n| x\\|y |"


def anchors(page: Path) -> set[str]:
    """The places in a page that a link can name, as Markdown readers derive them from headings."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_leads_nowhere(page: Path):
    for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if link.startswith("https://"):
            continue
        path, _, place = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        assert not place or place in anchors(target), f"{page.name}: {link}"


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_picture_is_there_and_has_words_for_those_who_do_not_see_it(page: Path):
    for words, path in PICTURE.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / path).is_file(), f"{page.name}: {path}"
        assert len(words) > 10, f"{page.name}: {path}"


def test_every_page_can_be_found_from_the_index():
    found, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in found or page.suffix != ".md":
            continue
        found.add(page)
        links = LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
        waiting += [(page.parent / link.partition("#")[0]).resolve() for link in links if "://" not in link]
    assert found >= set(PAGES)
