"""What was made and how: the history of a project, and the gallery of its works."""
