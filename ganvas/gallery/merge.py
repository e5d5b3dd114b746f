"""Two nodes of a history as one."""

from ganvas.errors import HistoryError, SketchError
from ganvas.gallery.events import Event
from ganvas.sketch import Blend, Regions, Share, Sketch


def blend(one: Event, other: Event, weight: float) -> Sketch:
    """The sketch between those of two nodes.

    Args:
        one: a node.
        other: another, of the same model.
        weight: of the other, between 0 and 1.
    Raises:
        HistoryError: they are of two models, or their latents cannot be blended.
    """
    if one.model != other.model:
        raise HistoryError(
            f"events {one.id} and {other.id} are of two models ({one.model[:12]}, {other.model[:12]}), whose latents"
            " mean different things; merge nodes of one model"
        )
    if not 0 < weight < 1:
        raise HistoryError(f"weight {weight:g}: is not between 0, all of the first, and 1, all of the second")
    shares = ((one.after, 1 - weight), (other.after, weight))
    psi = one.after.psi + weight * (other.after.psi - one.after.psi)  # exactly theirs, where they agree
    if one.after.psi_layers != other.after.psi_layers:
        raise HistoryError(
            f"events {one.id} and {other.id} use psi on different layers ({one.after.psi_layers} and"
            f" {other.after.psi_layers}); merge nodes that agree in that"
        )
    for node in (one, other):
        if isinstance(node.after.latent, Regions):
            raise HistoryError(f"event {node.id} paints regions, each with a latent of its own; merge other nodes")
    try:
        latent = Blend(of=tuple(Share(latent=sketch.latent, weight=share) for sketch, share in shares))
        return one.after.but(latent=latent, psi=psi)
    except SketchError as error:
        raise HistoryError(f"events {one.id} and {other.id} cannot be blended: {error}") from None
