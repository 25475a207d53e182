"""Cordons: where to close the roads around an area, and who is there in time.

It plans places around an area; it follows nobody.
"""

from tocsin.core.roads.cordon.cutting import CannotBeClosed, Cut, disconnected, fewest_closures
from tocsin.core.roads.cordon.posting import (
    NOBODY,
    Front,
    Posting,
    front_seconds,
    hold_before,
    post_units,
)
from tocsin.core.roads.cordon.stretches import Area, Stretches, links_for, stretches_of

__all__ = [
    "NOBODY",
    "Area",
    "CannotBeClosed",
    "Cut",
    "Front",
    "Posting",
    "Stretches",
    "disconnected",
    "fewest_closures",
    "front_seconds",
    "hold_before",
    "links_for",
    "post_units",
    "stretches_of",
]
