"""What browsers hear of the demonstration."""

from dataclasses import dataclass
from typing import ClassVar

from tocsin.kernel.events.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTaken(Event):
    """A simulated desk was taken over by a person or given back."""

    kind: ClassVar[str] = "demo.changed"
    desk: str
    taken: bool
