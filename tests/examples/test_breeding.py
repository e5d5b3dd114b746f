"""The session in the log is replayed as it was: the same boards, every pick on its board."""

import importlib.util
from pathlib import Path

import pytest

from ganvas.media.image.encode import read_text
from ganvas.model.model import Model

ROOT = Path(__file__).parents[2]


def test_the_session_is_replayed():
    spec = importlib.util.spec_from_file_location("breeding", ROOT / "examples" / "breeding" / "breeding.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    model = Model.load(ROOT / "ganvas" / "bases" / "pictures-64")
    boards, kept = script.replay(model)
    assert [board.round for board in boards] == [1, 2, 3, 4]
    assert [board.picked for board in boards] == [(), (8, 11), (1, 5), (2,)]
    assert boards[3].litter.breeding.locked == ("coarse",)
    assert [board.litter.breeding.strength for board in boards] == pytest.approx([0.4, 0.4, 0.3, 0.6])
    assert script.replay(model) == (boards, kept)
    assert read_text(script.lineage(model, boards, kept))["Software"] == "Ganvas board"
