"""Heads cover a sample's channels, and say so where they do not."""

import pytest
from pydantic import ValidationError

from ganvas.errors import ShapeError
from ganvas.heads import Head, check_heads

PITCH, BEAT = Head(name="pitch", kind="categorical", channels=3), Head(name="beat", kind="binary", channels=1)


def test_heads_that_cover_the_channels_are_fine():
    check_heads([PITCH, BEAT], 4)
    check_heads([], 7)


def test_heads_that_do_not_cover_the_channels_are_refused():
    with pytest.raises(ShapeError, match="cover 4 channels \\(3 pitch \\+ 1 beat\\), a sample has 5"):
        check_heads([PITCH, BEAT], 5)


def test_two_heads_of_one_name_are_refused():
    with pytest.raises(ShapeError, match="names of their own"):
        check_heads([BEAT, BEAT], 2)


@pytest.mark.parametrize("change", [{"channels": 1}, {"kind": "softmax"}, {"channels": 0}, {"name": ""}])
def test_a_head_is_valid_from_birth(change):
    with pytest.raises(ValidationError):
        Head.model_validate({"name": "pitch", "kind": "categorical", "channels": 3} | change)
