"""Breeding: children of one to three parents, round by round, with strangers among them."""

from ganvas.model.breed.board import Board, first_board, next_board, paint_board, read_board
from ganvas.model.breed.litter import Breeding, Litter, breed
from ganvas.model.breed.settle import depth, settle

__all__ = [
    "Board",
    "Breeding",
    "Litter",
    "breed",
    "depth",
    "first_board",
    "next_board",
    "paint_board",
    "read_board",
    "settle",
]
