"""A studio in a process of its own, as the tests of its rooms open it."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ganvas

ROOT = Path(ganvas.__file__).parents[1]
WAIT_MS = 90_000  # a machine that does other things as well


@contextlib.contextmanager
def studio_at(home: Path) -> Iterator[str]:
    """The address of a studio on a new project below that folder, token and all."""
    words = [sys.executable, "-m", "ganvas", "studio", str(home / "project"), "--port", "0", "--no-browser", "--json"]
    env = os.environ | {"GANVAS_HOME": str(home), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(words, cwd=home, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.stdout.close()
        process.wait(timeout=30)


def opened(page: Any, url: str, path: str) -> None:
    """The view at a path of the studio, painted."""
    page.set_default_timeout(WAIT_MS)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(url)
    page.goto(url.partition("?")[0].rstrip("/") + path)
    page.wait_for_function("document.querySelector('gv-live')?._shown > 0")


def line(page: Any) -> str:
    """The sketch that the address of the page names."""
    found: str = page.evaluate("new URL(location).searchParams.get('sketch')")
    return found


def until(page: Any, pattern: str) -> str:
    """The sketch of the address, once it is of that pattern."""
    page.wait_for_function("(one) => new RegExp(one).test(new URL(location).searchParams.get('sketch'))", arg=pattern)
    return line(page)


def board(page: Any, number: int = 0) -> Any:
    """The tiles of a board, once they are painted."""
    page.wait_for_function("(n) => document.querySelectorAll('gv-tiles')[n]?._picture", arg=number)
    return page.locator("gv-tiles").nth(number).locator(".cell")


def no_serious_fault(page: Any) -> None:
    """Axe finds nothing serious or critical, in light and in dark."""
    axe = pytest.importorskip("axe_core_python.sync_playwright", reason="axe is not installed").Axe()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found = [one for one in axe.run(page)["violations"] if one["impact"] in {"serious", "critical"}]
        told = [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
        assert not told, (theme, told)
