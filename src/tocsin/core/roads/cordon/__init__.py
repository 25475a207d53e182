"""Cordons: where to close the roads around an area, and who is there in time.

It plans places around an area; it follows nobody.
"""

from tocsin.core.roads.cordon.area import Area, Fault, SenselessArea, area_within
from tocsin.core.roads.cordon.cutting import (
    CannotBeClosed,
    Cut,
    disconnected,
    fewest_closures,
    question_of,
)
from tocsin.core.roads.cordon.holding import Held, hold_before
from tocsin.core.roads.cordon.laying import Lack, Laid, Post, lay_cordon
from tocsin.core.roads.cordon.marking import Hand, Mark
from tocsin.core.roads.cordon.posting import (
    NOBODY,
    Front,
    Posting,
    front_seconds,
    post_units,
)
from tocsin.core.roads.cordon.stretches import Stretches, links_for, stretches_of
from tocsin.core.roads.cordon.ways import ways_around

__all__ = [
    "NOBODY",
    "Area",
    "CannotBeClosed",
    "Cut",
    "Fault",
    "Front",
    "Hand",
    "Held",
    "Lack",
    "Laid",
    "Mark",
    "Post",
    "Posting",
    "SenselessArea",
    "Stretches",
    "area_within",
    "disconnected",
    "fewest_closures",
    "front_seconds",
    "hold_before",
    "lay_cordon",
    "links_for",
    "post_units",
    "question_of",
    "stretches_of",
    "ways_around",
]
