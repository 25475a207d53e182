"""What is told when a review comes further."""

from dataclasses import dataclass
from typing import ClassVar

from tocsin.kernel.events.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewChanged(Event):
    """A review was decided or handed on."""

    kind: ClassVar[str] = "review.changed"
    reason: str
