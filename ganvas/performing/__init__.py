"""Several arts as one short film: a score leads, pictures and a dance follow it, a play gives tempo and words."""
