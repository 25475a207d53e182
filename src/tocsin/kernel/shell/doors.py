"""Pages that everybody may open, listed for whoever came to the sign-in page by mistake."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Door:
    """A page for everybody."""

    address: str
    label: str | Promise

    @property
    def url(self) -> str:
        """Where the page is."""
        return reverse(self.address)


_DOORS: list[Door] = []


def open_door(door: Door) -> None:
    """Put a page on the list; wired once, when the system starts."""
    if door not in _DOORS:
        _DOORS.append(door)


def open_doors() -> tuple[Door, ...]:
    """List the pages."""
    return tuple(_DOORS)
