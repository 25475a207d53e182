"""Cordons: where to close the roads around an area, and who is there in time.

It plans places around an area; it follows nobody.
"""

from tocsin.core.roads.cordon.cutting import CannotBeClosed, Cut, disconnected, fewest_closures
from tocsin.core.roads.cordon.laying import Hand, Lack, Laid, Mark, Post, lay_cordon, stretch_at
from tocsin.core.roads.cordon.posting import (
    NOBODY,
    Front,
    Posting,
    front_seconds,
    hold_before,
    post_units,
)
from tocsin.core.roads.cordon.stretches import (
    Area,
    Stretches,
    area_within,
    links_for,
    stretches_of,
)
from tocsin.core.roads.cordon.ways import ways_around

__all__ = [
    "NOBODY",
    "Area",
    "CannotBeClosed",
    "Cut",
    "Front",
    "Hand",
    "Lack",
    "Laid",
    "Mark",
    "Post",
    "Posting",
    "Stretches",
    "area_within",
    "disconnected",
    "fewest_closures",
    "front_seconds",
    "hold_before",
    "lay_cordon",
    "links_for",
    "post_units",
    "stretch_at",
    "stretches_of",
    "ways_around",
]
