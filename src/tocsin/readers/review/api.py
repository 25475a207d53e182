"""What other parts may ask of the review: to draw, to hand on, to count."""

from tocsin.core.accesses.record import Span
from tocsin.readers.review.queries import Counts, counts
from tocsin.readers.review.services import (
    ask_about_broken_glass,
    draw_week,
    glass_broken,
    hand_on,
)

__all__ = [
    "Counts",
    "Span",
    "ask_about_broken_glass",
    "counts",
    "draw_week",
    "glass_broken",
    "hand_on",
]
