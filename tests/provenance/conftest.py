"""Tests of signing are far from the person's own keys."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _far_from_home(own_home: Path) -> None:
    pass
