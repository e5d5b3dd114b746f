"""Music as data: scores read from files, samples of a few bars, and scores, pictures and sound of samples."""
