"""What other parts may ask of the review: to draw, to hand on, to count."""

from tocsin.core.accesses.record import Span
from tocsin.readers.review.queries import Counts, challenged_in, challenges, counts, decided_in
from tocsin.readers.review.services import (
    ask_about_broken_glass,
    challenge,
    draw_week,
    glass_broken,
    hand_on,
)
from tocsin.readers.review.states import Outcome

__all__ = [
    "Counts",
    "Outcome",
    "Span",
    "ask_about_broken_glass",
    "challenge",
    "challenged_in",
    "challenges",
    "counts",
    "decided_in",
    "draw_week",
    "glass_broken",
    "hand_on",
]
