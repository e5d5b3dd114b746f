"""Frames of a performance: a picture, a dancer, a score that passes by, and words."""
