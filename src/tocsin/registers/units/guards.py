"""What keeps a unit on the list: work that other parts know of, told to the register from above."""

from typing import Protocol

from tocsin.registers.units.models import Unit


class WorkGuard(Protocol):
    """Somebody who knows what a unit is at work on."""

    def __call__(self, unit: Unit) -> str:
        """Name the open work of a unit; empty where there is none."""
        ...


_guards: list[WorkGuard] = []


def keep_while(guard: WorkGuard) -> None:
    """Let a unit stay on the list while it is at work; wired once, when the system starts."""
    if guard not in _guards:
        _guards.append(guard)


def open_work(unit: Unit) -> str:
    """Name the work that a unit has not finished; empty where there is none."""
    return next((work for guard in _guards if (work := guard(unit))), "")
