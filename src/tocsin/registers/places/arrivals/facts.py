"""What arrives, and what is said of a whole file of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tocsin.core.addressing.gathering import Fault

# Names a step, how much of it is done, and how much there is to do; 0 where that is not known.
Tell = Callable[[str, int, int], None]


def silent(_step: str, _done: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """A place on its way in; ``above`` is the code of the division that it lies in.

    Without a ``beat`` an address gets the one that its point lies in, if ``by_ground``.
    """

    kind: str
    code: str
    text: str
    lon: float | None
    lat: float | None
    row: int | None = None
    street: str = ""
    detail: str = ""
    level: str = ""
    above: str = ""
    beat: str = ""
    by_ground: bool = True


@dataclass
class Sorted:
    """The places that a file tells of, and what is wrong with its rows; ``read`` counts rows."""

    arriving: list[Arriving] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    read: int = 0

    @property
    def refused(self) -> int:
        """How many rows are left out."""
        return len({fault.row for fault in self.faults if not fault.taken})

    def in_parts(self, size: int) -> Iterator[list[Arriving]]:
        """Hand out the places some at a time."""
        for begin in range(0, len(self.arriving), size):
            yield self.arriving[begin : begin + size]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What would become of the places of a file.

    ``asked`` counts those that may be a place that is there, until somebody has said; ``left_out``
    those that are one. Neither is among the new ones.
    """

    new: int
    changed: int
    same: int
    asked: int = 0
    left_out: int = 0
