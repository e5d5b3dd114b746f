"""Where a run may begin."""

import pytest

from ganvas.errors import RunError
from ganvas.recipe import RECIPES
from ganvas.run import Plan, Run, Source

SOURCE = Source(name="ink", path="ink", digest="d", prepared="p", works=3)


def test_a_run_wants_a_folder_of_its_own(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")
    (tmp_path / "photos").mkdir()
    with pytest.raises(RunError, match=r"here already, letters\.txt for one; a run wants"):
        Run.create(tmp_path, RECIPES["quick"], SOURCE, Plan())
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["letters.txt", "photos"]


def test_a_new_an_empty_and_a_half_begun_folder_will_do(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "half/checkpoints").mkdir(parents=True)  # a start that was killed before recipe.json was there
    (tmp_path / "half/plan.json.partial").write_text("{")
    (tmp_path / "half/.DS_Store").write_text("")
    for name in ("new", "empty", "half"):
        assert Run.create(tmp_path / name, RECIPES["quick"], SOURCE, Plan()).source == SOURCE
        with pytest.raises(RunError, match="there is a run here already"):
            Run.create(tmp_path / name, RECIPES["quick"], SOURCE, Plan())
