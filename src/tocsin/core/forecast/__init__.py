"""How many calls are to be expected, by area and hour, and how sure that is.

Everything here counts calls of places and hours; nothing has a field in which a person could be
put.
"""
