"""Publishing: a file is marked, signed, listed and hung in the gallery; or none of it."""
