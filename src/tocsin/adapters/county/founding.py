"""Founding a bureau: in whose name, and when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel.accounts.api import Bureau, Officer


@dataclass(frozen=True, slots=True)
class Founding:
    """The bureau that is being founded, in whose name, and when."""

    bureau: Bureau
    actor: Officer
    at: datetime

    def load(self, loader: Callable[..., int], rows: Sequence[object]) -> int:
        """Load rows into the register of places; return how many there are."""
        loader(bureau=self.bureau, actor=self.actor, at=self.at, rows=rows)
        return len(rows)
