"""Imports point down: every import of every module is read, and an upward or sideways one fails."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "ganvas"

LAYERS = [  # from the top down; rooms on one line are siblings and never import one another
    ["__main__"],
    ["cli"],
    ["studio"],
    ["publishing"],
    ["provenance", "gallery", "scale", "performing"],
    ["training", "model"],
    ["run", "artwork", "snapshot"],
    ["recipe", "sketch"],
    ["corpus", "metrics"],
    ["nets", "losses", "regularizers", "augment", "media"],
    ["heads", "views"],
    ["record"],
    ["errors", "files", "seeds", "dist", "references", "bases", "home", "hub"],
]
RANK = {room: rank for rank, rooms in enumerate(reversed(LAYERS)) for room in rooms}
GROUND = set(LAYERS[-1])
ONLY_IN = {"PIL": {"media", "corpus"}, "ray": {"scale"}, "c2pa": {"provenance"}, "nicegui": {"studio"}}
MODULES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path):
    room = room_of(path)
    assert room in RANK, f"{room} has no place in the layers"
    for name in imports(path):
        if name.startswith("ganvas."):
            other = name.split(".")[1]
            if other in RANK and other != room:
                # the ground's rooms stand on one another (files raise errors), in one direction: see the cycle test
                assert RANK[other] < RANK[room] or {other, room} <= GROUND, f"{path}: {room} imports {name}"
        for library, rooms in ONLY_IN.items():
            assert name.split(".")[0] != library or room in rooms, f"{path}: {library} only in {rooms}"


def test_no_cycles():
    known = {
        "ganvas." + ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in MODULES
    }
    graph = {
        name: {other for other in imports(path) if other in known and other != name} for name, path in known.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join([*trail, name])
        if name not in done:
            for other in graph[name]:
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_no_pickle_anywhere():
    for path in MODULES:
        found = {name.split(".")[0] for name in imports(path)} & {"pickle", "cPickle", "dill", "cloudpickle", "shelve"}
        assert not found, f"{path} imports {found}"
        source = path.read_text()
        assert "torch.save(" not in source, path
        assert source.count("torch.load(") == source.count("weights_only=True"), path
