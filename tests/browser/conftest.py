"""One browser for each file of tests, a fresh context for each, and servers on this machine for them to open."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from ganvas.studio.serve import Server
from tests.browser.rooms import WAIT_MS, Studio, painted
from tests.studio.serving import running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium, without a window; while it is open, its thread can start no event loop of its own."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """An empty page; a test fails over anything in its console, and over any other machine that it asks."""
    context = browser.new_context(viewport={"width": 900, "height": 700})
    context.set_default_timeout(30_000)  # a painter starts slowly on a busy machine
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda asked: faults.extend(_elsewhere(asked.url)))
    opened.on("websocket", lambda socket: faults.extend(_elsewhere(socket.url)))
    opened.faults = faults
    yield opened
    context.close()
    assert not faults, faults


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the studio of a file of tests keeps what is nobody's project."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def project(home: Path) -> Path:
    """The project that it opens; a file that wants something in it has a fixture of this name."""
    return home / "project"


@pytest.fixture(scope="module")
def studio(browser: Any, home: Path, project: Path) -> Iterator[Studio]:
    """A studio for a file of tests; none is started where there is no browser."""
    made = Studio(home, project)
    yield made
    made.stop()


@pytest.fixture
def large(page: Any) -> Any:
    """An empty page as large as a laptop's, that waits for a machine which does other things as well."""
    page.set_default_timeout(WAIT_MS)
    page.set_viewport_size({"width": 1440, "height": 900})
    return page


@pytest.fixture
def shown(large: Any, studio: Studio) -> Any:
    """A page of the studio that shows its picture."""
    large.goto(studio.url)
    painted(large)
    return large


def _elsewhere(url: str) -> list[str]:
    parts = urlsplit(url)
    local = parts.scheme in {"data", "blob"} or parts.hostname == "127.0.0.1"
    return [] if local else [f"asked another machine: {url}"]


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[FastAPI], str]]:
    """``serve(app)`` runs an application until the end of the tests and gives its address."""
    with contextlib.ExitStack() as open_servers:

        def started(app: FastAPI) -> str:
            return open_servers.enter_context(running(Server(app, "127.0.0.1", 0, token=False))).url

        yield started
