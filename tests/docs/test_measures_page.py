"""The page about the measures explains each of them, and its figures are those of the benchmark."""

import json
from pathlib import Path

import pytest

from ganvas.metrics import METRICS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
FLAGGED = json.loads((ROOT / "benchmarks" / "results" / "copying_alarm.json").read_text(encoding="utf-8"))["flagged"]


@pytest.mark.parametrize("name", METRICS)
def test_every_measure_is_explained(name: str):
    assert f"### `{name}`\n" in PAGE


@pytest.mark.parametrize("corpus", FLAGGED)
def test_the_figures_are_those_of_the_benchmark(corpus: str):
    shares = list(FLAGGED[corpus].items())
    shown = [f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %" for key, share in shares[2:]]
    assert f"| {shares[0][1]} | {' | '.join(shown)} |\n" in PAGE
