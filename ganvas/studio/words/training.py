"""The words of the training desk."""

WORDS: dict[str, tuple[str, str]] = {
    "training.title": ("Training", "训练"),
}
