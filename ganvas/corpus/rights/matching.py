"""Patterns of paths, matched in time that grows with pattern times path, whatever the pattern."""

LONGEST = 500  # of a pattern
LONGEST_PATH = 4096


def matches(pattern: str, path: str, over_folders: bool = True, whole: bool = True) -> bool:
    """Whether the path fits.

    Args:
        pattern: ``*`` stands for anything; all else for itself.
        path: with /.
        over_folders: whether one ``*`` also stands for a /; if not, two do.
        whole: whether all of the path must fit, or its beginning is enough.
    """
    if len(pattern) > LONGEST or len(path) > LONGEST_PATH:
        return False
    if "*" not in pattern:
        return path == pattern if whole else path.startswith(pattern)
    places = {0}
    at = 0
    while at < len(pattern) and places:
        stars = 2 if pattern.startswith("**", at) else 1 if pattern[at] == "*" else 0
        if stars:
            places = _spread(places, path, over_folders or stars == 2)
        else:
            places = {place + 1 for place in places if path.startswith(pattern[at], place)}
        at += stars or 1
    return len(path) in places if whole else bool(places)


def _spread(places: set[int], path: str, over_folders: bool) -> set[int]:
    """Everywhere that a star may end which begins at one of the places."""
    spread = set()
    running = False
    for place in range(len(path) + 1):
        running = running or place in places
        if running:
            spread.add(place)
        if place < len(path) and path[place] == "/" and not over_folders:
            running = False
    return spread
