"""What the officer's phone tells the desks."""

from dataclasses import dataclass
from typing import ClassVar

from tocsin.kernel.events.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpChanged(Event):
    """An officer called for help, or somebody answered."""

    kind: ClassVar[str] = "help.changed"
    request: int
    officer: int
    answered: bool
