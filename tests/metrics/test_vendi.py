"""The Vendi score counts what is different."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

from ganvas.metrics.vendi import vendi_score


def test_orthogonal_samples_count_each():
    assert_close(vendi_score(3 * torch.eye(7, 9)), 7.0)


def test_copies_count_once():
    assert_close(vendi_score(torch.randn(1, 5, generator=torch.Generator().manual_seed(0)).expand(9, 5)), 1.0)


def test_two_kinds_unevenly():  # three of one kind and one of another: shares 3/4 and 1/4
    entropy = -(0.75 * math.log(0.75) + 0.25 * math.log(0.25))
    assert_close(vendi_score(torch.eye(2)[[0, 0, 0, 1]]), math.exp(entropy))


@given(seed=st.integers(0, 10**6), count=st.integers(2, 12), dims=st.integers(2, 12))
def test_it_equals_the_definition_whichever_side_is_longer(seed, count, dims):
    some = torch.randn(count, dims, generator=torch.Generator().manual_seed(seed)).double()
    unit = some / some.norm(dim=1, keepdim=True)
    shares = torch.linalg.eigvalsh(unit @ unit.T / count).clamp(min=1e-300)
    assert_close(vendi_score(some), float((-(shares * shares.log()).sum()).exp()))
