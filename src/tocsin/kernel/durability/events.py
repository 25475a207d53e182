"""What the screens hear of the copies."""

from dataclasses import dataclass
from typing import ClassVar

from tocsin.kernel.events.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesChanged(Event):
    """What is committed is on so many disks from now on."""

    kind: ClassVar[str] = "copies.changed"
    copies: int
