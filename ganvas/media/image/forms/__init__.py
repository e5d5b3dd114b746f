"""Other forms of a finished picture: a print on paper, a plotter's drawing, plates for spot colours.

Every function here is pure: pixels in, pixels or the bytes of a file out; only ``export`` writes.
"""
