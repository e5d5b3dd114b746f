"""Whether the words of a scene are rather dark or rather bright: a count over two short lists of our own.

The lists hold everyday words of English and German plays whose colour is plain. They were written for Ganvas, with no
other lexicon at hand, and are free (CC0). What they can tell is small: benchmarks/drama_rows.py prints by how much
comedies and tragedies differ.
"""

from collections.abc import Iterable

from ganvas.media.drama.play import WORD

MOODS = ("dark", "even", "bright")
EDGES = {"en": (0.0, 0.285), "de": (-0.11, 0.2)}  # a third of the scenes we know lie below, a third above
CAUTION = 4  # words by which a short scene is drawn to the middle
DARK = {
    "en": """
    alas anger angry bane banish'd banished bitter blood bloody cold corpse cruel curse cursed damn'd damned danger
    dead death deadly despair destroy devil die died dies doom dread dreadful enemies enemy evil fall false fear fears
    fell fiend fight foe foes foul ghost grave grief grieve guilty hang hate hatred hell horrible hurt kill kill'd
    killed knife lament lie lies loathe lose lost mad madness malice melancholy mourn mourning murder murderer night
    pain pale perish pity plague poison poor prison rage revenge rotten ruin sad scorn shame sick sigh sin slain slave
    sorrow sorrows storm strike suffer sword tear tears terror thief tomb torment traitor treason vengeance vile
    villain war weep weeping wicked woe worse worst wound wounds wretch wretched wrong wrongs
    """,
    "de": """
    ach angst arm blut blutig böse dolch elend entsetzen entsetzlich falsch feind feinde fluch furcht gefahr gift grab
    gram grausam hass haß hölle jammer kalt klage krank krieg leid leiden mord mörder nacht not qual rache schande
    schmach schmerz schrecken schuld schwert stirbt sterben sünde teufel tod tot tränen thränen traurig trauer
    unglück verderben verflucht verloren verrat verräter wehe weinen wut wunde zorn
    """,
}
BRIGHT = {
    "en": """
    beauteous beautiful beauty bless blessed bliss bounty brave bright cheer comfort content dance dear dearest delight
    fair fairest faith faithful feast flower flowers fortune friend friends friendship gentle gift glad glory gold
    golden good goodness grace gracious happiness happy heaven heavenly holiday honest honor honour honourable hope
    jest jewel joy joyful joys kind kindness kiss laugh laughing laughter love loved lovely lover lovers loves loving
    marriage marry married mercy merry mirth music noble peace pleasant pleased pleasure praise precious pretty
    proud rejoice rich ring rose safe song spring summer sun sweet sweetest sweetly tender thank thanks true trust
    truth victory virtue virtuous welcome win wisdom wise wit worthy young youth
    """,
    "de": """
    blume blumen braut dank danke ehre engel freude freuden freund freunde freundlich freundschaft friede frieden froh
    fröhlich frühling fürstlich glück glücklich gnade gold golden gut gute güte heil heiter himmel hochzeit hoffnung
    jubel jugend kuss kuß küssen lachen lacht lieb liebe lieben liebend liebling liebt lied lust lustig milde mut
    reich rose rosen ruhe sanft schön schöne schönheit segen selig sieg sonne süß süße tanz treu treue tugend
    vergnügen wahrheit wein willkommen wonne zärtlich
    """,
}


_DARK = {language: frozenset(words.split()) for language, words in DARK.items()}
_BRIGHT = {language: frozenset(words.split()) for language, words in BRIGHT.items()}


def valence(lines: Iterable[str], language: str = "en") -> float:
    """(bright − dark) / (bright + dark + 4), within −1…1; 0 where no word of either list is said."""
    dark_words, bright_words = _DARK.get(language[:2], frozenset()), _BRIGHT.get(language[:2], frozenset())
    bright = dark = 0
    for line in lines:
        for word in WORD.findall(line.lower().replace("’", "'")):
            bright += word in bright_words
            dark += word in dark_words
    return (bright - dark) / (bright + dark + CAUTION)


def mood_of(lines: Iterable[str], language: str = "en") -> str:
    """Dark, even or bright, beside the scenes of the language; even where there are no lists for it."""
    if language[:2] not in EDGES:
        return "even"
    low, high = EDGES[language[:2]]
    value = valence(lines, language)
    return MOODS[(value >= low) + (value >= high)]
