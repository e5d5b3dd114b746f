"""A map of what a model paints, and of the works beside it."""
