import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from ganvas.media.image.forms.thin import thin
from ganvas.media.image.forms.trace import graph_of, length, strokes


def drawn(*lines: tuple[tuple[int, int], tuple[int, int]], width: int = 5, size: int = 80) -> np.ndarray:
    """Straight strokes from (x, y) to (x, y)."""
    rows, columns = np.mgrid[:size, :size]
    mask = np.zeros((size, size), bool)
    for (x0, y0), (x1, y1) in lines:
        along = np.clip(
            ((columns - x0) * (x1 - x0) + (rows - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2), 0, 1
        )
        mask |= np.hypot(columns - x0 - along * (x1 - x0), rows - y0 - along * (y1 - y0)) <= width / 2
    return mask


def traced(mask: np.ndarray) -> list[np.ndarray]:
    return strokes(thin(mask), ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1], mask)


def test_a_stroke_is_one_line_from_end_to_end():
    (line,) = traced(drawn(((10, 20), (60, 50))))
    ends = sorted(map(tuple, line[[0, -1]].round().astype(int).tolist()))
    assert np.abs(np.array(ends) - ((10, 20), (60, 50))).max() <= 3  # the ink reaches half its width beyond
    assert length(line) == pytest.approx(np.hypot(50, 30), abs=12)


def test_a_crossing_is_two_strokes_that_go_straight_on():
    lines = traced(drawn(((10, 10), (70, 70)), ((70, 10), (10, 70))))
    assert len(lines) == 2
    for line in lines:
        assert np.linalg.norm(line[-1] - line[0]) > 75  # from corner to opposite corner


def test_a_branch_leaves_the_stem_whole():
    lines = sorted(traced(drawn(((40, 5), (40, 75)), ((40, 40), (70, 55)))), key=length)
    assert len(lines) == 2
    assert abs(length(lines[1]) - 70) < 8


def test_a_step_of_a_line_is_no_crossing():
    step = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]], bool)
    graph = graph_of(step)
    ((points, _, _),) = graph.edges.values()
    assert points.tolist() == [[0, 0], [1, 0], [1, 1], [2, 1], [2, 2], [3, 2]]


def test_a_ring_is_closed():
    rows, columns = np.mgrid[:60, :60]
    ring = np.abs(np.hypot(rows - 30, columns - 30) - 20) <= 2.5
    (line,) = traced(ring)
    assert np.array_equal(line[0], line[-1])
    assert np.hypot(*(line - 30).T) == pytest.approx(20, abs=1.5)


def test_bumps_of_the_rim_make_no_branch():
    mask = drawn(((10, 40), (70, 40)), width=11)
    mask[32:35, 38:42] = True
    assert len(traced(mask)) == 1


def test_a_stroke_does_not_leave_the_ink():
    for mask in (drawn(((10, 20), (60, 50)), width=9), drawn(((10, 10), (70, 70)), ((70, 10), (10, 70)), width=9)):
        wider = ndimage.binary_dilation(mask, iterations=2)
        for line in traced(mask):
            columns, rows = line.round().astype(int).T
            assert wider[rows, columns].all()


@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(1, 30), st.floats(0.3, 0.7))
@settings(max_examples=80)
def test_every_pixel_is_on_exactly_one_way(seed: int, height: int, width: int, share: float):
    lines = thin(np.random.default_rng(seed).random((height, width)) < share)
    graph = graph_of(lines)
    inner = [tuple(point) for points, _, _ in graph.edges.values() for point in points[1:-1].astype(int).tolist()]
    assert len(inner) == len(set(inner))
    assert {(row, column) for column, row in inner} <= set(zip(*map(list, np.nonzero(lines)), strict=True))
    assert sum(graph.degrees().values()) == 2 * len(graph.edges)
    count = ndimage.label(lines, np.ones((3, 3)))[1]
    assert connected(graph) == count


def connected(graph) -> int:
    """How many parts of the graph hang together."""
    part = {node: node for node in graph.places}

    def root(node: int) -> int:
        while part[node] != node:
            node = part[node]
        return node

    for _, a, b in graph.edges.values():
        part[root(a)] = root(b)
    return len({root(node) for node in part})


@given(st.integers(0, 2**32 - 1), st.floats(0.3, 0.7))
@settings(max_examples=40)
def test_any_blot_gives_strokes_within_the_picture(seed: int, share: float):
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).random((40, 30)), 1.5)
    mask = noise < np.quantile(noise, share)
    for line in traced(mask):
        assert len(line) >= 2
        assert np.isfinite(line).all()
        assert (line >= 0).all()
        assert (line <= (29, 39)).all()
