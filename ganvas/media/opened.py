"""A file of any art as samples, without a corpus or a model that says of what shape they are."""

from ganvas.media.medium import Decoded, Medium, Samples

LONG = 1 << 20  # of a medium without a usual size, the whole work


def samples_of(art: Medium, decoded: Decoded) -> tuple[Medium, Samples]:
    """The samples (K, *shape) of a work by itself, as long as it allows, and the medium bound to what they need.

    Args:
        art: the medium that decoded it.
        decoded: the work.
    Raises:
        WorkError: it has too little in it for a sample.
    """
    common = art.common([decoded.facts])
    bound = art.bound(common) if common else art
    shape = bound.natural_shape([decoded.facts], art.usual_size or LONG)
    return bound, bound.samples(decoded, shape)
