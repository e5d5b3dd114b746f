"""Names and places for what a network invents: of no play and of no one country, drawn by a seed. Our own list, CC0."""

import numpy as np

NAMES = (
    "Adra", "Alem", "Anouk", "Arlo", "Aven", "Bela", "Bram", "Brisa", "Calder", "Cato", "Ciro", "Corin", "Dael",
    "Dara", "Deno", "Edda", "Eben", "Elia", "Enno", "Farah", "Fenn", "Galen", "Gita", "Hale", "Hedda", "Idris",
    "Ilka", "Isaro", "Jonah", "Juno", "Kaia", "Kerem", "Lene", "Levan", "Lior", "Mara", "Milo", "Mirren", "Nadir",
    "Nell", "Noor", "Odile", "Orin", "Otis", "Paavo", "Perrin", "Pia", "Quill", "Ravi", "Rhea", "Runa", "Sami",
    "Selma", "Sol", "Tamar", "Teo", "Tova", "Una", "Uri", "Vale", "Vera", "Wen", "Yara", "Zeno",
)  # fmt: skip
PLACES = (
    "A room", "A street", "A garden", "The shore", "A hall", "A kitchen", "A bridge", "A station at night",
    "A field", "A workshop", "The roof", "A staircase", "A court", "A wood", "A harbour", "A waiting room",
    "A cellar", "A square", "A hillside", "An empty stage",
)  # fmt: skip
FIRST = ("The", "Another", "After the", "Before the")
SECOND = (
    "House",
    "Winter",
    "Letter",
    "Guest",
    "River",
    "Return",
    "Evening",
    "Silence",
    "Bridge",
    "Inheritance",
    "Fire",
    "Visit",
)


def names(count: int, seed: int) -> list[str]:
    """Different names; from the 65th on with a number."""
    order = np.random.default_rng([seed, 1]).permutation(len(NAMES)).tolist()
    return [
        NAMES[order[place % len(NAMES)]] + (f" {place // len(NAMES) + 1}" if place >= len(NAMES) else "")
        for place in range(count)
    ]


def places(moves: list[bool], seed: int) -> list[str]:
    """A place for each scene; another than before exactly where ``moves`` says so."""
    rng = np.random.default_rng([seed, 2])
    found: list[str] = []
    for move in moves:
        if found and not move:
            found.append(found[-1])
            continue
        others = [place for place in PLACES if not found or place != found[-1]]
        found.append(others[rng.integers(len(others))])
    return found


def title(seed: int) -> str:
    """A working title."""
    rng = np.random.default_rng([seed, 3])
    return f"{FIRST[rng.integers(len(FIRST))]} {SECOND[rng.integers(len(SECOND))]}"
