"""A breeding session, replayed from its log: the same boards, and the lineage of what it ended with.

Run it from anywhere: ``python examples/breeding/breeding.py ganvas/bases/pictures-64 breeding.png``.
"""

import json
import sys
from pathlib import Path

from ganvas.files import write_whole
from ganvas.media.image.board import Tile, tiles
from ganvas.model.breed import Board, Breeding, first_board, next_board
from ganvas.model.model import Model
from ganvas.sketch import Seed, Sketch

LOG = Path(__file__).with_name("session.jsonl")


def replay(model: Model) -> tuple[list[Board], int]:
    """Every round of the log, and the number on the last board that was kept."""
    first, *picks, last = map(json.loads, LOG.read_text().splitlines())
    how = Breeding(strength=first["strength"], locked=first.get("locked", []))
    boards = [first_board(model, [Seed(seed=seed) for seed in first["parents"]], first["seed"], how)]
    for line in picks:
        how = how.but(**{name: line[name] for name in ("strength", "locked") if name in line})
        boards.append(next_board(model, boards[-1], line["pick"], how))
    return boards, last["keep"]


def lineage(model: Model, boards: list[Board], kept: int) -> bytes:
    """A row for each round: the parents, then the children from which the next were picked."""
    picks = [*(board.picked for board in boards[1:]), (kept,)]
    rows = []
    for board, picked in zip(boards, picks, strict=True):
        shown = [*((f"parent {n}", one) for n, one in enumerate(board.litter.parents, 1))]
        others = [n for n in range(1, len(board.litter.latents) + 1) if n not in picked][: 7 - len(picked) - len(shown)]
        shown += [(f"{n}  picked", board.litter.latents[n - 1]) for n in picked]
        shown += [(str(n), board.litter.latents[n - 1]) for n in others]
        rows.append([Tile(word, model.render(Sketch(latent=one, psi=board.psi)).levels) for word, one in shown])
    return tiles(rows)


if __name__ == "__main__":
    source, picture = sys.argv[1:]
    painter = Model.load(source)
    write_whole(Path(picture), lineage(painter, *replay(painter)))
