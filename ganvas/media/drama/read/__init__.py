"""Files to plays: Bosak XML, TEI, Fountain and Final Draft, told apart by what they hold."""

from ganvas.media.drama.read.decode import SUFFIXES, decode, read_play

__all__ = ["SUFFIXES", "decode", "read_play"]
