"""PDQ against the authors' own program, and the law that a turn of the picture is a turn of its hash."""

import numpy as np
import pdqhash
import pytest

from ganvas.media.image.pdq import QUALITY, pdq


def pictures(count: int, contrast: float = 1.0) -> np.ndarray:
    """(N, 64, 64, 3): soft ground of random waves with grain."""
    random = np.random.default_rng(7)
    coarse = random.normal(0, 40, (count, 8, 8, 3)).repeat(8, 1).repeat(8, 2)
    fine = random.normal(0, 12, (count, 64, 64, 3))
    return np.clip(128 + contrast * (coarse + fine), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("contrast", [1.0, 0.3])
def test_hashes_are_those_of_the_authors(contrast):
    levels = pictures(60, contrast)
    hashes, _ = pdq(levels)
    assert hashes.shape == (60, 8, 32)
    for own, picture in zip(hashes, levels, strict=True):
        theirs = np.packbits(np.array(pdqhash.compute_dihedral(picture)[0], np.uint8), axis=1)
        apart = np.bitwise_count(own[:, None] ^ theirs).sum(2)  # a coefficient at the very median may fall either way
        assert apart[0, 0] <= 2
        assert apart.min(1).max() <= 2
        assert sorted(apart.argmin(1)) == list(range(8))


def test_quality_is_that_of_the_authors():
    levels = np.concatenate([pictures(20, contrast) for contrast in (0.02, 0.05, 0.08, 0.12, 0.3, 1.0)])
    _, quality = pdq(levels)
    theirs = np.array([pdqhash.compute(picture)[1] for picture in levels])
    assert np.abs(quality - theirs).max() <= 1
    assert ((quality < QUALITY) == (theirs < QUALITY)).mean() > 0.98
    assert (quality < QUALITY).any()
    assert (quality == 100).any()


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("flipped", [False, True])
def test_a_turned_picture_has_one_of_the_hashes_of_the_other(turns, flipped):
    levels = pictures(10)
    turned = np.rot90(levels, turns, (1, 2))
    turned = np.ascontiguousarray(turned[:, ::-1] if flipped else turned)
    for one, other in zip(pdq(levels)[0], pdq(turned)[0], strict=True):
        assert np.bitwise_count(one ^ other[0]).sum(1).min() <= 2


def test_neighbors_do_not_matter():
    levels = pictures(9)
    together = pdq(levels)[0]
    alone = np.concatenate([pdq(levels[row : row + 1])[0] for row in range(9)])
    assert np.bitwise_count(together ^ alone).sum(2).max() <= 2
