"""Taking turns: the artist claims zones, the model fills only its own and says what it did."""
