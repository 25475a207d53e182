"""What is told when an act of two people goes on."""

from dataclasses import dataclass
from typing import ClassVar

from tocsin.kernel.events.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalChanged(Event):
    """A proposal was made or has come further."""

    kind: ClassVar[str] = "two_person.changed"
    state: str
