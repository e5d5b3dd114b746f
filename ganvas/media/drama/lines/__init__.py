"""What is said: lines as tokens, their n-gram models, and the measures that tell copies from lines."""
