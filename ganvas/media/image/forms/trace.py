"""Centre lines as a graph, and the graph as strokes: spurs pruned, strokes led straight on through crossings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ganvas.media.image.forms.thin import AROUND, Mask, neighbors

Points = NDArray[np.float64]  # (N, 2), x and y
Pixel = tuple[int, int]  # row and column
End = tuple[int, int]  # an edge, and 0 for its first or −1 for its last point

SPUR = 2.0  # a branch shorter than so many half widths of its stroke is a bump of the rim, not a stroke
STRAIGHT = 0.5  # cosine: two strokes that meet at 60° or less off the straight line are one stroke
LOOK_PX = 8  # how far along a stroke its direction is taken, at the least


@dataclass
class Graph:
    """Lines between ends and crossings.

    Attributes:
        edges: number to its points and the nodes at both of its ends.
        places: node to its place (2,).
    """

    edges: dict[int, tuple[Points, int, int]] = field(default_factory=dict)
    places: dict[int, Points] = field(default_factory=dict)

    def at(self, node: int) -> list[End]:
        """The ends of edges at a node; a loop has both of its ends there."""
        return [(k, side) for k, (_, a, b) in self.edges.items() for side, n in ((0, a), (-1, b)) if n == node]

    def degrees(self) -> dict[int, int]:
        """How many ends meet at each node."""
        found = dict.fromkeys(self.places, 0)
        for _, a, b in self.edges.values():
            found[a] += 1
            found[b] += 1
        return found


def strokes(lines: Mask, half_width: NDArray[np.floating], inked: Mask) -> list[Points]:
    """The strokes of a mask of centre lines, in pixels; a closed one ends where it begins.

    Args:
        lines: (height, width), one pixel wide.
        half_width: (height, width), of the ink around each pixel.
        inked: (height, width), where strokes may go.
    """
    graph = graph_of(lines)
    prune(graph, half_width)
    return [_longer(stroke, free, half_width, inked) for stroke, free in joined(graph, half_width)]


def graph_of(lines: Mask) -> Graph:
    """Pixels with one neighbor are ends, neighboring pixels with three or more are one crossing."""
    links = _links(lines)
    node_of: dict[Pixel, int] = {}
    graph = Graph()
    for pixel in links:
        if pixel not in node_of and len(links[pixel]) != 2:
            group = _crossing(pixel, links) if len(links[pixel]) > 2 else [pixel]
            number = len(graph.places)
            graph.places[number] = np.mean([(column, row) for row, column in group], axis=0)
            node_of |= dict.fromkeys(group, number)
    walked: set[tuple[Pixel, Pixel]] = set()
    for pixel, node in list(node_of.items()):
        for step in links[pixel]:
            if (pixel, step) not in walked and node_of.get(step) != node:
                _add_edge(graph, _walk(pixel, step, links, node_of, walked), node_of)
    for pixel in links:  # what is left are rings without a crossing
        if pixel not in node_of and not any((pixel, step) in walked for step in links[pixel]):
            node_of[pixel] = len(graph.places)
            graph.places[node_of[pixel]] = np.array([pixel[1], pixel[0]], float)
            _add_edge(graph, _walk(pixel, links[pixel][0], links, node_of, walked), node_of)
    return graph


def _links(lines: Mask) -> dict[Pixel, list[Pixel]]:
    """The neighbors of each pixel; across a corner only where no pixel beside both leads there already."""
    codes = neighbors(np.pad(lines, 1))
    table = [_steps(code) for code in range(256)]
    rows, columns = (axis.tolist() for axis in np.nonzero(lines))
    return {
        (row, column): [(row + down, column + right) for down, right in table[codes[row, column]]]
        for row, column in zip(rows, columns, strict=True)
    }


def _steps(code: int) -> list[Pixel]:
    there = [bool(code >> bit & 1) for bit in range(8)]
    return [
        AROUND[bit] for bit in range(8) if there[bit] and (bit % 2 == 0 or not (there[bit - 1] or there[(bit + 1) % 8]))
    ]


def _crossing(pixel: Pixel, links: dict[Pixel, list[Pixel]]) -> list[Pixel]:
    """The pixels of three or more links that hang together with this one."""
    group, waiting = [pixel], [pixel]
    while waiting:
        for step in links[waiting.pop()]:
            if len(links[step]) > 2 and step not in group:
                group.append(step)
                waiting.append(step)
    return group


def _walk(
    start: Pixel,
    step: Pixel,
    links: dict[Pixel, list[Pixel]],
    node_of: dict[Pixel, int],
    walked: set[tuple[Pixel, Pixel]],
) -> list[Pixel]:
    """From a node along a line to the next node; both directions count as walked."""
    path = [start, step]
    while path[-1] not in node_of:
        before, here = path[-2:]
        first, second = links[here]
        path.append(second if first == before else first)
    for a, b in pairwise(path):
        walked |= {(a, b), (b, a)}
    return path


def _add_edge(graph: Graph, path: list[Pixel], node_of: dict[Pixel, int]) -> None:
    a, b = node_of[path[0]], node_of[path[-1]]
    inner = [(column, row) for row, column in path[1:-1]]
    points = np.array([graph.places[a], *inner, graph.places[b]], float)
    graph.edges[len(graph.edges)] = points, a, b


def prune(graph: Graph, half_width: NDArray[np.floating]) -> None:
    """Remove spurs, the shortest first: branches from a crossing to an end not longer than the stroke is thick."""
    while spurs := _spurs(graph, half_width):
        _, number = min(spurs)
        _, a, b = graph.edges.pop(number)
        for node in (a, b):
            _melt(graph, node)


def _spurs(graph: Graph, half_width: NDArray[np.floating]) -> list[tuple[float, int]]:
    """How much too short they are, below 0, and their numbers."""
    degrees, found = graph.degrees(), []
    for number, (points, a, b) in graph.edges.items():
        if min(degrees[a], degrees[b]) == 1 and max(degrees[a], degrees[b]) > 2:
            root = points[0] if degrees[a] > 1 else points[-1]
            room = length(points) - SPUR * _value(half_width, root)
            if room < 0:
                found.append((room, number))
    return found


def _melt(graph: Graph, node: int) -> None:
    """Make one edge of the two that meet at a node, and drop a node where none does."""
    ends = graph.at(node)
    if not ends:
        del graph.places[node]
    if len(ends) == 2 and ends[0][0] != ends[1][0]:
        (one, side_one), (two, side_two) = ends
        first, second = _ending(graph, one, side_one), _ending(graph, two, side_two)
        del graph.edges[one], graph.edges[two], graph.places[node]
        graph.edges[one] = np.vstack([first[0], second[0][-2::-1]]), first[1], second[1]


def _ending(graph: Graph, number: int, side: int) -> tuple[Points, int]:
    """The points of an edge turned so that they end at that side, and the node where they then begin."""
    points, a, b = graph.edges[number]
    return (points, a) if side == -1 else (points[::-1], b)


def joined(graph: Graph, half_width: NDArray[np.floating]) -> Iterator[tuple[Points, tuple[bool, bool]]]:
    """Strokes: at every crossing the two ends that go straightest on become one, then the next two.

    Yields:
        the points, and whether nothing else is at the first and at the last of them.
    """
    partner: dict[End, End] = {}
    degrees = graph.degrees()
    for node, degree in degrees.items():
        if degree > 1:
            _pair(graph, node, half_width, partner)
    free = [(number, side) for number in graph.edges for side in (0, -1) if (number, side) not in partner]
    done: set[int] = set()
    for start in [*free, *((number, 0) for number in graph.edges)]:
        if start[0] not in done:
            points, last = _through(graph, start, partner, done)
            one, other = (degrees[_node(graph, end)] == 1 for end in (start, last))
            yield points, (one, other)


def _node(graph: Graph, end: End) -> int:
    """Where an end is."""
    number, side = end
    _, a, b = graph.edges[number]
    return a if side == 0 else b


def _pair(graph: Graph, node: int, half_width: NDArray[np.floating], partner: dict[End, End]) -> None:
    look = max(LOOK_PX, 2 * _value(half_width, graph.places[node]))
    ends = graph.at(node)
    ways = [_direction(graph.edges[number][0][:: 1 if side == 0 else -1], look) for number, side in ends]
    angles = sorted((float(ways[i] @ ways[j]), i, j) for i in range(len(ends)) for j in range(i + 1, len(ends)))
    for cosine, i, j in angles:
        if cosine <= -STRAIGHT and ends[i] not in partner and ends[j] not in partner:
            partner[ends[i]], partner[ends[j]] = ends[j], ends[i]


def _through(graph: Graph, start: End, partner: dict[End, End], done: set[int]) -> tuple[Points, End]:
    """From an end through all joints to the last one: the points, and that end."""
    pieces: list[Points] = []
    here = out = start
    while here[0] not in done:
        number, side = here
        done.add(number)
        points = graph.edges[number][0][:: 1 if side == 0 else -1]
        pieces.append(points if not pieces else points[1:])
        out = (number, -1 if side == 0 else 0)
        if out not in partner:
            break
        here = partner[out]
    return np.vstack(pieces), out


def _longer(stroke: Points, free: tuple[bool, bool], half_width: NDArray[np.floating], inked: Mask) -> Points:
    """The stroke out to where its ink ends: thinning takes half a width from each end that is free."""
    ends = []
    for points, is_free in zip((stroke, stroke[::-1]), free, strict=True):
        most = _value(half_width, points[0]) if is_free else 0.0
        way = -_direction(points, max(LOOK_PX, 2 * most))
        ends.append(points[0] + way * _reach(points[0], way, most, inked))
    height, width = inked.shape
    return np.asarray(np.clip(np.vstack([ends[0], stroke, ends[1]]), 0, (width - 1, height - 1)))


def _reach(start: Points, way: Points, most: float, inked: Mask) -> int:
    """How many pixels one can go before the ink ends."""
    for reach in range(1, int(most) + 1):
        column, row = np.rint(start + way * reach).astype(int)
        if not (0 <= row < inked.shape[0] and 0 <= column < inked.shape[1] and inked[row, column]):
            return reach - 1
    return int(most)


def _direction(points: Points, look: float) -> Points:
    """Unit vector from the first point to the one so far along the line."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    way = points[min(int(np.searchsorted(along, look)), len(points) - 1)] - points[0]
    return np.asarray(way / max(float(np.linalg.norm(way)), 1e-9))


def _value(field: NDArray[np.floating], point: Points) -> float:
    column, row = np.rint(point).astype(int)
    return float(field[row, column])


def length(points: Points) -> float:
    """How long a line is."""
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())
