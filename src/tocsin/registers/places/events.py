"""What the register of places tells the desks."""

from dataclasses import dataclass
from typing import ClassVar

from tocsin.kernel.events.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChanged(Event):
    """An address was added, changed, retired or is waiting for its verifier."""

    kind: ClassVar[str] = "place.changed"
    code: str
    outcome: str
