import importlib.util
import re
from pathlib import Path
from types import ModuleType

import matplotlib
import pytest
from PIL import Image

from ganvas.losses import GAMES
from ganvas.recipe import RECIPES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "losses.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"!\[[^\]]{10,}\]\((pictures/[\w-]+\.png)\)", PAGE)  # with words for those who do not see it
PENALTIES = ("r1", "r2", "wgan-gp")


def section(name: str) -> str:
    """The text under the heading that is this name, up to the next heading."""
    found = re.search(rf"^### `{re.escape(name)}`\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/losses.md has no section `{name}`"
    return found[1]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_losses", DOCS / "draw_losses.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", GAMES)
def test_every_game_has_its_section_source_and_picture(name):
    text = section(name)
    assert f"pictures/loss-{name}.png" in text
    assert GAMES[name].source in text
    assert "D pays" in text
    assert "G pays" in text


@pytest.mark.parametrize("name", PENALTIES)
def test_every_penalty_has_its_section_and_picture(name):
    assert f"pictures/penalty-{name}.png" in section(name)
    assert f"`{name.replace('-', '_')}`" in section(name)  # the recipe's field


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_is_named_where_its_game_is_explained(name):
    assert f"`{name}`" in section(RECIPES[name].game)


def test_the_pictures_are_those_that_the_page_shows():
    others = "".join(page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md") if page.name != "losses.md")
    drawn = [f"pictures/{path.name}" for path in (DOCS / "pictures").glob("*.png")]
    assert sorted(SHOWN) == sorted(picture for picture in drawn if f"{picture})" not in others)
    for picture in SHOWN:
        assert (DOCS / picture).stat().st_size < 40_000
        with Image.open(DOCS / picture) as opened:
            assert opened.width >= 900


@pytest.mark.parametrize("picture", ["loss-relativistic.png", "penalty-r1.png", "same-loss.png", "margin-and-sign.png"])
def test_the_pictures_can_be_drawn_again(picture, tmp_path):
    draw, kind = script(), picture.partition("-")[0]
    drawing = {
        "loss": lambda path: draw.draw_game("relativistic", path),
        "penalty": lambda path: draw.draw_penalty("r1", path),
        "same": draw.draw_same_loss,
        "margin": draw.draw_margin_and_sign,
    }
    with matplotlib.rc_context(draw.STYLE):
        drawing[kind](tmp_path / picture)
    with Image.open(tmp_path / picture) as drawn, Image.open(DOCS / "pictures" / picture) as kept:
        assert drawn.size == kept.size


def test_the_script_knows_every_penalty():
    assert tuple(script().PENALTIES) == PENALTIES
