"""Models to start from, trained by us only on works without anyone's rights in them; each folder says on which.

A base is a snapshot with its discriminator, in half precision, beside a record of its works (Croissant, and a row for
each of them in works.csv). Nothing of it is used
unless it is asked for by name, and every snapshot of a run that began with one names it by its digest.
"""

from pathlib import Path

BASE = "base"  # what --from calls for
FEW_WORKS = 2_000  # with fewer than so many a base is offered
HOME = Path(__file__).parent


def base() -> Path:
    """The folder of the base for pictures."""
    return HOME / "pictures-64"
