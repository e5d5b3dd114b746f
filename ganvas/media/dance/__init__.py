"""Dance: motion of one figure, from BVH to samples (channels, time) and back to BVH, film and page."""
