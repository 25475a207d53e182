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


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadsChanged(Event):
    """A closure was entered, changed, lifted, began or ended; or the weather on the roads turned.

    ``closure`` is its number, 0 where it is about the weather.
    """

    kind: ClassVar[str] = "roads.changed"
    closure: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasChanged(Event):
    """Another name of a place was proposed, verified, rejected or retired."""

    kind: ClassVar[str] = "alias.changed"
    code: str
    state: str
