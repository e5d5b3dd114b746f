"""The page on originality shows the figures that the benchmark wrote."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/originality.md").read_text(encoding="utf-8")
FOUND = json.loads((ROOT / "benchmarks/results/originality.json").read_text())


def test_every_kind_of_copy_and_the_new_works_are_in_the_table():
    collections = FOUND["collections"].values()
    kinds = {kind: [one["true"][kind] for one in collections] for kind in next(iter(collections))["true"]}
    kinds["new works"] = [one["false"] for one in FOUND["collections"].values()]
    for kind, rows in kinds.items():
        cells = [f"{100 * row['copy']:.0f} % ({100 * row['PDQ']:.0f} %)" for row in rows]
        assert f"| {kind} | {' | '.join(cells)} |" in PAGE


def test_the_time_is_the_one_measured():
    assert f"takes {FOUND['time']['median_ms']:.0f} ms" in PAGE
