"""What the artist likes, learned from choices; it proposes, and never moves anything by itself."""

from ganvas.model.taste.belief import Belief
from ganvas.model.taste.board import choose, paint_proposal, shown
from ganvas.model.taste.propose import Proposal, propose
from ganvas.model.taste.record import Taste, read_taste, save_taste

__all__ = ["Belief", "Proposal", "Taste", "choose", "paint_proposal", "propose", "read_taste", "save_taste", "shown"]
