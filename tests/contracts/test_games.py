"""What every game keeps: high means real, one price per sample, and a neighbor changes nothing."""

import re

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

from ganvas.losses import GAMES
from ganvas.references import REFERENCES

logits = st.floats(-50, 50, allow_nan=False)
pairs = st.lists(st.tuples(logits, logits), min_size=1, max_size=8)
every_game = pytest.mark.parametrize("name", GAMES)


def columns(rows: list[tuple[float, float]]) -> tuple[torch.Tensor, torch.Tensor]:
    real, fake = torch.tensor(rows, dtype=torch.float64).T
    return real, fake


@every_game
@given(value=st.floats(0.01, 0.99))  # between the marks of the games that aim at one
def test_every_game_pulls_both_ways(name: str, value: float):
    """D wants real up and fake down; G wants fake up."""
    real, fake = (torch.full((3,), value, requires_grad=True, dtype=torch.float64) for _ in range(2))
    d_real, d_fake = torch.autograd.grad(GAMES[name].discriminator(real, fake).sum(), (real, fake))
    (g_fake,) = torch.autograd.grad(GAMES[name].generator(real, fake).sum(), fake)
    assert (d_real < 0).all()
    assert (d_fake > 0).all()
    assert (g_fake < 0).all()


@every_game
@given(rows=pairs)
def test_one_finite_price_per_sample(name: str, rows: list[tuple[float, float]]):
    real, fake = columns(rows)
    for side in (GAMES[name].discriminator, GAMES[name].generator):
        price = side(real, fake)
        assert price.shape == real.shape
        assert price.isfinite().all()


@every_game
@given(rows=pairs)
def test_a_neighbor_changes_nothing(name: str, rows: list[tuple[float, float]]):
    real, fake = columns(rows)
    for side in (GAMES[name].discriminator, GAMES[name].generator):
        assert_close(side(real, fake)[-1:], side(real[-1:], fake[-1:]), rtol=0, atol=0)


@every_game
@given(rows=pairs)
def test_pairs_says_whether_the_generator_looks_at_real(name: str, rows: list[tuple[float, float]]):
    real, fake = columns([*rows, (1.0, 2.0)])
    real.requires_grad_(True)
    price = GAMES[name].generator(real, fake)
    assert price.requires_grad == GAMES[name].pairs


@every_game
def test_every_game_names_a_paper_that_we_cite(name: str):
    assert re.fullmatch(r"arXiv:\d{4}\.\d{4,5}", GAMES[name].source)
    assert GAMES[name].source in REFERENCES
    assert GAMES[name].says[-1] not in ".;,"  # one line of a table
