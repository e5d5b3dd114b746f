"""A history as lines of text: branches side by side, one node a line."""

from collections.abc import Collection, Sequence

from ganvas.gallery.events import Event
from ganvas.gallery.history import History
from ganvas.sketch.line import write_line

SHOWN = 60  # nodes, unless more are asked for
LONGEST = 64  # letters of a sketch


def draw_tree(history: History, count: int = SHOWN) -> str:
    """The last nodes of a history, those kept with a star, and where the artist stands."""
    nodes = history.last(count)
    if not nodes:
        return "nothing happened yet"
    lines = draw(nodes, set(history.kept()), history.here)
    if len(nodes) == count and (left := nodes[0].id - 1):
        lines.insert(0, f"… {left:,} events before; --last shows more of them")
    return "\n".join(lines)


def draw(nodes: Sequence[Event], kept: Collection[int] = (), here: int = 0) -> list[str]:
    """Nodes, the oldest first, one a line, each below the first of its parents that is among them.

    A line of descent without branches stays at its depth; where it branches, each branch is drawn one step in.
    """
    shown = {node.id for node in nodes}
    below: dict[int, list[Event]] = {}
    for node in nodes:
        below.setdefault(next((parent for parent in node.parents if parent in shown), 0), []).append(node)
    lines = []
    waiting = [(node, "", "") for node in reversed(below.get(0, []))]
    while waiting:
        node, before, deeper = waiting.pop()
        lines.append(before + _words(node, node.id in kept, node.id == here))
        children = below.get(node.id, [])
        if len(children) == 1:
            waiting.append((children[0], deeper, deeper))
        elif children:
            *others, last = children
            waiting.append((last, f"{deeper}└─ ", f"{deeper}   "))
            waiting += [(child, f"{deeper}├─ ", f"{deeper}│  ") for child in reversed(others)]
    return lines


def _words(node: Event, kept: bool, here: bool) -> str:
    """One node: number, verb, other parents, sketch, and what is to be said of it."""
    others = f", also from {', '.join(map(str, node.parents[1:]))}" if len(node.parents) > 1 else ""
    sketch = write_line(node.after)
    parts = [
        f"{node.id} {node.verb}{others}",
        sketch if len(sketch) <= LONGEST else f"{sketch[: LONGEST - 1]}…",
        *(["by the model"] if node.actor == "model" else []),
        *([f"“{node.reason}”"] if node.reason else []),
        *(["★"] if kept else []),
        *(["← here"] if here else []),
    ]
    return "  ".join(parts)
