"""Damage of every kind: an answer and no crash, and no flipped bit changes a picture unnoticed."""

from pathlib import Path

import pytest

from ganvas.provenance.keys import Credential
from tests.provenance.tampering import TINY, flip, mutate, tiny


def test_damaged_files_of_every_kind_get_an_answer(credential: Credential, tmp_path: Path):
    (tmp_path / "cleared").mkdir()
    verdicts = list(mutate(tmp_path, credential, 280, seed=1))
    assert set(verdicts) <= {"damaged", "no trace", "intact"}
    assert verdicts.count("damaged") > 200


@pytest.mark.parametrize("name", TINY)
def test_no_flipped_bit_changes_the_picture_unnoticed(name: str, credential: Credential):
    data = tiny(name, credential)
    found = flip(name, data, range(0, len(data), 23), range(8))
    assert found.another_picture == 0
    assert found.tried > 4000
    assert found.noticed > 0


def test_an_unsigned_picture_is_changed_unnoticed():
    """That the test above can fail: outside of credentials, a flipped bit does change the picture."""
    data = TINY["a.gif"]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ganvas.provenance.engine.read", lambda *_: type("Found", (), {"state": "Valid"}))
        assert flip("a.gif", data, range(len(data))).another_picture > 0
