"""Labels: which class a sample is of. Networks made for ``classes`` > 0 are told, all others never are."""

import torch
from torch import Tensor, nn

from ganvas.errors import NetError, ShapeError
from ganvas.nets.design import Design


def refuse_classes(design: Design, pair: str) -> None:
    """Say that this pair cannot be told labels, if the design asks for them.

    Raises:
        NetError: it does.
    """
    if design.classes:
        raise NetError(
            f"{pair} cannot be told labels; found {design.classes} classes. Use net 'style' or 'r3gan', or classes 0."
        )


def check_labels(labels: Tensor | None, classes: int, count: int) -> Tensor | None:
    """The labels, (count,) int64, of a network of that many classes; None for a network of none.

    Raises:
        ShapeError: they are missing, are there without need, or are of another shape or type.
    """
    if not classes:
        if labels is not None:
            raise ShapeError("this network knows no classes; found labels, wanted none. Build it with classes > 0.")
        return None
    if labels is None:
        raise ShapeError(f"this network paints {classes} classes; found no labels, wanted {count}, one per sample.")
    if labels.shape != (count,) or labels.dtype != torch.int64:
        raise ShapeError(
            f"found labels {tuple(labels.shape)} of {labels.dtype}; wanted ({count},) of torch.int64, one per sample."
        )
    return labels


def embedding(classes: int, size: int) -> nn.Embedding:
    """A vector of length about 1 for each class: weights N(0, 1/size)."""
    table = nn.Embedding(classes, size)
    if not table.weight.is_meta:
        nn.init.normal_(table.weight, std=size**-0.5)
    return table
