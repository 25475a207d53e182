"""What the call desk tells the other desks."""

from dataclasses import dataclass
from typing import ClassVar

from tocsin.kernel.events.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChanged(Event):
    """A call came in, was answered, saved, linked or ended."""

    kind: ClassVar[str] = "call.changed"
    number: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEdited(Event):
    """Somebody wrote into a field of an open call; what they wrote is not told here."""

    kind: ClassVar[str] = "call.edited"
    number: str
    field: str
