"""The tutorials and the README do what they say: their bash and python blocks are run, in order, in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(bash|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MENTIONED = re.compile(r"`((?:corpora|runs|pictures)/[\w/-]+\.\w+)`")

SMALLER = {  # what a page says, and what is run instead, so that a test ends in seconds
    "README.md": {"minutes=30": "size_px=16, minutes=0.01"},
    "docs/tutorial/first-model.md": {
        "builtin:ink --into": "'builtin:ink?works=24' --into",
        "--minutes 5": "--seen 48 --size 16",
        "--seconds 8": "--seconds 0.4",
        "--seeds 0-63": "--seeds 0-7",
        "ganvas evaluate runs/ink": "ganvas evaluate runs/ink --samples 24 --extractor lite0:32",
        "ganvas atlas runs/ink": "ganvas atlas runs/ink --count 20 --extractor lite0:32",
    },
    "docs/tutorial/your-own-folder.md": {"--minutes 30": "--seen 48 --size 16", "--seeds 0-63": "--seeds 0-7"},
}


def make_paintings(folder: Path) -> None:
    """Twelve works, one of them twice; a file that is cut short, a print in CMYK, and a note."""
    random = np.random.default_rng(0)
    folder.mkdir()
    for number in range(12):
        patches = Image.fromarray(random.integers(0, 256, (5, 6, 3), dtype=np.uint8))
        patches.resize((60, 48), Image.Resampling.BICUBIC).save(folder / f"study {number:02d}.png")
    (folder / "study 12.png").write_bytes((folder / "study 03.png").read_bytes()[:600])
    (folder / "study 13.png").write_bytes((folder / "study 04.png").read_bytes())
    Image.open(folder / "study 05.png").convert("CMYK").save(folder / "print.tif")
    (folder / "notes.txt").write_text("buy ink")


def run_bash(code: str, folder: Path) -> str:
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PATH": search, "OMP_WAIT_POLICY": "passive"}  # cores may be few and shared
    told = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code], cwd=folder, env=environment, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert told.returncode == 0, f"{code}\n{told.stdout}\n{told.stderr}"
    return told.stdout


def run_page(page: str, folder: Path) -> str:
    """Run every block of a page, and give back what the bash ones printed."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for words, fewer in SMALLER[page].items():
        assert words in text, f"{page} no longer says {words}"
        text = text.replace(words, fewer)
    namespace: dict[str, object] = {}
    printed = []
    for language, code in BLOCK.findall(text):
        if language == "bash":
            printed.append(run_bash(code, folder))
        else:
            exec(compile(code, page, "exec"), namespace)
    assert namespace, page  # every page has python in it, and it ran
    return "".join(printed)


@pytest.mark.parametrize("page", SMALLER)
def test_a_page_does_what_it_says(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    make_paintings(tmp_path / "paintings")
    printed = run_page(page, tmp_path)
    for path in MENTIONED.findall((ROOT / page).read_text(encoding="utf-8")):
        assert (tmp_path / path).is_file(), f"{page} mentions {path}"
    if "your-own-folder" in page:
        for line in quoted(page):
            assert line in printed, f"{page} quotes {line!r}; printed was {printed}"


def quoted(page: str) -> list[str]:
    """The lines that the page shows as printed."""
    (block,) = re.findall(r"^```text\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return block.splitlines()


def test_every_tutorial_is_run():
    assert {str(path.relative_to(ROOT)) for path in (ROOT / "docs/tutorial").glob("*.md")} < SMALLER.keys()
