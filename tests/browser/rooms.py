"""The studio as the tests of its rooms open it, and what they want of a page."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import ganvas
from ganvas.bases import base
from ganvas.gallery.history import History
from ganvas.model.model import Model
from ganvas.sketch.line import read_line

ROOT = Path(ganvas.__file__).parents[1]
WAIT_MS = 90_000  # a machine that does other things as well


class Studio:
    """A studio on a project, in a process of its own; ``url`` has the token of this start."""

    def __init__(self, home: Path, project: Path) -> None:
        self.home, self.project = home, project
        self.start()

    def start(self) -> None:
        words = [sys.executable, "-m", "ganvas", "studio", str(self.project), "--port", "0", "--no-browser", "--json"]
        env = os.environ | {"GANVAS_HOME": str(self.home), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(words, cwd=self.home, env=env, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        said = json.loads(self.process.stdout.readline())
        self.url, self.token = said["url"], said["token"]

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.stdout is not None
        self.process.stdout.close()
        assert self.process.wait(timeout=60) in {0, -15}

    def at(self, path: str) -> str:
        """The address of a view, without the token, for a page that has been let in."""
        return self.url.partition("?")[0].rstrip("/") + path

    def steps(self) -> list[tuple[str, str]]:
        """What was done, and by whom."""
        with History.open(self.project) as history:
            return [(event.verb, event.actor) for event in history]


def with_steps(project: Path) -> Path:
    """A project whose history has a branch, a step by the model, and something kept."""
    digest = Model.load(base()).digest
    with History.open(project) as history:
        for line in ("7", "19", "19 psi=0.6", "mutate(19, 0.4, seed=2) psi=0.6"):
            history.append(read_line(line), "mutate" if "mutate" in line else "seed", digest)
        history.branch([2], read_line("mix(19, 41, coarse)"), "mix", digest, "model", "Your shapes, other colours")
        history.keep(5)
    return project


def opened(page: Any, studio: Studio, path: str) -> None:
    """The view at a path of the studio, painted."""
    page.goto(studio.url)
    page.goto(studio.at(path))
    painted(page)


def painted(page: Any) -> None:
    """Wait until the picture is there."""
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
