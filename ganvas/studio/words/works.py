"""The words of the room of works."""

WORDS: dict[str, tuple[str, str]] = {
    "works.title": ("Works", "作品"),
}
