"""What is told when somebody acts on keys alone."""

from dataclasses import dataclass
from typing import ClassVar

from tocsin.kernel.events.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneAlone(Event):
    """An act on keys was done at the console without an approval."""

    kind: ClassVar[str] = "keys.done_alone"
