"""A studio in a process of its own and a browser before it, for the measurements and the film."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from common import REPOSITORY
from PIL import Image, ImageDraw

from ganvas.errors import GanvasError

WAIT_MS = 300_000
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WORKS = 60


@contextlib.contextmanager
def studio(home: Path, project: Path) -> Iterator[dict[str, Any]]:
    """The address and the token of a studio, and when its process was asked for."""
    words = [sys.executable, "-m", "ganvas", "studio", str(project), "--port", "0", "--no-browser", "--json"]
    env = os.environ | {"GANVAS_HOME": str(home), "PYTHONPATH": str(REPOSITORY)}
    begun = time.perf_counter()
    process = subprocess.Popen(words, cwd=home, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline()) | {"begun": begun}
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextlib.contextmanager
def browser(width: int = 1440, height: int = 900) -> Iterator[Any]:
    """An empty page of the system's Chromium.

    Raises:
        GanvasError: there is none, or playwright is not installed.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise GanvasError("playwright is not installed; pip install playwright") from None
    if chromium is None:
        raise GanvasError("no chromium is installed")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=SWITCHES)
        page = opened.new_context(viewport={"width": width, "height": height}).new_page()
        page.set_default_timeout(WAIT_MS)
        yield page
        opened.close()


def painted(page: Any) -> None:
    """Wait until the picture in Explore is there."""
    page.wait_for_function("document.querySelector('gv-live')?._shown > 0")


def draw_works(into: Path) -> None:
    """Works of one hand: bright grounds with a few round shapes."""
    into.mkdir(parents=True, exist_ok=True)
    for seed in range(WORKS):
        chance = np.random.default_rng(seed)
        work = Image.new("RGB", (192, 192), tuple(chance.integers(200, 255, 3).tolist()))
        pen = ImageDraw.Draw(work)
        for left, top, wide, tall, *color in chance.integers(0, 160, (7, 7)).tolist():
            pen.ellipse((left, top, left + 16 + wide // 2, top + 16 + tall // 2), tuple(min(255, one) for one in color))
        work.save(into / f"work {seed:02d}.png")
