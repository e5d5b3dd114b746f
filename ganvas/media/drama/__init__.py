"""Drama: plays as who is on stage when, who speaks when and how long, and what is said."""
