"""Own pictures and sketches in a model's space of latents: projection, and proposals that follow a wish."""

from ganvas.model.project.encoder import Encoder, encoder_of
from ganvas.model.project.inputs import read_both, read_mask, read_picture
from ganvas.model.project.projection import Projected, finish, guess, project, projecting
from ganvas.model.project.proposals import Begun, Proposal, begin, finish_proposals, propose, proposing
from ganvas.model.project.report import Report
from ganvas.model.project.search import State
from ganvas.model.project.wishes import KINDS, Wish

__all__ = [
    "KINDS",
    "Begun",
    "Encoder",
    "Projected",
    "Proposal",
    "Report",
    "State",
    "Wish",
    "begin",
    "encoder_of",
    "finish",
    "finish_proposals",
    "guess",
    "project",
    "projecting",
    "propose",
    "proposing",
    "read_both",
    "read_mask",
    "read_picture",
]
